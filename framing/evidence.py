"""From a number back to the sentences it came from."""

from __future__ import annotations

import difflib

import numpy as np
import pandas as pd

from .bundles import require_bundle, source_rows
from .groups import as_list, column, counted_rows
from .patterns import find_phrase
from .places import Places, speaking_words
from .schema import VOICES, choose, context_of, require, texts_of, with_context
from .tokens import word_rows


def find_evidence(analysis, *, actor: str | None = None, speaker: str | None = None, term: str | None = None,
                  voice=None, include=(), **where) -> pd.DataFrame:
    """Find the sentences behind a number.

    Parameters
    ----------
    analysis : Analysis
        Or anything with the tables articles, sentences, tokens, mentions and quotes.
    actor : str, optional
        Sentences that name this actor, under any form.
    speaker : str, optional
        Sentences, or parts of them, that this actor speaks. With `actor` or `term`, those must stand in the words spoken.
    term : str
        A word, phrase or wildcard ("attack*"), as in `find_context`.
    voice : str or list of str, optional
        "narrator", "quoted", "attributed": the voice the name, the term or the words stand in.
    include : iterable of {"heading", "furniture"}
        Look at these parts too; measures leave them out unless asked.
    **where
        What a row of a measure says: ``article``, ``section``, ``kind``, or any column of the articles; one value or a list.
        With `actor` also any column of the mentions: ``naming``, ``label``, or what `find_roles` adds to them (``role``,
        ``lemma``, ``speaking``), where the bundle holds them: ``dataclasses.replace(analysis, mentions=roles)``.

    Returns
    -------
    DataFrame
        One row per sentence in reading order: ``article``, ``section``, ``sentence``, ``start``, ``end`` (str offsets into
        the article's text), ``text``; ``n`` (int, hits in it: namings, else terms, else words); ``hits`` (their offsets,
        as "12:20;31:34"). The sum of n over all rows is the number that the measure with the same filters gives.

    Raises
    ------
    TypeError
        If `analysis` is no bundle of tables, or the term no text.
    ValueError
        If an actor, a speaker, a voice, or a column in `where` is unknown (the nearest known name is given), a column is
        missing, or the mentions were not made from these articles.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["Ann Lee left. It rained. Lee slept."]}))
    >>> find_evidence(analysis, actor="Ann Lee")[["text", "n", "hits"]].values.tolist()
    [['Ann Lee left.', 1, '0:7'], ['Lee slept.', 1, '25:28']]
    >>> find_evidence(analysis, actor="Ann Lee", naming="surname")["text"].tolist()
    ['Lee slept.']
    """
    require_bundle(analysis, ["articles", "sentences", "tokens", "mentions", "quotes"], "find_evidence")
    articles, sentences, tokens = analysis.articles, analysis.sentences, analysis.tokens
    require(tokens, ["article", "section", "sentence", "start", "end", "token", *(["voice"] if voice is not None else [])],
            "tokens")
    require(sentences, ["article", "section", "sentence", "start", "end"], "sentences")
    require(articles, ["article", "text"], "articles")
    mask = counted_rows(tokens, include)
    if voice is not None:
        wanted = [choose(v, VOICES, "voice") for v in as_list(voice)]
        mask &= tokens["voice"].isin(wanted).to_numpy(dtype=bool)
    named = {} if actor is None else {n: v for n, v in where.items() if _only_mentions(analysis.mentions, tokens, n)}
    for name, value in where.items():
        if name not in named:
            mask &= _equal(column(tokens, name), value)
    if speaker is not None:
        require(analysis.quotes, ["article", "quote", "actor"], "quotes")
        row, literal = speaking_words(tokens, analysis.quotes)
        _known(speaker, analysis.quotes["actor"], "speaker")
        spoken = (analysis.quotes["actor"] == speaker).to_numpy(dtype=bool)
        mask &= (row >= 0) & (spoken[row] if len(spoken) else False)
        if actor is None and term is None and voice is None:
            mask &= literal
    places = Places(tokens)
    first, start, end = _hits(analysis, tokens, places, mask, actor, term, named)
    if actor is not None and term is not None:
        others = find_phrase(tokens, term)[0]
        key = places.article * (1 << 32) + tokens["sentence"].to_numpy().astype("int64")
        both = np.isin(key[first], key[others[mask[others]]])
        first, start, end = first[both], start[both], end[both]
    return _sentences(sentences, articles, tokens, places, first, start, end)


def _only_mentions(mentions, tokens, name: str) -> bool:
    """Whether a column says something of mentions that no place in the text has."""
    context = context_of(tokens)
    places = [*tokens.columns, *(context.articles.columns if context is not None else ())]
    return name in mentions.columns and name not in places


def _equal(values, wanted) -> np.ndarray:
    listed = [wanted] if isinstance(wanted, str) or not hasattr(wanted, "__iter__") else list(wanted)
    return pd.Series(values).isin(listed).to_numpy(dtype=bool)


def _known(name: str, values: pd.Series, what: str) -> None:
    known = {v for v in values.astype(object).unique() if v}
    if name not in known:
        close = difflib.get_close_matches(str(name), sorted(known), n=1, cutoff=0.4)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"unknown {what} {name!r}; there are {len(known)} of them.{hint} explain_actors() lists all names.")


def _hits(analysis, tokens, places, mask, actor, term, named):
    """Token row, start and end of every hit that stands in the wanted tokens."""
    if actor is not None:
        require(analysis.mentions, ["article", "start", "end", "actor"], "mentions")
        source_rows(analysis.mentions, analysis.articles, "mentions")
        _known(actor, analysis.mentions["actor"], "actor")
        wanted = (analysis.mentions["actor"] == actor).to_numpy(dtype=bool)
        for name, value in named.items():
            wanted = wanted & _equal(analysis.mentions[name].array, value)
        mine = analysis.mentions[wanted]
        first, start, end = places.at(mine), mine["start"].to_numpy(), mine["end"].to_numpy()
    elif term is not None:
        first, last = find_phrase(tokens, term)
        start, end = tokens["start"].to_numpy()[first], tokens["end"].to_numpy()[last]
    else:
        first = np.flatnonzero(word_rows(tokens))
        start, end = tokens["start"].to_numpy()[first], tokens["end"].to_numpy()[first]
    keep = first >= 0
    keep[keep] = mask[first[keep]]
    return first[keep], start[keep], end[keep]


def _sentences(sentences, articles, tokens, places, first, start, end) -> pd.DataFrame:
    far = np.int64(1) << 32
    key = places.articles_of(sentences) * far + sentences["sentence"].to_numpy().astype("int64")
    order = np.argsort(key, kind="stable")
    hit = places.article[first] * far + tokens["sentence"].to_numpy()[first].astype("int64")
    by_place = np.lexsort((start, hit))
    hit, start, end = hit[by_place], start[by_place], end[by_place]
    seen, begin, counts = np.unique(hit, return_index=True, return_counts=True)
    rows = order[np.searchsorted(key[order], seen)] if len(seen) else np.zeros(0, "int64")
    table = sentences.iloc[rows][["article", "section", "sentence", "start", "end"]].reset_index(drop=True)
    spans = zip(texts_of(table, articles, "sentences"), table["start"], table["end"], strict=True)
    table["text"] = pd.array([text[s:e] for text, s, e in spans], dtype="str")
    table["n"] = counts.astype("int64")
    spans = [f"{s}:{e}" for s, e in zip(start.tolist(), end.tolist(), strict=True)]
    table["hits"] = pd.array([";".join(spans[b:b + c]) for b, c in zip(begin.tolist(), counts.tolist(), strict=True)],
                             dtype="str")
    return with_context(table, context_of(sentences))
