"""Texts as codes of white-space chunks: what depends on a chunk alone is worked out once per type.

Both lexicon methods cut at white space first, so a text is a row of chunk types, and everything a chunk holds is
gathered from columns that grow with the vocabulary.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import chain

import numpy as np

from ..tokens.pieces import cut_pieces
from ..tokens.vocabulary import Codes

#: Characters scored in one go: large enough to pay for NumPy, small enough for the cache.
BATCH = 200_000
#: A word between marks: opening marks, word, contraction (mark, rest), full stop, closing marks. Nearly all chunks
#: have this shape, and all that is asked of them can be read from its groups.
PLAIN = re.compile(r"([“”‘’'\"(\[]*)([^\W_]+(?:-[^\W_]+|(?<=\d)[.,]\d+)*)(?:(['’])([^\W_]+))?(\.?)"
                   r"([,;:!?)\]“”‘’'\"]*)").fullmatch
_AROUND = string.punctuation + "“”‘’…—–"


def batches(texts: list[str]) -> Iterator[list[str]]:
    """Cut a list of texts into runs of about `BATCH` characters."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    first = 0
    while first < len(texts):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + BATCH, "right")))
        yield texts[first:last]
        first = last


def chunk_codes(texts: list[str], codes: Codes) -> tuple[np.ndarray, np.ndarray]:
    """The chunk codes of all texts in one row, and where each text's chunks end in it."""
    cut = list(map(str.split, texts))
    ends = np.cumsum(np.fromiter(map(len, cut), np.int64, len(cut)))
    n = int(ends[-1]) if len(ends) else 0
    return np.fromiter(map(codes.__getitem__, chain.from_iterable(cut)), np.int64, n), ends


def sums_to(ends: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The sum of whole numbers over each text, given where the texts end."""
    running = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])[ends]
    return np.diff(running, prepend=0)


def count_words(chunks: list[str]) -> np.ndarray:
    """Words of each chunk: tokens of `framing.tokenize` that begin with a letter or a digit."""
    words = np.ones(len(chunks), np.int64)
    mixed = [k for k, chunk in enumerate(chunks)
             if not (chunk.isalnum() or (chunk.strip(_AROUND).isalnum() and chunk[0] not in "'’") or PLAIN(chunk))]
    if mixed:
        pieces = cut_pieces([chunks[k] for k in mixed])
        is_word = np.fromiter((t[0].isalnum() for t in pieces.types), bool, len(pieces.types))
        words[mixed] = np.bincount(pieces.text[is_word[pieces.code]], minlength=len(mixed))
    return words
