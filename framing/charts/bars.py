"""Horizontal bars: one panel, or one panel per group over the same rows."""

from __future__ import annotations

import numpy as np

from . import palette
from .labels import shown_note
from .lettering import LABEL, LINE, TICK, shorten_all, widest, wrap
from .panels import LEAST_ROWS, choose_panels, left_out_note, split_body
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip

_THICK = 0.62
_LEAST_PANEL, _GAP = 82.0, 10.0


def draw_bars(sheet: Sheet, labels, values, texts, colours, *, xlabel: str, total: int, what: str, heads=None,
              sizes=None, groups: str = "groups", second=None, share: bool = False):
    """Draw rows of bars.

    Parameters
    ----------
    labels : list of str
        One per row.
    values, texts, colours : list of lists
        Per panel, one per row; NaN draws no bar.
    total : int
        How many rows there are in all; `what` they are.
    heads : list of str, optional
        One per panel; `groups` says what they are.
    sizes : list of float, optional
        One per panel: where there is no room for all, the largest are drawn. Else the sums of the values.
    second : list of arrays, optional
        Per panel, a paler bar that goes on where the first one ends.
    """
    shown = shorten_all(labels, sheet.width * 0.36)
    left = PAD + widest(shown) + LABEL_GAP
    second = [np.zeros(len(labels)) for _ in values] if second is None else second
    if sizes is None:
        sizes = [np.nansum(v) + np.nansum(s) for v, s in zip(values, second, strict=True)]
    room, head_room = sheet.width - left - PAD, 2 * LABEL * LINE + 5 if heads else 0.0
    grid = choose_panels(sheet, sizes, room=room, least=_LEAST_PANEL, gap=_GAP, row_gap=8.0,
                         high=head_room + NUMBERS + 13 + LEAST_ROWS * 11.5)
    if heads:
        sheet.add_note(left_out_note(heads, grid.kept, groups))
        heads = [heads[k] for k in grid.kept]
    values, texts, colours, second = ([given[k] for k in grid.kept] for given in (values, texts, colours, second))
    wide = (room - _GAP * (grid.columns - 1)) / grid.columns
    titles = [wrap(h, wide - 2, LABEL, "bold", lines=2) for h in heads] if heads else []
    above = max(map(len, titles)) * LABEL * LINE + 5 if heads else 0.0
    between = NUMBERS + above + 8
    n, pitch = sheet.rows(len(labels), 17, above=above, below=NUMBERS + 13, lines=grid.lines, between=between)
    sheet.add_note(shown_note(n, total, what))
    texts = [list(t[:n]) for t in texts]
    tail = widest([t for panel in texts for t in panel], TICK) + 6
    alone = len(values) == 1
    sheet.place(grid.lines * n * pitch + (grid.lines - 1) * between, left=left, right=PAD + tail if alone else PAD,
                above=above, below=NUMBERS, xlabel=xlabel)
    axes, wide = split_body(sheet, grid, gap=_GAP, row_gap=between)
    wide = wide if alone else max(wide - tail, 12.0)
    ends = [np.nan_to_num(v[:n]) + np.nan_to_num(s[:n]) for v, s in zip(values, second, strict=True)]
    longest = max([float(e.max()) for e in ends if len(e)] or [0.0]) or 1.0
    for k, ax in enumerate(axes):
        strip(ax)
        set_rows(ax, shown[:n] if k % grid.columns == 0 else [""] * n, widest(shown))
        stretch = 1 if alone else (wide + tail) / wide
        set_values(ax, 0, longest * stretch, wide, share=share)
        if not alone:
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
