"""TextBlob's state machine over the tokens that count, and what kind of token each one is."""

from __future__ import annotations

from typing import NamedTuple

from .polarity_lexicon import IRONY, NEGATIONS, emoticon_values, load_lexicon

GAP, WORD, NEGATION, BANG, MOOD = range(5)


class Assessment(NamedTuple):
    """One step of a score: the values after all modifiers, and the tokens that took part."""

    polarity: float
    subjectivity: float
    negated: bool
    intensity: float
    head: int
    members: tuple


def kind_of(token: str) -> int:
    if token in load_lexicon():
        return WORD
    if token in NEGATIONS:
        return NEGATION
    if token == "!":
        return BANG
    return MOOD if token == IRONY or token in emoticon_values() else GAP


def reach_of(token: str) -> int:
    """What an unknown token ends: 0 nothing, 1 a negation, 2 a negation and a modifier."""
    return 2 if len(token) > 2 else int(len(token.strip("'")) > 1)


def walk(events: list[tuple[str, int, int]]) -> list[Assessment]:
    """Score a run of events, each a token (lower case), the reach of the gap before it, and its position.

    This is TextBlob's state machine with unknown words left out.
    """
    lexicon, moods = load_lexicon(), emoticon_values()
    done: list[dict] = []
    modifier = negation = None
    for token, gap, place in events:
        if gap:
            negation = None
            modifier = None if gap == 2 else modifier
        entry = lexicon.get(token)
        if entry is not None:
            if modifier is None:
                done.append({"p": entry.polarity, "s": entry.subjectivity, "i": entry.intensity, "n": 1,
                             "head": place, "members": [place], "by": 1.0})
            else:
                last = done[-1]
                last.update(p=max(-1.0, min(entry.polarity * last["i"], +1.0)),
                            s=max(-1.0, min(entry.subjectivity * last["i"], +1.0)),
                            by=last["i"], i=entry.intensity, head=place)
                last["members"].append(place)
            if negation is not None:
                last = done[-1]
                last["i"] = 1.0 / last["i"]
                last["n"] = -1
                last["members"].append(negation)
            modifier = (token, place) if entry.modifies else None
            negation = place if token in NEGATIONS else None
            continue
        if token in NEGATIONS:
            negation = place
        elif negation is not None and len(token.strip("'")) > 1:
            negation = None
        if negation is not None and modifier is not None and modifier[0].endswith("ly"):
            done[-1]["n"] = -1
            done[-1]["members"].append(negation)
            negation = None
        elif modifier is not None and len(token) > 2:
            modifier = None
        if token == "!" and done:
            done[-1]["p"] = max(-1.0, min(done[-1]["p"] * 1.25, +1.0))
            done[-1]["members"].append(place)
        mood = 0.0 if token == IRONY else moods.get(token)
        if mood is not None:
            done.append({"p": mood, "s": 1.0, "i": 1.0, "n": 1, "head": place, "members": [place], "by": 1.0})
    return [Assessment(d["p"] * -0.5 if d["n"] < 0 else d["p"], d["s"], d["n"] < 0, d["by"], d["head"],
                       tuple(sorted(d["members"]))) for d in done]
