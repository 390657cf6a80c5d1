"""Interviews without quotation marks: which turns are somebody's words, and whose.

A label alone proves nothing: lists, credits, tables and times have colons too. Turns are an interview if they
alternate, if somebody asks, and if the answers carry a person's name or speak of "I"; so a list of facts, the cast of
a film and an explainer in questions and answers stay the narrator's.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby, islice, pairwise

from .attributions import Attribution
from .phrases import Phrase, is_person
from .spans import Span
from .text import Text
from .turns import QUESTIONS, REPLIES, Turn, behind_dash, find_turns, without_markup
from .words import BRACKET_CLOSE, BRACKET_OPEN, FIRST_PERSON, MARKS

_TURNS = 3  # turns, or questions without labels, that make an interview
_PARAGRAPHS, _CLOSE = 5, 3  # paragraphs to a turn on average, at most; where questions in headings are surely asked
_NAMES = 20  # names with one word in common that are compared with a label
_YOU = frozenset("you your yours yourself you're you've you'd you'll".split())
_I = frozenset("i my me mine myself i'm i've i'd i'll".split())
_CREDITS = frozenset("by text words photo photos photograph photographs interviewer".split())
_ASKED = ""  # the side of questions without a label


def find_answers(text: Text) -> list[tuple[Span, Attribution]]:
    """What is said in interviews without quotation marks, and by whom.

    Returns
    -------
    list of (Span, Attribution)
        In reading order. Rule "label": the label names who speaks; "answer": the one interviewed, named by the title,
        the lead or a question (no speaker where nobody or more than one fits). Questions are the outlet's own words
        unless their label names a person whom the article names elsewhere, and not as its author.
    """
    found: list[tuple[Span, Attribution]] = []
    articles = groupby(range(len(text.paragraphs)), key=lambda n: text.article[text.paragraphs[n][0]])
    for _, paragraphs in articles:
        numbers = list(paragraphs)
        turns = find_turns(text, numbers)
        if len(turns) >= _TURNS:
            found += _Interview(text, numbers, turns).answers()
    return found


class _Interview:
    """The turns of one article, the side each belongs to, and which sides speak (True) or ask for the outlet (False)."""

    def __init__(self, text: Text, paragraphs: list[int], turns: list[Turn]):
        self.text, self.first, self.last = text, paragraphs[0], paragraphs[-1]
        self.people = _people(text, paragraphs, turns)
        self.names = {phrase: tuple(text.low[phrase[0]:phrase[1] + 1]) for phrase in self.people}
        self.by_word: dict[str, dict[tuple[str, ...], Phrase]] = {}
        self.by_initials: dict[str, dict[tuple[str, ...], Phrase]] = {}
        for phrase, names in self.names.items():
            if self._label_before(phrase) in (*_CREDITS, "interview"):
                continue  # whoever writes for the outlet is the narrator
            self.by_initials.setdefault("".join(n[0] for n in names), {}).setdefault(names, phrase)
            for word in names:
                self.by_word.setdefault(word, {}).setdefault(names, phrase)
        members: dict[str, list[Turn]] = {}
        sides = _sides(text, turns)
        for turn, side in zip(turns, sides, strict=True):
            members.setdefault(side, []).append(turn)
        person = {side: self._is_person(side, own) for side, own in members.items()}
        self.speaks = {side: self._speaks(side, own, person[side], any(person.values())) for side, own in members.items()}
        self.turns = [(t, side) for t, side in zip(turns, sides, strict=True) if self.speaks[side] is not None]

    def answers(self) -> list[tuple[Span, Attribution]]:
        if any(self.speaks[side] for _, side in self.turns):
            return self._labelled()
        return self._asked()

    def _is_person(self, side: str, turns: list[Turn]) -> bool:
        """Does a label mean somebody? An outlet's name may look like a person's: who asks must be named elsewhere."""
        if side in (_ASKED, *QUESTIONS, *REPLIES):
            return False
        asks = 2 * sum(t.asks for t in turns) >= len(turns)
        return self._named(side) is not None or (not asks and is_person(self.text, turns[0].label))

    def _speaks(self, side: str, turns: list[Turn], person: bool, people: bool) -> bool | None:
        """Does a side speak, or ask for the outlet (beside a person, all others do); None: the label is no side."""
        if side in (_ASKED, *QUESTIONS, *REPLIES):
            return side in REPLIES
        if person or 2 * sum(t.asks for t in turns) >= len(turns):
            return person
        label = range(turns[0].label[0], turns[0].label[1] + 1)
        shown = turns[0].bold or all(self.text.form[k].isupper() for k in label)
        return not people if shown else None

    def _named(self, side: str) -> Phrase | None:
        """The person a label means, as the article names him or her outside the labels."""
        words = side.split()
        for names, phrase in islice(self.by_word.get(words[-1], {}).items(), _NAMES):
            if words[-1] == names[-1] or set(words) <= set(names):
                return phrase
        letters = side.replace(".", "").replace(" ", "")
        fits = self.by_initials.get(letters, {}) if len(letters) > 1 else {}
        return next(iter(fits.values())) if len(fits) == 1 else None

    def _labelled(self) -> list[tuple[Span, Attribution]]:
        text, speaks = self.text, self.speaks
        before_answer = {t.paragraph for (t, side), (after, other) in pairwise(self.turns)
                         if side == _ASKED and speaks[other] and after.paragraph == t.begins + 1}
        turns = [(t, side) for t, side in self.turns if side != _ASKED or t.paragraph in before_answer]
        sizes = Counter(side for _, side in turns)
        changes = sum(one[1] != other[1] for one, other in pairwise(turns))
        if len(turns) < _TURNS or changes < 2 or max(sizes.values()) < 2 or not self._dense([t for t, _ in turns]):
            return []
        blocks = [(t, side, self._block(t.first, t.begins, turns[k + 1][0].paragraph if k + 1 < len(turns) else 0))
                  for k, (t, side) in enumerate(turns) if speaks[side]]
        personal = sum(any(self._of_i(span) for span in block) for *_, block in blocks)
        questions = sum(t.asks for t, _ in turns)
        people = all(is_person(text, t.label) or (side not in REPLIES and self._named(side)) for t, side, _ in blocks)
        if (people and questions < 2 and 2 * personal < len(blocks)) or (
                not people and (questions < 2 or 3 * personal < len(blocks))):
            return []
        interviewee = self._interviewee(turns) if any(side in REPLIES for _, side, _ in blocks) else None
        return [(span, Attribution("answer", interviewee) if side in REPLIES else Attribution("label", self._label(t, side)))
                for t, side, block in blocks for span in block]

    def _label(self, turn: Turn, side: str) -> Phrase:
        """Who a label says speaks: the label, or the name that its initials or its part of a name stand for."""
        named = self._named(side)
        return turn.label if named is None or side.split()[-1] == self.names[named][-1] else named

    def _asked(self) -> list[tuple[Span, Attribution]]:
        """Answers without a label, between questions with or without one."""
        text = self.text
        labelled = [t for t, side in self.turns if side != _ASKED]
        turns = labelled if len(labelled) >= _TURNS else [t for t, _ in self.turns]
        if len(turns) < _TURNS or not self._dense(turns):
            return []
        blocks = []
        for k, turn in enumerate(turns):
            begins = turn.begins + (turn.answer < 0)
            until = turns[k + 1].paragraph if k + 1 < len(turns) else 0
            if begins < until or (not until and begins <= self.last):
                blocks.append(self._block(max(turn.answer, text.paragraphs[begins][0]), begins, until))
        blocks = [block for block in blocks if block]
        named = any(text.paragraph[p[0]] < turns[0].paragraph for p in self.people)
        if len(blocks) < _TURNS or not named or not self._is_asked(turns, blocks, turns is labelled):
            return []
        interviewee = self._interviewee([(t, _ASKED) for t in turns])
        return [(span, Attribution("answer", interviewee)) for block in blocks for span in block]

    def _is_asked(self, turns: list[Turn], blocks: list[list[Span]], labelled: bool) -> bool:
        """Do questions address "you", and do half of the answers speak of "we" or "I", not all of them of "we"?"""
        questions = [t for t in turns if t.asks]
        to_you = sum(any(w in _YOU for w in self.text.low[t.first:t.last + 1]) for t in questions)
        apart = all(t.bold for t in turns) or (
            all(self.text.heading[t.first] for t in turns) and self._dense(turns, _CLOSE))
        asked = labelled or (4 if apart else 2) * to_you >= len(questions)
        personal = sum(any(self._of_i(span) for span in block) for block in blocks)
        of_one = any(self.text.low[k] in _I for block in blocks for span in block for k in range(span.first, span.last + 1))
        return len(questions) >= (2 if apart else _TURNS) and asked and 2 * personal >= len(blocks) and of_one

    def _dense(self, turns: list[Turn], paragraphs: int = _PARAGRAPHS) -> bool:
        return turns[-1].paragraph - turns[0].paragraph < paragraphs * len(turns)

    def _block(self, start: int, begins: int, until: int) -> list[Span]:
        """The words from token `start` up to the paragraph `until`; behind the last turn (0), while they speak of "I"."""
        text, found, going = self.text, [], False
        if text.bits[behind_dash(text, start, text.paragraphs[begins][1])] & MARKS:
            return []  # in quotation marks: found by them
        for n in range(begins, until or self.last + 1):
            edge = text.paragraphs[n]
            first, last = without_markup(text, *edge)
            if n > begins:
                if first > edge[0] or (text.bits[first] & BRACKET_OPEN and text.bits[last] & BRACKET_CLOSE):
                    going = False  # in italics or brackets: an aside
                    continue
                if text.heading[first] or text.silent[first] or not (until or self._speaks_of_i(first, last)):
                    break
            first = max(behind_dash(text, first, last), start)
            if not going:
                found.append(Span(first, False))
                going = True
            found[-1].end(first, last, True)
        return found

    def _of_i(self, span: Span) -> bool:
        return any(self._speaks_of_i(*piece) for piece in span.pieces)

    def _speaks_of_i(self, first: int, last: int) -> bool:
        text = self.text
        return any(text.bits[k] & FIRST_PERSON and text.low[k] not in _YOU and (
            len(text.form[k]) == 1 or not text.form[k].isupper()) for k in range(first, last + 1))

    def _interviewee(self, turns: list[tuple[Turn, str]]) -> Phrase | None:
        """Who answers: the one a question addresses, else the only one named before it, or in the title and again."""
        text = self.text
        named = [p for p in self.people if text.paragraph[p[0]] < turns[0][0].paragraph]
        before = [p for p in named if self._label_before(p) not in _CREDITS]
        guests = [p for p in before if self._label_before(p) != "interview"]
        known = {self.names[p][-1] for p in before}
        questions = {t.begins: t for t, side in turns if side not in REPLIES}
        addressed = [p for p in self.people if (not known or self.names[p][-1] in known)
                     and self._addresses(questions.get(text.paragraph[p[0]]), p)]
        often = Counter(self.names[p][-1] for p in guests)
        in_title = [p for p in guests if text.paragraph[p[0]] == self.first and often[self.names[p][-1]] > 1]
        for fits in (addressed, before, guests, in_title):
            last_names = {self.names[p][-1] for p in fits}
            if len(last_names) == 1:
                same = [p for p in before + fits if self.names[p][-1] in last_names]
                return max(same, key=lambda p: (len(self.names[p]), -p[0]))
        return None

    def _addresses(self, question: Turn | None, phrase: Phrase) -> bool:
        """Does a question begin with somebody's name ("Ms Lee, are you …")?"""
        text = self.text
        return question is not None and 0 <= phrase[0] - question.first <= 2 and text.form[phrase[1] + 1:phrase[1] + 2] == [
            ","] and any(word in _YOU for word in text.low[phrase[1]:question.last + 1])

    def _label_before(self, phrase: Phrase) -> str:
        """The word right before a name, or before the colon there ("by Tom Hale", "Interview: Tom Hale")."""
        first, before = self.text.paragraphs[self.text.paragraph[phrase[0]]][0], phrase[0] - 1
        before -= before > first and self.text.form[before] == ":"
        return self.text.low[before] if before >= first else ""


def _people(text: Text, paragraphs: list[int], turns: list[Turn]) -> list[Phrase]:
    """The people an article names outside the labels, as tokens."""
    labels = {k for t in turns if t.label for k in range(t.label[0], t.label[1] + 1)}
    begin, end = text.paragraphs[paragraphs[0]][0], text.paragraphs[paragraphs[-1]][1]
    found, k = [], begin
    while k <= end:
        number = text.mention_at[k]
        if number < 0:
            k += 1
            continue
        last = max(k, text.mention_last[number])
        if text.mention_label[number] == "PERSON" and k not in labels and not text.silent[k]:
            found.append((k, last))
        k = last + 1
    return found


def _sides(text: Text, turns: list[Turn]) -> list[str]:
    """The side of each turn: the words of its label, one name for a surname and the full name."""
    words = [_side_words(text, t) for t in turns]
    longer = {name: w for w in words for name in w.split()[-1:] if len(w.split()) > 1}
    return [w if w in QUESTIONS | REPLIES else longer.get(w, w) for w in words]


def _side_words(text: Text, turn: Turn) -> str:
    if turn.label is None:
        return _ASKED
    return " ".join(w for w in text.low[turn.label[0]:turn.label[1] + 1] if w[0].isalpha() and w != "the")
