"""The tokens of some articles laid out as plain lists, for rules that look around a word."""

from __future__ import annotations

import numpy as np

from ..schema import KINDS, codes_in
from ..tokens import token_types
from .words import (
    ACCOUNT,
    ADVERB,
    ATTRIBUTIVE,
    AUXILIARY,
    BASE,
    CONJUNCTION,
    CUE,
    DETERMINER,
    DIGIT,
    DOUBLE,
    FINITE,
    ING,
    MARKS,
    OPINION,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    SINGLES,
    SUBJECT,
    THIRD,
    UPPER,
    is_capital_cue,
    lone_particle,
    word_bits,
)

_STAND_ALONE = frozenset("that all many some both few each this these those".split())  # determiners that can be subjects


class Text:
    """Tokens of consecutive articles as plain lists, with their sentences, paragraphs and mentions.

    Attributes
    ----------
    form, low, bits, start, end, blank, sentence, paragraph, article, section, heading : lists, one item per token
        ``blank``: white space stands before the token. ``sentence`` and ``paragraph`` count from 0 in this table.
    sentences, paragraphs : lists of (first token, last token)
    mention_at : list of int, one per token
        Index of the named mention a token belongs to, -1 for none.
    mention_first, mention_last, mention_label : lists, one item per mention
        Its first and last token and its label.
    silent : list of bool, one per token
        Tokens of furniture: nobody speaks there.
    marks, cues : lists of int
        Tokens that are quotation marks outside furniture, and tokens that may be cues, in order.
    """

    __slots__ = ("article", "bits", "blank", "cues", "end", "form", "heading", "low", "marks", "mention_at", "mention_first",
                 "mention_label", "mention_last", "paragraph", "paragraphs", "section", "sentence", "sentences", "silent",
                 "start")


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
    low, of_type = [""] * len(types), np.zeros(len(types), "int64")
    for k in np.unique(code, return_counts=True)[0].tolist():
        word = types[k]
        low[k], of_type[k] = word.lower().replace("’", "'") if len(word) > 1 else word.lower(), word_bits(word)
    bits = of_type[code]
    codes = code.tolist()
    text.form, text.low = list(map(types.__getitem__, codes)), list(map(low.__getitem__, codes))
    text.start, text.end, text.article = start.tolist(), end.tolist(), article.tolist()
    section = tokens["section"].to_numpy()
    text.section = section.tolist()
    new_article = _changes(article)
    text.blank = (new_article | np.append(True, start[1:] > end[:-1])[:len(code)]).tolist()
    sentence = tokens["sentence"].to_numpy().astype("int64")
    text.sentence, text.sentences = _runs(new_article | _changes(sentence))
    text.paragraph, text.paragraphs = _runs(new_article | _changes(_gather(
        sentences, article, sentence, "sentence", sentences["paragraph"].to_numpy())))
    kind = _gather(sections, article, section, "section", codes_in(sections["kind"], KINDS))
    begins = _gather(sections, article, section, "section", sections["start"].to_numpy())
    text.silent, text.heading = (kind == 4).tolist(), ((start < begins) | (kind < 2)).tolist()
    text.marks = np.flatnonzero((bits & MARKS > 0) & (kind != 4)).tolist()
    text.bits = bits.tolist()
    _lay_out_mentions(text, article, start, end, mentions)
    _join_apostrophes(text)
    _settle_cues(text, np.flatnonzero(bits & (CUE | OPINION | ACCOUNT)).tolist(),
                 np.flatnonzero((bits & UPPER > 0) & (bits & AUXILIARY > 0)).tolist())
    return text


def _changes(values) -> np.ndarray:
    return np.append(True, values[1:] != values[:-1])[:len(values)]


def _runs(begins: np.ndarray) -> tuple[list[int], list[tuple[int, int]]]:
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(begins)) - 1
    return (np.cumsum(begins) - 1).tolist(), list(zip(first.tolist(), last.tolist(), strict=True))


def _gather(table, article, ordinal, key: str, values) -> np.ndarray:
    """A column of sentences or sections for each token, by article and ordinal."""
    place = table["article"].cat.codes.to_numpy().astype("int64") * 2**32 + table[key].to_numpy()
    if not len(values):
        return np.zeros(len(article), "int64")
    wanted = article * 2**32 + ordinal
    if (place[1:] < place[:-1]).any():
        order = np.argsort(place, kind="stable")
        place, values = place[order], values[order]
    return values[np.minimum(np.searchsorted(place, wanted), len(place) - 1)]


def _lay_out_mentions(text: Text, article, start, end, mentions) -> None:
    at = np.full(len(article), -1, "int64")
    text.mention_first, text.mention_last, text.mention_label = [], [], []
    if len(mentions) and len(article):
        codes = mentions["article"].cat.codes.to_numpy().astype("int64")
        first = np.searchsorted(article * 2**32 + start, codes * 2**32 + mentions["start"].to_numpy())
        last = np.searchsorted(article * 2**32 + end, codes * 2**32 + mentions["end"].to_numpy(), side="right") - 1
        good = np.flatnonzero((first <= last) & (last < len(article)))
        first, last = first[good], last[good]
        sizes = last - first + 1
        number = np.repeat(np.arange(len(good)), sizes)
        place = np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
        at[place[::-1]] = number[::-1]
        text.mention_first, text.mention_last = first.tolist(), last.tolist()
        text.mention_label = mentions["label"].astype(object).to_numpy()[good].tolist()
    text.mention_at = at.tolist()


def _join_apostrophes(text: Text) -> None:
    """Two apostrophes in a row are one double mark, as typewriters and LaTeX write it."""
    bits, blank = text.bits, text.blank
    run: list[int] = []
    mute: set[int] = set()
    for i in [*(i for i in text.marks if bits[i] & SINGLES), -2]:
        if run and i == run[-1] + 1 and not blank[i] and bits[i] == bits[run[-1]]:
            run.append(i)
            continue
        if len(run) in (2, 3):
            mark, other = (run[0], run[1]) if blank[run[0]] else (run[-1], run[-2])
            bits[mark], bits[other] = DOUBLE, 0
            mute.add(other)
        run = [i]
    if mute:
        text.marks = [i for i in text.marks if i not in mute]


def _settle_cues(text: Text, maybe: list[int], capitals: list[int]) -> None:
    """List the tokens that may be cues, and take the cue bits from forms that are nouns or names where they stand."""
    bits, low, kept = text.bits, text.low, []
    for i in capitals:
        if i != text.sentences[text.sentence[i]][0] and not bits[i - 1] & MARKS:
            bits[i] &= ~(AUXILIARY | FINITE)
    last = len(bits) - 1
    for i in maybe:
        b = bits[i]
        if not b & CUE:
            if b & (OPINION | ACCOUNT):
                kept.append(i)
            continue
        alone = lone_particle(low[i], low[i + 1] if i < last else "")
        capital = b & UPPER and not b & ING and not is_capital_cue(low[i]) and not text.heading[i]
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
