"""Lines over days, each with its name at its end."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from ..groups import counted_rows
from ..schema import context_of, require
from . import palette
from .labels import by_words, is_date, largest, like, shown_note, source_note
from .lettering import LABEL, LINE, NOTE, TICK, count, number, plain, shorten_all, widest
from .sheet import NUMBERS, PAD, Sheet, strip

_BODY = 190.0
#: The columns that say on how many cases a value rests, and what these are.
_CASES = {"n": "hits", "n_mentions": "mentions", "n_sentences": "sentences"}
#: Days, months and years, by how many characters of a date tell them.
_PERIODS = {10: "days", 7: "months", 4: "years"}


def plot_over_time(table: pd.DataFrame, *, time: str = "published", value: str = "per_1000", top: int = 6,
                   min_words: int = 50, colours=None, title: str | None = None, ax=None):
    """Draw a measure by day, a line per actor, term, frame or other group.

    Parameters
    ----------
    table : DataFrame
        A measure counted ``by=["published", …]`` (ISO days, or their months or years), with at most one further column of
        groups.
    time : str
        The column of dates.
    value : str
        The column to draw.
    top : int
        Lines shown: those that rest on most cases, or else have the largest sum of the value.
    min_words : int
        Rates of a day with fewer words are hollow and their lines pale: they mean little.
    colours : mapping of str to str, DataFrame or list, optional
        For actors, as `actor_colours` takes or gives them.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        A count or a rate is 0 on a day with articles that name nobody of the line, also where the table has no row for it.
        A line breaks where a day has no value, and over days without articles (dotted there): nothing is not zero. Means
        stand with their interval where the table has ``low`` and ``high``, hollow where it says ``few``; below each day
        its words where they are known. Rows without a clear date are left out, and counted in the note.

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
    size, known = _dated(table, time)
    cases = next((c for c in _CASES if c in table.columns), None)
    what = _CASES[cases] if cases and cases != "n" else {"actor": "mentions", "term": "occurrences"}.get(group, "hits")
    n = f" (n = {count(int(known[cases].sum()), what)})" if cases else ""
    ranged = {"low", "high"} <= set(table.columns) and table.columns[table.columns.get_loc("low") - 1] == value
    unit = {"per_1000": f"{what} per 1,000 words", "n": what, "mean": f"mean score of {what}"}.get(
        value, value.replace("_", " ")) + " with 95 % interval" * ranged
    head = {"per_1000": what, "n": what, "mean": "scores"}.get(value, unit).capitalize()
    sheet = Sheet(ax, title or f"{head} over time" + by_words([group] if group else []),
                  unit[:1].upper() + unit[1:] + n, source_note(table))
    if not len(known):
        return sheet.empty("No dated rows in this table.")
    if cases and len(known) < len(table):
        lost = table[cases].sum() - known[cases].sum()
        sheet.add_note(f"{count(int(lost), what)} without a clear date left out.")
    names = known[group].astype(object) if group else pd.Series("", index=known.index)
    grid = known.assign(_line=names.to_numpy(object))
    if grid.duplicated([time, "_line"]).any() and not (group == "actor" and value in ("n", "per_1000")):
        raise ValueError(f"a {group} has several values on a day; draw one group at a time, or count by={time!r} alone.")
    wide = grid.groupby([time, "_line"], sort=True)[value].sum(min_count=1).unstack("_line")
    sizes = _sizes(known, time)
    if value in ("n", "per_1000"):
        more = [c for c in table.columns.difference([time, group, "label"]) if not pd.api.types.is_numeric_dtype(table[c])]
        words = _words(table, time, size) if size and not more else {}
        empty = grid.groupby([time, "_line"]).size().unstack("_line").isna()
        wide, sizes = _with_zeros(wide, empty, words), words | sizes
    x, gaps = _places(wide.index, size)
    ranked = largest(grid.groupby("_line", sort=True)[cases or value].sum(), None)
    sheet.add_note(f"Dotted: over {_PERIODS[size]} without articles." if len(gaps) else "")
    below = NUMBERS + 2 + bool(sizes) * TICK * LINE
    fits = top if sheet.own else max(int((sheet.body(4, below) - NOTE * LINE) // (LABEL * LINE)), 1)
    chosen = ranked[:min(top, fits)]
    shades = palette.colours_of(ranked, colours, table) if group == "actor" else {
        name: palette.ACTORS[k % len(palette.ACTORS)] for k, name in enumerate(chosen)}
    def spread(column):
        return grid.pivot(index=time, columns="_line", values=column).reindex(wide.index)[chosen]

    few = spread("few").eq(True) if "few" in grid.columns else pd.DataFrame(False, wide.index, chosen)
    what_few = "rests on few cases"
    if value == "per_1000":
        few.loc[[sizes.get(day, min_words) < min_words for day in wide.index]] = True
        what_few = f"{_PERIODS.get(size, 'groups')} of fewer than {min_words} words"
    hollow = bool((few & wide[chosen].notna()).to_numpy().any())
    sheet.add_note(shown_note(len(chosen), len(ranked), (group or 'line') + 's'),
                   f"Hollow: {what_few}, do not compare." if hollow else "")
    ranges = [spread(c) for c in ("low", "high")] if ranged else []
    return _draw(sheet, wide[chosen], x, gaps, {name: plain(name) for name in chosen}, shades, ranges, few, sizes)


def _dated(table, time):
    """How many characters tell the day, month or year, and the rows with one; 0 and all rows where times are no dates."""
    told = table[time].astype(object)
    known = (told.notna() & (told.astype(str) != "")).to_numpy(bool)
    for size in _PERIODS:
        clear = np.array([is_date(t, size) for t in told], bool)
        if clear.any():
            return size, table[clear & known]
    return 0, table[known]


def _words(table, time, size) -> dict:
    """The words of each day on which there are articles, where the table knows its articles."""
    context = context_of(table)
    if context is None or context.words is None or time not in context.articles.columns:
        return {}
    words = like(context.words.copy(deep=False), table)
    words = words[counted_rows(words) & ~words["heading_line"].to_numpy(bool)]
    told = context.articles[time].astype(str)
    clear = [any(is_date(t, s) for s in _PERIODS if s >= size) for t in told]
    days = dict(zip(context.articles["article"].astype(object)[clear], told.str[:size][clear], strict=True))
    sums = words.groupby(words["article"].astype(object).map(days))["n_tokens"].sum()
    return sums[sums > 0].to_dict()


def _with_zeros(wide, empty, words):
    """Counts and rates of every day with articles: 0 where the table has no row, unless it knows no rate of that day."""
    days = sorted({*wide.index, *words})
    wide, empty = wide.reindex(days), empty.reindex(days, fill_value=True)
    told = wide.notna().any(axis=1) | wide.index.isin(words)
    return wide.mask(empty & told.to_numpy()[:, None], 0.0)


def _sizes(table, time) -> dict:
    """The words of each day, where the table says them."""
    if "n_tokens" not in table.columns:
        return {}
    sizes = table.drop_duplicates([time, "n_tokens"]).set_index(time)["n_tokens"]
    return {} if sizes.index.has_duplicates or sizes.isna().any() else sizes.to_dict()


def _draw(sheet: Sheet, wide: pd.DataFrame, x, gaps, names: dict, colours: dict, ranges, few, sizes):
    """Draw one line per column over the days of the index."""
    labels = {c: plain(names[c]) for c in wide.columns}
    labels = dict(zip(labels, shorten_all(labels.values(), sheet.width * 0.3), strict=True))
    every = np.concatenate([part.to_numpy(float).ravel() for part in (wide, *ranges)])
    every = every[~np.isnan(every)]
    top, bottom = (max(0.0, every.max()), min(0.0, every.min())) if len(every) else (1.0, 0.0)
    ticks = _ticks(bottom, top)
    shown = [number(t, 2 if top < 1 else 1 if any(t % 1 for t in ticks) else 0) for t in ticks]
    days = {day: f"{plain(day)}\n{count(float(sizes[day]), 'words')}" if day in sizes else plain(day) for day in wide.index}
    side = max(widest(labels.values()) + 12, widest(days.values(), TICK) / 2)
    sheet.place(max(_BODY, (len(labels) + 1) * LABEL * LINE), left=PAD + widest(shown, TICK) + 6, right=PAD + side, above=4,
                below=NUMBERS + 2 + bool(sizes) * TICK * LINE)
    ax = sheet.ax
    strip(ax, grid="y")
    ax.set_yticks(ticks, shown)
    span = max(x.max() - x.min(), 1.0)
    ax.set_xlim(x.min() - 0.03 * span, x.max() + 0.01 * span)
    ax.set_ylim(min(bottom, ticks[0]), max(top, ticks[-1]) + 0.04 * (top - bottom or 1.0))
    _days(ax, x, list(days.values()), sheet.inner_width)
    if bottom < 0:
        ax.axhline(0, color=palette.RULE, linewidth=1.1, zorder=1)
    ends = []
    for k, name in enumerate(wide.columns):
        y = wide[name].to_numpy(float)
        shift = (k - (len(wide.columns) - 1) / 2) * 4 / sheet.inner_width * span if ranges else 0.0
        _lines(ax, x + shift, y, gaps, few[name].to_numpy(bool), colours[name])
        if ranges:
            ax.vlines(x + shift, *(part[name].to_numpy(float) for part in ranges), linewidth=1.6, zorder=1.5, gid="interval",
                      colors=[palette.tint(colours[name], 0.35)])
        _dots(ax, x + shift, y, colours[name], few[name].to_numpy(bool))
        last = np.flatnonzero(~np.isnan(y))
        if len(last):
            ends.append([y[last[-1]], name])
    unit = sheet.inner_height / (ax.get_ylim()[1] - ax.get_ylim()[0])
    for place, name in _spread(ends, LABEL * LINE / unit, ax.get_ylim()):
        sheet.text(1, place, labels[name], 8, 0, colour=colours[name], data="y", gid="end")
    told = [f"{labels[c]}: " + ", ".join(f"{day} {number(v)}" for day, v in wide[c].items() if not np.isnan(v))
            for c in wide.columns]
    return sheet.done(told)


def _places(index, size):
    """Where each day, month or year stands, in days, and before which of them there is a gap."""
    if not size:
        return np.arange(len(index), dtype=float), np.zeros(0, int)
    days = [date.fromisoformat(str(day) + "-01-01"[size - 4:]) for day in index]
    x = np.array([day.toordinal() for day in days], float)
    steps = {10: x, 7: np.array([12 * d.year + d.month for d in days]), 4: np.array([d.year for d in days])}[size]
    return x - x.min(), np.flatnonzero(np.diff(steps) > 1) + 1


def _lines(ax, x, y, gaps, few, colour):
    """A line from day to day: pale to and from a day of few cases, dotted over days without articles."""
    pale, broken, firm = palette.tint(colour, 0.5), np.insert(x, gaps, np.nan), np.where(few, np.nan, y)
    ax.plot(broken, np.insert(firm, gaps, np.nan), "-", color=colour, linewidth=1.8, zorder=2, gid="line")
    if few.any():
        ax.plot(broken, np.insert(y, gaps, np.nan), "-", color=pale, linewidth=1.3, zorder=1.8, gid="faint")
    if len(gaps):
        over = [np.stack([v[gaps - 1], v[gaps], np.full(len(gaps), np.nan)], axis=1).ravel() for v in (x, y)]
        ax.plot(*over, ":", color=pale, linewidth=1.2, zorder=1.8, gid="gap")


def _dots(ax, x, y, colour, few):
    for mask, fill in ((~few, colour), (few, "white")):
        if mask.any():
            ax.plot(x[mask], y[mask], "o", color=colour, markerfacecolor=fill, markersize=4.5, zorder=3, clip_on=False,
                    gid="value")


def _ticks(low, high):
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [t for t in found if low <= t <= high * 1.001] or [low]


def _days(ax, x, names, room):
    step = widest(names, TICK) + 14
    span = max(x.max() - x.min(), 1.0)
    kept, last = [], -np.inf
    for place, day in zip(x, names, strict=True):
        at = (place - x.min()) / span * room
        if at - last >= step:
            last = at if kept else at + (step - 14) / 2  # the first label stands to the right of its place
            kept.append((place, day))
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
    if places:
        low, high = places[0] - (limits[0] + least / 2), places[-1] - limits[1]
        places = [p - low if low < 0 else p - min(high, low) if high > 0 else p for p in places]
    return list(zip(places, [e[1] for e in ends], strict=True))
