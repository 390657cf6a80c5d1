"""Charts of speech and naming: who is heard, and how actors are called."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import require
from . import palette
from .bars import draw_bars
from .labels import actor_label, all_groups, by_words, group_labels, keys_before, largest, like, noun, source_note
from .lettering import count, percent
from .sheet import Sheet
from .stacks import draw_stacks

#: From the most formal to the least: namings keep their colour in every chart.
NAMING_COLOURS = {
    "title + surname": "#1d2f55", "role": "#33608c", "full name": "#6f97bd", "surname": "#9dbbd6", "first name": "#e3b38f",
    "nickname": "#a46037", "acronym": "#6b3a1c", "pronoun": "#d3d7db", "other": "#8a9097"}


def plot_speakers(table: pd.DataFrame, *, top: int = 12, colours=None, title: str | None = None, note: str | None = None,
                  ax=None):
    """Draw how many words each speaker has: word for word, and (paler) reported.

    Parameters
    ----------
    table : DataFrame
        As `count_speech` gives it: the `by` columns (a panel per group), ``actor``, ``n_words``, ``n_reported``,
        ``n_quoted``, ``share``.
    top : int
        Speakers shown: those with the most words.
    colours : mapping of str to str, DataFrame or list, optional
        As `actor_colours` takes or gives them.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        With a panel per group in ``ax.child_axes`` where there are several.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> words = pd.DataFrame({"actor": ["Ann Lee"], "n_quotes": [2], "n_words": [30], "n_reported": [5], "n_quoted": [40],
    ...                       "share": [0.75]})
    >>> float(framing.plot_speakers(words, ax=Figure().subplots()).patches[0].get_width())
    30.0
    """
    require(table, ["actor", "n_words", "n_reported", "share"], "table")
    keys = keys_before(table, "actor")
    quoted, reported = int(table["n_words"].sum()), int(table["n_reported"].sum())
    groups, heads = _groups(table, keys)
    shares = "; %: share of all words quoted" if len(groups) <= 2 else ""
    sheet = Sheet(ax, title or "Who speaks" + by_words(keys),
                  f"Words quoted (dark, n = {count(quoted)}) and reported (pale, n = {count(reported)}){shares}",
                  source_note(table, note=note))
    if not len(table):
        return sheet.empty("Nobody speaks in this table.")
    table = table.assign(actor=table["actor"].astype(object))
    groups, heads = _groups(table, keys)
    sums = table.groupby("actor", sort=False)[["n_words", "n_reported"]].sum()
    ranked = list(sums.sort_values(["n_words", "n_reported"], ascending=False, kind="stable").index)
    colours = palette.colours_of([a for a in ranked if a], colours, table) | {"": palette.REST}
    names = sorted(ranked[:top], key=lambda a: a == "")
    values, second, texts = [], [], []
    for part in groups:
        part = part.groupby("actor", sort=False)[["n_words", "n_reported", "share"]].sum(min_count=1).reindex(names)
        values.append(part["n_words"].to_numpy(float))
        second.append(part["n_reported"].fillna(0).to_numpy(float))
        texts.append([_spoken(*row, bool(shares)) for row in part.itertuples(index=False)])
    return draw_bars(sheet, [actor_label(a) if a else "Speaker not known" for a in names], values, texts,
                     [[colours[a] for a in names]] * len(values), xlabel="words", total=len(ranked), what="speakers",
                     heads=heads, second=second, groups=noun(keys))


def _spoken(words, reported, share, with_share) -> str:
    if np.isnan(words):
        return ""
    if not words:
        return f"({count(reported)})"
    return f"{count(words)} ({percent(share)})" if with_share else count(words)


def _groups(table, keys):
    """The parts of a table, one per group in the table's order, and their labels (None for one part)."""
    if not keys:
        return [table], None
    groups, spots = all_groups(table, keys)
    return [table[spots == k] for k in range(len(groups))], group_labels(groups, keys)


def plot_names(table: pd.DataFrame, *, top: int = 10, title: str | None = None, note: str | None = None, ax=None):
    """Draw how each actor is named: the share of every form, with n.

    Parameters
    ----------
    table : DataFrame
        As `count_names` gives it: the `by` columns, ``actor``, ``naming``, ``n``, ``n_actor``, ``share``.
    top : int
        Actors shown: those named most often.
    title, note : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        One bar per actor, or per actor and group that names them.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> names = pd.DataFrame({"actor": "Ann Lee", "naming": ["full name", "surname"], "n": [1, 3], "n_actor": 4,
    ...                       "share": [0.25, 0.75]})
    >>> [float(bar.get_width()) for bar in framing.plot_names(names, ax=Figure().subplots()).patches]
    [0.25, 0.75]
    """
    require(table, ["actor", "naming", "n", "n_actor", "share"], "table")
    keys = keys_before(table, "actor")
    sheet = Sheet(ax, title or "How actors are named" + by_words(keys),
                  f"Share of an actor's namings (n = {count(int(table['n'].sum()), 'namings')})",
                  source_note(table, note=note))
    if not len(table):
        return sheet.empty("Nobody is named in this table.")
    table = table.assign(actor=table["actor"].astype(object), naming=table["naming"].astype(object))
    ranked = largest(table.groupby("actor", sort=False)["n"].sum(), None)
    forms = [f for f in NAMING_COLOURS if (table["naming"] == f).any()]
    forms += [f for f in dict.fromkeys(table["naming"]) if f not in NAMING_COLOURS]
    rows = []
    for name in ranked[:top]:
        mine = table[(table["actor"] == name).to_numpy(bool)]
        groups, heads = _groups(like(mine, table), keys)
        if heads:
            rows.append((actor_label(name), None, ""))
        for part, head in zip(groups, heads or [actor_label(name)], strict=True):
            if not len(part):
                continue
            shares = part.groupby("naming")["share"].sum().reindex(forms).to_numpy(float)
            rows.append((head, shares, count(int(part["n_actor"].iloc[0]))))
    colours = [NAMING_COLOURS.get(f, palette.REST) for f in forms]
    return draw_stacks(sheet, [("", forms, rows)], colours, total=len(ranked), what="actors")

