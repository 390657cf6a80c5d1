"""Tables for the page and for the folder: columns with names a reader knows, numbers that link to their sentences."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ..spreadsheets import is_formula
from .lists import OWN, Evidence, flat, group_title, slug
from .measures import Measures

#: Rows of a table on the page; the file holds all.
MOST_ROWS = 60
_NAMES = {
    "n": "mentions", "n_tokens": "words", "per_1000": "per 1,000 words", "n_words": "words quoted", "n_actor": "all namings",
    "n_reported": "words reported", "n_quoted": "words quoted by all", "n_quotes": "quotations", "n_articles": "articles",
    "n_sections": "sections", "n_sections_all": "of sections", "n_sentences": "sentences", "n_mentions": "mentions",
    "share_sections": "share of sections", "share_scored": "with a scored word", "share_agent": "share acting",
    "share_quoted_words": "share of quoted words", "share_quoted": "share quoted", "share": "share", "low": "from",
    "high": "to", "mean": "mean", "few": "few", "n_agent": "acting", "n_patient": "acted upon", "n_acting": "by deeds",
    "n_speaking": "by speech", "n_active": "active", "n_with_agent": "passive, doer named",
    "n_agentless": "passive, no doer", "share_agentless": "share without doer", "first_position": "first named at",
    "in_title": "in titles", "in_lead": "in leads", "n_words_spoken": "words spoken", "described_as": "described as",
    "n_reference": "in the rest", "log_ratio": "log-ratio", "g2": "G²", "p_adjusted": "p (Holm)", "n_issue": "of the issue",
    "n_speaker": "in the speaker's words", "n_scored": "scored", "kind": "kind", "title": "title", "form": "as written",
    "what": "measure", "figure": "figure", "data": "data", "value": "value", "mean_first": "mean, first",
    "mean_second": "mean, second", "n_first": "n, first", "n_second": "n, second", "p_least": "least p possible"}
_SHARES = {"share", "share_sections", "share_scored", "share_agent", "share_quoted_words", "share_quoted", "share_agentless",
           "first_position"}
_SIGNED = {"mean", "log_ratio", "mean_first", "mean_second", "difference"}
_DIGITS = {"per_1000": 1, "g2": 1, "p": 4, "p_adjusted": 4, "p_least": 4}


class Cell(NamedTuple):
    """What a cell shows, what it sorts by, and where it leads."""

    text: str
    sort: str = ""
    list: str = ""
    keys: str = ""


@dataclass
class Column:
    """A column's heading, and what it holds: "num", "order" (groups in natural order) or "text"."""

    name: str
    kind: str


@dataclass
class View:
    """A table as the page shows it."""

    id: str
    caption: str
    columns: list[Column] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    total: int = 0
    unit: str = "rows"


def view(got: Measures, name: str, caption: str, columns: list[str], *, names=None, most: int = MOST_ROWS,
         links: dict[str, Callable] | None = None, signed: bool = False) -> View:
    """Lay out a table: these columns, in this order.

    Parameters
    ----------
    links : dict of column to function
        Given a row as a mapping, gives the list and the keys of its evidence, or None.
    """
    table, links = got.tables[name], links or {}
    columns = [c for c in columns if c in table.columns]
    shown = table.head(most)
    made = View(name, caption, total=len(table))
    for column in columns:
        label = (names or {}).get(column) or _NAMES.get(column, column.replace("_", " "))
        made.columns.append(Column(label, _kind(got, column, table[column].dtype)))
    for row in shown.to_dict("records"):
        cells = []
        for column in columns:
            text, sort = shape(got, column, row[column], row, signed=signed)
            to = links[column](row) if column in links and row[column] not in (0, "") else None
            cells.append(Cell(text, sort, *(to or ("", ""))))
        made.rows.append(cells)
    return made


def _kind(got: Measures, column: str, dtype) -> str:
    if column == got.by:
        return "order"
    return "num" if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype) else "text"


def shape(got: Measures, column: str, value, row, *, signed: bool = False) -> tuple[str, str]:
    """A value as text, and what to sort it by where that is not the text."""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return ("few" if value else "") if column == "few" else ("yes" if value else "no"), ""
    if column == got.by:
        return group_title(got, value), str(got.order.get(value, ""))
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "–", ""
    if column in ("first", "second"):
        return _compared(got, value, column, row), ""
    if isinstance(value, str):
        nobody = {"actor": "Nobody named", "speaker": "Speaker not known", "outlet": "no outlet given",
                  "published": "no clear date"}
        return flat(value) or nobody.get(column, ""), ""
    share = column in _SHARES or (column in ("low", "high") and ("share_agent" in row or "share_agentless" in row))
    if share:
        text = f"{100 * value:.0f} %"
    elif column in _SIGNED or (signed and column in ("low", "high")):
        text = f"{value:+.2f}".replace("-", "−")
    elif column in ("p", "p_adjusted", "p_least") and value < 0.0005:
        text = "< 0.001"
    elif column in _DIGITS or (isinstance(value, float) and value != int(value)):
        text = f"{value:,.{_DIGITS.get(column, 2)}f}".replace("-", "−")
    else:
        text = f"{int(value):,}"
    return text, repr(float(value))


def _compared(got: Measures, value, column, row) -> str:
    """A group of a table of differences; in the row of all groups there is no second one."""
    if row["first"] == "(all groups)":
        return "all groups" if column == "first" else "–"
    return {str(key): group_title(got, key) for key in got.order}.get(value, flat(value)) if value else group_title(got, "")


def write_csv(tables: dict[str, pd.DataFrame], folder: Path) -> list[str]:
    """Write every table as NAME.csv; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table = table.copy(deep=False)
        table.attrs = {}
        for column in table.columns:
            if not pd.api.types.is_numeric_dtype(table[column].dtype):
                once = functools.cache(harmless)
                table[column] = [once(v) if type(v) is str else harmless(v) for v in table[column].astype(object)]
        table.columns = [harmless(c) for c in table.columns]
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf8", errors="replace")
    return list(tables)


def harmless(value):
    """Text that no spreadsheet takes for a formula, without the characters that no reader of CSV survives."""
    if not isinstance(value, str):
        return "" if value is None or pd.isna(value) else value
    value = value.replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    return "'" + value if is_formula(value) else value


def _with_others(table, columns: str) -> str:
    """The columns in this order, and behind them all others of the table."""
    return " ".join([columns, *(c for c in ([] if table is None else table.columns) if c not in columns.split())])


def links(evidence: Evidence, kind: str, name: str, *, group: bool = True, keys: Callable | None = None) -> Callable:
    """How a row leads to its list: by the column that names it, the group, and further keys."""
    def to(row):
        more = keys(row) if keys else ()
        owner = row[name] if isinstance(name, str) else tuple(row[n] for n in name)
        return evidence.link(kind, owner, evidence.group(row[evidence.by]) if group and evidence.by in row else "", *more)
    return to


def all_views(got: Measures, evidence: Evidence) -> dict[str, View]:
    """Every table of the page."""
    by, t = got.by, got.tables
    held = "n_articles " if len(got.analysis.articles) > 1 else ""
    e = evidence
    mention = links(e, "mentions", "actor")
    spoken = links(e, "speech", "actor")
    clauses = {form: links(e, "clauses", by, group=False, keys=lambda r, n=n: (f"p{n}",)) for n, form in
               enumerate(("n_active", "n_with_agent", "n_agentless"))}
    role = {"n_agent": "ragent", "n_patient": "rpatient", "n_acting": "xa", "n_speaking": "xs"}
    roles = {c: links(e, "mentions", "actor", keys=lambda r, k=k: (k,)) for c, k in role.items()}
    roles["n_mentions"] = mention
    spoken_by = links(e, "mentions", "actor", keys=lambda r: (f"s{e.speakers.get(r['speaker'], 'x')}",))
    names = links(e, "mentions", "actor", keys=lambda r: (f"f{slug(r['naming'])}",))
    roles_by = {c: links(e, "mentions", "actor", keys=lambda r, k=k: (k, OWN)) for c, k in role.items()}
    roles_by["n_mentions"] = mention_by = links(e, "mentions", "actor", keys=lambda r: (OWN,))
    days = links(e, "mentions", "actor", keys=lambda r: (f"d{r['published']}",))
    portrait = {"n": mention, "n_sentences": mention, "n_quotes": spoken, "n_words_spoken": spoken, "n_articles": mention}
    verbs = {c: links(e, "clauses", by, group=False, keys=lambda r, n=n: (f"p{n}", f"b{slug(r['verb'])}"))
             for n, c in enumerate(clauses)} if by == "outlet" else {}
    wanted = {
        "articles": ("The articles",
                     "article title outlet author published n_words share_quoted n_sections n_mentions n_quotes",
                     {}, {"n_words": "words"}),
        "sections": ("Sections, with their place in the text",
                     "article section kind heading n_words share_quoted start end",
                     {}, {"n_words": "words", "start": "from character", "end": "to"}),
        "terms": ("Terms", f"{by} term n n_tokens per_1000", {"n": links(e, "terms", "term")}, {"n": "occurrences"}),
        "keyness": ("Keyness", f"{by} term n {held}n_reference log_ratio g2 z p_adjusted",
                    {"n": links(e, "terms", "term")}, {"n": "here"}),
        "actors": ("Mentions of actors", f"{by} actor label n n_tokens per_1000", {"n": mention}, {}),
        "over_time": (f"Mentions by {got.period}", "published actor label n n_tokens per_1000", {"n": days}, {}),
        "names": ("How actors are named", "actor naming n n_actor share", {"n": names}, {"n": "namings"}),
        "ledger": ("Who was taken for whom, and why", "actor form rule n example", {}, {"n": "times"}),
        "speech": ("Words of speakers", f"{by} actor n_quotes n_words n_reported n_quoted share",
                   {c: spoken for c in ("n_quotes", "n_words", "n_reported")}, {"actor": "speaker"}),
        "talk": ("Who speaks about whom", "speaker actor n n_speaker share", {"n": spoken_by}, {"actor": "about"}),
        "labels": ("Contested terms", f"{by} issue label n n_issue share n_tokens per_1000",
                   {"n": links(e, "labels", ("issue", "label"))}, {"n": "hits"}),
        "frames": ("Frames", f"{by} frame n n_tokens per_1000", {"n": links(e, "frames", ("frame",))}, {"n": "hits"}),
        "sentiment": ("Sentiment of sentences", f"{by} mean low high n_sentences share_scored few",
                      {"mean": links(e, "extremes", by)}, {}),
        "differences": ("Differences in the sentiment of sentences (TextBlob), permutation test",
                        _with_others(t.get("differences"), "first second mean_first mean_second difference low high n_first "
                                                           "n_second p p_adjusted p_least exchanged"), {}, {}),
        "tone": ("Tone toward actors", "actor mean low high n_mentions share_scored few",
                 {"mean": mention, "n_mentions": mention}, {}),
        "tone_by": ("Tone toward actors in the outlets' own words", "actor outlet mean low high n_mentions few",
                    {"mean": mention_by, "n_mentions": mention_by}, {}),
        "roles": ("Acting and acted upon",
                  "actor n_agent n_patient n_acting n_speaking n_mentions share_agent low high few", roles, {}),
        "roles_by": ("Acting and acted upon in the outlets' own words",
                     "outlet actor n_agent n_patient n_acting n_speaking n_mentions share_agent low high few", roles_by, {}),
        "passives": (f"Actives and passives in {got.own}",
                     f"{by} n_active n_with_agent n_agentless n share_agentless low high few", clauses, {"n": "clauses"}),
        "passive_verbs": (f"Actives and passives in {got.own}, verb by verb",
                          "outlet verb n_active n_with_agent n_agentless n share_agentless", verbs, {"n": "clauses"}),
        "portraits": ("Portraits",
                      "actor n per_1000 n_articles n_sentences share_sections first_position in_title in_lead n_quotes "
                      "n_words_spoken share_quoted_words cues company naming words described_as", portrait, {}),
        "validity": ("Measures compared with human codes", "what figure data value low high n unit", {}, {"n": "n"}),
        "problems": ("What went wrong", "source article what detail", {}, {"what": "problem"})}
    return {name: view(got, name, caption, columns.split(), links=to, names=more,
                       signed=name in ("sentiment", "tone", "tone_by"))
            for name, (caption, columns, to, more) in wanted.items() if name in t and len(t[name])}
