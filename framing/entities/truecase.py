"""Headlines in capitals and in Title Case, datelines and curly apostrophes, read as running text would write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..tagger import sequence_bounds
from .datelines import find_datelines
from .features import ACTIVE, CAPITALISED, CAPITALS, COMMA, CURLY, FUNCTION, STOP, USUAL, WORD, Words

#: A line is a headline in Title Case if it has at most so many tokens, and at least this share is capitalised.
HEADLINE_TOKENS = 18
HEADLINE_SHARE = 0.9
_SMALL = ("l", "m", "x")


class Truecaser:
    """Rewrites the types of headline tokens.

    Parameters
    ----------
    words : Words
        Its gazetteer holds names that a word in capitals may stand for (LONDON for London), its ``case`` how often a
        word is written small, and which words are written in capitals in ordinary sentences (NATO).
    """

    def __init__(self, words: Words):
        self.case, self.places = words.case, words.gazetteer.bits

    def recase(self, types: Sequence[str], code: np.ndarray, begins: np.ndarray,
               traits: np.ndarray) -> tuple[Sequence[str], np.ndarray, np.ndarray]:
        """Rewrite types where a sentence is in capitals or in Title Case, where a dateline names its place in capitals, and
        curly apostrophes inside names ("O’Brien"), which the lists and the training texts write straight.

        Returns
        -------
        types : sequence of str
            With new types at its end.
        code : array of int, one per token
        changed : array of bool, one per token
            Tokens of a sentence that was rewritten.
        """
        n = len(code)
        changed = np.zeros(n, bool)
        if n == 0:
            return types, code, changed
        flags = traits[code]
        first, last = sequence_bounds(begins)
        starts = np.flatnonzero(first == np.arange(n))
        size = np.diff(np.append(starts, n))
        letters = (flags & WORD) > 0
        words = np.add.reduceat(letters.astype(np.int64), starts)
        capitals = np.add.reduceat(((flags & CAPITALS) > 0).astype(np.int64), starts)
        capital_like = np.add.reduceat((letters & ((flags & (CAPITALISED | ACTIVE)) > 0)).astype(np.int64), starts)
        content = words - np.add.reduceat(((flags & FUNCTION) > 0).astype(np.int64), starts)
        tell = np.add.reduceat((((flags & USUAL) > 0) & ~begins).astype(np.int64), starts)
        stop = (flags[last[starts]] & STOP) > 0
        commas = np.add.reduceat(((flags & COMMA) > 0).astype(np.int64), starts)
        loud = (words >= 3) & (capitals >= 0.6 * words) & (capital_like >= 0.9 * words)
        titled = (~loud & (words >= 3) & ~stop & (commas == 0) & (size <= HEADLINE_TOKENS)
                  & (capital_like >= HEADLINE_SHARE * content) & (content >= 2) & (tell >= 1))
        out, extended = code, _Extended(types)
        lone = self._lone(types, traits)
        if lone.any():
            at = np.flatnonzero(lone[code])
            out = self._rewrite(out, at, extended, self._shout, code is out)
        places = [t for at, behind, _ in find_datelines(types, code, begins, traits) for t in range(at, behind)]
        curly = np.flatnonzero(flags & CURLY)
        for rows, rule in ((np.array(places, np.int64), _capitalise), (curly, _straighten)):
            if len(rows):
                out = self._rewrite(out, rows, extended, rule, code is out)
        for rows, rule in ((loud, self._shout), (titled, self._calm)):
            if rows.any():
                marked = np.repeat(rows, size)
                changed |= marked
                out = self._rewrite(out, np.flatnonzero(marked & ((flags & ACTIVE) > 0)), extended, rule, code is out)
        return extended.types, out, changed

    def _lone(self, types, traits) -> np.ndarray:
        """Types in capitals that stand for a place written so (LONDON)."""
        flags = np.zeros(len(types), bool)
        for k in np.flatnonzero(traits & CAPITALS):
            word = types[k]
            flags[k] = len(word) > 3 and word.isalpha() and word not in self.case and word.capitalize() in self.places
        return flags

    def _rewrite(self, code, at, extended, rule: Callable[[str], str], copy: bool) -> np.ndarray:
        if copy:
            code = code.copy()
        kinds, inverse = np.unique(code[at], return_inverse=True)
        code[at] = np.array([extended.number(rule(extended.types[k])) for k in kinds], code.dtype)[inverse]
        return code

    def _shout(self, word: str) -> str:
        """A word of a line in capitals."""
        low = word.lower()
        if self.case.get(low, "") in _SMALL:
            return low
        if not word.isupper() or sum(c.isalpha() for c in word) < 2:
            return word
        name = "-".join(p.capitalize() for p in word.split("-"))
        if (word in self.case and name not in self.places) or "." in word:
            return word
        if len(word) < 4 and name not in self.places and low not in self.case:
            return word
        return name

    def _calm(self, word: str) -> str:
        """A word of a line in Title Case."""
        low = word.lower()
        return low if self.case.get(low, "") in _SMALL else word


def _capitalise(word: str) -> str:
    """A word of a place in capitals; abbreviations stay."""
    return word if "." in word else "-".join(part.capitalize() for part in word.split("-"))


def _straighten(word: str) -> str:
    return word.replace("’", "'")


class _Extended:
    """A list of types that grows; existing types keep their numbers."""

    def __init__(self, types: Sequence[str]):
        self.types = types
        self.index: dict[str, int] | None = None

    def number(self, word: str) -> int:
        if self.index is None:
            self.types = list(self.types)
            self.index = {t: k for k, t in enumerate(self.types)}
        found = self.index.get(word)
        if found is None:
            found = self.index[word] = len(self.types)
            self.types.append(word)
        return found
