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
    readme = ROOT / "README.md"
    if not readme.is_file() or validity.BEGIN not in readme.read_text(encoding="utf8"):
        pytest.skip("README.md has no place for the table")
    assert validity.markdown(KEPT) in readme.read_text(encoding="utf8")


def test_marks_at_the_ends_of_a_span_do_not_count():
    text = 'He said: "Go home."'
    assert text[slice(*validity.bare(text, 9, 19))] == "Go home"


def test_tone_in_the_table_is_what_the_models_card_says():
    now = pd.DataFrame(list(validity.read_tone_card(None)), columns=validity.COLUMNS)
    kept = KEPT[KEPT["what"].isin(now["what"])].reset_index(drop=True)
    assert kept["value"].tolist() == now["value"].tolist()
