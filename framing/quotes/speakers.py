"""Who speaks a quotation that has no cue beside it: its neighbours, its sentence, the paragraph before.

Each rule is named in the table, because they differ in trust: a neighbour in the same paragraph is right in 97 of
100 cases, the previous speaker in half of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from .attributions import Attribution
from .phrases import Phrase, best_name, can_speak, first_phrase, is_person, is_pronoun, phrase_ending, phrase_starting
from .spans import Span
from .subjects import nearest_subject, subject_before
from .text import Text
from .words import ACT_NOUN, COLON, COMMA, FINITE, MARKS, POSSESSIVE, QUOTE, SPEAKING_NOUN, STOP

_SENTENCES = 5  # of the paragraph before, looked at for somebody who may speak
_SAYS = 25  # tokens between a quotation and the cue that belongs to it


def name_speakers(text: Text, spans: list[Span], accepted: list[int], attributions: list[Attribution],
                  clauses: Iterable, clause_at: dict[int, int], owner: list[int]) -> None:
    """Give accepted quotations without a speaker of their own one from around them (in place).

    Parameters
    ----------
    text, spans, owner
        As above.
    accepted : list of int
        The spans that are speech, in reading order.
    attributions : list of Attribution
        One per span.
    clauses : list of Clause
        Reported clauses.
    clause_at : dict
        The clause each accepted span stands in, by span.
    owner : list of int
    """
    clauses = list(clauses)
    previous: dict[int, int] = {}
    speech = set(accepted)
    top = [s for s in accepted if spans[s].parent not in speech]
    place = {s: n for n, s in enumerate(top)}
    for s in accepted:
        own, span = attributions[s], spans[s]
        level = span.parent
        before = previous.get(level, -1)
        previous[level] = s
        if text.heading[span.first] and own.rule == "X:" and not is_person(text, own.speaker):
            attributions[s] = own = Attribution()
        if own.speaker is not None or (text.heading[span.first] and level < 0):
            continue
        if s in clause_at and clauses[clause_at[s]].speaker is not None:
            clause = clauses[clause_at[s]]
            attributions[s] = Attribution("inside reported speech", clause.speaker, clause.cue)
            continue
        paragraph = text.paragraph[span.first]
        together = before >= 0 and text.paragraph[spans[before].last] == paragraph \
            and text.article[spans[before].first] == text.article[span.first]
        whole = bool(text.bits[span.first - 1] & (STOP | MARKS)) or span.first == text.paragraphs[paragraph][0]
        if together and (whole or text.sentence[spans[before].last] == text.sentence[span.first]) \
                and attributions[before].speaker is not None:
            attributions[s] = Attribution("same paragraph", attributions[before].speaker)
            continue
        follower = _follower(text, spans, top, place, s, paragraph, attributions)
        if follower is not None:
            attributions[s] = Attribution("same paragraph", follower)
            continue
        subject = _act_of(text, span) or _sentence_subject(text, span, owner)
        if subject is not None:
            attributions[s] = Attribution("sentence subject", subject)
            continue
        if together and attributions[before].speaker is not None:
            attributions[s] = Attribution("same paragraph", attributions[before].speaker)
            continue
        attributions[s] = _from_before(text, span, spans, before, attributions, owner)


def _follower(text, spans, top, place, s, paragraph, attributions) -> Phrase | None:
    """The speaker of the next quotation of the paragraph, if nothing but marks stands between."""
    n = place.get(s, -1)
    if n < 0:
        return None
    for t in top[n + 1:n + 3]:
        if text.paragraph[spans[t].first] != paragraph:
            return None
        if spans[t].first - spans[s].last <= 2 and attributions[t].speaker is not None \
                and attributions[t].rule in ("X said", "said X", "according to X"):
            return attributions[t].speaker
    return None


def _sentence_subject(text: Text, span: Span, owner: list[int]) -> Phrase | None:
    """The first phrase of the narrator's sentence around marked words."""
    first, _ = text.sentences[text.sentence[span.first]]
    low = max(first, text.paragraphs[text.paragraph[span.first]][0], span.first - 80)
    while low < span.first and owner[low] >= 0:
        low += 1
    if span.first - low < 2:
        return None
    subject = first_phrase(text, low, span.first - 1)
    if subject is None or not is_person(text, subject):
        subject = nearest_subject(text, span.first, low) or subject
    return best_name(text, subject) if subject is not None else None


def _act_of(text: Text, span: Span) -> Phrase | None:
    """Whose words they are in "his call for …" and "Lee's remark that …" right before the marks."""
    bits = text.bits
    low = max(text.sentences[text.sentence[span.first]][0], span.first - 8)
    for k in range(span.first - 1, low, -1):
        if bits[k] & (STOP | COMMA | MARKS):
            return None
        if bits[k] & ACT_NOUN and text.mention_at[k] < 0:
            for m in range(k - 1, max(low - 1, k - 4), -1):
                if bits[m] & POSSESSIVE:
                    return phrase_ending(text, m - 1, low - 4 if low > 4 else 0)
                if text.low[m] in ("his", "her", "their"):
                    return (m, m)
            return None
    return None


def _from_before(text, span, spans, before, attributions, owner) -> Attribution:
    """A quotation without narration beside it: introduced, following its predecessor, or following a named person."""
    paragraph = text.paragraph[span.first]
    first, last = text.paragraphs[paragraph]
    if span.parent >= 0:
        return Attribution()
    if span.first > first:
        last = span.first - 1
        if owner[last] < 0 and text.bits[last] & STOP:
            found = _introduction(text, last, owner)
            if found is not None:
                return found
    elif paragraph == 0 or text.article[first - 1] != text.article[first]:
        return Attribution()
    if span.first == first:
        first, last = text.paragraphs[paragraph - 1]
    if text.heading[last]:
        return Attribution("after a heading")
    recent = before >= 0 and text.article[spans[before].first] == text.article[span.first] \
        and attributions[before].speaker is not None
    ago = paragraph - text.paragraph[spans[before].last] if recent else 99
    if ago <= 3 and any(text.heading[text.paragraphs[p][0]] for p in range(paragraph - ago + 1, paragraph)):
        ago = 99
    if owner[last] < 0:
        found = _introduction(text, last, owner)
        if found is not None:
            return found
        low = text.sentences[text.sentence[last]][0]
        subject = first_phrase(text, low, last)
        speaking = bool(text.bits[last] & COLON) or any(
            text.bits[k] & SPEAKING_NOUN for k in range(max(low, last - 60), last + 1))
        named = subject is not None and text.low[subject[0]] != "you" and (
            is_person(text, subject) or is_pronoun(text, subject[0]))
        if named and (speaking or ago > 2):
            return Attribution("sentence before", best_name(text, subject))
    if ago <= 3:
        return Attribution("previous speaker", attributions[before].speaker)
    if owner[last] < 0:
        subject = _last_named(text, first, last)
    if owner[last] < 0 and subject is not None and text.low[subject[0]] != "you":
        return Attribution("sentence before", best_name(text, subject))
    return Attribution()


def _last_named(text: Text, first: int, last: int) -> Phrase | None:
    """The subject of the last sentence of a paragraph that begins with somebody who can speak; else of its last one."""
    found = None
    end = last
    for _ in range(_SENTENCES):
        low = max(text.sentences[text.sentence[end]][0], first)
        subject = first_phrase(text, low, end)
        if subject is not None and can_speak(text, subject):
            return subject
        found = found or subject
        end = low - 1
        if end < first:
            break
    return found


def _introduction(text: Text, last: int, owner: list[int]) -> Attribution | None:
    """The subject of the last cue in the sentence that ends before a quotation."""
    bits = text.bits
    low = text.sentences[text.sentence[last]][0]
    colon = bool(bits[last] & COLON)
    found = None
    for k in range(last, max(low, last - 2 * _SAYS), -1):
        if bits[k] & QUOTE and bits[k] & FINITE and owner[k] < 0 and text.mention_at[k] < 0:
            subject = _narrated_subject(text, k, low, last, owner)
            if subject is not None:
                attribution = Attribution("introduced", best_name(text, subject), (k, k) if colon else None)
                if is_person(text, subject) or is_pronoun(text, subject[0]):
                    return attribution
                found = found or attribution
    return found


def _narrated_subject(text: Text, cue: int, low: int, last: int, owner: list[int]) -> Phrase | None:
    """The subject of a cue among the narrator's words: never inside the quotation before it (`"Gone," said Lee.`)."""
    floor = cue
    while floor > low and owner[floor - 1] < 0:
        floor -= 1
    inverted = low < floor == cue
    subject = phrase_starting(text, cue + 1, last) if inverted else subject_before(text, cue, floor)
    return None if subject is not None and text.low[subject[0]] == "you" else subject
