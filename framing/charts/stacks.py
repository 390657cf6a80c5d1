"""Stacked bars: the parts of a whole, row by row, each with its share where it is wide enough and its name in the key."""

from __future__ import annotations

import numpy as np

from . import palette
from .labels import shown_note
from .lettering import LABEL, LINE, TICK, percent, shorten, shorten_all, widest, width
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip

_THICK = 0.72
_KEY_LINE = TICK * LINE + 2


def draw_stacks(sheet: Sheet, panels, colours, *, column: str = "n", total: int, what: str, share: bool = True,
                xlabel: str = "", whiskers=None):
    """Draw stacked bars, in one panel or in several below each other.

    Parameters
    ----------
    panels : list of (head, parts, rows)
        The names of the parts; rows are (label, values or None, text): values per part, None for a heading over the rows
        below it; the text stands in the column on the right.
    colours : list
        Of the parts, in each panel from the first.
    total : int
        How many rows (or headings) there are in all; `what` they are.
    whiskers : dict of int to (low, high), optional
        The interval of a row's first part.
    """
    colours = [colours[k % len(colours)] for k in range(max(len(parts) for _, parts, _ in panels))]
    single = len(panels) == 1
    keys = [_key(parts, sheet.room) for _, parts, _ in panels]
    tops = [lines * _KEY_LINE + 4 + (LABEL * LINE + 3 if head else 0)
            for (head, *_), (_, lines) in zip(panels, keys, strict=True)]
    n_rows = len(panels[0][2])
    shown, pitch, panels = _fit(sheet, panels, tops, n_rows, xlabel)
    keys, tops = keys[:len(panels)], tops[:len(panels)]
    panels = [(head, parts, _cut(rows, shown)) for head, parts, rows in panels]
    first = panels[0][2]
    heads = sum(v is None for _, v, _ in first)
    sheet.add_note(shown_note(heads or len(first), total, what))
    every = [row for *_, rows in panels for row in rows]
    indent = "   " if heads else ""
    labels = shorten_all([a if v is None else indent + a for a, v, _ in first], sheet.width * 0.36)
    wide = widest(labels, weight="bold" if heads else "normal")
    side = max(widest([t for *_, t in every], TICK), width(column, TICK)) + 8
    heights = [len(rows) * pitch for *_, rows in panels]
    gap = 12.0
    sheet.place(sum(heights) + sum(tops[1:]) + gap * (len(panels) - 1), left=PAD + wide + LABEL_GAP,
                right=PAD + max(side, 16), above=tops[0], below=NUMBERS, xlabel=xlabel)
    axes = [sheet.ax] if single else _below_each_other(sheet, heights, tops, gap)
    longest = 1.0 if share else max((np.nansum(v) for _, v, _ in every if v is not None), default=1.0) or 1.0
    told = []
    for k, (ax, (head, parts, rows), (key, lines)) in enumerate(zip(axes, panels, keys, strict=True)):
        strip(ax)
        set_rows(ax, labels, wide)
        set_values(ax, 0, longest, sheet.inner_width, share=share)
        if k < len(axes) - 1:
            ax.set_xticklabels([])
        for y, (_, values, text) in enumerate(rows):
            if values is None:
                ax.get_yticklabels()[y].set_fontweight("bold")
                continue
            _stack(sheet, ax, y, values, colours, longest, share, bool(whiskers))
            if whiskers and y in whiskers and not np.isnan(whiskers[y]).any():
                _whisker(ax, y, whiskers[y])
            sheet.text(1, y, text, side, 0, size=TICK, colour=palette.SOFT, ha="right", data="y", ax=ax, gid="side")
        _write_key(sheet, ax, key, colours, lines)
        if head:
            head_text = shorten(head, sheet.room, LABEL, "bold")
            sheet.text(0, 1, head_text, PAD - sheet.left, lines * _KEY_LINE + 6, weight="bold", va="baseline", ax=ax,
                       gid="head")
        if column and k == 0:
            sheet.text(1, 1, column, side, 5, size=TICK, colour=palette.FAINT, ha="right", va="baseline", ax=ax)
        told += _told(head, rows, parts, share)
    return sheet.done(told)


def _fit(sheet, panels, tops, n_rows, xlabel):
    """How many rows of how many panels there is room for."""
    if sheet.own:
        return n_rows, 19.0, panels
    free = sheet.body(tops[0], NUMBERS + (13 if xlabel else 0))
    while len(panels) > 1 and free - sum(tops[1:len(panels)]) < len(panels) * (3 * 12 + 12):
        panels = panels[:-1]
    free = (free - sum(tops[1:len(panels)]) - 12 * (len(panels) - 1)) / len(panels)
    shown = int(np.clip((free - LABEL) // 11.5, 1, max(n_rows, 1)))
    return shown, free / shown, panels


def _cut(rows, most):
    rows = rows[:most]
    while len(rows) > 1 and rows[-1][1] is None:
        rows = rows[:-1]
    return rows


def _below_each_other(sheet, heights, tops, gap):
    sheet.ax.set_axis_off()
    scale = sheet.inner_height / (sum(heights) + sum(tops[1:]) + gap * (len(heights) - 1))
    axes, y = [], sheet.inner_height
    for k, high in enumerate(heights):
        y -= high * scale + (tops[k] + gap if k else 0) * scale
        axes.append(sheet.ax.inset_axes((0, y / sheet.inner_height, 1, high * scale / sheet.inner_height)))
        axes[-1].set_facecolor("none")
    return axes


def _stack(sheet, ax, y, values, colours, longest, share, lined):
    left, middle, high = 0.0, y - 0.1 * lined, _THICK - 0.16 * lined
    if not np.nansum(values) > 0:
        sheet.text(0, y, "none", 4, 0, size=TICK, colour=palette.FAINT, data="y", style="italic", ax=ax)
    for value, colour in zip(values, colours, strict=False):
        if np.isnan(value) or value <= 0:
            continue
        ax.barh(middle, value, left=left, height=high, color=colour, edgecolor="white", linewidth=0.8, zorder=2, gid="part")
        text = percent(value) if share else f"{value:,.0f}"
        if value / longest * sheet.inner_width > width(text, TICK - 0.6) + 6:
            ax.text(left + value / 2, middle, text, fontsize=TICK - 0.6, color=palette.ink_on(colour), ha="center",
                    va="center_baseline", zorder=5, gid="share")
        left += value


def _whisker(ax, y, interval):
    low = y + _THICK / 2 - 0.06
    ax.plot(interval, [low, low], color=palette.INK, linewidth=1.4, zorder=4, solid_capstyle="butt", gid="interval")


def _key(parts, room):
    """Where each name of the key stands: line and distance from the left, in points; and how many lines there are."""
    found, x, line = [], 0.0, 0
    widest_part = room - 14 if len(parts) < 4 else room / 2 - 26
    for part in shorten_all(parts, widest_part, TICK):
        wide = 11 + width(part, TICK)
        if x and x + wide > room - 30:
            x, line = 0.0, line + 1
        found.append((part, line, x))
        x += wide + 12
    return found, line + 1


def _write_key(sheet, ax, key, colours, lines):
    for (part, line, x), colour in zip(key, colours, strict=False):
        x, y = PAD - sheet.left + x, (lines - 1 - line) * _KEY_LINE + 5
        sheet.text(0, 1, "■", x, y, size=8, colour=colour, va="baseline", gid="chip", ax=ax)
        sheet.text(0, 1, part, x + 11, y, size=TICK, colour=palette.SOFT, va="baseline", gid="key", ax=ax)


def _told(head, rows, parts, share):
    group, told = "", []
    for label, values, text in rows:
        if values is None:
            group = label + ", "
            continue
        found = ", ".join(f"{part} {percent(v) if share else f'{v:,.0f}'}" for part, v in zip(parts, values, strict=True)
                          if not np.isnan(v) and v > 0)
        told.append(": ".join(p for p in (head, f"{group}{label}", f"{found or 'none'} ({text})") if p))
    return told
