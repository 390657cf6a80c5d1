"""Named entities: persons, places, organisations, and peoples, faiths and political groups."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from .entity_features import ACTIVE, PLACES, Words, stream_names, streams
from .entity_rules import LOC, NORP, OTHER, Spans, cut_spans, second_pass
from .gazetteer import Gazetteer
from .resources import load_arrays
from .schema import LABELS, context_of, make_table, require
from .tagger import Tagger, TypeRows, sequence_bounds
from .tokens import token_types
from .truecase import Truecaser

_STREAMS = ("pair", "length")


def find_entities(articles: pd.DataFrame, tokens: pd.DataFrame, *, tagger="framing") -> pd.DataFrame:
    """Find every named person, place, organisation and people.

    Parameters
    ----------
    articles : DataFrame
        As `read_articles` gives it.
    tokens : DataFrame
        As `tokenize` gives it for these articles.
    tagger : {"framing", "nltk", "spacy"} or callable
        "framing" ships with the package and needs no download. "nltk" and "spacy" use what you have installed. A
        callable takes a list of texts and gives, for each, a list of (start, end, label).

    Returns
    -------
    DataFrame
        One row per mention in reading order: ``article``; ``section``, ``sentence`` (ordinals in the article);
        ``start``, ``end`` (str offsets into the article's text); ``text``; ``label`` (PERSON, LOC, ORG, NORP:
        nationalities, faiths, political groups); ``actor`` (the text, until `resolve_actors`); ``rule`` ("as
        written"); ``voice`` ("narrator" until `add_voices`).

    Raises
    ------
    ValueError
        If a column is missing, or `tagger` is unknown.
    LookupError
        If the data of "nltk" or "spacy" are not installed; the message says how to install them.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Angela Merkel met Russian envoys in Berlin."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> framing.find_entities(articles, tokens)[["text", "label"]].values.tolist()
    [['Angela Merkel', 'PERSON'], ['Russian', 'NORP'], ['Berlin', 'LOC']]
    """
    require(articles, ["article", "text"], "articles")
    require(tokens, ["article", "section", "sentence", "start", "end", "token"], "tokens")
    context = context_of(tokens)
    if not len(tokens):
        return make_table("mentions", None, context)
    article = tokens["article"].cat.codes.to_numpy()
    sentence = tokens["sentence"].to_numpy()
    spans = shipped_model().find(token_types(tokens), tokens["token"].cat.codes.to_numpy(), article, sentence)
    start = tokens["start"].to_numpy()[spans.first]
    end = tokens["end"].to_numpy()[spans.last]
    texts = articles["text"].astype(object).tolist()
    owner = article[spans.first]
    written = [texts[a][s:e] for a, s, e in zip(owner.tolist(), start.tolist(), end.tolist(), strict=True)]
    return make_table("mentions", {
        "article": pd.Categorical.from_codes(owner, dtype=tokens["article"].dtype),
        "section": tokens["section"].to_numpy()[spans.first], "sentence": sentence[spans.first],
        "start": start, "end": end, "text": written,
        "label": pd.Categorical.from_codes(spans.label.astype("int8"), categories=list(LABELS)),
        "actor": written, "rule": ["as written"] * len(written)}, context)


class EntityModel:
    """The shipped tagger with its lists.

    Parameters
    ----------
    arrays : mapping of str to array
        As ``data/build/entities.py`` writes them.
    """

    def __init__(self, arrays):
        text = {name: arrays[name].tobytes().decode() for name in ("names", "labels", "lists", "case", "plain_names")}
        self.labels = text["labels"].split("\n")
        lists: dict[str, list[str]] = {}
        for block in text["lists"].split("\n\n"):
            code, _, phrases = block.partition("\n")
            lists[code] = phrases.split("\n")
        case = dict(line.split(" ") for line in text["case"].split("\n"))
        self.words = Words(Gazetteer(lists), case)
        names = text["names"].split("\n")
        size = len(self.labels)
        weights = np.zeros((len(names), len(PLACES), size), np.float32)
        weights.reshape(-1)[np.cumsum(arrays["cells"], dtype=np.int64)] = arrays["values"]
        self.tagger = Tagger(self.labels, arrays["transitions"].astype(np.float32),
                             TypeRows(names, weights, self.words.describe), PLACES, rest="O")
        self.plain = dict(zip(text["plain_names"].split("\n"), arrays["plain"].astype(np.float32), strict=True))
        self.fixed = {name: LOC for name in lists["cn"]} | {name: NORP for name in lists["na"]}
        self.common = frozenset(w for w, c in case.items() if c in "lm")
        known = {n[2:] for n in names if n.startswith("w=") and n[2:].isupper()}
        self.truecaser = Truecaser(case, self.words.gazetteer.bits, known)
        self._tables: dict[tuple[str, str], dict[int, np.ndarray]] = {}

    def find(self, types: Sequence[str], code: np.ndarray, article: np.ndarray, sentence: np.ndarray) -> Spans:
        """Names of all four labels, in reading order."""
        begins = np.append(True, (sentence[1:] != sentence[:-1]) | (article[1:] != article[:-1]))
        types, code, _ = self.truecaser.recase(types, code, begins, self.words.columns(types)[:, 0])
        spans = cut_spans(self.tag(types, code, begins), begins)
        active = (self.words.columns(types)[:, 0] & ACTIVE) > 0
        spans = second_pass(spans, types, code, article, sentence, active[code], self.fixed, self.common)
        keep = spans.label < OTHER
        return Spans(*(column[keep] for column in spans))

    def tag(self, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> np.ndarray:
        """The tag of each token, as an index into ``labels``."""
        marks = streams(self.words, types, code, begins)
        return self.tagger.tag(types, code, begins, active=marks.active, extra=self._extra(marks, begins),
                               places={"first": marks.first, "last": marks.last})

    def _extra(self, marks, begins) -> np.ndarray:
        """Scores that do not depend on one word alone."""
        out = self._rows("low", marks.low)
        at = np.flatnonzero(marks.active)
        found = self._rows("pair", marks.pair[at]) + self._rows("length", marks.length[at])
        if marks.phrase.any():
            first, last = (bound[at] for bound in sequence_bounds(begins))
            for offset in (-1, 0, 1):
                to = at + offset
                inside = (to >= first) & (to <= last)
                found[inside] += self._rows("phrase", marks.phrase[to[inside]], str(offset))
        out[at] = found
        return out

    def _rows(self, stream: str, values: np.ndarray, prefix: str = "") -> np.ndarray:
        """The weights that stand for a stream's values, one row per value."""
        table = self._tables.setdefault((stream, prefix), {})
        kinds, inverse = np.unique(values, return_inverse=True)
        none = np.zeros(len(self.labels), np.float32)
        for kind in kinds.tolist():
            if kind not in table:
                names = stream_names(self.words, stream, kind)
                table[kind] = sum((self.plain.get(prefix + name, none) for name in names), none)
        return np.array([table[kind] for kind in kinds.tolist()], np.float32).reshape(-1, len(none))[inverse]


@cache
def shipped_model() -> EntityModel:
    """The model that ships with this version, loaded once."""
    return EntityModel(load_arrays("entities"))
