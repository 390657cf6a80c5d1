"""Colours: one per actor in every chart, and few others. Told apart also with colour-blind eyes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

import pandas as pd

from ..schema import context_of, require

#: Eight colours, CIEDE2000 >= 12 between any two and from `REST`, also for protanopes, deuteranopes and tritanopes
#: (Machado et al. 2009), and contrast >= 3:1 on white: found by a search near colours that look well together,
#: guarded by tests/test_chart_colours.py.
ACTORS = ("#3a6386", "#a46037", "#1c8a70", "#9b2242", "#8565c6", "#a78f13", "#1d2f55", "#e26087")
#: Everybody beyond the eighth, and nobody in particular.
REST = "#9aa0a6"
#: What is no actor: one hue in steps of lightness.
ACCENT, MIDDLE, PALE = "#33608c", "#86a9c9", "#d5e0ea"
#: The opposite of the accent.
CONTRAST = "#a46037"
INK, SOFT, FAINT, RULE, GRID = "#1f2328", "#50565e", "#6b7178", "#c4c9ce", "#e9ebee"
#: Parts of a whole that are no actors: two hues in steps of lightness, CIEDE2000 >= 10 between any two for every eye.
PARTS = ("#33608c", "#e3b38f", "#9dbbd6", "#a46037", "#1d2f55", "#d3d7db", "#6f97bd", "#6b3a1c", "#8a9097")
VOICES = {"narrator": PALE, "attributed": MIDDLE, "quoted": ACCENT}
_HEAT = ("#f0f4f8", "#cfdeeb", "#9dbbd6", "#6693bb", "#386895", "#1d4570")


def actor_colours(actors) -> dict[str, str]:
    """Give each actor a colour.

    An actor's name asks for one of eight colours; where two of the same chart ask for the same, one of them moves on.
    So the same actors have the same colours whatever their order. The tables of one analysis carry the ranking of its
    actors, so charts drawn from them agree. For tables of other origin, and for actors of your choice, make the
    dictionary once and hand it to each chart: ``colours=actor_colours(["Ann Lee", "Tom Roy"])``.

    Parameters
    ----------
    actors : iterable of str, DataFrame or mapping
        Names, the most important first; or a table with a column ``actor``, where the most frequent come first (by its
        ``n`` if it has one). A mapping is a choice already made and comes back as it is.

    Returns
    -------
    dict of str to str
        Name to colour ("#3a6386"). From the ninth actor on, and for nobody (""), the colour is grey: label them.

    Raises
    ------
    ValueError
        If a table has no column ``actor``.

    Examples
    --------
    >>> colours = actor_colours(["Ann Lee", "Tom Roy"])
    >>> colours == actor_colours(["Tom Roy", "Ann Lee"]), len(set(colours.values()))
    (True, 2)
    """
    if isinstance(actors, Mapping):
        return dict(actors)
    if isinstance(actors, pd.DataFrame):
        require(actors, ["actor"], "actors")
        weight = actors["n"] if "n" in actors.columns else pd.Series(1, index=actors.index)
        totals = weight.groupby(actors["actor"].astype(object).to_numpy(), sort=True).sum()
        actors = totals.sort_values(ascending=False, kind="stable").index
    names = [n for n in dict.fromkeys(str(a) for a in actors)]
    coloured = [n for n in names if n][:len(ACTORS)]
    taken: dict[int, str] = {}
    for name in sorted(coloured, key=lambda n: (zlib.crc32(n.encode("utf-8", "surrogatepass")), n)):
        slot = zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(ACTORS)
        while slot in taken:
            slot = (slot + 1) % len(ACTORS)
        taken[slot] = name
    found = {name: ACTORS[slot] for slot, name in taken.items()}
    return {name: found.get(name, REST) for name in names}


def colours_of(names: Iterable[str], colours=None, table: pd.DataFrame | None = None) -> dict[str, str]:
    """The colours of a chart's actors: as chosen, else as ranked in the analysis the table came from, else by the chart."""
    if colours is None:
        context = context_of(table) if table is not None else None
        colours = getattr(context, "actors", ()) or None
    if colours is None:
        return actor_colours(names)
    colours = actor_colours(colours)
    return {name: colours.get(name, REST) for name in names}


def heat():
    """The colour map of matrices, pale to dark."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("framing", _HEAT)


def ink_on(colour) -> str:
    """Black or white: what can be read on this colour."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    on_white, on_black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return "white" if on_white >= 4.5 else INK if on_black >= 6.5 else "white" if on_white > on_black else "black"


def tint(colour, share: float = 0.55) -> tuple[float, float, float]:
    """The colour mixed with white, `share` of it white."""
    from matplotlib.colors import to_rgb

    return tuple(c + (1 - c) * share for c in to_rgb(colour))
