"""Lists of places, peoples and personal names: which words and phrases of a text stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


class Gazetteer:
    """Phrases and the lists they are on.

    Parameters
    ----------
    lists : mapping of str to sequence of str
        Code ("cn" countries, "ci" cities …) to phrases; the tokens of a phrase are joined by blanks.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]]):
        self.codes = tuple(sorted(lists))
        self.bits: dict[str, int] = {}
        for place, code in enumerate(self.codes):
            new = dict.fromkeys(lists[code], 1 << place)
            both = {phrase: self.bits[phrase] | 1 << place for phrase in self.bits.keys() & new.keys()}
            self.bits |= new
            self.bits |= both
        self.second: dict[str, set[str]] = {}
        self.longest: dict[str, int] = {}
        for phrase in self.bits:
            if " " in phrase:
                words = phrase.split(" ")
                self.second.setdefault(words[0], set()).add(words[1])
                self.longest[words[0]] = max(self.longest.get(words[0], 2), len(words))
        self.seconds = frozenset().union(*self.second.values()) if self.second else frozenset()

    def names(self, bits: int) -> list[str]:
        """The codes that a combination of lists stands for."""
        return [code for place, code in enumerate(self.codes) if bits >> place & 1]

    def find_phrases(self, types: Sequence[str], code: np.ndarray, last: np.ndarray,
                     candidates: np.ndarray) -> list[tuple[int, int, int]]:
        """Longest phrases of two or more tokens, from left to right, none overlapping.

        Parameters
        ----------
        types : sequence of str
        code : array of int, one per token
        last : array of int, one per token
            The last token of the token's sentence.
        candidates : array of int
            Tokens at which a phrase may begin (see `may_begin`).

        Returns
        -------
        list of (first token, token behind the last, lists as bits)
        """
        found, free = [], 0
        bits, second, longest = self.bits, self.second, self.longest
        for at in candidates.tolist():
            if at < free:
                continue
            first = types[code[at]]
            if types[code[at + 1]] not in second[first]:
                continue
            size = min(longest[first], int(last[at]) - at + 1)
            words = [types[k] for k in code[at:at + size]]
            for length in range(size, 1, -1):
                known = bits.get(" ".join(words[:length]))
                if known:
                    found.append((at, at + length, known))
                    free = at + length
                    break
        return found

    def may_begin(self, code: np.ndarray, last: np.ndarray, opens: np.ndarray, follows: np.ndarray) -> np.ndarray:
        """Tokens whose type opens a phrase and whose follower's type stands second in one.

        `opens` and `follows` are flags per type: it is in ``longest``, it is in ``seconds``.
        """
        if len(code) < 2:
            return np.zeros(0, np.int64)
        at = np.flatnonzero(opens[code[:-1]] & follows[code[1:]])
        return at[last[at] > at]
