#!/bin/sh
# Makes models/en/legation-en.model from the corpora: word vectors and what news and lists say of words, a first model,
# trees by it for raw news, a second model on them, a third that goes on from the second and learns what the first two
# together say of raw text, the file.
# usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES_FIRST [MINUTES_SECOND [MINUTES_THIRD [MODEL_FILE]]]]]
# Needs Python 3.11+ with training/requirements.txt, zstd, and just under two hours and a half on two cores. Run it again after
# an interruption: what is finished is kept and the training goes on from its checkpoint.
set -eu
shared=${1:?usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES_FIRST [MINUTES_SECOND [MINUTES_THIRD [MODEL_FILE]]]]]}
here=$(cd "$(dirname "$0")" && pwd)
work=${2:-$here/work}
model=${6:-$here/../models/en/legation-en.model}
python=${PYTHON:-python3}
mkdir -p "$work"

train() {
    "$python" "$here/train.py" --shared "$shared" --vectors "$work/lexical.npz" --threads 2 "$@"
}

[ -f "$work/vectors.npz" ] || "$python" "$here/vectors.py" "$shared/corpora/language" "$work/vectors.npz"
[ -f "$work/lexical.npz" ] || "$python" "$here/lexical.py" "$work/vectors.npz" "$shared" "$work/lexical.npz"
train --out "$work/first.pt" --minutes "${3:-28}"
if [ ! -f "$work/silver.jsonl" ]; then
    "$python" "$here/silver.py" "$shared" "$work/silver.jsonl.tmp" --by "$work/first.pt" "$work/lexical.npz"
    mv "$work/silver.jsonl.tmp" "$work/silver.jsonl"
fi
train --out "$work/second.pt" --minutes "${4:-40}" --silver "$work/silver.jsonl" --start "$work/first.pt"
train --out "$work/third.pt" --minutes "${5:-45}" --start "$work/second.pt" --whole --rate 1e-3 \
    --teacher "$work/second.pt" "$work/lexical.npz" --teacher "$work/first.pt" "$work/lexical.npz"
"$python" "$here/export.py" "$work/third.pt" "$model" --vectors "$work/lexical.npz" --shared "$shared"
sha256sum "$model"
