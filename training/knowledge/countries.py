#!/usr/bin/env python3
"""Builds knowledge/countries.toml: states and territories with names, adjectives, people and capitals.

    python3 training/knowledge/countries.py ../shared/corpora

Takes: actors/countries.jsonl (only its CIA World Factbook fields, public domain) and places/countryInfo.txt
(GeoNames, CC BY 4.0). Everything in OVERRIDES was written by hand: what English newspapers say.
"""
import json, os, re, sys

CORPORA = sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora"
OUT = os.path.join(os.path.dirname(__file__), "../../knowledge/countries.toml")

# The sovereign state of dependent territories: PLOVER codes the sovereign.
SOVEREIGN = {
    "ABW": "NLD", "AIA": "GBR", "ALA": "FIN", "ASM": "USA", "ATF": "FRA", "BES": "NLD", "BLM": "FRA", "BMU": "GBR",
    "CCK": "AUS", "COK": "NZL", "CUW": "NLD", "CXR": "AUS", "CYM": "GBR", "FLK": "GBR", "FRO": "DNK", "GGY": "GBR",
    "GIB": "GBR", "GLP": "FRA", "GRL": "DNK", "GUF": "FRA", "GUM": "USA", "IMN": "GBR", "IOT": "GBR", "JEY": "GBR",
    "MAC": "CHN", "MAF": "FRA", "MNP": "USA", "MSR": "GBR", "MTQ": "FRA", "MYT": "FRA", "NCL": "FRA", "NFK": "AUS",
    "NIU": "NZL", "PCN": "GBR", "PRI": "USA", "PYF": "FRA", "REU": "FRA", "SHN": "GBR", "SJM": "NOR", "SPM": "FRA",
    "SXM": "NLD", "TCA": "GBR", "TKL": "NZL", "VGB": "GBR", "VIR": "USA", "WLF": "FRA",
}
SKIP = {"ATA", "BVT", "HMD", "SGS", "UMI", "ESH", "ATF"}

# code: fields that replace (name, adjectives, people, capitals) or extend (aliases) what the sources give.
OVERRIDES = {
    "ARE": dict(name="United Arab Emirates", aliases=["UAE", "U.A.E.", "Emirates", "the Emirates"], adjectives=["Emirati", "UAE"]),
    "ARG": dict(adjectives=["Argentine", "Argentinian", "Argentinean"], people=["Argentines", "Argentinians", "Argentine", "Argentinian"]),
    "AZE": dict(adjectives=["Azerbaijani", "Azeri"], people=["Azerbaijanis", "Azeris", "Azerbaijani", "Azeri"]),
    "BEN": dict(capitals=["Porto-Novo", "Cotonou"]),
    "BDI": dict(capitals=["Gitega", "Bujumbura"]),
    "BFA": dict(adjectives=["Burkinabe", "Burkinabè"], people=["Burkinabe", "Burkinabè"]),
    "BHS": dict(name="Bahamas"),
    "BIH": dict(name="Bosnia and Herzegovina", aliases=["Bosnia", "Bosnia-Herzegovina", "Bosnia & Herzegovina"], adjectives=["Bosnian"], people=["Bosnians", "Bosnian"]),
    "BLR": dict(adjectives=["Belarusian", "Belarussian", "Belorussian"], people=["Belarusians", "Belarussians", "Belarusian"]),
    "BOL": dict(capitals=["La Paz", "Sucre"]),
    "BRA": dict(capitals=["Brasília", "Brasilia"]),
    "BWA": dict(adjectives=["Botswanan"], people=["Batswana", "Motswana"]),
    "CAF": dict(name="Central African Republic", aliases=["CAR"]),
    "CHE": dict(aliases=["Swiss Confederation"]),
    "CHL": dict(capitals=["Santiago"]),
    "CHN": dict(aliases=["People's Republic of China", "PRC", "mainland China", "Communist China"], capitals=["Beijing", "Peking"]),
    "CIV": dict(name="Ivory Coast", aliases=["Côte d'Ivoire", "Cote d'Ivoire"], adjectives=["Ivorian", "Ivoirian"], people=["Ivorians", "Ivorian"], capitals=["Yamoussoukro", "Abidjan"]),
    "COD": dict(name="Democratic Republic of the Congo", aliases=["DRC", "DR Congo", "D.R. Congo", "Congo", "Democratic Republic of Congo", "Congo-Kinshasa", "Zaire"], adjectives=["Congolese"], people=["Congolese"]),
    "COG": dict(name="Republic of the Congo", aliases=["Congo-Brazzaville", "Congo Republic", "Republic of Congo"], adjectives=[], people=[]),
    "CPV": dict(name="Cape Verde", aliases=["Cabo Verde"], adjectives=["Cape Verdean"], people=["Cape Verdeans"]),
    "CYP": dict(adjectives=["Cypriot", "Greek Cypriot"], people=["Cypriots", "Cypriot", "Greek Cypriots"]),
    "CZE": dict(name="Czech Republic", aliases=["Czechia"]),
    "DEU": dict(aliases=["Federal Republic of Germany"]),
    "DMA": dict(adjectives=[], people=[]),
    "DNK": dict(people=["Danes", "Dane"]),
    "DOM": dict(name="Dominican Republic"),
    "DJI": dict(capitals=["Djibouti City"]),
    "ESP": dict(adjectives=["Spanish"], people=["Spaniards", "Spaniard"]),
    "ETH": dict(aliases=["Federal Democratic Republic of Ethiopia"]),
    "FIN": dict(adjectives=["Finnish"], people=["Finns", "Finn"]),
    "FSM": dict(name="Micronesia", aliases=["Federated States of Micronesia"], adjectives=["Micronesian"], people=["Micronesians", "Micronesian"]),
    "FRA": dict(adjectives=["French"], people=["Frenchman", "Frenchmen", "Frenchwoman", "Frenchwomen"]),
    "GBR": dict(name="United Kingdom", aliases=["UK", "U.K.", "Britain", "Great Britain", "the UK"], adjectives=["British", "UK", "U.K."], people=["Britons", "Briton", "Brits", "Brit"]),
    "GEO": dict(people=["Georgians", "Georgian"]),
    "GMB": dict(name="Gambia", aliases=["The Gambia"]),
    "GNQ": dict(adjectives=["Equatoguinean", "Equatorial Guinean"], people=["Equatoguineans"], capitals=["Malabo"]),
    "GRC": dict(aliases=["Hellenic Republic"]),
    "HKG": dict(name="Hong Kong", adjectives=["Hong Kong", "Hongkonger"], people=["Hongkongers", "Hong Kongers", "Hongkonger"], capitals=[]),
    "IRN": dict(aliases=["Islamic Republic of Iran", "Islamic Republic", "Islamic republic", "Persia"], capitals=["Tehran", "Teheran"]),
    "IRL": dict(aliases=["Republic of Ireland", "Irish Republic"], adjectives=["Irish"], people=["Irishman", "Irishmen", "Irishwoman"]),
    "ISR": dict(aliases=["State of Israel", "Jewish state"], capitals=["Jerusalem", "Tel Aviv"]),
    "KAZ": dict(adjectives=["Kazakh", "Kazakhstani"], people=["Kazakhs", "Kazakh", "Kazakhstanis"], capitals=["Astana", "Nur-Sultan"]),
    "KGZ": dict(aliases=["Kyrgyz Republic", "Kirghizia"], adjectives=["Kyrgyz", "Kyrgyzstani"], people=["Kyrgyz"]),
    "KNA": dict(aliases=["St. Kitts and Nevis", "St Kitts"], adjectives=[], people=[]),
    "KOR": dict(name="South Korea", aliases=["Republic of Korea", "ROK", "R.O.K.", "S. Korea"], adjectives=["South Korean"], people=["South Koreans", "South Korean"]),
    "PRK": dict(name="North Korea", aliases=["Democratic People's Republic of Korea", "DPRK", "D.P.R.K.", "N. Korea", "Hermit Kingdom"], adjectives=["North Korean"], people=["North Koreans", "North Korean"]),
    "KWT": dict(capitals=["Kuwait City"]),
    "LAO": dict(adjectives=["Lao", "Laotian"], people=["Laotians", "Laotian"]),
    "LCA": dict(aliases=["St. Lucia", "St Lucia"]),
    "LKA": dict(capitals=["Colombo", "Sri Jayewardenepura Kotte"]),
    "LBY": dict(capitals=["Tripoli"]),
    "LIE": dict(adjectives=["Liechtenstein"], people=["Liechtensteiners"]),
    "LSO": dict(adjectives=["Basotho"], people=["Basotho", "Mosotho"]),
    "LUX": dict(adjectives=["Luxembourgish"], people=["Luxembourgers", "Luxembourger"], capitals=[]),
    "MCO": dict(adjectives=["Monegasque", "Monégasque"], people=["Monegasques"], capitals=[]),
    "MDA": dict(capitals=["Chisinau", "Chișinău", "Kishinev"]),
    "MDV": dict(capitals=["Malé"]),
    "MEX": dict(capitals=["Mexico City"]),
    "MKD": dict(name="North Macedonia", aliases=["Macedonia", "FYROM"], adjectives=["Macedonian", "North Macedonian"], people=["Macedonians", "Macedonian"]),
    "MMR": dict(name="Myanmar", aliases=["Burma"], adjectives=["Burmese", "Myanmar"], people=["Burmese"], capitals=["Naypyidaw", "Naypyitaw", "Nay Pyi Taw", "Yangon", "Rangoon"]),
    "MDG": dict(adjectives=["Malagasy", "Madagascan"], people=["Malagasy"]),
    "MNE": dict(people=["Montenegrins", "Montenegrin"]),
    "MYS": dict(capitals=["Kuala Lumpur", "Putrajaya"]),
    "NER": dict(adjectives=["Nigerien"], people=["Nigeriens", "Nigerien"]),
    "NLD": dict(name="Netherlands", aliases=["Holland", "The Netherlands"], adjectives=["Dutch"], people=["Dutchman", "Dutchmen", "Dutchwoman"], capitals=["The Hague", "Amsterdam"]),
    "NPL": dict(adjectives=["Nepali", "Nepalese"], people=["Nepalis", "Nepalese"]),
    "NZL": dict(adjectives=["New Zealand"], people=["New Zealanders", "New Zealander", "Kiwis"]),
    "PAN": dict(capitals=["Panama City"]),
    "PHL": dict(aliases=["The Philippines"], adjectives=["Philippine", "Filipino"], people=["Filipinos", "Filipino"]),
    "POL": dict(people=["Poles", "Pole"]),
    "PNG": dict(aliases=["PNG"]),
    "PSE": dict(name="Palestine", aliases=["State of Palestine", "Palestinian territories", "Palestinian Territories", "West Bank", "Gaza", "Gaza Strip", "occupied territories"], adjectives=["Palestinian", "Gazan"], people=["Palestinians", "Palestinian", "Gazans"], capitals=["Ramallah"]),
    "QAT": dict(capitals=["Doha"]),
    "RUS": dict(aliases=["Russian Federation", "Soviet Union", "USSR"], adjectives=["Russian", "Soviet"], people=["Russians", "Russian", "Soviets"], capitals=["Moscow"]),
    "SAU": dict(aliases=["Saudi", "KSA", "Kingdom of Saudi Arabia"], adjectives=["Saudi", "Saudi Arabian"], people=["Saudis", "Saudi"]),
    "SGP": dict(adjectives=["Singaporean"], people=["Singaporeans", "Singaporean"], capitals=[]),
    "SLV": dict(adjectives=["Salvadoran", "Salvadorean"], people=["Salvadorans", "Salvadoran"]),
    "SMR": dict(adjectives=["Sammarinese"], people=["Sammarinese"], capitals=[]),
    "SRB": dict(adjectives=["Serbian", "Serb"], people=["Serbs", "Serb", "Serbians"]),
    "HRV": dict(adjectives=["Croatian", "Croat"], people=["Croats", "Croat", "Croatians"]),
    "STP": dict(name="São Tomé and Príncipe", aliases=["Sao Tome and Principe", "Sao Tome"], adjectives=["Santomean", "São Toméan"], people=["Santomeans"], capitals=["São Tomé"]),
    "SUR": dict(adjectives=["Surinamese"], people=["Surinamese"]),
    "SVK": dict(adjectives=["Slovak", "Slovakian"], people=["Slovaks", "Slovak"]),
    "SVN": dict(adjectives=["Slovenian", "Slovene"], people=["Slovenes", "Slovenians", "Slovene"]),
    "SWE": dict(people=["Swedes", "Swede"]),
    "SWZ": dict(name="Eswatini", aliases=["Swaziland"], adjectives=["Swazi", "Swati"], people=["Swazis"], capitals=["Mbabane", "Lobamba"]),
    "TCD": dict(capitals=["N'Djamena"]),
    "TJK": dict(adjectives=["Tajik", "Tajikistani"], people=["Tajiks", "Tajik"]),
    "TKM": dict(adjectives=["Turkmen", "Turkmenistani"], people=["Turkmens"]),
    "TLS": dict(name="East Timor", aliases=["Timor-Leste", "Timor Leste"], adjectives=["East Timorese", "Timorese"], people=["East Timorese"]),
    "TUR": dict(name="Turkey", aliases=["Türkiye", "Turkiye", "Republic of Turkey"], adjectives=["Turkish"], people=["Turks", "Turk"]),
    "TWN": dict(name="Taiwan", aliases=["Republic of China", "Chinese Taipei"], adjectives=["Taiwanese"], people=["Taiwanese"]),
    "TZA": dict(capitals=["Dodoma", "Dar es Salaam"]),
    "UKR": dict(aliases=["the Ukraine"], capitals=["Kyiv", "Kiev"]),
    "USA": dict(name="United States", aliases=["United States of America", "US", "U.S.", "USA", "U.S.A.", "America", "the States"], adjectives=["American", "US", "U.S."], people=["Americans", "American"], capitals=["Washington", "Washington DC", "Washington D.C.", "Washington, D.C.", "Washington, DC"]),
    "UZB": dict(adjectives=["Uzbek", "Uzbekistani"], people=["Uzbeks", "Uzbek"]),
    "VAT": dict(name="Vatican City", aliases=["Vatican", "Holy See"], adjectives=["Vatican", "papal"], people=[], capitals=[]),
    "VCT": dict(aliases=["St. Vincent and the Grenadines", "St Vincent"], adjectives=["Vincentian"], people=["Vincentians"]),
    "VNM": dict(aliases=["Viet Nam"]),
    "VUT": dict(adjectives=["Ni-Vanuatu", "Vanuatuan"], people=["Ni-Vanuatu"]),
    "XKX": dict(name="Kosovo", aliases=["Republic of Kosovo"], adjectives=["Kosovar", "Kosovan", "Kosovo"], people=["Kosovars", "Kosovan"], capitals=["Pristina", "Prishtina"]),
    "YEM": dict(capitals=["Sanaa", "Sana'a"]),
    "ZAF": dict(capitals=["Pretoria", "Cape Town"], aliases=["RSA"]),
    "GRL": dict(people=["Greenlanders", "Greenlander"]), "PRI": dict(people=["Puerto Ricans"]), "GIB": dict(adjectives=["Gibraltarian"], capitals=[]),
    "FLK": dict(name="Falkland Islands", aliases=["Falklands", "Malvinas"]), "MAC": dict(aliases=["Macao"], adjectives=[], people=[], capitals=[]),
    "GUY": dict(people=["Guyanese"]),
    "KIR": dict(adjectives=["I-Kiribati"]), "BHR": dict(people=["Bahrainis", "Bahraini"]),
    "KHM": dict(people=["Cambodians", "Cambodian"]), "KEN": dict(people=["Kenyans", "Kenyan"]),
    "SYR": dict(aliases=["Syrian Arab Republic"]), "IRQ": dict(capitals=["Baghdad"]),
    "NRU": dict(capitals=["Yaren"]), "MCO2": {}, "PLW": dict(capitals=["Ngerulmud"]),
    "GGY": dict(adjectives=[], people=[], capitals=[]), "JEY": dict(adjectives=[], people=[], capitals=[]),
    "VIR": dict(name="US Virgin Islands", aliases=["U.S. Virgin Islands"], adjectives=[], people=[], capitals=[]),
    "IOT": dict(name="British Indian Ocean Territory", aliases=["Chagos Islands", "Diego Garcia"], capitals=[]),
    "SHN": dict(name="Saint Helena", aliases=["St Helena"], capitals=[]), "SPM": dict(adjectives=[], people=[]), "SJM": dict(name="Svalbard", capitals=[]),
    "CCK": dict(name="Cocos Islands"), "ABW": dict(adjectives=["Aruban"]), "CUW": dict(aliases=["Curacao"], adjectives=["Curaçaoan"]),
    "NFK": dict(adjectives=[], people=[], capitals=[]), "CXR": dict(adjectives=[], people=[], capitals=[]),
    "ALA": dict(capitals=[]), "REU": dict(aliases=["Reunion"]), "WLF": dict(adjectives=[], people=[]),
    "COM": dict(adjectives=["Comoran", "Comorian"], people=["Comorans", "Comorians"]),
    "JAM": dict(capitals=["Kingston"]), "AND": dict(people=["Andorrans"]), "ROU": dict(aliases=["Rumania"]),
    "GRD": dict(capitals=[]), "ATG": dict(aliases=["Antigua"], adjectives=["Antiguan"], people=["Antiguans"], capitals=[]),
    "GTM": dict(capitals=["Guatemala City"]), "DZA": dict(capitals=["Algiers"]), "TUN": dict(capitals=["Tunis"]),
    "BLZ": dict(capitals=["Belmopan"]), "FJI": dict(capitals=["Suva"]), "ALB": dict(capitals=["Tirana"]),
}

# Parts of states, breakaway entities and peoples that are in the news; sectors beside the code where they differ from GOV.
PARTS = [
    # name, country, sectors, aliases, adjectives, people, capitals
    ("Abkhazia", "GEO", "PRE", [], ["Abkhaz", "Abkhazian"], ["Abkhazians"], ["Sukhumi"]),
    ("South Ossetia", "GEO", "PRE", [], ["South Ossetian", "Ossetian"], ["South Ossetians"], ["Tskhinvali"]),
    ("Transnistria", "MDA", "PRE", ["Trans-Dniester", "Transdniestria"], ["Transnistrian"], [], ["Tiraspol"]),
    ("Nagorno-Karabakh", "AZE", "PRE", ["Artsakh", "Nagorno Karabakh", "Karabakh"], ["Karabakh"], [], ["Stepanakert"]),
    ("Northern Cyprus", "CYP", "PRE", ["Turkish Republic of Northern Cyprus", "TRNC"], ["Turkish Cypriot"], ["Turkish Cypriots"], []),
    ("Western Sahara", "MAR", "PRE", ["Sahrawi Arab Democratic Republic"], ["Sahrawi", "Saharawi"], ["Sahrawis"], []),
    ("Somaliland", "SOM", "PRE", [], ["Somalilander"], ["Somalilanders"], ["Hargeisa"]),
    ("Puntland", "SOM", "GOV", [], [], [], ["Garowe"]),
    ("Donetsk People's Republic", "UKR", "REB PRE", ["DPR", "Donetsk People’s Republic"], [], [], []),
    ("Luhansk People's Republic", "UKR", "REB PRE", ["LPR", "Lugansk People's Republic"], [], [], []),
    ("Crimea", "UKR", "UNK", [], ["Crimean"], ["Crimeans"], ["Simferopol"]),
    ("Scotland", "GBR", "GOV", [], ["Scottish"], ["Scots"], ["Edinburgh"]),
    ("Wales", "GBR", "GOV", [], ["Welsh"], [], ["Cardiff"]),
    ("Northern Ireland", "GBR", "GOV", ["Ulster"], ["Northern Irish"], [], ["Belfast"]),
    ("England", "GBR", "GOV", [], ["English"], ["Englishman", "Englishmen"], []),
    ("Catalonia", "ESP", "GOV", [], ["Catalan"], ["Catalans"], ["Barcelona"]),
    ("Basque Country", "ESP", "GOV", [], ["Basque"], ["Basques"], []),
    ("Chechnya", "RUS", "GOV", ["Chechen Republic"], ["Chechen"], ["Chechens"], ["Grozny"]),
    ("Dagestan", "RUS", "GOV", [], ["Dagestani"], ["Dagestanis"], ["Makhachkala"]),
    ("Tatarstan", "RUS", "GOV", [], ["Tatar"], ["Tatars"], ["Kazan"]),
    ("Tibet", "CHN", "GOV", [], ["Tibetan"], ["Tibetans"], ["Lhasa"]),
    ("Xinjiang", "CHN", "GOV", [], ["Uighur", "Uyghur"], ["Uighurs", "Uyghurs"], ["Urumqi"]),
    ("Republika Srpska", "BIH", "GOV", [], ["Bosnian Serb"], ["Bosnian Serbs"], ["Banja Luka"]),
    ("Kashmir", "IND", "UNK", ["Jammu and Kashmir"], ["Kashmiri"], ["Kashmiris"], ["Srinagar"]),
    ("Kurdistan Region", "IRQ", "GOV", ["Iraqi Kurdistan", "Kurdistan Regional Government", "KRG"], ["Iraqi Kurdish"], ["Iraqi Kurds"], ["Erbil", "Irbil"]),
    ("Rojava", "SYR", "REB", ["Autonomous Administration of North and East Syria"], ["Syrian Kurdish"], ["Syrian Kurds"], ["Qamishli"]),
    ("Tigray", "ETH", "GOV", [], ["Tigrayan"], ["Tigrayans"], ["Mekelle", "Mekele"]),
    ("Darfur", "SDN", "UNK", [], ["Darfuri"], ["Darfuris"], ["El Fasher"]),
    ("Rakhine", "MMR", "GOV", ["Arakan"], ["Rohingya"], ["Rohingyas"], []),
    ("Quebec", "CAN", "GOV", ["Québec"], ["Quebecois"], ["Quebecers"], []),
    ("Flanders", "BEL", "GOV", [], ["Flemish"], ["Flemings"], []),
    ("Gagauzia", "MDA", "GOV", [], ["Gagauz"], [], []),
    ("Bougainville", "PNG", "GOV", [], [], [], []),
    ("Aceh", "IDN", "GOV", [], ["Acehnese"], ["Acehnese"], []),
    ("West Papua", "IDN", "GOV", [], ["Papuan"], ["Papuans"], []),
    ("Zanzibar", "TZA", "GOV", [], [], [], []),
    ("Balochistan", "PAK", "GOV", ["Baluchistan"], ["Baloch", "Baluch"], ["Baloch"], ["Quetta"]),
    ("Kurdistan", "", "UNK", [], [], [], []),
]
# Peoples without a state of their own: the country is the likeliest that the article is about.
PEOPLES = [
    ("Kurds", ["SYR", "IRQ", "TUR", "IRN"], "REB", ["Kurdish"], ["Kurds", "Kurd"]),
]


def clean(text):
    text = re.sub(r"\([^)]*\)", "", text.split(";")[0].split("note")[0])
    return [t.strip() for t in re.split(r",| or |/", text) if t.strip() and t.strip() not in ("none", "NA")]


def people(noun):
    out = []
    for part in re.split(r",|;| or ", noun):
        part = part.strip()
        base = re.sub(r"\(.*", "", part).strip()
        if not base or base in ("none", "NA") or "note" in part:
            continue
        if "(s)" in part:
            out += [base + "s", base]
        else:
            out.append(base)
    return out


def quote(items):
    return "[" + ", ".join(json.dumps(i, ensure_ascii=False) for i in dict.fromkeys(items)) + "]"


def entry(code, name, sectors, aliases, adjectives, folk, capitals):
    lines = ["[[country]]", f'code = "{code}"', f"name = {json.dumps(name, ensure_ascii=False)}"]
    if sectors:
        lines.append("sectors = " + quote(sectors))
    for key, items in (("aliases", aliases), ("adjectives", adjectives), ("people", folk), ("capitals", capitals)):
        items = [i for i in items if i]
        if items:
            lines.append(f"{key} = {quote(items)}")
    return "\n".join(lines) + "\n"


def main():
    geonames = {}
    for line in open(os.path.join(CORPORA, "places/countryInfo.txt"), encoding="utf8"):
        f = line.rstrip("\n").split("\t")
        if len(f) > 5 and f[1] != "ISO3":
            geonames[f[1]] = (f[4], f[5])
    out = ["# States and territories. Written by training/knowledge/countries.py; sources in SOURCES.md.\n"]
    rows = {}
    for line in open(os.path.join(CORPORA, "actors/countries.jsonl"), encoding="utf8"):
        d = json.loads(line)
        code = "XKX" if d["name"] == "Kosovo" else d["iso3"]
        if code in SKIP:
            continue
        f = d.get("factbook") or {}
        o = OVERRIDES.get(code, {})
        geo_name, geo_capital = geonames.get(code, (d["name"], ""))
        name = o.get("name", geo_name)
        aliases = o.get("aliases", [])
        long = re.sub(r";.*", "", f.get("long") or "").strip()
        if re.match(r"^[A-Z][\w' ,.-]+$", long) and long not in ("none", name) and "conventional" not in long:
            aliases = aliases + [long]
        capitals = o.get("capitals", [geo_capital])
        rows[code] = entry(SOVEREIGN.get(code, code), name, [], [a for a in aliases if a != name],
                           o.get("adjectives", clean(f.get("adjective") or "")), o.get("people", people(f.get("noun") or "")),
                           [c for c in capitals if c != name])
    # Sovereign states first: a code's first entry gives its name.
    out += [rows[c] for c in sorted(rows, key=lambda c: (c in SOVEREIGN, c))]
    out += [entry(c, n, s.split() if s != "GOV" else [], a, adj, p, cap) for n, c, s, a, adj, p, cap in PARTS if c]
    for name, candidates, sector, adjectives, folk in PEOPLES:
        out.append("\n".join(["[[people]]", f'name = "{name}"', "countries = " + quote(candidates), f'sector = "{sector}"',
                              "adjectives = " + quote(adjectives), "people = " + quote(folk)]) + "\n")
    open(OUT, "w", encoding="utf8").write("\n".join(out))
    print(len(rows), "states and territories,", len(PARTS), "parts")


main()
