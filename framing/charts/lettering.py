"""Lettering: how wide a text is, where it breaks, and how it is cut when there is no room."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

#: Sizes in points.
TITLE, SUBTITLE, LABEL, TICK, NOTE = 11.5, 8.8, 8.4, 7.8, 7.2
#: Height of a line as a multiple of the size.
LINE = 1.32
#: Hinting makes lines on the screen up to so much wider than their outlines: 1.066 times at 100 dots per inch, 1.03 at
#: 200, measured on lines of these sizes; tests/test_chart_geometry.py guards what follows from it.
_HINTING = 1.08


def plain(text) -> str:
    """One line of printable text in which a dollar sign is a dollar sign, not the begin of a formula."""
    text = "".join(" " if c.isspace() else c for c in str(text)
                   if c.isspace() or unicodedata.category(c)[0] != "C" or unicodedata.category(c) == "Cf")
    return " ".join(text.split()).replace("$", r"\$")


def width(text: str, size: float = LABEL, weight: str = "normal") -> float:
    """Width of a line in points."""
    return _width(text.replace(r"\$", "$"), size, weight, str(mpl.rcParams["font.family"]))


@lru_cache(maxsize=20_000)
def _width(text, size, weight, family):
    if not text:
        return 0.0
    return text_to_path.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), False)[0] * _HINTING


def widest(texts, size: float = LABEL, weight: str = "normal") -> float:
    """Width of the widest of some lines in points, 0 for none."""
    return max((width(line, size, weight) for t in texts for line in t.split("\n")), default=0.0)


def shorten(text: str, room: float, size: float = LABEL, weight: str = "normal", *, middle: bool = False) -> str:
    """The text cut to a width, with … where something is missing: at the end, or in the middle."""
    if width(text, size, weight) <= room:
        return text
    low, high = 1, len(text)
    while low < high:
        half = (low + high) // 2
        if width(_cut(text, half, middle), size, weight) <= room:
            low = half + 1
        else:
            high = half
    return _cut(text, max(low - 1, 1), middle)


def _cut(text: str, keep: int, middle: bool) -> str:
    if not middle:
        return text[:keep].rstrip(" ,.;:-\\") + "…"
    tail = keep // 2
    return text[:keep - tail].rstrip(" \\") + "…" + (text[-tail:].lstrip() if tail else "")


def shorten_all(texts, room: float, size: float = LABEL, weight: str = "normal") -> list[str]:
    """Labels cut to a width; those that look the same then are cut in the middle instead."""
    texts = list(texts)
    cut = [shorten(t, room, size, weight) for t in texts]
    meant: dict[str, set] = {}
    for short, text in zip(cut, texts, strict=True):
        meant.setdefault(short, set()).add(text)
    return [shorten(t, room, size, weight, middle=True) if len(meant[s]) > 1 else s
            for s, t in zip(cut, texts, strict=True)]


def wrap(text: str, room: float, size: float = LABEL, weight: str = "normal", *, lines: int = 3) -> list[str]:
    """The text in lines of a width, at most so many; what does not fit is cut with …."""
    words = re.split(r"(?<!=)\s+(?!=)", text.strip()) if text.strip() else []  # "n = 12" stays on one line
    found = []
    while words:
        count = 1
        while count < len(words) and width(" ".join(words[:count + 1]), size, weight) <= room:
            count += 1
        if len(found) == lines - 1:
            count = len(words)
        found.append(shorten(" ".join(words[:count]), room, size, weight))
        words = words[count:]
    return found


def count(n, noun: str = "") -> str:
    """A whole number with thousands marked: 12,345 words; – for none known."""
    if n is None or (isinstance(n, float) and np.isnan(n)):
        return "–"
    plural = noun if not noun or round(n) != 1 else _SINGULAR.get(noun, noun.removesuffix("s"))
    return f"{round(n):,} {plural}".strip()


_SINGULAR = {"namings": "naming", "frames": "frame", "actors": "actor", "articles": "article", "words": "word"}


def number(value, digits: int = 2) -> str:
    """A number as it is written beside a mark: 0.31, −0.20, 12; – for none."""
    if value is None or np.isnan(value):
        return "–"
    if abs(value) >= 100:
        digits = 0
    elif abs(value) >= 10:
        digits = min(digits, 1)
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def percent(value) -> str:
    """A share as it is written beside a mark: 38 %; – for none."""
    return "–" if value is None or np.isnan(value) else f"{100 * value:.0f} %"
