"""What the tone model sees of a mention: words around it by side and distance, never the name itself.

Every feature is a 32-bit key with a value; the model is a table of weights by key. Words are worked out once per
type. Other names are seen as "a name" only, so that no name, whether measured or standing near, brings a reputation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..tokens.vocabulary import MAX_TYPES, Codes, Column, expand
from .keys import keys_of, word_key

_NEGATORS = frozenset("not never no without nor neither cannot hardly barely nobody none nothing failed denied "
                      "refused".split())
_CLAUSE_MARKS = frozenset(", ; : — – -- - ( ) that who which but because while although though after when if as whose "
                          "where and before until since unless".split())
_PRONOUNS = frozenset("he him his she her hers himself herself".split())
_SAYING = frozenset("said says say told tells added asked wrote tweeted argued argues called explained claimed noted "
                    "stated announced suggested insisted responded replied".split())
_BEING = frozenset("is was are were be been being has had have".split())
_PREPOSITIONS = frozenset("of to by for with from at in on about against".split())
_DETERMINERS = frozenset("the a an his her their".split())
# Words that patterns keep as they are; all others are known there by valence and ending.
_FUNCTION = frozenset("""the a an of to in on at by for with from about against over as into after before during that
which who whom whose and or but not no never he she his her him they them their it its i my me we our you your is was
were are be been being has have had do does did will would could should can may might must said says told called asked
accused if because while when where than then so such more most very too also just only even still already now there
this these those what how why one both all any some other another himself herself themselves itself out up down off
back away 's ' " , . ; : ( ) - — – ? ! 0""".split())
_ENDINGS = (("ications", ""), ("ization", ""), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
            ("ements", ""), ("ations", ""), ("ation", ""), ("ement", ""), ("ments", ""), ("ment", ""), ("ingly", ""),
            ("edly", ""), ("iest", ""), ("ness", ""), ("ies", "y"), ("ied", "y"), ("ing", ""), ("ers", ""),
            ("ors", ""), ("ous", ""), ("ful", ""), ("est", ""), ("ism", ""), ("ist", ""), ("ly", ""), ("ed", ""),
            ("er", ""), ("or", ""), ("es", ""), ("s", ""), ("al", ""), ("e", ""), ("y", ""))
_SHAPES = ("ing", "ed", "ly", "ion", "ist", "ful", "ous", "able", "s")
# The same by last letter: a word is compared with the few endings that it can have.
_ENDINGS_OF = {letter: [(e, i, len(e) + 3) for e, i in _ENDINGS if e[-1] == letter] for letter in "gdelmnrsty"}
_SHAPES_OF = {letter: [(e, len(e) + 3) for e in _SHAPES if e[-1] == letter] for letter in "gdelnsty"}
NAME, FIRST, LAST = "_N_", "^", "$"
NAME_CODE = 0
LEFT, RIGHT = 0, 1


def normalize(token: str) -> str:
    """Lower case, straight marks, numbers as 0."""
    word = token.lower().replace("’", "'")
    if word[0].isdigit():
        return "0"
    return '"' if word in "“”" else word


def stem(word: str) -> str:
    """The word without its commonest endings: rough, and the same in training and use."""
    if len(word) <= 4 or not word.isalpha():
        return word
    for ending, instead, least in _ENDINGS_OF.get(word[-1], ()):
        if len(word) >= least and word.endswith(ending):
            word = word[:-len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if word[-1] == "e" and len(word) > 4 else word


def outline(word: str, valence: float) -> str:
    """A word as patterns see it: itself, or how good or bad it is, and its ending."""
    if abs(valence) > 0.08:
        grade = ("P" if valence > 0 else "N") + ("2" if abs(valence) > 0.45 else "1")
        return grade + next((e for e in ("ed", "ing", "ly") if word.endswith(e)), "")
    if word in _FUNCTION:
        return word
    for ending, least in _SHAPES_OF.get(word[-1], ()):
        if len(word) >= least and word.endswith(ending):
            return "*" + ending
    return "*"


class Lists(NamedTuple):
    """Word lists of the model: valence by word key (sorted), and keys of words known in lower case (sorted)."""

    valence_keys: np.ndarray
    valence: np.ndarray
    known: np.ndarray


class Batch(NamedTuple):
    """Sentences with the mentions in them: token types end to end, and mentions as ranges of tokens."""

    code: np.ndarray
    first: np.ndarray
    last: np.ndarray
    sentence_first: np.ndarray
    sentence_last: np.ndarray


class Vocabulary:
    """Per word type: keys of word, stem and outline, marks, valence; extended for new types only."""

    def __init__(self, lists: Lists):
        self.lists = lists
        self.known = frozenset(lists.known.tolist())
        self.valences = dict(zip(lists.valence_keys.tolist(), lists.valence.tolist(), strict=True))
        self.forget()

    def forget(self):
        """Start anew, so that memory stays bounded."""
        self.types = Codes()
        self.word, self.stem, self.outline = Column(np.uint32), Column(np.uint32), Column(np.uint32)
        self.valence, self.marks, self.role = Column(np.float32), Column(np.uint8), Column(np.uint8)
        self._add(["Zz"])  # any name: it gets the code `NAME_CODE`

    def codes(self, types: list[str]) -> np.ndarray:
        """The code of each type, described if new."""
        if len(self.types) > MAX_TYPES:
            self.forget()
        return self._add(types)

    def _add(self, types: list[str]) -> np.ndarray:
        codes = np.fromiter(map(self.types.__getitem__, types), np.int64, len(types))
        new = self.types.take_new()
        if new:
            rows = [self._describe(token) for token in new]
            for column, values in zip((self.word, self.stem, self.outline, self.valence, self.marks, self.role),
                                      zip(*rows, strict=True), strict=True):
                column.extend(values)
        return codes

    def is_name(self, token: str) -> bool:
        """Capitalised, and not known in lower case."""
        return token[0].isupper() and len(token) > 1 and word_key(token.lower()) not in self.known

    def _describe(self, token):
        word = normalize(token)
        marks = (word in _NEGATORS or word.endswith("n't")) | (word in _CLAUSE_MARKS) << 1 | (word == '"') << 2
        marks |= (word in _PRONOUNS) << 4 | token[0].isupper() << 5
        if self.is_name(token):
            marks |= (token[-1] != ".") << 6
            key = word_key(NAME)
            return key, key, key, 0.0, marks | 1 << 3, 5
        key = word_key(word)
        valence = self.valences.get(key, 0.0)
        role = (1 if word in _SAYING else 2 if word in _BEING else 3 if word == "'s" or word in _DETERMINERS
                else 4 if not word[0].isalnum() else 6 if word in _PREPOSITIONS else 7 if word.endswith("ed") else 8)
        return key, word_key(stem(word)), word_key(outline(word, valence)), valence, marks, role


class Pairs(NamedTuple):
    """One row per mention and token of its sentence outside the mention."""

    owner: np.ndarray
    place: np.ndarray
    side: np.ndarray
    distance: np.ndarray
    same: np.ndarray


def repeats_name(batch: Batch, owner, code, marks) -> np.ndarray:
    """Whether tokens repeat the last word of the mention, or its first if that is a name and no title."""
    same = (code == batch.code[batch.last - 1][owner]) & (marks & 32 > 0)
    return same | (code == batch.code[batch.first][owner]) & (marks & 64 > 0)


def pair_up(batch: Batch, marks: np.ndarray) -> Pairs:
    """All tokens of each mention's sentence, without the mention itself."""
    size = batch.sentence_last - batch.sentence_first
    owner = np.repeat(np.arange(len(size), dtype=np.int32), size)
    place = expand(batch.sentence_first, size)
    first, last = batch.first[owner], batch.last[owner]
    outside = (place < first) | (place >= last)
    owner, place, first, last = owner[outside], place[outside], first[outside], last[outside]
    side = (place >= last).astype(np.int8)
    distance = np.where(side == RIGHT, place - last + 1, first - place).astype(np.int32)
    same = repeats_name(batch, owner, batch.code[place], marks[place])
    return Pairs(owner, place, side, distance, same)


def distance_band(distance: np.ndarray) -> np.ndarray:
    """0: up to 2 tokens away, 1: up to 5, 2: up to 10, 3: farther."""
    return ((distance > 2).astype(np.int8) + (distance > 5) + (distance > 10)).astype(np.int8)


class Scene(NamedTuple):
    """Everything that depends on the tokens alone: marks, valence after negation, clause and quotation counts."""

    marks: np.ndarray
    negated: np.ndarray
    valence: np.ndarray
    clause: np.ndarray
    quotes: np.ndarray


def look(batch: Batch, words: Vocabulary) -> Scene:
    """Negation reaches three tokens on; sentences are told apart by the caller (counts are differences)."""
    code = batch.code
    marks = words.marks.values[code]
    starts = np.zeros(len(code), np.int64)
    starts[batch.sentence_first] = batch.sentence_first
    starts = np.maximum.accumulate(starts)
    negator = marks & 1 > 0
    negated = np.zeros(len(code), bool)
    place = np.arange(len(code))
    for back in (1, 2, 3):
        negated[back:] |= negator[:-back] & (place[back:] - back >= starts[back:])
    valence = words.valence.values[code]
    valence = np.where(negated, -0.6 * valence, valence)
    return Scene(marks, negated, valence, np.cumsum(marks >> 1 & 1), np.cumsum(marks >> 2 & 1))


#: Word features, as (template, which key, by side, by distance, only if negated).
WORD_TEMPLATES = (("u", "word", False, False, False), ("us", "word", True, False, False),
                  ("ud", "word", True, True, False), ("s", "stem", False, False, False),
                  ("ss", "stem", True, False, False), ("sd", "stem", True, True, False),
                  ("sn", "stem", False, False, True))


def word_blocks(pairs: Pairs, scene: Scene, batch: Batch, words: Vocabulary) -> Iterator[tuple]:
    """Single words, by side and distance (owner, key, value None = 1)."""
    band = distance_band(pairs.distance)
    code = batch.code[pairs.place]
    name = word_key(NAME)
    for template, which, by_side, by_distance, negated in WORD_TEMPLATES:
        key = np.where(pairs.same, name, getattr(words, which).values[code])
        parts = [key] + [pairs.side] * by_side + [band] * by_distance
        keep = scene.negated[pairs.place] if negated else slice(None)
        yield template, pairs.owner[keep], keys_of(template, *(p[keep] for p in parts)), None


def phrase_keys(batch: Batch, words: Vocabulary, n: int) -> np.ndarray:
    """A key for the n tokens that begin at each place (0 where the row ends)."""
    key = words.word.values[batch.code].astype(np.uint64)
    size = max(len(key) - n + 1, 0)
    parts = [key[k:k + size] for k in range(n)]
    found = np.zeros(len(key), np.uint32)
    if size:
        found[:size] = keys_of(f"p{n}", *parts)
    return found


def phrase_fits(pairs: Pairs, rows: np.ndarray, n: int) -> np.ndarray:
    """For some rows of `pairs`: do n tokens begin there that lie on one side and do not repeat the name?"""
    ok = rows + n <= len(pairs.place)
    for k in range(n):
        there = np.minimum(rows + k, len(pairs.place) - 1)
        ok &= (pairs.place[there] == pairs.place[rows] + k) & (pairs.owner[there] == pairs.owner[rows])
        ok &= ~pairs.same[there]
    return ok


#: Phrases, as (template, tokens, by side).
PHRASE_TEMPLATES = (("b", 2, False), ("bs", 2, True), ("t", 3, False))


def phrase_blocks(pairs: Pairs, batch: Batch, words: Vocabulary) -> Iterator[tuple]:
    """Two and three words in a row, by side."""
    for n in (2, 3):
        rows, keys = np.arange(len(pairs.place)), phrase_keys(batch, words, n)
        rows = rows[phrase_fits(pairs, rows, n)]
        key = keys[pairs.place[rows]]
        for template, m, by_side in PHRASE_TEMPLATES:
            if m == n:
                parts = [key] + [pairs.side[rows]] * by_side
                yield template, pairs.owner[rows], keys_of(template, *parts), None


class Window:
    """Keys of the tokens next to given places: -1 is the token before, 1 the token after."""

    def __init__(self, batch, words, owner, before, after):
        self.batch, self.words, self.owner, self.before, self.after = batch, words, owner, before, after

    def __call__(self, column: str, offset: int) -> np.ndarray:
        batch, owner = self.batch, self.owner
        place = self.before + offset if offset < 0 else self.after + offset - 1
        inside = (place >= batch.sentence_first[owner]) & (place < batch.sentence_last[owner])
        place = np.where(inside, place, batch.first[owner])
        code = batch.code[place]
        if column == "role":
            return np.where(inside, self.words.role.values[code], 0)
        same = repeats_name(batch, owner, code, self.words.marks.values[code])
        same |= (place >= batch.first[owner]) & (place < batch.last[owner])
        key = np.where(same, np.uint32(word_key(NAME)), getattr(self.words, column).values[code])
        return np.where(inside, key, np.uint32(word_key(FIRST if offset < 0 else LAST)))


ADJACENT = (("l1", "word", (-1,)), ("l2", "word", (-2, -1)), ("l3", "word", (-3, -2, -1)), ("r1", "word", (1,)),
             ("r2", "word", (1, 2)), ("r3", "word", (1, 2, 3)), ("l1r1", "word", (-1, 1)),
             ("l2r1", "word", (-2, -1, 1)), ("l1r2", "word", (-1, 1, 2)), ("k2", "word", (2,)), ("j2", "word", (-2,)),
             ("sl1", "stem", (-1,)), ("sl2", "stem", (-2, -1)), ("sr1", "stem", (1,)), ("sr2", "stem", (1, 2)),
             ("slr", "stem", (-1, 1)))
PATTERNS = tuple(
    [(f"pl{m}", "outline", tuple(range(-m, 0))) for m in (1, 2, 3, 4)]
    + [(f"pr{m}", "outline", tuple(range(1, m + 1))) for m in (1, 2, 3, 4)])
FURTHER = (("fl1", "word", (-1,)), ("fl2", "word", (-2, -1)), ("fr1", "word", (1,)), ("fr2", "word", (1, 2)),
            ("gl1", "stem", (-1,)), ("gr1", "stem", (1,)), ("hl2", "outline", (-2, -1)), ("hr2", "outline", (1, 2)))


def window_blocks(batch: Batch, words: Vocabulary, owner, before, after, templates) -> Iterator[tuple]:
    """Tokens right next to the mention, or to a further mention."""
    window = Window(batch, words, owner, before, after)
    cells = {}
    for template, column, offsets in templates:
        for offset in offsets:
            if (column, offset) not in cells:
                cells[column, offset] = window(column, offset)
        yield template, owner, keys_of(template, *(cells[column, k] for k in offsets)), None


def further_mentions(pairs: Pairs, scene: Scene) -> np.ndarray:
    """Rows of `pairs` that mention the same person again: the name, or he and she with no other name between."""
    marks = scene.marks[pairs.place]
    other = (marks & 8 > 0) & ~pairs.same & (pairs.side == RIGHT)
    seen = np.cumsum(other)
    new = np.append(True, pairs.owner[1:] != pairs.owner[:-1]) if len(seen) else np.zeros(0, bool)
    at = np.flatnonzero(new)
    base = np.repeat(seen[at] - other[at], np.diff(np.append(at, len(seen))))
    pronoun = (marks & 16 > 0) & (pairs.side == RIGHT) & (seen == base)
    return np.flatnonzero(pairs.same | pronoun)
