"""The sentences behind the numbers of a report: one list per actor, speaker, term …, each line with its keys.

A number links to a list and the keys its lines must hold ("g2 ragent": the third group, acting).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..groups import group_rows
from ..places import speaking_words
from ..schema import VOICES, context_of, with_context
from ..sentiment import explain_sentiment
from ..tokens import token_types, word_rows
from .lists import OWN, Evidence, Texts, flat, group_title, lay, slug
from .measures import Measures, own_words


def gather(got: Measures, *, actors: int = 40) -> Evidence:
    """Every list of a report."""
    a = got.analysis
    evidence = Evidence(got.by)
    keys = group_rows(a.tokens, got.by).keys
    evidence.groups = {None if pd.isna(v) else v: k for k, v in enumerate(keys[got.by].astype(object))} if len(keys) else {}
    text = Texts(a)
    _mentions(evidence, got, text, actors)
    _speech(evidence, got, text, actors)
    _terms(evidence, got, text)
    for kind, names in (("labels", ("issue", "label")), ("frames", ("frame",))):
        if kind in got.found:
            _hits(evidence, got, text, kind, names)
    _passives(evidence, got, text)
    _sentences(evidence, got, text)
    return evidence


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


def _mentions(evidence: Evidence, got: Measures, text: Texts, most: int) -> None:
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

    wanted = ["voice", "naming", "role", "verb", "speaking", "passive", "tone"]
    rows = part.iloc[shown][wanted].astype({c: object for c in ("voice", "naming", "role")}).to_dict("records")
    day = day.tolist()

    def keys_of(at):
        k = shown[at]
        row, said = rows[at], speaker[k]
        acts = ("xs" if row["speaking"] else "xa") if row["role"] == "agent" else ""
        about = f"s{said}" if said is not None and row["voice"] != VOICES[0] else ""
        own = OWN if row["voice"] == VOICES[0] else ""
        keys = (f"g{group[k]}", f"f{slug(row['naming'])}", f"r{row['role']}", acts, about, own, f"d{got.date(day[k])}")
        return " ".join(x for x in keys if x)

    lay(evidence, text, "mentions", part.iloc[shown].reset_index(drop=True), [(n, n) for n in names], owner[shown], keys_of,
         lambda at: _about(rows[at]), "mentions", group=group[shown])


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


def _sentence_texts(part: pd.DataFrame, text: Texts) -> pd.array:
    low, high = text.bounds(part)
    rows = zip(part["article"].astype(object), low.tolist(), high.tolist(), strict=True)
    return pd.array([text.text[a][s:e] for a, s, e in rows], dtype="str")


def _speech(evidence: Evidence, got: Measures, text: Texts, most: int) -> None:
    """Each quotation once per group it has words in."""
    a = got.analysis
    groups = group_rows(a.tokens, got.by)
    row = speaking_words(a.tokens, a.quotes)[0]
    at = np.flatnonzero((row >= 0) & (groups.codes >= 0) & word_rows(a.tokens))
    group = _group_codes(evidence, groups.codes[at], groups.keys)
    pairs, of = np.unique(np.stack([row[at], group], axis=1), axis=0, return_inverse=True) if len(at) else (
        np.zeros((0, 2), "int64"), np.zeros(0, "int64"))
    words = np.bincount(of.ravel(), minlength=len(pairs))
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

    lines = part[["kind", "speaker", "cue", "complete"]].astype({"kind": object}).to_dict("records")

    def about(at):
        k = shown[at]
        line = lines[k]
        told = f"{line['kind']}, {words[k]} word{'s' if words[k] != 1 else ''}"
        who = " ".join(x for x in (flat(line["speaker"]), f"“{flat(line['cue'])}”" if line["cue"] else "") if x)
        return "; ".join(x for x in (told, who, "" if line["complete"] else "never closed") if x)

    lay(evidence, text, "speech", part.iloc[shown].reset_index(drop=True), [(n, n or "Speaker not known") for n in names],
         owner[shown], lambda at: f"g{pairs[shown[at], 1]}", about, "quotations and reported clauses", group=pairs[shown, 1],
         show=True)


def shown_terms(got: Measures, top: int = 10) -> list[str]:
    """The terms that a chart or a table on the page names."""
    names = list(got.tables["terms"].groupby(got.by, observed=True, sort=False, dropna=False).head(top)["term"])
    if "keyness" in got.tables:
        ranked = got.tables["keyness"].sort_values("g2", ascending=False, kind="stable")
        names += list(ranked.groupby(got.by, observed=True, sort=False, dropna=False).head(2 * top)["term"])
    return list(dict.fromkeys(names))[:200]


def _terms(evidence: Evidence, got: Measures, text: Texts) -> None:
    tokens = got.analysis.tokens
    names = shown_terms(got)
    place = {name: k for k, name in enumerate(names)}
    of_type = np.array([place.get(t.lower().replace("’", "'"), -1) for t in token_types(tokens)], "int64")
    owner = of_type[tokens["token"].cat.codes.to_numpy()] if len(tokens) else np.zeros(0, "int64")
    groups = group_rows(tokens, got.by)
    rows = np.flatnonzero((owner >= 0) & (groups.codes >= 0) & word_rows(tokens))
    group = _group_codes(evidence, groups.codes[rows], groups.keys)
    part = tokens.iloc[rows].reset_index(drop=True)
    lay(evidence, text, "terms", part, [(n, n) for n in names], owner[rows], lambda k: f"g{group[k]}", lambda k: "",
         "occurrences", group=group)


def _hits(evidence: Evidence, got: Measures, text: Texts, kind: str, names: tuple[str, ...]) -> None:
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
    pattern, term = part["pattern"].tolist(), part["term"].tolist()
    lay(evidence, text, kind, part, [(n, " · ".join(n)) for n in listed], owner, lambda k: f"g{group[k]}",
         lambda k: f"fits “{pattern[k]}”" if pattern[k].lower() != term[k].lower() else "", "hits", group=group)


def _passives(evidence: Evidence, got: Measures, text: Texts) -> None:
    full = _grouped(got, got.found["passives"])[0].copy()
    full.attrs = {}
    evidence.tables["evidence_clauses"] = full
    part, codes, keys = _grouped(got, own_words(got.found["passives"]))
    group = _group_codes(evidence, codes, keys)
    forms = part["form"].cat.codes.to_numpy()
    names = [(None if pd.isna(v) else v, group_title(got, v)) for v in evidence.groups]
    form, agent, verb = part["form"].astype(str).tolist(), part["agent"].tolist(), part["verb"].tolist()
    lay(evidence, text, "clauses", part, names, group, lambda k: f"p{forms[k]} b{slug(verb[k])}",
         lambda k: form[k] + (f", by “{flat(agent[k])}”" if agent[k] else ""), "clauses", group=forms)


def _sentences(evidence: Evidence, got: Measures, text: Texts, each: int = 5) -> None:
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
    score = part["polarity"].tolist()
    names = [(None if pd.isna(v) else v, group_title(got, v)) for v in evidence.groups]
    lay(evidence, text, "extremes", part, names, group, lambda k: "",
         lambda k: f"{score[k]:+.2f}: {parts.get(k, '')}".replace("-", "−"), "lowest and highest sentences", show=True)
