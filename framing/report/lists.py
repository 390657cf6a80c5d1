"""Lists of sentences: a hit in its sentence per line, with where it stands and the keys that a number looks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..places import Places
from .measures import Measures

#: Lines on the page, per list and per kind of list; all lines are in the folder's tables.
PER_LIST, PER_KIND = 400, 2500
#: Characters shown before and after a hit.
AROUND = 220
#: The key of a line in the outlet's own words.
OWN = "vn"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """A hit in its sentence: where, the words, keys to filter by, and what was found out about it."""

    where: str
    before: str
    hit: str
    after: str
    keys: str
    about: str


@dataclass
class Listing:
    """The lines behind one actor, speaker, term or group."""

    id: str
    title: str
    what: str
    total: int
    lines: list[Line] = field(default_factory=list)


@dataclass
class Evidence:
    """All lists, and what a table needs to link into them."""

    by: str
    groups: dict = field(default_factory=dict)
    kinds: dict[str, list[Listing]] = field(default_factory=dict)
    ids: dict[tuple, str] = field(default_factory=dict)
    speakers: dict[str, int] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def link(self, kind: str, name, *keys: str) -> tuple[str, str] | None:
        """The list of a name and the keys to look for, or None where no line is on the page."""
        found = self.ids.get((kind, name))
        return (found, " ".join(k for k in keys if k)) if found else None

    def group(self, value) -> str:
        """The key of a group."""
        number = self.groups.get(value if not pd.isna(value) else None)
        return "" if number is None else f"g{number}"


class Texts:
    """Sentences cut around a hit."""

    def __init__(self, a):
        self.text = dict(zip(a.articles["article"].astype(object), a.articles["text"].astype(object), strict=True))
        self.places = Places(a.tokens)
        self.sentence = a.tokens["sentence"].to_numpy()
        key = self.places.articles_of(a.sentences) * (np.int64(1) << 32) + a.sentences["sentence"].to_numpy().astype("int64")
        order = np.argsort(key, kind="stable")
        self.key, self.start = key[order], a.sentences["start"].to_numpy()[order]
        self.end = a.sentences["end"].to_numpy()[order]

    def around(self, article, start: int, end: int, low: int, high: int) -> tuple[str, str, str]:
        text = self.text[article]
        low, high = min(low, start), max(high, end)
        before, after = text[max(low, start - AROUND):start], text[end:min(high, end + AROUND)]
        hit = text[start:end]
        if len(hit) > 3 * AROUND:
            hit = hit[:3 * AROUND] + " […]"
        return (("… " if low < start - AROUND else "") + flat(before), flat(hit), flat(after)
                + (" …" if high > end + AROUND else ""))

    def bounds(self, table) -> tuple[np.ndarray, np.ndarray]:
        """Start and end of the sentence each row begins in."""
        token = self.places.at(table)
        if not len(self.key) or not len(token):
            return table["start"].to_numpy(), table["end"].to_numpy()
        token = np.maximum(token, 0)
        wanted = self.places.article[token] * (np.int64(1) << 32) + self.sentence[token].astype("int64")
        row = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return self.start[row], self.end[row]


def flat(text: str) -> str:
    """Text on one line, without characters that no page can show."""
    return re.sub(r"\s+", " ", _CONTROL.sub("�", text))


def _spread(listing: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Rows that go on the page: short lists whole; of long ones as many as there is room for, from every group in turn."""
    order = np.lexsort((np.arange(len(listing)), group, listing))
    frame = pd.DataFrame({"listing": listing[order], "group": group[order]})
    turn = frame.groupby(["listing", "group"]).cumcount().to_numpy()
    by_turn = np.lexsort((turn, frame["listing"].to_numpy()))
    place = frame.iloc[by_turn].groupby("listing").cumcount().to_numpy()
    sizes = np.bincount(listing)
    most = next((n for n in range(PER_LIST, 1, -1) if np.minimum(sizes, n).sum() <= PER_KIND), 1)
    return np.sort(order[by_turn[place < most]])


def lay(evidence: Evidence, text: Texts, kind: str, table: pd.DataFrame, names: list, owner: np.ndarray, keys: Callable,
         about: Callable, what: str, *, group=None, show=None) -> None:
    """Make the lists of a kind.

    `owner`: the list of each row; `names`: the name of each list, and its title; `keys`, `about`: what a row says, asked
    only of the rows that go on the page.
    """
    group = np.zeros(len(table), "int64") if group is None else group
    totals = np.bincount(owner, minlength=len(names)) if len(owner) else np.zeros(len(names), "int64")
    listings = []
    for k, (name, title) in enumerate(names):
        listings.append(Listing(f"{kind[0]}{k}", title, what, int(totals[k])))
        evidence.ids[kind, name] = listings[-1].id
    rows = _spread(owner, group) if len(owner) else []
    part = table.iloc[rows]
    low, high = (part["start"].to_numpy(), part["end"].to_numpy()) if show else text.bounds(part)
    articles, sections = part["article"].astype(object).tolist(), part["section"].tolist()
    spans = zip(rows, articles, sections, part["start"].tolist(), part["end"].tolist(), low.tolist(), high.tolist(),
                strict=True)
    for row, article, section, start, end, first, last in spans:
        words = text.around(article, start, end, first, last)
        where = f"{flat(str(article))} § {section}, {start}–{end}"
        listings[owner[row]].lines.append(Line(where, *words, keys(row), about(row)))
    evidence.kinds[kind] = [listing for listing in listings if listing.total]
    for listing in listings:
        if not listing.total:
            evidence.ids = {k: v for k, v in evidence.ids.items() if v != listing.id}


def slug(value) -> str:
    """A name as one key."""
    return re.sub(r"\W+", "-", str(value))


def group_title(got: Measures, value) -> str:
    """What a group is called on the page."""
    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return f"no {got.by} given"
    if got.by == "section":
        row = got.analysis.sections[got.analysis.sections["section"] == value].iloc[0]
        return f"{value} {flat(row['heading'] if row['kind'] == 'body' else '') or str(row['kind']).capitalize()}"
    if got.by == "article":
        row = got.analysis.articles[(got.analysis.articles["article"] == value).to_numpy(bool)].iloc[0]
        return flat(row["title"]) or flat(str(value))
    return flat(str(value))
