"""Charts of agency: who acts and who is acted upon, with which verbs, and where the doer is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..groups import counted_rows
from ..schema import choose, context_of, require
from . import palette
from .intervals import Row, draw_interval
from .labels import (
    actor_label,
    all_groups,
    by_words,
    group_labels,
    keys_before,
    largest,
    like,
    noun,
    shown_note,
    source_note,
    unnamed_last,
)
from .lettering import LABEL, LINE, TICK, count, percent, plain, shorten, shorten_all, widest, width, wrap
from .panels import LEAST_ROWS, choose_panels, left_out_note, split_body
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip
from .stacks import draw_stacks

_FORMS = ("n_agentless", "n_with_agent", "n_active")
_PANEL = 62.0


def plot_roles(table: pd.DataFrame, *, top: int = 12, order: str = "n", colours=None, title: str | None = None,
               note: str | None = None, ax=None):
    """Draw actors between acted upon and acting, with interval and n; a panel per outlet, voice, …

    Parameters
    ----------
    table : DataFrame
        As `count_roles` gives it: ``actor`` and perhaps further `by` columns (a panel per group), ``n_agent``,
        ``n_patient``, ``share_agent``, ``low``, ``high``, ``few``.
    top : int
        Actors shown: those with the most roles.
    order : {"n", "share"}
        Most roles first, or the most acting first.
    colours : mapping of str to str, DataFrame or list, optional
        As `actor_colours` takes or gives them.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        With a panel per group in ``ax.child_axes`` where there are several. Hollow: under 20 roles.

    Raises
    ------
    ValueError
        If a column is missing or the order is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> roles = pd.DataFrame({"actor": ["Ann Lee"], "n_agent": [30], "n_patient": [10], "share_agent": [0.75],
    ...                       "low": [0.6], "high": [0.86], "few": [False]})
    >>> [t.get_text() for t in framing.plot_roles(roles, ax=Figure().subplots()).get_yticklabels()]
    ['Ann Lee']
    """
    require(table, ["actor", "n_agent", "n_patient", "share_agent", "low", "high", "few"], "table")
    choose(order, ["n", "share"], "order")
    keys = [k for k in keys_before(table, "n_agent") if k != "actor"]
    table = table.assign(actor=table["actor"].astype(object), n=table["n_agent"] + table["n_patient"])
    hollow = "Hollow: fewer than 20 roles, do not compare." if (table["few"] & (table["n"] > 0)).any() else ""
    sheet = Sheet(ax, title or "Acting or acted upon" + by_words(keys), "Share of acting among the roles told, with 95 % "
                  f"interval; numbers: roles (n = {count(int(table['n'].sum()))})",
                  source_note(table, note=note))
    totals = table[table["actor"] != ""].groupby("actor", sort=False)["n"].sum()
    ranked = largest(totals[totals > 0], None)
    if not ranked:
        return sheet.empty("No roles in this table.")
    sheet.add_note(hollow, _over_articles(table))
    colours, names = palette.colours_of(ranked, colours, table), ranked[:top]
    groups, spots = all_groups(table, keys) if keys else (pd.DataFrame(index=[0]), np.zeros(len(table), int))
    heads = group_labels(groups, keys) if keys else [""]
    if order == "share":
        acting = table.groupby("actor")["n_agent"].sum() / totals
        names = sorted(names, key=lambda a: -acting[a])
    panels, sizes = [], [int(table["n"][spots == k].sum()) for k in range(len(heads))]
    for k, head in enumerate(heads):
        part = table[spots == k].drop_duplicates("actor").set_index("actor").reindex(names)
        panels.append((head, [
            None if np.isnan(r.share_agent) else Row(actor_label(a), r.share_agent, r.low, r.high, bool(r.few), colours[a],
                                                     (count(r.n),))
            for a, r in zip(names, part.itertuples(index=False), strict=True)]))
    return _panels(sheet, panels, sizes, [actor_label(a) for a in names], len(ranked), noun(keys))


def _over_articles(table) -> str:
    context = context_of(table)
    several = context is not None and len(context.articles) > 1
    return "Intervals allow for likeness within an article." if several else ""


def _panels(sheet, panels, sizes, labels, total, what):
    shown = shorten_all(labels, sheet.width * 0.28)
    left = PAD + widest(shown) + LABEL_GAP
    side = 13 + widest([r.cells[0] for _, rows in panels for r in rows if r], TICK)
    gap, room = 14.0 + side, sheet.width - left - PAD - side
    grid = choose_panels(sheet, sizes, room=room, least=_PANEL, gap=gap, row_gap=8.0,
                         high=2 * LABEL * LINE + 5 + NUMBERS + 12 + LEAST_ROWS * 11.5)
    left_out = left_out_note([head for head, _ in panels], grid.kept, what)
    panels = [panels[k] for k in grid.kept]
    wide = (room - gap * (grid.columns - 1)) / grid.columns
    heads = [wrap(head, wide, LABEL, "bold", lines=2) for head, _ in panels]
    above = max(map(len, heads)) * LABEL * LINE + 5 if any(heads) else 0.0
    between = NUMBERS + 12 + above + 8
    n, pitch = sheet.rows(len(labels), 19, above=above, below=NUMBERS + 12, lines=grid.lines, between=between)
    sheet.add_note(shown_note(n, total, "actors"), left_out)
    sheet.place(grid.lines * n * pitch + (grid.lines - 1) * between, left=left, right=PAD + side, above=above,
                below=NUMBERS + 12)
    axes, wide = split_body(sheet, grid, gap=gap, row_gap=between)
    told = []
    for k, (ax, (head, rows)) in enumerate(zip(axes, panels, strict=True)):
        strip(ax)
        set_rows(ax, shown[:n] if k % grid.columns == 0 else [""] * n, widest(shown))
        set_values(ax, 0, 1, wide, share=True)
        ax.set_xticks([0, 0.5, 1])
        ax.axvline(0.5, color=palette.RULE, linewidth=1.1, zorder=1)
        for y, row in enumerate(rows[:n]):
            if row:
                draw_interval(ax, y, row)
                sheet.text(1, y, row.cells[0], side, 0, size=TICK, colour=palette.SOFT, ha="right", data="y", ax=ax, gid="n")
                told.append(f"{head + ', ' if head else ''}{row.label} {percent(row.value)} ({percent(row.low)} to "
                            f"{percent(row.high)}; n = {row.cells[0]})")
        if head:
            sheet.text(0, 1, "\n".join(heads[k]), 0, 5, weight="bold", va="bottom", ax=ax, gid="head")
        for x, text, ha in ((0, "← acted upon", "left"), (1, "acting →", "right")):
            if wide > 124:
                sheet.text(x, 0, text, 0, -NUMBERS - 2, size=TICK, colour=palette.SOFT, ha=ha, va="top", ax=ax, gid="end")
    if wide <= 124:
        whole = "0 % = only acted upon, 100 % = only acting"
        text = whole if width(whole, TICK) <= sheet.inner_width else "acted upon – acting"
        sheet.text(0, 0, shorten(text, sheet.width - left, TICK), 0, -NUMBERS - 2, size=TICK, colour=palette.SOFT, va="top",
                   gid="end")
    return sheet.done(told)


def plot_verbs(table: pd.DataFrame, *, actor: str | None = None, top: int = 10, speaking: bool = False, colours=None,
               title: str | None = None, ax=None):
    """Draw what an actor does (right) and what is done to them (left).

    Parameters
    ----------
    table : DataFrame
        As `find_roles` gives it, one row per mention: ``actor``, ``role``, ``lemma``, ``speaking``. Headings and furniture
        are left out, as `count_roles` leaves them out, where the table knows its sections.
    actor : str, optional
        Whose verbs; may be left out where the table is about one actor.
    top : int
        Verbs on each side.
    speaking : bool
        Show verbs of speaking and thinking too.
    colours : mapping of str to str, DataFrame or list, optional
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Two panels in ``ax.child_axes``: done to them, done by them.

    Raises
    ------
    ValueError
        If a column is missing, or the actor is not named, or not there.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> roles = pd.DataFrame({"actor": "Ann Lee", "role": ["agent", "agent", "patient"], "lemma": ["join", "join", "arrest"],
    ...                       "speaking": False})
    >>> left, right = framing.plot_verbs(roles, ax=Figure().subplots()).child_axes
    >>> float(right.patches[0].get_width())
    2.0
    """
    require(table, ["actor", "role", "lemma", "speaking"], "table")
    names = [a for a in dict.fromkeys(table["actor"].astype(object)) if a]
    if actor is not None and len(table):
        choose(actor, names, "actor")
    if actor is None and len(names) > 1:
        raise ValueError(f"plot_verbs draws one actor; name it: actor={names[0]!r}.")
    actor = actor or (names[0] if names else "")
    rows = table[counted_rows(table) & (table["actor"] == actor).to_numpy(bool) & (table["lemma"] != "").to_numpy(bool)]
    if not speaking:
        rows = rows[~rows["speaking"].to_numpy(bool)]
    told = {role: rows["lemma"][(rows["role"] == role).to_numpy(bool)].astype(object) for role in ("patient", "agent")}
    sheet = Sheet(ax, title or f"What {actor_label(actor)} does, and what is done to them",
                  f"Mentions by verb (base form): done to them n = {count(len(told['patient']))}, done by them "
                  f"n = {count(len(told['agent']))}" + ("" if speaking else "; verbs of speaking and thinking left out"),
                  source_note(table))
    if not any(len(v) for v in told.values()):
        return sheet.empty(f"No roles of {actor_label(actor)} in this table.")
    colour = palette.colours_of(_ranked(table), colours, table).get(actor, palette.REST)
    found = {role: _count_words(words, top) for role, words in told.items()}
    return _butterfly(sheet, found, colour)


def _ranked(table):
    return largest(table["actor"].astype(object).value_counts(), None)


def _count_words(words, top):
    counts = words.value_counts(sort=False)
    order = sorted(counts.index, key=lambda w: (-counts[w], w))[:top]
    return [(plain(w), int(counts[w])) for w in order]


def _butterfly(sheet, found, colour):
    deep, pitch = sheet.rows(max(map(len, found.values())), 15.5, above=16, below=2)
    sheet.place(deep * pitch, left=PAD, right=PAD, above=16, below=2)
    (left, right), wide, _ = sheet.panels(2, gap=18)
    longest = max(n for words in found.values() for _, n in words)
    told = []
    for ax, role, way, head, shade in ((left, "patient", -1, "done to them", palette.tint(colour)),
                                       (right, "agent", 1, "done by them", colour)):
        words = found[role][:deep]
        labels = shorten_all([w for w, _ in words], wide * 0.5)
        start = widest(labels) + LABEL_GAP
        strip(ax, grid="")
        ax.set_yticks([])
        ax.set_xticks([])
        ax.set_ylim(deep - 0.5, -0.5)
        scale = longest / max(wide - start - 24, 10.0)
        low, high = -start * scale, (wide - start) * scale
        ax.set_xlim((low, high) if way > 0 else (high, low))
        side = "left" if way > 0 else "right"
        sheet.text(0 if way > 0 else 1, 1, head, 0, 4, weight="bold", va="baseline", ha=side, ax=ax, gid="head")
        for y, (label, (_, n)) in enumerate(zip(labels, words, strict=True)):
            ax.barh(y, n, height=0.62, color=shade, zorder=2, gid="bar")
            sheet.text(0 if way > 0 else 1, y, label, 0, 0, ha=side, data="y", ax=ax, gid="label")
            sheet.text(n, y, count(n), 4 * way, 0, size=TICK, colour=palette.SOFT, ha=side, data="xy", ax=ax, gid="value")
        if not words:
            sheet.text(0 if way > 0 else 1, 0, "nothing", 0, 0, colour=palette.FAINT, ha=side, data="y", ax=ax)
        told.append(f"{head}: " + (", ".join(f"{w} {n}" for w, n in words) or "nothing"))
    return sheet.done(told)


def plot_passives(table: pd.DataFrame, *, top: int = 12, title: str | None = None, note: str | None = None, ax=None):
    """Draw how often the doer is left out: the share of agentless passives, passives with a doer, and actives.

    Parameters
    ----------
    table : DataFrame
        As `count_passives` gives it: the `by` columns, perhaps ``verb``, then ``n_active``, ``n_with_agent``,
        ``n_agentless``, ``n``, ``share_agentless``, ``low``, ``high``, ``few``.
    top : int
        Groups shown, from the first; with ``verb``, the verbs of each group that occur most often.
    title, note : str, optional
        In place of the chart's own.
    ax : Axes, optional

    Returns
    -------
    Axes
        Stacked bars; the dark line below a bar is the 95 % interval of its first part, the agentless share.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> passives = pd.DataFrame({"outlet": ["Echo"], "n_active": [6], "n_with_agent": [1], "n_agentless": [3], "n": [10],
    ...                          "share_agentless": [0.3], "low": [0.1], "high": [0.6], "few": [True]})
    >>> float(framing.plot_passives(passives, ax=Figure().subplots()).patches[0].get_width())
    0.3
    """
    require(table, [*_FORMS, "n", "share_agentless", "low", "high", "few"], "table")
    keys = keys_before(table, "n_active")
    groups_by = [k for k in keys if k != "verb"]
    few = "* fewer than 20 clauses, do not compare." if len(table) and table["few"].any() else ""
    sheet = Sheet(ax, title or "Where the doer is left out" + by_words(groups_by),
                  "Share of clauses with a doer and somebody it is done to (n = "
                  f"{count(int(table['n'].sum()))}); line: 95 % interval of the agentless share",
                  source_note(table, note=note))
    if not len(table) or not table["n"].sum():
        return sheet.empty("No clauses of this kind in this table.")
    sheet.add_note(few, _over_articles(table))
    rows, whiskers, total = [], {}, len(table)
    if "verb" in keys:
        groups, spots = all_groups(table, groups_by) if groups_by else (pd.DataFrame(index=[0]), np.zeros(len(table), int))
        total = len(groups)
        for k, head in enumerate(group_labels(groups, groups_by) if groups_by else [""]):
            part = table[spots == k].sort_values("n", ascending=False, kind="stable")
            part = part.head(max(top // max(len(groups), 1), 3))
            if head:
                rows.append((head, None, ""))
            _clauses(like(part, table), ["verb"], rows, whiskers)
        total = total if groups_by else table["verb"].nunique()
    else:
        _clauses(like(unnamed_last(table, keys).head(top), table), keys, rows, whiskers)
    parts = ["passive, no doer named", "passive with “by”", "active"]
    return draw_stacks(sheet, [("", parts, rows)], [palette.CONTRAST, "#e3b38f", palette.PALE], total=total,
                       what=noun(groups_by or keys), whiskers=whiskers)


def _clauses(part, keys, rows, whiskers):
    for label, r in zip(group_labels(part, keys), part.to_dict("records"), strict=True):
        shares = np.array([r[c] / r["n"] if r["n"] else np.nan for c in _FORMS])
        whiskers[len(rows)] = (r["low"], r["high"])
        rows.append((label, shares, count(r["n"]) + ("*" if r["few"] else "")))
