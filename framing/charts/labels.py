"""What groups, actors and sources are called in a chart."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from ..schema import context_of
from .lettering import count, plain
from .sheet import made_with

_VOICES = {"narrator": "Outlet's own words", "quoted": "Quoted words", "attributed": "Reported words"}
_LABELS = {"PERSON": "People", "LOC": "Places", "ORG": "Organisations", "NORP": "Groups and nationalities"}
_NOUNS = {"kind": "kinds of section", "published": "days", "label": "labels", "speaker": "speakers"}


def keys_before(table: pd.DataFrame, column: str) -> list[str]:
    """The columns that make the groups of a measure: those before its first own column."""
    return list(table.columns[:table.columns.get_loc(column)])


def noun(keys) -> str:
    """What a group is called, in the plural: sections, outlets, …"""
    keys = [k for k in keys if k != "article"] or list(keys)
    name = keys[-1] if keys else "groups"
    return _NOUNS.get(name, name if name.endswith("s") else name + "s").replace("_", " ")


def by_words(keys) -> str:
    """The end of a title: " by outlet and section", or nothing."""
    words = [k.replace("_", " ") for k in keys]
    return f", by {' and '.join(words)}" if words else ""


def actor_label(name) -> str:
    """An actor's name as a label."""
    return plain(name) or "Nobody named"


def group_labels(table: pd.DataFrame, keys) -> list[str]:
    """The label of each row's group, its keys joined by a dot."""
    if not keys:
        return ["All"] * len(table)
    columns = [_labels_of(table, key) for key in keys if not (key == "article" and "section" in keys and _alone(table))]
    return [" · ".join(parts) for parts in zip(*columns, strict=True)]


def all_groups(table: pd.DataFrame, keys) -> tuple[pd.DataFrame, np.ndarray]:
    """The groups of a table in order, and each row's group.

    Of one article all sections with running text are there, so that one in which nothing was counted leaves a gap.
    """
    groups = table[keys].drop_duplicates()
    sections = _sections(table) if list(keys) == ["section"] else None
    if sections is not None:
        text = ((sections["end"] > sections["start"]) & (sections["kind"] != "furniture")).to_numpy(bool)
        every = sorted({*sections["section"][text].tolist(), *groups["section"].tolist()})
        groups = pd.DataFrame({"section": every})
    elif len(table.columns) and table.columns[0] not in keys:
        groups = groups.sort_values(list(keys), kind="stable")
    groups = unnamed_last(like(groups, table), keys)
    spots = pd.MultiIndex.from_frame(groups.astype(object)).get_indexer(pd.MultiIndex.from_frame(table[keys].astype(object)))
    return groups, spots


def unnamed_last(table: pd.DataFrame, keys) -> pd.DataFrame:
    """The rows in their order, but those of a group without a name (no outlet given) behind the others."""
    unnamed = np.zeros(len(table), bool)
    for key in keys:
        unnamed |= (table[key].isna() | (table[key].astype(object) == "")).to_numpy(bool)
    return like(table.iloc[np.argsort(unnamed, kind="stable")], table) if unnamed.any() else table


def _alone(table) -> bool:
    """Whether the table is about one article."""
    context = context_of(table)
    if "article" in table.columns:
        return table["article"].nunique() <= 1
    return context is not None and len(context.articles) == 1


def _labels_of(table, key) -> list[str]:
    values = [None if pd.isna(v) else v for v in table[key].astype(object)]
    if key == "section":
        names = _headings(table)
        return [names.get(v, f"Section {v}") for v in values]
    if key == "article":
        names = _titles(table)
        return [names.get(v, plain(v)) for v in values]
    known = {"voice": _VOICES, "label": _LABELS}.get(key, {})
    return [known.get(v) or (plain(v) if v is not None else "") or f"no {key} given" for v in values]


def _headings(table) -> dict[int, str]:
    """Names of the sections, where the table is about one article."""
    sections = _sections(table)
    return {} if sections is None else section_names(sections)


def _sections(table) -> pd.DataFrame | None:
    """The sections of the one article a table is about."""
    context = context_of(table)
    if context is None or context.sections is None or not _alone(table):
        return None
    sections = context.sections
    if "article" in table.columns and len(table):
        sections = sections[(sections["article"].astype(object) == table["article"].astype(object).iloc[0]).to_numpy(bool)]
    return sections


def section_names(sections: pd.DataFrame) -> dict[int, str]:
    """Ordinal and heading of each section of one article; those without a heading by their kind."""
    rows = zip(sections["section"], sections["kind"].astype(object), sections["heading"].astype(object), strict=True)
    return {int(s): f"{s} {plain(heading) if heading and kind == 'body' else _kind(kind)}" for s, kind, heading in rows}


def _kind(kind) -> str:
    return "Opening" if kind == "body" else str(kind).capitalize()


def _titles(table) -> dict:
    context = context_of(table)
    if context is None:
        return {}
    articles = context.articles
    titles = articles["title"] if "title" in articles.columns else articles["article"].astype(object)
    return {a: plain(t) or plain(a) for a, t in zip(articles["article"].astype(object), titles, strict=True)}


def source_note(table: pd.DataFrame, *first: str, note: str | None = None, article=None) -> str:
    """Where the numbers come from: the article, or how many articles of which outlets and days; a given note instead."""
    if note is not None:
        return note
    parts = [p for p in first if p]
    context = context_of(table)
    if context is not None and len(context.articles):
        articles = context.articles
        if article is not None:
            articles = articles[(articles["article"].astype(object) == article).to_numpy(bool)]
        parts.append(f"Source: {_source(articles)}; {made_with()}.")
    else:
        parts.append(f"Made with {made_with()}.")
    return " ".join(parts)


def _source(articles) -> str:
    def known(column):
        values = articles[column].astype(object) if column in articles.columns else []
        return sorted({plain(v) for v in values if isinstance(v, str) and v})

    outlets = known("outlet")
    if len(articles) == 1:
        title = plain(articles["title"].iloc[0]) if "title" in articles.columns else ""
        return ", ".join(p for p in (f"“{title}”" if title else "one article", *outlets, *known("published")) if p)
    names = outlets[0] if len(outlets) == 1 else f"{len(outlets)} outlets" if outlets else ""
    when = period(articles["published"]) if "published" in articles.columns else ""
    return ", ".join(p for p in (count(len(articles), "articles"), names, when) if p)


def is_date(text, size: int = 10) -> bool:
    """Whether a text is a day of the calendar as ISO writes it (2025-03-11), or with `size` 7 a month, with 4 a year."""
    text = str(text)
    if len(text) != size or not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[size - 4:])
    except ValueError:
        return False
    return True


def period(published) -> str:
    """From the first day to the last, and how many articles have no clear date; "" where none has one."""
    days = sorted(d for d in published if is_date(d))
    if not days:
        return ""
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    undated = len(published) - len(days)
    return when + (f" ({undated:,} without a clear date)" if undated else "")


def shown_note(shown: int, total: int, what: str) -> str:
    """12 of 40 actors shown."""
    return f"{shown:,} of {total:,} {what} shown." if shown < total else ""


def largest(totals: pd.Series, top: int | None) -> list:
    """The keys with the largest totals, most first, ties in the order of the table."""
    order = totals.sort_values(ascending=False, kind="stable").index
    return list(order if top is None else order[:top])


def like(part: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """A part of a table with what the table carries along."""
    part.attrs = table.attrs
    return part
