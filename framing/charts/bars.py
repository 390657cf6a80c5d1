"""Horizontal bars: one panel, or one panel per group over the same rows."""

from __future__ import annotations

import numpy as np

from . import palette
from .labels import shown_note
from .lettering import LABEL, LINE, TICK, shorten_all, widest, wrap
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip

_THICK = 0.62
_LEAST_PANEL = 92.0


def draw_bars(sheet: Sheet, labels, values, texts, colours, *, xlabel: str, total: int, what: str, heads=None,
              second=None, of_heads: tuple[int, str] | None = None, share: bool = False):
    """Draw rows of bars.

    Parameters
    ----------
    labels : list of str
        One per row.
    values, texts, colours : list of lists
        Per panel, one per row; NaN draws no bar.
    heads : list of str, optional
        One per panel.
    second : list of arrays, optional
        Per panel, a paler bar that goes on where the first one ends.
    total : int
        How many rows there are in all; `what` they are.
    """
    shown = shorten_all(labels, sheet.width * 0.36)
    left = PAD + widest(shown) + LABEL_GAP
    most = max(int((sheet.width - left - PAD) // _LEAST_PANEL), 1)
    panels = len(values)
    values, texts, colours = values[:most], texts[:most], colours[:most]
    second = [np.zeros(len(labels)) for _ in values] if second is None else second[:most]
    wide = (sheet.width - left - PAD - 10 * (len(values) - 1)) / len(values)
    titles = [wrap(h, wide - 2, LABEL, "bold", lines=2) for h in heads[:most]] if heads else []
    above = max(map(len, titles)) * LABEL * LINE + 5 if heads else 0.0
    n, pitch = sheet.rows(len(labels), 17, above=above, below=NUMBERS + 13)
    notes = [shown_note(n, total, what)]
    if of_heads or panels > most:
        notes.append(shown_note(len(values), *(of_heads or (panels, "groups"))))
    sheet.add_note(*notes)
    texts = [list(t[:n]) for t in texts]
    tail = widest([t for panel in texts for t in panel], TICK) + 6
    gap = 10.0
    right = PAD if len(values) > 1 else PAD + tail
    sheet.place(n * pitch, left=left, right=right, above=above, below=NUMBERS, xlabel=xlabel)
    if len(values) > 1:
        axes, wide, _ = sheet.panels(len(values), gap=gap)
        wide = max(wide - tail, 12.0)
    else:
        axes, wide = [sheet.ax], sheet.inner_width
    ends = [np.nan_to_num(v[:n]) + np.nan_to_num(s[:n]) for v, s in zip(values, second, strict=True)]
    longest = max([float(e.max()) for e in ends if len(e)] or [0.0]) or 1.0
    for k, ax in enumerate(axes):
        strip(ax)
        set_rows(ax, shown[:n] if k == 0 else [""] * n, widest(shown))
        stretch = 1 if len(axes) == 1 else (wide + tail) / wide
        set_values(ax, 0, longest * stretch, wide, share=share)
        if len(axes) > 1:
            ax.set_xticks(_few_ticks(longest))
            ax.set_xlim(0, longest * stretch)
        _bars(sheet, ax, values[k][:n], second[k][:n], texts[k], colours[k][:n])
        if heads:
            sheet.text(0, 1, "\n".join(titles[k]), 0, 5, weight="bold", va="bottom", ax=ax, gid="head")
    told = [": ".join(p for p in ((heads[k] if heads else ""), labels[y], texts[k][y]) if p)
            for k in range(len(axes)) for y in range(n) if texts[k][y]]
    return sheet.done(told)


def _few_ticks(longest):
    from matplotlib.ticker import MaxNLocator

    found = [t for t in MaxNLocator(nbins=3, steps=[1, 2, 4, 5, 10]).tick_values(0, longest) if 0 <= t <= longest]
    return [found[0], found[-1]]


def _bars(sheet, ax, values, second, texts, colours):
    for y, (value, more, text, colour) in enumerate(zip(values, second, texts, colours, strict=True)):
        end = 0.0
        if not np.isnan(value):
            ax.barh(y, value, height=_THICK, color=colour, gid="bar", zorder=2)
            end = value
        if more > 0:
            ax.barh(y, more, left=end, height=_THICK, color=palette.tint(colour), gid="second", zorder=2)
            end += more
        if text:
            sheet.text(end, y, text, 4, 0, size=TICK, colour=palette.SOFT, data="xy", ax=ax, gid="value")
