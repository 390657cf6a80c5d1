"""Everything the report counts, each table made once."""

from __future__ import annotations

import dataclasses
import warnings
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from ..actors import explain_actors
from ..actors.codebook import Codebook, load_codebook
from ..agency import find_passives, find_roles, read_clauses
from ..agency_counts import count_passives, count_roles
from ..charts.labels import is_date
from ..counts import count_entities
from ..dictionaries import count_frames, count_labels, find_frames, find_labels
from ..groups import group_rows
from ..naming import count_names
from ..places import Places
from ..portraits import portray_actors
from ..resources import validity_file
from ..schema import VOICES, LowCoverageWarning, context_of, with_context
from ..sentiment import mean_sentiment, score_sentiment, test_difference
from ..speech import count_speech, count_talk
from ..terms import compare_terms, count_terms
from ..tone import mean_tone, score_tone

#: More outlets than this are unreadable side by side: the smaller ones are counted together.
MOST_GROUPS = 12
#: More days than this are unreadable as a line: months are drawn; more months: years. A date's first characters tell them.
MOST_DATES = 62
PERIODS = {"day": 10, "month": 7, "year": 4}


@dataclass
class Measures:
    """The tables of a report.

    Attributes
    ----------
    analysis : Analysis
        Its mentions with tone and role; small outlets together where there are many.
    codebook : Codebook or None
    by : str
        What is compared: sections of one article, outlets, articles, or kinds of section.
    tables : dict of str to DataFrame
        What was counted.
    found : dict of str to DataFrame
        Located spans behind the counts: passives, labels, frames, sentences.
    warnings : dict of str to str
        What must be said next to the chart of a table.
    merged : int
        Outlets counted together.
    days : int
        Days of which there are articles with a clear date.
    period : {"day", "month", "year"}
        What mentions over time are counted by.
    """

    analysis: object
    codebook: Codebook | None
    by: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    found: dict[str, pd.DataFrame] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    merged: int = 0
    days: int = 0
    period: str = "day"

    def date(self, day: str) -> str:
        """The day, month or year that a day is counted in; "" where the date is not clear."""
        return day[:PERIODS[self.period]] if is_date(day) else ""

    @property
    def groups(self) -> str:
        """What is compared, in the plural."""
        return "kinds of section" if self.by == "kind" else self.by + "s"

    @property
    def own(self) -> str:
        """Whose own words the narrator's are."""
        return {"section": "the article's", "outlet": "the outlets'"}.get(self.by, "the articles'") + " own words"

    @cached_property
    def order(self) -> dict:
        """The place of each group in the natural order of groups."""
        return {value: k for k, value in enumerate(dict.fromkeys(self.tables["terms"][self.by].astype(object)))}


def measure(analysis, codebook=None) -> Measures:
    """Count everything a report shows."""
    analysis, merged = _with_few_outlets(analysis)
    book = load_codebook(codebook) if codebook is not None else None
    got = Measures(analysis, book, choose_groups(analysis), merged=merged)
    clauses = read_clauses(analysis.tokens)
    _add_tone_and_roles(got, clauses)
    passives = find_passives(analysis.tokens, analysis.articles, actives=True, clauses=clauses)
    got.found["passives"] = _with_voice(passives, analysis.tokens, "verb_start")
    _count(got)
    _compare(got)
    if book is not None:
        _count_codebook(got, book)
    try:
        got.tables["validity"] = pd.read_csv(validity_file(), encoding="utf8")
    except FileNotFoundError:
        got.warnings["validity"] = "This installation lacks the table of validity; the project's README holds it."
    return got


def choose_groups(analysis) -> str:
    """What to compare: the sections of one article; else outlets, articles if there are few, or kinds of section."""
    articles = analysis.articles
    if len(articles) == 1:
        return "section"
    if articles["outlet"].nunique() > 1:
        return "outlet"
    return "article" if len(articles) <= MOST_GROUPS else "kind"


def _with_few_outlets(analysis):
    """The analysis with all outlets but the largest under one name, and how many those are."""
    sizes = analysis.articles["outlet"].value_counts()
    rest = sizes.index[MOST_GROUPS - 1:]
    if len(sizes) <= MOST_GROUPS:
        return analysis, 0
    context = context_of(analysis.tokens)
    outlet = context.articles["outlet"]
    articles = context.articles.assign(outlet=outlet.where(~outlet.isin(rest), f"{len(rest):,} other outlets"))
    context = context.replace(articles=articles)
    names = ("sections", "sentences", "tokens", "mentions", "quotes")
    return dataclasses.replace(analysis, **{n: with_context(getattr(analysis, n).copy(deep=False), context)
                                            for n in names}), len(rest)


def _add_tone_and_roles(got: Measures, clauses) -> None:
    a = got.analysis
    roles = find_roles(score_tone(a.mentions, a.articles, tokens=a.tokens), a.articles, a.tokens, clauses=clauses)
    got.analysis = dataclasses.replace(a, mentions=with_context(roles, context_of(a.mentions)))


def _with_voice(spans, tokens, column):
    """The spans with the voice of the word that stands at an offset."""
    at = Places(tokens).at(spans, column)
    return with_context(spans.assign(voice=tokens["voice"].array.take(at)), context_of(spans))


def own_words(table):
    """The rows that stand in the outlet's own words: what a claim about an outlet may rest on."""
    return with_context(table[(table["voice"] == VOICES[0]).to_numpy(bool)], context_of(table))


def _count(got: Measures) -> None:
    a, by, tables = got.analysis, got.by, got.tables
    tables["articles"], tables["sections"] = _articles(a), _sections(a)
    tables["terms"] = count_terms(a.tokens, by=by)
    tables["actors"] = count_entities(a.mentions, by=by)
    tables["names"] = count_names(a.mentions, by=None)
    tables["ledger"] = explain_actors(a.mentions, a.articles, quotes=a.quotes)
    across = "outlet" if by == "outlet" else None
    tables["speech"] = count_speech(a.quotes, a.tokens, by=across)
    tables["talk"] = count_talk(a.quotes, a.mentions)
    named = a.mentions[(a.mentions["actor"] != "").to_numpy(bool)]
    named = with_context(named, context_of(a.mentions))
    tables["roles"] = count_roles(named, by="actor")
    if across:
        tables["roles_by"] = count_roles(own_words(named), by=["outlet", "actor"])
    tables["passives"] = count_passives(own_words(got.found["passives"]), by=by, per_verb=False)
    tables["passive_verbs"] = count_passives(own_words(got.found["passives"]), by=across)
    tables["portraits"] = portray_actors(a)
    _count_days(got, named)
    _count_tone(got, named, across)


def _count_days(got: Measures, named) -> None:
    a = got.analysis
    days = a.articles["published"]
    days = days[days.map(is_date).to_numpy(bool)]
    got.days = days.nunique()
    if got.days <= 2:
        return
    got.period = next((name for name, size in PERIODS.items() if days.str[:size].nunique() <= MOST_DATES), "year")
    context = context_of(a.mentions)
    shortened = context.articles.assign(published=context.articles["published"].map(got.date))
    counted = count_entities(with_context(named.copy(deep=False), context.replace(articles=shortened)), by="published")
    undated_last = np.argsort((counted["published"] == "").to_numpy(bool), kind="stable")
    got.tables["over_time"] = with_context(counted.iloc[undated_last].reset_index(drop=True), context_of(a.mentions))


def _count_tone(got: Measures, named, across) -> None:
    a, tables = got.analysis, got.tables
    scored = score_sentiment(a.sentences, a.articles)
    got.found["sentences"] = with_context(scored, context_of(a.sentences))
    tables["sentiment"] = _warned(got, "sentiment", lambda: mean_sentiment(scored, by=got.by))
    tables["tone"] = _warned(got, "tone", lambda: mean_tone(named, by="actor"))
    if across:
        tables["tone_by"] = _warned(got, "tone_by", lambda: mean_tone(own_words(named), by=["actor", "outlet"]))


def _compare(got: Measures) -> None:
    a, by = got.analysis, got.by
    groups = got.tables["terms"][by].nunique()
    if groups > 1:
        got.tables["keyness"] = compare_terms(a.tokens, by=by, stop="english")
    with_mean = got.tables["sentiment"]["mean"].notna().sum()
    if 1 < with_mean <= MOST_GROUPS:
        differences = test_difference(got.found["sentences"], by=by)
        second = differences["n_second"].astype("Int64").where(np.arange(len(differences)) > 0)
        got.tables["differences"] = differences.assign(n_second=second)  # all groups at once have no second group


def _count_codebook(got: Measures, book: Codebook) -> None:
    a = got.analysis
    if book.labels:
        got.tables["labels"] = count_labels(a.tokens, book, by=got.by)
        got.found["labels"] = find_labels(a.tokens, a.articles, book)
    if book.frames:
        got.tables["frames"] = count_frames(a.tokens, book, by=got.by)
        got.found["frames"] = find_frames(a.tokens, a.articles, book)


def _warned(got: Measures, name: str, count):
    """The table; a warning about its coverage is kept for the page."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = count()
    told = [str(w.message) for w in caught if issubclass(w.category, LowCoverageWarning)]
    if told:
        first = told[0].split(". ")[0]
        got.warnings[name] = f"{first[0].upper()}{first[1:].rstrip('.')}. The table of numbers has the share of each group."
    return table


def _articles(a) -> pd.DataFrame:
    words = context_of(a.tokens).words
    order = pd.Index(a.articles["article"].astype(object))

    def per_article(table, weights=None):
        at = order.get_indexer(pd.Index(table["article"].astype(object)))
        return np.bincount(at, weights=weights, minlength=len(order)).astype("int64")

    counted = words[group_rows(with_context(words.copy(deep=False), context_of(a.tokens)), None).codes >= 0]
    counted = counted[~counted["heading_line"].to_numpy(bool)]
    quoted = counted[(counted["voice"] == VOICES[1]).to_numpy(bool)]
    table = a.articles[["article", "title", "outlet", "author", "published"]].reset_index(drop=True)
    table.attrs = {}
    table["n_words"] = per_article(counted, counted["n_tokens"].to_numpy())
    table["share_quoted"] = per_article(quoted, quoted["n_tokens"].to_numpy()) / table["n_words"].where(table["n_words"] > 0)
    table["n_sections"] = per_article(a.sections)
    table["n_mentions"], table["n_quotes"] = per_article(a.mentions), per_article(a.quotes)
    return table


def _sections(a) -> pd.DataFrame:
    words = context_of(a.tokens).words
    words = words[~words["heading_line"].to_numpy(bool)]
    keys = ["article", "section"]
    table = a.sections[["article", "section", "kind", "level", "heading", "start", "end"]].reset_index(drop=True)
    table.attrs = {}
    for name, rows in (("n_words", words), ("n_quoted", words[(words["voice"] == VOICES[1]).to_numpy(bool)])):
        sums = rows.groupby(keys, observed=True)["n_tokens"].sum()
        wanted = pd.MultiIndex.from_frame(table[keys].astype(object))
        sums.index = pd.MultiIndex.from_arrays([sums.index.get_level_values(k).astype(object) for k in keys])
        table[name] = sums.reindex(wanted).fillna(0).astype("int64").to_numpy()
    table["share_quoted"] = table["n_quoted"] / table["n_words"].where(table["n_words"] > 0)
    return table
