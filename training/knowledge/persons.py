#!/usr/bin/env python3
"""Completes knowledge/actors/<country>.toml with heads of state and government, and members of the US Congress.

    python3 training/knowledge/persons.py ../shared/corpora

Entries with `source = "hand"` are kept as they stand; the rest is written anew. Takes: factbook_tenures_2014_2026.jsonl
(CIA World Factbook snapshots, public domain), g20_asean_wikidata_2026_08_22.jsonl (Wikidata, CC0),
us_congress_current_2026_06.jsonl (unitedstates/congress-legislators, CC0), reign_leaders_2021_03.jsonl (REIGN; gender only).
An end that no source gives is left out, and `seen` is the last day on which a source shows the office held.
"""
import collections, datetime, glob, json, os, re, sys, tomllib, unicodedata

CORPORA = sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora"
OUT = os.path.join(os.path.dirname(__file__), "../../knowledge/actors")
DEPENDENT = set("""ABW AIA ALA ASM ATF BES BLM BMU CCK COK CUW CXR CYM FLK FRO GGY GIB GLP GRL GUF GUM IMN IOT JEY MAC MAF
MNP MSR MTQ MYT NCL NFK NIU PCN PRI PYF REU SHN SJM SPM SXM TCA TKL VGB VIR WLF""".split())
ROLES = {
    "president": "president", "prime minister": "prime minister", "premier": "prime minister", "king": "king", "queen": "queen",
    "chancellor": "chancellor", "vice president": "vice president", "interim president": "president",
    "acting president": "president", "transitional president": "president", "transition president": "president",
    "acting prime minister": "prime minister", "interim prime minister": "prime minister",
    "caretaker prime minister": "prime minister", "emperor": "emperor", "amir": "emir", "sultan": "sultan",
    "sultan and prime minister": "sultan", "grand duke": "grand duke", "prince": "prince", "governor general": "governor general",
    "governor-general": "governor general", "chief executive": "chief executive", "supreme leader": "supreme leader",
    "deputy prime minister": "deputy prime minister", "first vice president": "vice president",
    "president of the government": "prime minister", "chairman of the presidency": "president",
    "chairperson of the presidency": "president", "prime minister sheikh": "prime minister", "deputy president": "vice president",
}
COMMON_SURNAMES = {"JOHNSON", "MAY", "BROWN", "SMITH", "KHAN", "SINGH", "LEE", "KIM", "PARK", "ALI", "WILLIAMS", "JONES", "KING",
    "MARTIN", "MICHEL", "COSTA", "SANTOS", "SILVA", "RODRIGUEZ", "LOPEZ", "GOMEZ", "PEREZ", "MORALES", "CASTRO", "CASTILLO", "GRANT",
    "HARRIS", "HOLNESS", "CLARK", "COOK", "ROBERTSON", "SCOTT", "LEWIS", "DAVIS", "GONZALEZ", "HERNANDEZ", "FERNANDEZ", "TRUE", "SALL",
    "CONDE", "TOURE", "TRAORE", "DIALLO", "KEITA", "HUSSEIN", "HASSAN", "MOHAMED", "AHMED", "SHARIF", "NGUYEN", "TRAN", "WANG", "LI", "CHEN",
    "ABDULLAH", "SALMAN", "FELIPE", "CHARLES", "PHILIPPE", "HARALD", "HENRI", "ALBERT", "FRANCIS", "HAMAD", "GONSALVES", "MITCHELL", "HUNTE", "ROWLEY", "BARROW", "WEAH", "BIO", "FRIDAY", "MARCOS", "VALDES"}


def slug(text):
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def plain(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def title_case(word):
    if re.fullmatch(r"[IVX]+", word):
        return word
    if word in ("DOS", "DA", "DE", "VAN", "DER", "DEN", "VON", "DEL", "BIN"):
        return word.lower()
    if word.isupper() or (word[:2] in ("Mc", "Mac") and word[2:].isupper()):
        return "-".join(p[:1] + p[1:].lower() for p in word.split("-")) if "'" not in word else word[:2] + word[2:].title() if len(word) > 2 else word
    return word


def clean(name):
    """First and last name of a Factbook name: 'Vladimir Vladimirovich PUTIN' → ('Vladimir Putin', 'Putin')."""
    name = re.sub(r"\(.*?\)|\"[^\"]*\"|“[^”]*”", " ", name)
    name = re.split(r" is | - |;| since |, Jr|,|note", name)[0]
    name = re.sub(r"^(President-elect|Premiers?|Ministers?|Ministers|Dr\.|Sir|Gen\.|Lt\.|Col\.|Maj\.|Capt\.|Sr\.|Sheikh|Shaykh|Dame|Brig\.|General|Hon\.)\s+", "", name.strip())
    words = [w for w in name.split() if w not in ("Jr.", "Sr.")]
    caps = [i for i, w in enumerate(words) if len(w) > 1 and re.sub(r"[^A-Za-zÀ-ž]", "", w).isupper() and not re.fullmatch(r"[A-Z]\.", w)]
    if not caps or any(w.islower() and w not in ("al", "bin", "ibn", "de", "da", "do", "dos", "van", "von", "der", "den", "la", "le", "ould", "of", "the", "and", "e", "y", "bint", "el", "di") for w in words):
        return None
    if "of" in words:
        words = words[: words.index("of")]
        caps = [i for i in caps if i < len(words)]
        if not caps:
            return None
    surname = " ".join(title_case(words[i]) for i in caps)
    if caps[0] == 0:  # Asian order, or a single name
        return " ".join(title_case(w) for w in words), title_case(words[0])
    middle = [w for w in words[1: caps[0]] if w in ("bin", "ibn", "al", "de", "da", "van", "von", "der", "den", "ould", "del", "dos")]
    return " ".join([words[0], *middle, *(title_case(w) for w in words[caps[0]:])]), surname


def whole(date):
    """A month or year as its first day."""
    return date and {4: date + "-01-01", 7: date + "-01"}.get(len(date), date)


def days(a, b):
    return (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days


def factbook():
    people = collections.OrderedDict()
    for line in open(os.path.join(CORPORA, "actors/factbook_tenures_2014_2026.jsonl"), encoding="utf8"):
        d = json.loads(line)
        if d["iso3"] in DEPENDENT or "," in re.sub(r",? Jr\.?", "", d["name"]) or not d["start"]:
            continue
        code = "XKX" if d["country"] == "Kosovo" else d["iso3"]
        title = re.sub(r" (Gen\.|Dr\.|Sir|Dame|Sheikh)$", "", d["title"].strip()).lower()
        role = ROLES.get(title)
        if not title and d["office"] == "head_of_government" and re.search(r"[A-Z]{3}", d["name"]):
            continue
        foreign = re.match(r"(ELIZABETH II|CHARLES III)$", d["name"].strip()) and code != "GBR"
        if foreign or not role or not code or len(code) != 3:
            continue
        got = clean(d["name"])
        if not got:
            continue
        name, surname = got
        d["start"], end, seen = whole(d["start"]), whole(d["end"]), whole(d["last_seen"])
        if end and seen and days(seen, end) > 400:
            end = None  # a gap between snapshots: the successor in them need not be the next
        key = (code, plain(surname).split()[-1], role, d["start"][:4])
        entry = people.setdefault(key, dict(code=code, name=name, surname=surname, role=role, start=d["start"], end=end, seen=seen, top=role in ("president", "prime minister", "chancellor", "king", "emir", "supreme leader")))
        if seen and seen > entry["seen"]:
            entry.update(seen=seen, end=end)
        entry["end"] = entry["end"] or end
    return list(people.values())


def genders():
    out = {}
    for line in open(os.path.join(CORPORA, "actors/reign_leaders_2021_03.jsonl"), encoding="utf8"):
        d = json.loads(line)
        out[(plain(d["leader"]).split() or [""])[-1], d["syear"]] = {"1": "m", "0": "f"}.get(d["gender"])
    return out


def congress():
    for line in open(os.path.join(CORPORA, "actors/us_congress_current_2026_06.jsonl"), encoding="utf8"):
        d = json.loads(line)
        name = d["name"].get("official_full") or f'{d["name"]["first"]} {d["name"]["last"]}'
        offices = []
        for t in d["terms"]:
            role = "senator" if t["type"] == "sen" else "representative"
            if offices and offices[-1]["role"] == role and days(offices[-1]["until"], t["start"]) < 40:
                offices[-1]["until"] = t["end"]
            else:
                offices.append(dict(role=role, start=t["start"], until=t["end"]))
        short = f'{d["name"]["first"]} {d["name"]["last"]}'
        nick = d["name"].get("nickname")
        aliases = [a for a in {short, f'{nick} {d["name"]["last"]}' if nick else short} if a != name]
        yield name, sorted(aliases), d.get("wikidata"), offices


def entry(person):
    q = lambda s: json.dumps(s, ensure_ascii=False)
    lines = ["[[person]]", f'id = {q(person["id"])}', f'name = {q(person["name"])}']
    if person.get("aliases"):
        lines.append("aliases = [" + ", ".join(map(q, person["aliases"])) + "]")
    for key in ("gender", "wikidata"):
        if person.get(key):
            lines.append(f"{key} = {q(person[key])}")
    lines += [f'source = {q(person["source"])}', "offices = ["]
    for o in person["offices"]:
        lines.append("    { " + ", ".join(f"{k} = {q(o[k])}" for k in ("role", "sector", "country", "from", "until", "seen") if o.get(k)) + " },")
    return "\n".join([*lines, "]\n"])


def main():
    folder = collections.defaultdict(list)
    for path in sorted(glob.glob(os.path.join(OUT, "*.toml"))):
        with open(path, "rb") as f:
            d = tomllib.load(f)
        folder[d["country"]] = [p for p in d.get("person", []) if p["source"] == "hand"]
    hand = {(code, w) for code, people in folder.items() for p in people for n in [p["name"], *p.get("aliases", [])] for w in [plain(n).split()[-1]]}
    hand |= {(o.get("country", code), plain(p["name"]).split()[-1]) for code, people in folder.items() for p in people for o in p["offices"]}
    taken = {p["id"] for people in folder.values() for p in people}
    gender = genders()
    grouped = collections.OrderedDict()
    for t in factbook():
        last = plain(t["surname"]).split()[-1]
        names = {plain(w) for w in t["name"].split()}
        if (t["code"], last) in hand or any((t["code"], n) in hand for n in names if len(n) > 3):
            continue
        grouped.setdefault((t["code"], last, plain(t["name"]).split()[0][:3]), []).append(t)
    surnames = collections.Counter(key[1] for key in grouped) + collections.Counter(w for _, w in hand)
    named = {plain(p["name"]) for people in folder.values() for p in people}
    for (code, last, _), tenures in grouped.items():
        tenures.sort(key=lambda t: t["start"])
        best = max(tenures, key=lambda t: t["seen"])
        person = dict(name=best["name"], source="CIA World Factbook", offices=[], aliases=[])
        if plain(best["name"]) in named:
            continue
        named.add(plain(best["name"]))
        person["id"] = f'{code.lower()}-{slug(best["name"])}'
        if person["id"] in taken:
            continue
        taken.add(person["id"])
        names = {t["name"] for t in tenures} - {best["name"]}
        person["aliases"] = sorted(names)
        if any(t["top"] for t in tenures) and surnames[last] == 1 and len(last) > 3 and best["surname"].upper() not in COMMON_SURNAMES and " " not in best["surname"]:
            person["aliases"].append(best["surname"])
        for t in tenures:
            person["gender"] = person.get("gender") or gender.get((last, t["start"][:4])) or {"king": "m", "queen": "f", "emir": "m"}.get(t["role"])
            last_office = person["offices"][-1] if person["offices"] else None
            if last_office and last_office["role"] == t["role"] and not last_office.get("until"):
                last_office["seen"] = max(last_office["seen"], t["seen"])
                if t["end"]:
                    last_office["until"] = t["end"]
                continue
            if any(o["role"] == t["role"] and o.get("until", o.get("seen", "")) > t["start"] for o in person["offices"]):
                continue
            office = {"role": t["role"], "sector": "GOV", "from": t["start"]}
            office["until" if t["end"] else "seen"] = t["end"] or t["seen"]
            if t["end"] and t["end"] < t["start"]:
                office.pop("until")
                office["seen"] = t["seen"]
            person["offices"].append(office)
        for o in person["offices"]:
            if o.get("until"):
                o.pop("seen", None)
        if person["name"].split()[-1:] == [person["name"]] and len(person["name"]) < 6:
            continue
        folder[code].append(person)
    known = {plain(n) for p in folder["USA"] for n in [p["name"], *p.get("aliases", [])]}
    for name, aliases, wikidata, offices in congress():
        if any(plain(n) in known for n in [name, *aliases]):
            continue
        pid = f"usa-{slug(name)}"
        if pid in taken:
            continue
        taken.add(pid)
        folder["USA"].append(dict(id=pid, name=name, aliases=aliases, wikidata=wikidata, source="unitedstates/congress-legislators", offices=[
            {"role": o["role"], "sector": "LEG", "from": o["start"], "until": o["until"]} for o in offices]))
    total = 0
    for code, people in sorted(folder.items()):
        total += len(people)
        with open(os.path.join(OUT, f"{code}.toml"), "w", encoding="utf8") as f:
            f.write(f'country = "{code}"\n\n' + "\n".join(map(entry, people)))
    print(total, "people in", len(folder), "files")


main()
