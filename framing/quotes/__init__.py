"""Quotations: direct, in fragments, nested, never closed, without marks; reported clauses; their speakers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from ..bundles import article_texts, require_categories, source_rows
from ..resources import load_arrays
from ..schema import article_rows, context_of, make_table, order_articles, require
from .accept import accept_speech, is_whole, stands_behind
from .answers import find_answers
from .attributions import Attribution, find_attributions
from .dashes import find_dialogue
from .features import FACTS, describe
from .indirect import Clause, find_clauses, find_headline
from .interviews import name_interviewees
from .spans import Span, find_spans, mark_owners
from .speakers import name_speakers
from .text import Text, lay_out
from .unmarked import Unmarked
from .voices import add_voices
from .words import BRACKET_OPEN, COLON, COMMA, STOP, WORDS

__all__ = ["add_voices", "find_quotes"]

_BLOCK = 120_000  # tokens looked at together: enough to be fast, few enough to stay small
_GLOSS = 60  # tokens of the longest gloss; a longer bracket was never closed
_CLOSING = {"(": ")", "[": "]"}


def find_quotes(articles: pd.DataFrame, sections: pd.DataFrame, sentences: pd.DataFrame, tokens: pd.DataFrame,
                mentions: pd.DataFrame) -> pd.DataFrame:
    """Find every quotation and reported clause, who speaks it, and why that speaker.

    Marks are paired inside a paragraph; a small logistic model tells speech from titles, nicknames, coined terms
    and scare quotes; cue verbs, then neighbours, give the speaker. Furniture holds no quotations.

    Some speech has no marks. In an interview, where at least three turns alternate ("Q: … A: …", "RAVN: …",
    "**Ravn:** …", also with one side labelled, or with questions to "you" between answers of "I"), each answer is a
    direct quotation; labels and questions are the narrator's, unless the label names a person whom the article names
    elsewhere, and not as its author. Speech behind dashes ("— Gone, — she said.") is direct. Lists, casts, tables,
    and explainers in questions and answers are neither.

    Parameters
    ----------
    articles, sections, sentences, tokens, mentions : DataFrame
        As `read_articles`, `split_sections`, `tokenize` and `find_entities` give them.

    Returns
    -------
    DataFrame
        One row per quotation, in reading order, outer before inner: ``article``; ``section``; ``quote`` (ordinal
        in the article); ``start``, ``end`` (str offsets, marks included, labels and dashes left out); ``kind``
        ("direct": the whole is one quotation, an answer, or speech behind a dash; "fragment": quoted words inside a
        longer statement; "indirect": a reported clause without "that" and full stop); ``parent`` (``quote`` of the
        row around it, or -1); ``speaker`` with ``speaker_start``, ``speaker_end`` (the words that name the speaker,
        "" and -1 if none); ``actor`` (the speaker as written until `resolve_actors`); ``cue`` with ``cue_start``,
        ``cue_end``; ``rule`` (how the speaker was found: "X said", "previous speaker", …; without marks "label", which
        names the speaker, "answer" of the one interviewed, "dash"); ``complete`` (False where the closing mark is
        missing); ``glosses`` (brackets inserted by an editor, "start:end;start:end").

    Raises
    ------
    ValueError
        If a table lacks a column.

    References
    ----------
    Newell, C., Cowlishaw, T. and Man, D. (2018). Quote extraction and analysis for news. KDD Workshop on Data
    Science, Journalism and Media. (The corpus used for tuning: Newell, E. et al. (2018). An attribution relations
    corpus for political news. LREC.)

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ['"We will not go," Ann Lee said.']}))
    >>> sections = framing.split_sections(articles)
    >>> sentences, tokens = framing.tokenize(articles, sections)
    >>> mentions = framing.find_entities(articles, tokens)
    >>> quotes = framing.find_quotes(articles, sections, sentences, tokens, mentions)
    >>> quotes[["kind", "speaker", "cue", "rule"]].values.tolist()
    [['direct', 'Ann Lee', 'said', 'X said']]

    >>> turns = ["Ann Lee leads the dockers.", "Q: Are you tired?", "A: I am.", "Q: Will you go on?", "A: I will."]
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["\\n".join(turns)]}))
    >>> analysis.quotes[["kind", "speaker", "rule"]].values.tolist()
    [['direct', 'Ann Lee', 'answer'], ['direct', 'Ann Lee', 'answer']]
    """
    require(articles, ["article", "text"], "articles")
    require(sections, ["article", "section", "kind", "start"], "sections")
    require(sentences, ["article", "sentence", "paragraph"], "sentences")
    require(tokens, ["article", "section", "sentence", "start", "end", "token"], "tokens")
    require(mentions, ["article", "start", "end", "text", "label"], "mentions")
    require_categories(tokens, ["article", "token"], "tokens")
    context = context_of(tokens)
    if not len(tokens):
        return make_table("quotes", None, context)
    source_rows(mentions, articles, "mentions")
    articles = order_articles(articles)
    categories, texts = articles["article"].cat.categories, article_texts(articles)
    parts = [_by_article(t, articles, name) for t, name in ((tokens, "tokens"), (sentences, None), (sections, None),
                                                            (mentions, None))]
    codes = [article_rows(table, articles) for table in parts]
    rows: list[tuple] = []
    for low, high in _blocks(codes[0]):
        block = []
        for table, code in zip(parts, codes, strict=True):
            inside = slice(*np.searchsorted(code, [low, high + 1]))
            part = table.iloc[inside]
            block.append(part.assign(article=pd.Categorical.from_codes(code[inside], categories=categories)))
        rows += _read_block(lay_out(*block), texts)
    return _as_table(rows, articles, context)


def _by_article(table: pd.DataFrame, articles: pd.DataFrame, name: str | None) -> pd.DataFrame:
    """The table, its articles in the order of `articles`."""
    code = article_rows(table, articles, name)
    return table if (code[1:] >= code[:-1]).all() else table.iloc[np.argsort(code, kind="stable")]


def _blocks(article: np.ndarray):
    """Ranges of whole articles with about `_BLOCK` tokens each."""
    counts = np.bincount(article)
    block = np.cumsum(counts) // _BLOCK
    edges = np.flatnonzero(np.append(True, block[1:] != block[:-1]))
    for first, after in zip(edges, np.append(edges[1:], len(counts)), strict=True):
        if counts[first:after].sum():
            yield int(first), int(after) - 1


@cache
def _weights() -> list[float]:
    model = load_arrays("quotes")
    if tuple(model["facts"].tolist()) != FACTS:
        raise RuntimeError("the quotation model was built for other facts; build it again with data/build/quotes.py.")
    return model["weights"].tolist()


def read_marks(text: Text):
    """Everything known of a text's marks before any is accepted as speech.

    Returns
    -------
    spans, owner, attributions, clauses, clause_at, facts
    """
    spans = find_spans(text)
    owner = mark_owners(text, spans)
    attributions = find_attributions(text, spans, owner)
    used = {a.cue[0] for a, s in zip(attributions, spans, strict=True) if stands_behind(a, s)}
    clauses = find_clauses(text, owner, [c for c in text.cues if c not in used])
    clause_at = _enclosing(spans, clauses)
    return spans, owner, attributions, clauses, clause_at, describe(text, spans, attributions, clause_at)


def _enclosing(spans: list[Span], clauses: list[Clause]) -> dict[int, int]:
    """The clause each span stands in, by span."""
    found: dict[int, int] = {}
    at = 0
    for number, span in enumerate(spans):
        while at < len(clauses) and clauses[at].last + 1 < span.first:
            at += 1
        if at < len(clauses) and clauses[at].first <= span.first and span.last <= clauses[at].last + 1:
            found[number] = at
    return found


def _read_block(text: Text, texts: list[str]) -> list[tuple]:
    """The rows of some articles."""
    spans, owner, attributions, clauses, clause_at, facts = read_marks(text)
    weights = _weights()
    scores = [sum([weights[k] for k in held]) for held in facts]
    accepted = accept_speech(text, spans, attributions, scores)
    unmarked = Unmarked(find_answers(text), find_dialogue(text))
    unmarked.speak_inside(spans, accepted, attributions)
    name_speakers(text, spans, accepted, attributions, clauses, clause_at, owner)
    wholes = {s for s in accepted if is_whole(text, spans[s], attributions[s])}
    name_interviewees(text, spans, accepted, wholes, attributions, unmarked.parts)
    found = [(span.first, span.last, "direct", attribution, True, _glosses(text, span))
             for span, attribution in unmarked.parts]
    for s in accepted:
        span, attribution = spans[s], attributions[s]
        found.append((span.first, span.last, "direct" if s in wholes else "fragment", attribution, span.complete,
                      _glosses(text, span)))
    for clause in _free_clauses(text, unmarked.clip(clauses + _headlines(text)), [spans[s] for s in accepted]):
        attribution = Attribution(clause.rule, clause.speaker, clause.cue)
        found.append((clause.first, clause.last, "indirect", attribution, True, ""))
    found.sort(key=lambda f: (f[0], -f[1], f[2] != "indirect"))
    return _rows(text, texts, found)


def _glosses(text: Text, span: Span) -> str:
    """Brackets inside a quotation, as "start:end;start:end"."""
    found = []
    for first, last in span.pieces:
        opened = -1
        for k in range(first, last + 1):
            if text.bits[k] & BRACKET_OPEN and opened < 0:
                opened = k
            elif opened >= 0 and text.form[k] == _CLOSING[text.form[opened]]:
                if k - opened <= _GLOSS:
                    found.append(f"{text.start[opened]}:{text.end[k]}")
                opened = -1
    return ";".join(found)


def _headlines(text: Text) -> list[Clause]:
    """Headlines of the form "Name: words"."""
    found = []
    for first, last in text.paragraphs:
        if text.heading[first] and last - first >= 4:
            clause = find_headline(text, first, last)
            if clause is not None:
                found.append(clause)
    return found


def _free_clauses(text: Text, clauses: list[Clause], spans: list[Span]) -> list[Clause]:
    """Clauses fitted to the quotations: none crosses one, stands inside one, or holds nothing else."""
    kept = []
    pieces = [p for s in spans for p in s.pieces]
    firsts = np.array([p[0] for p in pieces] or [0])
    order = np.argsort(firsts, kind="stable")
    reach = np.maximum.accumulate(np.array([pieces[k][1] for k in order])) if pieces else np.zeros(0, "int64")
    firsts = firsts[order]
    for clause in clauses:
        first, last = clause.first, clause.last
        if pieces:
            behind = int(np.searchsorted(firsts, first)) - 1
            if behind >= 0 and reach[behind] >= first:
                continue
            inside = int(np.searchsorted(firsts, last, side="right")) - 1
            if inside > behind and reach[inside] > last:
                last = int(reach[inside])
                if text.paragraph[last] != text.paragraph[first]:
                    last = int(firsts[inside]) - 1
            taken = sum(pieces[k][1] - pieces[k][0] + 1 for k in order[behind + 1:inside + 1])
            words = sum(bool(text.bits[k] & WORDS) for k in range(first, min(last + 1, first + 80)))
            if (taken and last - first + 1 - taken < 2) or words < 2:
                continue
        while last > first and text.bits[last] & (STOP | COMMA | COLON) and text.form[last] != "…":
            last -= 1
        if last > first:
            kept.append(clause._replace(first=first, last=last))
    return kept


def _rows(text: Text, texts: list[str], found: list[tuple]) -> list[tuple]:
    """Rows with ordinals and parents; what would cross an earlier row is left out."""
    rows: list[tuple] = []
    around: list[tuple[int, int]] = []
    article, ordinal = -1, 0
    for first, last, kind, attribution, complete, glosses in found:
        if text.article[first] != article:
            article, ordinal, around = text.article[first], 0, []
        while around and around[-1][0] < first:
            around.pop()
        if around and around[-1][0] < last:
            continue
        words = texts[article]
        speaker = _span(text, attribution.speaker)
        cue = _span(text, attribution.cue)
        name = words[speaker[0]:speaker[1]] if attribution.speaker else ""
        rows.append((article, text.section[first], ordinal, text.start[first], text.end[last], kind,
                     around[-1][1] if around else -1, name, *speaker, name,
                     words[cue[0]:cue[1]] if attribution.cue else "", *cue, attribution.rule, complete, glosses))
        around.append((last, ordinal))
        ordinal += 1
    return rows


def _span(text: Text, phrase: tuple[int, int] | None) -> tuple[int, int]:
    return (text.start[phrase[0]], text.end[phrase[1]]) if phrase is not None else (-1, -1)


def _as_table(rows: list[tuple], articles: pd.DataFrame, context) -> pd.DataFrame:
    if not rows:
        return make_table("quotes", None, context)
    names = ("article", "section", "quote", "start", "end", "kind", "parent", "speaker", "speaker_start", "speaker_end",
             "actor", "cue", "cue_start", "cue_end", "rule", "complete", "glosses")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    columns["article"] = pd.Categorical.from_codes(columns["article"], dtype=order_articles(articles)["article"].dtype)
    return make_table("quotes", columns, context)
