"""Matrices: who is named where, and who speaks about whom. The number in a cell is always a count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import choose, require
from . import palette
from .bars import draw_bars
from .labels import actor_label, all_groups, by_words, group_labels, keys_before, largest, noun, shown_note, source_note
from .lettering import LINE, TICK, count, number, percent, shorten, shorten_all, widest, width, wrap
from .sheet import LABEL_GAP, PAD, Sheet, set_rows, strip

_SLANT = np.radians(38)


def plot_entities(table: pd.DataFrame, *, value: str = "per_1000", top: int = 12, min_words: int = 50, colours=None,
                  title: str | None = None, note: str | None = None, ax=None):
    """Draw how often each actor is named in each group: a matrix, or bars where there is one group.

    Parameters
    ----------
    table : DataFrame
        As `count_entities` gives it: the `by` columns, ``actor``, ``label``, ``n``, ``n_tokens``, ``per_1000``.
    value : {"per_1000", "n"}
        What the colour (or the bar) stands for. The number in a cell is always n.
    top : int
        Actors shown: those with the most mentions.
    min_words : int
        Cells of groups with fewer words (a title, say) show n without a shade: a rate of so few means little.
    colours : mapping of str to str, DataFrame or list, optional
        As `actor_colours` takes or gives them.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        A cell without a mention is empty; where the words of a group are not known the rate is not drawn.

    Raises
    ------
    ValueError
        If a column is missing or the value is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> counts = pd.DataFrame({"outlet": ["Echo", "Post"], "actor": "Ann Lee", "label": "PERSON", "n": [4, 2],
    ...                        "n_tokens": [500.0, 500.0], "per_1000": [8.0, 4.0]})
    >>> ax = framing.plot_entities(counts, ax=Figure().subplots())
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['Ann Lee']
    """
    require(table, ["actor", "n", "per_1000"], "table")
    choose(value, ["per_1000", "n"], "value")
    keys = keys_before(table, "actor")
    unit = "Mentions per 1,000 words" if value == "per_1000" else "Mentions"
    n = int(table["n"].sum())
    where = f" of the {noun(keys)[:-1]}" if keys and value == "per_1000" and noun(keys).endswith("s") else ""
    cells = "; number in the cell: mentions" if keys and value == "per_1000" else ""
    sheet = Sheet(ax, title or ("Who is named where" if keys else "Who is named") + by_words(keys),
                  f"{unit}{where}{cells} (n = {count(n, 'mentions')})", source_note(table, note=note))
    if not len(table):
        return sheet.empty("No mentions in this table.")
    table = table.assign(actor=table["actor"].astype(object))
    ranked = largest(table.groupby("actor", sort=False)["n"].sum(), None)
    colours = palette.colours_of(ranked, colours, table)
    if not keys:
        one = table.groupby("actor", sort=False)[["n", "per_1000"]].sum(min_count=1).loc[ranked[:top]]
        told = [f"{number(r)} ({count(k)})" if value == "per_1000" else count(k)
                for r, k in zip(one["per_1000"], one["n"], strict=True)]
        return draw_bars(sheet, [actor_label(a) for a in one.index], [one[value].to_numpy(float)], [told],
                         [[colours[a] for a in one.index]], xlabel=unit.lower(), total=len(ranked), what="actors")
    return draw_groups(sheet, table, "actor", keys, ranked, top, value, min_words, "actors", unit.lower(), colours)


def draw_groups(sheet, table, down, keys, ranked, top, value, min_words, what, unit, colours=None):
    """Draw a matrix of things (down) by groups (across); rates of groups with fewer than `min_words` get no shade."""
    groups, spots = all_groups(table, keys)
    heads = group_labels(groups, keys)
    table = table.assign(_group=spots)
    if value == "per_1000" and "n_tokens" in table.columns:
        small = (table["n_tokens"] < min_words).to_numpy(bool)
        names = [heads[k] for k in sorted(set(spots[small]))]
        if small.any() and not small.all():
            table[value] = table[value].mask(small)
            sheet.add_note(f"Fewer than {min_words} words, not shaded: {', '.join(names)}.")
    return _matrix(sheet, table, down, "_group", ranked[:top], list(range(len(groups))), value, heads, len(ranked),
                   (noun(keys), what), unit, colours)


def plot_talk(table: pd.DataFrame, *, value: str = "n", top: int = 10, colours=None, title: str | None = None,
              note: str | None = None, ax=None):
    """Draw who speaks about whom: speakers down, actors across.

    Parameters
    ----------
    table : DataFrame
        As `count_talk` gives it: ``speaker``, ``actor``, ``n``, ``n_speaker``, ``share``. Groups of further columns
        are added up.
    value : {"n", "share"}
        What the colour stands for: mentions, or their share of all mentions in the speaker's words. The number in a
        cell is always n.
    top : int
        Speakers and actors shown at most: those with the most mentions.
    colours : mapping of str to str, DataFrame or list, optional
    title, note : str, optional
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
    >>> talk = pd.DataFrame({"speaker": ["Ann Lee"], "actor": ["Tom Roy"], "n": [3], "n_speaker": [3], "share": [1.0]})
    >>> [t.get_text() for t in framing.plot_talk(talk, ax=Figure().subplots()).get_yticklabels()]
    ['Ann Lee']
    """
    require(table, ["speaker", "actor", "n", "n_speaker"], "table")
    choose(value, ["n", "share"], "value")
    n = int(table["n"].sum())
    sheet = Sheet(ax, title or "Who speaks about whom", f"Mentions of an actor (across) in the words of a speaker (down), "
                  f"quoted or reported (n = {count(n, 'mentions')})", source_note(table, note=note))
    if not len(table):
        return sheet.empty("Nobody is named in anybody's words in this table.")
    pairs = table.assign(speaker=table["speaker"].astype(object), actor=table["actor"].astype(object))
    pairs = pairs.groupby(["speaker", "actor"], sort=False, as_index=False)["n"].sum()
    said = pairs.groupby("speaker", sort=False)["n"].sum()
    speakers = sorted(largest(said, None), key=lambda s: s == "")
    actors = largest(pairs.groupby("actor", sort=False)["n"].sum(), None)
    colours = palette.colours_of(list(dict.fromkeys([*speakers, *actors])), colours, table)
    pairs["share"] = pairs["n"] / said.loc[pairs["speaker"]].to_numpy()
    chosen = actors[:top]
    return _matrix(sheet, pairs, "speaker", "actor", speakers[:top], chosen, value, [actor_label(a) for a in chosen],
                   len(speakers), ("actors", "speakers"), "mentions" if value == "n" else "share of the speaker's mentions",
                   colours, total_columns=len(actors))


def _matrix(sheet, table, down, across, names, columns, value, heads, total, what, unit, colours, total_columns=None):
    labels = [actor_label(a) if a else "Speaker not known" for a in names]
    shown = shorten_all(labels, sheet.width * 0.34)
    chip = 10 if colours else 0
    left = PAD + widest(shown) + LABEL_GAP + chip
    room = sheet.width - left - PAD
    n_columns = total_columns or len(columns)
    columns, heads = columns[:max(int(room // 17), 1)], heads[:max(int(room // 17), 1)]
    written, step, above = _heads(heads, room)
    columns, heads = columns[:len(written)], heads[:len(written)]
    right = max(PAD, sheet.width - left - step * len(columns))
    n_rows, pitch = sheet.rows(len(names), 21, above=above, below=26)
    names, shown, labels = names[:n_rows], shown[:n_rows], labels[:n_rows]
    sheet.add_note(shown_note(n_rows, total, what[1]), shown_note(len(columns), n_columns, what[0]))
    sheet.place(n_rows * pitch, left=left, right=right, above=above, below=26)
    cells = np.nan_to_num(_grid(table, down, across, names, columns, "n"))
    shade = np.where(cells > 0, _grid(table, down, across, names, columns, value), np.nan)
    _fill(sheet, cells, shade)
    strip(sheet.ax, grid="")
    set_rows(sheet.ax, shown, widest(shown) + chip)
    for y, name in enumerate(names if colours else ()):
        colour = colours.get(name, palette.REST)
        sheet.text(0, y, "■", -LABEL_GAP + 2, 0, size=7, colour=colour, ha="right", data="y", gid="chip")
    _write_heads(sheet, written, step)
    _scale(sheet, shade, unit, share=value == "share")
    told = [f"{labels[y]}, {heads[x]}: {count(cells[y, x])}" for y, x in zip(*np.nonzero(cells), strict=True)]
    return sheet.done(told)


def _grid(table, down, across, names, columns, value) -> np.ndarray:
    """The sum of a column for each cell of the matrix, NaN where the table has no row."""
    row, column = pd.Index(names).get_indexer(table[down]), pd.Index(columns).get_indexer(table[across])
    keep = (row >= 0) & (column >= 0) & table[value].notna().to_numpy(bool)
    grid, seen = np.zeros((len(names), len(columns))), np.zeros((len(names), len(columns)), bool)
    np.add.at(grid, (row[keep], column[keep]), table[value].to_numpy(float)[keep])
    seen[row[keep], column[keep]] = True
    return np.where(seen, grid, np.nan)


def _fill(sheet, cells, shade):
    ax = sheet.ax
    ramp = palette.heat()
    top = np.nanmax(shade) if (~np.isnan(shade)).any() else 1.0
    edges = [np.arange(size + 1) - 0.5 for size in reversed(shade.shape)]
    ax.pcolormesh(*edges, np.ma.masked_invalid(shade), cmap=ramp, vmin=0, vmax=top, edgecolors="white", linewidth=1.6)
    ax.set_xticks([])
    for y, x in zip(*np.nonzero(cells), strict=True):
        known = not np.isnan(shade[y, x])
        ink = palette.ink_on(ramp(shade[y, x] / top)[:3]) if known else palette.SOFT
        ax.text(x, y, count(cells[y, x]), fontsize=TICK, color=ink, ha="center", va="center_baseline", gid="cell")


def _heads(heads, room):
    """Column heads in short lines where they fit, else slanted; the width of a column, and the height they need."""
    step = min(room / len(heads), 74.0)
    lines = [wrap(h, step - 5, TICK, lines=3) for h in heads]
    if not any("…" in part for found in lines for part in found):
        return ["\n".join(found) for found in lines], step, max(map(len, lines)) * TICK * LINE + 3
    cut = shorten_all(heads, min(128.0, room * 0.5), TICK)
    reach = [width(text, TICK) * np.cos(_SLANT) + 6 for text in cut]
    step = min([74.0, *((room - r) / (k + 0.5) for k, r in enumerate(reach) if room > r)])
    if step < 17:
        keep = max(int((room - max(reach)) // 17), 1)
        cut, step = cut[:keep], 17.0
    return [(text,) for text in cut], step, widest(cut, TICK) * np.sin(_SLANT) + TICK * 1.1 + 4


def _write_heads(sheet, written, step):
    for x, head in enumerate(written):
        if isinstance(head, tuple):
            sheet.text(x, 1, head[0], -3, 4, size=TICK, colour=palette.SOFT, ha="left", va="bottom", data="x", gid="head",
                       rotation=np.degrees(_SLANT), rotation_mode="anchor")
        else:
            sheet.text(x, 1, head, 0, 4, size=TICK, colour=palette.SOFT, ha="center", va="bottom", data="x", gid="head")


def _scale(sheet, shade, unit, *, share):
    """What the colours stand for: a bar from 0 to the largest value."""
    if not (~np.isnan(shade)).any():
        return
    top = np.nanmax(shade)
    wide = min(70.0, sheet.inner_width / 3)
    bar = sheet.ax.inset_axes((0, 0, 1, 1))
    bar.set_gid("scale")
    shown = percent(top) if share else number(top, 1 if top % 1 else 0)
    text, zero = f"{shown} {unit}", width("0", TICK) + 5
    free = sheet.width - PAD - wide - zero - 5
    x = 0.0 if width(text, TICK) <= free - sheet.left else PAD - sheet.left
    text, start = shorten(text, free - sheet.left - x, TICK), x + zero
    bar.set_axes_locator(_Corner(sheet, start, -20, wide, 7))
    bar.imshow(np.linspace(0, 1, 64)[None, :], aspect="auto", cmap=palette.heat())
    bar.set_axis_off()
    sheet.text(0, 0, "0", x, -16.5, size=TICK, colour=palette.SOFT)
    sheet.text(0, 0, text, start + wide + 5, -16.5, size=TICK, colour=palette.SOFT)


class _Corner:
    """Keeps a small axes at a distance in points from the lower left corner of the sheet's axes."""

    def __init__(self, sheet, x, y, wide, high):
        self.sheet, self.box = sheet, (x, y, wide, high)

    def __call__(self, ax, renderer):
        from matplotlib.transforms import Bbox

        figure, parent = self.sheet.figure, self.sheet.ax
        unit = figure.dpi / 72
        corner = parent.get_window_extent()
        x, y, wide, high = (v * unit for v in self.box)
        return figure.transSubfigure.inverted().transform_bbox(Bbox.from_bounds(corner.x0 + x, corner.y0 + y, wide, high))


