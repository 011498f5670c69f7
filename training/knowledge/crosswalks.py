#!/usr/bin/env python3
"""Builds knowledge/crosswalks/countries.tsv: the codes by which other data sets know a country.

    python3 training/knowledge/crosswalks.py ../shared/corpora

Takes places/countryInfo.txt (GeoNames, CC BY 4.0: ISO codes, FIPS 10-4) and actors/reign_leaders_2021_03.jsonl (only to check
that the Correlates of War numbers below exist). The rest was written by hand.
"""
import json, os, sys

CORPORA = sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora"
HERE = os.path.dirname(__file__)
OUT = os.path.join(HERE, "../../knowledge/crosswalks/countries.tsv")

# Correlates of War state numbers; territories have none.
COW = """
USA 2 CAN 20 BHS 31 CUB 40 HTI 41 DOM 42 JAM 51 TTO 52 BRB 53 DMA 54 GRD 55 LCA 56 VCT 57 ATG 58 KNA 60 MEX 70 BLZ 80 GTM 90
HND 91 SLV 92 NIC 93 CRI 94 PAN 95 COL 100 VEN 101 GUY 110 SUR 115 ECU 130 PER 135 BRA 140 BOL 145 PRY 150 CHL 155 ARG 160
URY 165 GBR 200 IRL 205 NLD 210 BEL 211 LUX 212 FRA 220 MCO 221 LIE 223 CHE 225 ESP 230 AND 232 PRT 235 DEU 255 POL 290
AUT 305 HUN 310 CZE 316 SVK 317 ITA 325 SMR 331 MLT 338 ALB 339 MNE 341 MKD 343 HRV 344 SRB 345 BIH 346 XKX 347 SVN 349
GRC 350 CYP 352 BGR 355 MDA 359 ROU 360 RUS 365 EST 366 LVA 367 LTU 368 UKR 369 BLR 370 ARM 371 GEO 372 AZE 373 FIN 375
SWE 380 NOR 385 DNK 390 ISL 395 CPV 402 STP 403 GNB 404 GNQ 411 GMB 420 MLI 432 SEN 433 BEN 434 MRT 435 NER 436 CIV 437
GIN 438 BFA 439 LBR 450 SLE 451 GHA 452 TGO 461 CMR 471 NGA 475 GAB 481 CAF 482 TCD 483 COG 484 COD 490 UGA 500 KEN 501
TZA 510 BDI 516 RWA 517 SOM 520 DJI 522 ETH 530 ERI 531 AGO 540 MOZ 541 ZMB 551 ZWE 552 MWI 553 ZAF 560 NAM 565 LSO 570
BWA 571 SWZ 572 MDG 580 COM 581 MUS 590 SYC 591 MAR 600 DZA 615 TUN 616 LBY 620 SDN 625 SSD 626 IRN 630 TUR 640 IRQ 645
EGY 651 SYR 652 LBN 660 JOR 663 ISR 666 SAU 670 YEM 679 KWT 690 BHR 692 QAT 694 ARE 696 OMN 698 AFG 700 TKM 701 TJK 702
KGZ 703 UZB 704 KAZ 705 CHN 710 MNG 712 TWN 713 PRK 731 KOR 732 JPN 740 IND 750 BTN 760 PAK 770 BGD 771 MMR 775 LKA 780
MDV 781 NPL 790 THA 800 KHM 811 LAO 812 VNM 816 MYS 820 SGP 830 BRN 835 PHL 840 IDN 850 TLS 860 AUS 900 PNG 910 NZL 920
VUT 935 SLB 940 KIR 946 TUV 947 FJI 950 TON 955 NRU 970 MHL 983 PLW 986 FSM 987 WSM 990
"""
# Where CAMEO's country codes, as GDELT's lookup has them, are not ISO's.
CAMEO = {"ROU": "ROM", "TLS": "TMP", "MNE": "MTN", "IMN": "IMY", "XKX": "KSV"}
# Names that differ from ours in ICEWS.
ICEWS = {"RUS": "Russian Federation", "PSE": "Occupied Palestinian Territory", "COD": "Democratic Republic of Congo"}
NAMES = {"COD": "Democratic Republic of the Congo", "COG": "Republic of the Congo", "CPV": "Cape Verde", "CZE": "Czech Republic",
         "FSM": "Micronesia", "HKG": "Hong Kong", "MKD": "North Macedonia", "MMR": "Myanmar", "PSE": "Palestine",
         "SWZ": "Eswatini", "TLS": "Timor-Leste", "TUR": "Turkey", "VAT": "Vatican", "MAC": "Macao", "NLD": "Netherlands"}
REGIONS = {
    "Western Africa": "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO",
    "Middle Africa": "AGO CAF CMR COD COG GAB GNQ STP TCD",
    "Eastern Africa": "BDI COM DJI ERI ETH KEN MDG MOZ MUS MWI MYT REU RWA SOM SSD SYC TZA UGA ZMB ZWE",
    "Southern Africa": "BWA LSO NAM SWZ ZAF",
    "Northern Africa": "DZA EGY ESH LBY MAR SDN TUN",
    "South Asia": "AFG BGD BTN IND IOT LKA MDV NPL PAK",
    "Southeast Asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "East Asia": "CHN HKG JPN KOR MAC MNG PRK TWN",
    "Middle East": "ARE BHR IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "Caucasus and Central Asia": "ARM AZE GEO KAZ KGZ TJK TKM UZB",
    "Central America": "BLZ CRI GTM HND MEX NIC PAN SLV",
    "South America": "ARG BOL BRA CHL COL ECU FLK GUF GUY PER PRY SUR URY VEN",
    "Caribbean": "ABW AIA ATG BES BHS BLM BRB CUB CUW CYM DMA DOM GLP GRD HTI JAM KNA LCA MAF MSR MTQ PRI SXM TCA TTO VCT VGB VIR",
    "North America": "BMU CAN GRL SPM USA",
    "Oceania": "ASM AUS CCK COK CXR FJI FSM GUM KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF SLB TKL TON TUV UMI VUT WLF WSM",
    "Antarctica": "ATA ATF BVT HMD SGS",
    "Europe": "ALA ALB AND AUT BEL BGR BIH BLR CHE CYP CZE DEU DNK ESP EST FIN FRA FRO GBR GGY GIB GRC HRV HUN IMN IRL ISL ITA "
              "JEY LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SJM SMR SRB SVK SVN SWE UKR VAT XKX",
}


def main():
    words = COW.split()
    cow = dict(zip(words[::2], words[1::2]))
    reign = {json.loads(line)["ccode"] for line in open(os.path.join(CORPORA, "actors/reign_leaders_2021_03.jsonl"))}
    unknown = sorted(iso for iso, number in cow.items() if number not in reign)
    # REIGN leaves out microstates.
    print("numbers that REIGN does not have:", " ".join(unknown))
    region = {iso: name for name, isos in REGIONS.items() for iso in isos.split()}
    rows = []
    for line in open(os.path.join(CORPORA, "places/countryInfo.txt"), encoding="utf-8"):
        if line.startswith("#"):
            continue
        fields = line.rstrip("\n").split("\t")
        iso2, iso3, number, fips, name = fields[:5]
        if iso3 in ("ISO3", "SCG", "ANT"):
            continue
        name = NAMES.get(iso3, name)
        number = "" if number == "0" else str(int(number))
        rows.append([iso3, iso2, number, fips, CAMEO.get(iso3, iso3), cow.get(iso3, ""), region[iso3], name, ICEWS.get(iso3, name)])
    rows.sort()
    with open(OUT, "w", encoding="utf-8") as out:
        out.write("iso3\tiso2\tiso_numeric\tfips\tcameo\tcow\tregion\tname\ticews\n")
        for row in rows:
            out.write("\t".join(row) + "\n")
    print(len(rows), "countries")


main()
