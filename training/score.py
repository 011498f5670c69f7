"""Quick dev scores while training. The program's own `legation eval` is what counts."""
import numpy as np
import torch

from batch import batches, collate
from corpora import NAME_LABELS, SPANS


def best_names(scores, network):
    """Best label path (scores: words × labels)."""
    labels = NAME_LABELS
    allowed, first, last = (x.numpy() for x in network.rules)
    allowed = allowed + network.follows.detach().numpy()
    total, back = scores[0] + first, []
    for row in scores[1:]:
        moves = total[:, None] + allowed
        back.append(moves.argmax(0))
        total = moves.max(0) + row
    path = [int((total + last).argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return [labels[i] for i in reversed(path)]


def spans(labels):
    out, start = set(), 0
    for i, label in enumerate(labels):
        if label[0] in "BS":
            start = i
        if label[0] in "ES":
            out.add((start, i + 1, label[2:]))
    return out


def f1(right, guessed, gold):
    return round(200 * right / max(guessed + gold, 1), 2)


def predict(network, sentences, forms, sets):
    """Raw head outputs for every sentence, greedy heads (training-time check only)."""
    out = [None] * len(sentences)
    with torch.no_grad():
        for group in batches(sentences, 4000):
            batch = collate([{"forms": sentences[i]["forms"]} for i in group], forms, None)
            states = network.encode(batch)
            heads = network.arcs(states, batch).argmax(-1)[batch["mask"]]
            lengths = batch["lengths"]
            firsts = torch.repeat_interleave(lengths.cumsum(0) - lengths, lengths)
            rows = torch.where(heads > 0, firsts + heads - 1, len(states))
            relations = network.relations(states, rows).argmax(-1)
            cache, first = {}, 0
            heads_out = {name: network.head(name, states, cache) for name in network.heads}
            for i in group:
                stretch = slice(first, first + len(sentences[i]["forms"]))
                first = stretch.stop
                found = {"heads": heads[stretch].tolist(),
                         "deprels": [sets["deprels"][d] for d in relations[stretch].tolist()]}
                for name, value in heads_out.items():
                    value = value[stretch]
                    if name == "names":
                        found[name] = best_names(value.numpy(), network)
                    elif name == "factuality":
                        found[name] = value[:, 0].tolist()
                    else:
                        found[name] = [sets[name][k] for k in value.argmax(-1).tolist()]
                out[i] = found
    return out


def evaluate(network, data, forms, sets):
    from lemmas import apply_rule
    result = {}
    for name in ("ewt", "gum"):
        for label, dev in ((name, data[name][1]), ("gum-news", [s for s in data[name][1] if s["genre"] == "news"])):
            if label == "gum-news" and name == "ewt":
                continue
            guess = predict(network, dev, forms, sets)
            n = sum(len(s["forms"]) for s in dev)
            hit = dict.fromkeys(("upos", "xpos", "feats", "lemma", "uas", "las"), 0)
            for s, g in zip(dev, guess):
                for i, form in enumerate(s["forms"]):
                    for layer in ("upos", "xpos", "feats"):
                        hit[layer] += s[layer][i] == g[layer][i]
                    hit["lemma"] += apply_rule(g["rule"][i], form) == s["lemmas"][i]
                    right = s["heads"][i] == g["heads"][i]
                    hit["uas"] += right
                    hit["las"] += right and s["deprels"][i].split(":")[0] == g["deprels"][i].split(":")[0]
            result[label] = {k: round(100 * v / max(n, 1), 2) for k, v in hit.items()}
    for name in ("conll", "ewt"):
        dev = [s for s in data[name][1] if "names" in s]
        right = guessed = gold = 0
        for s, g in zip(dev, predict(network, dev, forms, sets)):
            a, b = spans(s["names"]), spans(g["names"])
            if name == "ewt":
                a, b = ({x for x in y if x[2] != "MISC"} for y in (a, b))
            right, guessed, gold = right + len(a & b), guessed + len(b), gold + len(a)
        result["names-" + name] = f1(right, guessed, gold)
    dev = data["attribution"][1][::3]
    guess = predict(network, dev, forms, sets)
    for kind in SPANS:
        pairs = [(a != "O", b != "O") for s, g in zip(dev, guess) for a, b in zip(s["attribution"][kind], g[kind])]
        result[kind] = f1(sum(a and b for a, b in pairs), sum(b for _, b in pairs), sum(a for a, _ in pairs))
    dev = data["factuality"][1]
    pairs = [(a, b) for s, g in zip(dev, predict(network, dev, forms, sets))
             for a, b in zip(s["factuality"], g["factuality"]) if a is not None]
    gold, value = np.array(pairs).T
    result["factuality"] = {"mae": round(float(abs(gold - value).mean()), 3), "r": round(float(np.corrcoef(gold, value)[0, 1]), 3)}
    return result
