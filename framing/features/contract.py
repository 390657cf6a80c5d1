"""What each shared table holds: its columns, their dtypes, and what they mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..agency import FORMS, ROLES
from ..schema import TABLES

#: Stands for words that are not told: rare ones, and those of a section too short to hide their order.
FOLDED = "other terms (folded)"


class Column(NamedTuple):
    """A column: its dtype, and a description that a reader of the file understands."""

    dtype: object
    text: str


class File(NamedTuple):
    """A table: what it is, its columns, and whether its rows stand in an order of their own, not in the text's."""

    text: str
    columns: dict[str, Column]
    sorted: bool = True


def _of(table: str, column: str) -> object:
    return TABLES[table][column]


_ROLE, _FORM = pd.CategoricalDtype(ROLES), pd.CategoricalDtype(FORMS)
_ARTICLE = Column("category", "article, as in articles.csv")
_SECTION = Column("int32", "ordinal of the section in its article, as in sections.csv")
_HEADING = Column("bool", "stands in a heading, not in running text")
_VOICE = Column(_of("tokens", "voice"), "whose words: narrator (the outlet's own), quoted (word for word), attributed "
                "(reported); empty where a voice has too few words to be told apart")
_PLACE = {"article": _ARTICLE, "section": _SECTION, "heading_line": _HEADING}
_ACTOR = Column("str", "resolved actor; empty where refused or nobody")
_SPAN = {"start": Column("int32", "first character in the article's text, counted in Unicode characters from 0"),
         "end": Column("int32", "character after the last one")}
_N_WORDS = Column("int32", "words of the sentence")
_N_SCORED = Column("int32", "words of it that entered the score")
_CLAUSE = {"passive": Column("bool", "the clause is passive"),
           "speaking": Column("bool", "a verb of speaking or thinking")}
_ROLE_COLUMN = Column(_ROLE, "agent (acts), patient (is acted upon) or none")
_MODAL = {"negated": Column("bool", "the verb group holds a negation"), "modal": Column("bool", "it holds a modal verb")}

_PORTRAIT = {
    "actor": Column("str", "actor"), "label": Column(_of("mentions", "label"), "kind of name carried most often"),
    "n": Column("int64", "mentions"), "n_tokens": Column("int64", "words of the group"),
    "per_1000": Column("float64", "mentions per 1,000 words of the group"),
    "n_articles": Column("int64", "articles that name the actor"),
    "n_sections": Column("int64", "sections that name the actor, titles left out"),
    "n_sections_all": Column("int64", "sections of the group"),
    "share_sections": Column("float64", "n_sections of n_sections_all"),
    "first_position": Column("float64", "where the actor is first named, 0 = first word of the article, 1 = last; mean over "
                             "the articles"),
    "in_title": Column("int64", "articles that name the actor in the title"),
    "in_lead": Column("int64", "articles that name the actor in the lead"),
    "n_sentences": Column("int64", "sentences that name the actor"),
    "n_quotes": Column("int64", "quotations and reported clauses of the actor"),
    "n_words_spoken": Column("int64", "words of the actor quoted word for word"),
    "n_words_quoted": Column("int64", "all quoted words of the group"),
    "share_quoted_words": Column("float64", "n_words_spoken of n_words_quoted"),
    "cues": Column("str", "verbs of saying with the actor, each with its n"),
    "company": Column("str", "actors named in the same sentences, each with its n"),
    "naming": Column("str", "how the actor is named, each with its n"),
    "words": Column("str", "words over-used in the actor's sentences, each with its n"),
}
_RATES = {"n": Column("int64", "hits"), "n_tokens": Column("int64", "words of the group"),
          "per_1000": Column("float64", "hits per 1,000 words of the group")}
_LABELS = {"issue": Column("str", "issue of the codebook"), "label": Column("str", "alternative of the issue"), **_RATES,
           "n_issue": Column("int64", "hits of all alternatives of the issue"),
           "share": Column("float64", "n of n_issue")}
_FRAMES = {"frame": Column("str", "frame of the codebook"), **_RATES}
_OUTLET = {"outlet": Column("str", "outlet, as in articles.csv")}
_WHERE = {"article": _ARTICLE, "section": _SECTION}

#: Every table of the shared folder. Those that are not `sorted` follow the text, and hold names and counts only.
FILES = {
    "articles": File("The articles: what is needed to find them. Their text is not here.", {
        "article": Column("category", "name of the article in these tables"), "title": Column("str", "title"),
        "outlet": Column("str", "outlet"), "author": Column("str", "author"),
        "published": Column("str", "date of publication"),
        "url": Column("str", "address"), "source": Column("str", "name of the file it was read from"),
        "citation": Column("str", "citation of the article")}, sorted=False),
    "sections": File("The sections of each article, with their headings.", {
        **_WHERE, "kind": Column(_of("sections", "kind"), "title, subtitle, lead, body or furniture"),
        "level": Column("int8", "level of the heading"), "heading": Column("str", "heading"), **_SPAN,
        "heading_start": Column("int32", "first character of the heading"),
        "heading_end": Column("int32", "character after its last one")}, sorted=False),
    "words": File("How many words each section and voice has: the denominators of all rates.", {
        **_PLACE, "voice": _VOICE, "n_tokens": Column("int64", "words")}),
    "terms": File("How often each word stands in each section and voice. Furniture is left out.", {
        **_PLACE, "voice": _VOICE, "term": Column("str", "word in lower case"), "n": Column("int64", "occurrences")}),
    "sentiment": File("TextBlob's score of each sentence; the sentences of a section are sorted by their scores.", {
        **_PLACE, "polarity": Column("float64", "polarity, -1 to 1"),
        "subjectivity": Column("float64", "subjectivity, 0 to 1"),
        "n_words": _N_WORDS, "n_scored": _N_SCORED}),
    "sentiment_vader": File("VADER's score of each sentence; the sentences of a section are sorted by their scores.", {
        **_PLACE, "negative": Column("float64", "share of negative words"),
        "neutral": Column("float64", "share of neutral words"),
        "positive": Column("float64", "share of positive words"), "compound": Column("float64", "compound score, -1 to 1"),
        "n_words": _N_WORDS, "n_scored": _N_SCORED}),
    "mentions": File("Where each name stands, whom it means, its role and the tone toward it.", {
        **_WHERE, "sentence": Column("int32", "ordinal of the sentence"), **_SPAN, "text": Column("str", "name as written"),
        "label": Column(_of("mentions", "label"), "PERSON, LOC, ORG or NORP"), "actor": _ACTOR,
        "rule": Column("str", "why the name was taken to mean this actor"), "voice": _VOICE,
        "naming": Column("str", "full name, surname, nickname, …"), "role": _ROLE_COLUMN, **_CLAUSE, **_MODAL,
        "tone": Column("float64", "tone toward the one named, -1 to 1"),
        "p_negative": Column("float64", "probability that the tone is negative"),
        "p_neutral": Column("float64", "probability that it is neutral"),
        "p_positive": Column("float64", "probability that it is positive"),
        "n_scored": Column("int32", "words of the sentence known to be good or bad")}, sorted=False),
    "verbs": File("The verbs of each section whose agent or patient is a named actor, in alphabetical order.", {
        **_PLACE, "actor": _ACTOR, "role": _ROLE_COLUMN, "lemma": Column("str", "base form of the verb"), **_CLAUSE}),
    "quotes": File("Where each quotation stands and who speaks. The words are not here.", {
        **_WHERE, "quote": Column("int32", "ordinal of the quotation in its article"), **_SPAN,
        "kind": Column(_of("quotes", "kind"), "direct, fragment or indirect"),
        "parent": Column("int32", "the quotation around it, -1 for none"),
        "speaker_start": Column("int32", "first character of the words that name the speaker, -1 for none"),
        "actor": Column("str", "speaker; empty where nobody could be told"),
        "cue": Column("str", "verb of saying as written"), "rule": Column("str", "how the speaker was told"),
        "complete": Column("bool", "both marks are there")}, sorted=False),
    "spoken_words": File("How many words of each quotation stand in each section.", {
        **_PLACE, "quote": Column("int32", "quotation, as in quotes.csv"), "voice": _VOICE,
        "n_words": Column("int32", "words")}),
    "clauses": File("Active verbs with an object, and passives, by the base form of their verb, in alphabetical order.", {
        **_PLACE, "verb": Column("str", "base form"), "form": Column(_FORM, "active, passive with agent, agentless passive"),
        **_MODAL}),
    "portraits": File("One row per actor, over all articles.", _PORTRAIT, sorted=False),
    "portraits_by_outlet": File("One row per outlet and actor.", _OUTLET | _PORTRAIT, sorted=False),
    "labels": File("The codebook's contested terms by section.", _WHERE | _LABELS, sorted=False),
    "labels_by_outlet": File("The codebook's contested terms by outlet.", _OUTLET | _LABELS, sorted=False),
    "labels_by_voice": File("The codebook's contested terms by voice.", {"voice": _VOICE} | _LABELS, sorted=False),
    "frames": File("The codebook's frames by section.", _WHERE | _FRAMES, sorted=False),
    "frames_by_outlet": File("The codebook's frames by outlet.", _OUTLET | _FRAMES, sorted=False),
    "frames_by_voice": File("The codebook's frames by voice.", {"voice": _VOICE} | _FRAMES, sorted=False),
    "paragraphs": File("A short salted hash of each longer paragraph, sorted, for another owner of the articles to check.", {
        "article": _ARTICLE,
        "hash": Column("str", "first four hex digits of the SHA-256 of salt, line feed and paragraph")}),
}

_TYPES = {"i": "integer", "f": "number", "b": "boolean"}


def column_type(dtype) -> str:
    """The name of a dtype in a Frictionless table schema."""
    if dtype in ("str", "category") or isinstance(dtype, pd.CategoricalDtype):
        return "string"
    return _TYPES[np.dtype(dtype).kind]


def dtypes(name: str) -> dict:
    """The dtypes of a table's columns."""
    return {column: kind.dtype for column, kind in FILES[name].columns.items()}


def shaped(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The columns of the contract in their order, with their dtypes; where rows have no place in the text, sorted by value.

    The further columns of an articles table are kept behind the contract's.
    """
    wanted = FILES[name].columns
    further = [c for c in table.columns if c not in wanted] if name == "articles" else []
    columns = {}
    for column, kind in wanted.items():
        values = table[column].array
        if kind.dtype not in ("category", "str") and values.dtype != kind.dtype:
            values = pd.array(values).astype(kind.dtype) if isinstance(kind.dtype, pd.CategoricalDtype) \
                else np.asarray(values).astype(kind.dtype)
        columns[column] = pd.array(values.astype(object), dtype="str") if kind.dtype == "str" else values
    made = pd.DataFrame(columns | {c: table[c].array for c in further})
    if FILES[name].sorted and len(made):
        made = made.sort_values(list(wanted), kind="stable")
    return made.reset_index(drop=True)
