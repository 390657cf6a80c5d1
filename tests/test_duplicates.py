"""Articles that repeat each other are found and marked; none is dropped."""

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.duplicates import find_duplicates

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


def test_a_chain_of_rewritten_copies_is_marked_link_by_link():
    pytest.importorskip("datasketch")
    a = WIRE + " " + OTHER
    b = a.replace("on Monday", "on Tuesday").replace("until Friday", "until Sunday").replace("forty", "fifty").replace("Arle", "Velm")
    c = b.replace("years", "decades").replace("bridge", "ferry").replace("quick", "slow").replace("lorries", "cars")
    found = find_duplicates(articles(a, b, c), threshold=0.45)
    assert found[["article", "duplicate_of"]].astype(str).values.tolist() == [["table-2", "table-1"], ["table-3", "table-2"]]


def test_nothing_is_dropped_and_repeats_point_to_the_earliest():
    table = articles(WIRE, OTHER, WIRE, WIRE, OTHER)
    assert len(table) == 5
    assert find_duplicates(table)["duplicate_of"].astype(str).tolist() == ["table-1", "table-1", "table-2"]


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.lists(st.sampled_from("a b c d e f g".split()), min_size=5, max_size=30), min_size=2, max_size=2))
def test_similarity_is_what_counting_sets_gives(texts):
    pytest.importorskip("datasketch")
    sets = [{tuple(t[i:i + 5]) for i in range(len(t) - 4)} for t in texts]
    share = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    found = find_duplicates(articles(*map(" ".join, texts)), threshold=0.001)
    assert len(found) <= 1 and (share > 0 or texts[0] == texts[1] or not len(found))
    if len(found) and texts[0] != texts[1]:
        assert found["similarity"][0] == share


def test_without_datasketch_equal_texts_are_still_found(monkeypatch):
    monkeypatch.setattr("framing.duplicates.can_find_near", lambda: False)
    found = find_duplicates(articles(WIRE, WIRE, WIRE.replace("Monday", "Tuesday")))
    assert found["kind"].tolist() == ["exact"]
