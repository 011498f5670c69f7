"""Self-training: trees for raw news and for the sets without trees, by earlier checkpoints; the surest are kept.

usage: silver.py SHARED_FOLDER OUT.jsonl --by CHECKPOINT.pt VECTORS.npz [--by …] [--words 1800000] [--first 0]

Several checkpoints vote with the mean of their probabilities. --first: the line of the raw news to begin with.
One JSON object a line: forms, upos, xpos, feats, rule, heads, deprels, and `of` (raw, conll, attribution). Raw
sentences of 5 to 40 words count when they hold a finite tree and the mean certainty of their arcs reaches FLOOR.
"""
import argparse
import json

import torch

import corpora
import raw
from batch import CLASSES
from teachers import Teachers

FLOOR = 0.86


def is_tree(heads):
    """One root, and every word comes to it."""
    if heads.count(0) != 1:
        return False
    for word in range(1, len(heads) + 1):
        steps = 0
        while word and steps <= len(heads):
            word, steps = heads[word - 1], steps + 1
        if word:
            return False
    return True


def label(teachers, sets, group):
    """Trees and classes for sentences (lists of forms), with the mean certainty of their arcs."""
    votes = teachers.votes(group)
    sure = votes["arcs"].max(-1).values[votes["mask"]]
    found = {name: votes[name].argmax(-1).tolist() for name in ("deprels", *CLASSES)}
    start = 0
    for words in group:
        stretch = slice(start, start + len(words))
        start = stretch.stop
        out = {"forms": words, "heads": votes["heads"][stretch].tolist()}
        out.update({name: [sets[name][k] for k in values[stretch]] for name, values in found.items()})
        yield out, float(sure[stretch].mean())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared")
    parser.add_argument("out")
    parser.add_argument("--by", nargs=2, action="append", required=True)
    parser.add_argument("--words", type=int, default=1800000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    teachers = Teachers(options.by)
    sets = torch.load(options.by[0][0], weights_only=False)["meta"]["labels"]
    data = corpora.load(options.shared)
    plain = [("conll", s["forms"], 0.0) for s in data["conll"][0]]
    plain += [("attribution", s["forms"], 0.0) for s in data["attribution"][0] if len(s["forms"]) <= 110]
    plain += [("raw", f, FLOOR) for f in raw.news(f"{options.shared}/corpora/language", options.words, options.first)]
    kept = words = 0
    with open(options.out, "w", encoding="utf8") as out:
        # Blocks of one set, sorted by length within: batches without padding, files in a mixed order.
        for first in range(0, len(plain), 4000):
            block = sorted(plain[first:first + 4000], key=lambda item: len(item[1]))
            for start in range(0, len(block), 100):
                part = block[start:start + 100]
                for (of, _, floor), (tree, sure) in zip(part, label(teachers, sets, [f for _, f, _ in part])):
                    if is_tree(tree["heads"]) and sure >= floor:
                        print(json.dumps(dict(tree, of=of), ensure_ascii=False), file=out)
                        kept, words = kept + 1, words + len(tree["forms"])
            out.flush()
    print("read", len(plain), "kept", kept, "words", words)


if __name__ == "__main__":
    main()
