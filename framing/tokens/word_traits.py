"""What a word type tells about tokens and sentence ends, as bits, worked out once for each type ever seen.

Abbreviations, titles and sentence starters were counted by ``data/build/punkt.py`` (Kiss and Strunk 2006).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ..resources import load_json
from .vocabulary import MAX_TYPES

_STOPS = frozenset({".", "!", "?", "…", "?!", "!!"})
_CLOSERS = frozenset("\"”’')]»›}")
_OPENERS = frozenset("\"“‘'([«‹{„-–—•*")

(STOP, DOTTED, TITLE, CLOSER, OPENER, SMALL, STARTER, NUMBER, UPPER, DASH, DOTS, SHORT, NUMERIC,
 DIGIT, WORDLIKE) = (1 << bit for bit in range(15))
_LISTED = (("starters", STARTER), ("abbreviations", SHORT), ("before_numbers", NUMERIC))


@cache
def _punkt() -> dict[str, frozenset]:
    return {name: frozenset(words) for name, words in load_json("punkt.json").items()}


@cache
def _listed() -> dict[str, int]:
    """The bits that the lists give to a word in small letters."""
    bits: dict[str, int] = {}
    for name, bit in _LISTED:
        for word in _punkt()[name]:
            bits[word] = bits.get(word, 0) | bit
    return bits


class _Traits(dict):
    """What sentence ends depend on, as bits per word type: worked out once for each type ever seen."""

    def __missing__(self, word: str) -> int:
        if len(self) > MAX_TYPES:
            self.clear()
        self[word] = bits = _plain_bits(word) if len(word) > 2 and word.isalpha() else _bits(word)
        return bits


def _plain_bits(word: str) -> int:
    """`_bits` of a word of letters only, as nearly all are."""
    listed, low, first = _listed(), word.lower(), word[0]
    return WORDLIKE | (SMALL if first.islower() else UPPER if first.isupper() else 0) | listed.get(low, 0)


def _bits(word: str) -> int:
    lists, low, first = _punkt(), word.lower(), word[:1]
    initial = len(word) == 1 and word.isupper() and word != "I"
    tests = (
        word in _STOPS or (first == "." and len(word) > 1),
        len(word) > 1 and word[-1] == "." and first != ".",
        low[-1:] == "." and (low[:-1] in lists["titles"] or (len(word) == 2 and first.isalpha())),
        word in _CLOSERS, word in _OPENERS, first.islower() or first in ",;:)]%&/", low in lists["starters"],
        word.isdigit(), first.isupper() or first.isdigit(), word in {"-", "–", "—", "--"},
        first in ".…" and word != ".", low in lists["abbreviations"] or initial, low in lists["before_numbers"],
        first.isdigit(), first.isalnum(),
    )
    return sum(1 << k for k, true in enumerate(tests) if true)


_TRAITS = _Traits()


def traits_of(types: list[str]) -> np.ndarray:
    """The bits of each word type: int32, tested with ``STOP``, ``CLOSER``, …"""
    return np.fromiter(map(_TRAITS.__getitem__, types), "int32", len(types))
