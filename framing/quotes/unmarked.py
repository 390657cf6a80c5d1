"""Speech without quotation marks among that with marks: what lies inside it, and who says that."""

from __future__ import annotations

from bisect import bisect_right

from .attributions import Attribution
from .reported import Clause
from .spans import Span


class Unmarked:
    """Speech without quotation marks, in reading order: answers, and what else is not inside an answer."""

    def __init__(self, answers: list[tuple[Span, Attribution]], others: list[tuple[Span, Attribution]]):
        self.parts = answers
        self._index()
        self.parts = sorted(answers + [p for p in others if self.around(p[0].first) is None], key=lambda p: p[0].first)
        self._index()

    def _index(self) -> None:
        self._firsts = [span.first for span, _ in self.parts]

    def around(self, k: int) -> tuple[Span, Attribution] | None:
        """The speech that holds a token."""
        at = bisect_right(self._firsts, k) - 1
        return self.parts[at] if at >= 0 and k <= self.parts[at][0].last else None

    def speak_inside(self, spans: list[Span], accepted: list[int], attributions: list[Attribution]) -> None:
        """Words in marks inside that speech, without a cue of their own, are said by who says it (in place)."""
        for s in accepted if self.parts else ():
            held = self.around(spans[s].first)
            if held is not None and spans[s].last <= held[0].last and attributions[s].speaker is None:
                attributions[s] = held[1]

    def clip(self, clauses: list[Clause]) -> list[Clause]:
        """Reported clauses that end where that speech does; it is not itself reported, and its label is no headline."""
        kept = []
        for clause in clauses:
            held = self.around(clause.last) or self.around(clause.first)
            span = held[0] if held else None
            if span is None:
                kept.append(clause)
            elif span.first <= clause.cue[0] <= span.last:
                kept.append(clause._replace(first=max(clause.first, span.first), last=min(clause.last, span.last)))
        return kept
