"""Names within one article: which forms mean the same person or thing, and by which rule.

Nothing is guessed: a surname that fits two people stays as it is written, and the rule says whom it fits.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from ..resources import load_json

#: How a mention names its actor.
NAMINGS = ("full name", "title + surname", "surname", "first name", "nickname", "acronym", "role", "pronoun", "other")

_SUFFIXES = frozenset("jr sr ii iii iv phd md esq".split())
_OFFICES = frozenset("minister secretary general commissioner president spokesman spokeswoman gov sen rep gen col dr mr "
                     "mrs ms lt capt sgt".split())
_CAPITAL_PARTICLES = frozenset("le la de del van von der al el abu bin ben mac st vander di da".split())
#: Words that a tagger may take into a name at the head of a sentence.
_LEADING = frozenset("and but or if when while after before as for with this that because since although like than former "
                     "ex late the".split())
_INNER = re.compile(r"""\s["“”‘'«(]+([^"“”‘’'»()]+)["“”’'»)]+\s""")
_INTRODUCED = re.compile(r"\s?\(([A-Z][A-Za-z&.-]{1,9})\)")
_CALLED = re.compile(
    r"(?:(?:[,(]|\b(?:is|was|been|being|also|better|best|once|often|still|and|\w+ly))\s*(?:known(?:\s+\w+){0,3}?\s+(?:as|by)"
    r"|nicknamed|dubbed|a\.?k\.?a\.?|alias|called(?=\s+[\"“‘'«]))|\bknows?\s+(?:(?:him|her)\s+)?as|\bgo(?:es|ing)?\s+by"
    r"|\bcall(?:s|ed|ing)?\s+(?:him|her)|\bwhom\s+(?:\w+\s+){1,4}calls?)"
    r"(?:\s+(?:just|\w+ly|the\s+(?:nick)?name))?,?\s+[\"“‘'«]?(?:[Tt]he\s+)?$")
_PRONOUN = re.compile(r"\b(?:he|she|him|her)\b", re.I)
_SHORT_FOR = re.compile(
    r"[\"”’'»]?,?\s*(?:(?:which|who)\s+)?(?:is|was|being)?\s*(?:a\s+|an\s+|the\s+)?(?:common\s+|affectionate\s+)?"
    r"(?:short(?:\s+form)?|diminutive|nickname|pet\s+name|abbreviation)\s+(?:for|of)\s+"
    r"([^\W\d_][\w'’-]*(?:\s*(?:/|,|\bor\b|\band\b)\s*[A-Z][\w'’-]*)*)")
#: How far a nickname may stand from the person it belongs to, in characters.
REACH = 300


@cache
def words_of(what: str):
    """A list of the actors lexicon as a frozenset, or its mapping."""
    found = load_json("actors.json")[what]
    return found if isinstance(found, dict) else frozenset(found)


@lru_cache(maxsize=16_384)
def normal_form(text: str) -> str:
    """A name as it is counted: one blank between words, straight apostrophes, no possessive, no marks around it."""
    if text.isalpha():
        return text
    plain = " ".join(text.split()).replace("’", "'").replace("‘", "'").replace("`", "'").strip(' "“”«»,;:[]')
    plain = plain[:-2] if plain.endswith(("'s", "'S")) else plain.rstrip("'")
    return plain or text


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """A name as it is compared: without case, accents and the dots of abbreviations."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if "." in text and text.upper() == text:
        text = text.replace(".", "")
    return text.casefold()


class Name(NamedTuple):
    """A person's name in its parts; `words` and `last` are folded."""

    form: str
    words: tuple[str, ...]
    last: str
    nickname: str
    titles: tuple[str, ...]


@lru_cache(maxsize=16_384)
def split_name(form: str) -> Name:
    """Cut titles, suffixes and a quoted nickname off a person's name."""
    nickname = ""
    inner = _INNER.search(form) if len(form) > 6 else None
    if inner:
        nickname = inner[1]
        form = form[:inner.start()] + " " + form[inner.end():]
    words = form.split() or [form]
    titles = words_of("titles")
    cut = 0
    while cut < len(words) - 1:
        low = words[cut].lower().strip(".,")
        if low in titles or low in _LEADING or (low[-1:] == "s" and low[:-1] in titles):
            cut += 1
        elif cut + 2 < len(words) and words[cut + 1].lower().strip(".") in _OFFICES:
            cut += 2
        else:
            break
    title = tuple(low for w in words[:cut] if (low := w.lower().strip(".,")) not in _LEADING)
    words = words[cut:]
    while len(words) > 1 and words[-1].lower().strip(".,") in _SUFFIXES:
        words.pop()
    words = [w.strip(",") or w for w in words]
    for k in range(1, len(words)):  # "Ann Lee of Arle": the name ends before words in lower case
        if words[k].islower() and words[k].isalpha() and words[k] not in words_of("particles"):
            words = words[:k]
            break
    keys = tuple(folded(w) for w in words)
    start = len(words) - 1
    for k in range(1, len(words) - 1):
        if words[k] in words_of("particles"):
            start = k
            break
    return Name(" ".join(words), keys, " ".join(keys[start:]), nickname, title)


class Person:
    """Someone the article names in full: the forms seen, and the actor they stand for."""

    __slots__ = ("actor", "firsts", "forms", "lasts", "nicknames", "order", "titles", "words")

    def __init__(self, name: Name, order: int):
        self.words, self.order, self.actor = name.words, order, ""
        self.forms: dict[str, int] = {}
        self.firsts: set[str] = set()
        self.lasts: set[str] = set()
        self.nicknames: set[str] = set()
        self.titles: set[str] = set()
        self.add(name, 0)

    def add(self, name: Name, n: int) -> None:
        self.forms[name.form] = self.forms.get(name.form, 0) + n
        self.lasts |= {name.last, name.words[-1]}
        if name.nickname:
            self.nicknames.add(folded(name.nickname))

    def add_tail(self, name: Name, n: int, alone: bool) -> None:
        """Join the last words of a longer name: a compound surname, or the name without what a tagger put before it.

        `alone` says that the last word stands alone in the article too, and so is the surname.
        """
        if alone and name.words[0] not in _CAPITAL_PARTICLES:
            self.words = name.words
            self.forms = {name.form: n}
        else:
            self.lasts.add(" ".join(name.words))

    def add_first_surname(self) -> None:
        """Let the first of two surnames be one as well: "Ospina" of Juan Manuel Ospina Restrepo. There are two where the
        name has four words, or the article uses the last two of three without the first; particles go with their word."""
        starts = [k for k in range(len(self.words)) if not k or self.words[k - 1] not in words_of("particles")]
        if len(starts) > 3 or (len(starts) == 3 and " ".join(self.words[starts[1]:]) in self.lasts):
            self.lasts.add(" ".join(self.words[starts[-2]:starts[-1]]))

    def fits(self, words: tuple[str, ...]) -> bool:
        """Whether a fuller or shorter form has the same first and last word, and no other middle name."""
        mine = self.words
        if mine[-1] != words[-1] or not _same(mine[0], words[0]):
            return False
        short, long = sorted((mine[1:-1], words[1:-1]), key=len)
        rest = iter(long)
        return all(any(_same(w, other) for other in rest) for w in short)

    def canonical(self) -> str:
        """Two plain words where they were seen, so that articles agree; else the form used most."""
        def rank(item):
            place, (form, n) = item
            words = form.split()
            return (form.isupper(), any(len(w.strip(".")) == 1 for w in words), len(words) != 2, -n, place)
        return min(enumerate(self.forms.items()), key=rank)[1][0]


def _same(a: str, b: str) -> bool:
    """Whether two words are the same name, an initial standing for any name that begins with it."""
    if a == b:
        return True
    a, b = a.strip("."), b.strip(".")
    return bool(a and b) and min(len(a), len(b)) == 1 and a[0] == b[0]


def gather_people(names: dict[str, Name], counts: dict[str, int]) -> list[Person]:
    """The people an article names by two words or more, forms of one person joined.

    The first words of a longer name are that person's first names ("Sergei Viktorovich" Lapshin) where the article uses the
    rest as a surname, and not their last word.
    """
    full = [(form, name) for form, name in names.items() if len(name.words) > 1 and form[:4].lower() != "the "]
    full.sort(key=lambda item: -len(item[1].form.replace(".", "")))  # fuller forms first: "J. Doe" then joins "Jane Doe"
    order = {form: k for k, form in enumerate(names)}
    single = {name.words[0] for name in names.values() if len(name.words) == 1}
    ends = Counter(name.words[-1] for _, name in full)
    people: list[Person] = []
    by_last: dict[str, list[Person]] = {}
    by_first: dict[str, list[Person]] = {}
    for form, name in full:
        alike = by_last.setdefault(name.words[-1], [])
        same = [p for p in alike if p.words == name.words] or [p for p in alike if p.fits(name.words)]
        if not same:
            size = len(name.words)
            same = [p for p in alike if len(p.words) > size and p.words[-size:] == name.words]
            if len(same) == 1:
                same[0].order = min(same[0].order, order[form])
                same[0].add_tail(name, counts[form], name.words[-1] in single)
                continue
            begun = by_first.get(name.words[0], ()) if name.words[-1] not in single else ()
            begun = [p for p in begun if len(p.words) > size and p.words[:size] == name.words
                     and any(w in single or ends[w] > 1 for w in p.words[size:])]
            if begun:
                for person in begun:
                    person.firsts.add(" ".join(name.words))
                continue
        if len(same) == 1:
            person = same[0]
            person.order = min(person.order, order[form])
        else:
            person = Person(name, order[form])
            people.append(person)
            alike.append(person)
            by_first.setdefault(name.words[0], []).append(person)
        person.add(name, counts[form])
    for person in people:
        if len(person.words) > 2:
            person.add_first_surname()
    return sorted(people, key=lambda p: p.order)


def find_acronyms(text: str, forms: list[str], starts: list[int], ends: list[int], people: list[bool]) -> dict[str, str]:
    """Acronyms the article puts in brackets after a name, or before it, with the name; "" where two claim one."""
    found: dict[str, str] = {}
    for k, end in enumerate(ends):
        if people[k] or text[end:end + 2] != " (":
            continue
        inside = _INTRODUCED.match(text, end)
        if inside and sum(c.isupper() for c in inside[1]) >= 2 and abbreviates(inside[1], forms[k]):
            short, long = inside[1], forms[k]
        elif k + 1 < len(starts) and starts[k + 1] - end <= 6 and text[ends[k + 1]:ends[k + 1] + 1] == ")" \
                and forms[k].upper() == forms[k] and abbreviates(forms[k], forms[k + 1]):
            short, long = forms[k], forms[k + 1]
        else:
            continue
        key = folded(short)
        found[key] = long if folded(found.get(key, long)) == folded(long) else ""
    return found


def abbreviates(short: str, long: str) -> bool:
    """Whether the letters of an acronym stand in a longer name in this order, the first at a word's begin."""
    letters, name = [c for c in folded(short) if c.isalnum()], folded(long)
    if len(letters) < 2 or len(letters) > len(name) // 2 or " " not in name.strip():
        return False
    initials = {w[0] for w in re.split(r"[\s&-]+", name) if w}
    rest = iter(name)
    return letters[0] in initials and all(c in rest for c in letters)


def initials(name: str) -> str:
    """The capital letters that begin a name's words: "HPA" for "Halvarian Press Agency"."""
    return "".join(w[0] for w in name.split() if w[0].isupper())


def find_nicknames(text: str, names: list[Name], starts, ends, singles: list[int], people: list[Person],
                   owner: list[Person | None]) -> tuple[dict[str, Person], set[int]]:
    """Nicknames that the text explains, and the mentions that only stand in an explanation.

    Parameters
    ----------
    text : str
    names : list of Name
        One per mention of a person.
    starts, ends : lists of int
    singles : list of int
        Mentions that are nobody's full name or surname.
    people : list of Person
    owner : list of Person or None
        Whom each mention names, where that is known.

    Returns
    -------
    nicknames : dict of folded form to Person
    explained : set of int
    """
    nicknames: dict[str, Person] = {}
    explained: set[int] = set()
    for person in people:
        nicknames.update(dict.fromkeys(sorted(person.nicknames), person))
    for k in singles:
        after = _SHORT_FOR.match(text, ends[k], min(len(text), ends[k] + 120))
        if after:
            firsts = {folded(w) for w in re.split(r"\s*(?:/|,|\bor\b|\band\b)\s*", after[1])}
            fits = [p for p in people if p.words[0] in firsts]
            if len(fits) > 1:
                opened = text.rfind("(", max(0, starts[k] - REACH), starts[k])
                near = {id(owner[m]) for m in range(len(starts)) if opened >= 0 and opened < starts[m] < starts[k]}
                fits = [p for p in fits if id(p) in near] or fits
            if len(fits) == 1:
                nicknames.setdefault(_bare(names[k]), fits[0])
            explained |= {m for m in range(len(starts)) if after.start(1) <= starts[m] < after.end(1)}
            explained |= _in_bracket(text, starts, singles, k)
        elif _CALLED.search(text, max(0, starts[k] - 60), starts[k]):
            person = _called(text, starts, ends, k, owner)
            if person is not None:
                nicknames.setdefault(_bare(names[k]), person)
    return nicknames, {m for m in explained if _bare(names[m]) not in nicknames}


def _called(text: str, starts, ends, k: int, owner) -> Person | None:
    """Whom "known as", "call him" mean: the person right before, or the last one named if a pronoun stands there."""
    if k == 0 or ends[k - 1] < starts[k] - REACH:
        return None
    trigger = _CALLED.search(text, max(0, starts[k] - 60), starts[k]).start()
    between = text[ends[k - 1]:trigger]
    if _PRONOUN.search(text, max(ends[k - 1], trigger - 8), starts[k]):
        return owner[k - 1]
    return owner[k - 1] if len(between) <= 30 and not re.search(r"[.!?\n]", between) else None


def _bare(name: Name) -> str:
    return folded(name.form).removeprefix("the ")


def _in_bracket(text: str, starts, singles: list[int], k: int) -> set[int]:
    """Other unknown one-word names of the bracket that explains a nickname: words about words."""
    opened = text.rfind("(", max(0, starts[k] - REACH), starts[k])
    closed = text.find(")", starts[k], starts[k] + REACH)
    if opened < 0 or closed < 0 or ")" in text[opened:starts[k]]:
        return set()
    return {m for m in singles if opened < starts[m] < closed and m != k}
