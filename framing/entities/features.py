"""What the entity tagger looks at: features of word types, and the few that need more than one token."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np

from ..tagger import AFTER, BEFORE, MAX_TYPES, sequence_bounds
from .gazetteer import Gazetteer

#: Words that stand before a personal name and are not part of it.
TITLES = frozenset("""mr mrs ms miss dr prof professor rev reverend sen senator rep representative gov governor gen
general col colonel maj major lt lieutenant capt captain sgt sergeant adm admiral president premier chancellor minister
secretary judge justice king queen prince princess pope cardinal bishop archbishop sheikh sheik ayatollah imam emperor
ambassador chairman chairwoman congressman congresswoman mayor sir lord lady dame spokesman spokeswoman spokesperson
coach director commissioner commander detective officer sheriff inspector attorney envoy lawmaker economist analyst
journalist reporter actor actress singer author""".split())
#: Lower-case words and marks that may stand inside a name.
CONNECTORS = frozenset("""of the de and for in on at to 's ’s & - – . , ' ’ del da di du la le el al von van der den bin
ibn bint abu ( ) " / : ; a an as is was by with from or und y""".split())
_DIGITS = re.compile(r"\d")
_RUNS = (("X", re.compile(r"[^\W\d_a-zß-öø-ÿ]")), ("x", re.compile(r"[a-zß-öø-ÿ]")), ("0", re.compile(r"\d")))
_ASCII_SHAPE = {ord(c): "X" if c.isupper() else "x" for c in string.ascii_letters} | {ord(c): "0" for c in string.digits}
_REPEAT = re.compile(r"(.)\1{2,}")
#: Bits of `traits`.
ACTIVE, CAPITALS, OPENS, FOLLOWS, WORD, CAPITALISED, SMALL, STOP, FUNCTION, USUAL, COMMA, CURLY = (1 << k for k in range(12))
#: Words that a headline in Title Case leaves small.
SMALL_WORDS = frozenset("a an the and but or nor for of in on at to by with from as is vs via".split())
#: Feature prefixes used at each offset.
USED = {
    0: ("w", "sh", "c", "hy", "dot", "ti", "g", "k", "k4", "k6", "edge"),
    -1: ("w", "s3", "ti", "g", "c", "k", "k4", "k6", "edge"),
    1: ("w", "s3", "g", "c", "k", "k4", "k6", "edge"),
    -2: ("w", "k6", "edge"),
    2: ("w", "k6", "edge"),
    "first": ("w", "g", "k"),
    "last": ("w", "s3", "g", "k"),
}
PLACES = tuple(USED)
_PAIR = ("", "x", "X", "XX", "0", ".", ",", "(", ")", '"', "'s", "-", ":", "of", "the", "and", "in", "?")


class Words:
    """Features of word types, given the lists the model was trained with.

    Parameters
    ----------
    gazetteer : Gazetteer
    case : dict of str to str
        Lower-case word to how often it is written so in running text: "l" nearly always, "m" now and then.
    classes : dict of str to int
        Word to its Brown class, a path in a tree of word classes, first turn in the lowest bit.
    """

    def __init__(self, gazetteer: Gazetteer, case: dict[str, str], classes: dict[str, int]):
        self.gazetteer = gazetteer
        self.case = case
        self.classes = classes
        self._lock = Lock()
        self._row_of: dict[str, int] = {}
        self._rows = np.zeros((0, 3), np.int32)
        self._last: tuple[Sequence[str], np.ndarray] = ((), self._rows)

    def describe(self, word: str) -> list[str]:
        """Names of all features of a type; which of them count at which offset is a matter of training."""
        if word in (BEFORE, AFTER):
            return ["edge"]
        path = self.classes.get(word)
        kind = [f"k={path}", f"k4={path & 15}", f"k6={path & 63}"] if path else ["k="]
        same = "w=" + (word if word.isalpha() else _DIGITS.sub("0", word))
        if not has_capital(word):
            return [same, *kind]
        low = word.lower()
        names = [same, "sh=" + shape(word), "s3=" + low[-3:],
                 "c=" + self.case.get(low, "u"), *kind]
        if "-" in word:
            names.append("hy")
        if word[-1] == ".":
            names.append("dot")
        if low.rstrip(".") in TITLES:
            names.append("ti")
        bits = self.gazetteer.bits.get(word, 0)
        if bits:
            codes = self.gazetteer.names(bits)
            names += ["g=" + code for code in codes]
            names.append("g=" + "+".join(codes) + "!")
        else:
            names.append("g=")
        return names

    def columns(self, types: Sequence[str]) -> np.ndarray:
        """Per type: traits (bits), class for pairs, number of the connector; int32, (types, 3)."""
        known, found = self._last
        if types is known and len(types) == len(found):
            return found
        with self._lock:
            return self._columns(types)

    def _columns(self, types: Sequence[str]) -> np.ndarray:
        row_of = self._row_of
        if len(row_of) > MAX_TYPES:
            row_of.clear()
        new = [word for word in dict.fromkeys(types) if word not in row_of]
        if new:
            first = len(row_of)
            row_of.update(zip(new, range(first, first + len(new)), strict=True))
            if len(row_of) > len(self._rows):
                larger = np.zeros((2 * len(row_of), 3), np.int32)
                larger[:first] = self._rows[:first]
                self._rows = larger
            self._rows[first:len(row_of)] = [self._column(word) for word in new]
        out = self._rows[np.fromiter(map(row_of.__getitem__, types), np.int64, len(types))]
        out.flags.writeable = False
        self._last = (types, out)
        return out

    def _column(self, word: str) -> tuple[int, int, int]:
        first = word[0]
        if word.islower() and word.isascii() and word.isalpha():  # most words of a text
            traits = (FOLLOWS if word in self.gazetteer.seconds else 0) | WORD | SMALL
            if word in SMALL_WORDS:
                traits |= FUNCTION
            if word in self.gazetteer.longest:
                traits |= OPENS
            pair = _PAIR_OF.get(word, 1)
            return traits, pair, _CONNECTOR_OF.get(word, 0)
        capital = has_capital(word)
        traits = ACTIVE if capital else 0
        letters = [c for c in word if c.isalpha()]
        if len(letters) > 1 and capital and word.isupper():
            traits |= CAPITALS
        if word in self.gazetteer.longest:
            traits |= OPENS
        if word in self.gazetteer.seconds:
            traits |= FOLLOWS
        if first.isalnum():
            traits |= WORD
        if first.isupper():
            traits |= CAPITALISED
            if self.case.get(word.lower(), "") in ("l", "x"):
                traits |= USUAL
        if word == ",":
            traits |= COMMA
        if capital and "’" in word[1:]:
            traits |= CURLY
        if first.islower():
            traits |= SMALL
        if word in ".!?…" or word == "...":
            traits |= STOP
        if capital:
            pair = 3 if traits & CAPITALS else 2
        elif first.isdigit():
            pair = 4
        else:
            pair = _PAIR_OF.get(word, 1 if first.isalnum() else 6)
        return traits, pair, _CONNECTOR_OF.get(word, 1 if first.isdigit() else 2 if not first.isalnum() else 0)


_PAIR_OF = {name: k for k, name in enumerate(_PAIR)} | {"”": 9, "“": 9, "’s": 10, "–": 11, "—": 11, ";": 12, "!": 17}
_CONNECTORS = ("", "0", "#", *sorted(CONNECTORS))
_CONNECTOR_OF = {name: k for k, name in enumerate(_CONNECTORS) if k > 2}


def has_capital(word: str) -> bool:
    """Whether any letter of a word is a capital."""
    return word != word.lower()


def shape(word: str) -> str:
    """Capitals as X, small letters as x, digits as 0; runs cut to two, seven marks at most."""
    if word.isascii():
        word = word.translate(_ASCII_SHAPE)
    else:
        for mark, pattern in _RUNS:
            word = pattern.sub(mark, word)
    return _REPEAT.sub(r"\1\1", word)[:7]


class Streams(NamedTuple):
    """What more than one token decides, per token: see `streams`."""

    active: np.ndarray
    pair: np.ndarray
    low: np.ndarray
    phrase: np.ndarray
    first: np.ndarray
    last: np.ndarray
    length: np.ndarray


def streams(words: Words, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> Streams:
    """Whole numbers per token that the tagger looks up weights for.

    Returns
    -------
    Streams
        ``active`` (bool, holds a capital); ``pair`` (class of the token before and behind); ``low`` (connector and
        whether its neighbours are active); ``phrase`` (lists of the phrase the token is in, and its place in it);
        ``first``, ``last`` (the run of active tokens it is in); ``length`` of that run, at most 5, and place in it.
    """
    n = len(code)
    table = words.columns(types)
    traits, pair, connector = (table[:, k][code] for k in range(3))
    first, last = sequence_bounds(begins)
    at = np.arange(n)
    active = (traits & ACTIVE) > 0
    inner_left, inner_right = at > first, at < last
    left = np.append(0, pair[:-1]) * inner_left
    right = np.append(pair[1:], 0) * inner_right
    near_left = np.append(False, active[:-1]) & inner_left
    near_right = np.append(active[1:], False) & inner_right
    low = connector * 4 + near_left * 2 + near_right
    opens = (table[:, 0] & OPENS) > 0
    follows = (table[:, 0] & FOLLOWS) > 0
    phrase = np.zeros(n, np.int32)
    gazetteer = words.gazetteer
    for start, end, bits in gazetteer.find_phrases(types, code, last, gazetteer.may_begin(code, last, opens, follows)):
        phrase[start] = bits * 2
        phrase[start + 1:end] = bits * 2 + 1
    run_starts = active & ~near_left
    run_first = np.maximum.accumulate(np.where(run_starts, at, 0))
    ends = np.flatnonzero(active & ~near_right)
    number = np.cumsum(run_starts) - 1
    run_last = ends[np.maximum(number, 0)] if len(ends) else at
    size = np.minimum(run_last - run_first + 1, 5)
    place = np.where(at == run_first, 0, np.where(at == run_last, 2, 1))
    return Streams(active, left * len(_PAIR) + right, low, phrase, run_first, run_last, size * 3 + place)


def stream_names(words: Words, stream: str, value: int) -> list[str]:
    """The attribute names that a stream's value stands for, as the training writes them."""
    if stream == "pair":
        left, right = divmod(value, len(_PAIR))
        return [f"pair={_PAIR[left]}_{_PAIR[right]}", f"pl={_PAIR[left]}", f"pr={_PAIR[right]}"]
    if stream == "low":
        return [f"low={_CONNECTORS[value // 4]}_{value % 4}", f"near={value % 4}"]
    if stream == "phrase":
        if not value:
            return []
        place = "I" if value % 2 else "B"
        return [f"ph={place}{name}" for name in words.gazetteer.names(value // 2)]
    return [f"len={value // 3}_{value % 3}"]
