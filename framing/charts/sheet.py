"""The sheet a chart is drawn on: title, subtitle, body and note, each with room of its own. Lengths are in points.

A chart without `ax` gets a figure as high as its rows need. In given axes everything stays inside the place they had;
where a layout engine arranges the figure, it does so.
"""

from __future__ import annotations

import numpy as np
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from .. import __version__
from . import palette
from .lettering import LABEL, LINE, NOTE, SUBTITLE, TICK, TITLE, plain, widest, wrap

#: Width of a figure of our own, in points (7.2 inches: a page between margins).
WIDTH = 7.2 * 72
PAD, GAP = 6.0, 6.0
#: Room below the body for numbers along the axis.
NUMBERS = 15.0
#: Between labels and axes.
LABEL_GAP = 9.0
_LEAST_BODY = 12.0


class Sheet:
    """Where one chart is drawn, and how much room there is for what.

    Parameters
    ----------
    ax : Axes or None
    title, subtitle, note : str
    width : float
        Of a figure of our own.
    """

    def __init__(self, ax, title: str, subtitle: str = "", note: str = "", *, width: float = WIDTH):
        self.own = ax is None
        if self.own:
            from matplotlib import pyplot

            figure = pyplot.figure(figsize=(width / 72, 3), facecolor="white")
            ax = figure.add_axes((0, 0, 1, 1))
            self.width, self.height = width, np.inf
        else:
            if len(ax.figure.axes) == 1 and _engine(ax.figure) is None:
                ax.set_position((0, 0, 1, 1))  # nobody else needs the margins
            box, dpi = ax.get_window_extent(), ax.figure.dpi
            self.width, self.height = box.width * 72 / dpi, box.height * 72 / dpi
        self.ax, self.figure = ax, ax.figure
        self.title, self.subtitle, self.note = plain(title), plain(subtitle), plain(note)
        self.left = self.right = PAD
        self.note_lines = 4
        ax.set_facecolor("white")

    def add_note(self, *parts: str) -> None:
        """Say something more, before the note there is."""
        self.note = " ".join(p for p in (*map(plain, parts), self.note) if p)

    @property
    def room(self) -> float:
        """Width between the paddings."""
        return max(self.width - 2 * PAD, 40.0)

    def _lines(self):
        title = wrap(self.title, self.room, TITLE, "bold", lines=2)
        subtitle = wrap(self.subtitle, self.room, SUBTITLE, lines=3)
        note = wrap(self.note, self.room, NOTE, lines=self.note_lines)
        if self.height < 150:
            note, subtitle = [], subtitle[:1]
        return title, subtitle, note

    def _head(self) -> float:
        title, subtitle, _ = self._lines()
        return PAD + len(title) * TITLE * LINE + (2 + len(subtitle) * SUBTITLE * LINE if subtitle else 0) + GAP

    def _foot(self) -> float:
        note = self._lines()[2]
        return (GAP + len(note) * NOTE * LINE if note else 0) + PAD

    def body(self, above: float = 0.0, below: float = NUMBERS) -> float:
        """Height left for the body in given axes; endless in a figure of our own."""
        return max(self.height - self._head() - self._foot() - above - below, _LEAST_BODY)

    def rows(self, n: int, pitch: float = 17.0, *, least: float = 11.5, above: float = 0.0, below: float = NUMBERS,
             lines: int = 1, between: float = 0.0) -> tuple[int, float]:
        """How many of n rows fit, and their pitch. A line is kept for saying how many were left out.

        With several lines of panels, one below the other: how many fit into each.
        """
        room = (self.body(above, below + NOTE * LINE) - between * (lines - 1)) / lines
        if self.own or n == 0:
            return n, pitch
        shown = int(np.clip(room // least, 1, n))
        return shown, max(room / shown, 1.0)

    def place(self, body: float, *, left: float = PAD, right: float = PAD, above: float = 0.0,
              below: float = NUMBERS, xlabel: str = "") -> None:
        """Give the axes their place and write title, subtitle, axis label and note around them."""
        self.left, self.right = max(left, PAD), max(right, PAD)
        axis = wrap(plain(xlabel), max(self.width - self.left - self.right + self.right * 0.6, 60), TICK, lines=2)
        below += len(axis) * TICK * LINE + 2 if axis else 0
        head, foot = self._head() + above, self._foot() + below
        if self.own:
            height = head + body + foot
            self.figure.set_size_inches(self.width / 72, height / 72)
            self._position(0, 0, 1, 1, height, head, foot)
        else:
            body = max(self.height - head - foot, _LEAST_BODY)
            if _engine(self.figure) is None:
                old = self.ax.get_position()
                self._position(old.x0, old.y0, old.width, old.height, self.height, head, foot)
        self.inner_width = max(self.width - self.left - self.right, 10.0)
        self.inner_height = body
        self._write(above, below, axis)

    def _position(self, x, y, w, h, height, head, foot):
        wide, high = max(self.width - self.left - self.right, 10.0), max(height - head - foot, _LEAST_BODY)
        self.ax.set_position((x + w * self.left / self.width, y + h * foot / height,
                              w * wide / self.width, h * high / height))

    def _write(self, above, below, axis):
        title, subtitle, note = self._lines()
        x = PAD - self.left
        top = above + GAP
        if subtitle:
            self.text(0, 1, "\n".join(subtitle), x, top, size=SUBTITLE, colour=palette.SOFT, va="bottom", gid="subtitle")
            top += len(subtitle) * SUBTITLE * LINE + 2
        shift = ScaledTranslation(x / 72, top / 72, self.figure.dpi_scale_trans)
        self.ax.set_title("\n".join(title), loc="left", x=0, y=1, fontsize=TITLE, fontweight="bold", color=palette.INK,
                          va="bottom", linespacing=1.15, transform=self.ax.transAxes + shift, gid="title")
        if axis:
            self.text(0.5, 0, "\n".join(axis), 0, -(below - len(axis) * TICK * LINE), size=TICK, colour=palette.SOFT,
                      va="top", ha="center", gid="axis")
        if note:
            self.text(0, 0, "\n".join(note), x, -(below + GAP), size=NOTE, colour=palette.FAINT, va="top", gid="note")

    def text(self, x, y, text, dx=0.0, dy=0.0, *, size=LABEL, colour=palette.INK, ha="left", va="center_baseline", data="",
             weight="normal", ax=None, **more):
        """Text at a fraction of the axes (or, for "x", "y", "xy" in `data`, at a value), moved by so many points."""
        ax = self.ax if ax is None else ax
        base = {"": ax.transAxes, "xy": ax.transData, "y": blended_transform_factory(ax.transAxes, ax.transData),
                "x": blended_transform_factory(ax.transData, ax.transAxes)}[data]
        shift = ScaledTranslation(dx / 72, dy / 72, self.figure.dpi_scale_trans)
        return ax.text(x, y, text, transform=base + shift, fontsize=size, color=colour, ha=ha, va=va, linespacing=1.2,
                       fontweight=weight, **more)

    def panels(self, n: int, *, gap: float = 14.0, rows: int = 1, row_gap: float = 30.0, lead: float = 0.0):
        """Split the body into axes of their own, `lead` points kept free on the left of each; returns them row by row."""
        self.ax.set_axis_off()
        columns = -(-n // rows)
        wide = (self.inner_width - gap * (columns - 1)) / columns
        high = (self.inner_height - row_gap * (rows - 1)) / rows
        found = []
        for k in range(n):
            row, column = divmod(k, columns)
            x, y = column * (wide + gap) + lead, self.inner_height - high - row * (high + row_gap)
            found.append(self.ax.inset_axes((x / self.inner_width, y / self.inner_height,
                                             max(wide - lead, 8.0) / self.inner_width, high / self.inner_height)))
            found[-1].set_facecolor("none")
        return found, wide - lead, high

    def empty(self, what: str):
        """Say that there is nothing to draw."""
        self.place(46, below=0)
        self.ax.set_axis_off()
        text = "\n".join(wrap(plain(what), self.room, LABEL, lines=3))
        self.text(0, 0.5, text, PAD - self.left, 0, colour=palette.FAINT, gid="empty")
        return self.done([what])

    def done(self, values, kind: str = "") -> object:
        """Keep the text alternative with the axes, and return them."""
        values = [v for v in values if v]
        more = f"; and {len(values) - 12} more" if len(values) > 12 else ""
        parts = [self.title, self.subtitle, kind, "; ".join(values[:12]) + more, self.note]
        sentences = [p.strip().rstrip(".").replace(r"\$", "$") for p in parts if p.strip()]
        self.ax.framing_description = ". ".join(sentences) + "."
        return self.ax


def describe_chart(ax) -> str:
    """The text alternative of a chart: what it shows, in which unit, and its values.

    Parameters
    ----------
    ax : Axes
        As a ``plot_…`` function returned it.

    Returns
    -------
    str
        Title, unit and n, the first twelve values, and the note.

    Raises
    ------
    ValueError
        If no function of framing drew into these axes.

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib.figure import Figure
    >>> import framing
    >>> counts = pd.DataFrame({"term": ["harbour"], "n": [3], "n_tokens": [100], "per_1000": [30.0]})
    >>> describe_chart(framing.plot_terms(counts, ax=Figure().subplots()))[:13]
    'Most frequent'
    """
    text = getattr(ax, "framing_description", None)
    if text is None:
        raise ValueError("these axes hold no chart of framing; pass what a plot_… function returned.")
    return text


def _engine(figure):
    """What arranges the figure's axes (constrained, tight), or None."""
    return figure.get_layout_engine() if hasattr(figure, "get_layout_engine") else None


def strip(ax, *, grid: str = "x") -> None:
    """Take everything off the axes that is no data."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, labelsize=TICK, labelcolor=palette.SOFT, pad=4)
    ax.set_axisbelow(True)
    ax.grid(False)
    if grid:
        ax.grid(True, axis=grid, color=palette.GRID, linewidth=0.8)


def set_rows(ax, labels, wide: float | None = None, *, colour=palette.INK) -> None:
    """Rows from top to bottom, their labels flush left in a column of a width."""
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    wide = widest(labels) if wide is None else wide
    ax.set_yticks(range(len(labels)), list(labels), fontsize=LABEL, color=colour, ha="left")
    ax.tick_params(axis="y", pad=wide + LABEL_GAP)
    for y in range(len(labels)):
        ax.axhline(y, color=palette.GRID, linewidth=0.6, zorder=0.5)


def set_values(ax, low: float, high: float, inner_width: float, *, share: bool = False) -> None:
    """A scale with as many round numbers as there is room for."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    if not high > low:
        high = low + 1.0
    ax.set_xlim(low, high)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=int(np.clip(inner_width / 42, 2, 6)), steps=[1, 2, 2.5, 5, 10]))
    if share:
        ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{100 * v:.0f} %"))
    else:
        ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}".replace("-", "−")))


def made_with() -> str:
    """The last words of every note."""
    return f"framing {__version__}"
