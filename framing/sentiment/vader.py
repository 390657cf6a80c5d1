"""VADER's four scores exactly as vaderSentiment 3.3.2 computes them, many texts at a time.

Words of the lexicon with nothing around them that could change them are gathered; where a booster, a negation,
"no", "least" or an idiom stands near, the window around the word is scored once per kind of window.
"""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from typing import NamedTuple

import numpy as np

from ..tokens.vocabulary import MAX_TYPES, Codes, Column
from .chunks import batches, chunk_codes, count_words, sums_to
from .vader_rules import (
    BOOSTERS,
    CAPITALS,
    IDIOM_WORDS,
    NEAR,
    NEGATIONS,
    bare_word,
    load_emoji,
    load_lexicon,
    negates,
    score_word,
    spell_emoji,
    weigh_but,
)

_WINDOWS_KEPT = 200_000


class Scores(NamedTuple):
    """One value per text: VADER's four scores, words, and words that entered the score."""

    negative: np.ndarray
    neutral: np.ndarray
    positive: np.ndarray
    compound: np.ndarray
    n_words: np.ndarray
    n_scored: np.ndarray


class _Facts(NamedTuple):
    """What the rules need of a word, by number; 0 is any word they do not know, 1 any other word with n't."""

    number: dict
    valence: np.ndarray
    near: np.ndarray
    touchy: np.ndarray
    but: np.ndarray


@cache
def _facts() -> _Facts:
    lexicon = load_lexicon()
    words = ["", "n't", *dict.fromkeys([*lexicon, *BOOSTERS, *NEGATIONS, *NEAR, *IDIOM_WORDS, "but"])]
    return _Facts(
        dict(zip(words, range(len(words)), strict=True)),
        np.array([0.0 if w in BOOSTERS else lexicon.get(w, 0.0) for w in words]),
        np.array([w in BOOSTERS or w in NEAR or w in IDIOM_WORDS or negates(w) for w in words]),
        np.array([w in IDIOM_WORDS or w in ("no", "kind") for w in words]),
        np.array([w == "but" for w in words]))


class _Engine:
    """Columns per chunk type, grown as new text comes."""

    def __init__(self):
        self.facts = _facts()
        self.lock = Lock()
        self._forget()

    def _forget(self):
        self.chunks, self.windows = Codes(), Codes()
        self.words: list[str] = []
        self.fact, self.n_words = Column(np.int64), Column(np.int64)
        self.upper, self.emoji, self.window_value = Column(bool), Column(bool), Column(float)

    def _describe(self):
        new = self.chunks.take_new()
        if not new:
            return
        number, emoji = self.facts.number, load_emoji().keys()
        bare = [bare_word(chunk) for chunk in new]
        lower = [word.lower() for word in bare]
        self.words += bare
        self.fact.extend([number.get(w) or int("n't" in w) for w in lower])
        self.upper.extend([w.isupper() for w in bare])
        self.emoji.extend([not chunk.isascii() and not emoji.isdisjoint(chunk) for chunk in new])
        self.n_words.extend(count_words(new))

    def score(self, texts: list[str]) -> Scores:
        if len(self.chunks) > MAX_TYPES or len(self.windows) > _WINDOWS_KEPT:
            self._forget()
        row, ends = chunk_codes(texts, self.chunks)
        self._describe()
        scores = self._score(texts, row, ends)
        pictured = self.emoji.values[row]
        if pictured.any():
            which = np.unique(np.searchsorted(ends, np.flatnonzero(pictured), "right"))
            respelled = self.score([spell_emoji(texts[k]) for k in which])
            for whole, part in zip(scores[:4] + scores[5:], respelled[:4] + respelled[5:], strict=True):
                whole[which] = part
        return scores

    def _score(self, texts, row, ends):
        n, counts = len(texts), np.diff(ends, prepend=0)
        owner = np.repeat(np.arange(n), counts)
        fact, upper = self.fact.values[row], self.upper.values[row]
        raised = np.bincount(owner[upper], minlength=n)
        capitals = (raised > 0) & (raised < counts)
        value, place, own = self._values(row, fact, upper, owner, ends - counts, ends, capitals)
        value = self._but(fact, owner, value, place, own)
        cuts = np.searchsorted(own, np.arange(n + 1))
        sums = np.bincount(own, weights=value, minlength=n)
        # From Python 3.12 on sum() is exact, for VADER too; up to two values make no difference.
        listed = value.tolist()
        for k in np.flatnonzero(np.diff(cuts) > 2).tolist():
            sums[k] = sum(listed[cuts[k]:cuts[k + 1]])
        n_words = sums_to(ends, self.n_words.values[row]).astype(np.int32)
        return Scores(*_normalize(value, own, sums, _emphasis(texts), counts), n_words,
                      np.diff(cuts).astype(np.int32))

    def _values(self, row, fact, upper, owner, begins, ends, capitals):
        """The valences that are not zero, their places in the row and their texts."""
        valence = self.facts.valence[fact]
        at = np.flatnonzero(valence)
        own, value = owner[at], valence[at]
        near = self.facts.near[fact]
        begin, end = begins[own], ends[own]
        touched = self.facts.touchy[fact[at]]
        for back in (1, 2, 3):
            there = at - back >= begin
            touched |= there & near[np.maximum(at - back, 0)]
        shouted = ~touched & capitals[own] & upper[at]
        value = np.where(shouted, np.where(value > 0, value + CAPITALS, value - CAPITALS), value)
        hard = np.flatnonzero(touched)
        if len(hard):
            keys = zip(np.maximum(at[hard] - 3, begin[hard]).tolist(), at[hard].tolist(),
                       np.minimum(at[hard] + 3, end[hard]).tolist(), capitals[own[hard]].tolist(), strict=True)
            whole = row.tolist()
            value[hard] = [self._window(tuple(whole[a:b]), i - a, c) for a, i, b, c in keys]
        keep = value != 0
        return value[keep], at[keep], own[keep]

    def _window(self, codes, i, capitals):
        code = self.windows[codes, i, capitals]
        if code == self.window_value.size:
            self.window_value.extend([score_word([self.words[c] for c in codes], i, capitals)])
        return self.window_value.store[code]

    def _but(self, fact, owner, value, place, own):
        buts = np.flatnonzero(self.facts.but[fact])
        for text, but in zip(*(x.tolist() for x in _first_of_each(owner[buts], buts)), strict=True):
            a, b = np.searchsorted(own, [text, text + 1])
            value[a:b] = weigh_but(place[a:b].tolist(), value[a:b].tolist(), but)
        return value


def _first_of_each(groups, values):
    found, first = np.unique(groups, return_index=True)
    return found, values[first]


def _emphasis(texts: list[str]) -> np.ndarray:
    bangs = np.fromiter((text.count("!") for text in texts), np.int64, len(texts))
    questions = np.fromiter((text.count("?") for text in texts), np.int64, len(texts))
    rise = np.where(questions < 2, 0.0, np.where(questions <= 3, questions * 0.18, 0.96))
    return np.minimum(bangs, 4) * 0.292 + rise


def _round(values: np.ndarray, digits: int) -> np.ndarray:
    """Python's round(): it looks at the exact decimal value, so what is close to a tie is left to it."""
    scale = 10.0 ** digits
    scaled = values * scale
    rounded = np.rint(scaled) / scale
    for k in np.flatnonzero(np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6).tolist():
        rounded[k] = round(float(values[k]), digits)
    return rounded


def _normalize(value, own, sums, marks, counts):
    n = len(counts)
    sums = np.where(sums > 0, sums + marks, np.where(sums < 0, sums - marks, sums))
    compound = np.clip(sums / np.sqrt(sums * sums + 15), -1.0, 1.0)
    high, low = value > 0, value < 0
    positive = np.bincount(own[high], weights=value[high] + 1, minlength=n)
    negative = np.bincount(own[low], weights=value[low] - 1, minlength=n)
    neutral = counts - np.bincount(own, minlength=n)
    up, down = positive > np.abs(negative), positive < np.abs(negative)
    positive = np.where(up, positive + marks, positive)
    negative = np.where(down, negative - marks, negative)
    total = positive + np.abs(negative) + neutral
    total = np.where(counts > 0, total, 1.0)
    shares = (np.abs(part / total) for part in (negative, neutral, positive))
    return (*(_round(share, 3) for share in shares), _round(compound, 4))


@cache
def _engine() -> _Engine:
    return _Engine()


def score_texts(texts: list[str]) -> Scores:
    """VADER's scores of each text, to the last bit.

    Parameters
    ----------
    texts : list of str

    Returns
    -------
    Scores
    """
    engine, parts = _engine(), []
    for part in batches(texts):
        with engine.lock:
            parts.append(engine.score(part))
    if not parts:
        return Scores(*(np.zeros(0) for _ in range(4)), np.zeros(0, np.int32), np.zeros(0, np.int32))
    return Scores(*map(np.concatenate, zip(*parts, strict=True)))


def explain_text(text: str) -> list[tuple]:
    """Per scored word: start, end, the word, its modifiers, lexicon value, value after the rules.

    Exclamation and question marks, which raise the sum as a whole, are not listed.
    """
    words, places = [], []
    for chunk in re.finditer(r"\S+", text):
        for word in spell_emoji(chunk.group()).split():
            bare = bare_word(word)
            at = chunk.group().find(bare)
            start = chunk.start() + max(at, 0)
            words.append(bare)
            places.append((start, start + len(bare)) if at >= 0 else chunk.span())
    lower = [word.lower() for word in words]
    raised = sum(word.isupper() for word in words)
    capitals = 0 < raised < len(words)
    value = {i: score_word(words[max(i - 3, 0):i + 3], min(i, 3), capitals)
             for i, word in enumerate(lower) if word in load_lexicon()}
    value = {i: v for i, v in value.items() if v}
    if "but" in lower:
        value = dict(zip(value, weigh_but(list(value), list(value.values()), lower.index("but")), strict=True))
    rows = []
    for i, v in value.items():
        start, end = places[i]
        lexicon = load_lexicon()[lower[i]]
        near = [k for k in range(max(i - 3, 0), i) if lower[k] in BOOSTERS or lower[k] in NEAR or negates(lower[k])
                or lower[k] in IDIOM_WORDS]
        modifiers = " ".join(text[slice(*places[k])] for k in near) if v != lexicon else ""
        rows.append((start, end, text[start:end], modifiers, lexicon, v))
    return rows
