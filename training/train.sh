#!/bin/sh
# Makes models/en/legation-en.model from the corpora: word vectors and what news and lists say of words, a first model,
# trees by it for raw news, the model, the file.
# usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES_FIRST [MINUTES]]]
# Needs Python 3.11+ with training/requirements.txt, zstd, and about two and a half hours on one core. Run it again after
# an interruption: what is finished is kept and the training goes on from its checkpoint.
set -eu
shared=${1:?usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES_FIRST [MINUTES]]]}
work=${2:-$(dirname "$0")/work}
first=${3:-45}
minutes=${4:-70}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
mkdir -p "$work"
[ -f "$work/vectors.npz" ] || "$python" "$here/vectors.py" "$shared/corpora/language" "$work/vectors.npz"
[ -f "$work/lexical.npz" ] || "$python" "$here/lexical.py" "$work/vectors.npz" "$shared" "$work/lexical.npz"
"$python" "$here/train.py" --shared "$shared" --vectors "$work/lexical.npz" --out "$work/first.pt" --minutes "$first"
[ -f "$work/silver.jsonl" ] || {
    "$python" "$here/silver.py" "$shared" "$work/silver.tmp" --by "$work/first.pt" "$work/lexical.npz"
    mv "$work/silver.tmp" "$work/silver.jsonl"
}
"$python" "$here/train.py" --shared "$shared" --vectors "$work/lexical.npz" --out "$work/model.pt" --minutes "$minutes" \
    --silver "$work/silver.jsonl" --start "$work/first.pt"
"$python" "$here/export.py" "$work/model.pt" "$here/../models/en/legation-en.model" --vectors "$work/lexical.npz" --shared "$shared"
sha256sum "$here/../models/en/legation-en.model"
