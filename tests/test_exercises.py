"""The exercises: what feedback says, and that student copies hold no solutions."""

import json

import pandas as pd
import pytest
from conftest import ROOT

import framing
from framing.exercises import _TASKS, WrongAnswer

FOLDER = ROOT / "notebooks" / "exercises"
NAMES = [p.name for p in sorted((FOLDER / "source").glob("*.ipynb"))]


def cells(folder, name):
    return json.loads((FOLDER / folder / name).read_text(encoding="utf8"))["cells"]


def text(folder, name):
    return "\n".join("".join(c["source"]) for c in cells(folder, name))


@pytest.mark.parametrize("task", sorted(_TASKS))
def test_the_library_own_value_passes_and_says_no_more(task, capsys):
    framing.check(task, _TASKS[task].expected())
    assert capsys.readouterr().out == f"{task}: visible checks passed\n"


@pytest.mark.parametrize("task", sorted(_TASKS))
def test_a_wrong_answer_gets_a_hint_that_does_not_hold_the_answer(task):
    expected = _TASKS[task].expected()
    with pytest.raises(WrongAnswer, match="not yet") as error:
        framing.check(task, "nobody" if isinstance(expected, str) else expected + 1)
    shown = str(expected) if isinstance(expected, str) else f"{float(expected):g}"
    assert shown not in [w.strip(".,;:?") for w in str(error.value).split(": ", 1)[1].split()]


@pytest.mark.parametrize("answer, says", [
    (None, "no answer yet"), (..., "no answer yet"), ([7], "one number or one name"), ("7", "a number is asked"),
    (True, "a number is asked"), (float("nan"), "not yet")])
def test_an_answer_of_the_wrong_kind_is_told_so(answer, says):
    with pytest.raises(WrongAnswer, match=says):
        framing.check("1b", answer)


def test_an_unknown_task_is_named():
    with pytest.raises(ValueError, match="9z"):
        framing.check("9z", 1)


def test_planted_truths_are_those_of_the_corpus():
    assert _TASKS["2c"].expected() == 3
    assert _TASKS["3c"].expected() == pytest.approx((148 + 146 + 33) / 471)
    assert _TASKS["6b"].expected() == 1
    pytest.importorskip("krippendorff")
    assert _TASKS["6d"].expected() == pytest.approx(0.806, abs=0.001)


def test_there_are_six_exercises_and_every_task_is_in_one():
    assert len(NAMES) == 6
    asked = "".join(text("source", n) for n in NAMES)
    assert not [t for t in _TASKS if f'framing.check("{t}", answer_{t})' not in asked]


@pytest.mark.parametrize("name", NAMES)
def test_a_student_copy_holds_no_solution_and_no_output(name):
    student = text("student", name)
    assert "SOLUTION" not in student and student.count("# your code here") == student.count("framing.check(")
    assert not any(c.get("outputs") for c in cells("student", name))


@pytest.mark.parametrize("name", NAMES)
def test_an_open_task_does_not_stop_run_all(name):
    checks = [c for c in cells("student", name) if "framing.check(" in "".join(c["source"])]
    assert checks and all("raises-exception" in c["metadata"].get("tags", ()) for c in checks)


@pytest.mark.parametrize("task, near, says", [
    ("3c", 69.4, "between 0 and 1"),
    ("6c", 0.66, "interior minister"),
])
def test_a_likely_slip_is_met_by_the_hint(task, near, says):
    with pytest.raises(WrongAnswer, match=says):
        framing.check(task, near)


def test_alpha_of_another_level_is_not_taken_for_the_ordinal_one():
    krippendorff = pytest.importorskip("krippendorff")
    codes = pd.DataFrame(**json.loads((ROOT / "data" / "sample" / "answers.json").read_text(encoding="utf8"))["tone"])
    table = codes[["coder_a", "coder_b"]].T.to_numpy(float)
    with pytest.raises(WrongAnswer):
        framing.check("6d", krippendorff.alpha(table, level_of_measurement="interval"))
    framing.check("6d", round(krippendorff.alpha(table, level_of_measurement="ordinal"), 3))


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_define_nothing(name):
    assert "def " not in text("source", name)
