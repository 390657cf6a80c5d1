"""Lines over days, each with its name at its end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import require
from . import palette
from .labels import by_words, largest, shown_note, source_note
from .lettering import LABEL, LINE, TICK, count, number, plain, shorten, widest, width
from .sheet import NUMBERS, PAD, Sheet, strip

_BODY = 190.0


def plot_over_time(table: pd.DataFrame, *, time: str = "published", value: str = "per_1000", top: int = 6, colours=None,
                   title: str | None = None, ax=None):
    """Draw a measure by day, a line per actor, term, frame or other group.

    Parameters
    ----------
    table : DataFrame
        A measure counted ``by=["published", …]`` (ISO dates), with at most one further column of groups.
    time : str
        The column of dates.
    value : str
        The column to draw.
    top : int
        Lines shown: those with the largest sum of the value.
    colours : mapping of str to str, DataFrame or list, optional
        For actors, as `actor_colours` takes or gives them.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        A line breaks where a day has no value: nothing is not zero.

    Raises
    ------
    ValueError
        If a column is missing, or a line would have two values on a day.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> days = pd.DataFrame({"published": ["2025-03-11", "2025-03-12"], "actor": "Ann Lee", "n": [2, 3],
    ...                      "per_1000": [4.0, 6.0]})
    >>> framing.plot_over_time(days, ax=Figure().subplots()).lines[0].get_ydata().tolist()
    [4.0, 6.0]
    """
    require(table, [time, value], "table")
    group = next((c for c in ("actor", "term", "frame", "label") if c in table.columns and c != time), None)
    if group is None:
        group = next((c for c in table.columns if c != time and not pd.api.types.is_numeric_dtype(table[c])), None)
    unit = {"per_1000": "per 1,000 words", "n": "number"}.get(value, value.replace("_", " "))
    n = f" (n = {count(int(table['n'].sum()))})" if "n" in table.columns else ""
    unit = {"actor": "mentions ", "term": "occurrences ", "frame": "hits "}.get(group, "") * (value == "per_1000") + unit
    sheet = Sheet(ax, title or "Over time" + by_words([group] if group else []), unit.capitalize() + n, source_note(table))
    known = table[(table[time].astype(str) != "").to_numpy(bool) & table[time].notna().to_numpy(bool)]
    if not len(known):
        return sheet.empty("No dated rows in this table.")
    names = known[group].astype(object) if group else pd.Series("all", index=known.index)
    grid = known.assign(_line=names.to_numpy(object))
    if grid.duplicated([time, "_line"]).any() and group != "actor":
        raise ValueError(f"a {group} has several values on a day; draw one group at a time, or count by={time!r} alone.")
    wide = grid.groupby([time, "_line"], sort=True)[value].sum(min_count=1).unstack("_line")
    ranked = largest(wide.sum(), None)
    chosen = ranked[:top]
    shades = palette.colours_of(ranked, colours, table) if group == "actor" else {
        name: palette.PARTS[k % len(palette.PARTS)] for k, name in enumerate(chosen)}
    sheet.add_note(shown_note(len(chosen), len(ranked), (group or 'line') + 's'))
    return _draw(sheet, wide[chosen], {name: plain(name) for name in chosen}, shades)


def _draw(sheet: Sheet, wide: pd.DataFrame, names: dict, colours: dict):
    """Draw one line per column over the days of the index."""
    labels = {c: shorten(names[c], sheet.width * 0.3) for c in wide.columns}
    days = pd.to_datetime(wide.index, errors="coerce")
    dated = not days.isna().any()
    x = np.asarray((days - days.min()).days, float) if dated else np.arange(len(wide), dtype=float)
    top = float(np.nanmax(wide.to_numpy(float))) if wide.notna().any(axis=None) else 1.0
    bottom = min(0.0, float(np.nanmin(wide.to_numpy(float)))) if wide.notna().any(axis=None) else 0.0
    ticks = _ticks(bottom, top)
    shown = [number(t, 2 if top < 1 else 1 if top < 10 and any(t % 1 for t in ticks) else 0) for t in ticks]
    side = widest(labels.values()) + 12
    sheet.place(_BODY, left=PAD + widest(shown, TICK) + 6, right=PAD + side, above=4, below=NUMBERS + 2)
    ax = sheet.ax
    strip(ax, grid="y")
    ax.set_yticks(ticks, shown)
    span = max(x.max() - x.min(), 1.0)
    ax.set_xlim(x.min() - 0.03 * span, x.max() + 0.01 * span)
    ax.set_ylim(bottom, max(top, ticks[-1]) * 1.04 or 1)
    _days(ax, x, wide.index, sheet.inner_width)
    ends = []
    for name in wide.columns:
        y = wide[name].to_numpy(float)
        ax.plot(x, y, "-", color=colours[name], linewidth=1.8, zorder=2, gid="line")
        ax.plot(x, y, "o", color=colours[name], markersize=4.5, zorder=3, clip_on=False, gid="value")
        last = np.flatnonzero(~np.isnan(y))
        if len(last):
            ends.append([y[last[-1]], name])
    unit = sheet.inner_height / (ax.get_ylim()[1] - ax.get_ylim()[0])
    for place, name in _spread(ends, LABEL * LINE / unit, ax.get_ylim()):
        sheet.text(1, place, labels[name], 8, 0, colour=colours[name], data="y", gid="end")
    told = [f"{labels[c]}: " + ", ".join(f"{day} {number(v)}" for day, v in wide[c].items() if not np.isnan(v))
            for c in wide.columns]
    return sheet.done(told)


def _ticks(low, high):
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [t for t in found if low <= t <= high * 1.001] or [low]


def _days(ax, x, index, room):
    step = max(width(str(index[0]), TICK) + 14, 1.0)
    span = max(x.max() - x.min(), 1.0)
    kept, last = [], -np.inf
    for place, day in zip(x, index, strict=True):
        at = (place - x.min()) / span * room
        if at - last >= step:
            kept.append((place, str(day)))
            last = at
    ax.set_xticks([p for p, _ in kept], [d for _, d in kept])
    if kept:
        ax.get_xticklabels()[0].set_ha("left")


def _spread(ends, least, limits):
    """Labels moved apart so far that none covers another, their order kept."""
    ends = sorted(ends, key=lambda e: e[0])
    places = [e[0] for e in ends]
    for _ in range(200):
        moved = False
        for k in range(len(places) - 1):
            gap = places[k + 1] - places[k]
            if gap < least * 0.999:
                places[k] -= (least - gap) / 2
                places[k + 1] += (least - gap) / 2
                moved = True
        if not moved:
            break
    low = places[0] - (limits[0] + least / 2) if places else 0
    if low < 0:
        places = [p - low for p in places]
    return list(zip(places, [e[1] for e in ends], strict=True))
