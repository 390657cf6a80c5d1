"""The column contract: what each table holds, and the checks every function shares."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

KINDS = ("title", "subtitle", "lead", "body", "furniture")
VOICES = ("narrator", "quoted", "attributed")
LABELS = ("PERSON", "LOC", "ORG", "NORP")
QUOTE_KINDS = ("direct", "fragment", "indirect")

_INT, _TEXT, _BOOL, _WORD = "int32", "str", "bool", "category"
_KIND = pd.CategoricalDtype(KINDS, ordered=True)
_VOICE = pd.CategoricalDtype(VOICES)
_LABEL = pd.CategoricalDtype(LABELS)
_QUOTE = pd.CategoricalDtype(QUOTE_KINDS)

#: Columns of every table in order, with their dtypes. ``article`` is always a category.
TABLES = {
    "articles": {
        "article": _WORD, "title": _TEXT, "outlet": _TEXT, "author": _TEXT, "published": _TEXT,
        "url": _TEXT, "source": _TEXT, "text": _TEXT,
    },
    "sections": {
        "article": _WORD, "section": _INT, "kind": _KIND, "level": "int8", "heading": _TEXT,
        "start": _INT, "end": _INT, "heading_start": _INT, "heading_end": _INT,
    },
    "sentences": {
        "article": _WORD, "section": _INT, "paragraph": _INT, "sentence": _INT, "start": _INT, "end": _INT,
    },
    "tokens": {
        "article": _WORD, "section": _INT, "sentence": _INT, "start": _INT, "end": _INT,
        "token": _WORD, "voice": _VOICE, "quote": _INT,
    },
    "mentions": {
        "article": _WORD, "section": _INT, "sentence": _INT, "start": _INT, "end": _INT, "text": _TEXT,
        "label": _LABEL, "actor": _TEXT, "rule": _TEXT, "voice": _VOICE,
    },
    "quotes": {
        "article": _WORD, "section": _INT, "quote": _INT, "start": _INT, "end": _INT, "kind": _QUOTE,
        "parent": _INT, "speaker": _TEXT, "speaker_start": _INT, "speaker_end": _INT, "actor": _TEXT,
        "cue": _TEXT, "cue_start": _INT, "cue_end": _INT, "rule": _TEXT, "complete": _BOOL, "glosses": _TEXT,
    },
    "problems": {"source": _TEXT, "article": _TEXT, "what": _TEXT, "detail": _TEXT},
}

_MAKERS = {
    "text": "read_articles()", "kind": "split_sections()", "token": "tokenize()", "sentence": "tokenize()",
    "label": "find_entities()", "actor": "resolve_actors()", "speaker": "find_quotes()",
    "polarity": "score_sentiment()", "compound": 'score_sentiment(…, method="vader")',
    "tone": "score_tone()", "role": "find_roles()", "tag": "tag_words()", "voice": "add_voices()", "term": "count_terms()",
    "mean": "mean_sentiment() or mean_tone()", "g2": "compare_terms()",
}


class LowCoverageWarning(UserWarning):
    """Fewer than half of the spans hold a word that the method can score."""


class LostContextWarning(UserWarning):
    """A table does not know what its rows belong to, so headings and furniture cannot be left out."""


class Context(dict):
    """What a table's rows belong to: article metadata, sections and word counts.

    It rides along in ``table.attrs["framing"]``, so that ``by="outlet"`` and rates per 1,000 words work from
    one table alone. As a dict it is always empty: it copies by reference and turns into ``{}`` in JSON.

    Attributes
    ----------
    articles : DataFrame
        Metadata, one row per article, without the text.
    sections : DataFrame or None
        The sections table.
    words : DataFrame or None
        One row per article, section, heading flag and voice: ``n_tokens``, word tokens.
    actors : tuple of str
        The actors of the analysis, the most named and quoted first: charts give each the same colour everywhere.
    """

    def __init__(self, articles: pd.DataFrame, sections: pd.DataFrame | None = None,
                 words: pd.DataFrame | None = None, actors: tuple[str, ...] = ()):
        super().__init__()
        self.articles, self.sections, self.words, self.actors = articles, sections, words, actors

    def __bool__(self):
        return True

    def __eq__(self, other):
        return self is other

    __hash__ = None

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def replace(self, **changes) -> Context:
        """A copy of this context with some of its tables replaced."""
        state = {"articles": self.articles, "sections": self.sections, "words": self.words, "actors": self.actors} | changes
        return Context(**state)


def context_of(table: pd.DataFrame) -> Context | None:
    """The context a table carries, or None."""
    found = table.attrs.get("framing")
    return found if isinstance(found, Context) else None


def with_context(table: pd.DataFrame, context: Context | None) -> pd.DataFrame:
    """Attach a context to a table (in place) and return the table."""
    if context is not None:
        table.attrs["framing"] = context
    return table


def base_context(articles: pd.DataFrame) -> Context:
    """The context of an articles table: its metadata without the texts."""
    return Context(_plain(articles.drop(columns="text", errors="ignore")).reset_index(drop=True))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table without attrs, so that no context holds another one."""
    table = table.copy(deep=False)
    table.attrs = {}
    return table


def make_table(kind: str, data: Mapping | None = None, context: Context | None = None) -> pd.DataFrame:
    """Build a table with the right columns, order and dtypes.

    Parameters
    ----------
    kind : str
        One of `TABLES`.
    data : mapping of column to array, optional
        Missing columns get a neutral value ("" for text, -1 for whole numbers). Further columns are kept
        behind the contract's. None gives an empty table.
    context : Context, optional
        Attached to the result.

    Returns
    -------
    DataFrame
    """
    data = dict(data or {})
    n = len(next(iter(data.values()))) if data else 0
    columns = {}
    for name, dtype in TABLES[kind].items():
        values = data.pop(name, None)
        if values is None:
            values = _neutral(dtype, n)
        columns[name] = _cast(values, dtype)
    return with_context(pd.DataFrame(columns | data), context)


def _neutral(dtype, n):
    if isinstance(dtype, pd.CategoricalDtype):
        return pd.Categorical.from_codes(np.zeros(n, "int8"), dtype=dtype)
    if dtype in (_TEXT, _WORD):
        return [""] * n
    if dtype == _BOOL:
        return np.zeros(n, bool)
    return np.full(n, -1)


def _cast(values, dtype):
    if isinstance(dtype, pd.CategoricalDtype):
        return values if same_codes(getattr(values, "dtype", None), dtype) else pd.Categorical(values, dtype=dtype)
    if dtype == _WORD:
        if isinstance(getattr(values, "dtype", None), pd.CategoricalDtype):
            return values
        values = pd.Series(values, dtype=object if len(values) else str)
        return pd.Categorical(values, categories=pd.unique(values))
    if dtype == _TEXT:
        return pd.Series(values, dtype=str).fillna("").to_numpy() if len(values) else pd.Series([], dtype=str)
    return np.asarray(values).astype(dtype, copy=False)


def same_codes(first, second) -> bool:
    """Whether both are categories whose codes mean the same (``==`` looks past the order of the categories)."""
    both = isinstance(first, pd.CategoricalDtype) and isinstance(second, pd.CategoricalDtype)
    return both and first.ordered == second.ordered and first.categories.equals(second.categories)


def codes_in(values, order: Iterable) -> np.ndarray:
    """The place of each value of a column in `order` (-1 for none), whatever categories it has."""
    order, values = pd.Index(list(order)), pd.Series(values)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.append(order.get_indexer(values.cat.categories), -1)[values.cat.codes.to_numpy()]
    return order.get_indexer(values.astype(object))


def article_names(table: pd.DataFrame) -> pd.Index:
    """The articles of a table, by the codes of its rows where ``article`` is a category, else as they come."""
    article = table["article"]
    if isinstance(article.dtype, pd.CategoricalDtype):
        return article.cat.categories
    return pd.Index(article.astype(object).unique())


def article_rows(table: pd.DataFrame, articles: pd.DataFrame | pd.Index, name: str | None = None) -> np.ndarray:
    """The row in `articles` of each row's article: by name, for two tables may number the same articles differently.

    Parameters
    ----------
    table : DataFrame
    articles : DataFrame or Index
        A table with one row per article, or the names of the articles.
    name : str, optional
        What the error calls the rows of `table`. Without it the row of an article that is not there is -1.

    Raises
    ------
    ValueError
        If an article is not there (and there is a `name`), or is there twice.
    """
    article, known = table["article"], articles
    if isinstance(articles, pd.DataFrame):
        known = article_names(articles) if _are_rows(articles["article"]) else pd.Index(articles["article"].astype(object))
    if isinstance(article.dtype, pd.CategoricalDtype) and article.cat.categories.equals(known):
        rows = article.cat.codes.to_numpy().astype("int64")
    else:
        _refuse_twice(known)
        rows = codes_in(article, known).astype("int64")
    if name is not None and len(rows) and rows.min() < 0:
        raise ValueError(f"{name} name article {article.iloc[int(np.argmin(rows))]!r}, which is not among the articles; "
                         "pass the articles they were made from.")
    return rows


def texts_of(table: pd.DataFrame, articles: pd.DataFrame, name: str) -> list[str]:
    """The text of each row's article.

    Raises
    ------
    ValueError
        As `article_rows`.
    """
    rows = article_rows(table, articles, name)
    texts = articles["text"].astype(object).tolist()
    return [texts[k] for k in rows.tolist()]


def order_articles(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles whose categories are their rows, in order: the table itself, or a copy where rows were left out or moved.

    Tables made from it may then use the number of a row as the code of its article.

    Raises
    ------
    ValueError
        If an article is there twice, or has no name.
    """
    if _are_rows(articles["article"]):
        return articles
    names = pd.Index(articles["article"].astype(object).to_numpy())
    _refuse_twice(names)
    return articles.assign(article=pd.Categorical(names, categories=names))


def take_articles(articles: pd.DataFrame, rows) -> pd.DataFrame:
    """Some of the articles as a table of their own, its categories cut to them."""
    part = order_articles(articles.iloc[rows].reset_index(drop=True))
    return with_context(part, base_context(part))


def _are_rows(article: pd.Series) -> bool:
    """Whether the categories of an articles table are its rows in order."""
    if not isinstance(article.dtype, pd.CategoricalDtype) or len(article.cat.categories) != len(article):
        return False
    return bool((article.cat.codes.to_numpy() == np.arange(len(article))).all())


def _refuse_twice(names: pd.Index) -> None:
    if names.hasnans:
        raise ValueError(f"row {int(np.argmax(names.isna()))} of the articles has no name in the column 'article'; give "
                         "each article its own.")
    if not names.is_unique:
        raise ValueError(f"two articles are called {names[names.duplicated()][0]!r}; give each its own name in the column "
                         "'article'.")


def require(table: pd.DataFrame, columns: Iterable[str], name: str = "table") -> None:
    """Check that a table has the columns a function needs.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If a column is missing. The message names it, what is there, and the function that makes it.
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{name} must be a pandas DataFrame; got {type(table).__name__}.")
    missing = [c for c in columns if c not in table.columns]
    if missing:
        makers = list(dict.fromkeys(_MAKERS[c] for c in missing if c in _MAKERS))
        hint = f" Make it with {' or '.join(makers)}." if makers else ""
        raise ValueError(f"{name} lacks column(s) {missing}; it has {list(table.columns)}.{hint}")


def choose(value, allowed: Iterable[str], name: str):
    """Return `value` if it is one of `allowed`; else say what is allowed and what may have been meant.

    Raises
    ------
    ValueError
        If `value` is not allowed.
    """
    allowed = list(allowed)
    if value in allowed:
        return value
    close = difflib.get_close_matches(str(value), allowed, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"unknown {name} {value!r}; choose one of {allowed}.{hint}")
