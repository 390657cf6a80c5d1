"""Named actors counted per group, with the words of the group as denominator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .groups import as_list, group_rows, group_values, words_per_group
from .schema import context_of, require, with_context
from .tokens import count_words


def count_entities(mentions: pd.DataFrame, *, by="section", include=(), tokens: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count how often each actor is named.

    Parameters
    ----------
    mentions : DataFrame
        As `find_entities` or `resolve_actors` gives it. Filter it to count some of the mentions; the words they are
        related to stay those of all articles, unless `tokens` are filtered too.
    by : str, list of str or None
        Columns to group by; None for the whole.
    include : iterable of {"heading", "furniture"}
        Count these parts too.
    tokens : DataFrame, optional
        The words that rates are related to, where these are not all words of the analysis: filter mentions and tokens
        alike to count a part of the text.

    Returns
    -------
    DataFrame
        The `by` columns; ``actor``; ``label``; ``n`` (int, mentions); ``n_tokens`` (float, words of the group, NaN if
        unknown; a column of one's own with one value per article, or per section, makes groups of words, any other says
        something of the mentions and is left out of the denominator); ``per_1000`` (float, mentions per 1,000 words).
        Groups in natural order, the most named first, ties by name. Words that an explanation of a
        nickname only mentions (actor "") are left out.

    Raises
    ------
    ValueError
        If a column is missing or a name in `by` or `include` is unknown.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. Lee said nothing."]}))
    >>> count_entities(analysis.mentions, by=None).iloc[0].to_dict()
    {'actor': 'Ann Lee', 'label': 'PERSON', 'n': 2, 'n_tokens': 6.0, 'per_1000': 333.3333333333333}
    """
    require(mentions, ["article", "start", "actor", "label"], "mentions")
    context = context_of(mentions)
    if tokens is not None:
        context = _of_these(tokens, context)
    mentions = with_context(mentions.copy(deep=False), context)
    by = [b for b in as_list(by) if b not in ("actor", "label")]
    groups = group_rows(mentions, by, include)
    keep = (groups.codes >= 0) & (mentions["actor"].astype(object) != "").to_numpy(dtype=bool)
    cells = group_values({"_group": groups.codes, "actor": mentions["actor"].array, "label": mentions["label"].array}, keep)
    n = np.bincount(cells.codes[keep], minlength=len(cells.keys)).astype("int64")
    group = cells.keys["_group"].to_numpy(dtype="int64")
    table = groups.keys.iloc[group].reset_index(drop=True)
    table["actor"] = pd.array(cells.keys["actor"].tolist(), dtype="str")
    table["label"] = cells.keys["label"].array
    table["n"] = n
    table["n_tokens"] = words_per_group(mentions, by, groups.keys, include)[group]
    table["per_1000"] = 1000 * table["n"] / table["n_tokens"].where(table["n_tokens"] > 0)
    rank = pd.Series(table["actor"].astype(object)).rank(method="dense").to_numpy() if len(table) else np.zeros(0)
    order = np.lexsort((table["label"].cat.codes if isinstance(table["label"].dtype, pd.CategoricalDtype)
                        else np.zeros(len(table)), rank, -n, group))
    return with_context(table.iloc[order].reset_index(drop=True), context)


def _of_these(tokens: pd.DataFrame, context):
    """The context with the words of these tokens only."""
    require(tokens, ["article", "section", "start", "token", "voice"], "tokens")
    context = context_of(tokens) or context
    if context is None:
        return None
    counted = with_context(tokens.copy(deep=False), context)
    return context.replace(words=count_words(counted, voices=True))
