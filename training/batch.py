"""Sentences to padded tensors."""
import numpy as np
import torch

import corpora
from features import features
from recurrent import plan

CLASSES = ("upos", "xpos", "feats", "rule")
BATCH_WORDS = 1280


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
