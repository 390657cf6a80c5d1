"""Licences: what ships under another licence than the code's is named, and the package says so."""

import re
import tomllib

import pytest
from conftest import ROOT

from framing.resources import FOLDERS, HERE, list_cards

TEXT = (ROOT / "LICENSE").read_text(encoding="utf8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
NAMED = dict(re.findall(r"^framing/(\S+)\s{2,}(MIT|CC0 1\.0|CC BY-SA 4\.0)\s", TEXT, re.MULTILINE))


def test_every_model_and_word_list_is_named():
    shipped = {f"{folder}/{path.name}" for folder in FOLDERS for path in (HERE / folder).iterdir()}
    cards = {name for name in shipped if name.endswith(".card.json") or (name.startswith("models") and name.endswith(".json"))}
    assert set(NAMED) == shipped - cards


@pytest.mark.parametrize("card", list_cards(), ids=lambda card: card["name"])
def test_the_licence_named_is_that_of_the_card(card):
    told = card["licence"].replace("CC0", "CC0 1.0")
    assert NAMED[card["file"]] in told


def test_the_package_declares_every_licence_and_ships_the_notices():
    spdx = {licence.replace(" ", "-") for licence in NAMED.values()} | {"BSD-3-Clause"}
    assert set(PROJECT["license"].split(" AND ")) == spdx
    assert PROJECT["license-files"] == ["LICENSE"]
    for holder in ("C.J. Hutto", "Steven Loria", "University of Antwerp", "Daniele Faraglia", "Porimol Chandro", "Unicode, Inc."):
        assert holder in TEXT


def test_type_checkers_read_the_hints_of_the_package():
    assert (HERE / "py.typed").is_file()
