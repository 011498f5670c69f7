"""Trains the shared model. Resumable: run the same command again and it goes on from its checkpoint.

usage: train.py --shared FOLDER --out MODEL.pt --vectors VECTORS.npz [--minutes 75] [--threads 1]
                [--silver SILVER.jsonl] [--start EARLIER.pt [--whole --rate 8e-4]] [--teacher EARLIER.pt VECTORS.npz …]

--silver: trees by an earlier checkpoint (silver.py); --start: begin with that checkpoint's word tables, with --whole
with all of its weights; --rate: learning rate at the top; --teacher: sentences without a tree, and raw text, are learnt
from the probabilities of these checkpoints together.
"""
import argparse
import collections
import math
import os
import random
import time

import torch
import torch.nn.functional as F

import corpora
import raw
from augment import augment, name_pool, swap_names
from batch import CLASSES, Forms, batches, collate
from features import features
from network import BANKS, build, read_vectors
from score import evaluate
from teachers import Teachers, loss_against

# Shares of the batches at the beginning and at the end.
MIX = {"tree": (0.36, 0.62), "raw": (0.30, 0.04), "conll": (0.20, 0.20), "attribution": (0.09, 0.09), "factuality": (0.05, 0.05)}
WEIGHTS = {"upos": 0.4, "xpos": 0.3, "feats": 0.4, "rule": 0.4, "names": 0.7, "source": 0.3, "cue": 0.3, "content": 0.4,
           "factuality": 0.15}
# Taught, raw text stays until the end, and EWT, whose text is least like it, counts twice among the treebanks.
TAUGHT_MIX = {"tree": (0.45, 0.55), "raw": (0.30, 0.18), "conll": (0.13, 0.13), "attribution": (0.08, 0.09), "factuality": (0.04, 0.05)}
TAUGHT = ("raw", "conll", "attribution")
RAW_WORDS, RAW_FIRST = 900000, 7
LONGEST, TOP_RATE = 110, 2e-3


def endless(sentences, rng, change=lambda sentence: sentence):
    while True:
        for group in batches(sentences, rng=rng):
            yield [augment(change(sentences[i]), rng) for i in group]


def loss_of(network, batch, votes=None):
    states = network.encode(batch)
    cache, total = {}, 0.0
    if votes:
        total = loss_against(votes, network, states, batch, cache, WEIGHTS)
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--silver")
    parser.add_argument("--start")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--rate", type=float, default=TOP_RATE)
    parser.add_argument("--teacher", nargs=2, action="append")
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
    teachers = Teachers(options.teacher) if options.teacher else None
    if teachers:
        folder = f"{options.shared}/corpora/language"
        plain["raw"] += [{"forms": f} for f in (*raw.news(folder, RAW_WORDS, RAW_FIRST), *raw.others(folder))]
    corpora.join_trees(data["factuality"][0], data["ewt"][0])
    short = {k: [s for s in train if len(s["forms"]) <= LONGEST] for k, (train, _) in data.items()}
    # Only sentences with a hyphen are read both ways.
    hyphens = [t for s in short["conll"] if len((t := corpora.split_hyphens(s))["forms"]) > len(s["forms"])]
    pool = name_pool(short["conll"] + hyphens)
    banks = {"ewt": short["ewt"] * (2 if teachers else 1), "gum": short["gum"]}
    bank_words = [sum(len(s["forms"]) for s in banks[name]) for name in BANKS]
    banks = [endless(banks[name], rng) for name in BANKS]
    streams = {"attribution": endless(short["attribution"], rng),
               "factuality": endless(short["factuality"], rng), "raw": endless(plain["raw"], rng),
               "conll": endless(short["conll"] + hyphens, rng, lambda s: swap_names(s, pool, rng))}
    mix = {kind: shares for kind, shares in (TAUGHT_MIX if teachers else MIX).items() if kind != "raw" or plain["raw"]}
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

    # Seconds of the processor, so that a busy machine takes longer and trains as much.
    clock = lambda: time.process_time() / options.threads
    began, mark, shown, losses = clock() - elapsed, elapsed, elapsed, collections.defaultdict(list)
    while elapsed < options.minutes * 60:
        done = elapsed / (options.minutes * 60)
        rate = options.rate * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * max(0, done - 0.3) / 0.7)))
        for group in optimizer.param_groups:
            group["lr"] = max(rate, 1e-5)
        kind = rng.choices(list(mix), [first + (last - first) * done for first, last in mix.values()])[0]
        # Sentences of no treebank are read in the way of either.
        bank = rng.choices(range(len(BANKS)), bank_words)[0]
        sentences = next(banks[bank] if kind == "tree" else streams[kind])
        batch = collate(sentences, forms, labels)
        batch["bank"] = bank
        is_taught = teachers and kind in TAUGHT and "heads" not in batch
        loss = loss_of(network, batch, teachers.votes([s["forms"] for s in sentences]) if is_taught else None)
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
        elapsed = clock() - began
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
