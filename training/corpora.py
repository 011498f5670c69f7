"""Readers of the training corpora. Each gives sentences as dicts: `forms` plus whichever layers the corpus has.

Layers: tree (upos, xpos, feats, rule, heads, deprels), names (sets of allowed labels), attribution, factuality.
"""
import json
import os
import re

from lemmas import lemma_rule
from words import sentences

# GUM genres whose texts may be used for weights that anybody may use; the others are non-commercial.
FREE_GENRES = {"news", "interview", "academic", "court", "textbook", "vlog", "conversation", "bio", "voyage", "speech"}
NAME_TYPES = ["PER", "ORG", "LOC", "MISC"]
NAME_LABELS = ["O"] + [f"{p}-{t}" for t in NAME_TYPES for p in "BIES"]
SPAN_LABELS = ["O", "B", "I"]
TREE_LAYERS = ["upos", "xpos", "feats", "rule", "heads", "deprels"]
SPANS = ["source", "cue", "content"]


def conllu(path, genres=None):
    """Trees of a CoNLL-U file; of a GUM file only documents of the given genres."""
    out, rows, keep, genre = [], [], True, ""
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id") and "GUM_" in line:
            genre = line.split("GUM_")[1].split("_")[0]
            keep = genres is None or genre in genres
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if cells[0].isdigit():
                rows.append(cells)
        elif not line and rows:
            if keep:
                out.append({
                    "forms": [r[1] for r in rows], "upos": [r[3] for r in rows], "xpos": [r[4] for r in rows],
                    "feats": [r[5] for r in rows], "lemmas": [r[2] for r in rows],
                    "rule": [lemma_rule(r[1], r[2]) for r in rows],
                    "heads": [int(r[6]) for r in rows], "deprels": [r[7] for r in rows], "genre": genre})
            rows = []
    return out


def bioes(tags):
    """Any of IOB1, IOB2 → BIOES."""
    spans, start = [], None
    for i, tag in enumerate(tags + ["O"]):
        kind = tag[2:]
        if start is not None and (tag == "O" or tag[0] == "B" or kind != spans_kind):
            spans.append((start, i, spans_kind))
            start = None
        if tag != "O" and start is None:
            start, spans_kind = i, kind
    out = ["O"] * len(tags)
    for begin, end, kind in spans:
        for i in range(begin, end):
            out[i] = f"I-{kind}"
        out[begin], out[end - 1] = f"B-{kind}", f"E-{kind}"
        if end - begin == 1:
            out[begin] = f"S-{kind}"
    return out


def conll_names(path, form=0, tag=-1):
    """Sentences of a column file with the name tag in the last column (CoNLL-2003, corrected)."""
    out, forms, tags = [], [], []
    for line in list(open(path, encoding="utf8")) + ["\n"]:
        cells = line.split()
        if not cells or cells[0] == "-DOCSTART-":
            if forms:
                out.append({"forms": forms, "names": bioes(tags)})
            forms, tags = [], []
        else:
            forms.append(cells[form])
            tags.append(cells[tag])
    return out


def split_hyphens(sentence):
    """The same sentence with hyphenated words split as the treebanks split them."""
    forms, tags = [], []
    plain = [t if t == "O" else ("B" if t[0] in "BS" else "I") + t[1:] for t in sentence["names"]]
    for form, tag in zip(sentence["forms"], plain):
        parts = [p for p in re.split(r"(-)", form) if p] if re.search(r"\w-\w", form) else [form]
        forms += parts
        tags += [tag] + ["I" + tag[1:] if tag != "O" else "O"] * (len(parts) - 1)
    return {"forms": forms, "names": bioes(tags)}


def uner(path):
    """UNER sentences; OTH may be anything but PER, LOC, ORG, and what it leaves bare may still be a MISC name."""
    out, forms, tags = [], [], []
    for line in list(open(path, encoding="utf8")) + ["\n"]:
        cells = line.rstrip("\n").split("\t")
        if line.startswith("#"):
            continue
        if len(cells) < 3:
            if forms:
                out.append({"forms": forms, "names": bioes(tags), "partial": True})
            forms, tags = [], []
        else:
            forms.append(cells[1])
            tags.append("O" if cells[2] == "B-O" else cells[2].replace("OTH", "MISC"))
    return out


def attribution(path):
    """PolNeAR articles as sentences with one B/I/O row per span kind; content inside other content is not marked again."""
    out = []
    for line in open(path, encoding="utf8"):
        article = json.loads(line)
        text = article["text"]
        rows = {kind: ["O"] * len(text) for kind in SPANS}
        contents = []
        for item in article["attributions"]:
            if item["type"] != "attribution":
                continue
            for kind in ("source", "cue"):
                for start, end in item[kind] or []:
                    rows[kind][start:end] = ["B"] + ["I"] * (end - start - 1)
            if item["content"]:
                contents.append(item["content"])
        contents.sort(key=lambda spans: (spans[0][0], -max(e for _, e in spans)))
        for spans in contents:
            if any(rows["content"][i] != "O" for s, e in spans for i in range(s, e)):
                continue
            for start, end in spans:
                rows["content"][start:end] = ["B"] + ["I"] * (end - start - 1)
        for sentence in sentences(text):
            out.append({"forms": [f for f, _, _ in sentence],
                        "attribution": {kind: [rows[kind][s] for _, s, _ in sentence] for kind in SPANS}})
    return out


def factuality(path):
    out = []
    for line in open(path, encoding="utf8"):
        item = json.loads(line)
        forms = item["text"].split(" ")
        values = [None] * len(forms)
        for target in item["targets"]:
            values[target["tok"][0]] = target["factuality"]
        out.append({"forms": forms, "factuality": values})
    return out


def join_names(trees, named):
    """Puts the names of UNER onto the trees with the same words."""
    by_words = {tuple(s["forms"]): s for s in named}
    for tree in trees:
        match = by_words.get(tuple(tree["forms"]))
        if match:
            tree["names"], tree["partial"] = match["names"], True


def join_trees(plain, trees):
    """Puts trees onto the sentences with the same words that have none."""
    by_words = {tuple(t["forms"]): t for t in trees}
    for sentence in plain:
        tree = by_words.get(tuple(sentence["forms"]))
        if tree and "heads" not in sentence:
            sentence.update({name: tree[name] for name in TREE_LAYERS})


def silver(path):
    """Trees written by silver.py: {set: sentences}."""
    out = {}
    for line in open(path, encoding="utf8"):
        item = json.loads(line)
        out.setdefault(item.pop("of"), []).append(item)
    return out


def load_trees(shared):
    """The treebanks as {name: (train, dev)}."""
    lang = os.path.join(shared, "corpora", "language")
    return {"ewt": [conllu(f"{lang}/ud-ewt/en_ewt-ud-{p}.conllu") for p in ("train", "dev")],
            "gum": [conllu(f"{lang}/ud-gum/en_gum-ud-{p}.conllu", FREE_GENRES) for p in ("train", "dev")]}


def load(shared):
    """All sets as {name: (train, dev)}."""
    base = os.path.join(shared, "corpora")
    lang = os.path.join(base, "language")
    data = load_trees(shared)
    for part, trees in zip(("train", "dev"), data["ewt"]):
        join_names(trees, uner(f"{lang}/uner-ewt/en_ewt-ud-{part}.iob2"))
    data["conll"] = [conll_names(f"{lang}/conllpp/conllpp_{p}.txt") for p in ("train", "dev")]
    data["attribution"] = [attribution(f"{base}/attribution/polnear_{p}.jsonl") for p in ("train", "dev")]
    data["factuality"] = [factuality(f"{base}/factuality/uds_ih2.{p}.jsonl") + factuality(f"{base}/factuality/uw.{p}.jsonl")
                          for p in ("train", "dev")]
    return data
