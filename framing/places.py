"""Which tokens a row of another table stands at, and which tokens a sentence or a quotation holds: joins by position."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .schema import VOICES, article_names, article_rows, codes_in, require

_FAR = np.int64(1) << 32


class Places:
    """Looks up token rows by article and offset, sentence or quotation.

    Parameters
    ----------
    tokens : DataFrame
        In any order; articles are matched by name.
    """

    def __init__(self, tokens: pd.DataFrame):
        require(tokens, ["article", "sentence", "start", "end"], "tokens")
        self.tokens = tokens
        self.names = article_names(tokens)
        self.article = self.articles_of(tokens)
        self._sorted: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def articles_of(self, table: pd.DataFrame) -> np.ndarray:
        """The tokens' code of each row's article, -1 if they hold none of it."""
        return article_rows(table, self.names)

    def _by(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """Keys of article and column in order, and the token rows in that order."""
        if column not in self._sorted:
            key = self.article * _FAR + self.tokens[column].to_numpy().astype("int64")
            order = np.argsort(key, kind="stable")
            self._sorted[column] = key[order], order
        return self._sorted[column]

    def at(self, table: pd.DataFrame, column: str = "start") -> np.ndarray:
        """The token at or after each row's offset in its article, -1 where there is none or the offset is negative."""
        keys, order = self._by("end")
        article, offset = self.articles_of(table), table[column].to_numpy().astype("int64")
        place = np.searchsorted(keys, article * _FAR + offset, side="right")
        inside = (article >= 0) & (offset >= 0) & (place < len(order))
        rows = np.where(inside, order[np.minimum(place, max(len(order) - 1, 0))] if len(order) else -1, -1)
        same = inside & (self.article[rows] == article) if len(order) else inside
        return np.where(same, rows, -1)

    def within(self, articles: np.ndarray, values: np.ndarray, column: str = "sentence") -> tuple[np.ndarray, np.ndarray]:
        """Rows of all tokens of the given (article, value) pairs, and for each the number of its pair."""
        keys, order = self._by(column)
        wanted = articles * _FAR + values.astype("int64")
        low = np.searchsorted(keys, wanted, side="left")
        length = np.searchsorted(keys, wanted, side="right") - low
        inner = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        pair = np.repeat(np.arange(len(wanted)), length)
        return order[low[pair] + inner], pair


def distinct(*columns) -> np.ndarray:
    """Rows of the first occurrence of each distinct combination of whole numbers, in the order of the combinations."""
    if not len(columns[0]):
        return np.zeros(0, "int64")
    order = np.lexsort([np.asarray(c) for c in reversed(columns)])
    new = np.zeros(len(order), bool)
    new[0] = True
    for column in columns:
        values = np.asarray(column)[order]
        new[1:] |= values[1:] != values[:-1]
    return order[new]


def speaking_words(tokens: pd.DataFrame, quotes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The row in `quotes` of each token's quotation (-1 for none), and whether its words are quoted word for word.

    Words of a quotation inside another belong to the inner speaker; editors' glosses to nobody.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    require(tokens, ["article", "voice", "quote"], "tokens")
    require(quotes, ["article", "quote"], "quotes")
    places = Places(tokens)
    article = places.articles_of(quotes)
    width = int(max(quotes["quote"].max(), tokens["quote"].max())) + 2 if len(quotes) and len(tokens) else 1
    row_of = np.full((len(places.names) + 1) * width, -1, "int64")
    known = article >= 0
    row_of[article[known] * width + quotes["quote"].to_numpy()[known]] = np.flatnonzero(known)
    ordinal = tokens["quote"].to_numpy().astype("int64")
    voice = codes_in(tokens["voice"], VOICES)
    spoken = (ordinal >= 0) & (voice != VOICES.index("narrator"))
    rows = np.where(spoken, row_of[np.where(spoken, places.article * width + ordinal, 0)], -1)
    return rows, voice == VOICES.index("quoted")
