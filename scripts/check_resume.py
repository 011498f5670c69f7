#!/usr/bin/env python3
"""Kills `legation code` again and again inside a WARC of many pages and takes it up each time. Not part of ./test: it takes long.

Usage: python3 scripts/check_resume.py target/release/legation [PAGES [KILLS]]      (10,000 pages, 12 kills; Linux)

The pages are made here, no two alike, in the shape of CC-NEWS (a gzip member a record, requests and metadata between the responses), one
in fifty without an article. What must hold: the broken run's output and reject file are byte for byte those of a run that nobody
broke, every page is in one of the two, once and in order, and no run held more than 200 MB beyond what one page alone needs.
"""

import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CITIES = ["Oslo", "Ankara", "Lima", "Nairobi", "Hanoi", "Quito", "Rabat", "Tallinn", "Accra", "Vienna"]
STATES = ["Norway", "Turkey", "Peru", "Kenya", "Vietnam", "Ecuador", "Morocco", "Estonia", "Ghana", "Austria"]
FILLER = "<p>Reporters were told that further details would be given once both delegations had left the building that evening.</p>"


def page(number):
    """A page of some sentences; one in fifty holds none."""
    rng = random.Random(number)
    if number % 50 == 49:
        return "<html><body><nav><a href='/'>Home</a><a href='/world'>World</a></nav></body></html>"
    one, two = rng.sample(STATES, 2)
    city, people = rng.choice(CITIES), rng.randrange(20, 9000)
    return f"""<!doctype html><html lang="en"><head><title>{one} and {two}: report {number}</title>
<meta property="article:published_time" content="2025-04-{rng.randrange(1, 29):02}T08:00:00Z"></head><body>
<nav><a href="/">Home</a><a href="/world">World</a></nav><article><h1>{one} and {two}: report {number}</h1>
<p>The foreign minister of {one} met his counterpart from {two} in {city} on Monday, officials said, in round {number} of the talks.</p>
<p>{two} rejected a proposal to withdraw {people} troops from the border and threatened to expel {rng.randrange(2, 40)} diplomats.</p>
<p>Police in {city} arrested {rng.randrange(2, 90)} people who had protested against the talks, a spokesman for the ministry said.</p>
{FILLER}</article><footer>Copyright</footer></body></html>"""


def record(kind, address, content):
    content = content.encode()
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Length: {len(content)}\r\n\r\n"
    return gzip.compress(head.encode() + content + b"\r\n\r\n", 1, mtime=0)


def archive(path, pages):
    with open(path, "wb") as out:
        out.write(record("warcinfo", "", "software: check_resume\r\n"))
        for number in range(pages):
            address = f"https://news.example/{number}"
            out.write(record("request", address, f"GET /{number} HTTP/1.1\r\nHost: news.example\r\n\r\n"))
            body = page(number)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body.encode())}\r\n\r\n"
            out.write(record("response", address, head + body))


def noted(journal):
    """The pages that a journal says are done."""
    lines = journal.read_text().splitlines() if journal.exists() else []
    return max([0, *(json.loads(line)["inputs"] for line in lines[1:] if line.endswith("}"))])


def run(folder, command, is_time=lambda: False):
    """Runs a command, and kills it when it is time. Exit status or None where killed; peak of memory in MB."""
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    while child.poll() is None:
        try:
            status = Path(f"/proc/{child.pid}/status").read_text()
            peak = max([peak, *(int(line.split()[1]) // 1000 for line in status.splitlines() if line.startswith("VmHWM"))])
        except OSError:
            pass
        if is_time():
            child.kill()
            child.wait()
            return None, peak
        time.sleep(0.02)
    if child.returncode not in (0, 3):
        sys.exit(f"{' '.join(map(str, command))}: {child.stderr.read().decode()}")
    return child.returncode, peak


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = Path(sys.argv[1]).resolve()
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        archive(folder / "one.warc.gz", 1)
        archive(folder / "news.warc.gz", pages)

        def command(source, name):
            files = ["-o", f"{name}.jsonl", "--rejects", f"{name}.rejects"]
            return [binary, "code", source, "--by", "article", *files]

        _, alone = run(folder, command("one.warc.gz", "one"))
        begun = time.monotonic()
        _, whole = run(folder, command("news.warc.gz", "whole"))
        took = time.monotonic() - begun
        print(f"{pages} pages, unbroken: {took:.0f} s, at most {whole} MB resident; one page alone: {alone} MB", flush=True)
        rng, done, peak = random.Random(7), [], whole
        resumed = [*command("news.warc.gz", "broken"), "--resume"]
        journal = folder / "broken.jsonl.progress"
        for goal in sorted(rng.sample(range(pages), kills)):
            # Some time after the goal was noted, so that the blow falls into reading, coding, writing or noting.
            delay, reached = rng.uniform(0, 1), []

            def is_time():
                if not reached and noted(journal) >= goal:
                    reached.append(time.monotonic())
                return bool(reached) and time.monotonic() - reached[0] > delay

            status, held = run(folder, resumed, is_time)
            peak = max(peak, held)
            done.append(noted(journal))
            if status is not None:
                sys.exit("the run ended before it was killed: take more pages")
        peak = max(peak, run(folder, resumed)[1])
        print(f"killed (SIGKILL) {len(done)} times, when so many pages were noted as done: {done}", flush=True)
        faults = []
        for name in ("jsonl", "rejects"):
            if (folder / f"broken.{name}").read_bytes() != (folder / f"whole.{name}").read_bytes():
                faults.append(f"the broken run's {name} is not that of the whole run")
        coded = [json.loads(line)["id"] for line in (folder / "broken.jsonl").read_text().splitlines()]
        rejected = [json.loads(line)["input"] for line in (folder / "broken.rejects").read_text().splitlines()]
        # Ids count records: the first is the archive's own, then a request and a response each.
        if coded != [f"news.warc.gz#{2 * n + 3}" for n in range(pages) if n % 50 != 49]:
            faults.append("a page is lost, doubled or out of order")
        if len(coded) + len(rejected) != pages or len(rejected) != pages // 50:
            faults.append(f"{len(coded)} coded and {len(rejected)} rejected of {pages}")
        if peak - alone > 200:
            faults.append(f"{peak - alone} MB beyond what one page needs")
        print(f"{len(coded)} pages coded, {len(rejected)} rejected, at most {peak - alone} MB beyond what one page needs")
        print("\n".join(faults) or "nothing lost, nothing doubled: the bytes of the unbroken run")
        sys.exit(bool(faults))


if __name__ == "__main__":
    main()
