"""The cue and the speaker beside a pair of marks: ", Lee said", "said Lee", "Lee called it", "according to Lee".

Each pair is looked at on its own, within its paragraph and some twenty-five tokens; the rule that fits is kept.
"""

from __future__ import annotations

from .phrases import (
    Phrase,
    best_name,
    can_speak,
    first_phrase,
    is_person,
    is_pronoun,
    label_at,
    phrase_ending,
    phrase_starting,
)
from .spans import Span
from .subjects import name_behind, nearest_subject, subject_before
from .text import Text
from .words import (
    ADVERB,
    AUXILIARY,
    BASE,
    BRACKET_CLOSE,
    BRACKET_OPEN,
    COLON,
    COMMA,
    CONJUNCTION,
    CUE,
    DASH,
    DETERMINER,
    FINITE,
    ING,
    NAMING,
    ORDER,
    PREPOSITION,
    QUOTE,
    RELATIVE,
    STOP,
    SUBJECT,
    TIME,
    TOLD,
    UPPER,
    WORDS,
)

_BE = frozenset("is are was were be been being am 's 're get gets got".split())
_ON_THINGS = frozenset("titled entitled labeled labelled named dubbed nicknamed".split())  # "a box labelled …"
_BEHIND_ONLY = frozenset("began begins started starts finished finishes went goes".split())  # cues behind a quotation only
_SAYS = 25  # tokens between a quotation and the cue that belongs to it


class Attribution:
    """What a pair of marks owes to its surroundings.

    Attributes
    ----------
    rule : str
        The pattern found ("" if none).
    speaker : (first, last) tokens or None
    cue : (first, last) tokens or None
    near : int
        Words between the marks and the cue, or -1.
    """

    __slots__ = ("cue", "near", "rule", "speaker")

    def __init__(self, rule: str = "", speaker: Phrase | None = None, cue: Phrase | None = None, near: int = -1):
        self.rule, self.speaker, self.cue, self.near = rule, speaker, cue, near


def find_attributions(text: Text, spans: list[Span], owner: list[int]) -> list[Attribution]:
    """The cue and speaker that stand beside each pair of marks."""
    found: list[Attribution] = []
    siblings: dict[int, int] = {}
    following = _next_siblings(spans)
    for number, span in enumerate(spans):
        before = siblings.get(span.parent, -1)
        siblings[span.parent] = number
        low, high = _room(text, spans, span)
        earlier = spans[before].last if before >= 0 else -1
        after = spans[following[number]].first - 1 if following[number] >= 0 else high
        best = _after(text, span, min(high, after), owner)
        if best is None or best.rule == "signed":
            fence = earlier + 1 if before >= 0 and found[before].rule in ("X said", "said X") else low
            other = _before(text, span, max(low, fence), owner, min(high, after))
            if other is not None and before >= 0 and other.cue and earlier < other.cue[0] \
                    and found[before].cue and found[before].cue[0] == other.cue[0]:
                other = Attribution("same sentence", found[before].speaker, other.cue, other.near)
            best = other or best
        found.append(best or Attribution())
    return found


def _next_siblings(spans: list[Span]) -> list[int]:
    following = [-1] * len(spans)
    last: dict[int, int] = {}
    for number, span in enumerate(spans):
        if span.parent in last:
            following[last[span.parent]] = number
        last[span.parent] = number
    return following


def _room(text: Text, spans: list[Span], span: Span) -> tuple[int, int]:
    """The tokens in which the cue of a span may stand: its paragraph, or the inside of its parent."""
    low = text.paragraphs[text.paragraph[span.first]][0]
    high = text.paragraphs[text.paragraph[span.last]][1]
    if span.parent >= 0:
        for first, last in spans[span.parent].pieces:
            if first <= span.first <= last:
                return max(low, first + 1), min(high, last - 1)
    return low, high


def _after(text: Text, span: Span, high: int, owner: list[int]) -> Attribution | None:
    """", X said", ", said X", ", according to X" and "— X" behind the marks."""
    bits, low = text.bits, text.low
    k = span.last + 1
    comma = bool(bits[span.last - 1] & COMMA)
    dash = False
    while k <= high and bits[k] & (COMMA | DASH) and k - span.last <= 2:
        comma, dash = comma or bool(bits[k] & COMMA), dash or bool(bits[k] & DASH)
        k += 1
    if k > high or bits[k] & (STOP | COLON):
        return None
    ended = comma or bool(bits[span.last - 1] & STOP)
    number = text.sentence[k]
    first, ceiling = text.sentences[number]
    new_sentence = first >= k > span.first and first > span.last
    ceiling = min(ceiling, high)
    stopped = text.form[span.last - 1] == "." and not comma
    if low[k] == "according" and k + 2 <= ceiling and low[k + 1] == "to":
        speaker = phrase_starting(text, k + 2, ceiling)
        return Attribution("according to X", speaker, (k, k + 1), k - span.last - 1) if speaker else None
    m = k
    while m < ceiling and bits[m] & ADVERB and not bits[m] & DETERMINER and text.mention_at[m] < 0:
        m += 1
    if bits[m] & QUOTE and bits[m] & FINITE and not bits[m] & AUXILIARY and m < ceiling and text.mention_at[m] < 0:
        speaker = phrase_starting(text, m + 1, ceiling)
        if speaker is not None and low[m + 1] not in ("that", "this", "these", "those", "it") \
                and (not bits[m] & TOLD or low[m] == "asked") and not _object_of(text, m, speaker, comma or ended):
            named = name_behind(text, speaker, ceiling) or best_name(text, speaker)
            return Attribution("said X", named, (m, m), m - span.last - 1)
    if bits[k] & (CONJUNCTION | RELATIVE) and not bits[k] & DETERMINER and text.mention_at[k] < 0:
        return None
    cue = _cue_ahead(text, k, ceiling, owner, span)
    if cue >= 0 and (_may_trail(text, cue, k, ceiling) if stopped else comma or dash or not bits[span.last - 1] & WORDS
                     or (cue - k <= 4 and bits[span.first + 1] & UPPER > 0)):
        subject = _subject_from(text, k, cue)
        if subject is not None and not (new_sentence and not stopped and cue - k > 12
                                        and text.form[span.last - 1] not in ("?", "!", "—", "–", "…", "...")):
            return Attribution("X said", best_name(text, subject), (cue, cue), cue - span.last - 1)
    if comma or (ended and not stopped):
        found = _unknown_verb(text, k, ceiling, span)
        if found is not None:
            return found
    if dash or (new_sentence and bits[k] & DASH):
        speaker = phrase_starting(text, k, ceiling)
        if speaker is not None and is_person(text, speaker) and ceiling - speaker[1] <= 12:
            return Attribution("signed", best_name(text, speaker), None, 0)
    return None


def _unknown_verb(text: Text, k: int, ceiling: int, span: Span) -> Attribution | None:
    """"Lee surmised" and "beamed Lee" behind a quotation, with a verb that is on no list."""
    bits = text.bits
    verb = bits[k] & FINITE and not bits[k] & (AUXILIARY | UPPER) and text.mention_at[k] < 0
    if verb and k < ceiling and label_at(text, k + 1) == "PERSON":
        speaker = phrase_starting(text, k + 1, ceiling)
        return Attribution("said X", best_name(text, speaker), (k, k), 0) if speaker else None
    speaker = phrase_starting(text, k, ceiling)
    if speaker is None or not can_speak(text, speaker):
        return None
    m = speaker[1] + 1
    while m < ceiling and bits[m] & ADVERB:
        m += 1
    if m <= ceiling and bits[m] & FINITE and not bits[m] & (AUXILIARY | UPPER):
        return Attribution("X said", best_name(text, speaker), (m, m), m - span.last - 1)
    return None


def _object_of(text: Text, verb: int, speaker: Phrase, comma: bool) -> bool:
    """Is what follows a verb its object ("called Lee"), and the marked words its subject?"""
    return not comma and (text.bits[verb] & (NAMING | ORDER)) > 0 and text.form[verb] != "said" \
        and not text.bits[speaker[0]] & FINITE


def _may_trail(text: Text, cue: int, k: int, ceiling: int) -> bool:
    """Can a short sentence of its own ("Lee said.") belong to the quotation that ended with a full stop before it?"""
    after = text.bits[cue + 1] if cue < ceiling else STOP
    return cue - k <= 6 and ceiling - cue <= 4 and bool(after & (STOP | ADVERB | TIME | PREPOSITION)) \
        and not text.bits[cue] & NAMING


def _subject_from(text: Text, k: int, cue: int) -> Phrase | None:
    """The subject that begins right behind the marks and whose verb is at `cue`."""
    bits = text.bits
    first = phrase_starting(text, k, cue - 1)
    j = cue - 1
    while j > k and bits[j] & (ADVERB | AUXILIARY) and not bits[j] & (DETERMINER | SUBJECT):
        j -= 1
    apposed = bits[j] & (COMMA | BRACKET_CLOSE | DASH)
    if first is not None and apposed and bits[first[1] + 1] & (COMMA | BRACKET_OPEN | DASH):
        inner = phrase_starting(text, first[1] + 2, j - 1)
        named = inner is not None and is_person(text, inner)
        return inner if named and not is_person(text, first) and not is_pronoun(text, first[0]) else first
    subject = subject_before(text, cue, k)
    if subject is None:
        return None
    if subject[0] - k <= 2:
        return subject
    if first is None or any(bits[m] & FINITE and text.mention_at[m] < 0 for m in range(first[1] + 1, subject[0])):
        return None
    return first


def _cue_ahead(text: Text, k: int, ceiling: int, owner: list[int], span: Span) -> int:
    bits = text.bits
    for m in range(k, min(ceiling, k + _SAYS) + 1):
        if bits[m] & QUOTE and bits[m] & (FINITE | BASE) and text.mention_at[m] < 0 and owner[m] == span.parent:
            if bits[m] & BASE and not bits[m] & FINITE and bits[m - 1] & (DETERMINER | PREPOSITION):
                continue
            if m > k:
                return m
    return -1


def _before(text: Text, span: Span, low: int, owner: list[int], high: int) -> Attribution | None:
    """"X said: …", "X called it …", "according to X, …" in front of the marks."""
    bits = text.bits
    j = span.first - 1
    if j < low:
        return _signature(text, span, high)
    floor = max(low, text.sentences[text.sentence[span.first]][0])
    if floor > j and bits[j] & (COLON | COMMA):
        floor = max(low, text.sentences[text.sentence[j]][0])
    if floor > j:
        return None
    weak = None
    if bits[j] & DASH and j - 1 >= floor and label_at(text, j - 1) == "PERSON":
        return Attribution("X:", phrase_ending(text, j - 1, floor, chain=False), None, 0)
    for k in range(j, max(floor, j - 2 * _SAYS) - 1, -1):
        b = bits[k]
        if owner[k] != span.parent or (weak is not None and not b & (QUOTE | NAMING)):
            continue
        if text.low[k] == "according" and k + 2 <= j and text.low[k + 1] == "to":
            speaker = phrase_starting(text, k + 2, j)
            if speaker is not None:
                return Attribution("according to X", best_name(text, speaker), (k, k + 1), j - k - 1)
        if text.low[k] in _BEHIND_ONLY and (j - k > 1 or not bits[j] & (COLON | COMMA)):
            continue
        if text.low[k] in _ON_THINGS and k > floor and text.mention_at[k - 1] < 0 \
                and not bits[k - 1] & (SUBJECT | AUXILIARY):
            continue
        if not b & CUE or text.mention_at[k] >= 0 or not b & (FINITE | ING | BASE) or (k == floor and not b & ING):
            continue
        if bits[k - 1] & (DETERMINER | PREPOSITION) and k > floor and not b & ING \
                and not bits[k - 1] & (CONJUNCTION | RELATIVE) and text.low[k - 1] != "to":
            continue
        if b & BASE and not b & FINITE and bits[k - 1] & AUXILIARY and text.low[k - 1] in _BE:
            continue
        passive = not b & ING and k - 1 >= floor and _is_passive(text, k, floor)
        if passive:
            agent = _by(text, k + 1, j)
            return Attribution("called … by X" if agent else "passive", agent, (k, k), j - k)
        subject = _participle_subject(text, k, floor, owner, span) if b & ING else subject_before(text, k, floor)
        if subject is None and text.low[k - 1] == "to":
            subject = first_phrase(text, floor, k - 1)
        if subject is not None:
            subject = _whom_a_pronoun_means(text, subject, k, floor, owner, span)
            found = Attribution("X said:" if b & QUOTE else "X cue …", best_name(text, subject), (k, k), j - k)
            if b & (QUOTE | NAMING) and (bits[j] & COLON or can_speak(text, found.speaker)):
                return found
            weak = weak or found
    if bits[j] & COLON and weak is None:
        near = phrase_ending(text, j - 1, floor)
        subject = near if near is not None and is_person(text, near) else first_phrase(text, floor, j - 1)
        if subject is not None:
            return Attribution("X:", best_name(text, subject), None, 0)
    return weak or _signature(text, span, high)


def _signature(text: Text, span: Span, high: int) -> Attribution | None:
    """"- Ann Lee" in a line of its own under a quotation that fills its paragraph."""
    paragraph = text.paragraph[span.last]
    if span.parent >= 0 or high < text.paragraphs[paragraph][1] or paragraph + 1 >= len(text.paragraphs):
        return None
    first, last = text.paragraphs[paragraph + 1]
    first += text.form[first] == ">" and first < last
    if text.article[first] != text.article[span.last] or last - first > 12 or not text.bits[first] & DASH:
        return None
    speaker = phrase_starting(text, first + 1, last) if first < last else None
    if speaker is None or text.mention_at[speaker[0]] < 0:
        return None
    return Attribution("signed", best_name(text, speaker), None, 0)


def _is_passive(text: Text, k: int, floor: int) -> bool:
    m = k - 1
    while m > floor and text.bits[m] & ADVERB and not text.bits[m] & AUXILIARY:
        m -= 1
    return text.low[m] in _BE and bool(text.bits[k] & (NAMING | TOLD | ORDER | QUOTE))


def _by(text: Text, k: int, high: int) -> Phrase | None:
    for m in range(k, min(k + 6, high)):
        if text.low[m] == "by":
            return phrase_starting(text, m + 1, high)
    return None


def _participle_subject(text: Text, k: int, floor: int, owner: list[int], span: Span) -> Phrase | None:
    """Whoever does what a participle says: the subject of the verb before it."""
    bits = text.bits
    if bits[k - 1] & AUXILIARY:
        return subject_before(text, k, floor)
    if k - 1 >= floor and (label_at(text, k - 1) in ("PERSON", "ORG") or bits[k - 1] & SUBJECT):
        return phrase_ending(text, k - 1, floor)
    main = first_phrase(text, floor, k - 1)
    if main is not None and is_person(text, main) and text.bits[k - 1] & COMMA:
        return main
    for m in range(k - 1, max(floor, k - 30) - 1, -1):
        if bits[m] & QUOTE and bits[m] & FINITE and owner[m] == span.parent and text.mention_at[m] < 0:
            found = subject_before(text, m, floor)
            if found is None and m + 1 < k:
                found = phrase_starting(text, m + 1, k - 1)
            if found is not None:
                return found
    return nearest_subject(text, k, floor) or main


def _whom_a_pronoun_means(text: Text, subject: Phrase, cue: int, floor: int, owner: list[int], span: Span) -> Phrase:
    """In "Lee said … he called it", the one who speaks is Lee."""
    if text.low[subject[0]] not in ("he", "she", "they"):
        return subject
    for m in range(subject[0] - 1, max(floor, cue - 40), -1):
        if text.bits[m] & QUOTE and text.bits[m] & FINITE and owner[m] == span.parent and text.mention_at[m] < 0:
            outer = subject_before(text, m, floor) if text.low[m + 1] not in ("him", "her", "them") else None
            if outer is not None and (is_person(text, outer) or text.low[outer[0]] == text.low[subject[0]]):
                return outer
            return subject
    return subject
