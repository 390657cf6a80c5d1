"""Means and shares with their intervals, one row each: the forest that tone, roles and agreement share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import palette
from .lettering import TICK, shorten_all, widest
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip

_COLUMN_GAP = 12.0


class Row(NamedTuple):
    """One row: a value with its interval, or (value None) a heading over the rows below it."""

    label: str
    value: float | None = None
    low: float = np.nan
    high: float = np.nan
    few: bool = False
    colour: str = palette.ACCENT
    cells: tuple[str, ...] = ()


def cut_rows(rows: list[Row], most: int) -> list[Row]:
    """The first rows that fit, without a heading that has lost its rows."""
    rows = rows[:most]
    while rows and rows[-1].value is None:
        rows = rows[:-1]
    return rows


def draw_forest(sheet: Sheet, rows: list[Row], columns: tuple[str, ...], *, limits, pitch: float, zero: float | None,
                xlabel: str, ends: tuple[str, str] | None = None, share: bool = False, lines=()) -> None:
    """Draw rows with dots and intervals, numbers in columns on the right."""
    texts = [[r.cells[k] for r in rows if r.value is not None] for k in range(len(columns))]
    widths = [max(widest(t, TICK), widest([head], TICK)) + _COLUMN_GAP for t, head in zip(texts, columns, strict=True)]
    right = PAD + sum(widths) if widths else 18.0
    room = max(min(sheet.width * 0.42, sheet.width - right - 90), 40.0)
    indent = "   " if any(r.value is None for r in rows) else ""
    labels = shorten_all([r.label if r.value is None else indent + r.label for r in rows], room)
    head = 13.0 if columns else 0.0
    below = NUMBERS + (12.0 if ends else 0.0)
    left = PAD + widest(labels, weight="bold" if indent else "normal") + LABEL_GAP
    tight = ends is not None and widest(ends, TICK) > (sheet.width - left - right) / 2 - 4
    if tight:
        xlabel, below = f"{xlabel} (left: {ends[0].strip('← ')}, right: {ends[1].strip(' →')})", NUMBERS
    sheet.place(len(rows) * pitch, left=left, right=right, above=head, below=below, xlabel=xlabel)
    ax = sheet.ax
    strip(ax)
    set_rows(ax, labels, left - PAD - LABEL_GAP)
    set_values(ax, *limits, sheet.inner_width, share=share)
    taken = np.inf
    for place, name in reversed(lines):
        ax.axvline(place, color=palette.RULE, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)
        at = (place - limits[0]) / (limits[1] - limits[0]) * sheet.inner_width
        if at + widest([name], TICK) + 3 > taken:
            continue
        taken = at
        sheet.text(place, 1, name, 0, 3, size=TICK, colour=palette.FAINT, ha="center", va="baseline", data="x")
    if zero is not None:
        ax.axvline(zero, color=palette.RULE, linewidth=1.1, zorder=1)
    for y, row in enumerate(rows):
        if row.value is None:
            ax.get_yticklabels()[y].set_fontweight("bold")
            continue
        draw_interval(ax, y, row)
        if np.isnan(row.value):
            sheet.text(0, y, "no value", 4, 0, size=TICK, colour=palette.FAINT, data="y", style="italic")
    write_columns(sheet, rows, columns, widths)
    if ends and not tight:
        for x, text, ha in ((0, ends[0], "left"), (1, ends[1], "right")):
            sheet.text(x, 0, text, 0, -NUMBERS - 1, size=TICK, colour=palette.SOFT, ha=ha, va="top")


def draw_interval(ax, y, row: Row) -> None:
    """A dot with its interval: hollow where it rests on few cases, nothing where there is no value."""
    if row.value is None or np.isnan(row.value):
        return
    if not np.isnan(row.low) and not np.isnan(row.high):
        ax.plot([row.low, row.high], [y, y], color=palette.tint(row.colour, 0.35 if not row.few else 0.6), linewidth=2.2,
                solid_capstyle="round", zorder=2, gid="interval")
    ax.plot([row.value], [y], "o", markersize=6.2, markeredgewidth=1.4, markeredgecolor=row.colour,
            markerfacecolor="white" if row.few else row.colour, zorder=3, clip_on=False, gid="value")


def write_columns(sheet: Sheet, rows, columns, widths) -> None:
    """Numbers in columns right of the axes, each with its head."""
    x = 0.0
    for k, (head, wide) in enumerate(zip(columns, widths, strict=True)):
        x += wide
        sheet.text(1, 1, head, x, 3, size=TICK, colour=palette.FAINT, ha="right", va="baseline")
        for y, row in enumerate(rows):
            if row.value is not None:
                sheet.text(1, y, row.cells[k], x, 0, size=TICK, colour=palette.SOFT, ha="right", data="y")


def balanced(rows: list[Row], least: float = 0.1, most: float = np.inf) -> tuple[float, float]:
    """Limits around 0 that hold every interval, the same on both sides."""
    values = [abs(v) for r in rows if r.value is not None for v in (r.value, r.low, r.high) if not np.isnan(v)]
    reach = min(max([least, *values]) * 1.06, most)
    return -reach, reach

