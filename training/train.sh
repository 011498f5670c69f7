#!/bin/sh
# Makes models/en/legation-en.model from the corpora: word vectors and what news and lists say of words, a first model,
# trees by it for raw news, a second model on them, trees by both, the second model trained on with these, the file.
# usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES_FIRST [MINUTES_SECOND [MINUTES_LAST]]]]
# Needs Python 3.11+ with training/requirements.txt, zstd, and about two and a half hours on one core. Run it again after
# an interruption: what is finished is kept and the training goes on from its checkpoint.
set -eu
shared=${1:?usage: training/train.sh SHARED_FOLDER [WORK_FOLDER [MINUTES_FIRST [MINUTES_SECOND [MINUTES_LAST]]]]}
work=${2:-$(dirname "$0")/work}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
mkdir -p "$work"

train() {
    "$python" "$here/train.py" --shared "$shared" --vectors "$work/lexical.npz" "$@"
}
silver() {
    out=$1
    shift
    [ -f "$out" ] || { "$python" "$here/silver.py" "$shared" "$out.tmp" "$@" && mv "$out.tmp" "$out"; }
}

[ -f "$work/vectors.npz" ] || "$python" "$here/vectors.py" "$shared/corpora/language" "$work/vectors.npz"
[ -f "$work/lexical.npz" ] || "$python" "$here/lexical.py" "$work/vectors.npz" "$shared" "$work/lexical.npz"
train --out "$work/first.pt" --minutes "${3:-35}"
silver "$work/silver.jsonl" --by "$work/first.pt" "$work/lexical.npz"
train --out "$work/second.pt" --minutes "${4:-60}" --silver "$work/silver.jsonl" --start "$work/first.pt"
silver "$work/silver2.jsonl" --by "$work/second.pt" "$work/lexical.npz" --by "$work/first.pt" "$work/lexical.npz" \
    --words 1000000 --first 7
train --out "$work/model.pt" --minutes "${5:-13}" --silver "$work/silver2.jsonl" --start "$work/second.pt" --whole --rate 1e-3
"$python" "$here/export.py" "$work/model.pt" "$here/../models/en/legation-en.model" --vectors "$work/lexical.npz" --shared "$shared"
sha256sum "$here/../models/en/legation-en.model"
