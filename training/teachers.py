"""What several earlier checkpoints say of sentences together: the mean of their probabilities."""
import torch
import torch.nn.functional as F

from batch import CLASSES, collate
from states import load


class Teachers:
    """`pairs`: a checkpoint and its vectors each."""

    def __init__(self, pairs):
        self.read = [load(*pair) for pair in pairs]

    def votes(self, group):
        """Probabilities for sentences (lists of forms): `arcs` (sentences × words × words + 1), and of all words one after
        the other `deprels` and CLASSES; `heads`, the likeliest, and `rows`, their rows among the words, as
        `Network.relations` takes them; `mask` (sentences × words)."""
        with torch.no_grad():
            views = [(network, batch, network.encode(batch)) for network, batch in
                     ((network, collate([{"forms": f} for f in group], forms, None)) for network, forms in self.read)]
            mean = lambda scores: sum(torch.softmax(s, -1) for s in scores) / len(views)
            batch = views[0][1]
            arcs = mean(network.arcs(states, b) for network, b, states in views)
            heads, lengths = arcs.argmax(-1)[batch["mask"]], batch["lengths"]
            firsts = torch.repeat_interleave(lengths.cumsum(0) - lengths, lengths)
            rows = torch.where(heads > 0, firsts + heads - 1, int(lengths.sum()))
            found = {"arcs": arcs, "heads": heads, "rows": rows, "mask": batch["mask"]}
            found["deprels"] = mean(network.relations(states, rows) for network, _, states in views)
            caches = [{} for _ in views]
            for name in CLASSES:
                found[name] = mean(network.head(name, states, cache) for (network, _, states), cache in zip(views, caches))
            return found


def loss_against(votes, network, states, batch, cache, weights):
    """Cross-entropy of a network's trees and classes against the probabilities that teachers gave for the same words."""
    against = lambda scores, wanted: -(wanted * F.log_softmax(scores, -1)).sum(-1).mean()
    total = against(network.arcs(states, batch)[batch["mask"]], votes["arcs"][votes["mask"]])
    total = total + against(network.relations(states, votes["rows"]), votes["deprels"])
    for name in CLASSES:
        total = total + weights[name] * against(network.head(name, states, cache), votes[name])
    return total
