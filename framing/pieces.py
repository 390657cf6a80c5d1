"""Texts to tokens and line ends, in one pass of one pattern that covers every character.

Words are kept as people see them: "won't", "70,000-strong", "U.S." and "Mr." are one token each; a clitic ("'s",
"'ll") is a token of its own, so that "Russia's" holds "Russia".
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from .word_traits import DIGIT, NUMERIC, SHORT, traits_of

_WORD = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_CLITIC = r"(?:[sS]|ll|LL|re|RE|ve|VE|[dD]|[mM])(?![^\W_])"
_DOMAIN = r"\.(?:com|org|net|gov|edu|info|ru|ua|by|uk|eu|de|fr|us|tv|cn|jp|in|io|co)(?![^\W_])"
_TOKEN = re.compile(
    r"(?:"
    r"[A-Za-z]+(?=[\s,])"  # the plain word, first because it is the rule; all below would match it alike
    r"|(?:https?://|www\.)[^\s\"”<>]*[^\s\"”<>.,;:!?)\]'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[^\W\d_]\.){2,}(?:-" + _WORD + r")*"
    r"|" + _WORD + r"(?:[.,:](?=\d)(?<=\d.)\d+|-" + _WORD + r"|&" + _WORD
    + r"|['’](?!" + _CLITIC + r")(?=[^\W_])" + _WORD + r"|(?i:" + _DOMAIN + r"))*"
    r"|(?<=[^\W_])['’]" + _CLITIC
    + r"|\.{2,}|-{2,}|\S)\s*|\s+"
)
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


class Pieces(NamedTuple):
    """Tokens of several texts: which text, where, and which type."""

    text: np.ndarray
    start: np.ndarray
    end: np.ndarray
    code: np.ndarray
    breaks: np.ndarray
    types: list[str]


class _Codes(dict):
    def __missing__(self, key):
        self[key] = code = len(self)
        return code


def cut_pieces(texts: list[str]) -> Pieces:
    """Cut texts into tokens.

    Parameters
    ----------
    texts : list of str

    Returns
    -------
    Pieces
        ``text`` (int32, index into `texts`), ``start`` and ``end`` (int32, str offsets), ``code`` (int32, index
        into ``types``), ``breaks`` (int8, line ends after the token, 2 = two or more), ``types`` (list of str).
    """
    vocabulary = _Codes()
    pieces, counts = [], []
    for text in texts:
        found = _TOKEN.findall(text)
        counts.append(len(found))
        pieces.append(np.fromiter(map(vocabulary.__getitem__, found), "int32", len(found)))
    piece = np.concatenate(pieces) if pieces else np.zeros(0, "int32")
    forms = list(vocabulary)
    bare = [form.rstrip() for form in forms]
    words = _Codes()
    code_of = np.fromiter(map(words.__getitem__, bare), "int32", len(bare))
    whole = np.fromiter(map(len, forms), "int32", len(forms))
    inked = np.fromiter(map(len, bare), "int32", len(bare))
    lines = np.fromiter((min(len(_BREAKS.findall(f[len(b):])), 2) if len(f) > len(b) else 0
                         for f, b in zip(forms, bare, strict=True)), "int8", len(forms))
    owner = np.repeat(np.arange(len(texts), dtype="int32"), counts)
    length = whole[piece].astype("int64")
    ends = np.cumsum(length)
    base = np.concatenate([[0], np.cumsum([len(t) for t in texts], dtype="int64")])
    if len(texts) and (ends[-1] if len(ends) else 0) != base[-1]:
        raise RuntimeError("the token pattern left out part of a text; please report this text.")
    start = (ends - length - base[owner]).astype("int32")
    end = start + inked[piece]
    ink = end > start
    types = list(words)
    cut = Pieces(owner[ink], start[ink], end[ink], code_of[piece][ink], lines[piece][ink], types)
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
    joined = _Codes({t: i for i, t in enumerate(cut.types)})
    kinds, inverse = np.unique(code[where], return_inverse=True)
    code[where] = np.array([joined[cut.types[k] + "."] for k in kinds], "int32")[inverse]
    end[where] = cut.end[where + 1]
    breaks[where] = cut.breaks[where + 1]
    keep = np.ones(len(code), bool)
    keep[where + 1] = False
    return Pieces(cut.text[keep], cut.start[keep], end[keep], code[keep], breaks[keep], list(joined))


def index_of(types: list[str], wanted: str) -> int:
    """The code of a type, or -1."""
    return types.index(wanted) if wanted in types else -1
