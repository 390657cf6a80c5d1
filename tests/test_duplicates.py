"""Duplicates and the first look at a source."""

import pandas as pd
import pytest

import framing
from framing.duplicates import find_duplicates
from framing.survey import survey_articles

WIRE = ("Dock workers in Velm stayed away from their cranes on Monday. The port authority said that talks would go on "
        "until Friday. Nobody expects a quick end to the longest strike in years.")
OTHER = ("A storm has flooded the lower town of Arle. Firefighters brought forty people to safety during the night, and "
         "the bridge over the river remains closed to lorries.")


def articles(*texts):
    return framing.read_articles(pd.DataFrame({"text": texts}))


def test_equal_words_are_exact_whatever_the_white_space():
    found = find_duplicates(articles(WIRE, OTHER, WIRE.replace(" ", "  ")))
    assert found[["article", "duplicate_of", "kind"]].astype(str).values.tolist() == [["table-3", "table-1", "exact"]]


def test_wire_copy_is_near():
    pytest.importorskip("datasketch")
    found = find_duplicates(articles(WIRE, OTHER, WIRE.replace("on Monday", "on Tuesday")))
    assert found["kind"].tolist() == ["near"] and 0.5 < found["similarity"][0] < 1


def test_different_texts_and_empty_ones_are_no_duplicates():
    assert len(find_duplicates(articles(WIRE, OTHER, "", ""))) == 0


def test_similarity_is_the_share_of_common_sequences():
    pytest.importorskip("datasketch")
    a, b = "a b c d e f g h", "a b c d e f g x"
    assert find_duplicates(articles(a, b))["similarity"].tolist() == [3 / 5]


def test_threshold_must_be_a_share():
    with pytest.raises(ValueError, match="threshold"):
        find_duplicates(articles(WIRE), threshold=0)


def test_the_survey_counts_and_tells_what_is_odd():
    german = ("Die Hafenarbeiter sind am Montag nicht zur Arbeit erschienen, und niemand rechnet mit einem schnellen Ende "
              "des Streiks, sagte die Behörde am Abend.")
    table = pd.DataFrame({"text": [WIRE, german, WIRE], "outlet": ["Echo", "Bote", "Echo"],
                          "published": ["2024-01-02", "", "2024-01-04"]})
    told = survey_articles(framing.read_articles(table))
    assert (told["articles"], told["first"], told["last"], told["undated"]) == (3, "2024-01-02", "2024-01-04", 1)
    assert told["outlets"].to_dict() == {"Echo": 2, "Bote": 1}
    assert told["not_english"] == ["table-2"]
    assert len(told["duplicates"]) == 1
