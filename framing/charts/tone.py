"""Charts of tone: means with 95 % intervals, never without n."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import choose, require
from . import palette
from .intervals import Row, balanced, cut_rows, draw_forest
from .labels import (
    actor_label,
    by_words,
    group_labels,
    keys_before,
    largest,
    like,
    noun,
    shown_note,
    source_note,
    unnamed_last,
)
from .lettering import count, number, percent
from .sheet import NUMBERS, Sheet

_HOLLOW = "Hollow: rests on few cases, do not compare."
_TONE = "mean tone of a mention, −1 to 1"


def plot_sentiment(table: pd.DataFrame, *, top: int = 30, title: str | None = None, note: str | None = None, ax=None):
    """Draw mean sentiment per group with its interval, n, and how many sentences held a scored word.

    Parameters
    ----------
    table : DataFrame
        As `mean_sentiment` gives it: the `by` columns, ``mean``, ``low``, ``high``, ``n_sentences``, ``share_scored``,
        ``few``.
    top : int
        Rows shown, from the first.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        A dot per group (hollow where it rests on under 10 sentences) over its 95 % interval. A group without a mean
        has no dot.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> means = pd.DataFrame({"outlet": ["Echo"], "mean": [0.1], "low": [0.0], "high": [0.2], "n_sentences": [40],
    ...                       "share_scored": [0.6], "few": [False]})
    >>> framing.plot_sentiment(means, ax=Figure().subplots()).get_xlabel()
    ''
    """
    require(table, ["mean", "low", "high", "n_sentences", "share_scored", "few"], "table")
    keys = keys_before(table, "mean")
    n = int(table["n_sentences"].sum())
    sheet = Sheet(ax, title or f"Sentiment of sentences{by_words(keys)}",
                  f"Mean score of a sentence with 95 % interval (n = {count(n, 'sentences')})",
                  source_note(table, note=note))
    if not len(table):
        return sheet.empty("No sentences in this table.")
    table = unnamed_last(table, keys)
    rows = [Row(label, m, low, high, bool(few), palette.ACCENT, (count(k), percent(s)))
            for label, m, low, high, few, k, s in zip(group_labels(table, keys), *(table[c] for c in (
                "mean", "low", "high", "few", "n_sentences", "share_scored")), strict=True)]
    return _forest(sheet, rows, ("sentences", "scored"), top, noun(keys), "mean score of a sentence")


def plot_tone(table: pd.DataFrame, *, top: int = 12, order: str = "mean", colours=None, title: str | None = None,
              note: str | None = None, ax=None):
    """Draw mean tone toward actors with its interval and n.

    Parameters
    ----------
    table : DataFrame
        As `mean_tone` gives it: the `by` columns (``actor``, or ``actor`` and another), ``mean``, ``low``, ``high``,
        ``n_mentions``, ``few``.
    top : int
        Actors shown: those with the most mentions.
    order : {"mean", "n"}
        Order of the actors: most positive first, or most mentioned first.
    colours : mapping of str to str, DataFrame or list, optional
        As `actor_colours` takes or gives them.
    title, note : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing or the order is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> means = pd.DataFrame({"actor": ["Ann Lee"], "mean": [0.1], "low": [-0.1], "high": [0.3], "n_mentions": [40],
    ...                       "few": [False]})
    >>> ax = framing.plot_tone(means, ax=Figure().subplots())
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['Ann Lee']
    """
    require(table, ["mean", "low", "high", "n_mentions", "few"], "table")
    choose(order, ["mean", "n"], "order")
    keys = keys_before(table, "mean")
    others = [k for k in keys if k != "actor"]
    if "actor" in keys:
        table = like(table[(table["actor"] != "").to_numpy(bool)], table)  # a name that fits two people is nobody's
    n = int(table["n_mentions"].sum())
    what = "Tone toward actors" if "actor" in keys else "Tone toward actors, all together"
    sheet = Sheet(ax, title or what + by_words(others),
                  f"Mean tone of a mention, −1 to 1, with 95 % interval (n = {count(n, 'mentions')})",
                  source_note(table, note=note))
    if not len(table):
        return sheet.empty("No mentions with a tone in this table.")
    table = unnamed_last(table, others)
    if "actor" not in keys:
        rows = [_row(label, r, palette.ACCENT) for label, r in zip(group_labels(table, keys), _records(table), strict=True)]
        return _forest(sheet, rows, ("mentions",), top, noun(keys), _TONE)
    totals = table.groupby(table["actor"].astype(object), sort=False)["n_mentions"].sum()
    ranked = largest(totals, None)
    colours = palette.colours_of(ranked, colours, table)
    chosen = ranked[:top]
    if not others:
        part = table[table["actor"].isin(chosen)]
        if order == "mean":
            part = part.sort_values("mean", ascending=False, kind="stable")
        else:
            part = part.set_index(part["actor"].astype(object)).loc[chosen]
        rows = [_row(actor_label(r["actor"]), r, colours[r["actor"]]) for r in _records(part)]
        return _forest(sheet, rows, ("mentions",), len(rows), "actors", _TONE, total=len(ranked))
    rows = []
    for name in chosen:
        part = table[(table["actor"] == name).to_numpy(bool)]
        rows.append(Row(actor_label(name)))
        rows += [_row(label, r, colours[name]) for label, r in zip(group_labels(part, others), _records(part), strict=True)]
    return _forest(sheet, rows, ("mentions",), len(rows), "actors", _TONE, total=len(ranked))


def plot_agreement(table: pd.DataFrame, *, value: str | None = None, top: int = 30, title: str | None = None,
                   note: str | None = None, ax=None):
    """Draw how well coders agree, with each other or with the tool.

    Parameters
    ----------
    table : DataFrame
        As `measure_agreement` gives it: columns that say what is compared, then ``value`` (or ``alpha``), ``low``,
        ``high`` and, if known, ``n``.
    value : str, optional
        Another column to draw.
    top : int
        Rows shown, from the first.
    title, note : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Dashed lines stand at 0.667 and 0.800, below which Krippendorff advises to draw tentative conclusions, or none.

    Raises
    ------
    ValueError
        If a column is missing.

    References
    ----------
    Krippendorff, K. (2004). Content Analysis, 2nd ed., p. 241.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> table = pd.DataFrame({"measure": ["alpha"], "value": [0.72], "low": [0.6], "high": [0.8], "n": [109]})
    >>> [t.get_text() for t in framing.plot_agreement(table, ax=Figure().subplots()).get_yticklabels()]
    ['alpha']
    """
    value = value or next((c for c in ("value", "alpha") if c in table.columns), "value")
    require(table, [value, "low", "high"], "table")
    keys = [k for k in keys_before(table, value) if k not in ("n", "low", "high")]
    plain_share = "measure" in table.columns and (table["measure"] == "agreement").any()
    sheet = Sheet(ax, title or "Agreement of codings", f"{value if value != 'value' else 'Coefficient'} with 95 % interval; "
                  "1 = perfect, 0 = as by chance" + "; agreement: share of equal codes" * bool(plain_share),
                  source_note(table, "Dashed: Krippendorff's limits for alpha, .667 and .800.", note=note))
    if not len(table):
        return sheet.empty("No codings to compare in this table.")
    counts = table["n"] if "n" in table.columns else [np.nan] * len(table)
    rows = [Row(label, v, low, high, False, palette.ACCENT, (number(v), count(float(k))))
            for label, v, low, high, k in zip(group_labels(table, keys), table[value], table["low"], table["high"], counts,
                                              strict=True)]
    shown, pitch = sheet.rows(min(len(rows), top), 19, above=13)
    sheet.add_note(shown_note(shown, len(rows), 'rows'))
    rows = rows[:shown]
    least = min([0.0, *(v for r in rows for v in (r.value, r.low) if not np.isnan(v))])
    draw_forest(sheet, rows, ("value", "units"), limits=(least, 1.0), pitch=pitch, zero=0.0,
                xlabel="coefficient", lines=((0.667, ".667"), (0.8, ".800")))
    return sheet.done([f"{r.label} {number(r.value)} ({number(r.low)} to {number(r.high)})" for r in rows])


def _records(table):
    return table.to_dict("records")


def _row(label, record, colour) -> Row:
    return Row(label, record["mean"], record["low"], record["high"], bool(record["few"]), colour,
               (count(record["n_mentions"]),))


def _forest(sheet, rows, columns, top, what, unit, total=None):
    low, high = "negative", "positive"
    shown, pitch = sheet.rows(min(len(rows), top), 18, above=13, below=NUMBERS + 24)
    rows, all_rows = cut_rows(rows, shown), rows
    if total is not None and any(r.value is None for r in rows):
        heads = sum(r.value is None for r in rows)
        left_out = shown_note(heads, total, what)
    else:
        left_out = shown_note(len(rows), total or len(all_rows), what)
    hollow = any(r.few and r.value is not None and not np.isnan(r.value) for r in rows)
    sheet.add_note(left_out, _HOLLOW if hollow else "")
    draw_forest(sheet, rows, columns, limits=balanced(rows, most=1.02), pitch=pitch, zero=0.0, xlabel=unit,
                ends=(f"← {low}", f"{high} →"))
    group, told = "", []
    for row in rows:
        if row.value is None:
            group = row.label + ", "
        else:
            told.append(f"{group}{row.label} {number(row.value)} ({number(row.low)} to {number(row.high)}; "
                        f"n = {row.cells[0]})")
    return sheet.done(told)
