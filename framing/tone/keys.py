"""Features as 32-bit keys, and tables of weights by key."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np

_SLOT_BITS = 20
_STEP, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_R32 = np.uint64(32)


def word_key(word: str) -> int:
    """A stable 32-bit number for a string."""
    return zlib.crc32(word.encode("utf8", "surrogatepass"))


def keys_of(template: str, *parts) -> np.ndarray:
    """32-bit keys of features: a template's name and one or more whole numbers (arrays or scalars)."""
    key = np.uint64(word_key(template))
    with np.errstate(over="ignore"):
        for part in parts:
            key = np.add(key + np.uint64(1), part, dtype=np.uint64, casting="unsafe") * _STEP
            key ^= key >> _R32
        key *= _MIX
    return np.asarray(key >> _R32).astype(np.uint32)


class Coded(NamedTuple):
    """Keys made of a few small numbers: `codes` are places in the grid of all of them, so that weights are gathered."""

    template: str
    sizes: tuple[int, ...]
    codes: np.ndarray

    def grid(self) -> np.ndarray:
        """The keys of the whole grid."""
        return keys_of(self.template, *np.indices(self.sizes).reshape(len(self.sizes), -1))

    def keys(self) -> np.ndarray:
        """One key per code."""
        return self.grid()[self.codes]


def coded(template: str, sizes: tuple[int, ...], *parts) -> Coded:
    """`keys_of` for parts below `sizes`."""
    codes = 0
    for part, size in zip(parts, sizes, strict=True):
        codes = codes * size + np.asarray(part).astype(np.int64)
    return Coded(template, sizes, codes)


def pack_keys(keys: np.ndarray) -> np.ndarray:
    """Sorted keys as the bytes of their differences, which compress to half."""
    gaps = np.diff(keys, prepend=np.uint32(0)).astype("<u4")
    return np.ascontiguousarray(gaps.view(np.uint8).reshape(-1, 4).T)


def unpack_keys(planes: np.ndarray) -> np.ndarray:
    """The keys that `pack_keys` packed."""
    gaps = np.ascontiguousarray(planes.T).view("<u4").ravel()
    return np.cumsum(gaps, dtype=np.uint32)


class KeyTable:
    """Weights by 32-bit key: the upper bits of a key say where in the sorted keys it must be."""

    def __init__(self, keys: np.ndarray, weights: np.ndarray):
        self.keys, self.weights = keys, weights.astype(np.int32)
        size = np.bincount((keys >> np.uint32(32 - _SLOT_BITS)).astype(np.int64), minlength=1 << _SLOT_BITS)
        self.size = size.astype(np.uint8)
        self.begin = (np.cumsum(size) - size).astype(np.int32)

    def find(self, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of the (one-dimensional) keys are known, and their rows."""
        slot = key >> np.uint32(32 - _SLOT_BITS)
        here = np.flatnonzero(self.size[slot])
        slot, wanted = slot[here], key[here]
        row, left = self.begin[slot], self.size[slot]
        places, rows = [here[:0]], [row[:0]]
        while len(here):
            hit = self.keys[row] == wanted
            places.append(here[hit])
            rows.append(row[hit])
            on = np.flatnonzero(~hit & (left > 1))
            here, wanted, row, left = here[on], wanted[on], row[on] + 1, left[on] - 1
        return np.concatenate(places), np.concatenate(rows)

    def lookup(self, key: np.ndarray) -> np.ndarray:
        """The weights of each key; zeros where it is not known."""
        key = np.asarray(key)
        found = np.zeros((key.size, self.weights.shape[1]), np.int32)
        places, rows = self.find(key.ravel())
        found[places] = self.weights[rows]
        return found.reshape(*key.shape, self.weights.shape[1])
