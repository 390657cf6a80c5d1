"""Feedback on the exercises: right, or what to look at next. The expected values are worked out, not stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import agency_counts, analysis, counts, differences, resources, speech, terms, tone
from .schema import choose

_GOVERNMENT = ("Ilse Marvand", "Goran Tessik", "Petra Hask")


class WrongAnswer(AssertionError):
    """An answer that does not pass; in a notebook only its message is shown."""

    def _render_traceback_(self):
        return [str(self)]


class _Task(NamedTuple):
    expected: Callable[[], object]
    hint: str
    tolerance: float = 0.0


@cache
def _sample():
    folder = resources.sample_folder()
    return analysis.analyze(folder / "articles", codebook=folder / "codebook.yaml")


@cache
def _planted() -> dict:
    return json.loads((resources.sample_folder() / "answers.json").read_text(encoding="utf8"))


def _term(word: str, outlet: str, column: str, include=()):
    table = terms.count_terms(_sample().tokens, by="outlet", stop=None, include=include)
    return table.loc[(table["outlet"] == outlet) & (table["term"] == word), column].iloc[0]


def _named(column: str, value: str) -> int:
    return int((_sample().mentions[column] == value).sum())


def _most_named(outlet: str) -> str:
    table = counts.count_entities(_sample().mentions, by="outlet")
    mine = table[(table["outlet"] == outlet) & (table["label"] == "PERSON")]
    return mine.sort_values("n", ascending=False)["actor"].iloc[0]


def _surname() -> pd.DataFrame:
    return _sample().mentions[_sample().mentions["text"] == "Korvey"]


def _refused() -> int:
    table = pd.DataFrame(**_planted()["mentions"])
    return int(((table["text"] == "Korvey") & (table["actor"] == "")).sum())


def _speech(outlet: str, column: str, actors) -> float:
    table = speech.count_speech(_sample().quotes, _sample().tokens, by="outlet")
    return float(table.loc[(table["outlet"] == outlet) & table["actor"].isin(actors), column].sum())


def _planted_speech(outlet: str) -> float:
    words = _planted()["planted"]["quoted_words"][outlet]
    return sum(words.get(a, 0) for a in _GOVERNMENT) / sum(words.values())


def _keyness(outlet: str) -> pd.DataFrame:
    table = terms.compare_terms(_sample().tokens, by="outlet", stop="english")
    return table[table["outlet"] == outlet]


def _passives() -> pd.DataFrame:
    return agency_counts.count_passives(_sample().tokens, _sample().articles, per_verb=False).set_index("outlet")


@cache
def _tone() -> pd.DataFrame:
    mentions = _sample().mentions
    return tone.score_tone(mentions[mentions["actor"] == "Goran Tessik"], _sample().articles)


def _mean_tone(outlet: str) -> float:
    return tone.mean_tone(_tone(), by="outlet").set_index("outlet").loc[outlet, "mean"]


def _planted_tone(outlet: str) -> float:
    cell = _planted()["planted"]["tone"][outlet]["Goran Tessik"]
    return cell["sum"] / cell["n"]


def _tone_p() -> float:
    return differences.test_difference(_tone(), by="outlet", value="tone")["p"].iloc[0]


def _alpha() -> float:
    import krippendorff

    table = pd.DataFrame(**_planted()["tone"])
    return krippendorff.alpha(table[["coder_a", "coder_b"]].T.to_numpy(float), level_of_measurement="ordinal")


_TASKS = {
    "1a": _Task(lambda: _term("said", "Kanal H", "n_tokens"), "Which column holds the words of the whole outlet? "
                "Take it from any row of Kanal H; do not add it up over the rows."),
    "1b": _Task(lambda: _term("operation", "Kanal H", "n"), "Filter on outlet and on term, then read the column n. "
                "The singular only; section headings stay out, title and subtitle count."),
    "1c": _Task(lambda: _term("operation", "Kanal H", "per_1000"), "Occurrences divided by the words of the same "
                "outlet, times 1,000. Is your denominator the outlet's or the corpus's?", 0.01),
    "1d": _Task(lambda: _term("operation", "Kanal H", "n", ("heading",)), "Ask count_terms for section headings too, with "
                "include=, then filter as before."),
    "2a": _Task(lambda: _most_named("Kanal H"), "Keep the rows of Kanal H with the label PERSON and sort by n."),
    "2b": _Task(lambda: _named("actor", "Jonas Kereth"), "Count rows by the column actor, not by text: the chairman "
                "has more than one name."),
    "2c": _Task(_refused, "In the planted table a refused mention has the text Korvey and an empty actor."),
    "2d": _Task(lambda: int((_surname()["actor"] == "").sum()), "Look at the tool's mentions whose text is just the "
                "surname. In how many is the column actor empty?"),
    "3a": _Task(lambda: _speech("Kanal H", "n_words", ("Goran Tessik",)), "Count words quoted word for word, not "
                "quotations, and leave out what is only reported."),
    "3b": _Task(lambda: _speech("Kanal H", "share", _GOVERNMENT), "Three people: prime minister, interior minister, "
                "colonel. Add up their shares in Kanal H; the result lies between 0 and 1.", 0.005),
    "3c": _Task(lambda: _planted_speech("Kanal H"), "Use the planted counts: the words of the three, divided by all "
                "quoted words of the outlet, unnamed speakers too; the result lies between 0 and 1.", 0.005),
    "4a": _Task(lambda: _term("crackdown", "The Lantern", "n"), "Compare outlet by outlet and look for the singular."),
    "4b": _Task(lambda: _keyness("Ledger & World")["term"].iloc[0], "Sort the rows of the magazine by z, the highest "
                "first. Were stop words left out?"),
    "4c": _Task(lambda: int((_keyness("Kanal H")["p_adjusted"] < 0.05).sum()), "Count the rows of Kanal H whose "
                "adjusted p lies under 0.05; a sum over True and False counts the True."),
    "5a": _Task(lambda: _passives().loc["Kanal H", "n_agentless"], "One row for each outlet: per_verb=False. "
                "Which column counts passives without a doer?"),
    "5b": _Task(lambda: _passives().loc["Kanal H", "share_agentless"], "The agentless ones, divided by all three "
                "forms of the same outlet; it lies between 0 and 1.", 0.005),
    "5c": _Task(lambda: _planted()["planted"]["agentless_passives"]["Kanal H"] - _passives().loc["Kanal H", "n_agentless"],
                "Planted minus found, so that a missed passive counts as a positive number."),
    "6a": _Task(lambda: _mean_tone("Kanal H"), "Keep the mentions of the interior minister before you score them, and "
                "take the mean by outlet.", 0.005),
    "6b": _Task(lambda: _planted_tone("Kanal H"), "In the planted table: the sum divided by n.", 0.005),
    "6c": _Task(_tone_p, "Only the mentions of the interior minister, as in 6a. The first row of test_difference compares "
                "all outlets at once; leave the seed alone.", 0.005),
    "6d": _Task(_alpha, "The codes have an order (-1, 0, 1). Are they taken as ordered, not as distances? Coders are "
                "rows, units are columns: mind the .T. Give three decimals.", 0.001),
}


def check(task: str, answer) -> None:
    """Say whether an answer to an exercise passes, or what to look at next.

    Parameters
    ----------
    task : str
        Number and letter of the task, such as "2b".
    answer : number or str
        Your answer. None and ... stand for none yet.

    Returns
    -------
    None
        It prints "visible checks passed". That is all it says: the reasons you give are for your reader to judge.

    Raises
    ------
    ValueError
        If there is no such task.
    framing.exercises.WrongAnswer
        An AssertionError, if there is no answer yet or it does not pass; the message says what to look at.

    Examples
    --------
    >>> import framing
    >>> framing.check("1c", None)
    Traceback (most recent call last):
        ...
    framing.exercises.WrongAnswer: 1c: no answer yet. Replace None in the cell above, run it, then run this cell again.
    """
    choose(task, list(_TASKS), "task")
    if answer is None or answer is Ellipsis:
        raise WrongAnswer(f"{task}: no answer yet. Replace None in the cell above, run it, then run this cell again.")
    if isinstance(answer, (pd.Series, pd.DataFrame, np.ndarray, list, tuple)):
        raise WrongAnswer(f"{task}: one number or one name is asked; this is a {type(answer).__name__}. "
                          "Pick the one value, for example with .iloc[0].")
    expected = _TASKS[task].expected()
    if isinstance(expected, str):
        if not isinstance(answer, str):
            raise WrongAnswer(f"{task}: a name or a word is asked, in quotation marks; this is {answer!r}.")
        right = answer.strip().casefold() == expected.casefold()
    else:
        if not isinstance(answer, (Real, np.number)) or isinstance(answer, bool):
            raise WrongAnswer(f"{task}: a number is asked; this is {answer!r}.")
        right = abs(float(answer) - float(expected)) <= _TASKS[task].tolerance
    if not right:
        raise WrongAnswer(f"{task}: not yet. {_TASKS[task].hint}")
    print(f"{task}: visible checks passed")
