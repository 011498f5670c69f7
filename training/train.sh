#!/bin/sh
# Makes models/en/legation-en.model from the corpora: word vectors, then the model, then the file.
# usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES]]
# Needs Python 3.11+ with training/requirements.txt, zstd, and about two hours on one core. Run it again after an
# interruption: what is finished is kept and the training goes on from its checkpoint.
set -eu
shared=${1:?usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES]]}
work=${2:-$(dirname "$0")/work}
minutes=${3:-85}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
mkdir -p "$work"
[ -f "$work/vectors.npz" ] || "$python" "$here/vectors.py" "$shared/corpora/language" "$work/vectors.npz"
"$python" "$here/train.py" --shared "$shared" --vectors "$work/vectors.npz" --out "$work/model.pt" --minutes "$minutes"
"$python" "$here/export.py" "$work/model.pt" "$here/../models/en/legation-en.model" --vectors "$work/vectors.npz" --shared "$shared"
sha256sum "$here/../models/en/legation-en.model"
