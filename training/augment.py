"""Rougher and changed copies of training sentences."""
import collections


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
