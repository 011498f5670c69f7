"""Trains the shared model. Resumable: run the same command again and it goes on from its checkpoint.

usage: train.py --shared FOLDER --out MODEL.pt --vectors VECTORS.npz [--minutes 75] [--threads 1]
                [--silver SILVER.jsonl --start EARLIER.pt [--whole --rate 8e-4]]

--silver: trees by an earlier checkpoint (silver.py); --start: begin with that checkpoint's word tables, with --whole
with all of its weights; --rate: learning rate at the top.
"""
import argparse
import collections
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

import corpora
from features import features
from network import Network
from recurrent import plan
from score import evaluate

# Shares of the batches at the beginning and at the end.
MIX = {"tree": (0.36, 0.62), "raw": (0.30, 0.04), "conll": (0.20, 0.20), "attribution": (0.09, 0.09), "factuality": (0.05, 0.05)}
WEIGHTS = {"upos": 0.4, "xpos": 0.3, "feats": 0.4, "rule": 0.4, "names": 0.7, "source": 0.3, "cue": 0.3, "content": 0.4,
           "factuality": 0.15}
LONGEST, BATCH_WORDS, TOP_RATE = 110, 1280, 2e-3
CLASSES = ("upos", "xpos", "feats", "rule")


class Forms:
    """Every form met so far, with its feature rows."""

    def __init__(self, words, vector_rows, counts):
        self.words, self.vector_rows, self.counts = words, vector_rows, counts
        self.ids, self.forms, self.rows = {}, [], []

    def id(self, form):
        found = self.ids.get(form)
        if found is None:
            found = self.ids[form] = len(self.forms)
            key, grams, affixes = features(form)
            word = self.words.get(key, 0)
            rarity = 0.25 / (0.25 + self.counts.get(key, 1)) if word else 0.0
            self.forms.append(form)
            self.rows.append((word, self.vector_rows.get(key, 0), grams, affixes, rarity))
        return found


def augment(sentence, rng):
    """A rougher copy: upper case, lower case or Title Case throughout, or no final stop (headlines)."""
    draw = rng.random()
    forms = sentence["forms"]
    if draw < 0.03:
        forms = [f.upper() for f in forms]
    elif draw < 0.05:
        forms = [f.lower() for f in forms]
    elif draw < 0.08:
        forms = [f[:1].upper() + f[1:] if len(f) > 3 else f for f in forms]
    elif draw < 0.12 and len(forms) > 4 and forms[-1] in ".!" and len(forms) not in sentence.get("heads", []):
        return {k: (v[:-1] if isinstance(v, list) else
                    {n: r[:-1] for n, r in v.items()} if isinstance(v, dict) else v) for k, v in sentence.items()}
    else:
        return sentence
    return dict(sentence, forms=forms)


def swap_names(sentence, pool, rng):
    """A copy in which some names have given way to others of their type and length."""
    forms, labels = list(sentence["forms"]), sentence["names"]
    start = 0
    for i, label in enumerate(labels):
        if label[0] in "BS":
            start = i
        if label[0] in "ES" and rng.random() < 0.25 and not label.endswith("MISC"):
            forms[start:i + 1] = rng.choice(pool[label[2:], i + 1 - start])
    return dict(sentence, forms=forms)


def name_pool(sentences):
    """{(type, words): names}."""
    pool = collections.defaultdict(list)
    for sentence in sentences:
        start = 0
        for i, label in enumerate(sentence["names"]):
            if label[0] in "BS":
                start = i
            if label[0] in "ES":
                pool[label[2:], i + 1 - start].append(sentence["forms"][start:i + 1])
    return pool


def allowed_names(sentence, index):
    """One row of allowed labels per word; UNER does not mark MISC, so it allows more than one."""
    rows = np.zeros((len(sentence["names"]), len(index)), bool)
    misc = [index[label] for label in index if label.endswith("MISC")] + [index["O"]]
    for row, label in zip(rows, sentence["names"]):
        row[index[label]] = True
        if sentence.get("partial") and (label == "O" or label.endswith("MISC")):
            row[misc] = True
    return rows


def collate(sentences, forms, labels):
    """Padded tensors of a batch: features once per distinct form, and every layer that the sentences carry."""
    lengths = torch.tensor([len(s["forms"]) for s in sentences])
    count, longest = len(sentences), int(lengths.max())
    kinds, where = np.unique([forms.id(f) for s in sentences for f in s["forms"]], return_inverse=True)
    rows = [forms.rows[k] for k in kinds]
    starts = np.cumsum([0] + [len(r[2]) for r in rows[:-1]])
    mask = torch.arange(longest)[None] < lengths[:, None]
    batch = {
        "lengths": lengths, "mask": mask, "place": mask.view(-1).nonzero()[:, 0], "plan": plan(lengths),
        "type_of": torch.tensor(where),
        "word": torch.tensor([r[0] for r in rows]), "vector": torch.tensor([r[1] for r in rows]),
        "grams": torch.tensor([g for r in rows for g in r[2]]), "gram_starts": torch.tensor(starts),
        "affixes": torch.tensor([r[3] for r in rows]), "rarity": torch.tensor([r[4] for r in rows])}
    words = int(lengths.sum())
    flat = lambda values, name: torch.tensor([labels[name].get(v, -100) for row in values for v in row])
    if any("heads" in s for s in sentences):
        # Words of sentences without a tree have no label in any layer.
        none = [[None] * len(s["forms"]) for s in sentences]
        firsts = np.cumsum([0] + lengths.tolist()[:-1])
        heads = [s.get("heads", n) for s, n in zip(sentences, none)]
        batch["heads"] = torch.tensor([-100 if h is None else h for row in heads for h in row])
        batch["head_rows"] = torch.tensor([f + h - 1 if h else words for f, row in zip(firsts, heads) for h in row])
        batch["deprels"] = flat([s.get("deprels", n) for s, n in zip(sentences, none)], "deprels")
        for name in CLASSES:
            batch[name] = flat([s.get(name, n) for s, n in zip(sentences, none)], name)
    if any("names" in s for s in sentences):
        every = np.ones(len(labels["names"]), bool)
        batch["names"] = torch.tensor(np.concatenate(
            [allowed_names(s, labels["names"]) if "names" in s else np.tile(every, (len(s["forms"]), 1)) for s in sentences]))
    if all("attribution" in s for s in sentences):
        for kind in corpora.SPANS:
            batch[kind] = flat([s["attribution"][kind] for s in sentences], kind)
    if all("factuality" in s for s in sentences):
        batch["factuality"] = torch.tensor(
            [float("nan") if v is None else v for s in sentences for v in s["factuality"]])
    return batch


def batches(sentences, words=BATCH_WORDS, rng=None):
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]["forms"]) + (rng.random() * 3 if rng else 0))
    out, group = [], []
    for i in order:
        if group and len(sentences[i]["forms"]) * (len(group) + 1) > words:
            out.append(group)
            group = []
        group.append(i)
    out.append(group)
    if rng:
        rng.shuffle(out)
    return out


def endless(sentences, rng, change=lambda sentence: sentence):
    while True:
        for group in batches(sentences, rng=rng):
            yield [augment(change(sentences[i]), rng) for i in group]


def loss_of(network, batch, labels):
    states = network.encode(batch)
    cache, total = {}, 0.0
    if "heads" in batch:
        scores = network.arcs(states, batch)
        relations = network.relations(states, batch["head_rows"])
        total = F.cross_entropy(scores.reshape(-1, scores.shape[-1])[batch["place"]], batch["heads"])
        total = total + F.cross_entropy(relations, batch["deprels"], ignore_index=-100)
    for name in (*CLASSES, *corpora.SPANS):
        if name in batch:
            total = total + WEIGHTS[name] * F.cross_entropy(
                network.head(name, states, cache), batch[name], ignore_index=-100)
    if "names" in batch:
        total = total + WEIGHTS["names"] * network.names_loss(network.head("names", states, cache), batch["names"], batch)
    if "factuality" in batch:
        known = ~torch.isnan(batch["factuality"])
        if known.any():
            value = network.head("factuality", states, cache).view(-1)[known]
            total = total + WEIGHTS["factuality"] * F.smooth_l1_loss(value, batch["factuality"][known])
    return total


def vocabulary(data):
    counts, wide = collections.Counter(), collections.Counter()
    for name in ("ewt", "gum", "conll", "factuality"):
        counts.update(features(f)[0] for s in data[name][0] for f in s["forms"])
    wide.update(features(f)[0] for s in data["attribution"][0] for f in s["forms"])
    kept = sorted({w for w, c in counts.items() if c >= 2} | {w for w, c in wide.items() if c >= 5})
    return {w: i + 1 for i, w in enumerate(kept)}, counts + wide


def label_sets(data):
    trees = data["ewt"][0] + data["gum"][0]
    sets = {"deprels": sorted({d for s in trees for d in s["deprels"]}), "names": corpora.NAME_LABELS}
    for name in CLASSES:
        counts = collections.Counter(v for s in trees for v in s[name])
        sets[name] = sorted(v for v, c in counts.items() if c >= (2 if name in ("feats", "rule") else 1))
    for kind in corpora.SPANS:
        sets[kind] = corpora.SPAN_LABELS
    return sets


def build(checkpoint, vectors):
    """A network of the shape that the checkpoint's meta says."""
    meta = checkpoint["meta"]
    sizes = {k: len(v) for k, v in meta["labels"].items() if k != "deprels"}
    network = Network(len(meta["words"]) + 1, vectors, dict(sizes, factuality=0), len(meta["labels"]["deprels"]))
    return network


def begin(network, meta, earlier, whole):
    """Gives the network the word tables and the input layer of an earlier checkpoint, or all of it."""
    if earlier["meta"]["words"] != meta["words"]:
        raise SystemExit("train.py: the words of --start are not those of the corpora; train it anew or leave --start out")
    with torch.no_grad():
        for name, value in earlier["average"].items():
            if whole or name.split(".")[0] in ("word", "gram", "affix", "input"):
                network.get_parameter(name).copy_(value)
            elif name == "project.weight":
                # Earlier vectors may have had fewer columns.
                network.project.weight[:, :value.shape[1]] = value


def read_vectors(path):
    """Words of the vectors that lexical.py wrote, and their table with a row of zeros before it."""
    stored = np.load(path, allow_pickle=True)
    table = stored["vectors"]
    return list(stored["words"]), torch.tensor(np.vstack([np.zeros((1, table.shape[1])), table]), dtype=torch.float)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--silver")
    parser.add_argument("--start")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--rate", type=float, default=TOP_RATE)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(1)
    rng = random.Random(1)
    torch.set_num_threads(options.threads)

    data = corpora.load(options.shared)
    words, counts = vocabulary(data)
    vector_words, table = read_vectors(options.vectors)
    sets = label_sets(data)
    meta = {"words": sorted(words, key=words.get), "labels": sets, "vector_words": vector_words}
    labels = {k: {v: i for i, v in enumerate(vs)} for k, vs in sets.items()}
    forms = Forms(words, {w: i + 1 for i, w in enumerate(vector_words)}, counts)
    network = build({"meta": meta}, table)
    weights = [p for p in network.parameters()]
    optimizer = torch.optim.Adam(weights, lr=TOP_RATE, betas=(0.9, 0.95))
    if options.start:
        begin(network, meta, torch.load(options.start, weights_only=False), options.whole)
    average = {k: v.clone() for k, v in network.state_dict().items() if k != "vectors"}
    step, elapsed = 0, 0.0
    if os.path.exists(options.out):
        saved = torch.load(options.out, weights_only=False)
        if "optimizer" not in saved:
            print(options.out, "is finished: delete it to train anew")
            return
        network.load_state_dict(saved["weights"], strict=False)
        optimizer.load_state_dict(saved["optimizer"])
        average, step, elapsed = saved["average"], saved["step"], saved["elapsed"]
        rng.seed(step)
    print("words", len(words), "vectors", len(vector_words), "trainable", sum(p.numel() for p in weights), "from", step, flush=True)

    plain = {"raw": []}
    if options.silver:
        plain.update(corpora.silver(options.silver))
        for name in ("conll", "attribution"):
            corpora.join_trees(data[name][0], plain.get(name, []))
    corpora.join_trees(data["factuality"][0], data["ewt"][0])
    short = {k: [s for s in train if len(s["forms"]) <= LONGEST] for k, (train, _) in data.items()}
    # Only sentences with a hyphen are read both ways.
    hyphens = [t for s in short["conll"] if len((t := corpora.split_hyphens(s))["forms"]) > len(s["forms"])]
    pool = name_pool(short["conll"] + hyphens)
    streams = {"tree": endless(short["ewt"] + short["gum"], rng), "attribution": endless(short["attribution"], rng),
               "factuality": endless(short["factuality"], rng), "raw": endless(plain["raw"], rng),
               "conll": endless(short["conll"] + hyphens, rng, lambda s: swap_names(s, pool, rng))}
    mix = {kind: shares for kind, shares in MIX.items() if kind != "raw" or plain["raw"]}
    print({kind: len(part) for kind, part in {**short, "raw": plain["raw"]}.items()}, flush=True)

    def save(final=False):
        state = {"meta": meta, "average": average, "step": step, "elapsed": elapsed}
        if not final:
            state.update(weights={k: v for k, v in network.state_dict().items() if k != "vectors"},
                         optimizer=optimizer.state_dict())
        torch.save(state, options.out + ".tmp")
        os.replace(options.out + ".tmp", options.out)

    def report():
        """Scores of the averaged weights."""
        kept = {k: v.clone() for k, v in network.state_dict().items() if k != "vectors"}
        network.load_state_dict(average, strict=False)
        network.eval()
        print(f"{elapsed / 60:.1f} min, step {step}:", evaluate(network, data, forms, sets), flush=True)
        network.load_state_dict(kept, strict=False)
        network.train()

    began, mark, shown, losses = time.time() - elapsed, elapsed, elapsed, collections.defaultdict(list)
    while elapsed < options.minutes * 60:
        done = elapsed / (options.minutes * 60)
        rate = options.rate * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * max(0, done - 0.3) / 0.7)))
        for group in optimizer.param_groups:
            group["lr"] = max(rate, 1e-5)
        kind = rng.choices(list(mix), [first + (last - first) * done for first, last in mix.values()])[0]
        loss = loss_of(network, collate(next(streams[kind]), forms, labels), labels)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 5)
        optimizer.step()
        step += 1
        losses[kind].append(loss.item())
        decay = min(0.998, (1 + step) / (20 + step))
        if step % 4 == 0:
            with torch.no_grad():
                for key, value in network.state_dict().items():
                    if key != "vectors":
                        average[key].lerp_(value, 1 - decay ** 4)
        elapsed = time.time() - began
        if elapsed - mark > 120:
            mark = elapsed
            print(f"{elapsed / 60:.1f} min step {step}", {k: round(sum(v) / len(v), 3) for k, v in losses.items()}, flush=True)
            losses.clear()
            save()
        if elapsed - shown > 600:
            shown = elapsed
            report()
    save(final=True)
    report()


if __name__ == "__main__":
    main()
