"""Is it speech? What tells attributed words in quotation marks from titles, nicknames, coined terms and scare quotes.

Each pair of marks is described by which of the plain facts below hold (how many words, what stands before and
behind, whether a cue is near). A weight per fact, trained by ``data/build/quotes.py``, makes the decision.
"""

from __future__ import annotations

from .attributions import Attribution
from .phrases import first_phrase
from .spans import Span
from .subjects import subject_before
from .text import Text
from .words import (
    ADVERB,
    AUXILIARY,
    BRACKET_CLOSE,
    BRACKET_OPEN,
    COLON,
    COMMA,
    CONJUNCTION,
    DASH,
    DETERMINER,
    DIGIT,
    FINITE,
    FIRST_PERSON,
    LOWER,
    MARKS,
    NAMING,
    NAMING_NOUN,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    QUOTE,
    SO_CALLED,
    SPEAKING_NOUN,
    STOP,
    SUBJECT,
    UPPER,
    WORD_NOUN,
    WORDS,
    word_bits,
)

FACTS = (
    "always", "1 word", "2 words", "3-4 words", "5-9 words", "10 words or more", "begins with a capital",
    "only capitalised words", "ends with a full stop", "ends with a question or exclamation mark", "ends with a comma",
    "cue behind", "cue behind, stop before it", "signed", "according to", "cue right before", "cue 1-3 words before",
    "cue 4-10 words before", "cue far before", "naming cue", "passive cue", "colon and subject before", "colon before",
    "comma before", "begins a sentence", "fills its paragraph", "determiner before", "preposition before",
    "'called' before", "work before", "'word' before", "auxiliary before", "'that' or 'as' before", "one of several",
    "'to' before", "lower-case word before", "capitalised word before", "stop behind", "comma behind",
    "lower-case noun behind", "capitalised word behind", "function word behind", "verb behind",
    "inside reported speech", "first or second person", "finite verb inside", "not closed", "single marks amid double ones",
    "neighbour has a cue", "same sentence as one with a cue", "mark-up", "is a named mention", "in a heading",
    "no cue, short", "no cue, capitalised", "no cue, begins a sentence", "no cue, no verb",
    "possessive before", "speaking noun before", "1-2 words, determiner before", "capitalised, preposition before",
    "cue behind, 1-2 words", "naming cue, 1-4 words", "many marks in the paragraph", "all of the sentence",
    "begins lower-case after a stop", "cue before, verb inside", "cue before, capitalised", "adverb before",
    "possessive behind", "work behind", "marked twice", "cue in the sentence", "dash before", "bracket before",
    "1-2 words, no cue in the sentence", "1-2 words, noun behind", "3-9 words, no cue in the sentence",
    "1-2 words, inside reported speech", "many marks, 1-2 words", "hyphen inside, 1 word", "conjunction before",
    "1 word, capitalised", "cue right before, 1-2 words", "number inside", "known as",
    "capitalised, work near", "capitalised, possessive before", "1-2 words, cue far or none", "naming cue, verb inside",
)
_AT = {name: k for k, name in enumerate(FACTS)}
_SMALL = frozenset("of the a an and in on for to at by with from or but is vs".split())
_STRONG = frozenset({"X said", "said X", "according to X"})


def describe(text: Text, spans: list[Span], attributions: list[Attribution], clause_at: dict[int, int]) -> list[list[int]]:
    """The facts that hold of each span, as indices into `FACTS`."""
    around = _Around(text, spans, attributions)
    said: dict[tuple[int, str], int] = {}
    for span in spans:
        if span.last - span.first <= 6:
            key = text.article[span.first], " ".join(text.low[span.first + 1:span.last])
            said[key] = said.get(key, 0) + 1
    cue_sentences = {text.sentence[c] for c in text.cues if text.bits[c] & QUOTE and text.bits[c] & FINITE}
    british: dict[int, int] = {}
    for number, span in enumerate(spans):
        if span.parent < 0 and not text.heading[span.first]:
            long = span.last - span.first > 4 or attributions[number].rule in _STRONG
            article = text.article[span.first]
            british[article] = british.get(article, 0) + (-1 if not span.single else 1 if long else 0)
    facts = []
    for number, span in enumerate(spans):
        odd = span.single and not text.heading[span.first] and british.get(text.article[span.first], 0) <= 0
        near = around.marks.get(text.paragraph[span.first], 0)
        facts.append(_facts(text, span, attributions[number], number in clause_at, odd)
                     + around.facts(text, span, attributions[number])
                     + _more_facts(text, span, attributions[number], number in clause_at, said, cue_sentences, near))
    return facts


class _Around:
    """How many marks, and how many with a cue behind them, each paragraph and sentence holds."""

    def __init__(self, text: Text, spans: list[Span], attributions: list[Attribution]):
        self.marks: dict[int, int] = {}
        self.strong: dict[int, int] = {}
        self.sentences: dict[int, int] = {}
        self.before = -9
        for span, attribution in zip(spans, attributions, strict=True):
            if span.parent < 0:
                paragraph = text.paragraph[span.first]
                self.marks[paragraph] = self.marks.get(paragraph, 0) + 1
                if attribution.rule in _STRONG:
                    self.strong[paragraph] = self.strong.get(paragraph, 0) + 1
                    for sentence in {text.sentence[span.first], text.sentence[span.last]}:
                        self.sentences[sentence] = self.sentences.get(sentence, 0) + 1

    def facts(self, text: Text, span: Span, attribution: Attribution) -> list[int]:
        """The facts about a span's neighbours; spans must come in order."""
        paragraph = text.paragraph[span.first]
        own = span.parent < 0 and attribution.rule in _STRONG
        before = text.bits[span.first - 1] if span.first else 0
        listed = before & COMMA or text.low[span.first - 1] in ("and", "or")
        near = self.marks.get(paragraph, 0)
        found = (("neighbour has a cue", self.strong.get(paragraph, 0) > own),
                 ("same sentence as one with a cue", self.sentences.get(text.sentence[span.first], 0) > own),
                 ("one of several", listed and 0 < span.first - self.before <= 3),
                 ("many marks in the paragraph", near >= 4))
        if span.parent < 0:
            self.before = span.last
        return [_AT[name] for name, true in found if true]


def _facts(text, span, attribution, reported, odd) -> list[int]:
    bits, low = text.bits, text.low
    holds: list[int] = [0]
    first, last = span.first, span.pieces[0][1]
    inner = range(first + 1, last if last > first + 1 else last + 1)
    n_words = upper = finite = person = small = 0
    for k in inner[:40]:
        b = bits[k]
        if b & WORDS:
            n_words += 1
            upper += bool(b & UPPER)
            small += low[k] in _SMALL
            finite += bool(b & FINITE)
            person += bool(b & FIRST_PERSON)
    if span.pieces[0][1] != span.last:
        n_words += 20

    def add(name: str, true=True) -> None:
        if true:
            holds.append(_AT[name])

    size = 1 if n_words <= 1 else 2 if n_words == 2 else 3 if n_words < 5 else 4 if n_words < 10 else 5
    holds.append(size)
    paragraph_first = _opening(text, first)
    begins = bits[first + 1] & UPPER if first + 1 < len(bits) else 0
    capitals = n_words > 0 and upper >= n_words - small and upper > 0
    end = bits[span.last - 1]
    stop = text.form[span.last - 1]
    rule, distance = attribution.rule, attribution.near
    has_cue = bool(rule)
    before = bits[first - 1] if first > paragraph_first else 0
    behind = bits[span.last + 1] if span.last < len(bits) - 1 and span.last < text.paragraphs[
        text.paragraph[span.last]][1] else 0
    new = first == paragraph_first or (before & (STOP | MARKS)) > 0
    add("begins with a capital", begins)
    add("only capitalised words", capitals and n_words >= 2)
    add("ends with a full stop", stop == ".")
    add("ends with a question or exclamation mark", end & STOP and stop != ".")
    add("ends with a comma", end & COMMA)
    if rule in ("X said", "said X"):
        add("cue behind, stop before it" if stop == "." else "cue behind")
        add("cue behind, 1-2 words", size <= 2)
    elif rule == "signed":
        add("signed")
    elif rule == "according to X":
        add("according to")
    elif rule == "X:":
        add("colon and subject before")
    elif rule == "passive" or rule == "called … by X":
        add("passive cue")
    elif rule:
        add("cue right before" if distance == 0 else "cue 1-3 words before" if distance <= 3
            else "cue 4-10 words before" if distance <= 10 else "cue far before")
        naming = attribution.cue is not None and bool(bits[attribution.cue[0]] & NAMING)
        add("naming cue", naming)
        add("naming cue, 1-4 words", naming and size <= 3)
        add("cue before, verb inside", finite)
        add("cue before, capitalised", capitals)
    add("colon before", before & COLON)
    add("comma before", before & COMMA)
    add("begins a sentence", new)
    fills = first == paragraph_first and span.last >= text.paragraphs[text.paragraph[span.last]][1] - 1
    add("fills its paragraph", fills)
    if before & DETERMINER and not before & (FINITE | UPPER):
        add("determiner before")
        add("1-2 words, determiner before", size <= 2)
    add("possessive before", before & POSSESSIVE)
    add("preposition before", before & PREPOSITION)
    add("capitalised, preposition before", before & PREPOSITION and capitals)
    add("'called' before", before & SO_CALLED)
    two = before | (bits[first - 2] if first - 2 >= paragraph_first else 0)
    add("work before", two & NAMING_NOUN)
    add("'word' before", two & WORD_NOUN)
    add("speaking noun before", two & SPEAKING_NOUN)
    add("auxiliary before", before & AUXILIARY)
    word = low[first - 1] if first > paragraph_first else ""
    add("'that' or 'as' before", word in ("that", "as"))
    add("'to' before", word == "to")
    add("adverb before", before & ADVERB)
    plain = before & LOWER and not before & (DETERMINER | PREPOSITION | AUXILIARY | CONJUNCTION | QUOTE | ADVERB)
    add("lower-case word before", plain)
    add("capitalised word before", before & UPPER)
    add("stop behind", behind & STOP or not behind)
    add("comma behind", behind & COMMA)
    noun = behind & LOWER and not behind & (DETERMINER | PREPOSITION | AUXILIARY | CONJUNCTION | FINITE | QUOTE | ADVERB)
    add("lower-case noun behind", noun)
    add("capitalised word behind", behind & UPPER)
    add("function word behind", behind & (PREPOSITION | CONJUNCTION | DETERMINER))
    add("verb behind", behind & (AUXILIARY | FINITE) and not behind & UPPER)
    add("inside reported speech", reported)
    add("first or second person", person)
    add("finite verb inside", finite)
    add("not closed", not span.complete and not fills)
    add("single marks amid double ones", odd)
    add("mark-up", first > paragraph_first and text.form[first - 1] in ("=", "<", ">"))
    add("is a named mention", first + 1 < len(bits) and text.mention_at[first + 1] >= 0
        and text.mention_last[text.mention_at[first + 1]] >= span.last - 2)
    add("in a heading", text.heading[first])
    add("all of the sentence", new and bool(begins) and (end & STOP or end & COMMA))
    add("begins lower-case after a stop", new and not begins)
    if not has_cue:
        add("no cue, short", size <= 3)
        add("no cue, capitalised", capitals)
        add("no cue, begins a sentence", new)
        add("no cue, no verb", not finite)
    return holds


def _opening(text: Text, k: int) -> int:
    """The first token of a paragraph, behind the ">" of a Markdown quotation."""
    first = text.paragraphs[text.paragraph[k]][0]
    return first + 1 if text.form[first] == ">" and first < k else first


def is_nickname(text: Text, span: Span, attribution: Attribution) -> bool:
    """Do the marks hold a person's nickname ("Lee is called …", "whom they know as …"), not what somebody said?"""
    low, first, last = text.low, span.first, span.last
    if last - first > 5 or not any(text.bits[k] & UPPER for k in range(first + 1, last)):
        return False
    at = first - 2 if low[first - 1] in ("the", "a", "an") else first - 1
    known = low[at] == "as" and low[at - 1] in ("known", "know", "knew")
    named = low[at] in ("nicknamed", "alias") or (
        attribution.rule == "passive" and low[at] in ("called", "named", "dubbed"))
    if not (known or named):
        return False
    opens = text.sentences[text.sentence[first]][0]
    subject = (subject_before(text, at, opens) if named else None) or first_phrase(text, opens, first - 1)
    return subject is not None and (text.bits[subject[1]] & UPPER > 0 or low[subject[0]] in ("he", "she"))


def is_defined(text: Text, span: Span) -> bool:
    """Do the marks hold a short form that a bracket defines (“Lumen Grid S.A. (the “Company”) …”)?"""
    bits, first, last = text.bits, span.first, span.last
    if last - first > 6 or not all(bits[k] & UPPER or text.low[k] in _SMALL or not bits[k] & WORDS
                                   for k in range(first + 1, last)):
        return False
    opens = first - 1 - bool(bits[first - 1] & DETERMINER)
    before, behind = bits[opens], bits[last + 1] if last + 1 < len(bits) else 0
    return bool(before & (BRACKET_OPEN | CONJUNCTION) and behind & (BRACKET_CLOSE | CONJUNCTION)
                and (before & BRACKET_OPEN or behind & BRACKET_CLOSE))


def lists_words(text: Text, span: Span) -> bool:
    """Do the marks hold a word that is talked about ('Words such as “expects” …'), and nobody who uses it?"""
    opens = text.sentences[text.sentence[span.first]][0]
    at = span.first - 2 if text.low[span.first - 1] == "as" and text.low[span.first - 2] == "such" else span.first - 1
    if at <= opens or text.low[at] not in ("such", "like", "including"):
        return False
    word = text.low[at - 1]
    if not (word_bits(word) | word_bits(word.removesuffix("s"))) & WORD_NOUN:
        return False
    return not any(text.bits[k] & (SUBJECT | PERSON) or text.mention_at[k] >= 0 for k in range(max(opens, at - 40), at - 1))


def _more_facts(text, span, attribution, reported, said, cue_sentences, near) -> list[int]:
    bits = text.bits
    first, last = span.first, span.last
    short = last - first <= 3 or (last - first == 4 and not bits[last - 1] & WORDS)
    paragraph_first = text.paragraphs[text.paragraph[first]][0]
    before = bits[first - 1] if first > paragraph_first else 0
    behind = bits[last + 1] if last < text.paragraphs[text.paragraph[last]][1] else 0
    cue = text.sentence[first] in cue_sentences
    inner = range(first + 1, min(last, first + 9))
    capital = all(bits[k] & UPPER or not bits[k] & WORDS or text.low[k] in _SMALL for k in inner)
    noun = behind & LOWER and not behind & (DETERMINER | PREPOSITION | AUXILIARY | CONJUNCTION | FINITE | QUOTE | ADVERB)
    facts = (
        ("possessive behind", behind & POSSESSIVE), ("work behind", behind & (NAMING_NOUN | WORD_NOUN)),
        ("marked twice", last - first <= 6 and said[text.article[first], " ".join(text.low[first + 1:last])] > 1),
        ("cue in the sentence", cue), ("dash before", before & DASH), ("bracket before", before & BRACKET_OPEN),
        ("1-2 words, no cue in the sentence", short and not cue), ("1-2 words, noun behind", short and noun),
        ("3-9 words, no cue in the sentence", not short and last - first <= 11 and not cue),
        ("1-2 words, inside reported speech", short and reported), ("many marks, 1-2 words", short and near >= 4),
        ("hyphen inside, 1 word", last - first == 2 and "-" in text.form[first + 1]),
        ("conjunction before", before & CONJUNCTION),
        ("1 word, capitalised", last - first <= 3 and bits[first + 1] & UPPER),
        ("cue right before, 1-2 words", short and attribution.near == 0),
        ("capitalised, work near", capital and any(
            bits[k] & NAMING_NOUN for k in range(max(paragraph_first, first - 7), first))),
        ("capitalised, possessive before", capital and before & POSSESSIVE),
        ("1-2 words, cue far or none", short and not 0 <= attribution.near <= 6),
        ("naming cue, verb inside", attribution.cue is not None and bits[attribution.cue[0]] & NAMING and any(
            bits[k] & FINITE for k in range(first + 1, min(last, first + 20)))),
        ("known as", is_nickname(text, span, attribution)),
        ("number inside", any(bits[k] & DIGIT for k in range(first + 1, min(last, first + 12)))),
    )
    return [_AT[name] for name, true in facts if true]
