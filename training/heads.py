"""Trains one more head on the encoder's states, the encoder left as it is; export.py --head puts it into the model file.

usage: heads.py CHECKPOINT.pt NAME TRAIN.jsonl DEV.jsonl OUT.pt --vectors VECTORS.npz [--hidden 64] [--epochs 6]
TRAIN and DEV: one JSON object a line with `forms` and `labels` (one per word; null for words that do not count).
The label that most words have comes first.
"""
import argparse
import collections
import json

import torch
import torch.nn as nn
import torch.nn.functional as F

from states import load, states


def rows(network, forms, path, labels):
    """States and label numbers of all words that have a label."""
    sentences = [json.loads(line) for line in open(path, encoding="utf8")]
    found = torch.cat([torch.tensor(s) for s in states(network, forms, sentences)])
    numbers = torch.tensor([labels.get(label, -1) if label is not None else -1 for s in sentences for label in s["labels"]])
    return found[numbers >= 0], numbers[numbers >= 0]


def main():
    parser = argparse.ArgumentParser()
    for name in ("checkpoint", "name", "train", "dev", "out"):
        parser.add_argument(name)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=6)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    counts = collections.Counter(
        label for line in open(options.train, encoding="utf8") for label in json.loads(line)["labels"] if label is not None)
    names = [label for label, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    labels = {label: i for i, label in enumerate(names)}
    network, forms = load(options.checkpoint, options.vectors)
    train, gold = rows(network, forms, options.train, labels)
    dev, dev_gold = rows(network, forms, options.dev, labels)
    hidden, output, drop = nn.Linear(train.shape[1], options.hidden), nn.Linear(options.hidden, len(names)), nn.Dropout(0.3)
    optimizer = torch.optim.Adam([*hidden.parameters(), *output.parameters()], lr=1e-3)
    for epoch in range(options.epochs):
        for part in torch.randperm(len(train)).split(512):
            scores = output(drop(F.leaky_relu(hidden(drop(train[part])), 0.1)))
            loss = F.cross_entropy(scores, gold[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            best = output(F.leaky_relu(hidden(dev), 0.1)).argmax(-1)
        right, found, there = ((best == dev_gold) & (best > 0)).sum(), (best > 0).sum(), (dev_gold > 0).sum()
        print(f"epoch {epoch + 1}: F1 of the labels but the first {200 * right / max(found + there, 1):.2f}", flush=True)
    torch.save({"name": options.name, "labels": names, "hidden.weight": hidden.weight.data, "hidden.bias": hidden.bias.data,
                "output.weight": output.weight.data, "output.bias": output.bias.data}, options.out)


if __name__ == "__main__":
    main()
