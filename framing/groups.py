"""``by=``: which group each row of a table belongs to, and how many words each group has."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from .schema import KINDS, context_of, require

#: What a measure leaves out unless it is asked for.
PARTS = ("heading", "furniture")


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
    context = context_of(table)
    known = list(table.columns)
    if context is not None:
        place = article_positions(table, context)
        if context.sections is not None and name in ("kind", "level", "heading") and "section" in table.columns:
            return context.sections[name].array.take(section_positions(table, context))
        if name in context.articles.columns:
            return context.articles[name].array.take(place)
        known += [c for c in context.articles.columns if c not in known]
        if context.sections is not None:
            known += [c for c in ("kind", "level", "heading") if c not in known]
    raise ValueError(f"unknown by={name!r}; this table can be grouped by {known}. "
                     "Add a column of your own with table.assign(…).")


def article_positions(table: pd.DataFrame, context) -> np.ndarray:
    """The row of each table row's article in the context's articles."""
    require(table, ["article"])
    article = table["article"]
    if isinstance(article.dtype, pd.CategoricalDtype):
        lookup = pd.Index(context.articles["article"].astype(object)).get_indexer(
            pd.Index(article.cat.categories.astype(object)))
        place = lookup[article.cat.codes.to_numpy()]
    else:
        place = pd.Index(context.articles["article"].astype(object)).get_indexer(pd.Index(article.astype(object)))
    if (place < 0).any():
        unknown = article[place < 0].iloc[0]
        raise ValueError(f"article {unknown!r} is not among the articles this table came from.")
    return place


def section_positions(table: pd.DataFrame, context) -> np.ndarray:
    """The row of each table row's section in the context's sections."""
    starts = _first_sections(context)
    return starts[article_positions(table, context)] + table["section"].to_numpy()


def _first_sections(context) -> np.ndarray:
    place = article_positions(context.sections, context)
    sizes = np.bincount(place, minlength=len(context.articles))
    order_ok = bool((np.diff(place) >= 0).all())
    if not order_ok:
        raise ValueError("the sections table is out of order; keep the order split_sections() gave it.")
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else sizes


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
    if context is None or context.sections is None or "section" not in table.columns or not len(table):
        return keep
    place = section_positions(table, context)
    if "furniture" not in include:
        keep &= context.sections["kind"].cat.codes.to_numpy()[place] != KINDS.index("furniture")
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
    combined = np.zeros(len(keep), "int64")
    levels = []
    for column_values in values.values():
        codes, uniques = _ordered_codes(column_values)
        combined = combined * max(len(uniques), 1) + codes
        levels.append(uniques)
    seen, inverse = np.unique(combined[keep], return_inverse=True)
    codes = np.full(len(keep), -1, "int64")
    codes[keep] = inverse
    keys, rest = {}, seen
    for name, uniques in reversed(list(zip(values, levels, strict=True))):
        size = max(len(uniques), 1)
        keys[name] = uniques.take(rest % size)
        rest = rest // size
    return Groups(codes, pd.DataFrame({name: keys[name] for name in values}))


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

    Columns of `by` that describe a mention rather than a place in the text (actor, label, …) are left out of
    the denominator: an actor's rate is per 1,000 words of the section, not of the actor.

    Returns
    -------
    array of float
        NaN where the table carries no word counts, or none by that column.
    """
    context = context_of(table)
    n = len(keys)
    if context is None or context.words is None:
        return np.full(n, np.nan)
    words = context.words
    words.attrs["framing"] = context.replace(words=None)
    include = set(as_list(include))
    keep = counted_rows(words, include | {"heading"})
    if "heading" not in include:
        keep &= ~words["heading_line"].to_numpy()
    places = []
    for name in as_list(by):
        if name in words.columns and name != "n_tokens":
            places.append(name)
        elif name not in table.columns:
            places.append(name)
    if "voice" in places and not bool((words["voice"].cat.codes >= 0).all()):
        return np.full(n, np.nan)
    groups = group_values({p: column(words, p) for p in places}, keep) if places else Groups(
        np.where(keep, 0, -1), pd.DataFrame(index=[0]))
    sums = np.bincount(groups.codes[keep], weights=words["n_tokens"].to_numpy()[keep],
                       minlength=len(groups.keys))
    if not places:
        return np.full(n, float(sums.sum()))
    lookup = {tuple(row): total for row, total in zip(_hashable(groups.keys), sums, strict=True)}
    return np.array([lookup.get(row, 0.0) for row in _hashable(keys[places])], float)


def _hashable(keys: pd.DataFrame) -> list[tuple]:
    columns = [[None if pd.isna(v) else v for v in keys[c].astype(object)] for c in keys.columns]
    return list(zip(*columns, strict=True))
