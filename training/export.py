"""Writes a checkpoint as the program's model file (format: crates/legation-analysis/src/model/file.rs).

usage: export.py CHECKPOINT.pt OUT.model --shared FOLDER --vectors VECTORS.npz [--head FILE.pt …]

Tables go out in eight bits with a scale per row, matrices in sixteen. The frozen vectors go out after their
projection, so that only their projected rows are stored. --head adds heads made by heads.py, in place of those of the same name.
"""
import argparse
import collections
import struct

import numpy as np
import torch

import corpora
from features import fold, normal
from network import read_vectors


def key(word):
    """FNV-1a, 64 bits: words are stored as hashes."""
    value = 0xCBF29CE484222325
    for byte in word.encode("utf8"):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


class Writer:
    def __init__(self):
        self.header, self.data = [], bytearray()

    def put(self, payload):
        start = len(self.data)
        self.data += payload
        self.data += b"\0" * (-len(self.data) % 8)
        return start

    def tensor(self, name, values, kind):
        values = np.atleast_2d(np.asarray(values, "f4" if kind != "u64" else "u8"))
        if kind == "u64":
            values = values.reshape(-1, 1)
            payload = values.astype("<u8").tobytes()
        elif kind == "i8":
            scales = np.maximum(abs(values).max(1), 1e-8) / 127
            payload = scales.astype("<f4").tobytes() + np.rint(values / scales[:, None]).astype("i1").tobytes()
        else:
            payload = values.astype({"f32": "<f4", "f16": "<f2"}[kind]).tobytes()
        self.header.append(f"tensor {name} {kind} {values.shape[0]} {values.shape[1]} {self.put(payload)}")

    def text(self, name, lines):
        payload = "\n".join(lines).encode("utf8")
        self.header.append(f"text {name} {self.put(payload)} {len(payload)}")

    def linear(self, name, weight, bias):
        self.tensor(f"{name}.weight", weight, "f16")
        self.tensor(f"{name}.bias", bias, "f32")

    def write(self, path):
        header = "\n".join(self.header).encode("utf8")
        with open(path, "wb") as out:
            out.write(b"LEGMODEL" + struct.pack("<I", len(header)) + header + self.data)


def keyed(writer, name, words, rows, unknown=None):
    """Rows in the order of their words' hashes; `unknown` goes first."""
    order = sorted(range(len(words)), key=lambda i: key(words[i]))
    writer.tensor(f"{name}.keys", np.array([key(words[i]) for i in order], "u8"), "u64")
    rows = rows[order] if len(words) else rows[:0]
    if unknown is not None:
        rows = np.vstack([unknown[None], rows])
    writer.tensor(name, rows if len(rows) else np.zeros((1, rows.shape[1])), "i8")


def lexicon(trees, rules):
    """Forms with their part of speech whose lemma the treebanks agree on: hash → number of the rule."""
    counts = collections.defaultdict(collections.Counter)
    for tree in trees:
        for form, upos, rule in zip(tree["forms"], tree["upos"], tree["rule"]):
            counts[f"{fold(form)}/{upos}"][rule] += 1
            counts[f"={normal(form)}/{upos}"][rule] += 1
    numbers = {rule: i for i, rule in enumerate(rules)}
    out = {}
    for word, found in counts.items():
        rule, count = found.most_common(1)[0]
        if rule in numbers and count >= 0.75 * sum(found.values()):
            out[word] = numbers[rule]
    plain = {word: rule for word, rule in out.items() if not word.startswith("=")}
    # Of the forms as written only those that the lower-cased ones get wrong.
    for word, rule in out.items():
        form, upos = word[1:].rsplit("/", 1)
        if word.startswith("=") and plain.get(f"{fold(form)}/{upos}") != rule:
            plain[word] = rule
    return {key(word): rule for word, rule in plain.items()}


def export(checkpoint, vectors, out, extra, shared):
    meta, weights = checkpoint["meta"], {k: v.numpy() for k, v in checkpoint["average"].items()}
    labels = meta["labels"]
    writer = Writer()
    keyed(writer, "words", meta["words"], weights["word.weight"][1:], weights["word.weight"][0])
    _, table = read_vectors(vectors)
    projected = table.numpy() @ weights["project.weight"].T
    keyed(writer, "vectors", meta["vector_words"], projected[1:])
    writer.tensor("grams", weights["gram.weight"], "i8")
    for i in range(5):
        writer.tensor(f"affix.{i}", weights[f"affix.{i}.weight"], "i8")
    writer.linear("input", weights["input.weight"], weights["input.bias"] + weights["bank"][0])
    for layer in (1, 2):
        for number, way in enumerate(("forward", "backward")):
            name = f"lstm.{layer - 1}.{way}"
            writer.linear(f"{name}.input", weights[f"lstm{layer}.ways.{number}.weight"], weights[f"lstm{layer}.ways.{number}.bias"])
            writer.tensor(f"{name}.recurrent", weights[f"lstm{layer}.recurrent.{number}"].T, "f16")
    for name in ("arc_head", "arc_dep", "rel_head", "rel_dep"):
        writer.linear(name, weights[f"{name}.weight"], weights[f"{name}.bias"])
    writer.tensor("root", weights["root"], "f32")
    writer.tensor("arc", weights["arc"], "f16")
    # Relation r scores head' · rel[r] · dep'; stored so that the dependent's view is multiplied first.
    rel = weights["rel"]
    writer.tensor("rel", rel.reshape(rel.shape[0] * rel.shape[1], rel.shape[2]), "f16")
    writer.text("labels.deprels", labels["deprels"])
    writer.tensor("names.follows", weights["follows"], "f32")
    for name in ("morph", "spans", "names"):
        writer.linear(f"hidden.{name}", weights[f"hidden.{name}.weight"], weights[f"hidden.{name}.bias"])
    extra = [torch.load(path, weights_only=False) for path in extra]
    replaced = {head["name"] for head in extra}
    for name in sorted({n.split(".")[1] for n in weights if n.startswith("heads.")} - replaced):
        via = "morph" if name in ("upos", "xpos", "feats", "rule") else "names" if name == "names" else "spans"
        writer.header.append(f"head {name} {via}")
        writer.linear(f"head.{name}", weights[f"heads.{name}.weight"], weights[f"heads.{name}.bias"])
        writer.text(f"labels.{name}", labels.get(name, [name]))
    data = corpora.load_trees(shared)
    lemmas = sorted(lexicon(data["ewt"][0] + data["gum"][0], labels["rule"]).items())
    writer.tensor("lemmas.keys", np.array([k for k, _ in lemmas], "u8"), "u64")
    writer.tensor("lemmas.rules", np.array([r for _, r in lemmas], "u8"), "u64")
    for head in extra:
        writer.header.append(f"head {head['name']} {head['name']}")
        writer.linear(f"hidden.{head['name']}", head["hidden.weight"].numpy(), head["hidden.bias"].numpy())
        writer.linear(f"head.{head['name']}", head["output.weight"].numpy(), head["output.bias"].numpy())
        writer.text(f"labels.{head['name']}", head["labels"])
    writer.write(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("out")
    parser.add_argument("--shared", required=True)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--head", action="append", default=[])
    options = parser.parse_args()
    export(torch.load(options.checkpoint, weights_only=False), options.vectors, options.out, options.head, options.shared)
