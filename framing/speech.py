"""Who speaks, how much, and about whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .groups import as_list, group_rows, group_values
from .places import speaking_words
from .schema import article_names, article_rows, context_of, require, with_context
from .tokens import word_rows


def count_speech(quotes: pd.DataFrame, tokens: pd.DataFrame, *, by=None, include=()) -> pd.DataFrame:
    """Count the words of each speaker.

    Parameters
    ----------
    quotes : DataFrame
        As `resolve_actors` gives it.
    tokens : DataFrame
        As `add_voices` gives it (columns voice and quote).
    by : str, list of str or None
        Columns to group by, apart from the speaker.
    include : iterable of {"heading", "furniture"}
        Count these parts too.

    Returns
    -------
    DataFrame
        The `by` columns; ``actor`` (the speaker, "" where nobody could be told); ``n_quotes`` (int, quotations and reported
        clauses with a word in the group); ``n_words`` (int, words quoted word for word); ``n_reported`` (int, words
        reported, not quoted); ``n_quoted`` (int, words quoted in the group, whoever speaks); ``share`` (float, n_words of
        n_quoted; NaN where nothing is quoted). Groups in natural order, most words first, ties by name.

    Raises
    ------
    ValueError
        If a column is missing or a name in `by` or `include` is unknown.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['"We will not go," Ann Lee said.']}))
    >>> count_speech(analysis.quotes, analysis.tokens)[["actor", "n_words", "share"]].values.tolist()
    [['Ann Lee', 4, 1.0]]
    """
    require(quotes, ["article", "quote", "actor"], "quotes")
    require(tokens, ["article", "section", "start", "token", "voice", "quote"], "tokens")
    by = [b for b in as_list(by) if b != "actor"]
    groups = group_rows(tokens, by, include)
    row, literal = speaking_words(tokens, quotes)
    at = np.flatnonzero((row >= 0) & (groups.codes >= 0) & word_rows(tokens))
    group, row, literal = groups.codes[at], row[at], literal[at]
    actor_code, actors = pd.factorize(quotes["actor"].astype(object), sort=True)
    cells = group_values({"_group": group, "_actor": actor_code[row]}, np.ones(len(at), bool))
    size = len(cells.keys)
    owner, name = (cells.keys[c].to_numpy(dtype="int64") for c in ("_group", "_actor"))
    pairs = np.unique(np.stack([cells.codes, row], axis=1), axis=0) if len(at) else np.zeros((0, 2), "int64")
    table = groups.keys.iloc[owner].reset_index(drop=True)
    table["actor"] = pd.array(np.asarray(actors, object)[name], dtype="str")
    table["n_quotes"] = np.bincount(pairs[:, 0], minlength=size).astype("int64")
    table["n_words"] = np.bincount(cells.codes[literal], minlength=size).astype("int64")
    table["n_reported"] = np.bincount(cells.codes[~literal], minlength=size).astype("int64")
    quoted = groups.codes[(groups.codes >= 0) & word_rows(tokens) & (tokens["voice"] == "quoted").to_numpy(dtype=bool)]
    table["n_quoted"] = np.bincount(quoted, minlength=len(groups.keys)).astype("int64")[owner]
    table["share"] = table["n_words"] / table["n_quoted"].where(table["n_quoted"] > 0)
    order = np.lexsort((name, -table["n_reported"], -table["n_words"], owner))
    return with_context(table.iloc[order].reset_index(drop=True), context_of(tokens))


def count_talk(quotes: pd.DataFrame, mentions: pd.DataFrame, *, by=None, include=()) -> pd.DataFrame:
    """Count whom each speaker names: the matrix of who speaks about whom, in long form.

    Parameters
    ----------
    quotes, mentions : DataFrame
        As `resolve_actors` gives them.
    by : str, list of str or None
        Columns to group by; "voice" tells quoted words from reported ones.
    include : iterable of {"heading", "furniture"}
        Count these parts too.

    Returns
    -------
    DataFrame
        The `by` columns; ``speaker`` ("" where nobody could be told); ``actor`` (who is named inside that speaker's
        words); ``n`` (int, mentions); ``n_speaker`` (int, all mentions inside that speaker's words in the group);
        ``share`` (float, n of n_speaker). Groups in natural order, most talkative speakers first.

    Raises
    ------
    ValueError
        If a column is missing or a name in `by` or `include` is unknown.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['"Tom Roy must go," Ann Lee said.']}))
    >>> count_talk(analysis.quotes, analysis.mentions).iloc[0].to_dict()
    {'speaker': 'Ann Lee', 'actor': 'Tom Roy', 'n': 1, 'n_speaker': 1, 'share': 1.0}
    """
    require(quotes, ["article", "start", "end", "actor"], "quotes")
    require(mentions, ["article", "start", "end", "actor"], "mentions")
    by = [b for b in as_list(by) if b not in ("speaker", "actor")]
    groups = group_rows(mentions, by, include)
    owner = _innermost(quotes, mentions)
    keep = (owner >= 0) & (groups.codes >= 0) & (mentions["actor"].astype(object) != "").to_numpy(dtype=bool)
    if "voice" in mentions.columns and (mentions["voice"] != "narrator").any():
        keep &= (mentions["voice"] != "narrator").to_numpy(dtype=bool)
    speaker = quotes["actor"].astype(object).to_numpy()[owner] if len(quotes) else np.full(len(mentions), "", object)
    cells = group_values({"_group": groups.codes, "speaker": pd.array(speaker, dtype="str"),
                          "actor": mentions["actor"].array}, keep)
    n = np.bincount(cells.codes[keep], minlength=len(cells.keys)).astype("int64")
    group = cells.keys["_group"].to_numpy(dtype="int64")
    whole = group_values({"_group": group, "speaker": cells.keys["speaker"].array}, np.ones(len(group), bool)).codes
    total = np.bincount(whole, weights=n).astype("int64")[whole] if len(n) else n
    table = groups.keys.iloc[group].reset_index(drop=True)
    for name in ("speaker", "actor"):
        table[name] = pd.array(cells.keys[name].tolist(), dtype="str")
    table["n"], table["n_speaker"] = n, total
    table["share"] = table["n"] / table["n_speaker"]
    order = np.lexsort((np.arange(len(n)), -n, whole, -total, group))
    return with_context(table.iloc[order].reset_index(drop=True), context_of(mentions))


def _innermost(quotes: pd.DataFrame, mentions: pd.DataFrame) -> np.ndarray:
    """The row of the innermost quotation around each mention, -1 for none."""
    known = article_names(mentions)
    far = np.int64(1) << 32
    at = article_rows(mentions, known) * far + mentions["start"].to_numpy().astype("int64")
    order = np.argsort(at, kind="stable")
    at = at[order]
    article = article_rows(quotes, known)
    start, end = (article * far + quotes[c].to_numpy().astype("int64") for c in ("start", "end"))
    low, high = np.searchsorted(at, start, side="left"), np.searchsorted(at, end, side="left")
    owner = np.full(len(at), -1, "int64")
    for row in np.lexsort((-end, start)).tolist():
        if article[row] >= 0 and low[row] < high[row]:
            owner[low[row]:high[row]] = row
    found = np.full(len(at), -1, "int64")
    found[order] = owner
    return found
