"""A vocabulary that grows: keys get whole numbers, and what depends on a key alone is kept in columns beside them."""

from __future__ import annotations

from collections import defaultdict
from itertools import count, islice

import numpy as np

#: Types kept in memory; beyond it a vocabulary starts anew, so that memory does not grow with the collection. News holds so
#: many in some four million characters; describing them again costs as little as the first time.
MAX_TYPES = 40_000


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


def expand(first: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Positions first[k], first[k] + 1, … of `size[k]` items each, one after the other."""
    ends = np.cumsum(size)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(first - (ends - size), size)
