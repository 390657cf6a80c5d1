"""Whom a speaker's words mean when they hold no name: "the Belarusian president", "the journalist", "he".

A word of standing means a person only if the article has tied that standing to exactly one name. A pronoun takes up
the nearest person before it, the one who speaks or acts first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ..resources import load_json
from .aliases import folded, normal_form, words_of

_WORD = re.compile(r"([^\W_]+(?:[-.&][^\W_]+)*)(?:['’][sS]?(?![^\W_]))?")
_AFTER = re.compile(
    r"(?:['’]s)?(?:\s*,\s+|\s+(?:is|was|became|becomes|remains)\s+|\s*,\s+who\s+(?:is|was)\s+|\s+\((?=\w))(?:also\s+|now\s+)?"
    r"((?:the|a|an|his|her|their|one\s+of)\s+|[A-Z][\w-]+(?:\s+[A-Z][\w-]+){0,2}['’]s?\s+)?"
    r"([^,.;:()\[\]\"“”—–\n!?]{2,90})")
_BREAK = re.compile(r"[.!?;:()\[\]\"“”—–\n]|,(?!\s*$)")
_FOLLOWS = frozenset("of for at in from on with who to and under since during".split())
_LINKS = frozenset("of for at in from on".split())
_STOPS = frozenset("""the a an his her its their my our your this that said says told and or but with by to as when where
while after before because although if whether then than told asked met from at in on against about over into which who whose
whom was is were are has had have be been not no former""".split())
SUBJECTS = {"he": "male", "she": "female", "him": "male", "her": "female", "his": "male"}
#: Mentions of a person that are looked at for a standing: a newspaper says who someone is when it first names them.
FIRST = 8
SELF = frozenset({"i", "me", "myself"})
_OBLIQUE = re.compile(r"(\w+)?\s*\b(?:with|from|to|against|by|of|about|for|than|like|between|and|on|under|behind|at|in)\s+"
                      r"(?:\w+\s+){0,2}$", re.I)


class Standing(NamedTuple):
    """A word of standing with the words around it: ("minister", {"interior"})."""

    head: str
    words: frozenset[str]


@cache
def _heads() -> frozenset[str]:
    return words_of("roles") | words_of("compounds")


@cache
def _fits() -> dict[str, frozenset[str]]:
    return {word: frozenset(kinds) for word, kinds in load_json("actors.json")["general"].items()}


def split_standing(phrase: str) -> Standing | None:
    """The standing a phrase names: its first word of standing, compounds as one word, and what goes with it.

    Returns
    -------
    Standing or None
        None if the phrase holds no word of standing. Words are folded; "former", "new" and the like are left out.
    """
    words = [folded(w) for w in _WORD.findall(phrase)]
    heads, compounds, empty = words_of("roles"), words_of("compounds"), words_of("empty")
    for k, word in enumerate(words):
        pair = " ".join(words[k:k + 2])
        if pair in compounds:
            head, rest = pair, words[:k] + words[k + 2:]
        elif word in heads:
            ahead = " ".join(words[k + 1:k + 3])
            following = words[k + 1] if k + 1 < len(words) else ""
            if following in heads and ahead not in compounds and following not in _FOLLOWS:
                continue
            head, rest = word, words[:k] + words[k + 1:]
        else:
            continue
        return Standing(head, frozenset(w for w in rest if w not in _STOPS and w not in empty and w not in _LINKS))
    return None


def standing_before(text: str, start: int, floor: int) -> Standing | None:
    """The standing right before a name: "Interior Minister", "President of Belarus", "the mayor of Dremna,"."""
    left = text[max(floor, start - 90):start]
    if left[-1:] not in (" ", "\n") or not (left[-2:-1].isalpha() or left[-2:-1] in ("'", "’", ",", ".")):
        return None
    begin = 0
    for found in _BREAK.finditer(left):
        begin = found.end()
    left = left[begin:]
    words = list(_WORD.finditer(left))[-8:]
    if not words or (len(left.rstrip(" ,")) > words[-1].end() and left[words[-1].end():].strip(" ,'’s")):
        return None
    heads = words_of("roles")
    at = None
    for k in range(len(words) - 1, -1, -1):
        word = folded(words[k][1])
        if word in heads or (k and f"{folded(words[k - 1][1])} {word}" in words_of("compounds")):
            at = k
            break
    if at is None:
        return None
    after = [w[1] for w in words[at + 1:]]
    if after and (folded(after[0]) not in _LINKS or any(w in _STOPS and w not in _LINKS | {"the"} for w in after)):
        return None
    first = at
    while first > 0 and at - first < 4 and _describes(words[first - 1][1]):
        first -= 1
    return split_standing(left[words[first].start():])


def _describes(word: str) -> bool:
    """Whether a word before a standing may belong to it: a name, a noun, "sitting", but no verb."""
    if folded(word) in _STOPS:
        return False
    return word[0].isupper() or word in words_of("empty") or not word.endswith(("ed", "ing", "ly"))


def standing_after(text: str, end: int, next_person: int) -> Standing | None:
    """The standing right after a name: ", the mayor of Dremna,", "(head of the ministry)", "is the leader of"."""
    found = _AFTER.match(text, end, min(len(text), end + 140))
    if not found or found.start(2) <= next_person < found.end(2):
        return None
    phrase = found[2]
    words = [(folded(m[1]), m.end()) for m in _WORD.finditer(phrase)]
    heads = words_of("roles")
    for k, (word, _) in enumerate(words[:6]):
        if word in _STOPS and word != "former":
            return None
        if f"{word} {words[k + 1][0] if k + 1 < len(words) else ''}" in words_of("compounds"):
            k += 1
        elif word not in heads:
            continue
        following = words[k + 1][0] if k + 1 < len(words) else ""
        if following in heads:
            continue
        if following and following not in _FOLLOWS:
            return None
        cut = next((e for w, e in words[k + 1:] if w == "who"), None)
        return split_standing((found[1] or "") + (phrase[:cut] if cut else phrase))
    return None


def standings_of(text: str, k: int, people, starts, ends) -> list[Standing]:
    """The standings beside the k-th mention of an article, other people's names left alone."""
    floor = following = None
    if k and people[k - 1]:
        floor = ends[k - 1]
    if k + 1 < len(starts):
        following = next((starts[m] for m in range(k + 1, min(k + 6, len(starts))) if people[m]), None)
    found = (standing_before(text, starts[k], floor or 0),
             standing_after(text, ends[k], len(text) if following is None else following))
    return [held for held in found if held is not None]


class Roles:
    """The standings an article ties to its people.

    Parameters
    ----------
    actors, people : sequences, one item per mention in reading order
    standings : callable
        Gives the standings beside the k-th mention.
    own : sequence of (str, str)
        Words of standing and actor from the codebook.
    acronyms : mapping of acronym to full name
    demonyms : mapping of word to country, both folded
    """

    def __init__(self, actors: Sequence[str], people: Sequence[bool], standings: Callable[[int], list[Standing]], own=(),
                 acronyms=None, demonyms=None):
        self.demonyms = demonyms or {}
        self.acronyms = {folded(k): folded(v) for k, v in (acronyms or {}).items()}
        self.held: list[tuple[Standing, str]] = []
        seen, looked = set(), dict.fromkeys(actors, 0)
        for k in range(len(actors)):
            if people[k] and actors[k] and looked[actors[k]] < FIRST:
                looked[actors[k]] += 1
                for held in standings(k):
                    if (held, actors[k]) not in seen:
                        seen.add((held, actors[k]))
                        self.held.append((held, actors[k]))
        for phrase, actor in own:
            held = split_standing(phrase)
            if held is not None:
                self.held.append((held, actor))

    def whom(self, phrase: str) -> list[str]:
        """The people a phrase of standing fits, best reading only; [] if it fits nobody."""
        asked = split_standing(phrase)
        if asked is None:
            return []
        wider = _fits().get(asked.head, frozenset())
        for heads in ({asked.head}, wider):
            fits = []
            for held, actor in self.held:
                if held.head in heads and actor not in fits and all(self._agrees(w, held) for w in asked.words):
                    fits.append(actor)
            if fits:
                return fits
        return []

    def _agrees(self, word: str, held: Standing) -> bool:
        """Whether the standing holds this word, its country, or a name it stands for."""
        if word in held.words:
            return True
        for other in held.words | {held.head}:
            if word in self.acronyms.get(other, "").split() or other in self.acronyms.get(word, "").split():
                return True
            if self.demonyms.get(word, word) == self.demonyms.get(other, other):
                return True
            stem = other.rstrip("aeiouy")
            if len(stem) >= 4 and len(word) > 5 and word.startswith(stem) and word[len(stem):] in _PEOPLE_ENDINGS:
                return True
            stem = word.rstrip("aeiouy")
            if len(stem) >= 4 and len(other) > 5 and other.startswith(stem) and other[len(stem):] in _PEOPLE_ENDINGS:
                return True
        country = self.demonyms.get(word, "")
        return bool(country) and all(w in held.words for w in country.split())


_PEOPLE_ENDINGS = frozenset("ian ians an ans n ish ese i ic nian inian ean".split())


def gender_of(titles) -> str:
    """"male" or "female" from titles and words of standing; "" where they tell nothing, or both."""
    male, female = (any(word in words_of(gender) for word in titles) for gender in ("male", "female"))
    return "" if male == female else "male" if male else "female"


def is_oblique(text: str, start: int, end: int) -> bool:
    """Whether a name stands behind a preposition or in the possessive, and so hardly as the one who acts."""
    if text[end:end + 2] in ("'s", "’s"):
        return True
    before = _OBLIQUE.search(text, max(0, start - 60), start)
    return before is not None and folded(before[1] or "") not in words_of("roles")


def organisation_of(phrase: str, by_last_word: Mapping[str, list[str]]) -> list[str]:
    """The organisations whose name ends in the word of a definite phrase: "the union", "the ministry"."""
    words = normal_form(phrase).split()
    if len(words) != 2 or words[0].lower() != "the":
        return []
    return by_last_word.get(folded(words[1]), [])
