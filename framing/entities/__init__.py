"""Named entities: persons, places, organisations, and peoples, faiths and political groups."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from ..bundles import require_categories
from ..resources import load_arrays
from ..schema import LABELS, article_rows, context_of, make_table, require
from ..tagger import Tagger, TypeRows, decode, sequence_bounds
from ..tokens import token_types
from .bounds import join_particles, name_companies, part_at_semicolons
from .datelines import find_datelines, name_datelines
from .features import ACTIVE, PLACES, Words, stream_names, streams
from .gazetteer import Gazetteer
from .other_taggers import check_spans, choose_tagger
from .rules import (
    LOC,
    NORP,
    ORG,
    OTHER,
    Spans,
    cut_spans,
    drop_directions,
    drop_quotes,
    join_parts,
    part_countries,
    second_pass,
    spell_out,
    within_quotes,
)
from .truecase import Truecaser

#: Lists whose names have one label, whatever stands around them.
_CLOSED = {"cn": LOC, "na": NORP, "og": ORG}
_SHORT = dict.fromkeys(("U.S.", "US", "USA", "U.S.A.", "U.K.", "UK", "UAE", "DRC", "USSR"), LOC) | {"EU": ORG}


def find_entities(articles: pd.DataFrame, tokens: pd.DataFrame, *, tagger="framing") -> pd.DataFrame:
    """Find every named person, place, organisation and people.

    Parameters
    ----------
    articles : DataFrame
        As `read_articles` gives it.
    tokens : DataFrame
        As `tokenize` gives it for these articles.
    tagger : {"framing", "nltk", "spacy", "spacy:NAME"} or callable
        "framing" ships with the package and needs no download; an article's names agree with each other, what bears a
        legal form ("Ltd", "GmbH") is an organisation, and what a dateline names is a place. "nltk" is NLTK's own
        chunker, with the data you have installed. "spacy" is the best English spaCy pipeline you have installed,
        "spacy:NAME" the one of that name or in that folder; a pipeline you loaded yourself will do too. Their
        labels are mapped to the four below, others left out, and a leading "the" and a closing "'s" are cut off.
        A callable takes a list of texts and gives, for each, a list of (start, end, label), in str offsets.

    Returns
    -------
    DataFrame
        One row per mention in reading order: ``article``; ``section``, ``sentence`` (ordinals in the article);
        ``start``, ``end`` (str offsets into the article's text; no blank or quotation mark at either end); ``text``;
        ``label`` (PERSON, LOC, ORG, NORP: nationalities, faiths, political groups); ``actor`` (the text, until
        `resolve_actors`); ``rule`` ("as written"); ``voice`` ("narrator" until `add_voices`).

    Raises
    ------
    ValueError
        If a column is missing, `tokens` are of other articles, `tagger` is unknown, or a callable's spans do not fit
        the texts.
    LookupError
        If the data of "nltk" or the pipeline of "spacy" are not installed; the message says how to install them.
    ModuleNotFoundError
        If the package spacy is not installed.

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
    require_categories(tokens, ["article", "token"], "tokens")
    context = context_of(tokens)
    other = None if isinstance(tagger, str) and tagger == "framing" else choose_tagger(tagger, _peoples)
    if not len(tokens):
        return make_table("mentions", None, context)
    article = article_rows(tokens, articles, "tokens")
    texts = articles["text"].astype(object).tolist()
    if other is not None:
        row, start, end, label = _other_spans(other, texts, tokens, article)
    else:
        spans = shipped_model().find(token_types(tokens), tokens["token"].cat.codes.to_numpy(), article,
                                     tokens["sentence"].to_numpy())
        row, label = spans.first, spans.label
        start, end = tokens["start"].to_numpy()[spans.first], tokens["end"].to_numpy()[spans.last]
    owner = article[row]
    written = [texts[a][s:e] for a, s, e in zip(owner.tolist(), start.tolist(), end.tolist(), strict=True)]
    return make_table("mentions", {
        "article": tokens["article"].array[row],
        "section": tokens["section"].to_numpy()[row], "sentence": tokens["sentence"].to_numpy()[row],
        "start": start, "end": end, "text": written,
        "label": pd.Categorical.from_codes(label.astype("int8"), categories=list(LABELS)),
        "actor": written, "rule": ["as written"] * len(written)}, context)


def _other_spans(find, texts: list[str], tokens: pd.DataFrame,
                 article: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Spans of another tagger, quotation marks at the ends left out: row of the first token they touch, start, end, label.

    Those without a token are left out.
    """
    start, end, sentence = (tokens[name].to_numpy() for name in ("start", "end", "sentence"))
    first = np.flatnonzero(np.append(True, article[1:] != article[:-1]))
    bounds = np.append(first, len(article)).tolist()
    texts = [texts[a] for a in article[first].tolist()]
    opens = np.flatnonzero(np.append(True, (sentence[1:] != sentence[:-1]) | (article[1:] != article[:-1])))
    closes = np.append(opens[1:], len(start)) - 1
    sentences: list[list[tuple[int, int]]] = [[] for _ in texts]
    owner = np.searchsorted(first, opens, side="right") - 1
    for k, s, e in zip(owner.tolist(), start[opens].tolist(), end[closes].tolist(), strict=True):
        sentences[k].append((s, e))
    rows = []
    for k, spans in enumerate(check_spans(texts, find(texts, sentences))):
        low, high = bounds[k], bounds[k + 1]
        for s, e, label in spans:
            row = low + int(np.searchsorted(end[low:high], s, side="right"))
            if row < high and start[row] < e:
                rows.append((row, low + int(np.searchsorted(start[low:high], e)) - 1, s, e, LABELS.index(label)))
    first, last, begins, ends, label = np.array(rows, np.int64).reshape(-1, 5).T
    inner, final = within_quotes(first, last, token_types(tokens), tokens["token"].cat.codes.to_numpy())
    kept = inner <= final
    first, last, begins, ends, label, inner, final = (x[kept] for x in (first, last, begins, ends, label, inner, final))
    return inner, np.where(inner > first, start[inner], begins), np.where(final < last, end[final], ends), label


def _peoples() -> frozenset[str]:
    return frozenset(name for name, label in shipped_model().fixed.items() if label == NORP)


class EntityModel:
    """The shipped tagger with its lists.

    Parameters
    ----------
    arrays : mapping of str to array
        As ``data/build/entities.py`` writes them.
    """

    def __init__(self, arrays):
        text = {name: array.tobytes().decode() for name, array in arrays.items() if array.dtype == np.uint8}
        self.labels = text["labels"].split("\n")
        lists: dict[str, list[str]] = {}
        for block in text["lists"].split("\n\n"):
            code, _, phrases = block.partition("\n")
            lists[code] = phrases.split("\n")
        case = {line[:-2]: line[-1] for line in text["case"].split("\n")}
        classes = {}
        if "class_of" in arrays:
            classes = dict(zip(text["class_words"].split("\n"), arrays["class_paths"][arrays["class_of"]].tolist(),
                               strict=True))
        self.words = Words(Gazetteer(lists), case, classes)
        names = text["names"].split("\n")
        size = len(self.labels)
        weights = np.zeros((len(names), len(PLACES), size), np.float32)
        weights.reshape(-1)[np.cumsum(arrays["cells"], dtype=np.int64)] = arrays["values"]
        self.tagger = Tagger(self.labels, arrays["transitions"].astype(np.float32),
                             TypeRows(names, weights, self.words.describe), PLACES, rest="O")
        self.plain = dict(zip(text["plain_names"].split("\n"), arrays["plain"].astype(np.float32), strict=True))
        self.fixed = {name: label for code, label in _CLOSED.items() for name in lists.get(code, ())} | _SHORT
        self.common = frozenset(w for w, c in case.items() if c in "lm")
        self.truecaser = Truecaser(self.words)
        self._tables: dict[tuple[str, str], dict[int, np.ndarray]] = {}

    def find(self, types: Sequence[str], code: np.ndarray, article: np.ndarray, sentence: np.ndarray) -> Spans:
        """Names of all four labels, in reading order."""
        begins = np.append(True, (sentence[1:] != sentence[:-1]) | (article[1:] != article[:-1]))
        traits = self.words.columns(types)[:, 0]
        datelines = list(find_datelines(types, code, begins, traits))
        types, code, _ = self.truecaser.recase(types, code, begins, traits)
        scores = self.score(types, code, begins)
        spans = cut_spans(decode(scores, begins, self.tagger.transitions, self.tagger.rest), begins)
        spans = drop_quotes(spans, types, code)
        spans = join_particles(part_at_semicolons(spans, types, code), types, code, begins)
        spans = drop_directions(name_datelines(spans, types, code, datelines), types, code)
        spans = join_parts(spell_out(spans, types, code, begins), types, code, begins)
        spans = name_companies(part_countries(spans, types, code, article, self.fixed), types, code, begins)
        active = (self.words.columns(types)[:, 0] & ACTIVE) > 0
        row, rows = self.tagger.rows.lookup(types)
        own = rows[row[code], PLACES.index(0)]
        places = np.zeros(len(code), bool)
        for first, _, dash in datelines:
            places[first:dash] = True
        spans = second_pass(spans, scores, types, code, article, sentence, active[code], self.fixed, self.common, own,
                            self.words.gazetteer.bits, places)
        keep = spans.label < OTHER
        return Spans(*(column[keep] for column in spans))

    def tag(self, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> np.ndarray:
        """The tag of each token, as an index into ``labels``."""
        return decode(self.score(types, code, begins), begins, self.tagger.transitions, self.tagger.rest)

    def score(self, types: Sequence[str], code: np.ndarray, begins: np.ndarray) -> np.ndarray:
        """The score of each tag for each token, its neighbours' tags left out of account: (tokens, tags)."""
        marks = streams(self.words, types, code, begins)
        scores = self.tagger.score(types, code, begins, active=marks.active,
                                   places={"first": marks.first, "last": marks.last})
        scores += self._extra(marks, begins)
        return scores

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
