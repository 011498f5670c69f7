"""The encoder's states for sentences whose words are given, to train further heads on.

usage: states.py CHECKPOINT.pt SENTENCES.jsonl OUT.npz --vectors VECTORS.npz
SENTENCES.jsonl: one JSON object a line with `forms`. OUT.npz: `states` (words × 400, all sentences one after
the other) and `lengths` (words of each sentence).
"""
import argparse
import json

import numpy as np
import torch

from batch import Forms, batches, collate
from network import build, read_vectors


def load(checkpoint, vectors):
    """The averaged network of a checkpoint, and its table of forms."""
    saved = torch.load(checkpoint, weights_only=False)
    words, table = read_vectors(vectors)
    network = build(saved, table)
    network.load_state_dict(saved["average"], strict=False)
    network.eval()
    known = {w: i + 1 for i, w in enumerate(saved["meta"]["words"])}
    return network, Forms(known, {w: i + 1 for i, w in enumerate(words)}, {})


def states(network, forms, sentences):
    """One array (words × states) per sentence."""
    out = [None] * len(sentences)
    with torch.no_grad():
        for group in batches(sentences, 4000):
            rows = network.encode(collate([{"forms": sentences[i]["forms"]} for i in group], forms, None)).numpy()
            first = 0
            for i in group:
                size = len(sentences[i]["forms"])
                out[i] = rows[first:first + size]
                first += size
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("checkpoint", "sentences", "out"):
        parser.add_argument(name)
    parser.add_argument("--vectors", required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    sentences = [json.loads(line) for line in open(options.sentences, encoding="utf8")]
    found = states(*load(options.checkpoint, options.vectors), sentences)
    np.savez(options.out, states=np.concatenate(found).astype("f4"), lengths=[len(s) for s in found])
