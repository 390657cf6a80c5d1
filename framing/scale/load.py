"""The tables that a run over a collection wrote, back in memory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..analysis import rank_actors
from ..schema import TABLES, Context, with_context
from ..store import WORDS, load_table, read_manifest
from .parts import ROWS, SUMS

_ROWS = TABLES["mentions"]
_COLUMNS = TABLES | {
    "articles": {name: dtype for name, dtype in TABLES["articles"].items() if name != "text"},
    "sentences": TABLES["sentences"] | {"n_words": "int32", "n_scored": "int32"},
    "words": WORDS,
    "entities": {name: _ROWS[name] for name in ("article", "section", "actor", "label")},
    "sentiment": {name: _ROWS[name] for name in ("article", "section")},
    "terms": {},
    "actors": {"label": _ROWS["label"]},
}
_NUMBERS = dict.fromkeys(("n", "n_words", "n_scored", "n_sentences", "n_mentions", "n_quotes"), "int64") | dict.fromkeys(
    ("n_tokens", "per_1000", "polarity", "subjectivity", "negative", "neutral", "positive", "compound", "sum_polarity",
     "sum_compound"), "float64")


def load_tables(folder) -> dict[str, pd.DataFrame]:
    """Load the tables that ``framing tables`` or `measure_corpus` wrote, as measures take them.

    They know their articles, sections and words: ``by="outlet"`` works, headings and furniture are left out, rates have
    their denominators. There are no texts and no tokens; `framing.load_analysis` loads those where they were saved.

    Parameters
    ----------
    folder : path
        In CSV or Parquet.

    Returns
    -------
    dict of str to DataFrame
        ``articles`` (without the text; with ``n_words``, ``n_sentences``, ``n_mentions``, ``n_quotes``, ``sha256``),
        ``sections``, ``sentences`` (with the columns of `score_sentiment`), ``mentions``, ``quotes`` and ``problems`` as the
        functions of the same names give them; ``words`` (words per article, section, heading or text, and voice);
        ``entities`` (`count_entities` by article and section); ``sentiment`` (sums per article and section); ``terms`` and
        ``actors`` (counts per outlet).

    Raises
    ------
    FileNotFoundError
        If the folder holds no manifest.
    ValueError
        If a table is missing or lacks a column.

    Examples
    --------
    >>> import framing, tempfile
    >>> from framing.scale import measure_corpus
    >>> source = pd.DataFrame({"text": ["Ann Lee left.\\n\\nGood. Lee said nothing."], "outlet": ["Echo"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     problems = measure_corpus(source, folder + "/tables")
    ...     tables = framing.load_tables(folder + "/tables")
    >>> framing.count_entities(tables["mentions"], by="outlet")[["outlet", "actor", "n", "n_tokens"]].values.tolist()
    [['Echo', 'Ann Lee', 2, 7.0]]
    """
    folder = Path(folder)
    read_manifest(folder)
    tables, dtype = {}, None
    for name in (*ROWS, *(n for n in SUMS if n != "sizes"), "problems"):
        tables[name] = load_table(folder, name, _COLUMNS[name], dtype, others=_NUMBERS)
        if name == "articles":
            tables[name]["article"] = pd.Categorical(tables[name]["article"], categories=list(tables[name]["article"]))
            dtype = tables[name]["article"].dtype
    context = Context(tables["articles"], tables["sections"].copy(deep=False), tables["words"].copy(deep=False),
                      rank_actors(tables["mentions"], tables["quotes"]))
    for name in ROWS:
        with_context(tables[name], context)
    return tables
