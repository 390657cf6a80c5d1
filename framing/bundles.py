"""What functions look for in the tables they are given: all of a bundle, texts, mentions of these articles, of somebody."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .schema import article_rows


def require_bundle(analysis, tables: Iterable[str], caller: str) -> None:
    """Check that an analysis holds the tables a function needs.

    Raises
    ------
    TypeError
        If one is not there. The message says what was given and what to give.
    """
    tables = list(dict.fromkeys(tables))
    missing = [name for name in tables if not isinstance(getattr(analysis, name, None), pd.DataFrame)]
    if missing:
        got = f"a single table of {len(analysis.columns)} columns" if isinstance(analysis, pd.DataFrame) else \
            f"a {type(analysis).__name__} without {missing}"
        raise TypeError(f"{caller}() takes an analysis as a whole, with its tables {tables}; got {got}. Pass what "
                        "framing.analyze() or framing.load_analysis() gave.")


def require_categories(table: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    """Check that columns are categories, because their codes are read as numbers.

    Raises
    ------
    ValueError
        If one is plain text, as in a table that pandas has read from a file.
    """
    for column in columns:
        dtype = table[column].dtype
        if not isinstance(dtype, pd.CategoricalDtype):
            raise ValueError(f"{name}[{column!r}] is plain {dtype}, as in a table that pandas has read from a file, but it "
                             "must be a category. Load saved tables with framing.load_analysis(), which gives every column "
                             "its type.")


def article_texts(articles: pd.DataFrame) -> list[str]:
    """The texts of some articles.

    Raises
    ------
    ValueError
        If one is no text: in a table that pandas has read from a file, an empty one is NaN.
    """
    texts = articles["text"].astype(object).tolist()
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"row {row} of the articles has {text!r} for a text; make the table with "
                             "framing.read_articles(), which takes an empty cell for an empty text, or leave the row out.")
    return texts


def source_rows(table: pd.DataFrame, articles: pd.DataFrame, name: str) -> np.ndarray:
    """`article_rows`; where the table says what stands there (``text``), that is compared with the articles.

    Raises
    ------
    ValueError
        If an article is not there, its name stands twice, or its text is not the one the table was made from.
    """
    rows = article_rows(table, articles, name)
    if {"start", "end", "text"} <= set(table.columns) and "text" in articles.columns:
        _compare_texts(table, articles, rows, name)
    return rows


def _compare_texts(table: pd.DataFrame, articles: pd.DataFrame, rows: np.ndarray, name: str) -> None:
    """Whether the first row of each article says what stands at its place there: names alone ("table-1") tell little."""
    owners, firsts = np.unique(rows, return_index=True)
    texts = articles["text"].array[owners]
    part = table[["article", "start", "end", "text"]].iloc[firsts]
    for row, text, article, start, end, said in zip(firsts.tolist(), texts, *(part[c].tolist() for c in part.columns),
                                                   strict=True):
        if isinstance(said, str) and isinstance(text, str) and not _same(said, text[start:end]):
            raise ValueError(f"{name} were not made from these articles: row {row} says {_short(said)}, where article "
                             f"{article!r} has {_short(text[start:end])} ({start}:{end}). Pass the articles they were made "
                             f"from; if 'text' means something else in your table, drop it: {name}.drop(columns='text').")


def drop_nobody(table: pd.DataFrame, by: Iterable[str]) -> pd.DataFrame:
    """The table as measures by actor take it: without the rows that mean nobody ("" or missing), if `by` names the actor."""
    if "actor" not in by or "actor" not in table.columns:
        return table
    actor = table["actor"].astype(object)
    return table[(actor.notna() & (actor != "")).to_numpy(dtype=bool)]


def _same(said: str, there: str) -> bool:
    """Equal, but for case and what a spreadsheet does to a text: line ends, characters it cannot hold, a cut at the end."""
    if said == there:
        return True
    mine, theirs = ("".join(filter(str.isalnum, text)).casefold() for text in (said, there))
    return theirs.startswith(mine) if said.endswith("…") else mine == theirs


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
