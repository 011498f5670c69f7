"""Builds knowledge/places.bin, the gazetteer, from GeoNames tables (CC BY 4.0) and knowledge/places-extra.tsv.

Usage: python3 training/knowledge/places.py [SHARED]     (SHARED: the folder that holds corpora/places; default ../shared)

In:  cities1000.tsv.gz (populated places above 1,000 people), admin1CodesASCII.txt, countryInfo.txt, places-extra.tsv.
Out: one little-endian file, read by crates/legation-resolve/src/places/gazetteer.rs, which describes the layout.
The output depends on the input alone: the same tables give the same bytes.
"""

import gzip
import math
import pathlib
import re
import struct
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNTRY, ADMIN1, PLACE, REGION, COUNTY = range(5)
KINDS = {"region": REGION, "county": COUNTY}
CAPITAL = 16
NONE8, NONE16 = 0xFF, 0xFFFF
ALTERNATE, SHORT = 1 << 23, 1 << 22
BLOCK = 16
# Generic words of first-order divisions: "Kherson Oblast" is also found as "Kherson".
GENERIC = ["oblast", "region", "province", "kray", "krai", "kraj", "republic", "autonomous region", "district",
           "governorate", "state", "county", "department", "prefecture", "territory", "canton"]
GENERIC_FIRST = ["republic of", "state of", "province of", "region of", "canton of", "emirate of"]
# Long forms and what news also writes for them.
SHORTENED = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
ARTICLES = {"al", "ar", "as", "ash", "ad", "adh", "az", "an", "at", "ath", "el", "es"}
ARAB = set("AE BH DJ DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE IL".split())
LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "ð": "d", "þ": "th", "ə": "e", "ħ": "h"})
DROPPED = set("'’‘ʼʻʹ`´.ʿʾ")


def fold(name):
    """The key of a name: no accents, lower case, no apostrophes and full stops, single spaces for all else."""
    text = unicodedata.normalize("NFKD", name).lower()
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.category(c).startswith("M")).translate(LETTERS)
    text = "".join("" if c in DROPPED else c if c.isalnum() else " " for c in text)
    return " ".join(text.split())


class Entry:
    def __init__(self, kind, name, geonames_id, lat, lon, country, admin1, population):
        self.kind, self.name, self.geonames_id = kind, name, geonames_id
        self.lat, self.lon, self.country, self.admin1, self.population = lat, lon, country, admin1, population
        self.flags, self.names = 0, {}  # key -> marks
        self.add(name)

    def add(self, name, marks=0):
        """Another name; a mark is kept only while no plain use of the same key exists."""
        if name.startswith("="):
            name, marks = name[1:], marks | SHORT
        key = fold(name)
        if key:
            self.names[key] = min(marks, self.names.get(key, marks))


def read_entries(shared):
    folder = shared / "corpora" / "places"
    countries, admin1s, places = {}, {}, {}
    for line in open(folder / "countryInfo.txt", encoding="utf-8"):
        f = line.rstrip("\n").split("\t")
        if line.startswith("#") or f[0] in ("ISO", "CS", "AN"):
            continue
        entry = Entry(COUNTRY, f[4].strip(), int(f[16]), 0.0, 0.0, f[0], None, int(f[7] or 0))
        entry.iso3, entry.capital = f[1], fold(f[5])
        for short, long in SHORTENED.items():
            if fold(entry.name).startswith(short + "int "):
                entry.add(entry.name.replace("Saint ", "St "))
        countries[f[0]] = entry
    for line in open(folder / "admin1CodesASCII.txt", encoding="utf-8"):
        code, name, ascii_name, geonames_id = line.rstrip("\n").split("\t")
        country, admin1 = code.split(".", 1)
        if country not in countries:
            continue
        entry = Entry(ADMIN1, name, int(geonames_id), 0.0, 0.0, country, admin1, 0)
        entry.add(ascii_name)
        key = fold(name)
        for word in GENERIC:
            if key.endswith(" " + word):
                entry.add(key[: -len(word) - 1])
        for word in GENERIC_FIRST:
            if key.startswith(word + " "):
                entry.add(key[len(word) + 1 :])
        admin1s[code] = entry
    with gzip.open(folder / "cities1000.tsv.gz", "rt", encoding="utf-8") as rows:
        next(rows)
        for row in rows:
            read_place(row.rstrip("\n").split("\t"), countries, places)
    return countries, admin1s, places


def read_place(f, countries, places):
    population = int(f[6] or 0)
    entry = Entry(PLACE, f[1], int(f[0]), float(f[2]), float(f[3]), f[4], f[5], population)
    if f[4] not in countries:
        return
    entry.fame = sum(1 for name in f[7].split("|") if name)
    for name in f[7].split("|"):
        key = fold(name)
        # Names without a capital are machine transliterations; three capitals are airport codes.
        is_noise = not re.search(r"[A-ZÀ-ÞĀ-Ž]", name) or re.fullmatch(r"[A-Z]{2,4}", name) or len(key) < 3
        if not is_noise and key.isascii() and population >= 2000:
            entry.add(name, ALTERNATE)
    words = fold(f[1]).split()
    for long, short in SHORTENED.items():
        if words[:1] == [long]:
            entry.add(" ".join([short] + words[1:]))
        if words[:1] == [short]:
            entry.add(" ".join([long] + words[1:]))
    if f[4] in ARAB and len(words) > 1 and words[0] in ARTICLES and population >= 15000:
        entry.add(" ".join(words[1:]), ALTERNATE)
    places[entry.geonames_id] = entry


def mark_capitals(countries, places):
    """The largest place of the country that bears the capital's name, as main name if any does."""
    best = {}
    for place in places.values():
        capital = countries[place.country].capital
        if capital in place.names:
            rank = (fold(place.name) == capital, place.population)
            if rank > best.get(place.country, (None, (False, -1)))[1]:
                best[place.country] = (place, rank)
    for place, _ in best.values():
        place.flags |= CAPITAL


def fill_centres(countries, admin1s, places):
    """Divisions and countries have no coordinates in the tables: the mean of their places, weighted by people."""
    sums = {}
    for place in places.values():
        weight = place.population + 100
        for owner in (countries.get(place.country), admin1s.get(f"{place.country}.{place.admin1}")):
            if owner:
                x, y, total, people = sums.get(id(owner), (0.0, 0.0, 0.0, 0))
                sums[id(owner)] = (x + place.lat * weight, y + place.lon * weight, total + weight, people + place.population)
    for owner in list(countries.values()) + list(admin1s.values()):
        if id(owner) in sums:
            x, y, total, people = sums[id(owner)]
            owner.lat, owner.lon = x / total, y / total
            owner.population = owner.population or people


def weigh_by_fame(places):
    """Raises the populations by which places are weighed with the number of their names in other languages: the world
    speaks of Geneva in Switzerland more often than its size says."""
    for place in places.values():
        place.population *= (1 + place.fame / 10) ** 2


def read_extra(countries, admin1s, places):
    extra = []
    for number, line in enumerate(open(ROOT / "knowledge" / "places-extra.tsv", encoding="utf-8"), 1):
        f = line.rstrip("\n").split("\t")
        if number == 1:
            continue
        if len(f) != 8:
            sys.exit(f"places-extra.tsv:{number}: {len(f)} fields, not 8")
        kind, name, aliases, country, admin1, lat, lon, geonames_id = f
        if kind == "country":
            entry = countries[country]
        elif kind == "admin1":
            entry = admin1s[f"{country}.{admin1}"]
        elif kind == "place":
            entry = places[int(geonames_id)]
        else:
            entry = Entry(KINDS[kind], name, int(geonames_id or 0), float(lat), float(lon), country or None, admin1 or None, 0)
            entry.population = 400_000 if kind == "county" else 5_000_000
            extra.append(entry)
        if name:
            entry.name = name
            entry.add(name)
        for alias in aliases.split("|"):
            if alias:
                entry.add(alias)
    return extra


def front_code(items):
    """Blocks of 16 sorted byte strings, each stored as length shared with the one before, then the rest."""
    out, offsets, before = bytearray(), [], b""
    for index, (text, tail) in enumerate(items):
        if index % BLOCK == 0:
            offsets.append(len(out))
            before = b""
        text = text[:255]
        shared = 0
        while shared < min(len(text), len(before)) and text[shared] == before[shared]:
            shared += 1
        out += bytes([shared, len(text) - shared]) + text[shared:] + tail
        before = text
    return b"".join(struct.pack("<I", o) for o in offsets), bytes(out)


def main():
    shared = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
    countries, admin1s, places = read_entries(shared)
    mark_capitals(countries, places)
    fill_centres(countries, admin1s, places)
    weigh_by_fame(places)
    extra = read_extra(countries, admin1s, places)
    entries = list(countries.values()) + list(admin1s.values()) + list(places.values()) + extra
    entries.sort(key=lambda e: (e.name.encode(), e.kind, e.geonames_id))
    number = {id(e): i for i, e in enumerate(entries)}
    country_list, admin1_list = sorted(countries), sorted(admin1s)
    country_idx = {code: i for i, code in enumerate(country_list)}
    admin1_idx = {code: i for i, code in enumerate(admin1_list)}

    records, keys = bytearray(), {}
    for index, e in enumerate(entries):
        u24 = lambda n: struct.pack("<I", n)[:3]
        admin1 = admin1_idx.get(f"{e.country}.{e.admin1}", NONE16)
        records += u24(e.geonames_id) + u24(round((e.lat + 90) / 180 * 0xFFFFFF)) + u24(round((e.lon + 180) / 360 * 0xFFFFFF))
        records += struct.pack("<BHBB", country_idx.get(e.country, NONE8), admin1, min(255, round(8 * math.log2(e.population + 1))), e.kind | e.flags)
        for key, marks in e.names.items():
            keys.setdefault(key, []).append((-e.population, index, marks))
    tails = {}
    for key, found in keys.items():
        found = sorted(sorted(found)[:255], key=lambda x: x[1])
        tails[key] = bytes([len(found)]) + b"".join(struct.pack("<I", i | marks)[:3] for _, i, marks in found)

    country_table = b"".join(c.encode() + countries[c].iso3.encode() + struct.pack("<I", number[id(countries[c])]) for c in country_list)
    admin1_table = b"".join(struct.pack("<I", number[id(admin1s[c])]) for c in admin1_list)
    name_index, names = front_code([(e.name.encode(), b"") for e in entries])
    key_index, key_data = front_code([(k.encode(), tails[k]) for k in sorted(keys, key=str.encode)])
    sections = [country_table, admin1_table, bytes(records), name_index, names, key_index, key_data]
    with open(ROOT / "knowledge" / "places.bin", "wb") as out:
        out.write(b"LEGPLACE" + struct.pack("<II", 1, len(sections)))
        for section in sections:
            out.write(struct.pack("<I", len(section)))
        for section in sections:
            out.write(section)
    print(f"{len(entries)} entries, {len(keys)} names, sections {[len(s) for s in sections]}, {sum(map(len, sections)) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
