"""Short forms of organisations in one article: "Kestrel" for Kestrel Capital, "Toyama Motor" for Toyama Motor Corp."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from .aliases import folded, words_of

#: Words that end the name of a part of something: the Senate is not the Senate Judiciary Committee.
_PARTS = frozenset("""
agency army award awards base branch bureau chapter command commission committee conference congress council court cup
democrats department desk division force forces fund league ministry mission navy office police press prize programme
program republicans resolution section service squad summit team tribunal unit""".split())
#: Words that begin many names and are none of them alone.
_BEGINNERS = frozenset("""
air american army bank british cabinet central church city democratic european federal first foreign free general
global great green high house international justice liberal local national navy new north people public red republican
royal saint senate social south state supreme the united university west western world""".split())
_SMALL = re.compile(r"\b[a-z]\w*")
#: Longer names than this many words are looked up by so many.
_LONGEST = 6


@cache
def _forms() -> frozenset[str]:
    return frozenset(map(folded, words_of("legal_forms") | words_of("short_legal_forms")))


@lru_cache(maxsize=16_384)
def _outline(form: str) -> tuple[tuple[str, ...], bool]:
    """The words of a name, folded, without "the" before it and legal forms behind it; whether it had one of those."""
    words = [folded(w.strip(",")) or w for w in _plain(form)]
    size = len(words)
    while len(words) > 1 and words[-1] in _forms():
        words.pop()
    return tuple(words), len(words) < size


def bare_words(form: str) -> tuple[str, ...]:
    """The words of an organisation's name, folded, without "the" before it and legal forms behind it."""
    return _outline(form)[0]


def find_short_forms(text: str, first: Mapping[str, int], people: Iterable[str] = ()) -> dict[str, list[str]]:
    """For each form that is short for longer ones, those it fits, in the order of the text.

    A form with a legal form behind it is the one without it, where both are there. One word, or more where the whole name
    ends in a legal form, is short for a longer name that begins with it. Not so where the longer name is that of a part
    ("Senate Judiciary Committee"); where the word is an abbreviation, begins many names ("United") or is an ordinary word in
    this article; and where it was there first (a headline aside).

    Parameters
    ----------
    text : str
    first : mapping of form to position
        Names of organisations, in normal form, and where each is first named.
    people : iterable of str
        Names of people, in normal form: "Cabinet Maliki" is no fuller name of the Cabinet.

    Returns
    -------
    dict of str to list of str
    """
    outlines = [_outline(form) for form in first]
    begun = {words[:1] for words, _ in outlines if len(words) > 1}
    if not any(legal or words in begun for words, legal in outlines):
        return {}
    written: dict[tuple, list[str]] = {}
    longer: dict[tuple, list[tuple]] = {}
    for form, (words, legal) in zip(first, outlines, strict=True):
        written.setdefault(words, []).append(form)
        for size in range(1, min(len(words), _LONGEST if legal else 2)):
            longer.setdefault(words[:size], []).append(words)
    surnames: set[str] | None = None
    ordinary: frozenset[str] | None = None
    headline = text.find("\n")
    found: dict[str, list[str]] = {}
    meant: dict[tuple, list[str]] = {}
    for words in sorted((w for w in written if w in longer or len(written[w]) > 1), key=len, reverse=True):
        name, start = _whole(written[words]), min(first[form] for form in written[words])
        fits = [w for w in dict.fromkeys(longer.get(words, ())) if _continues(_whole(written[w]), len(words))
                and (start < headline or min(first[form] for form in written[w]) < start)]
        if fits and len(words) == 1:
            ordinary = frozenset(_SMALL.findall(text)) | _BEGINNERS if ordinary is None else ordinary
            if name.isupper() or words[0] in ordinary:
                fits = []
        if fits:
            surnames = {folded(person.rsplit(" ", 1)[-1]) for person in people} if surnames is None else surnames
            fits = [w for w in fits if w[-1] not in surnames]
        meant[words] = list(dict.fromkeys(long for w in fits for long in (meant.get(w) or [_whole(written[w])])))
        for form in written[words]:
            if meant[words] or len(_plain(form)) != len(_plain(name)):
                found[form] = meant[words] or [name]
    return found


def _whole(forms: list[str]) -> str:
    """Of the forms of one name, the one to show: not in capitals, without a legal form."""
    return min(forms, key=lambda form: (form.isupper(), len(form)))


def _plain(name: str) -> list[str]:
    """The words of a name, "the" before it aside."""
    words = name.split() or [name]
    return words[words[0].lower() == "the" and len(words) > 1:]


def _continues(name: str, size: int) -> bool:
    """Whether what follows the first words of a name makes it a fuller name of the same thing."""
    rest = _plain(name)[size:]
    words = [part for word in rest for part in folded(word.strip(".,")).split("-")]
    return (all(word[0].isupper() for word in rest) and words[-1] not in _PARTS
            and not any(word in words_of("titles") or word in words_of("roles") for word in words))
