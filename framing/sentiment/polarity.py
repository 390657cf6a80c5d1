"""Polarity and subjectivity exactly as TextBlob computes them, many texts at a time.

TextBlob walks over every token. Here a token matters only where it is an *event* (a word of the lexicon, a
negation, an exclamation mark, an emoticon); of the tokens between two events only the longest counts, because
a negation dies at an unknown token of two characters and a modifier at one of three. Events that cannot touch
each other are scored by gathers; the short runs that can are walked once per kind of run.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import NamedTuple

import numpy as np

from ..tokens.vocabulary import MAX_TYPES, Codes, Column, expand
from .chunks import batches, chunk_codes, count_words, sums_to
from .polarity_lexicon import (
    IRONY,
    NEGATIONS,
    Piece,
    cut_chunk,
    cut_text,
    emoticon_joins,
    emoticon_values,
    load_lexicon,
)
from .polarity_rules import BANG, GAP, MOOD, NEGATION, WORD, Assessment, kind_of, reach_of, walk

_RUNS_KEPT = 200_000


class Scores(NamedTuple):
    """One value per text: TextBlob's two scores, words, and tokens that entered the score."""

    polarity: np.ndarray
    subjectivity: np.ndarray
    n_words: np.ndarray
    n_scored: np.ndarray


class _Engine:
    """Columns per chunk type and per token type, grown as new text comes."""

    def __init__(self, negate: bool):
        self.negate = negate
        self.lock = Lock()
        self.lexicon, self.moods = load_lexicon(), emoticon_values()
        self.joins = emoticon_joins()
        self.bits = {tail: 1 << k for k, tail in enumerate(self.joins)}
        self.before: dict[str, int] = {}
        for tail, characters in self.joins.items():
            for character in characters:
                self.before[character] = self.before.get(character, 0) | self.bits[tail]
        self._forget()

    def _forget(self):
        self.chunks, self.tokens = Codes(), Codes()
        self.first, self.size, self.words = Column(np.int64), Column(np.int64), Column(np.int64)
        self.flat = Column(np.int64)
        self.kind, self.reach, self.free = Column(np.int8), Column(np.int8), Column(bool)
        self.p, self.s = Column(float), Column(float)
        self.completes, self.tail, self.opens = Column(bool), Column(np.int64), Column(np.int64)
        self._forget_runs()
        self._describe_events()

    def _forget_runs(self):
        self.runs = Codes()
        self.run_size, self.run_p, self.run_s = Column(np.int64), Column(float), Column(float)

    def _describe_chunks(self):
        new = self.chunks.take_new()
        if not new:
            return
        cut = [[chunk] if chunk.isalnum() else cut_chunk(chunk, self.negate) for chunk in new]
        sizes = np.fromiter(map(len, cut), np.int64, len(cut))
        self.first.extend(self.flat.size + np.cumsum(sizes) - sizes)
        self.size.extend(sizes)
        self.flat.extend([self.tokens[token.lower()] for tokens in cut for token in tokens])
        self.words.extend(count_words(new))
        self._describe_tokens()

    def _describe_events(self):
        """The tokens that count are all known beforehand; every later one is a gap."""
        known = dict.fromkeys([*self.lexicon, *NEGATIONS, "!", IRONY, *self.moods, *self.joins, "(", ")"])
        kinds = [kind_of(token) for token in known]
        entries = [self.lexicon.get(token) for token in known]
        self.kind.extend(kinds)
        self.reach.extend([0 if kind else reach_of(token) for token, kind in zip(known, kinds, strict=True)])
        # After a free event no negation and no modifier is pending.
        self.free.extend([(e is not None and not e.modifies and token not in NEGATIONS)
                          or (kind == MOOD and reach_of(token) == 2)
                          for token, kind, e in zip(known, kinds, entries, strict=True)])
        self.p.extend([e.polarity if e else self.moods.get(t, 0.0) for t, e in zip(known, entries, strict=True)])
        self.s.extend([e.subjectivity if e else 1.0 for e in entries])
        self.tail.extend([self.bits.get(token, 0) for token in known])
        self.completes.extend([token in self.bits for token in known])
        self.opens.extend([self.before.get(token[-1], 0) for token in known])
        for token in known:
            self.tokens[token]
        self.tokens.take_new()
        self.marks = [self.tokens[mark] for mark in ("(", "!", ")", IRONY)]

    def _describe_tokens(self):
        new = self.tokens.take_new()
        before = self.before
        nothing = np.zeros(len(new), np.int8)
        for column in (self.kind, self.free, self.p, self.s, self.tail, self.completes):
            column.extend(nothing)
        self.reach.extend([2 if len(token) > 2 else reach_of(token) for token in new])
        self.opens.extend([before.get(token[-1], 0) for token in new])

    def score(self, texts: list[str]) -> Scores:
        if len(self.chunks) > MAX_TYPES:
            self._forget()
        row, ends = chunk_codes(texts, self.chunks)
        self._describe_chunks()
        size = self.size.values[row]
        token = self.flat.values[expand(self.first.values[row], size)]
        owner = np.repeat(np.arange(len(texts)), sums_to(ends, size))
        token, owner = self._join_marks(texts, token, owner)
        return self._assess(len(texts), token, owner, sums_to(ends, self.words.values[row]).astype(np.int32))

    def _join_marks(self, texts, token, owner):
        """Sarcasm marks to one token; texts in which an emoticon may span tokens are cut the long way."""
        left, bang, right, irony = self.marks
        last = np.flatnonzero(self.completes.values[token])
        last = last[last > 0]
        joins = self.opens.values[token[last - 1]] & self.tail.values[token[last]]
        last = last[(joins != 0) & (owner[last - 1] == owner[last])]
        bangs = np.flatnonzero(token == bang)
        bangs = bangs[(bangs > 0) & (bangs < len(token) - 1)]
        bangs = bangs[(token[bangs - 1] == left) & (token[bangs + 1] == right) & (owner[bangs - 1] == owner[bangs + 1])]
        if not len(last) and not len(bangs):
            return token, owner
        keep = np.ones(len(token), bool)
        token[bangs] = irony
        keep[bangs - 1] = keep[bangs + 1] = False
        slow = np.unique(owner[last])
        keep &= ~np.isin(owner, slow)
        recut = [[self.tokens[p.text.lower()] for p in cut_text(texts[k], self.negate)] for k in slow]
        self._describe_tokens()
        token = np.concatenate([token[keep], *(np.array(r, np.int64) for r in recut)])
        return token, np.concatenate([owner[keep], np.repeat(slow, [len(r) for r in recut])])

    def _assess(self, n_texts, token, owner, n_words):
        kind = self.kind.values[token]
        at = np.flatnonzero(kind)
        kind, own, event = kind[at], owner[at], token[at]
        scored = np.bincount(own[(kind == WORD) | (kind == MOOD)], minlength=n_texts).astype(np.int32)
        if not len(at):
            return Scores(np.zeros(n_texts), np.zeros(n_texts), n_words, scored)
        # The reach of the unknown tokens between two events; events themselves reach 0 here.
        gap = np.zeros(len(at), np.int64)
        gap[1:] = np.maximum.reduceat(self.reach.values[token], at)[:-1]
        starts = np.ones(len(at), bool)
        starts[1:] = (own[1:] != own[:-1]) | (kind[1:] != BANG) & ((gap[1:] == 2) | self.free.values[event[:-1]])
        # An exclamation mark reaches back over negations to the last assessment, so those stay in its run.
        other = np.append(np.where(kind != NEGATION, np.arange(len(at)), len(at)), len(at))
        following = np.minimum.accumulate(other[::-1])[::-1][:-1]
        reached = (kind == NEGATION) & (following < len(at))
        following = np.minimum(following, len(at) - 1)
        reached &= (kind[following] == BANG) & (own[following] == own)
        starts[1:] &= ~(reached[1:] & (own[1:] == own[:-1]))
        first = np.flatnonzero(starts)
        gap[first] = 0
        length = np.diff(np.append(first, len(at)))
        single = first[length == 1]
        single = single[(kind[single] == WORD) | (kind[single] == MOOD)]
        where, of = [single], [own[single]]
        p, s = [self.p.values[event[single]]], [self.s.values[event[single]]]
        several = length > 1
        if several.any():
            walked, row = self._walk_runs(event * 4 + gap, first[several], length[several])
            size = self.run_size.values[walked]
            ends = np.cumsum(self.run_size.values)
            place = expand(ends[walked] - size, size)
            where.append(np.repeat(row, size))
            of.append(own[where[1]])
            p.append(self.run_p.values[place])
            s.append(self.run_s.values[place])
        # bincount adds in the order of its input, as TextBlob does.
        order = np.argsort(np.concatenate(where), kind="stable")
        of = np.concatenate(of)[order]
        n = np.maximum(np.bincount(of, minlength=n_texts), 1).astype(float)
        total_p = np.bincount(of, weights=np.concatenate(p)[order], minlength=n_texts)
        total_s = np.bincount(of, weights=np.concatenate(s)[order], minlength=n_texts)
        return Scores(total_p / n, total_s / n, n_words, scored)

    def _walk_runs(self, keys, first, length):
        if len(self.runs) > _RUNS_KEPT:
            self._forget_runs()
        whole = keys.astype(np.int64).tobytes()
        spans = zip((first * 8).tolist(), ((first + length) * 8).tolist(), strict=True)
        codes = np.array([self.runs[whole[a:b]] for a, b in spans])
        new = self.runs.take_new()
        if new:
            names = list(self.tokens)
            for run in new:
                events = np.frombuffer(run, np.int64).tolist()
                done = walk([(names[e >> 2], e & 3, k) for k, e in enumerate(events)])
                self.run_size.extend([len(done)])
                self.run_p.extend([d.polarity for d in done])
                self.run_s.extend([d.subjectivity for d in done])
        return codes, first


@cache
def _engine(negate: bool) -> _Engine:
    return _Engine(negate)


def score_texts(texts: list[str], *, negate_contractions: bool = False) -> Scores:
    """TextBlob's polarity and subjectivity of each text, to the last bit.

    Parameters
    ----------
    texts : list of str
    negate_contractions : bool
        Let n't negate, which TextBlob means to do and does not ("isn't good" = +0.7).

    Returns
    -------
    Scores
    """
    engine = _engine(negate_contractions)
    parts = []
    for part in batches(texts):
        with engine.lock:
            parts.append(engine.score(part))
    if not parts:
        return Scores(np.zeros(0), np.zeros(0), np.zeros(0, np.int32), np.zeros(0, np.int32))
    return Scores(*map(np.concatenate, zip(*parts, strict=True)))


def count_text_words(texts: list[str]) -> np.ndarray:
    """Words of each text: tokens that begin with a letter or a digit."""
    return score_texts(texts).n_words


def explain_text(text: str, *, negate_contractions: bool = False) -> list[tuple[Assessment, list, Piece]]:
    """The assessments behind a score, each with the pieces (token, start, end) that took part."""
    events, gap = [], 0
    pieces = cut_text(text, negate_contractions)
    for place, piece in enumerate(pieces):
        token = piece.text.lower()
        if kind_of(token) == GAP:
            gap = max(gap, reach_of(token))
        else:
            events.append((token, gap, place))
            gap = 0
    return [(a, [pieces[k] for k in a.members], pieces[a.head]) for a in walk(events)]


def explain_words(text: str, *, negate_contractions: bool = False) -> list[tuple]:
    """Per assessment: start and end of its last scored word, the word, its modifiers, lexicon value, value."""
    rows = []
    for step, members, head in explain_text(text, negate_contractions=negate_contractions):
        others = " ".join(text[p.start:p.end] for p in members if p != head)
        token = head.text.lower()
        entry = load_lexicon().get(token)
        lexicon = entry.polarity if entry else emoticon_values().get(token, 0.0)
        rows.append((head.start, head.end, text[head.start:head.end], others, lexicon, step.polarity))
    return rows
