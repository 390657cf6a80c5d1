"""Write the word lists that tell actors apart: titles, words of standing, and the people of countries.

    python data/build/actors.py --corpora DIR --out framing/lexicons

Demonyms come from the package countryinfo (MIT), read from where it is installed; irregular nouns and everything
else were written for this project. DIR is not read: no corpus is needed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from pathlib import Path

MALE = "mr sir lord king prince pope father congressman chairman spokesman brother businessman son husband duke baron"
FEMALE = ("mrs ms miss dame lady queen princess mother congresswoman chairwoman spokeswoman sister businesswoman "
          "actress daughter wife widow duchess baroness mayoress")
TITLES = (MALE + " " + FEMALE + """ mx dr prof professor doctor president premier chancellor minister secretary senator
sen rep representative governor gov mayor judge justice cardinal archbishop bishop rev reverend imam ayatollah sheikh
general gen lieutenant lt colonel col captain capt major maj sergeant sgt admiral adm commander officer detective
inspector constable ambassador chair director commissioner councillor councilman councilwoman attorney prosecutor
speaker sheriff chief coach emperor emir sultan tsar marshal comrade leader dictator envoy deputy lawyer journalist
rabbi pastor patriarch mp hon honourable assemblyman assemblywoman""").split()
#: Nouns of standing that may stand for a person who is named elsewhere.
ROLES = sorted(set("""accountant activist actor actress administrator adviser advisor aide ambassador analyst anchor
apprentice archbishop architect artist attorney author baker banker billionaire biologist bishop boss broadcaster
brother businessman businesswoman campaigner candidate captain cardinal ceo chair chairman chairperson chairwoman
chancellor chef chief clerk coach colonel columnist comedian commander commentator commissioner composer congressman
congresswoman consultant contractor coordinator correspondent councillor councilman councilwoman critic curator
daughter defendant defender delegate deputy designer detective developer dictator diplomat director doctor docker
dockworker driver economist editor emperor employee engineer entrepreneur envoy epidemiologist executive expert farmer
father filmmaker financier founder general goalkeeper governor head historian host husband imam inspector instructor
interviewer investigator investor journalist judge jurist justice king lawmaker lawyer leader lecturer legislator
lieutenant major manager marshal mathematician mayor mechanic mediator member militant minister model monarch moderator
mother mp musician negotiator nominee novelist nurse officer official organiser organizer owner painter partner pastor
patriarch photographer physician physicist pilot player poet policeman policewoman politician pope preacher premier
presenter president priest prince princess principal producer professor prosecutor psychiatrist psychologist publisher
queen rabbi rapper recruit referee reporter representative researcher resident retiree scholar scientist secretary
senator sergeant sheriff singer sister sociologist soldier solicitor son speaker spokesman spokesperson spokeswoman
star statesman strategist striker student sultan superintendent surgeon survivor suspect teacher teenager trainer
treasurer trustee tsar veteran victim volunteer whistleblower widow widower wife witness worker writer""".split()))
#: Two words that name one standing; "the minister" is no prime minister.
COMPOUNDS = ["prime minister", "vice president", "attorney general", "prosecutor general", "secretary general",
             "director general", "governor general", "chief executive", "chief justice", "major general",
             "lieutenant colonel", "lieutenant general", "crown prince", "first lady", "press secretary"]
#: A more general word and those it may take up. The word itself always fits.
GENERAL = {
    "leader": ["president", "prime minister", "premier", "chancellor", "chairman", "chairwoman", "chair", "head", "king",
               "queen", "dictator", "secretary general", "governor", "chief", "founder", "emir", "sultan", "monarch"],
    "head": ["chairman", "chairwoman", "chair", "director", "chief", "leader", "chief executive"],
    "chief": ["head", "director", "commander", "chief executive", "commissioner"],
    "boss": ["chief executive", "chairman", "chairwoman", "head", "ceo", "owner"],
    "premier": ["prime minister"], "prime minister": ["premier"],
    "ceo": ["chief executive"], "chief executive": ["ceo"], "executive": ["chief executive", "ceo"],
    "chairman": ["chair"], "chairwoman": ["chair"], "chair": ["chairman", "chairwoman"],
    "reporter": ["journalist", "correspondent"], "journalist": ["reporter", "correspondent", "interviewer"],
    "interviewer": ["journalist", "reporter"], "correspondent": ["journalist", "reporter"],
    "lawyer": ["attorney", "solicitor"], "attorney": ["lawyer"],
    "lawmaker": ["senator", "congressman", "congresswoman", "representative", "mp", "deputy", "legislator"],
    "legislator": ["lawmaker", "senator", "congressman", "congresswoman", "representative", "mp", "deputy"],
    "politician": ["president", "minister", "prime minister", "premier", "chancellor", "senator", "mp", "governor", "mayor",
                   "congressman", "congresswoman", "lawmaker", "leader", "candidate"],
    "commander": ["general", "colonel", "lieutenant colonel", "major general", "chief"],
    "officer": ["colonel", "general", "captain", "lieutenant", "sergeant", "major"],
    "monarch": ["king", "queen", "emperor", "sultan", "tsar"], "nominee": ["candidate"], "candidate": ["nominee"],
    "academic": ["professor", "lecturer", "scholar"], "scholar": ["professor", "lecturer"],
    "singer": ["star", "musician"], "ruler": ["president", "king", "queen", "dictator", "emir", "sultan"],
    "strongman": ["president", "dictator", "leader"], "statesman": ["president", "prime minister", "chancellor"],
}
#: Words before a standing that do not change whom it means.
EMPTY = ("former current sitting incumbent outgoing new veteran late long-time longtime young old top senior then acting "
         "interim embattled newly elected first next previous controversial popular prominent leading famous noted "
         "same").split()
#: Nouns of a people that its adjective does not give.
NOUNS = {
    "Pole": "Poland", "Briton": "United Kingdom", "Brit": "United Kingdom", "Spaniard": "Spain", "Dane": "Denmark",
    "Swede": "Sweden", "Finn": "Finland", "Turk": "Turkey", "Argentine": "Argentina", "Croat": "Croatia", "Serb": "Serbia",
    "Slovene": "Slovenia", "Slovak": "Slovakia", "Czech": "Czech Republic", "Kazakh": "Kazakhstan", "Uzbek": "Uzbekistan",
    "Tajik": "Tajikistan", "Turkmen": "Turkmenistan", "Kyrgyz": "Kyrgyzstan", "Belorussian": "Belarus",
    "Icelander": "Iceland", "New Zealander": "New Zealand", "Filipino": "Philippines", "Filipina": "Philippines",
    "Frenchman": "France", "Frenchwoman": "France", "Dutchman": "Netherlands", "Dutchwoman": "Netherlands",
    "Irishman": "Ireland", "Irishwoman": "Ireland", "Bosnian": "Bosnia and Herzegovina", "Afghani": "Afghanistan",
    "Lao": "Laos", "Laotian": "Laos", "Bangladeshi": "Bangladesh", "Iraqi": "Iraq", "Iranian": "Iran", "Syrian": "Syria",
    "Israeli": "Israel", "Saudi": "Saudi Arabia", "Emirati": "United Arab Emirates", "Taiwanese": "Taiwan",
    "Kosovar": "Kosovo", "Macedonian": "North Macedonia", "Moldovan": "Moldova", "Montenegrin": "Montenegro",
    "Palestinian": "Palestine", "Burmese": "Myanmar", "Congolese": "Congo", "Ivorian": "Ivory Coast",
}
#: Small words inside a surname: "Lieke van der Ploeg".
PARTICLES = "van von der den de del della di da dos das du la le el al bin ibn ben zu ter ten y".split()
#: What companies bear behind their name, as the tokenizer cuts it. Abbreviations of ISO 20275, entity legal forms, in the
#: list of the Global Legal Entity Identifier Foundation of 28 September 2023; of the many there those that news in English
#: uses. Joint-stock companies (JSC and its Russian forms), s.r.o., Lda and K.K. have only their full names there.
LEGAL_FORMS = """Ltd Ltd. LTD Limited Inc Inc. INC Corp Corp. CORP Co. LLC L.L.C. LLP L.L.P. PLC Plc plc Pty Pte GmbH GMBH
GesmbH mbH KGaA SpA S.p.A. Spa Srl S.r.l. SRL S.R.L. SARL Sarl S.A.R.L. S.A. S.A.S. N.V. B.V. S.L. A.G. ASA ApS Oy OY Oyj OYJ
OÜ Kft Kft. Zrt Zrt. Nyrt Nyrt. d.o.o. a.s. s.r.o. d.d. EOOD OOD EAD UAB BVBA Bhd Sdn Tbk Ltda Ltda. Lda Lda. JSC PJSC OJSC
CJSC OAO OOO PAO ZAO K.K. A.Ş.""".split()
#: Those that are as often something else, and so count only behind what else would be a person's name.
SHORT_LEGAL_FORMS = "AG KG AB AS SA SE NV BV SL SAS AD AO KK LP Co CO".split()


def demonyms() -> dict[str, str]:
    """Adjective or noun of a people, singular and plural, to the country's name; those of two countries left out."""
    folder = Path(importlib.util.find_spec("countryinfo").submodule_search_locations[0]) / "data"
    found: dict[str, set] = {}
    for path in sorted(folder.glob("*.json")):
        country = json.loads(path.read_text(encoding="utf8"))
        for word in (country.get("demonym") or "").replace(" or ", ",").split(","):
            if word.strip() and word.strip()[0].isupper():
                found.setdefault(word.strip(), set()).add(country["name"])
    # A territory shares its adjective with a state ("Chinese": China, Macau); the state's name begins as the adjective does.
    alike = {w: [n for n in names if len(names) == 1 or n[:3] == w[:3]] for w, names in found.items()}
    words = {w: names[0] for w, names in alike.items() if len(names) == 1}
    words |= {"American": "United States", "British": "United Kingdom", "French": "France"}
    words |= NOUNS
    plurals = {}
    for word, country in words.items():
        if word.endswith("man") and word in NOUNS and word not in ("Turkmen",):
            plurals[word[:-2] + "en"] = country
        elif not word.endswith(("ish", "ese", "ch", "s", "x")) and word not in ("Kyrgyz", "Korean"):
            plurals[word + "s"] = country
    return dict(sorted((plurals | words).items()))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, help="not read")
    options.add_argument("--out", type=Path, required=True)
    options = options.parse_args()
    people = demonyms()
    body = json.dumps({
        "titles": sorted(set(TITLES)), "male": sorted(MALE.split()), "female": sorted(FEMALE.split()),
        "roles": ROLES, "compounds": COMPOUNDS, "general": GENERAL, "empty": EMPTY, "demonyms": people,
        "particles": PARTICLES, "legal_forms": LEGAL_FORMS, "short_legal_forms": SHORT_LEGAL_FORMS,
    }, ensure_ascii=False, indent=0).encode()
    (options.out / "actors.json").write_bytes(body)
    card = {
        "name": "actors", "version": "1", "built_by": "data/build/actors.py",
        "what": f"{len(set(TITLES))} titles, {len(ROLES)} words of standing, {len(people)} names of peoples with "
                f"their country, {len(LEGAL_FORMS + SHORT_LEGAL_FORMS)} legal forms of companies.",
        "data": [{"name": "countryinfo", "licence": "MIT", "source": "the Python package index, countryinfo",
                  "used_for": "demonyms"},
                 {"name": "ISO 20275 entity legal forms, code list of 28 September 2023", "licence": "LEI data terms of use",
                  "source": "www.gleif.org/en/about-lei/code-lists/iso-20275-entity-legal-forms-code-list",
                  "used_for": "legal forms, chosen by hand"},
                 {"name": "titles, standing, irregular demonyms", "licence": "MIT", "source": "written for this project",
                  "used_for": "everything else"}],
        "size_bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "licence": "MIT", "measured": [],
        "limits": ["English only.", "Words that two countries share are left out.",
                   "Country names as countryinfo spells them (\"United States\")."],
    }
    (options.out / "actors.card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf8")
    print(card["what"])


if __name__ == "__main__":
    main()
