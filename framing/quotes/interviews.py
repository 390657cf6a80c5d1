"""Speakers known from the whole article: the one who is interviewed, and quotations that a heading repeats."""

from __future__ import annotations

from collections import Counter

from .attributions import Attribution
from .spans import Span
from .text import Text
from .words import WORDS

_SHARE = 0.4  # of the quotations with a named speaker, for one person to be the one interviewed
_HEADINGS = 20  # headings of an article that are compared with its quotations


def name_interviewees(text: Text, spans: list[Span], accepted: list[int], wholes: set[int],
                      attributions: list[Attribution], unmarked: list[tuple[Span, Attribution]]) -> None:
    """Name the speakers of whole quotations that have no cue near them (in place).

    A quotation right under a heading, or without any speaker, belongs to whoever speaks most in the article, if
    one person does. A quotation in a heading belongs to the speaker of the same words below.

    Parameters
    ----------
    text, spans, accepted, attributions
        As in `name_speakers`, which comes first.
    wholes : set of int
        The accepted spans that are statements of their own.
    unmarked : list of (Span, Attribution)
        What is said without quotation marks.
    """
    replies: dict[int, list[Attribution]] = {}
    for span, attribution in unmarked:
        replies.setdefault(text.article[span.first], []).append(attribution)
    by_article: dict[int, list[int]] = {}
    for s in accepted:
        by_article.setdefault(text.article[spans[s].first], []).append(s)
    for article, members in by_article.items():
        open_ends = [s for s in members if attributions[s].speaker is None and spans[s].parent < 0]
        if not open_ends:
            continue
        headings = [s for s in open_ends if text.heading[spans[s].first]][:_HEADINGS]
        if headings:
            _repeat(text, spans, members, headings, attributions)
        phrase = _main_speaker(text, [attributions[s] for s in members] + replies.get(article, []))
        for s in open_ends:
            if attributions[s].speaker is None and (s in wholes or text.heading[spans[s].first]):
                attributions[s] = Attribution("interviewee", phrase) if phrase is not None else Attribution()
            elif attributions[s].rule == "after a heading":
                attributions[s] = Attribution()


def _main_speaker(text: Text, attributions: list[Attribution]) -> tuple[int, int] | None:
    """The person with most of an article's quotations, as first named among their speakers."""
    counts: Counter = Counter()
    first: dict[str, tuple[int, int]] = {}
    for speaker in [a.speaker for a in attributions if a.speaker is not None]:
        for k in range(speaker[1], speaker[0] - 1, -1):
            number = text.mention_at[k]
            if number >= 0 and text.mention_label[number] == "PERSON":
                name = text.low[text.mention_last[number]]
                counts[name] += 1
                first.setdefault(name, speaker)
                break
    if not counts:
        return None
    name, n = max(counts.items(), key=lambda item: item[1])
    return first[name] if n >= max(2, _SHARE * sum(counts.values())) else None


def _repeat(text: Text, spans: list[Span], members: list[int], headings: list[int],
            attributions: list[Attribution]) -> None:
    """Give a heading's quotation the speaker of the same words in the running text."""
    below = [(_words(text, spans[s]), s) for s in members
             if not text.heading[spans[s].first] and attributions[s].speaker is not None]
    for s in headings:
        words = _words(text, spans[s])
        for other, t in below:
            if words in other:
                attributions[s] = Attribution("same words below", attributions[t].speaker)
                break


def _words(text: Text, span: Span) -> str:
    inner = range(span.first + 1, min(span.last, span.first + 400))
    return " " + " ".join(text.low[k] for k in inner if text.bits[k] & WORDS) + " "
