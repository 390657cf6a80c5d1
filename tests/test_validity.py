"""The validity table: it is written between its markers, and what has changed is named."""

import sys

import pandas as pd
import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "data" / "build"))
import validity

KEPT = pd.read_csv(ROOT / "data" / "validity.csv")


def test_every_figure_lies_in_its_interval_and_has_an_n():
    assert list(KEPT.columns) == validity.COLUMNS
    assert (KEPT["low"] <= KEPT["value"]).all()
    assert (KEPT["value"] <= KEPT["high"]).all()
    assert (KEPT["n"] > 0).all()


def test_the_table_stands_between_its_markers_and_nothing_else_moves():
    readme = f"before\n{validity.BEGIN}\nold\n{validity.END}\nafter\n"
    assert validity.put_between(readme, "new") == f"before\n{validity.BEGIN}\nnew\n{validity.END}\nafter\n"
    assert validity.put_between(validity.put_between(readme, "new"), "new") == validity.put_between(readme, "new")


def test_a_figure_that_moved_is_named_and_rounding_is_not():
    now = KEPT.copy()
    now.loc[0, "value"] += 0.01
    now.loc[1, "value"] += 0.0005
    found = validity.differences(KEPT, now)
    assert len(found) == 1
    assert found[0].startswith(KEPT["what"][0])


def test_a_figure_that_is_gone_is_named():
    assert validity.differences(KEPT, KEPT.iloc[1:])[0].endswith("only in the kept table")


def test_the_readme_holds_the_table_that_is_kept():
    assert validity.readme_faults(ROOT / "README.md", KEPT) == []


@pytest.mark.parametrize("readme, fault", [
    (f"{validity.BEGIN}\nold\n{validity.END}", "is not the one in data/validity.csv"),
    ("no marks", "has no place for the table"),
    (f"{validity.END} {validity.BEGIN}", "has no place for the table"),
])
def test_a_readme_that_is_behind_is_told(tmp_path, readme, fault):
    (tmp_path / "README.md").write_text(readme, encoding="utf8")
    assert fault in validity.readme_faults(tmp_path / "README.md", KEPT)[0]


def test_every_measure_of_the_package_is_in_the_table():
    assert set(KEPT["what"]) == {"named entities", "actors", "sections", "direct quotations", "reported speech", "speaker",
                                 "agency", "passives", "tone toward an actor", "sentiment of the sentence (VADER)",
                                 "sentiment of the sentence (TextBlob)"}


def test_without_the_human_coded_data_the_check_still_reads_the_readme(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["validity.py", "--check", "--corpora", str(tmp_path / "absent")])
    assert validity.main() == 0
    assert "no figure was measured again" in capsys.readouterr().out
    monkeypatch.setattr(validity, "readme_faults", lambda *_: ["behind"])
    assert validity.main() == 1


def test_a_figure_without_a_fault_has_no_interval_without_width():
    row = validity.bootstrap_ratio("x", "y", "z", [5] * 10, [5] * 10, 50, "cases")
    assert (row["value"], row["high"]) == (1, 1) and 0.8 < row["low"] < 0.9


def test_what_the_package_finds_in_the_sample_is_what_the_table_says():
    now = pd.DataFrame(list(validity.measure_sample(None)), columns=validity.COLUMNS)
    assert validity.differences(KEPT[KEPT["data"] == validity.SAMPLE].reset_index(drop=True), now) == []


@pytest.mark.slow
def test_what_the_package_scores_on_human_codes_is_what_the_table_says(shared):
    assert validity.differences(KEPT, validity.build_table(shared / "gold")) == []


def test_tone_in_the_table_is_what_the_models_card_says():
    now = pd.DataFrame(list(validity.read_tone_card(None)), columns=validity.COLUMNS)
    kept = KEPT[KEPT["what"].isin(now["what"]) & KEPT["data"].isin(now["data"])].reset_index(drop=True)
    assert kept["value"].tolist() == now["value"].tolist()
