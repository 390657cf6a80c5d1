"""``by=``: which group each row of a table belongs to, and how many words each group has."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from .schema import KINDS, TABLES, LostContextWarning, article_rows, codes_in, context_of, require

#: What a measure leaves out unless it is asked for.
PARTS = ("heading", "furniture")
_OF_SECTION = ("kind", "level", "heading")


class Groups(NamedTuple):
    """Groups of rows: ``codes`` (int64, a row's group, -1 = left out) and ``keys`` (one row per group)."""

    codes: np.ndarray
    keys: pd.DataFrame


def as_list(by) -> list[str]:
    """`by` as a list of column names (None and () mean one group of everything)."""
    if by is None:
        return []
    return [by] if isinstance(by, str) else list(by)


def column(table: pd.DataFrame, name: str):
    """A column of the table, or of the sections or articles its rows belong to, one value per row.

    Raises
    ------
    ValueError
        If no such column is known; the message lists those that are.
    """
    if name in table.columns:
        return table[name].array
    found = _of_place(table, name)
    if found is not None:
        return found
    known = list(table.columns)
    context = context_of(table)
    if context is not None:
        known += [c for c in context.articles.columns if c not in known]
        if context.sections is not None:
            known += [c for c in _OF_SECTION if c not in known]
    raise ValueError(f"unknown by={name!r}; this table can be grouped by {known}. Give the articles a column of your own "
                     "before the analysis, or add one to this table with table.assign(…).")


def _of_place(table: pd.DataFrame, name: str):
    """A column of the sections or articles that a table's rows belong to, one value per row; None if there is none."""
    context = context_of(table)
    if context is None:
        return None
    if name in _OF_SECTION and context.sections is not None and "section" in table.columns:
        return context.sections[name].array.take(section_positions(table, context))
    if name in context.articles.columns:
        return context.articles[name].array.take(article_positions(table, context))
    return None


def article_positions(table: pd.DataFrame, context) -> np.ndarray:
    """The row of each table row's article in the context's articles."""
    require(table, ["article"])
    return article_rows(table, context.articles, "the rows")


def section_positions(table: pd.DataFrame, context) -> np.ndarray:
    """The row of each table row's section in the context's sections, whatever their order.

    Raises
    ------
    ValueError
        If a section is not among them.
    """
    sections = context.sections
    place, ordinal = article_positions(sections, context), sections["section"].to_numpy()
    sizes = np.zeros(len(context.articles) + 1, "int64")
    np.maximum.at(sizes, place + 1, ordinal + 1)
    first = np.cumsum(sizes)
    row_of = np.full(first[-1], -1, "int64")
    row_of[first[place] + ordinal] = np.arange(len(sections))
    at, number = article_positions(table, context), table["section"].to_numpy()
    known = (number >= 0) & (number < sizes[at + 1])
    row = np.where(known, row_of[np.where(known, first[at] + number, 0)] if len(row_of) else -1, -1)
    if len(row) and row.min() < 0:
        lost = int(np.argmin(row))
        raise ValueError(f"section {number[lost]} of article {table['article'].iloc[lost]!r} is not among the sections; "
                         "make all tables from the same split_sections().")
    return row


def counted_rows(table: pd.DataFrame, include=()) -> np.ndarray:
    """Which rows stand in running text: True, or False for headings and furniture not named in `include`.

    Raises
    ------
    ValueError
        If `include` names anything but "heading" or "furniture".
    """
    include = {include} if isinstance(include, str) else set(include)
    wrong = include - set(PARTS)
    if wrong:
        raise ValueError(f"include={sorted(wrong)} is unknown; choose from {list(PARTS)}.")
    keep = np.ones(len(table), bool)
    context = context_of(table)
    if "section" not in table.columns or not len(table):
        return keep
    if context is None or context.sections is None:
        if "start" in table.columns and include != set(PARTS):
            warnings.warn("this table does not know which of its rows stand in headings and furniture (it was read from a "
                          "file, or put together from others), so all rows are counted. Load tables with "
                          "framing.load_analysis or framing.load_tables; or hand on what a table of the same analysis "
                          "knows: table.attrs = analysis.tokens.attrs.", LostContextWarning, stacklevel=_outside())
        return keep
    place = section_positions(table, context)
    if "furniture" not in include:
        keep &= codes_in(context.sections["kind"], KINDS)[place] != KINDS.index("furniture")
    if "heading" not in include and "start" in table.columns:
        keep &= table["start"].to_numpy() >= context.sections["start"].to_numpy()[place]
    return keep


def group_rows(table: pd.DataFrame, by, include=()) -> Groups:
    """Assign each row of a table to its group.

    Parameters
    ----------
    table : DataFrame
        Any table with an ``article`` column, or with the columns named.
    by : str, list of str or None
        Columns of the table, of its sections (kind, level, heading) or of its articles (outlet, …).
    include : iterable of {"heading", "furniture"}
        Parts that are left out unless named here.

    Returns
    -------
    Groups
        Keys in natural order: articles as read, sections by ordinal, categories in their order, text sorted.
        A missing value is a group of its own.
    """
    by = as_list(by)
    if len(set(by)) < len(by):
        raise ValueError(f"by={by} names a column twice.")
    keep = counted_rows(table, include)
    if not by:
        return Groups(np.where(keep, 0, -1).astype("int64"), pd.DataFrame(index=range(min(1, int(keep.sum())))))
    values = [column(table, name) for name in by]
    return group_values(dict(zip(by, values, strict=True)), keep)


def group_values(values: dict, keep: np.ndarray) -> Groups:
    """`group_rows` for ready arrays: a dict of column name to one value per row."""
    kept = np.flatnonzero(keep)
    combined, columns = np.zeros(len(kept), "int64"), {}
    for name, column_values in values.items():
        all_codes, uniques = _ordered_codes(column_values)
        columns[name] = all_codes[kept], uniques
        combined = merge_codes(combined, all_codes[kept], len(uniques))
    seen, group = np.unique(combined, return_inverse=True)
    codes = np.full(len(keep), -1, "int64")
    codes[kept] = group
    member = np.zeros(len(seen), "int64")
    member[group] = np.arange(len(kept))  # any row of each group
    return Groups(codes, pd.DataFrame({name: uniques.take(own[member]) for name, (own, uniques) in columns.items()}))


def merge_codes(key: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    """One number for each pair of key and code (0 to `size` - 1), in their order; keys are numbered anew before overflow."""
    if len(key) and int(key.max()) >= 2**62 // max(size, 1):
        _, key = np.unique(key, return_inverse=True)
    return key * size + codes


def _ordered_codes(values):
    """Codes per row in the values' natural order, and the distinct values as an array."""
    series = pd.Series(values)
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype("int64")
        uniques = pd.Categorical.from_codes(np.arange(len(series.cat.categories)), dtype=series.dtype)
    else:
        codes, found = pd.factorize(series, use_na_sentinel=True)
        order = np.argsort(np.asarray(found), kind="stable") if len(found) else np.array([], "int64")
        rank = np.empty(len(order), "int64")
        rank[order] = np.arange(len(order))
        codes = np.where(codes < 0, -1, rank[codes] if len(rank) else -1)
        uniques = pd.Series(found).iloc[order].array
    if (codes < 0).any():
        codes = np.where(codes < 0, len(uniques), codes)
        uniques = pd.Series(uniques).reindex(range(len(uniques) + 1)).array
    return codes, uniques


def words_per_group(table: pd.DataFrame, by, keys: pd.DataFrame, include=()) -> np.ndarray:
    """Word tokens of each group, from the word counts that ride along with the table.

    A column that describes a mention rather than a place in the text (actor, label, …) is left out of the denominator:
    an actor's rate is per 1,000 words of the section, not of the actor. Columns of the articles and sections are places;
    a column of one's own is one if it has a single value in each article, or in each section.

    Returns
    -------
    array of float
        NaN where the table carries no word counts, or none by that column.

    Warns
    -----
    UserWarning
        If the table does not tell the value of a column of one's own for all articles or sections.
    """
    context = context_of(table)
    n = len(keys)
    if context is None or context.words is None:
        return np.full(n, np.nan)
    words = context.words.copy(deep=False)
    words.attrs = {"framing": context.replace(words=None)}
    include = set(as_list(include))
    keep = counted_rows(words, include)
    if "heading" not in include:
        keep &= ~words["heading_line"].to_numpy()
    places = {}
    for name in as_list(by):
        found = _values_of_words(table, words, name, keep)
        if found is not None:
            places[name] = found
    if "voice" in places and bool(words["voice"].isna().any()):
        return np.full(n, np.nan)
    if any(len(values) < len(words) for values in places.values()):
        return np.full(n, np.nan)
    groups = group_values(places, keep) if places else Groups(np.where(keep, 0, -1), pd.DataFrame(index=[0]))
    sums = np.bincount(groups.codes[keep], weights=words["n_tokens"].to_numpy()[keep],
                       minlength=len(groups.keys))
    if not places:
        return np.full(n, float(sums.sum()))
    lookup = {tuple(row): total for row, total in zip(plain_keys(groups.keys), sums, strict=True)}
    return np.array([lookup.get(row, 0.0) for row in plain_keys(keys[list(places)])], float)


def _values_of_words(table: pd.DataFrame, words: pd.DataFrame, name: str, counted: np.ndarray):
    """The value of each row of the word counts in a column of the table: None if the column describes mentions, an empty
    array if the table does not tell it for all words."""
    if name in ("article", "section", "voice"):
        return words[name].array
    if name in table.columns:
        if name in TABLES["mentions"]:
            return None
        theirs = _of_place(table, name)
        if theirs is None or not _alike(table[name].array, theirs):
            return _own_values(table, words, name, counted)
    return _of_place(words, name)


def _alike(first, second) -> bool:
    first, second = (pd.Series(np.asarray(values, object)) for values in (first, second))
    return bool(((first == second) | (first.isna() & second.isna())).all())


def _own_values(table: pd.DataFrame, words: pd.DataFrame, name: str, counted: np.ndarray):
    """`_values_of_words` for a column of one's own."""
    context = context_of(words)
    values, levels = pd.factorize(table[name], use_na_sentinel=False)
    for what, positions, size in (("article", article_positions, len(context.articles)),
                                  ("section", section_positions, len(context.sections))):
        place = positions(table, context)
        value = np.full(size, -1)
        value[place] = values
        if (value[place] == values).all():
            of_words = value[positions(words, context)]
            unknown = np.unique(positions(words, context)[counted & (of_words < 0)])
            if not len(unknown):
                return pd.Series(levels).array.take(of_words, allow_fill=True)
            whole = (f"Give the articles the column {name!r} before the analysis." if what == "article" else
                     "Filter mentions and tokens alike, and count each part for itself.")
            warnings.warn(f"by={name!r}: {len(unknown):,} {what}(s) have no row in this table, so it does not tell which "
                          f"group their words belong to, and rates are missing. {whole}", UserWarning, stacklevel=_outside())
            return np.zeros(0)
    return None


def _outside() -> int:
    """The `stacklevel` of a warning at the line that called into framing."""
    import sys

    level, frame = 1, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] == "framing":
        level, frame = level + 1, frame.f_back
    return level


def plain_keys(keys: pd.DataFrame) -> list[tuple]:
    """The rows of a table of keys as tuples that can be looked up: a missing value is None, which equals itself."""
    columns = [[None if pd.isna(v) else v for v in keys[c].astype(object)] for c in keys.columns]
    return list(zip(*columns, strict=True))
