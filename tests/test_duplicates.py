"""Articles that repeat each other are found and marked; none is dropped."""

import random

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
    found = find_duplicates(articles(WIRE, OTHER, WIRE.replace("on Monday", "on Tuesday")))
    assert found["kind"].tolist() == ["near"] and 0.5 < found["similarity"][0] < 1


def test_different_texts_and_empty_ones_are_no_duplicates():
    assert len(find_duplicates(articles(WIRE, OTHER, "", ""))) == 0


def test_similarity_is_the_share_of_common_sequences():
    a, b = "a b c d e f g h", "a b c d e f g x"
    assert find_duplicates(articles(a, b))["similarity"].tolist() == [3 / 5]


def test_threshold_must_be_a_share():
    with pytest.raises(ValueError, match="threshold"):
        find_duplicates(articles(WIRE), threshold=0)


def test_a_chain_of_rewritten_copies_is_marked_link_by_link():
    a = WIRE + " " + OTHER
    b = a.replace("on Monday", "on Tuesday").replace("until Friday", "until Sunday").replace("forty", "fifty").replace("Arle", "Velm")
    c = b.replace("years", "decades").replace("bridge", "ferry").replace("quick", "slow").replace("lorries", "cars")
    found = find_duplicates(articles(a, b, c), threshold=0.45)
    assert found[["article", "duplicate_of"]].astype(str).values.tolist() == [["table-2", "table-1"], ["table-3", "table-2"]]


def test_nothing_is_dropped_and_repeats_point_to_the_earliest():
    table = articles(WIRE, OTHER, WIRE, WIRE, OTHER)
    assert len(table) == 5
    assert find_duplicates(table)["duplicate_of"].astype(str).tolist() == ["table-1", "table-1", "table-2"]


def shingles(words):
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


def jaccard(one, two):
    return len(one & two) / len(one | two) if one | two else 0


@settings(max_examples=examples(60))
@given(st.lists(st.lists(st.sampled_from("abc"), min_size=5, max_size=25), min_size=2, max_size=8),
       st.sampled_from([0.001, 0.2, 1 / 3, 0.5, 0.6, 0.9, 1]))
def test_every_pair_that_counting_sets_gives_is_found_and_no_other(texts, threshold):
    sets = [shingles(t) for t in texts]
    firsts = [texts.index(t) for t in texts]
    alike = [[(j, jaccard(sets[i], sets[j])) for j in range(i) if firsts[j] == j and jaccard(sets[i], sets[j]) >= threshold]
             for i in range(len(texts))]
    wanted = [(f"table-{i + 1}", f"table-{j + 1}", 1 if firsts[i] < i else share)
              for i in range(len(texts)) for j, share in ([(firsts[i], 1)] if firsts[i] < i else alike[i])[:1]]
    found = find_duplicates(articles(*map(" ".join, texts)), threshold=threshold)
    assert list(found[["article", "duplicate_of", "similarity"]].astype({"article": str, "duplicate_of": str})
                .itertuples(index=False, name=None)) == wanted


def rewritten(words, n_common, rng):
    """A text that shares its first words with another, so that so many five-word sequences are common."""
    return words[:n_common + 4] + [f"x{rng.randrange(10**9)}" for _ in range(len(words) - n_common - 4)]


def test_copies_just_above_the_threshold_are_found_among_others_and_those_below_are_not():
    rng = random.Random(1)
    texts, near, far = [], [], []
    for k in range(40):
        words = [f"w{rng.randrange(10**9)}" for _ in range(304)]
        texts += [words, rewritten(words, 201, rng), rewritten(words, 199, rng)]
        near.append((f"table-{3 * k + 2}", f"table-{3 * k + 1}", 201 / 399))
        far.append(f"table-{3 * k + 3}")
    found = find_duplicates(articles(*map(" ".join, texts)))
    by_first = found[~found["article"].isin(far)]
    assert list(by_first.astype({"article": str, "duplicate_of": str})[["article", "duplicate_of", "similarity"]]
                .itertuples(index=False, name=None)) == near


@pytest.mark.parametrize("table", [
    pd.DataFrame({"article": ["b", "a", "c"], "text": [WIRE, OTHER, WIRE]}),
    pd.DataFrame({"article": [7, 3, 5], "text": [WIRE, OTHER, WIRE]}, index=[9, 8, 7]),
    articles(OTHER, WIRE, OTHER, WIRE).iloc[1:],
], ids=["plain text", "numbers", "some rows of a larger table"])
def test_any_table_with_names_and_texts_will_do(table):
    found = find_duplicates(table)
    names = table["article"].tolist()
    assert found[["article", "duplicate_of"]].values.tolist() == [[names[2], names[0]]]
    assert found["article"].dtype == table["article"].dtype


def test_a_text_that_is_none_is_named():
    with pytest.raises(ValueError, match=r"row 1 of the articles has nan for a text; make the table with framing\.read_articles"):
        find_duplicates(pd.DataFrame({"article": ["a", "b"], "text": [WIRE, float("nan")]}))


def test_nothing_repeats_in_nothing():
    assert list(find_duplicates(articles()).columns) == ["article", "duplicate_of", "similarity", "kind"]
