"""Contested terms and frames: what a researcher's codebook finds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import choose, require
from . import palette
from .bars import draw_bars
from .labels import all_groups, by_words, group_labels, keys_before, largest, like, noun, source_note
from .lettering import count, plain
from .matrix import draw_groups
from .sheet import Sheet
from .stacks import draw_stacks

#: More groups than these are a matrix instead of panels.
_PANELS = 4
#: More terms of one issue than these are drawn together as "others".
_TERMS = 8

def plot_labels(table: pd.DataFrame, *, issue: str | None = None, title: str | None = None, note: str | None = None,
                ax=None):
    """Draw which of the contested terms each group uses for an issue.

    Parameters
    ----------
    table : DataFrame
        As `count_labels` gives it: the `by` columns, ``issue``, ``label``, ``n``, ``n_issue``, ``share``.
    issue : str, optional
        Draw this one only.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        One bar per group, its parts the shares of the terms; an empty row where the issue is not spoken of. With a
        panel per issue in ``ax.child_axes`` where there are several.

    Raises
    ------
    ValueError
        If a column is missing or the issue is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> labels = pd.DataFrame({"outlet": "Echo", "issue": "conflict", "label": ["war", "operation"], "n": [1, 3],
    ...                        "n_issue": 4, "share": [0.25, 0.75]})
    >>> [float(bar.get_width()) for bar in framing.plot_labels(labels, ax=Figure().subplots()).patches]
    [0.25, 0.75]
    """
    require(table, ["issue", "label", "n", "n_issue", "share"], "table")
    keys = keys_before(table, "issue")
    issues = list(dict.fromkeys(table["issue"].astype(object)))
    if issue is not None:
        choose(issue, issues, "issue")
        table, issues = like(table[(table["issue"] == issue).to_numpy(bool)], table), [issue]
    total = int(table["n"].sum())
    head = f"What it is called: {plain(issues[0])}" if len(issues) == 1 else "What it is called"
    sheet = Sheet(ax, title or head + by_words(keys), f"Share of the terms used for the issue (n = {count(total, 'hits')})",
                  source_note(table, note=note))
    if not len(table):
        return sheet.empty("No contested terms in this table.")
    groups, spots = all_groups(table, keys) if keys else (pd.DataFrame(index=[0]), np.zeros(len(table), int))
    names = group_labels(groups, keys) if keys else ["All"]
    panels = []
    for one in issues:
        mine = (table["issue"] == one).to_numpy(bool)
        used = table[mine & (table["n"] > 0).to_numpy(bool)]
        labels = list(dict.fromkeys(used["label"].astype(object)))
        most = set(largest(used.groupby(used["label"].astype(object), sort=False)["n"].sum(), _TERMS))
        shown, rest = [x for x in labels if x in most], [x for x in labels if x not in most]
        rows = []
        for k, name in enumerate(names):
            part = table[mine & (spots == k)]
            each = part.groupby(part["label"].astype(object), sort=False)["share"].sum(min_count=1)
            shares = [*each.reindex(shown), *([each.reindex(rest).sum(min_count=1)] if rest else [])]
            shares = np.array(shares, float)
            rows.append((name, shares, count(int(part["n"].sum()))))
        others = [f"{len(rest)} others"] if rest else []
        panels.append((plain(one) if len(issues) > 1 else "", [*map(plain, shown), *others], rows))
    return draw_stacks(sheet, panels, palette.PARTS, total=len(names), what=noun(keys))


def plot_frames(table: pd.DataFrame, *, value: str = "per_1000", top: int = 12, min_words: int = 50,
                title: str | None = None, note: str | None = None, ax=None):
    """Draw how often the words of each frame occur: a panel per group, or a matrix where there are many groups.

    Parameters
    ----------
    table : DataFrame
        As `count_frames` gives it: the `by` columns, ``frame``, ``n``, ``n_tokens``, ``per_1000``.
    value : {"per_1000", "n"}
        What the bars stand for; n stands at their ends.
    top : int
        Frames shown: those with the most hits.
    min_words : int
        In a matrix, cells of groups with fewer words (a title, say) show n without a shade.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing or the value is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> frames = pd.DataFrame({"frame": ["violence"], "n": [2], "n_tokens": [100], "per_1000": [20.0]})
    >>> float(framing.plot_frames(frames, ax=Figure().subplots()).patches[0].get_width())
    20.0
    """
    require(table, ["frame", "n", "per_1000"], "table")
    choose(value, ["per_1000", "n"], "value")
    keys = keys_before(table, "frame")
    unit = "hits per 1,000 words" if value == "per_1000" else "hits"
    many = bool(keys) and len(table[keys].drop_duplicates()) > _PANELS
    sheet = Sheet(ax, title or "Words of frames" + by_words(keys),
                  f"{unit.capitalize()}; number {'in the cell' if many else 'at the bar'}: hits "
                  f"(n = {count(int(table['n'].sum()), 'hits')})",
                  source_note(table, "A hit is no finding: read it with find_frames().", note=note))
    if not len(table):
        return sheet.empty("No frames in this table.")
    ranked = largest(table.groupby(table["frame"].astype(object), sort=False)["n"].sum(), None)
    if many:
        table = table.assign(frame=table["frame"].astype(object))
        return draw_groups(sheet, table, "frame", keys, ranked, top, value, min_words, "frames", unit)
    groups, spots = all_groups(table, keys) if keys else (pd.DataFrame(index=[0]), np.zeros(len(table), int))
    names = ranked[:top]
    values, texts, sizes = [], [], []
    for k in range(len(groups)):
        sizes.append(table["n_tokens" if "n_tokens" in table.columns else "n"][spots == k].max())
        part = table[spots == k].groupby("frame")[["n", value]].first() if value != "n" else \
            table[spots == k].groupby("frame")[["n"]].first()
        values.append(part[value].reindex(names).to_numpy(float))
        texts.append([count(float(n)) if not np.isnan(n) else "" for n in part["n"].reindex(names).to_numpy(float)])
    colours = [[palette.ACCENT] * len(names)] * len(values)
    heads = group_labels(groups, keys) if keys else None
    return draw_bars(sheet, [plain(f) for f in names], values, texts, colours, xlabel=unit, total=len(ranked), what="frames",
                     heads=heads, sizes=sizes, groups=noun(keys))
