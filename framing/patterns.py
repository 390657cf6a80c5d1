"""Words, phrases and wildcards found in tokens: whole tokens, without regard to case, within a sentence.

A pattern is cut into words as texts are. Each distinct word of a pattern is compared with the vocabulary once; the
tokens are then found by gathers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
import pandas as pd

from .schema import require
from .tokens import require_order, token_places, token_types
from .tokens.pieces import cut_pieces

_STAR = "\ue000"


def find_phrase(tokens: pd.DataFrame, phrase: str, *, case: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the first and the last token of every hit of a phrase within a sentence.

    Raises
    ------
    TypeError, ValueError
        As `find_phrases`.
    """
    return find_phrases(tokens, [phrase], case=case)[0]


def find_phrases(tokens: pd.DataFrame, phrases: Iterable[str], *, case: bool = False) -> list[tuple[np.ndarray, np.ndarray]]:
    """`find_phrase` for many phrases, the vocabulary read once.

    Raises
    ------
    TypeError
        If a phrase is no text.
    ValueError
        If a phrase holds no token, a column is missing, or the tokens are out of order.
    """
    require(tokens, ["article", "sentence", "start", "token"], "tokens")
    require_order(tokens)
    place = token_places(tokens)
    vocabulary = _Vocabulary(token_types(tokens), case)
    codes = tokens["token"].cat.codes.to_numpy()
    sentence, article = tokens["sentence"].to_numpy(), tokens["article"].cat.codes.to_numpy()
    found = []
    for phrase in phrases:
        words = split_phrase(phrase)
        if not words:
            raise ValueError(f"term={phrase!r} holds no word; name a word or a phrase, as in 'attack*'.")
        at = np.flatnonzero(vocabulary.fits(words[0])[codes]) if len(codes) >= len(words) else np.zeros(0, "int64")
        at = at[at <= len(codes) - len(words)]
        for k, word in enumerate(words[1:], start=1):
            at = at[vocabulary.fits(word)[codes[at + k]]]
        last = at + len(words) - 1
        same = (sentence[at] == sentence[last]) & (article[at] == article[last]) & (place[last] - place[at] == last - at)
        found.append((at[same], last[same]))
    return found


def split_phrase(phrase: str) -> list[str]:
    """The tokens of a phrase, with the stars that the tokenizer cut from their words put back."""
    if not isinstance(phrase, str):
        raise TypeError(f"term must be text, a word or a phrase as in 'attack*'; got {type(phrase).__name__}.")
    cut = cut_pieces([phrase.replace("*", _STAR)])
    glued: list[str] = []
    for i, code in enumerate(cut.code):
        pattern = cut.types[code].replace(_STAR, "*")
        joined = i and cut.start[i] == cut.end[i - 1] and (pattern[0] == "*" or glued[-1][-1] == "*")
        if joined:
            glued[-1] += pattern
        else:
            glued.append(pattern)
    return glued


class _Vocabulary:
    """Which of the distinct tokens a word or wildcard fits."""

    def __init__(self, types: list[str], case: bool):
        self.case = case
        self.keys = [self._fold(t) for t in types]
        self.order = sorted(range(len(types)), key=self.keys.__getitem__)
        self.sorted = [self.keys[k] for k in self.order]
        self.known: dict[str, np.ndarray] = {}

    def _fold(self, word: str) -> str:
        word = word.replace("’", "'")
        return word if self.case else word.casefold()

    def fits(self, pattern: str) -> np.ndarray:
        """A flag per type."""
        pattern = self._fold(pattern)
        flags = self.known.get(pattern)
        if flags is None:
            flags = self.known[pattern] = np.zeros(len(self.keys), bool)
            flags[self._rows(pattern)] = True
        return flags

    def _rows(self, pattern: str) -> list[int]:
        stem, star, rest = pattern.partition("*")
        low = bisect_left(self.sorted, stem)
        if not star:
            high = bisect_left(self.sorted, stem + "\x00", low)
            return self.order[low:high]
        high = bisect_left(self.sorted, stem + "\U0010ffff", low)
        if not rest:
            return self.order[low:high]
        shape = re.compile(".*".join(re.escape(p) for p in pattern.split("*")), re.DOTALL)
        return [k for k in self.order[low:high] if shape.fullmatch(self.keys[k])]
