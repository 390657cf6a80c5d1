"""What finding speech needs to know of each word, and the tokens of some articles laid out for it.

Whatever depends on a word alone (is it a cue verb, a pronoun, a mark that opens?) is worked out once per word
type, as bits; the finders of this floor then look at bits, and at strings only where they name something.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from .resources import load_json
from .tokens import token_types

(DOUBLE, DOUBLE_OPEN, DOUBLE_CLOSE, ANGLE, SINGLE, SINGLE_OPEN, SINGLE_CLOSE, UPPER, LOWER, DIGIT, STOP, COMMA, COLON,
 DASH, BRACKET_OPEN, BRACKET_CLOSE, QUOTE, THAT, BARE, NAMING, ORDER, PROMISE, OBJECT, TOLD, PAST, THIRD, BASE, ING,
 SUBJECT, PRONOUN, DETERMINER, PREPOSITION, AUXILIARY, CONJUNCTION, RELATIVE, ADVERB, TIME, PERSON, ATTRIBUTIVE,
 POSSESSIVE, FIRST_PERSON, SPEAKING_NOUN, OPINION, NAMING_NOUN, WORD_NOUN, SO_CALLED, ELIDED, PARTICLE, FINITE, GERUND,
 ACCOUNT, ACT_NOUN) = (1 << bit for bit in range(52))

MARKS = DOUBLE | DOUBLE_OPEN | DOUBLE_CLOSE | ANGLE | SINGLE | SINGLE_OPEN | SINGLE_CLOSE
DOUBLES = DOUBLE | DOUBLE_OPEN | DOUBLE_CLOSE | ANGLE
SINGLES = SINGLE | SINGLE_OPEN | SINGLE_CLOSE
CUE = QUOTE | THAT | BARE | NAMING | ORDER | PROMISE | OBJECT
WORDS = UPPER | LOWER | DIGIT

_MARK_BITS = {
    '"': DOUBLE, "＂": DOUBLE, "“": DOUBLE_OPEN, "„": DOUBLE_OPEN, "‟": DOUBLE_OPEN, "”": DOUBLE_CLOSE,
    "«": ANGLE, "»": ANGLE, "'": SINGLE, "‘": SINGLE_OPEN, "‚": SINGLE_OPEN, "‛": SINGLE_OPEN, "`": SINGLE_OPEN,
    "’": SINGLE_CLOSE, "´": SINGLE_CLOSE, ",": COMMA, ":": COLON, ";": COMMA, "-": DASH, "--": DASH, "---": DASH,
    "–": DASH, "—": DASH, "―": DASH, "(": BRACKET_OPEN, "[": BRACKET_OPEN, ")": BRACKET_CLOSE, "]": BRACKET_CLOSE,
}
_LISTS = {
    "subject_pronouns": SUBJECT | PRONOUN, "other_pronouns": PRONOUN, "determiners": DETERMINER,
    "prepositions": PREPOSITION, "auxiliaries": AUXILIARY | FINITE, "conjunctions": CONJUNCTION, "relatives": RELATIVE,
    "adverbs": ADVERB, "times": TIME, "persons": PERSON, "attributives": ATTRIBUTIVE, "first_person": FIRST_PERSON,
    "speaking_nouns": SPEAKING_NOUN, "opinion_adjectives": OPINION, "naming_nouns": NAMING_NOUN, "word_nouns": WORD_NOUN,
    "so_called": SO_CALLED, "apostrophe_words": ELIDED, "particles": PARTICLE,
    "irregular_pasts": FINITE, "act_nouns": ACT_NOUN,
}
_CLASSES = {"quote": QUOTE, "that": THAT, "bare": BARE, "naming": NAMING, "order": ORDER, "promise": PROMISE,
            "object": OBJECT, "told": TOLD, "base": BASE, "third": THIRD | FINITE, "past": PAST | FINITE, "ing": ING}
_NOT_ADVERBS = frozenset("family only supply reply fly apply rally ally italy july assembly bully daily early elderly emily "
                         "friendly jelly likely lonely monopoly multiply rely silly ugly weekly "
                         "kelly sally billy".split())
_STAND_ALONE = frozenset("that all many some both few each this these those".split())  # determiners that can be subjects
_CAPITAL_CUES = frozenset("said says asked added wrote replied responded answered continued noted".split())
_PARTICLES = {"point": "out", "go": "on", "fire": "back", "shoot": "back", "sum": "up", "chime": "in", "chip": "in",
              "weigh": "in", "snap": "back", "put": "it"}


@cache
def _lexicon() -> tuple[dict[str, int], dict[str, str]]:
    """Bits of every listed word, and the verb of every listed form."""
    data = load_json("cues.json")
    bits, verbs = {}, {}
    for name, words in data["words"].items():
        for word in words:
            bits[word] = bits.get(word, 0) | _LISTS.get(name, 0)
    for form, entry in data["verbs"].items():
        verb, kind, *classes = entry.split()
        verbs[form] = verb
        bits[form] = bits.get(form, 0) | sum({_CLASSES[c] for c in (kind, *classes)})
    return bits, verbs


class _Bits(dict):
    """Bits per word type, filled for new types only."""

    def __missing__(self, word: str) -> int:
        low, first = word.lower(), word[:1]
        bits = _MARK_BITS.get(word, 0) | _lexicon()[0].get(low.replace("’", "'"), 0)
        if first.isalpha():
            bits |= UPPER if first.isupper() else LOWER
            if low == "according":
                bits |= ACCOUNT
            if low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS:
                bits |= ADVERB
            if low.endswith("ing") and len(low) > 4:
                bits |= GERUND
            elif low.endswith("ed") and len(low) > 4 and first.islower():
                bits |= FINITE
        elif first.isdigit():
            bits |= DIGIT
        elif low in ("'s", "’s"):
            bits |= POSSESSIVE
        if first in ".!?…":
            bits |= STOP
        self[word] = bits
        return bits


_BITS = _Bits()


class _WithParticle(dict):
    def __missing__(self, form: str) -> str | None:
        self[form] = found = _PARTICLES.get(verb_of(form))
        return found


_WITH_PARTICLE = _WithParticle()


def verb_of(form: str) -> str:
    """The verb a cue's form belongs to ("" if it is none)."""
    return _lexicon()[1].get(form.lower(), "")


class Mention(NamedTuple):
    """A named mention as tokens ``first`` … ``last`` (inclusive)."""

    first: int
    last: int
    label: str
    text: str


class Text:
    """Tokens of consecutive articles as plain lists, with their sentences, paragraphs and mentions.

    Attributes
    ----------
    form, low, bits, start, end, blank, sentence, paragraph, article, section, heading : lists, one item per token
        ``blank``: white space stands before the token. ``sentence`` and ``paragraph`` count from 0 in this table.
    sentences, paragraphs : lists of (first token, last token)
    mentions : list of Mention
    mention_at : list of int, one per token
        Index of the mention a token belongs to, -1 for none.
    silent : list of bool, one per token
        Tokens of furniture: nobody speaks there.
    cues : list of int
        Tokens that may be cues, in order.
    """

    __slots__ = ("article", "bits", "blank", "cues", "end", "form", "heading", "low", "mention_at", "mentions", "paragraph",
                 "paragraphs", "section", "sentence", "sentences", "silent", "start")


def lay_out(tokens, sentences, sections, mentions) -> Text:
    """Lay out tables (of the same articles, in reading order) as lists.

    Parameters
    ----------
    tokens, sentences, sections, mentions : DataFrame
        As `tokenize`, `split_sections` and `find_entities` give them.

    Returns
    -------
    Text
    """
    text = Text()
    types = token_types(tokens)
    code = tokens["token"].cat.codes.to_numpy()
    article = tokens["article"].cat.codes.to_numpy().astype("int64")
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    codes = code.tolist()
    seen = np.unique(code, return_counts=True)[0].tolist()
    low, bits = [""] * len(types), [0] * len(types)
    for k in seen:
        word = types[k]
        low[k], bits[k] = word.lower().replace("’", "'") if len(word) > 1 else word.lower(), _BITS[word]
    text.form = [types[k] for k in codes]
    text.low = [low[k] for k in codes]
    text.bits = [bits[k] for k in codes]
    text.start, text.end = start.tolist(), end.tolist()
    n = len(codes)
    new_article = np.append(True, article[1:] != article[:-1])[:n]
    text.blank = (new_article | np.append(True, start[1:] > end[:-1])[:n]).tolist()
    text.article, text.section = article.tolist(), tokens["section"].tolist()
    sentence = tokens["sentence"].to_numpy().astype("int64")
    text.sentence, text.sentences = _runs(new_article | _changes(sentence))
    paragraph = _gather(sentences, article, sentence, "sentence", "paragraph")
    text.paragraph, text.paragraphs = _runs(new_article | _changes(paragraph))
    kind = _gather(sections, article, text.section, "section", "kind")
    text.silent = (kind == 4).tolist()
    text.heading = (start < _gather(sections, article, text.section, "section", "start")).tolist()
    text.heading = [a or b for a, b in zip(text.heading, (kind < 2).tolist(), strict=True)]
    _lay_out_mentions(text, article, start, end, mentions)
    _join_apostrophes(text)
    _settle_cues(text)
    return text


def _join_apostrophes(text: Text) -> None:
    """Two apostrophes in a row are one double mark, as typewriters and LaTeX write it."""
    bits, blank = text.bits, text.blank
    run: list[int] = []
    for i in [i for i, b in enumerate(bits) if b & SINGLES] + [-2]:
        if run and i == run[-1] + 1 and not blank[i] and bits[i] == bits[run[-1]]:
            run.append(i)
            continue
        if len(run) in (2, 3):
            mark, mute = (run[0], run[1]) if blank[run[0]] else (run[-1], run[-2])
            bits[mark], bits[mute] = DOUBLE, 0
        run = [i]


def _settle_cues(text: Text) -> None:
    """List the tokens that may be cues, and take the cue bits from forms that are nouns or names where they stand."""
    bits, low, kept = text.bits, text.low, []
    for i in [i for i, b in enumerate(bits) if b & UPPER and b & AUXILIARY]:
        if i != text.sentences[text.sentence[i]][0] and not bits[i - 1] & MARKS:
            bits[i] &= ~(AUXILIARY | FINITE)
    last = len(bits) - 1
    maybe = CUE | OPINION | ACCOUNT
    for i in [i for i, b in enumerate(bits) if b & maybe]:
        b = bits[i]
        if not b & CUE:
            kept.append(i)
            continue
        particle = _WITH_PARTICLE[low[i]]
        alone = particle is not None and (i == last or low[i + 1] != particle)
        capital = b & UPPER and not b & ING and low[i] not in _CAPITAL_CUES and not text.heading[i]
        if text.mention_at[i] >= 0 or alone or capital or (not b & ING and _is_noun(text, i)):
            bits[i] = b & ~(CUE | FINITE | THIRD | BASE | PAST)
        else:
            kept.append(i)
    text.cues = kept


def _is_noun(text: Text, i: int) -> bool:
    """Does what stands before a verb's form make it a noun ("his claims", "of reports")?"""
    if i == text.sentences[text.sentence[i]][0]:
        return False
    before, word = text.bits[i - 1], text.low[i - 1]
    if before & (DETERMINER | ATTRIBUTIVE | POSSESSIVE | DIGIT) and not before & (SUBJECT | ADVERB):
        return word not in _STAND_ALONE
    return bool(before & PREPOSITION) and not before & CONJUNCTION and word not in ("to", "like")


def _changes(values) -> np.ndarray:
    return np.append(True, values[1:] != values[:-1])[:len(values)]


def _runs(begins: np.ndarray) -> tuple[list[int], list[tuple[int, int]]]:
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins)) - 1
    number = np.cumsum(begins) - 1
    return number.tolist(), list(zip(first.tolist(), last.tolist(), strict=True))


def _gather(table, article, ordinal, key: str, column: str) -> np.ndarray:
    """A column of sentences or sections for each token, by article and ordinal."""
    place = table["article"].cat.codes.to_numpy().astype("int64") * 2**32 + table[key].to_numpy()
    order = np.argsort(place, kind="stable")
    values = table[column].cat.codes.to_numpy() if column == "kind" else table[column].to_numpy()
    if not len(values):
        return np.zeros(len(article), "int64")
    wanted = article * 2**32 + np.asarray(ordinal, "int64")
    row = np.minimum(np.searchsorted(place[order], wanted), len(order) - 1)
    return values[order[row]]


def _lay_out_mentions(text: Text, article, start, end, mentions) -> None:
    text.mentions = []
    text.mention_at = [-1] * len(text.form)
    if not len(mentions) or not len(article):
        return
    codes = mentions["article"].cat.codes.to_numpy().astype("int64")
    keys = article * 2**32 + start
    first = np.searchsorted(keys, codes * 2**32 + mentions["start"].to_numpy())
    last = np.searchsorted(article * 2**32 + end, codes * 2**32 + mentions["end"].to_numpy(), side="right") - 1
    labels = mentions["label"].astype(str).tolist()
    texts = mentions["text"].tolist()
    for a, b, label, words in zip(first.tolist(), last.tolist(), labels, texts, strict=True):
        if a > b or b >= len(text.form) or text.mention_at[a] >= 0:
            continue
        for k in range(a, b + 1):
            text.mention_at[k] = len(text.mentions)
        text.mentions.append(Mention(a, b, label, words))
