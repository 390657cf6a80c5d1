"""Texts as codes of white-space chunks: what depends on a chunk alone is worked out once per type.

Both lexicon methods cut at white space first, so a text is a row of chunk types, and everything a chunk holds is
gathered from columns that grow with the vocabulary.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, count, islice

import numpy as np

from .pieces import cut_pieces

#: Chunk types kept in memory; beyond it the vocabulary starts anew. 300,000 types take about 100 MB.
MAX_TYPES = 300_000
#: Characters scored in one go: large enough to pay for NumPy, small enough for the cache.
BATCH = 200_000
#: A word between marks: opening marks, word, contraction (mark, rest), full stop, closing marks. Nearly all chunks
#: have this shape, and all that is asked of them can be read from its groups.
PLAIN = re.compile(r"([“”‘’'\"(\[]*)([^\W_]+(?:-[^\W_]+|(?<=\d)[.,]\d+)*)(?:(['’])([^\W_]+))?(\.?)"
                   r"([,;:!?)\]“”‘’'\"]*)").fullmatch
_AROUND = string.punctuation + "“”‘’…—–"


class Codes(defaultdict):
    """A dict that gives each new key the next whole number and knows which keys are not yet described."""

    def __init__(self):
        super().__init__(count().__next__)
        self.described = 0

    def take_new(self) -> list:
        """The keys added since the last call, in order."""
        new = list(islice(reversed(self), len(self) - self.described))
        self.described = len(self)
        return new[::-1]


class Column:
    """A NumPy array that grows at its end."""

    def __init__(self, dtype, fill=()):
        self.store = np.array(list(fill), dtype)
        self.size = len(self.store)

    def extend(self, values) -> None:
        values = np.asarray(values, self.store.dtype)
        need = self.size + len(values)
        if need > len(self.store):
            larger = np.empty(max(need, 2 * len(self.store), 1024), self.store.dtype)
            larger[:self.size] = self.store[:self.size]
            self.store = larger
        self.store[self.size:need] = values
        self.size = need

    @property
    def values(self) -> np.ndarray:
        return self.store[:self.size]


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


def expand(first: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Positions first[k], first[k] + 1, … of `size[k]` items each, one after the other."""
    ends = np.cumsum(size)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(first - (ends - size), size)


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
