"""Texts to tokens and line ends, by one pattern that covers every character.

Words are kept as people see them: "won't", "70,000-strong", "U.S." and "Mr." are one token each; a clitic ("'s",
"'ll") is a token of its own, so that "Russia's" holds "Russia".

No token holds white space, and none looks beyond the white space around it. So a text is split at blanks and line
ends first, and the pattern runs once per distinct piece between them, however often that piece returns.
"""

from __future__ import annotations

import re
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np
import pandas as pd

from .vocabulary import MAX_TYPES, Codes, Column, expand
from .word_traits import DIGIT, NUMERIC, SHORT, traits_of

_WORD = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_CLITIC = r"(?:[sS]|ll|LL|re|RE|ve|VE|[dD]|[mM])(?![^\W_])"
_DOMAIN = r"\.(?:com|org|net|gov|edu|info|ru|ua|by|uk|eu|de|fr|us|tv|cn|jp|in|io|co)(?![^\W_])"
_TOKEN = re.compile(
    r"(?:"
    r"[A-Za-z]+(?=[\s,])"  # the plain word, first because it is the rule; all below would match it alike
    r"|(?:https?://|www\.)[^\s\"”<>]*[^\s\"”<>.,;:!?)\]'’]"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"  # 64: the standard's limit, and a line of _ stays cheap
    r"|(?:[^\W\d_]\.){2,}(?:-" + _WORD + r")*"
    r"|" + _WORD + r"(?:[.,:](?=\d)(?<=\d.)\d+|-" + _WORD + r"|&" + _WORD
    + r"|['’](?!" + _CLITIC + r")(?=[^\W_])" + _WORD + r"|(?i:" + _DOMAIN + r"))*"
    r"|(?<=[^\W_])['’]" + _CLITIC
    + r"|\.{2,}|-{2,}|\S)\s*|\s+"
)
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
#: Characters of all pieces kept in memory: a text of long pieces (data, keys) must not fill it.
_MAX_CHARACTERS = 20_000_000
_ODD_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_BREAKS = frozenset(["\n", "\r\n", *_ODD_BREAKS])


class Pieces(NamedTuple):
    """Tokens of several texts: which text, where, and which type."""

    text: np.ndarray
    start: np.ndarray
    end: np.ndarray
    code: np.ndarray
    breaks: np.ndarray
    types: list[str]


class _Cutter:
    """Splits texts at white space and cuts each distinct piece into tokens once."""

    def __init__(self):
        self.lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self.pieces, self.words = Codes(), Codes()
        self.types: list[str] = []
        self.characters = 0
        self.first, self.size = Column("int32"), Column("int32")
        self.length, self.line = Column("int32"), Column("int8")
        self.word, self.begin, self.end = Column("int32"), Column("int32"), Column("int32")

    def cut(self, texts: list[str]) -> Pieces:
        if len(self.pieces) > MAX_TYPES or self.characters > _MAX_CHARACTERS:
            self._forget()
        split = list(map(_split, texts))
        counts = np.fromiter(map(len, split), "int64", len(split))
        piece = np.fromiter(map(self.pieces.__getitem__, chain.from_iterable(split)), "int32", int(counts.sum()))
        self._describe(self.pieces.take_new())
        line = self.line.values[piece]
        length = self.length.values[piece].astype("int64")
        last = np.cumsum(counts) - 1
        gap = np.ones(len(piece), "int8")  # the blank behind a piece; around line ends it was put there by _split
        gap[line > 0] = 0
        gap[:-1] &= line[1:] == 0
        gap[last] = 0
        ends = np.cumsum(length + gap)
        base = np.concatenate([[0], np.cumsum([len(t) for t in texts], dtype="int64")])
        if len(texts) and not (ends[last] == base[1:]).all():
            raise RuntimeError("cutting left out part of a text; please report this text.")
        size = self.size.values[piece]
        at = expand(self.first.values[piece], size)
        owner = np.repeat(np.arange(len(texts), dtype="int32"), counts)
        start = (ends - length - gap - base[owner]).astype("int32")
        held = np.repeat(np.arange(len(piece), dtype="int32"), size)
        start = start[held]
        passed = np.cumsum(line, dtype="int32")
        owner = owner[held]
        until = np.append(passed[held[1:]], 0)[:len(held)]
        closes = np.append(owner[1:] != owner[:-1], True)[:len(held)]
        until[closes] = passed[last[owner[closes]]]
        breaks = np.minimum(until - passed[held], 2).astype("int8")
        code, seen = pd.factorize(self.word.values[at])
        types = [self.types[k] for k in seen.tolist()]
        return Pieces(owner, start + self.begin.values[at], start + self.end.values[at], code.astype("int32"), breaks, types)

    def _describe(self, new: list[str]) -> None:
        """Cut new pieces into tokens, all in one pass over the pieces laid end to end with a blank behind each."""
        length = np.fromiter(map(len, new), "int64", len(new))
        first = np.cumsum(length + 1) - length - 1
        forms = _TOKEN.findall(" ".join(new) + " ") if new else []
        ends = np.cumsum(np.fromiter(map(len, forms), "int64", len(forms)))
        if len(new) and (not forms or ends[-1] != first[-1] + length[-1] + 1):
            raise RuntimeError("the token pattern left out part of a text; please report this text.")
        bare = list(map(str.rstrip, forms))
        size = np.fromiter(map(len, bare), "int64", len(bare))
        kept = size > 0
        begin = np.concatenate([[0], ends[:-1]]).astype("int64")[kept] if len(ends) else ends
        owner = np.searchsorted(first, begin, side="right") - 1
        begin -= first[owner]
        self.first.extend(self.word.size + np.searchsorted(owner, np.arange(len(new))))
        self.size.extend(np.bincount(owner, minlength=len(new)))
        self.length.extend(length)
        self.line.extend(list(map(_BREAKS.__contains__, new)))
        self.word.extend(list(map(self.words.__getitem__, filter(None, bare))))
        self.begin.extend(begin)
        self.end.extend(begin + size[kept])
        self.types += self.words.take_new()
        self.characters += int(length.sum())


_CUTTER = _Cutter()


def _split(text: str) -> list[str]:
    """The pieces between single blanks; each line end is a piece of its own, with a blank put on both sides."""
    if any(mark in text for mark in _ODD_BREAKS):
        return _BREAK.sub(r" \g<0> ", text).split(" ")
    return text.replace("\n", " \n ").split(" ")


def cut_pieces(texts: list[str]) -> Pieces:
    """Cut texts into tokens.

    Parameters
    ----------
    texts : list of str

    Returns
    -------
    Pieces
        ``text`` (int32, index into `texts`), ``start`` and ``end`` (int32, str offsets), ``code`` (int32, index
        into ``types``), ``breaks`` (int8, line ends after the token, 2 = two or more), ``types`` (list of str, in the
        order the texts show them).
    """
    with _CUTTER.lock:
        cut = _CUTTER.cut(texts)
    return _join_abbreviations(cut)


def _join_abbreviations(cut: Pieces) -> Pieces:
    """Give abbreviations and initials the full stop that stands right behind them."""
    dot = index_of(cut.types, ".")
    if dot < 0 or len(cut.code) < 2:
        return cut
    kind = traits_of(cut.types)
    before_number = (kind & NUMERIC) > 0
    kind_of = ((kind & SHORT) > 0) | before_number
    digit = (kind & DIGIT) > 0
    code = cut.code
    pair = np.zeros(len(code), bool)
    pair[:-1] = (kind_of[code[:-1]] & (code[1:] == dot) & (cut.end[:-1] == cut.start[1:])
                 & (cut.text[:-1] == cut.text[1:]))
    after = np.append(code[2:], [dot, dot])[:len(code)]
    pair &= ~before_number[code] | digit[after]
    if not pair.any():
        return cut
    code, end, breaks = code.copy(), cut.end.copy(), cut.breaks.copy()
    where = np.flatnonzero(pair)
    types = list(cut.types)
    dotted = {t: i for i, t in enumerate(types) if t[-1] == "."}
    kinds, inverse = np.unique(code[where], return_inverse=True)
    whole = [types[k] + "." for k in kinds]
    types += [t for t in whole if t not in dotted]
    dotted |= {t: len(cut.types) + i for i, t in enumerate(types[len(cut.types):])}
    code[where] = np.array([dotted[t] for t in whole], "int32")[inverse]
    end[where] = cut.end[where + 1]
    breaks[where] = cut.breaks[where + 1]
    keep = np.ones(len(code), bool)
    keep[where + 1] = False
    return Pieces(cut.text[keep], cut.start[keep], end[keep], code[keep], breaks[keep], types)


def index_of(types: list[str], wanted: str) -> int:
    """The code of a type, or -1."""
    return types.index(wanted) if wanted in types else -1
