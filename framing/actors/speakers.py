"""From the words that name a quotation's speaker to the actor: by name, by standing, by pronoun."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from .aliases import folded, normal_form
from .referents import FIRST, SELF, SUBJECTS, Roles, gender_of, is_oblique, organisation_of, split_standing, standings_of

_THE = re.compile(r"(?:[Tt]he\s+)?$")
_TAIL = re.compile(r"(?:['’]s?)?\s*(?:\([^)]*\)\s*)?(?:[,;:—–-].*)?$", re.DOTALL)
_OF_THE, _NOUN = re.compile(r"\b[Tt]he\s+$"), re.compile(r"\s+[a-z]")  # "the Lee campaign" is not Lee
_BEHIND = re.compile(r"\b(?:of|for|in|at|from|to|by|with|about|near|on|behind|under)\s+(?:the\s+)?$")
_SENTENCE = re.compile(r"[.!?…][\"”’'»)\]]*\s+|\n")
_STANDING = re.compile(r"\b[Tt]he(?:\s+[A-Za-z][\w-]*){1,3}")
_GENDERED = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.I)
_VAGUE = re.compile(r"(?:an?|one|some|many|several|most|few|his|her|its|their|my|our|your|two|three|other|another|"
                    r"every|no)\s", re.I)
#: How far back a pronoun may reach: sentences and characters.
SENTENCES, CHARACTERS = 5, 900


class Quote(NamedTuple):
    """What is needed of a quotation to tell who speaks."""

    start: int
    end: int
    direct: bool
    parent: int
    speaker: str
    speaker_start: int
    speaker_end: int


class Article:
    """One article's mentions, already resolved, in reading order."""

    def __init__(self, text: str, forms: Sequence[str], actors: Sequence[str], people: Sequence[bool],
                 starts: Sequence[int], ends: Sequence[int], roles_of_book=(), demonyms=None, in_book=None):
        self.text, self.forms, self.actors, self.people, self.starts, self.ends = text, forms, actors, people, starts, ends
        self._own, self._demonyms, self._in_book = roles_of_book, demonyms, in_book or (lambda form: None)
        self._roles: Roles | None = None
        self._genders: dict[str, str] = {}
        self._standings: dict[int, list] = {}
        self._places: dict[str, list[int]] | None = None

    @cached_property
    def by_form(self) -> dict[str, set[str]]:
        """The actors that mentions of each form mean."""
        return _sets(zip(self.forms, self.actors, strict=True))

    @cached_property
    def by_last_word(self) -> dict[str, set[str]]:
        """People by the last word of their names, of two words at least."""
        return _sets((folded(a.rsplit(" ", 1)[1]), a) for a, person in zip(self.actors, self.people, strict=True)
                     if person and " " in a)

    @cached_property
    def organisations(self) -> dict[str, list[str]]:
        """Other names of two words at least by their last word, each in the order the article names them."""
        named = dict.fromkeys(a for a, person in zip(self.actors, self.people, strict=True) if not person)
        by_last: dict[str, list[str]] = {}
        for name in named:
            words = name.split()
            if len(words) > 1:
                by_last.setdefault(folded(words[-1]), []).append(name)
        return by_last

    @property
    def roles(self) -> Roles:
        if self._roles is None:
            acronyms = {f: a for f, a in zip(self.forms, self.actors, strict=True) if f != a and f.isupper()}
            self._roles = Roles(self.actors, self.people, self.standings, self._own, acronyms, self._demonyms)
        return self._roles

    def standings(self, k: int) -> list:
        """`standings_of` the k-th mention, remembered."""
        found = self._standings.get(k)
        if found is None:
            found = self._standings[k] = standings_of(self.text, k, self.people, self.starts, self.ends)
        return found

    def gender(self, actor: str) -> str:
        """What titles and words of standing beside an actor's names tell: "male", "female" or ""."""
        found = self._genders.get(actor)
        if found is None:
            found = ""
            for k in self._rows(actor):
                near = self.text[max(0, self.starts[k] - 8):self.starts[k]], self.forms[k]
                before, own = (words.lower().replace(".", " ").split() for words in near)
                words = {*before[-1:], *own[:1]}
                for held in self.standings(k):
                    words |= {held.head} | held.words
                found = found or gender_of(words)
            self._genders[actor] = found = found or self._gender_by_pronouns(actor)
        return found

    def _gender_by_pronouns(self, actor: str) -> str:
        """What the pronouns between an actor's name and the next name say, if they agree at least three to one."""
        he = she = 0
        for k in self._rows(actor):
            until = min(self.ends[k] + 150, next((self.starts[m] for m in range(k + 1, len(self.starts)) if self.people[m]),
                                                 len(self.text)))
            for word in _GENDERED.findall(self.text, self.ends[k], until):
                if word[0] in "hH" and word.lower() not in ("her", "hers", "herself"):
                    he += 1
                else:
                    she += 1
        if max(he, she) < 2 or max(he, she) < 3 * min(he, she):
            return ""
        return "male" if he > she else "female"

    def _rows(self, actor: str) -> list[int]:
        """The first mentions of a person."""
        if self._places is None:
            self._places = {}
            for k, name in enumerate(self.actors):
                if self.people[k]:
                    self._places.setdefault(name, []).append(k)
        return self._places.get(actor, [])[:FIRST]


def _sets(pairs) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


def resolve_speakers(article: Article, quotes: Sequence[Quote]) -> list[tuple[str, str]]:
    """The actor of each quotation's speaker, and how it was told: "", "name", "role", "pronoun", "ambiguous: A | B".

    Parameters
    ----------
    article : Article
    quotes : sequence of Quote
        Of this article; `parent` is a position in this sequence, or -1.

    Returns
    -------
    list of (actor, how)
        actor "" where nobody can be named.
    """
    found: list[tuple[str, str] | None] = [None] * len(quotes)
    waiting = []
    for i, quote in enumerate(quotes):
        word = quote.speaker.strip().lower()
        if not word:
            found[i] = ("", "")
        elif word == "who":
            found[i] = _before_who(article, quote)
        elif word in SUBJECTS or word in SELF:
            waiting.append(i)
        else:
            found[i] = _by_name(article, quote) or _by_standing(article, quote.speaker)
    if waiting:
        spoken = _outermost(sorted((q.start, q.end) for q in quotes if q.direct))
        places = sorted((q.speaker_start, k) for k, q in enumerate(quotes))
        for i in sorted(waiting, key=lambda i: (quotes[i].parent >= 0, quotes[i].speaker_start)):
            found[i] = _by_pronoun(article, quotes, found, i, spoken, places)
    return found


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans without those that stand inside another."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _by_name(article: Article, quote: Quote) -> tuple[str, str] | None:
    if quote.speaker_start >= 0:
        hit = _named_in(article, quote.speaker_start, quote.speaker_end)
        if hit is not None:
            return hit
    form = normal_form(quote.speaker)
    listed = article._in_book(form)
    if listed:
        return listed, "name"
    known = article.by_form.get(form, set())
    if not known and form.istitle() and len(form.split()) == 1:
        known = article.by_last_word.get(folded(form), set())
    return (next(iter(known)), "name") if len(known) == 1 else None


def _before_who(article: Article, quote: Quote) -> tuple[str, str]:
    """The person named right before ", who"."""
    k = bisect_left(article.starts, quote.speaker_start) - 1
    if k < 0 or not article.people[k] or article.text[article.ends[k]:quote.speaker_start].strip() not in ("", ","):
        return "", ""
    return article.actors[k], "pronoun"


def _named_in(article: Article, start: int, end: int) -> tuple[str, str] | None:
    """The person or organisation a speaker phrase has as its head."""
    text = article.text
    first = bisect_left(article.starts, start)
    inside = []
    while first < len(article.starts) and article.starts[first] < end:
        inside.append(first)
        first += 1
    for k in inside:
        if not article.people[k]:
            continue
        before, after = text[start:article.starts[k]], text[article.ends[k]:end]
        if _BEHIND.search(before) or (after[:2] in ("'s", "’s") and after[2:].strip()) or (
                _OF_THE.search(before) and _NOUN.match(after)):
            continue
        return article.actors[k], "name"
    for k in inside:
        if article.people[k]:
            continue
        if _THE.match(text[start:article.starts[k]]) and _TAIL.match(text[article.ends[k]:end]):
            return article.actors[k], "name"
    return None


def _by_standing(article: Article, phrase: str) -> tuple[str, str]:
    phrase = " ".join(phrase.split()).strip(" ,")
    if _VAGUE.match(phrase):
        return "", ""
    fits = article.roles.whom(phrase)
    if not fits:
        fits = organisation_of(phrase, article.organisations)
    if len(fits) == 1:
        return fits[0], "role"
    return ("", "ambiguous: " + " | ".join(fits)) if fits else ("", "")


def _by_pronoun(article, quotes, found, i, spoken, places) -> tuple[str, str]:
    quote = quotes[i]
    word = quote.speaker.strip().lower()
    above = quotes[quote.parent] if 0 <= quote.parent < len(quotes) else None
    speaking = found[quote.parent][0] if above is not None and found[quote.parent] else ""
    if word in SELF or (above is not None and 0 <= quote.speaker_start == above.speaker_start):
        return (speaking, "pronoun") if speaking else ("", "")
    place = quote.speaker_start if quote.speaker_start >= 0 else quote.start
    wanted = SUBJECTS[word]
    # Only speakers within reach: going through all quotations for each pronoun would take quadratic time.
    near = places[bisect_left(places, (place - CHARACTERS + 1,)):bisect_left(places, (place,))]
    heard = [(p, found[k][0]) for p, k in near
             if found[k] is not None and found[k][0] and _heard_from(p, quote, above, spoken)]
    names = _candidates(article, place, quote, above, spoken)
    until = place
    for _ in range(SENTENCES):
        begin = _sentence_start(article.text, until)
        window = [k for k in names if begin <= article.starts[k] < until]
        order = [a for p, a in sorted(heard, reverse=True) if begin <= p < until]
        standing = _standing_in(article, begin, until, quote, above, spoken)
        order += [a for a, opens in standing if opens]
        order += [article.actors[k] for k in window if not is_oblique(article.text, article.starts[k], article.ends[k])]
        order += [article.actors[k] for k in window]
        order += [a for a, _ in standing]
        for actor in order:
            if actor != speaking and article.gender(actor) in ("", wanted):
                return actor, "pronoun"
        until = begin
        if until <= 0 or until < place - CHARACTERS:
            break
    return "", ""


def _heard_from(place: int, quote: Quote, above: Quote | None, spoken) -> bool:
    """Whether a word stands where a pronoun may look: with the narrator, or in the words the pronoun stands in."""
    if quote.start <= place < quote.end:
        return False
    if above is not None and above.start <= place < above.end:
        return True
    return not _spoken_at(spoken, place)


def _standing_in(article, begin: int, end: int, quote, above, spoken) -> list[tuple[str, bool]]:
    """Whom "the minister" means in a sentence, and whether it opens it."""
    found = []
    for hit in _STANDING.finditer(article.text, begin, end):
        phrase = split_standing(hit[0])
        if phrase is not None and _heard_from(hit.start(), quote, above, spoken):
            fits = article.roles.whom(hit[0])
            if len(fits) == 1:
                found.append((fits[0], hit.start() == begin))
    return found


def _spoken_at(spoken, place: int) -> bool:
    at = bisect_left(spoken, (place + 1,)) - 1
    return at >= 0 and spoken[at][0] <= place < spoken[at][1]


def _candidates(article, place, quote, above, spoken) -> list[int]:
    """Mentions of people before a pronoun that stand in nobody's mouth, or in the words the pronoun stands in."""
    last = bisect_left(article.starts, place)
    first = bisect_left(article.starts, place - CHARACTERS)
    return [k for k in range(first, last) if article.people[k] and article.actors[k]
            and _heard_from(article.starts[k], quote, above, spoken)]


def _sentence_start(text: str, until: int) -> int:
    """Where the sentence before `until` begins, as far as marks tell."""
    begin = floor = max(0, until - 400)
    for end in _SENTENCE.finditer(text, floor, until):
        if end.end() < until:
            begin = end.end()
    return begin
