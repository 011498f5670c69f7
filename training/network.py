"""The network: word features → two bidirectional LSTM layers → small heads for every layer of the analysis."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from corpora import NAME_LABELS
from features import GRAMS, PREFIXES, SHAPES, SUFFIXES
from recurrent import BiLSTM

WORD, VECTOR, GRAM, AFFIX = 64, 96, 64, 20
AFFIX_SIZES = (PREFIXES, PREFIXES, SUFFIXES, SUFFIXES, SHAPES)
# Treebanks that follow the guidelines each in its way. The network reads as the first of them unless a batch says otherwise.
BANKS = ("ewt", "gum")


class Drop(nn.Module):
    """Dropout whose masks are windows of one long random mask: drawing fresh numbers costs a tenth of the training time."""

    def __init__(self, rate, pool=1 << 24):
        super().__init__()
        self.pool = (torch.rand(pool) > rate).float() / (1 - rate)

    def forward(self, x):
        if not self.training:
            return x
        start = int(torch.randint(len(self.pool) - x.numel(), ()))
        return x * self.pool[start:start + x.numel()].view(x.shape)


def follow(labels):
    """Which name label may follow which, which may begin and which may end a sentence: 0 or −10,000 (BIOES)."""
    inside = lambda label, sides: label[0] in sides
    allowed = [[inside(a, "BI") == inside(b, "IE") and (not inside(b, "IE") or a[2:] == b[2:]) for b in labels] for a in labels]
    first, last = [label[0] in "OBS" for label in labels], [label[0] in "OES" for label in labels]
    return [(1 - torch.tensor(x).float()) * -1e4 for x in (allowed, first, last)]


class Network(nn.Module):
    def __init__(self, vocabulary, vectors, heads, deprels, hidden=200, inner=200, arc=160, rel=32, morph=128):
        """`vectors`: frozen float table, row 0 zero. `heads`: {name: label count or 0 for one number}."""
        super().__init__()
        self.word = nn.Embedding(vocabulary, WORD)
        self.register_buffer("vectors", vectors)
        self.project = nn.Linear(vectors.shape[1], VECTOR, bias=False)
        self.gram = nn.EmbeddingBag(GRAMS, GRAM, mode="mean")
        self.affix = nn.ModuleList([nn.Embedding(n, AFFIX) for n in AFFIX_SIZES])
        self.input = nn.Linear(WORD + VECTOR + GRAM + AFFIX * len(AFFIX_SIZES), inner)
        # What a treebank's own ways add to the input of every word; export.py adds the first one's to the bias.
        self.bank = nn.Parameter(torch.zeros(len(BANKS), inner))
        self.lstm1, self.lstm2 = BiLSTM(inner, hidden), BiLSTM(2 * hidden, hidden)
        states = 2 * hidden
        self.root = nn.Parameter(torch.zeros(states))
        self.arc_head, self.arc_dep = nn.Linear(states, arc), nn.Linear(states, arc)
        self.rel_head, self.rel_dep = nn.Linear(states, rel), nn.Linear(states, rel)
        self.arc = nn.Parameter(torch.randn(arc, arc + 1) * 0.02)
        self.rel = nn.Parameter(torch.randn(deprels, rel + 1, rel + 1) * 0.02)
        self.hidden = nn.ModuleDict({name: nn.Linear(states, morph) for name in ("morph", "spans", "names")})
        self.via = {name: "morph" if name in ("upos", "xpos", "feats", "rule") else "names" if name == "names" else "spans"
                    for name in heads}
        self.follows = nn.Parameter(torch.zeros(heads["names"], heads["names"]))
        self.rules = follow(NAME_LABELS)
        self.heads = nn.ModuleDict({name: nn.Linear(morph, max(size, 1)) for name, size in heads.items()})
        self.drop = Drop(0.33)
        for table in (self.word, self.gram, *self.affix):
            nn.init.normal_(table.weight, std=0.1)

    def encode(self, batch):
        """States (words of all sentences × 2·hidden) of a batch from `train.collate`."""
        sources = [self.word(batch["word"]), self.project(self.vectors[batch["vector"]]),
                   self.gram(batch["grams"], batch["gram_starts"])]
        sources += [table(batch["affixes"][:, i]) for i, table in enumerate(self.affix)]
        if self.training:
            # Words and whole sources are dropped per form, so that a form is computed once in a batch.
            forms = len(batch["word"])
            unknown = torch.rand(forms) < batch["rarity"]
            sources[0] = torch.where(unknown[:, None], self.word.weight[0], sources[0])
            sources = [s * ((torch.rand(forms, 1) > 0.15).float() / 0.85) for s in sources]
        x = self.drop(F.relu(self.input(torch.cat(sources, -1)) + self.bank[batch.get("bank", 0)]))
        x = self.drop(self.lstm1(x, batch["plan"], batch["type_of"]))
        return self.drop(self.lstm2(x, batch["plan"]))

    def arcs(self, states, batch):
        """Scores (sentences × words × words + 1) of each word's heads, column 0 the root."""
        place, (count, length) = batch["place"], batch["mask"].shape
        pad = lambda rows: rows.new_zeros(count * length, rows.shape[1]).index_copy(0, place, rows).view(count, length, -1)
        root = F.leaky_relu(self.arc_head(self.root), 0.1).expand(count, 1, -1)
        heads = torch.cat([root, pad(self.drop(F.leaky_relu(self.arc_head(states), 0.1)))], 1)
        deps = self.drop(F.leaky_relu(self.arc_dep(states), 0.1))
        deps = pad(F.linear(deps, self.arc[:, :-1], self.arc[:, -1]))
        scores = deps @ heads.transpose(1, 2)
        allowed = torch.cat([torch.ones(count, 1, dtype=torch.bool), batch["mask"]], 1)
        scores = scores.masked_fill(~allowed[:, None, :], -1e9)
        diagonal = torch.arange(length)
        scores[:, diagonal, diagonal + 1] = -1e9
        return scores

    def relations(self, states, heads):
        """Relation scores of each word; `heads` gives the row of its head in `states`, the last row + 1 for the root."""
        rooted = torch.cat([states, self.root[None]])
        head = self.drop(F.leaky_relu(self.rel_head(rooted), 0.1)).index_select(0, heads)
        dep = self.drop(F.leaky_relu(self.rel_dep(states), 0.1))
        one = torch.ones(len(dep), 1)
        head, dep = torch.cat([head, one], -1), torch.cat([dep, one], -1)
        left = dep @ self.rel.permute(2, 0, 1).reshape(dep.shape[-1], -1)
        return torch.bmm(left.view(len(dep), self.rel.shape[0], -1), head[:, :, None]).squeeze(-1)

    def head(self, name, states, cache):
        """Scores of one label head; `cache` keeps the hidden layers that heads share."""
        via = self.via[name]
        if via not in cache:
            cache[via] = self.drop(F.leaky_relu(self.hidden[via](states), 0.1))
        return self.heads[name](cache[via])

    def paths(self, scores, mask):
        """Log of the summed scores of all label paths of each sentence; scores: sentences × words × labels."""
        allowed, first, last = self.rules
        moves = (self.follows + allowed)[None]
        total = scores[:, 0] + first
        for t in range(1, scores.shape[1]):
            step = torch.logsumexp(total[:, :, None] + moves, 1) + scores[:, t]
            total = torch.where(mask[:, t, None], step, total)
        return torch.logsumexp(total + last, 1)

    def names_loss(self, scores, allowed, batch):
        """How much likelier all label paths are together than those that `allowed` (words × labels) leaves, per word."""
        mask = batch["mask"]
        pad = lambda rows: rows.new_zeros(mask.numel(), rows.shape[1]).index_copy(0, batch["place"], rows).view(*mask.shape, -1)
        full, kept = pad(scores), pad(scores.masked_fill(~allowed, -1e4))
        return (self.paths(full, mask) - self.paths(kept, mask)).sum() / len(scores)


def build(checkpoint, vectors):
    """A network of the shape that the checkpoint's meta says."""
    meta = checkpoint["meta"]
    sizes = {k: len(v) for k, v in meta["labels"].items() if k != "deprels"}
    network = Network(len(meta["words"]) + 1, vectors, dict(sizes, factuality=0), len(meta["labels"]["deprels"]))
    return network


def read_vectors(path):
    """Words of the vectors that lexical.py wrote, and their table with a row of zeros before it."""
    stored = np.load(path, allow_pickle=True)
    table = stored["vectors"]
    return list(stored["words"]), torch.tensor(np.vstack([np.zeros((1, table.shape[1])), table]), dtype=torch.float)
