"""Whose words each token is: the narrator's, quoted, or attributed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import VOICES, article_names, article_rows, context_of, require, with_context
from ..tokens import count_words

_VOICE = pd.CategoricalDtype(VOICES)
_NARRATOR, _QUOTED, _ATTRIBUTED = range(3)


def add_voices(table: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Say of each row whose words it is: the voice at its first character.

    Direct quotations and fragments are quoted, their marks included; reported clauses are attributed; a direct
    quotation inside a reported clause is quoted. Everything else is the narrator's: furniture, and glosses that an
    editor put into a quotation.

    Parameters
    ----------
    table : DataFrame
        Tokens, mentions, or any table with ``article`` and ``start``.
    quotes : DataFrame
        As `find_quotes` gives it for the same articles.

    Returns
    -------
    DataFrame
        A copy with ``voice`` (category: narrator, quoted, attributed); a tokens table also gets ``quote`` (int32,
        the ordinal of the innermost quotation in its article, -1 for none and in glosses), and word counts by voice
        in its context, so that ``by="voice"`` has denominators.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['Ann Lee said the bridge was "a gift".']}))
    >>> tokens = framing.add_voices(analysis.tokens, analysis.quotes)
    >>> tokens["voice"].astype(str).tolist()[2:]
    ['narrator', 'attributed', 'attributed', 'attributed', 'quoted', 'quoted', 'quoted', 'quoted', 'narrator']
    """
    require(table, ["article", "start"], "table")
    require(quotes, ["article", "quote", "start", "end", "kind", "glosses"], "quotes")
    context = context_of(table)
    table = table.copy(deep=False)
    keys, voice, ordinal = _segments(quotes)
    place = np.searchsorted(keys, _keys(table, quotes), side="right") - 1
    table["voice"] = pd.Categorical.from_codes(voice[place], dtype=_VOICE)
    if "token" not in table.columns:
        return table
    table["quote"] = ordinal[place]
    if context is not None and context.sections is not None:
        with_context(table, context)
        with_context(table, context.replace(words=count_words(table, voices=True)))
    return table


def _keys(table: pd.DataFrame, quotes: pd.DataFrame) -> np.ndarray:
    """Article and offset of each row as one number; articles without quotations lie before all of them."""
    codes = article_rows(table, article_names(quotes))
    return np.where(codes < 0, -1, codes * 2**32 + table["start"].to_numpy())


def _segments(quotes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the voice changes, with the voice and quotation from there on; the first segment is the narrator's."""
    edges: list[tuple[int, int, int]] = [(-2, _NARRATOR, -1)]
    codes = article_rows(quotes, article_names(quotes)) * 2**32
    columns = (codes + quotes["start"].to_numpy(), codes + quotes["end"].to_numpy(), quotes["quote"].to_numpy(),
               quotes["kind"].to_numpy() == "indirect", quotes["glosses"].to_numpy(), codes)
    order = np.lexsort((-columns[1], columns[0]))
    around: list[tuple[int, int, int]] = []

    def close(until: int) -> None:
        while around and around[-1][0] <= until:
            end = around.pop()[0]
            edges.append((end, around[-1][1], around[-1][2]) if around else (end, _NARRATOR, -1))

    for start, end, number, indirect in zip(*(c[order].tolist() for c in columns[:4]), strict=True):
        close(start)
        quoted = not indirect or (bool(around) and around[-1][1] == _QUOTED)
        inside = min(end, around[-1][0]) if around else end
        around.append((inside, _QUOTED if quoted else _ATTRIBUTED, number))
        edges.append((start, around[-1][1], number))
    close(2**62)
    keys, voices, numbers = (np.array(column, "int64") for column in zip(*edges, strict=True))
    return _cut_glosses(keys, voices, numbers, columns)


def _cut_glosses(keys, voices, numbers, columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the glosses back to the narrator."""
    cuts = sorted({(base + int(first), base + int(last))
                   for base, glosses in zip(columns[5].tolist(), columns[4].tolist(), strict=True) if glosses
                   for first, last in (span.split(":") for span in glosses.split(";"))})
    if cuts:
        begins, ends = (np.array(c, "int64") for c in zip(*cuts, strict=True))
        back = np.searchsorted(keys, ends, side="right") - 1
        inside = np.searchsorted(begins, keys, side="right") - 1
        keep = (inside < 0) | (keys >= ends[np.maximum(inside, 0)])
        keys = np.concatenate([keys[keep], ends, begins])
        voices = np.concatenate([voices[keep], voices[back], np.full(len(cuts), _NARRATOR)])
        numbers = np.concatenate([numbers[keep], numbers[back], np.full(len(cuts), -1)])
    order = np.argsort(keys, kind="stable")
    return keys[order], voices[order].astype("int8"), numbers[order].astype("int32")
