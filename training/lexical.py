"""Adds to each word vector how news writes the word and which lists of names hold it; lower-casing hides both.

usage: lexical.py VECTORS.npz SHARED_FOLDER OUT.npz

Of how news writes it (every STEP-th line): how often with a capital inside a sentence, in capitals throughout, and, where
capitalised, which neighbours it has (title, preposition of place, article, another capital, genitive, verb of saying).
Of lists: names of persons (US Congress, CIA Factbook, REIGN), of places (GeoNames, countries.toml), peoples, organisations.
Words of the lists that have no vector get one of zeros.
"""
import collections
import csv
import gzip
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np

from features import fold
from words import tokens

STEP, FEWEST, CITY = 4, 5, 25000
TITLES = set("mr mr. mrs mrs. ms ms. dr dr. sen. rep. gov. gen. president minister secretary senator chairman judge king "
             "governor sir chancellor captain coach justice spokesman spokeswoman".split())
WHERE = set("in at near from outside around across throughout".split())
SAYING = set("said says told added asked wrote tweeted announced insisted argued".split())
LISTS = ("first", "last", "country", "city", "people", "organisation")
COLUMNS = 12


def usage(folder):
    """{word: COLUMNS numbers} of the words that occur FEWEST times or more."""
    text = subprocess.run(["zstd", "-dc", f"{folder}/raw/allsides-news-2012-2020.txt.zst"], stdout=subprocess.PIPE,
                          check=True).stdout.decode("utf8")
    counts = collections.defaultdict(lambda: np.zeros(COLUMNS, "f4"))
    for line in text.split("\n")[::STEP]:
        found = [form for form, _, _ in tokens(line)]
        lower = [fold(form) for form in found]
        for i, (form, word) in enumerate(zip(found, lower)):
            # After a stop, a quote or at the start the capital says nothing.
            if not i or not form[0].isalpha() or not (lower[i - 1][0].isalnum() or lower[i - 1] in ",'s-"):
                continue
            row = counts[word]
            row[0] += 1
            if not form[0].isupper():
                continue
            row[1] += 1
            row[2] += len(form) > 1 and form.isupper()
            before, after = lower[i - 1], lower[i + 1] if i + 1 < len(lower) else "."
            row[3] += found[i - 1][0].isupper()
            row[4] += after != "." and found[i + 1][0].isupper()
            row[5] += before in TITLES
            row[6] += before in WHERE
            row[7] += before == "the"
            row[8] += after == "'s"
            row[9] += after in SAYING
            row[10] += after == "," and i + 2 < len(found) and found[i + 2][0].isupper()
            row[11] += before == ","
    out = {}
    for word, row in counts.items():
        if row[0] >= FEWEST:
            known = np.concatenate([[1.0, row[1] / row[0]], row[2:] / (row[1] + 5)])
            out[word] = known.astype("f4")
    return out


def name_lists(shared):
    """{list: words} of LISTS."""
    actors, root = Path(shared) / "corpora/actors", Path(__file__).parent.parent / "knowledge"
    lists = {name: set() for name in LISTS}

    def add(name, text, shortest=3):
        lists[name].update(fold(form) for form, _, _ in tokens(text) if len(form) >= shortest and form[0].isupper())

    for line in open(actors / "us_congress_current_2026_06.jsonl", encoding="utf8"):
        name = json.loads(line)["name"]
        add("first", name["first"])
        add("last", name["last"])
    for line in open(actors / "factbook_tenures_2014_2026.jsonl", encoding="utf8"):
        item = json.loads(line)
        given = item["name"].replace(item["surname"] or "", "").strip()
        add("last", (item["surname"] or "").title())
        add("first", given.split(" ")[0] if given else "")
    for line in open(actors / "reign_leaders_2021_03.jsonl", encoding="utf8"):
        parts = json.loads(line)["leader"].split(" ")
        add("last", parts[-1])
        if len(parts) > 1:
            add("first", parts[0])
    for country in tomllib.loads((root / "countries.toml").read_text(encoding="utf8"))["country"]:
        for name in [country["name"], *country.get("aliases", [])]:
            add("country", name)
        for name in country.get("adjectives", []) + country.get("people", []):
            add("people", name)
        for name in country.get("capitals", []):
            add("city", name)
    for row in csv.DictReader((root / "organisations.tsv").open(encoding="utf8"), delimiter="\t"):
        for name in [row["name"], *(row["aliases"] or "").split(";")]:
            add("organisation", name, 2)
    for row in csv.reader(gzip.open(Path(shared) / "corpora/places/cities5000.tsv.gz", "rt", encoding="utf8"), delimiter="\t"):
        if row[6].isdigit() and int(row[6]) >= CITY:
            add("city", row[1])
    for line in open(Path(shared) / "corpora/places/admin1CodesASCII.txt", encoding="utf8"):
        add("city", line.split("\t")[1])
    return lists


def main(vectors, shared, out):
    stored = np.load(vectors, allow_pickle=True)
    words, table = list(stored["words"]), stored["vectors"]
    table = 3 * table / np.linalg.norm(table, axis=1).mean()
    found, lists = usage(f"{shared}/corpora/language"), name_lists(shared)
    have = set(words)
    words += sorted(set().union(*lists.values()) - have)
    rows = np.zeros((len(words), table.shape[1] + COLUMNS + len(LISTS)), "f4")
    rows[:len(table), :table.shape[1]] = table
    for row, word in zip(rows, words):
        if word in found:
            row[table.shape[1]:table.shape[1] + COLUMNS] = found[word]
        for i, name in enumerate(LISTS):
            row[table.shape[1] + COLUMNS + i] = word in lists[name]
    np.savez(out, words=np.array(words, dtype=object), vectors=rows)
    print("words", len(words), "of them without a vector", len(words) - len(table), "in use", len(found),
          {name: len(found) for name, found in lists.items()})
    for word in ("chicago", "smith", "israeli", "microsoft", "nato", "john"):
        print(word, np.round(rows[words.index(word), table.shape[1]:], 2).tolist())


if __name__ == "__main__":
    main(*sys.argv[1:4])
