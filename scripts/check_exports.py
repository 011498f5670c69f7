#!/usr/bin/env python3
"""Checks what `legation code --format …` writes with other people's readers. Not part of ./test: it needs packages.

Usage: python3 -m venv v && v/bin/pip install pandas conllu udtools pyyaml pybrat gdelt-py requests pyarrow
       v/bin/pip install --no-deps followthemoney gdelt
       v/bin/python scripts/check_exports.py target/release/legation examples/*.txt

Read are: the tables by pandas (rows and columns, no cell torn); GDELT's two by gdeltPyR (`gdelt`, its own download worker, from a server
on loopback) and by gdelt-py (rows into its models, which check types and ranges); CoNLL-U by udtools' validator (levels 1 and 2) and the
conllu package; brat standoff by pybrat, and by brat's rules: every offset must give its words, every reference must be there;
FollowTheMoney entities against the schemata of the followthemoney package (known properties, required ones, dates, references);
Parquet, where the program has it, by pyarrow and pandas: every record must be that of the JSON lines.
"""

import importlib.util
import http.server
import io
import json
import logging
import re
import subprocess
import sys
import tempfile
import threading
import zipfile
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


def gdelt(binary, articles, folder):
    """GDELT's tables by the two packages that read GDELT's own."""
    # Not by its name: the package fetches a table of codes from the web when it is imported.
    found = importlib.util.find_spec("gdelt").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("gdelt_parallel", Path(found) / "parallel.py")
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    from py_gdelt.models.events import Event, Mention
    from py_gdelt.parsers.events import EventsParser
    from py_gdelt.parsers.mentions import MentionsParser

    logging.getLogger("py_gdelt").addHandler(logging.StreamHandler(sys.stdout))
    for form, table, columns, parser, model in (
        ("gdelt2-events", "events", 61, EventsParser, Event),
        ("gdelt2-mentions", "mentions", 16, MentionsParser, Mention),
    ):
        data = code(binary, articles, form, folder / f"{form}.peer").read_bytes()
        lines = [line.split("\t") for line in data.decode().splitlines()]
        frame = fetched(peer._mp_worker, data, table)
        faults = [] if frame.shape == (len(lines), columns) else [f"shape {frame.shape}"]
        if table == "events":
            # What the package reads as text must be what stands there: 043 is not 43.
            faults += [f"{code} read as {cell}" for code, cell in zip((line[26] for line in lines), frame[26]) if code != cell]
        faults += [f"id {cell}" for line, cell in zip(lines, frame[0]) if line[0] != str(cell)]
        yield form, f"{frame.shape[0]} rows, {frame.shape[1]} columns, read by gdeltPyR", faults
        if table == "events":
            # We have no tone, and the package passes over rows without one.
            data = "".join("\t".join([*line[:34], line[34] or "0", *line[35:]]) + "\n" for line in lines).encode()
        rows = [model.from_raw(raw) for raw in parser().parse(data, is_translated=False)]
        faults = [] if len(rows) == len(lines) else [f"{len(rows)} of {len(lines)} rows"]
        faults += [f"id {row.global_event_id}" for line, row in zip(lines, rows) if str(row.global_event_id) != line[0]]
        yield form, f"{len(rows)} rows, read by gdelt-py", faults


def fetched(worker, data, table):
    """What gdeltPyR's worker makes of a file that a server on loopback sends as GDELT's server sends its own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("20260303000000.CSV", data)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(packed.getvalue())

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return worker(f"http://127.0.0.1:{server.server_port}/20260303000000.CSV.zip", table=table)
    finally:
        server.shutdown()


def parquet(binary, articles, folder):
    import pandas
    import pyarrow.parquet

    formats = subprocess.run([binary, "code", "--help"], capture_output=True, text=True).stdout
    if "- parquet" not in formats:
        yield "parquet", "not in this build (--features parquet)", []
        return
    lines = code(binary, articles, "jsonl", folder / "events.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    path = code(binary, articles, "parquet", folder / "events.parquet")
    table = pyarrow.parquet.read_table(path)
    rows = [plain(row) for row in table.to_pylist()]
    for row in rows:
        if row["judged"] is None:  # Left out where nothing was judged otherwise.
            del row["judged"]
    faults = [f"row {number}" for number, (row, record) in enumerate(zip(rows, records)) if row != record]
    if len(rows) != len(records):
        faults.append(f"{len(rows)} rows of {len(records)}")
    yield "parquet", f"{len(rows)} records, {table.num_columns} columns, read by pyarrow, equal to the JSON lines", faults
    frame = pandas.read_parquet(path)
    counts = frame.groupby("event").size().to_dict()
    expected = {name: sum(record["event"] == name for record in records) for name in counts}
    yield "parquet", f"{len(frame)} rows, read by pandas", [] if counts == expected else ["other counts"]


def plain(value):
    """A value of Arrow as JSON has it: days as text."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


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
    from pybrat.parser import BratParser

    # Unless told to ignore it, the package takes two annotations of the same words for a fault; brat does not.
    for example in BratParser(error="ignore").parse(output):
        written = (output / f"{example.id}.ann").read_text().splitlines()
        counts = [sum(line.startswith(kind) for line in written) for kind in "TEN"]
        references = sum(len(entity.references) for entity in example.entities)
        found = [len(example.entities), len(example.events), references]
        faults = [] if counts == found else [f"{found} of {counts}"]
        faults += [f"{event.id} lacks a part" for event in example.events if not event.trigger or not all(event.arguments)]
        faults += [
            f"{entity.id}: other words"
            for entity in example.entities
            if " ".join(example.text[span.start : span.end] for span in entity.spans) != entity.mention
        ]
        yield "brat", f"{example.id}: {found[0]} words, {found[1]} events, {found[2]} references, read by pybrat", faults


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, articles = sys.argv[1], sys.argv[2:]
    is_faulty = False
    with tempfile.TemporaryDirectory() as folder:
        for check in (tables, gdelt, conllu, ftm, brat, parquet):
            for form, what, faults in check(binary, articles, Path(folder)):
                print(f"{form}: {what}: {'ok' if not faults else faults[:5]}")
                is_faulty |= bool(faults)
    sys.exit(is_faulty)


if __name__ == "__main__":
    main()
