"""Panels of groups: side by side, in several lines where one is too short; the largest where there is no room for all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: Rows that a panel has at least where lines of panels share a height.
LEAST_ROWS = 3


class Grid(NamedTuple):
    """Which groups have a panel, in their order, and how the panels stand."""

    kept: list[int]
    columns: int
    lines: int


def choose_panels(sheet, sizes, *, room: float, least: float, gap: float, high: float, row_gap: float,
                  most: int | None = None) -> Grid:
    """Lay out panels.

    Parameters
    ----------
    sizes : list of float
        One per group: where not all can be shown, the largest are.
    room, least, gap : float
        Width of a line of panels, least width of one, and the gap between two.
    high, row_gap : float
        Least height of a line of panels, and the gap between two.
    most : int, optional
        Panels at most.
    """
    across = max(int((room + gap) // (least + gap)), 1)
    down = len(sizes) if sheet.own else max(int((sheet.body() + row_gap) // (high + row_gap)), 1)
    ranked = np.argsort(-np.nan_to_num(np.array(sizes, float)), kind="stable").tolist()
    kept = sorted(ranked[:min(across * down, most or len(sizes))])
    lines = -(-len(kept) // across)
    return Grid(kept, -(-len(kept) // lines), lines)


def left_out_note(heads, kept, what: str) -> str:
    """4 of 6 outlets shown, the largest; left out: Echo, Post."""
    out = [head for k, head in enumerate(heads) if k not in set(kept)]
    more = f" and {len(out) - 3:,} more" if len(out) > 3 else ""
    return f"{len(kept):,} of {len(heads):,} {what} shown, the largest; left out: {', '.join(out[:3])}{more}." if out else ""


def split_body(sheet, grid: Grid, *, gap: float, row_gap: float):
    """The axes of the panels, line by line, and the width of one."""
    if len(grid.kept) == 1:
        return [sheet.ax], sheet.inner_width
    axes, wide, _ = sheet.panels(grid.lines * grid.columns, gap=gap, rows=grid.lines, row_gap=row_gap)
    for spare in axes[len(grid.kept):]:
        spare.remove()
    return axes[:len(grid.kept)], wide
