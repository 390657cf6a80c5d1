"""Entity corpora as plain text with gold spans, and as tokens of `framing.tokenize` with BIO tags.

The corpora's own tokens never reach the tagger: text is put together again, and read as any article is.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from corpora import detokenize, read_conll

import framing
from framing.tokens import token_types

NAMES = {"PER": "PERSON"}
#: Sentences per article where a corpus keeps no article boundaries.
ARTICLE = 12


class Corpus(NamedTuple):
    """Articles, and per article the gold spans as (start, end, label)."""

    articles: pd.DataFrame
    spans: list[list[tuple[int, int, str]]]


class Tagged(NamedTuple):
    """Tokens of articles: types, type code, first-of-sentence flag, article number, offsets, BIO tag."""

    types: list[str]
    code: np.ndarray
    begins: np.ndarray
    article: np.ndarray
    start: np.ndarray
    end: np.ndarray
    tag: np.ndarray


def load_corpus(path: Path, *, loose: bool = False) -> Corpus:
    """Read a two-column file. `loose`: sentences stand in no order (or are tweets), each is a paragraph."""
    spaced_hyphens = path.name.startswith(("gum", "uner"))
    texts, spans = [], []
    for document in read_conll(path):
        size = ARTICLE if len(document) > 95 else len(document)
        for low in range(0, len(document), size):
            text, found = "", []
            for sentence in document[low:low + size]:
                line, marks = _join(sentence, spaced_hyphens)
                found += [(a + len(text), b + len(text), label) for a, b, label in marks]
                ended = line.rstrip("\"'”’)").endswith((".", "!", "?"))
                text += line + (" " if ended and not loose else "\n\n")
            texts.append(text.rstrip())
            spans.append(found)
    articles = framing.read_articles(pd.DataFrame({"text": texts}))
    return Corpus(articles, spans)


def _join(sentence: list[tuple[str, str]], spaced_hyphens: bool) -> tuple[str, list[tuple[int, int, str]]]:
    tokens = [{"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}.get(t, t) for t, _ in sentence]
    text = detokenize(tokens)
    at, places = 0, []
    for token in tokens:
        at = text.index(token, at)
        places.append([at, at + len(token)])
        at += len(token)
    if spaced_hyphens:
        text, places = _close_hyphens(text, tokens, places)
    marks = []
    for (start, end), (_, tag) in zip(places, sentence, strict=True):
        label = NAMES.get(tag[2:], tag[2:])
        if tag[0] == "B" or (tag[0] == "I" and not (marks and marks[-1][3])):
            marks.append([start, end, label, True])
        elif tag[0] == "I":
            marks[-1][1] = end
        elif marks:
            marks[-1][3] = False
    return text, [(a, b, label) for a, b, label, _ in marks]


def _close_hyphens(text, tokens, places):
    """Give "six - member" its hyphen back: these corpora cut words at hyphens."""
    out, moved, at = [], [], 0
    for k, (start, end) in enumerate(places):
        gap = text[at:start]
        inner = 0 < k < len(tokens) - 1
        if inner and tokens[k] == "-" and tokens[k - 1][-1].isalnum() and tokens[k + 1][0].isalnum():
            gap = ""
        if k > 1 and tokens[k - 1] == "-" and tokens[k - 2][-1].isalnum() and tokens[k][0].isalnum():
            gap = ""
        out.append(gap)
        place = sum(map(len, out[-1:])) + (moved[-1][1] if moved else 0)
        out.append(text[start:end])
        moved.append([place, place + end - start])
        at = end
    return "".join(out), moved


def tag_tokens(corpus: Corpus) -> Tagged:
    """Cut the articles as `framing` does and lay the gold spans over the tokens."""
    _, tokens = framing.tokenize(corpus.articles, framing.split_sections(corpus.articles))
    article = tokens["article"].cat.codes.to_numpy().astype("int32")
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    sentence = tokens["sentence"].to_numpy()
    tag = np.full(len(tokens), "O", dtype=object)
    bounds = np.searchsorted(article, np.arange(len(corpus.spans) + 1))
    for k, spans in enumerate(corpus.spans):
        low, high = bounds[k], bounds[k + 1]
        for a, b, label in spans:
            first = low + int(np.searchsorted(end[low:high], a, side="right"))
            last = low + int(np.searchsorted(start[low:high], b, side="left"))
            for t in range(first, last):
                tag[t] = ("B-" if t == first else "I-") + label
    begins = np.append(True, (sentence[1:] != sentence[:-1]) | (article[1:] != article[:-1]))
    return Tagged(token_types(tokens), tokens["token"].cat.codes.to_numpy().astype("int64"), begins, article, start, end,
                  tag)


def spans_of(part: Tagged, tags) -> list[tuple[int, int, str]]:
    """Names as (first token, last token, label)."""
    found = []
    for k, tag in enumerate(tags):
        if tag == "O":
            continue
        if tag[0] == "I" and found and found[-1][1] == k - 1 and found[-1][2] == tag[2:] and not part.begins[k]:
            found[-1][1] = k
        else:
            found.append([k, k, tag[2:]])
    return [tuple(f) for f in found]
