"""Speech without quotation marks: interviews in every layout, dialogue behind dashes, and what only looks like them."""

import json

import pandas as pd
import pytest
from conftest import ROOT
from quote_tables import quotes_of

import framing

CASES = json.loads((ROOT / "tests" / "cases" / "interviews.json").read_text(encoding="utf8"))


@pytest.mark.parametrize("case", [pytest.param(c, id=c["claim"]) for c in CASES])
def test_who_says_what(case):
    found = quotes_of(case["text"])
    said = found[(found["kind"] == "direct") & (found["parent"] == -1)]
    assert said[["speaker", "text"]].values.tolist() == case["answers"]


INTERVIEW = ("Marit Ravn has led the dockers of Arle for ten years.\n\nQ: Why did you leave?\n\nA: I left the \"most beautiful harbour in "
             "the whole wide world\" (laughs). The mayor says he is sorry.\n\nQ: Did he call you?\n\nA: I know him. He told me that he was sorry.\n")


def test_the_answers_are_quoted_and_questions_and_labels_are_the_narrator_s():
    analysis = framing.analyze(pd.DataFrame({"text": [INTERVIEW]}))
    tokens = analysis.tokens
    voice = dict(zip(tokens["start"], tokens["voice"].astype(str), strict=True))
    at = INTERVIEW.index
    assert [voice[at(words)] for words in ("Q:", "Why", "A:", "(laughs", "Did")] == ["narrator"] * 5
    assert [voice[at(words)] for words in ("I left", "most", "The mayor", "he is", "I know")] == ["quoted"] * 5


def test_what_an_answer_holds_lies_inside_it_and_marked_words_are_the_speaker_s():
    found = quotes_of(INTERVIEW)
    first, second = found.loc[found["parent"] < 0, "quote"]
    inside = found[found["parent"] >= 0]
    assert inside[["parent", "kind", "speaker", "text"]].values.tolist() == [
        [first, "fragment", "Marit Ravn", '"most beautiful harbour in the whole wide world"'], [first, "indirect", "The mayor", "he is sorry"],
        [second, "indirect", "He", "he was sorry"]]


def test_a_label_in_capitals_means_the_person_the_lead_names():
    text = ("Ramón Ibarra Quiroga was the first doctor in the valley.\n\nEL FARO: When did you come?\n\n"
            "IBARRA: I came when the dogs stopped.\n\nEL FARO: Did the army help?\n\nIBARRA: The soldiers did.\n")
    analysis = framing.analyze(pd.DataFrame({"text": [text]}))
    assert set(analysis.quotes["actor"]) == {"Ramón Ibarra Quiroga"}


def test_a_title_in_quotation_marks_is_the_interviewee_s():
    found = quotes_of("“I never read the contract”\n\n" + INTERVIEW)
    assert found[["speaker", "rule"]].values.tolist()[0] == ["Marit Ravn", "interviewee"]
