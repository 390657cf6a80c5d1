"""Keyness: the words of one group against those of another."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import choose, require
from . import palette
from .labels import all_groups, group_labels, keys_before, source_note
from .lettering import TICK, count, number, plain, shorten_all, widest, width
from .sheet import LABEL_GAP, NUMBERS, PAD, Sheet, set_rows, set_values, strip

_THICK = 0.64


def plot_keyness(table: pd.DataFrame, *, group=None, reference: str | None = None, value: str = "log_ratio", top: int = 10,
                 title: str | None = None, note: str | None = None, ax=None):
    """Draw the terms that one group uses more, and less, than the rest or the reference.

    Parameters
    ----------
    table : DataFrame
        As `compare_terms` gives it: the `by` columns, ``term``, ``n``, ``n_reference``, ``g2``, ``log_ratio``, ``z``,
        ``p_adjusted``.
    group : optional
        The group (a tuple for several `by` columns). None takes the first.
    reference : str, optional
        What the other side is called. Else "the rest" or, where the table compares with one group, "the reference".
    value : {"log_ratio", "g2", "z"}
        Length of the bars. Terms are chosen by G² whatever is drawn; G² gets the sign of the log-ratio.
    top : int
        Terms on each side.
    title, note : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Bars to the right: used more by the group; to the left: used less. Pale: p >= 0.05 after Holm's correction; p takes
        each word for one drawn by itself (see Notes of `compare_terms`). The numbers are occurrences in the group and in
        the reference.

    Raises
    ------
    ValueError
        If a column is missing, or the group or the value is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> found = pd.DataFrame({"outlet": "Echo", "term": ["riot"], "n": [9], "n_reference": [1], "g2": [7.4],
    ...                       "log_ratio": [3.2], "z": [2.0], "p_adjusted": [0.01]})
    >>> float(framing.plot_keyness(found, ax=Figure().subplots()).patches[0].get_width())
    3.2
    """
    require(table, ["term", "n", "n_reference", "g2", "log_ratio", "z", "p_adjusted"], "table")
    choose(value, ["log_ratio", "g2", "z"], "value")
    keys = keys_before(table, "term")
    groups, spots = all_groups(table, keys) if len(table) else (table[keys], np.zeros(0, int))
    rows = [r if len(r) > 1 else r[0] for r in groups.astype(object).itertuples(index=False, name=None)]
    if group is not None and len(table) and group not in rows:
        raise ValueError(f"group={group!r} is none of the groups of this table: {rows}.")
    place = rows.index(group) if group is not None and len(table) else 0
    names = group_labels(groups, keys)
    name = names[place] if names else "group"
    other = plain(reference) if reference else _reference(table, spots, place, names)
    unit = {"log_ratio": "Log-ratio (1 = twice as frequent)", "g2": "Log-likelihood G²", "z": "z of the weighted log-odds"}
    part = table[spots == place]
    sizes = [f" (n = {count(float(part[c].max()), 'words')})" if c in part.columns and len(part) else ""
             for c in ("n_tokens", "n_tokens_reference")]
    sheet = Sheet(ax, title or f"Key words: {name} against {other}",
                  f"{unit[value]}; numbers: occurrences in {name}{sizes[0]} : {other}{sizes[1]}",
                  source_note(table, note=note))
    part = part[part["g2"].notna().to_numpy(bool) & (part["log_ratio"] != 0).to_numpy(bool)]
    if not len(part):
        return sheet.empty("No terms to compare in this table.")
    over = part[(part["log_ratio"] > 0).to_numpy(bool)].sort_values("g2", ascending=False, kind="stable")
    under = part[(part["log_ratio"] < 0).to_numpy(bool)].sort_values("g2", ascending=False, kind="stable")
    fits, _ = sheet.rows(min(top, len(over)) + min(top, len(under)), 15.5, above=14, below=NUMBERS + 12)
    side = max(fits // 2, 1)
    chosen = pd.concat([over.head(min(top, side if len(under) else fits)),
                        under.head(min(top, side)).iloc[::-1]]) if not sheet.own else pd.concat(
                            [over.head(top), under.head(top).iloc[::-1]])
    if (chosen["p_adjusted"] >= 0.05).any():
        sheet.add_note("Pale: p ≥ 0.05 after Holm's correction, may be chance.")
    if (chosen["p_adjusted"] < 0.05).any():
        sheet.add_note("Full colour: p < 0.05, were each word drawn by itself; but an article repeats its words.")
    return _diverging(sheet, chosen, value, name, other, unit[value])


def _reference(table, spots, place, names) -> str:
    """What a group is compared with: the other one of two, the rest, or a reference that the table does not name."""
    if len(names) == 2 and _mirrored(table, spots):
        return names[1 - place]
    if not len(table) or not {"n_tokens", "n_tokens_reference"} <= set(table.columns):
        return "the rest"
    sizes = table.groupby(spots)[["n_tokens", "n_tokens_reference"]].first()
    rest = sizes["n_tokens"].sum() - sizes["n_tokens"].loc[place]
    return "the rest" if rest == sizes["n_tokens_reference"].loc[place] else "the reference"


def _mirrored(table, spots) -> bool:
    """Whether the second of two groups is the first one's reference."""
    one, two = (table[spots == k].set_index("term")["n"] for k in (0, 1))
    other = table[spots == 0].set_index("term")["n_reference"]
    both = one.index.intersection(two.index)
    return bool((other.loc[both] == two.loc[both]).all())


def _diverging(sheet, chosen, value, name, other, unit):
    if value != "g2":
        chosen = chosen.sort_values(value, ascending=False, kind="stable")
    values = chosen[value].to_numpy(float)
    if value == "g2":
        values = np.copysign(values, chosen["log_ratio"].to_numpy(float))
    texts = [f"{a:,} : {b:,}" for a, b in zip(chosen["n"], chosen["n_reference"], strict=True)]
    labels = shorten_all([plain(t) for t in chosen["term"]], sheet.width * 0.3)
    tail = widest(texts, TICK) + 8
    left, right = PAD + widest(labels) + LABEL_GAP, PAD + tail
    sheet.place(len(chosen) * 15.5, left=left, right=right, above=15, below=NUMBERS, xlabel=unit)
    ax = sheet.ax
    strip(ax)
    set_rows(ax, labels)
    low, high = min(0.0, values.min()), max(0.0, values.max())
    set_values(ax, low, high, sheet.inner_width)
    ax.axvline(0, color=palette.RULE, linewidth=1.1, zorder=3)
    for y, (v, p, text) in enumerate(zip(values, chosen["p_adjusted"], texts, strict=True)):
        colour = palette.ACCENT if v > 0 else palette.CONTRAST
        ax.barh(y, v, height=_THICK, color=palette.tint(colour, 0.6) if p >= 0.05 else colour, zorder=2, gid="bar")
        sheet.text(1, y, text, tail, 0, size=TICK, colour=palette.SOFT, ha="right", data="y", gid="value")
    middle = -low / (high - low)
    half = {"right": (1 - middle) * sheet.inner_width, "left": middle * sheet.inner_width}
    reach = {"left": left, "right": right}  # the columns beside the bars have nothing written above them
    for ways, ha, colour, dx, side in (((f"more in {name} →", f"{name} →", "→"), "left", palette.ACCENT, 3, "right"),
                                       ((f"← more in {other}", f"← {other}", "←"), "right", palette.CONTRAST, -3, "left")):
        if half[side] > 4:
            most = half[side] + reach[side] - PAD - 6
            cut = next((w for w in ways if width(w, TICK, "bold") <= most), ways[-1])
            sheet.text(middle, 1, cut, dx, 4, size=TICK, colour=colour, ha=ha, va="baseline", weight="bold", gid="end")
    return sheet.done([f"{label} {number(v)} ({text})" for label, v, text in zip(labels, values, texts, strict=True)])
