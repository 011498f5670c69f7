#!/usr/bin/env python3
"""Checks what `legation code --format …` writes with other people's readers. Not part of ./test: it needs packages.

Usage: python3 -m venv v && v/bin/pip install pandas conllu udtools pyyaml && v/bin/pip install --no-deps followthemoney
       v/bin/python scripts/check_exports.py target/release/legation examples/*.txt

Read are: the tables by pandas (rows and columns, no cell torn), CoNLL-U by udtools' validator (levels 1 and 2) and the conllu package,
FollowTheMoney entities against the schemata of the followthemoney package (known properties, required ones, dates, references),
brat standoff by its own rules (no reader of it is on PyPI): every offset must give its words, every reference must be there.
"""

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TABLES = {"gdelt2-events": 61, "gdelt2-mentions": 16, "polecat": 40, "icews": 20, "phoenix": 26, "conflict-flat": 31}
WITHOUT_HEADER = {"gdelt2-events", "gdelt2-mentions", "phoenix"}


def code(binary, articles, form, output):
    command = [binary, "code", *articles, "--published", "2026-03-03", "--format", form, "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return output


def tables(binary, articles, folder):
    import pandas

    for form, columns in TABLES.items():
        path = code(binary, articles, form, folder / f"{form}.table")
        separator = "," if form == "conflict-flat" else "\t"
        header = None if form in WITHOUT_HEADER else 0
        quoting = 0 if separator == "," else 3
        table = pandas.read_csv(path, sep=separator, header=header, quoting=quoting, dtype=str, keep_default_na=False)
        evidence = (folder / f"{form}.evidence.jsonl").read_text().splitlines()
        yield form, f"{table.shape[0]} rows, {table.shape[1]} columns", [] if table.shape[1] == columns else ["columns"]
        yield form, f"{len(evidence)} lines of evidence", [] if len(evidence) >= table.shape[0] else ["rows without evidence"]


def conllu(binary, articles, folder):
    from conllu import parse

    path = code(binary, articles, "conllu", folder / "events.conllu")
    sentences = parse(path.read_text())
    marked = sum(1 for sentence in sentences for token in sentence if "Event" in (token["misc"] or {}))
    yield "conllu", f"{len(sentences)} sentences, {marked} words of triggers, read by conllu", [] if marked else ["no events"]
    for level in ("1", "2"):
        validator = Path(sys.executable).parent / "udvalidate"
        done = subprocess.run([validator, "--lang", "en", "--level", level, path], capture_output=True, text=True)
        yield "conllu", f"udtools level {level}", [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()[-3:]


def ftm(binary, articles, folder):
    import yaml

    # The schemata alone: the package itself needs a dozen others.
    root = Path(importlib.util.find_spec("followthemoney").submodule_search_locations[0]) / "schema"
    schemata = {}
    for path in root.glob("*.y*ml"):
        schemata.update(yaml.safe_load(path.read_text()))

    def collected(name, key):
        schema = schemata[name]
        parts = [collected(parent, key) for parent in schema.get("extends", [])]
        parts.append(schema.get(key, {} if key == "properties" else []))
        return {k: v for part in parts for k, v in part.items()} if key == "properties" else sum(parts, [])

    path = code(binary, articles, "ftm", folder / "ftm.jsonl")
    entities = [json.loads(line) for line in path.read_text().splitlines()]
    ids = {entity["id"] for entity in entities}
    faults = []
    for entity in entities:
        known = collected(entity["schema"], "properties")
        faults += [f"{entity['schema']} without {name}" for name in collected(entity["schema"], "required") if name not in entity["properties"]]
        for name, values in entity["properties"].items():
            kind = known.get(name, {}).get("type")
            if name not in known:
                faults.append(f"{entity['schema']} has no {name}")
            if kind == "entity":
                faults += [f"{value} is not there" for value in values if value not in ids]
            if kind == "date":
                faults += [f"{value} is no date" for value in values if not re.fullmatch(r"\d{4}(-\d\d){0,2}", value)]
    yield "ftm", f"{len(entities)} entities", faults


def brat(binary, articles, folder):
    output = code(binary, articles, "brat", folder / "brat")
    faults, count = [], 0
    for path in sorted(output.glob("*.ann")):
        text = path.with_suffix(".txt").read_text()
        lines = [line.split("\t") for line in path.read_text().splitlines()]
        ids = {line[0] for line in lines}
        for fields in lines:
            count += 1
            if fields[0].startswith("T"):
                kind, places = fields[1].split(" ", 1)
                spans = [tuple(map(int, place.split())) for place in places.split(";")]
                if " ".join(text[start:end] for start, end in spans) != fields[2]:
                    faults.append(f"{path.name} {fields[0]}: other words")
            elif fields[0].startswith("E"):
                faults += [f"{path.name}: {part} is not there" for part in fields[1].split() if part.split(":")[1] not in ids]
    yield "brat", f"{count} annotations", faults


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, articles = sys.argv[1], sys.argv[2:]
    is_faulty = False
    with tempfile.TemporaryDirectory() as folder:
        for check in (tables, conllu, ftm, brat):
            for form, what, faults in check(binary, articles, Path(folder)):
                print(f"{form}: {what}: {'ok' if not faults else faults[:5]}")
                is_faulty |= bool(faults)
    sys.exit(is_faulty)


if __name__ == "__main__":
    main()
