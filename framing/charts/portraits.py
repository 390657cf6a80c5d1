"""Portraits of two to six actors on one page, measure by measure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import require
from . import palette
from .labels import actor_label, group_labels, keys_before, shown_note, source_note
from .lettering import LABEL, LINE, TICK, count, number, percent, plain, shorten, width, wrap
from .sheet import PAD, Sheet

#: Column, name of the row, how a value is written, and the count it rests on.
_BARS = (
    ("per_1000", "mentions per 1,000 words", number, lambda r: (f"{count(r['n'])} mentions", f"n = {count(r['n'])}")),
    ("share_sections", "share of sections that name them", percent,
     lambda r: (f"{count(r['n_sections'])} of {count(r['n_sections_all'])}",)),
    ("share_quoted_words", "share of all quoted words", percent,
     lambda r: (f"{count(r['n_words_spoken'])} of {count(r['n_words_quoted'])}", f"n = {count(r['n_words_spoken'])}")),
    ("first_position", "first named at (0 % = first word)", percent, lambda r: ()),
    ("in_title", "articles with them in the title", count,
     lambda r: (f"of {count(r['n_articles'])} that name them", f"of {count(r['n_articles'])}")),
    ("in_lead", "articles with them in the lead", count,
     lambda r: (f"of {count(r['n_articles'])} that name them", f"of {count(r['n_articles'])}")),
)
_LISTS = (("words", "words over-used beside them"), ("described_as", "described as"), ("company", "in the same sentences"),
          ("cues", "how their speech is told"), ("naming", "how they are named"))
_MOST = 6
_BAR, _STEP = 7.0, TICK * LINE
_GAP, _NARROWEST = 14.0, 58.0


def plot_portraits(table: pd.DataFrame, *, actors=None, top: int = 4, words: int = 5, colours=None, title: str | None = None,
                   note: str | None = None, ax=None):
    """Compare two to six actors on one page: how often, where, how much they speak, beside which words and whom.

    Parameters
    ----------
    table : DataFrame
        As `portray_actors` gives it. With further `by` columns, each group of an actor is a portrait of its own.
    actors : list of str, optional
        Whom to draw, in this order; else the first `top` of the table.
    top : int
        How many, six at most.
    words : int
        Entries of each list.
    colours : mapping of str to str, DataFrame or list, optional
        As `actor_colours` takes or gives them.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        A column per actor, as many as there is room for. The bars of a row have one scale, from 0 to the largest of
        the row; "first named at" is a mark between the article's beginning and its end.

    Raises
    ------
    ValueError
        If a column is missing, or an actor is not in the table.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ['Ann Lee met Tom Roy. "We will go," Lee said.']}))
    >>> ax = framing.plot_portraits(framing.portray_actors(analysis), ax=Figure(figsize=(7, 7)).subplots())
    >>> [t.get_text() for t in ax.texts if t.get_gid() == "head"]
    ['Ann Lee', 'Tom Roy']
    """
    require(table, ["actor", "n", "n_tokens", *(c for c, *_ in _BARS)], "table")
    keys = keys_before(table, "actor")
    chosen = _chosen(table, actors, min(top, _MOST))
    sheet = Sheet(ax, title or "Portraits of actors", note=source_note(table, note=note))
    chosen = chosen.head(max(int((sheet.room + _GAP) // (_NARROWEST + _GAP)), 1))
    sheet.subtitle = ("Bars: 0 to the largest value of the row; beside lists: how often "
                      f"(n = {count(int(chosen['n'].sum()), 'mentions')} of {count(int(table['n'].sum()))})")
    sheet.add_note(shown_note(len(chosen), len(table), "portraits"))
    if not len(chosen):
        return sheet.empty("No actors in this table.")
    everybody = table["actor"].astype(object)
    colours = palette.colours_of(list(dict.fromkeys([*chosen["actor"].astype(object), *everybody])), colours, table)
    chosen.attrs = table.attrs
    heads = [actor_label(a) for a in chosen["actor"].astype(object)]
    groups = group_labels(chosen, keys) if keys else [""] * len(chosen)
    return _page(sheet, chosen.to_dict("records"), heads, groups, [colours[a] for a in chosen["actor"]], words)


def _chosen(table, actors, top):
    if actors is None:
        return table.head(top)
    unknown = [a for a in actors if a not in set(table["actor"].astype(object))]
    if unknown:
        raise ValueError(f"actors {unknown} are not in this table; it has {list(table['actor'].astype(object))[:12]}.")
    order = {a: k for k, a in enumerate(actors)}
    part = table[table["actor"].isin(list(actors)).to_numpy(bool)]
    return part.iloc[np.argsort([order[a] for a in part["actor"]], kind="stable")].head(_MOST)


def _page(sheet, records, heads, groups, colours, words):
    gap = _GAP
    wide = (sheet.room - gap * (len(records) - 1)) / len(records)
    lists = [(column, name, [_entries(r.get(column), words, wide) for r in records]) for column, name in _LISTS
             if any(r.get(column) for r in records)]
    titles = [wrap(head, wide, LABEL + 1, "bold", lines=2) for head in heads]
    head_lines = max(map(len, titles)) + any(groups)
    top = head_lines * (LABEL + 1) * LINE + 8
    bar_row = 13 + _BAR + 5 + _STEP + 9
    blocks = [16 + max(len(e) for e in entries) * _STEP + 8 for *_, entries in lists]
    height = top + bar_row * len(_BARS) + sum(blocks)
    sheet.place(height, left=PAD, right=PAD, above=0, below=0)
    if sheet.inner_height < height:
        while blocks and sheet.inner_height < height:
            height -= blocks.pop()
            lists.pop()
    bars = list(_BARS)
    while len(bars) > 1 and sheet.inner_height < height:
        bars.pop()
        height -= bar_row
    ax = sheet.ax
    ax.set_axis_off()
    ax.set_xlim(0, sheet.inner_width)
    ax.set_ylim(max(sheet.inner_height, 1.0), 0)
    for k, (title, group, colour) in enumerate(zip(titles, groups, colours, strict=True)):
        x = k * (wide + gap)
        ax.barh(2, wide, left=x, height=3, color=colour, gid="band")
        sheet.text(x, 6, "\n".join(title), 0, 0, size=LABEL + 1, weight="bold", va="top", data="xy", gid="head")
        if group:
            sheet.text(x, 6 + len(title) * (LABEL + 1) * LINE, shorten(group, wide, TICK), 0, 0, size=TICK,
                       colour=palette.SOFT, va="top", data="xy")
    y, told = top, []
    for column, name, form, of in bars:
        told.append(_bar_row(sheet, records, heads, colours, column, name, form, of, y, wide, gap))
        y += bar_row
    for (_, name, entries), block in zip(lists, blocks, strict=True):
        _rule(sheet, y, name)
        for k, lines in enumerate(entries):
            for number_of_line, (word, n) in enumerate(lines):
                at = y + 15 + (number_of_line + 0.5) * _STEP
                sheet.text(k * (wide + gap), at, word, 0, 0, size=TICK, data="xy", gid="entry")
                sheet.text(k * (wide + gap) + wide, at, n, 0, 0, size=TICK, colour=palette.FAINT, ha="right", data="xy")
        told += [f"{name}: " + "; ".join(f"{h} {', '.join(' '.join(e).strip() for e in lines) or 'none'}"
                                         for h, lines in zip(heads, entries, strict=True))]
        y += block
    return sheet.done(told)


def _rule(sheet, y, name):
    sheet.ax.plot([0, sheet.inner_width], [y, y], color=palette.GRID, linewidth=0.9)
    name = shorten(name, sheet.inner_width, TICK)
    sheet.text(0, y + 7.5, name, size=TICK, colour=palette.FAINT, data="xy", gid="row")


def _bar_row(sheet, records, heads, colours, column, name, form, of, y, wide, gap):
    _rule(sheet, y, name)
    values = [float(r[column]) for r in records]
    largest = max([v for v in values if not np.isnan(v)] or [0.0])
    told = []
    for k, (record, value, colour) in enumerate(zip(records, values, colours, strict=True)):
        x = k * (wide + gap)
        sheet.ax.barh(y + 16 + _BAR / 2, wide, left=x, height=_BAR, color="#f2f4f6", zorder=1, gid="track")
        if not np.isnan(value) and largest > 0:
            mark = column == "first_position"
            sheet.ax.barh(y + 16 + _BAR / 2, 4.0 if mark else wide * value / largest, height=_BAR, color=colour, zorder=2,
                          left=x + mark * (wide - 4.0) * value, gid=column)
        at = y + 16 + _BAR + 3 + _STEP / 2
        text = form(value)
        rest = next((r for r in of(record) if width(text, LABEL, "bold") + 5 + width(r, TICK) <= wide), "")
        sheet.text(x, at, text, 0, 0, size=LABEL, weight="bold", data="xy", gid="value")
        if rest:
            start = width(text, LABEL, "bold") + 5
            sheet.text(x + start, at, rest, 0, 0, size=TICK, colour=palette.FAINT, data="xy")
        told.append(f"{heads[k]} {text}" + (f" ({rest})" if rest else ""))
    return f"{name}: " + ", ".join(told)


def _entries(text, most, wide) -> list[tuple[str, str]]:
    """The entries of a list such as "said 5, Ministry of Trade, Home 2": words and how often."""
    found, held = [], ""
    for piece in str(text or "").split(", "):
        held = f"{held}, {piece}" if held else piece
        word, _, n = held.rpartition(" ")
        if word and n.isdigit():
            found.append((shorten(plain(word), wide - width(n, TICK) - 6, TICK), n))
            held = ""
    return found[:most]
