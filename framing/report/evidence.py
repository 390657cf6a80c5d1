"""The sentences behind the numbers of a report: one list per actor, speaker, term …, each line with its keys.

A number links to a list and the keys its lines must hold ("g2 vq": the third group, quoted words).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..groups import group_rows
from ..places import Places, speaking_words
from ..schema import VOICES, context_of, with_context
from ..sentiment import explain_sentiment
from ..tokens import token_types, word_rows
from .measures import Measures

#: Lines on the page, per list and per kind of list; all lines are in the folder's tables.
PER_LIST, PER_KIND = 400, 2500
#: Characters shown before and after a hit.
AROUND = 220
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
    counts: dict[tuple, int] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def link(self, kind: str, name, *keys: str) -> tuple[str, str] | None:
        """The list of a name and the keys to look for, or None where no line is on the page."""
        found = self.ids.get((kind, name))
        return (found, " ".join(k for k in keys if k)) if found else None

    def group(self, value) -> str:
        """The key of a group."""
        number = self.groups.get(value if not pd.isna(value) else None)
        return "" if number is None else f"g{number}"


def gather(got: Measures, *, actors: int = 40) -> Evidence:
    """Every list of a report."""
    a = got.analysis
    evidence = Evidence(got.by)
    keys = group_rows(a.tokens, got.by).keys
    evidence.groups = {None if pd.isna(v) else v: k for k, v in enumerate(keys[got.by].astype(object))} if len(keys) else {}
    text = _Texts(a)
    _mentions(evidence, got, text, actors)
    _speech(evidence, got, text, actors)
    _terms(evidence, got, text)
    for kind, names in (("labels", ("issue", "label")), ("frames", ("frame",))):
        if kind in got.found:
            _hits(evidence, got, text, kind, names)
    _passives(evidence, got, text)
    _sentences(evidence, got, text)
    return evidence


class _Texts:
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


def _lay(evidence: Evidence, text: _Texts, kind: str, table: pd.DataFrame, names: list, owner: np.ndarray, keys: list[str],
         about: list[str], what: str, *, group=None, show=None) -> None:
    """Make the lists of a kind. `owner`: the list of each row; `names`: the name of each list (and its title)."""
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
        listings[owner[row]].lines.append(Line(where, *words, keys[row], about[row]))
    evidence.kinds[kind] = [listing for listing in listings if listing.total]
    for listing in listings:
        if not listing.total:
            evidence.ids = {k: v for k, v in evidence.ids.items() if v != listing.id}


def _grouped(got: Measures, table: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows that are counted, with what they carry, and their group."""
    groups = group_rows(table, got.by)
    keep = groups.codes >= 0
    part = with_context(table[keep].reset_index(drop=True), context_of(table))
    return part, groups.codes[keep], groups.keys


def _group_codes(evidence: Evidence, codes: np.ndarray, keys: pd.DataFrame) -> np.ndarray:
    names = keys[evidence.by].astype(object) if len(keys) else []
    known = [evidence.groups.get(None if pd.isna(v) else v, -1) for v in names]
    return np.array(known, "int64")[codes] if len(codes) else np.zeros(0, "int64")


def _mentions(evidence: Evidence, got: Measures, text: _Texts, most: int) -> None:
    a = got.analysis
    part, codes, keys = _grouped(got, a.mentions)
    group = _group_codes(evidence, codes, keys)
    token = text.places.at(part)
    quote_row = speaking_words(a.tokens, a.quotes)[0][np.maximum(token, 0)] if len(a.tokens) else np.full(len(part), -1)
    speaker = np.array([*a.quotes["actor"].astype(object), None], object)[np.where(token >= 0, quote_row, -1)]
    evidence.speakers = {name: k for k, name in enumerate(dict.fromkeys(s for s in speaker if s is not None))}
    speaker = [None if s is None else evidence.speakers[s] for s in speaker]
    full = part.drop(columns=["p_negative", "p_neutral", "p_positive"], errors="ignore").copy()
    full.attrs = {}
    full["sentence_text"] = _sentence_texts(part, text)
    evidence.tables["evidence_mentions"] = full
    names = [n for n in got.tables["portraits"]["actor"] if n][:most]
    place = {name: k for k, name in enumerate(names)}
    owner = np.array([place.get(n, -1) for n in part["actor"].astype(object)], "int64")
    shown = np.flatnonzero(owner >= 0)
    day = part["article"].astype(object).map(dict(zip(a.articles["article"].astype(object), a.articles["published"],
                                                      strict=True)))
    found, about = [], []
    for k in shown.tolist():
        row = part.iloc[k]
        said = speaker[k]
        found.append(" ".join(x for x in (
            f"g{group[k]}", f"v{row['voice']}", f"f{slug(row['naming'])}", f"r{row['role']}",
            "ro" if row["role"] != "none" else "", ("xs" if row["speaking"] else "xa") if row["role"] == "agent" else "",
            f"s{said}" if said is not None and row["voice"] != VOICES[0] else "", f"d{day.iloc[k]}" if day.iloc[k] else ""
        ) if x))
        about.append(_about(row))
    _lay(evidence, text, "mentions", part.iloc[shown].reset_index(drop=True), [(n, n) for n in names], owner[shown], found,
         about, "mentions", group=group[shown])


def _about(row) -> str:
    """What was found out about a mention."""
    told = []
    if row["tone"] == row["tone"]:
        told.append(f"tone {row['tone']:+.2f}".replace("-", "−"))
    if row["role"] != "none":
        told.append(f"{row['role']} of “{flat(row['verb'])}”{' (passive)' if row['passive'] else ''}")
    if row["voice"] != VOICES[0]:
        told.append(f"in {row['voice']} words")
    return "; ".join(told)


def slug(value) -> str:
    """A name as one key."""
    return re.sub(r"\W+", "-", str(value))


def _sentence_texts(part: pd.DataFrame, text: _Texts) -> pd.array:
    low, high = text.bounds(part)
    rows = zip(part["article"].astype(object), low.tolist(), high.tolist(), strict=True)
    return pd.array([text.text[a][s:e] for a, s, e in rows], dtype="str")


def _speech(evidence: Evidence, got: Measures, text: _Texts, most: int) -> None:
    """Each quotation once per group it has words in."""
    a = got.analysis
    groups = group_rows(a.tokens, got.by)
    row, literal = speaking_words(a.tokens, a.quotes)
    at = np.flatnonzero((row >= 0) & (groups.codes >= 0) & word_rows(a.tokens))
    group = _group_codes(evidence, groups.codes[at], groups.keys)
    pairs, of = np.unique(np.stack([row[at], group], axis=1), axis=0, return_inverse=True) if len(at) else (
        np.zeros((0, 2), "int64"), np.zeros(0, "int64"))
    words = np.bincount(of.ravel(), minlength=len(pairs))
    quoted = np.bincount(of.ravel(), weights=literal[at], minlength=len(pairs)) > 0
    part = a.quotes.iloc[pairs[:, 0]].reset_index(drop=True)
    full = part.copy()
    full.attrs = {}
    spans = zip(part["article"].astype(object), part["start"], part["end"], strict=True)
    full["n_words"], full["words"] = words, pd.array([text.text[x][s:e] for x, s, e in spans], dtype="str")
    evidence.tables["evidence_quotes"] = full
    totals = part.groupby(part["actor"].astype(object))["quote"].size().sort_values(ascending=False, kind="stable")
    names = list(totals.index[:most])
    place = {name: k for k, name in enumerate(names)}
    owner = np.array([place.get(n, -1) for n in part["actor"].astype(object)], "int64")
    shown = np.flatnonzero(owner >= 0)
    keys, about = [], []
    for k in shown.tolist():
        line = part.iloc[k]
        keys.append(f"g{pairs[k, 1]} {'w' if quoted[k] else 'o'}q")
        told = f"{line['kind']}, {words[k]} word{'s' if words[k] != 1 else ''}"
        who = " ".join(x for x in (flat(line["speaker"]), f"“{flat(line['cue'])}”" if line["cue"] else "") if x)
        about.append("; ".join(x for x in (told, who, "" if line["complete"] else "never closed") if x))
    _lay(evidence, text, "speech", part.iloc[shown].reset_index(drop=True), [(n, n or "Speaker not known") for n in names],
         owner[shown], keys, about, "quotations and reported clauses", group=pairs[shown, 1], show=True)


def shown_terms(got: Measures, top: int = 10) -> list[str]:
    """The terms that a chart or a table on the page names."""
    names = list(got.tables["terms"].groupby(got.by, observed=True, sort=False, dropna=False).head(top)["term"])
    if "keyness" in got.tables:
        ranked = got.tables["keyness"].sort_values("g2", ascending=False, kind="stable")
        names += list(ranked.groupby(got.by, observed=True, sort=False, dropna=False).head(2 * top)["term"])
    return list(dict.fromkeys(names))[:200]


def _terms(evidence: Evidence, got: Measures, text: _Texts) -> None:
    tokens = got.analysis.tokens
    names = shown_terms(got)
    place = {name: k for k, name in enumerate(names)}
    of_type = np.array([place.get(t.lower().replace("’", "'"), -1) for t in token_types(tokens)], "int64")
    owner = of_type[tokens["token"].cat.codes.to_numpy()] if len(tokens) else np.zeros(0, "int64")
    groups = group_rows(tokens, got.by)
    rows = np.flatnonzero((owner >= 0) & (groups.codes >= 0) & word_rows(tokens))
    group = _group_codes(evidence, groups.codes[rows], groups.keys)
    part = tokens.iloc[rows].reset_index(drop=True)
    _lay(evidence, text, "terms", part, [(n, n) for n in names], owner[rows], [f"g{g}" for g in group.tolist()],
         [""] * len(part), "occurrences", group=group)


def _hits(evidence: Evidence, got: Measures, text: _Texts, kind: str, names: tuple[str, ...]) -> None:
    table = got.found[kind]
    full = table.copy()
    full.attrs = {}
    evidence.tables[f"evidence_{kind}"] = full
    part, codes, keys = _grouped(got, table)
    group = _group_codes(evidence, codes, keys)
    found = got.tables[kind][list(names)].drop_duplicates()
    listed = [tuple(row) for row in found.itertuples(index=False)]
    place = {name: k for k, name in enumerate(listed)}
    owner = np.array([place[row] for row in part[list(names)].itertuples(index=False, name=None)], "int64")
    about = [f"fits “{p}”" if p.lower() != t.lower() else "" for p, t in zip(part["pattern"], part["term"], strict=True)]
    _lay(evidence, text, kind, part, [(n, " · ".join(n)) for n in listed], owner,
         [f"g{g}" for g in group.tolist()], about, "hits", group=group)


def _passives(evidence: Evidence, got: Measures, text: _Texts) -> None:
    part, codes, keys = _grouped(got, got.found["passives"])
    full = part.copy()
    full.attrs = {}
    evidence.tables["evidence_clauses"] = full
    group = _group_codes(evidence, codes, keys)
    forms = part["form"].cat.codes.to_numpy()
    names = [(None if pd.isna(v) else v, group_title(got, v)) for v in evidence.groups]
    about = [f"{form}{f', by “{flat(agent)}”' if agent else ''}" for form, agent in
             zip(part["form"].astype(str), part["agent"], strict=True)]
    marks = [f"p{f} b{slug(v)}" for f, v in zip(forms.tolist(), part["verb"], strict=True)]
    _lay(evidence, text, "clauses", part, names, group, marks, about, "clauses", group=forms)


def _sentences(evidence: Evidence, got: Measures, text: _Texts, each: int = 5) -> None:
    """The sentences of every group with the lowest and the highest score, and the words that made it."""
    part, codes, keys = _grouped(got, got.found["sentences"])
    group = _group_codes(evidence, codes, keys)
    rank = part["polarity"].groupby(group).rank(method="first")
    back = part["polarity"].groupby(group).rank(method="first", ascending=False)
    keep = (((rank <= each) & (part["polarity"] < 0)) | ((back <= each) & (part["polarity"] > 0))).to_numpy(bool)
    part, group = part[keep].reset_index(drop=True), group[keep]
    words = explain_sentiment(part, got.analysis.articles)
    words = words[words["value"] != 0]
    told = [f"{w} {v:+.2f}".replace("-", "−") for w, v in zip(words["word"], words["value"], strict=True)]
    parts = pd.Series(told, dtype=object).groupby(words["span"].to_numpy()).agg(", ".join)
    about = [f"{p:+.2f}: {parts.get(k, '')}".replace("-", "−") for k, p in enumerate(part["polarity"])]
    names = [(None if pd.isna(v) else v, group_title(got, v)) for v in evidence.groups]
    _lay(evidence, text, "extremes", part, names, group, [""] * len(part), about,
         "sentences with the lowest and highest scores", show=True)


def group_title(got: Measures, value) -> str:
    """What a group is called on the page."""
    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return f"no {got.by} given"
    if got.by == "section":
        row = got.analysis.sections[got.analysis.sections["section"] == value].iloc[0]
        return f"{value} {flat(row['heading']) or str(row['kind']).capitalize()}"
    if got.by == "article":
        row = got.analysis.articles[(got.analysis.articles["article"] == value).to_numpy(bool)].iloc[0]
        return flat(row["title"]) or flat(str(value))
    return flat(str(value))
