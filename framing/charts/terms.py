"""Frequent terms, a panel of bars per group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import choose, require
from . import palette
from .labels import all_groups, by_words, group_labels, keys_before, noun, source_note
from .lettering import LABEL, LINE, TICK, count, plain, shorten_all, widest, wrap
from .panels import LEAST_ROWS, choose_panels, left_out_note, split_body
from .sheet import LABEL_GAP, PAD, Sheet, strip

_THICK = 0.64
_PANEL, _GAP = 112.0, 16.0


def plot_terms(table: pd.DataFrame, *, value: str = "per_1000", top: int = 10, panels: int = 9, min_words: int = 50,
               title: str | None = None, note: str | None = None, ax=None):
    """Draw the most frequent terms, a panel per group.

    Parameters
    ----------
    table : DataFrame
        As `count_terms` gives it: the `by` columns, ``term``, ``n``, ``n_tokens``, ``per_1000``.
    value : {"per_1000", "n"}
        What the bars stand for; n stands at their ends.
    top : int
        Terms per group.
    panels : int
        Groups shown at most: those with the most words.
    min_words : int
        Groups with fewer words (a title, say) are left out where others are left: a rate of so few means little.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        With a panel per group in ``ax.child_axes`` where there are several. All panels have the same scale.

    Raises
    ------
    ValueError
        If a column is missing or the value is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> counts = pd.DataFrame({"term": ["harbour", "war"], "n": [3, 1], "n_tokens": 100, "per_1000": [30.0, 10.0]})
    >>> [float(bar.get_width()) for bar in framing.plot_terms(counts, ax=Figure().subplots()).patches]
    [30.0, 10.0]
    """
    require(table, ["term", "n", "n_tokens", "per_1000"], "table")
    choose(value, ["per_1000", "n"], "value")
    keys = keys_before(table, "term")
    unit = "occurrences per 1,000 words" if value == "per_1000" else "occurrences"
    number_at_end = "; number at the bar: occurrences" if value == "per_1000" else ""
    words = table.drop_duplicates(keys)["n_tokens"].sum() if keys else table["n_tokens"].max()
    sheet = Sheet(ax, title or "Most frequent terms" + by_words(keys),
                  f"{unit.capitalize()}{number_at_end} (n = {count(float(words), 'words')})",
                  source_note(table, note=note))
    if not len(table):
        return sheet.empty("No terms in this table.")
    groups, spots = all_groups(table, keys) if keys else (pd.DataFrame(index=[0]), np.zeros(len(table), int))
    heads = group_labels(groups, keys) if keys else [""]
    parts = [(head, table[spots == k].sort_values(value, ascending=False, kind="stable").head(top))
             for k, head in enumerate(heads)]
    parts = [(head, part) for head, part in parts if len(part)]
    large = [(head, part) for head, part in parts if part["n_tokens"].iloc[0] >= min_words]
    if large and len(large) < len(parts):
        left_out = [head for head, part in parts if part["n_tokens"].iloc[0] < min_words]
        parts = large
        sheet.add_note(f"Fewer than {min_words} words, left out: {', '.join(left_out)}.")
    series = [(head, [plain(t) for t in part["term"]], part[value].to_numpy(float), [count(n) for n in part["n"]],
               [palette.ACCENT] * len(part)) for head, part in parts]
    return _grid(sheet, series, [part["n_tokens"].iloc[0] for _, part in parts], panels, noun(keys), unit)


def _grid(sheet, series, sizes, panels, what, unit):
    """Panels of bars, each with its own rows."""
    headed = any(head for head, *_ in series)
    grid = choose_panels(sheet, sizes, room=sheet.room, least=_PANEL, gap=_GAP, row_gap=10.0, most=panels,
                         high=(2 * LABEL * LINE + 4) * headed + LEAST_ROWS * 11)
    left_out = left_out_note([head for head, *_ in series], grid.kept, what)
    series = [series[k] for k in grid.kept]
    deep = max(len(labels) for _, labels, *_ in series)
    wide = (sheet.room - _GAP * (grid.columns - 1)) / grid.columns
    heads = [wrap(head, wide, LABEL, "bold", lines=2) for head, *_ in series]
    above = max(map(len, heads)) * LABEL * LINE + 4 if headed else 0.0
    between = above + 12
    body = deep * grid.lines * 14.5 + between * (grid.lines - 1)
    sheet.add_note(left_out)
    if not sheet.own:
        deep = int(np.clip((sheet.body(above) - between * (grid.lines - 1)) / grid.lines // 11, 1, deep))
    sheet.place(body, left=PAD, right=PAD, above=above, below=2)
    axes, wide = split_body(sheet, grid, gap=_GAP, row_gap=between)
    start = max(widest(shorten_all(labels[:deep], wide * 0.55)) for _, labels, *_ in series) + LABEL_GAP
    tail = max(widest(texts[:deep], TICK) for *_, texts, _ in series) + 6
    longest = max([float(np.nanmax(values[:deep])) for _, _, values, *_ in series if len(values)] or [1.0])
    told = []
    for ax, lines_of_head, (head, labels, values, texts, colours) in zip(axes, heads, series, strict=True):
        labels, values, texts, colours = labels[:deep], values[:deep], texts[:deep], colours[:deep]
        shown = shorten_all(labels, wide * 0.55)
        _panel(sheet, ax, shown, values, texts, colours, deep, wide, start, tail, longest)
        if head:
            sheet.text(0, 1, "\n".join(lines_of_head), 0, 4, weight="bold", va="bottom", ax=ax, gid="head")
        first = [f"{a} {t}" for a, t in zip(labels, texts, strict=True)]
        told.append(": ".join(p for p in (head, ", ".join(first[:5] if head else first)) if p))
    return sheet.done(told, f"Numbers are {unit.split(' per')[0]}")


def _panel(sheet, ax, labels, values, texts, colours, deep, wide, start, tail, longest):
    """One panel whose labels stand inside it: bars begin behind the widest label."""
    strip(ax, grid="")
    ax.set_yticks([])
    ax.set_xticks([])
    ax.set_ylim(deep - 0.5, -0.5)
    scale = longest / max(wide - start - tail, 8.0)
    ax.set_xlim(-start * scale, (wide - start) * scale)
    for y, (label, value, text, colour) in enumerate(zip(labels, values, texts, colours, strict=True)):
        ax.barh(y, value, height=_THICK, color=colour, zorder=2, gid="bar")
        sheet.text(0, y, label, 0, 0, data="y", ax=ax, gid="label")
        sheet.text(value, y, text, 4, 0, size=TICK, colour=palette.SOFT, data="xy", ax=ax, gid="value")
