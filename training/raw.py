"""Sentences of raw text, for trees by earlier models."""
import csv
import subprocess

from words import sentences

# Dated political events are read whole before every STEP-th line of the larger news set: file, column, STEP.
NEWS = [("current-events-2002-2025h1.tsv.zst", 2, 3), ("allsides-news-2012-2020.txt.zst", None, 23)]
SHORTEST, LONGEST = 5, 40


def split(text):
    """Sentences of a text that are neither very short nor very long, as lists of forms."""
    for sentence in sentences(text):
        if SHORTEST <= len(sentence) <= LONGEST:
            yield [form for form, _, _ in sentence]


def news(folder, words, first):
    """Sentences of the raw news, about half of `words` from each set; `first`: the line to begin with."""
    for name, column, step in NEWS:
        text = subprocess.run(["zstd", "-dc", f"{folder}/raw/{name}"], stdout=subprocess.PIPE, check=True).stdout.decode("utf8")
        seen, count = set(), 0
        for line in text.split("\n")[first::step]:
            if column is not None:
                line = line.split("\t")[column] if line.count("\t") >= column else ""
            if line in seen:
                continue
            seen.add(line)
            for sentence in split(line):
                yield sentence
                count += len(sentence)
            if count > words / 2:
                break


def others(folder):
    """Sentences of an encyclopaedia (GAP, the part called development) and of the web (WNUT-17, train)."""
    for row in csv.DictReader(open(f"{folder}/gap/gap-development.tsv", encoding="utf8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield from split(row["Text"])
    forms = []
    for line in open(f"{folder}/wnut17/wnut17train.conll", encoding="utf8"):
        cells = line.split()
        if cells:
            forms.append(cells[0])
        else:
            if SHORTEST <= len(forms) <= LONGEST:
                yield forms
            forms = []
