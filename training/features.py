"""What the model sees of a word. crates/legation-analysis/src/model/features.rs computes the same, byte for byte."""

GRAMS, PREFIXES, SUFFIXES, SHAPES = 16384, 4096, 8192, 1024
REPLACE = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
                         "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u00a0": " "})
SYMBOLS = {"''": '"', "``": '"', "...": "…", "--": "-", "---": "-"}


def normal(form):
    """One spelling for quotes and dashes; case and digits kept."""
    form = form.translate(REPLACE)
    return SYMBOLS.get(form, form)


def fold(form):
    """The key of the word tables: normal form, lower case, every ASCII digit as 0."""
    return "".join("0" if "0" <= c <= "9" else c for c in normal(form).lower())


def fnv(text):
    value = 2166136261
    for byte in text.encode("utf8"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def shape(form):
    """X upper, x lower, d digit, others themselves; runs longer than three cut to three; at most ten."""
    out = []
    for c in form:
        s = "X" if c.isupper() else "x" if c.islower() else "d" if "0" <= c <= "9" else c
        if len(out) >= 3 and out[-1] == out[-2] == out[-3] == s:
            continue
        out.append(s)
    return "".join(out[:10])


def features(form):
    """(fold key, character n-gram rows, [prefix2, prefix3, suffix2, suffix3, shape] rows)."""
    form = normal(form)
    key = fold(form)
    lower = key[:40]
    padded = "<" + lower + ">"
    grams = [fnv(padded[i:i + n]) % GRAMS for n in (3, 4, 5) for i in range(len(padded) - n + 1)]
    if not grams:
        grams = [fnv(padded) % GRAMS]
    return key, grams, [
        fnv("a" + lower[:2]) % PREFIXES, fnv("b" + lower[:3]) % PREFIXES,
        fnv("c" + lower[-2:]) % SUFFIXES, fnv("d" + lower[-3:]) % SUFFIXES,
        fnv("e" + shape(form)) % SHAPES]
