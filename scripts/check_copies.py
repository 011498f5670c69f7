#!/usr/bin/env python3
"""Measures how `legation copies` tells agency copies from independent reports. Needs Python alone.

Usage: scripts/check_copies.py target/release/legation ARTICLES.jsonl ECB.jsonl
ARTICLES: lines with `text`, by different authors (PolNeAR dev); copies of each are made here, as editors make them.
ECB: lines with `id`, `topic`, `sentences` (ECB+): the sketches are compared with an exact count of shared five-word sequences.
"""

import collections
import json
import random
import re
import subprocess
import sys
import tempfile


def copies(binary, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("".join(json.dumps(row) + "\n" for row in rows))
        file.flush()
        done = subprocess.run([binary, "copies", "--jsonl", file.name], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def edited(text, share, chance):
    words = text.split(" ")
    return " ".join(chance.choice(["officials", "Tuesday", "however", ""]) if chance.random() < share else word for word in words)


def made(texts):
    """Name of the change -> rows: the originals, then a changed copy of each long enough."""
    chance = random.Random(5)
    changes = {
        "other headline and dateline": lambda s, other: ["LONDON (Wire) - Another headline"] + s,
        "2 % of words edited": lambda s, other: [edited("\n".join(s), 0.02, chance)],
        "5 % of words edited": lambda s, other: [edited("\n".join(s), 0.05, chance)],
        "cut to 70 %": lambda s, other: s[: len(s) * 7 // 10],
        "cut to 40 %": lambda s, other: s[: len(s) * 4 // 10],
        "cut to half, 2 % edited": lambda s, other: [edited("\n".join(s[: len(s) // 2]), 0.02, chance)],
        "30 % added": lambda s, other: s[:3] + other[: len(s) * 3 // 10] + s[3:],
    }
    split = [[part for part in re.split(r'(?<=[.!?”"])\s+|\n+', text) if part.strip()] for text in texts]
    for name, change in changes.items():
        rows = [{"id": f"o{n}", "text": text} for n, text in enumerate(texts)]
        for n, sentences in enumerate(split):
            if len(sentences) >= 8:
                other = split[(n + 7) % len(split)]
                rows.append({"id": f"c{n}", "text": "\n".join(change(sentences, other))})
        yield name, rows


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    binary = sys.argv[1]
    texts = [json.loads(line)["text"] for line in open(sys.argv[2])]
    for name, rows in made(texts):
        found = copies(binary, rows)
        of_copies = [row for row in found if row["id"].startswith("c")]
        right = sum(row["copy_of"] == "o" + row["id"][1:] for row in of_copies)
        wrong = sum(row["copy_of"] is not None for row in found if row["id"].startswith("o"))
        kinds = dict(collections.Counter(row["kind"] for row in of_copies))
        print(f"{name}: {right} of {len(of_copies)} traced to their original, {kinds}; {wrong} of {len(texts)} originals taken for copies")

    articles = [json.loads(line) for line in open(sys.argv[3])]
    shingles, topics = {}, {}
    for article in articles:
        words = [word.lower() for sentence in article["sentences"] for word in sentence if word.isalnum()]
        shingles[article["id"]] = {tuple(words[n : n + 5]) for n in range(len(words) - 4)}
        topics[article["id"]] = article["topic"]

    def shared(a, b):
        a, b = shingles[a], shingles[b]
        return len(a & b) / min(len(a), len(b)) if min(len(a), len(b)) >= 10 else 0.0

    rows = [{"id": a["id"], "text": "\n".join(" ".join(s) for s in a["sentences"])} for a in articles]
    pairs = {row["id"]: row["copy_of"] for row in copies(binary, rows) if row["copy_of"]}
    ids = list(shingles)
    best = {id: max((shared(id, other) for other in ids[:n]), default=0.0) for n, id in enumerate(ids)}
    print(
        f"ECB+: {len(pairs)} of {len(ids)} articles are copies, {sum(topics[a] == topics[b] for a, b in pairs.items())} of them within a topic, "
        f"{sum(shared(a, b) < 0.4 for a, b in pairs.items())} with less than 40 % in common by exact count; "
        f"{sum(share >= 0.5 and id not in pairs for id, share in best.items())} with half in common passed over"
    )


if __name__ == "__main__":
    main()
