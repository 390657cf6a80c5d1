"""The codebook's own names in the text: a name a researcher has listed is found whether or not a tagger sees it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..bundles import source_rows
from ..patterns import find_phrases
from ..places import Places
from ..schema import LABELS, context_of, make_table, require, texts_of, with_context
from .codebook import load_codebook


def find_listed(mentions: pd.DataFrame, articles: pd.DataFrame, tokens: pd.DataFrame, codebook) -> pd.DataFrame:
    """Add every name and alias of a codebook to the mentions a tagger found, as written there.

    Parameters
    ----------
    mentions : DataFrame
        As `find_entities` gives it.
    articles, tokens : DataFrame
    codebook : path, dict or Codebook
        See `load_codebook`. Of two listed names that overlap the longer one counts. A listed name inside a longer mention
        of the tagger is left to that mention ("Coast Guard", where "Guard" is listed), unless the longer one runs over
        words in lower case ("Ann Lee of Arle").

    Returns
    -------
    DataFrame
        Mentions in reading order, those of the tagger that a listed name replaces left out; ``label`` is the codebook's
        type where it gives one (else the tagger's, else "ORG"), ``actor`` the codebook's name, ``rule`` "codebook".

    Raises
    ------
    ValueError
        If a column is missing or the codebook is damaged.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["They call it the blue house."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> mentions = framing.find_entities(articles, tokens)
    >>> book = {"actors": {"City Hall": {"type": "ORG", "aliases": ["the blue house"]}}}
    >>> find_listed(mentions, articles, tokens, book)[["text", "label", "actor"]].values.tolist()
    [['the blue house', 'ORG', 'City Hall']]
    """
    require(mentions, ["article", "section", "sentence", "start", "end", "text", "label"], "mentions")
    require(tokens, ["article", "section", "sentence", "start", "end", "token"], "tokens")
    require(articles, ["article", "text"], "articles")
    source_rows(mentions, articles, "mentions")
    book = load_codebook(codebook)
    if not book.names or not len(tokens):
        return mentions
    first, last, name = _longest(tokens, list(book.names))
    places = Places(tokens)
    start, end = tokens["start"].to_numpy()[first], tokens["end"].to_numpy()[last]
    held = _Spans(places.articles_of(mentions), mentions["start"].to_numpy(), mentions["end"].to_numpy())
    loose = np.fromiter((any(w[:1].islower() for w in t.split()[1:]) for t in mentions["text"].astype(object)), bool,
                        len(mentions))
    wanted, dropped, label = _settle(places.article[first], start, end, held, loose)
    names = list(book.names)
    actors = [book.names[names[k]] for k in name[wanted]]
    known = mentions["label"].astype(object).to_numpy()
    labels = [book.types[a] or (known[m] if m >= 0 else "") or "ORG" for a, m in zip(actors, label[wanted], strict=True)]
    rows = first[wanted]
    texts = texts_of(tokens.iloc[rows], articles, "tokens")
    added = make_table("mentions", {
        "article": tokens["article"].array[rows], "section": tokens["section"].to_numpy()[rows],
        "sentence": tokens["sentence"].to_numpy()[rows], "start": start[wanted], "end": end[wanted],
        "text": [text[s:e] for text, s, e in zip(texts, start[wanted], end[wanted], strict=True)],
        "label": pd.Categorical(labels, categories=LABELS), "actor": actors, "rule": ["codebook"] * len(actors),
        "voice": tokens["voice"].array[rows]}) if len(rows) else make_table("mentions")
    kept = mentions[~dropped]
    both = {c: [*kept[c].astype(object), *(added[c].astype(object) if c in added.columns else [None] * len(added))]
            for c in mentions.columns}
    code = np.concatenate([places.articles_of(kept), places.article[rows]])
    order = np.lexsort((np.array(both["start"], "int64"), code)) if len(code) else code
    data = {c: [v[k] for k in order.tolist()] for c, v in both.items()}
    own, all_articles = mentions["article"].dtype, tokens["article"].dtype
    knows_all = isinstance(own, pd.CategoricalDtype) and all_articles.categories.isin(own.categories).all()
    data["article"] = pd.Categorical(data["article"], dtype=own if knows_all else all_articles)
    return with_context(make_table("mentions", data), context_of(mentions))


class _Spans:
    """Spans of the tagger, sorted, with the row each came from; they do not overlap."""

    def __init__(self, article, start, end):
        self.order = np.lexsort((start, article))
        self.article, self.start, self.end = (v[self.order].astype("int64") for v in (article, start, end))
        self.key = self.article * (1 << 32) + self.end

    def over(self, article: int, start: int, end: int) -> list[int]:
        """Rows that share a character with a span."""
        k = int(np.searchsorted(self.key, article * (1 << 32) + start, side="right"))
        found = []
        while k < len(self.key) and self.article[k] == article and self.start[k] < end:
            found.append(int(self.order[k]))
            k += 1
        return found


def _longest(tokens, names) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last token of every listed name, in reading order; of those that overlap, the first, then the longest."""
    hits = find_phrases(tokens, [n.replace("*", " ") for n in names], case=True)
    first = np.concatenate([h[0] for h in hits])
    last = np.concatenate([h[1] for h in hits])
    name = np.repeat(np.arange(len(hits)), [len(h[0]) for h in hits])
    keep, end = [], -1
    order = np.lexsort((name, -last, first))
    for k, begin, stop in zip(order.tolist(), first[order].tolist(), last[order].tolist(), strict=True):
        if begin > end:
            keep.append(k)
            end = stop
    return first[keep], last[keep], name[keep]


def _settle(article, start, end, held: _Spans, loose) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which listed names count, which mentions they replace, and the mention each took its place from."""
    wanted, dropped = np.zeros(len(start), bool), np.zeros(len(loose), bool)
    source = np.full(len(start), -1, "int64")
    begin_of, end_of = np.empty(len(loose), "int64"), np.empty(len(loose), "int64")
    begin_of[held.order], end_of[held.order] = held.start, held.end
    for k, (a, s, e) in enumerate(zip(article.tolist(), start.tolist(), end.tolist(), strict=True)):
        rows = held.over(a, s, e)
        if any((begin_of[m] < s or end_of[m] > e) and not loose[m] for m in rows):
            continue
        wanted[k] = True
        dropped[rows] = True
        if rows:
            source[k] = rows[0]
    return wanted, dropped, source
