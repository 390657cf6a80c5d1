"""Names listed in a codebook are found in the text, whatever a tagger saw there."""

import json

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import tables

import framing
from framing.actors.listed import find_listed

BOOK = {"actors": {"Ann Lee": {"type": "PERSON", "aliases": ["Lee", "the Lark"]}, "Coast Watch": {"aliases": ["Watch", "CW"]},
                   "Arle": {"type": "LOC"}}}


def found(marked, book=BOOK):
    articles, _, _, tokens, mentions, _ = tables(marked)
    table = find_listed(mentions, articles, tokens, book)
    text = articles["text"].iloc[0]
    assert [text[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert (table["article"] == articles["article"].iloc[0]).all()
    return table


@pytest.mark.parametrize("text, expected", [
    ("Lee met the Lark in Arle.", [("Lee", "PERSON", "Ann Lee"), ("the Lark", "PERSON", "Ann Lee"), ("Arle", "LOC", "Arle")]),
    ("{Lee|O} left.", [("Lee", "PERSON", "Ann Lee")]),
    ("{CW|P} left.", [("CW", "PERSON", "Coast Watch")]), ("CW left.", [("CW", "ORG", "Coast Watch")]),
    ("Ann Lee left Lee’s house.", [("Ann Lee", "PERSON", "Ann Lee"), ("Lee", "PERSON", "Ann Lee")]),
    ("The {Night Watch|O} left.", [("Night Watch", "ORG", "Night Watch")]),
    ("{Ann Lee of Arle|P} left.", [("Ann Lee", "PERSON", "Ann Lee"), ("Arle", "LOC", "Arle")]),
    ("{Tom Roy|P} saw lee and Leeds.", [("Tom Roy", "PERSON", "Tom Roy")]),
    ("Ann. Lee left.", [("Lee", "PERSON", "Ann Lee")]),
])
def test_listed_names_stand_beside_what_the_tagger_saw(text, expected):
    table = found(text)
    assert [tuple(r) for r in table[["text", "label", "actor"]].astype(object).to_numpy()] == expected


def test_a_listed_name_knows_its_section_and_sentence():
    table = found("Title here\n\nIt rained. Lee left.\n\nWhat next\n\nLee slept.")
    assert table[["section", "sentence"]].values.tolist() == [[1, 2], [2, 4]]


def test_without_actors_nothing_changes():
    articles, _, _, tokens, mentions, _ = tables("{Lee|P} left.")
    pd.testing.assert_frame_equal(find_listed(mentions, articles, tokens, {}), mentions)
    assert len(found("Rain fell.")) == 0


def test_wrong_use_is_answered_with_what_and_next():
    articles, _, _, tokens, mentions, _ = tables("{Lee|P} left.")
    with pytest.raises(ValueError, match=r"lacks column\(s\) \['token'\].*tokenize"):
        find_listed(mentions, articles, tokens.drop(columns="token"), BOOK)


PARTS = st.sampled_from(["Ann Lee ", "{Ann Lee|P} ", "{Lee|O}. ", "the Lark ", "{Night Watch|O} ", "Watch ", "{Lee of Arle|P} ", "rain. "])


@given(st.lists(PARTS, min_size=1, max_size=10))
@settings(max_examples=examples(60), deadline=None)
def test_mentions_never_overlap_and_stay_in_order(parts):
    table = found("".join(parts))
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    assert {"Ann Lee", "Lee", "the Lark"} & set(table["text"]) <= set(table.loc[table["actor"] == "Ann Lee", "text"])


def test_planted_names_are_found_by_the_whole_way(sample, sample_analysis):
    """Tagger, codebook and actors together, against the names planted in the sample."""
    truth = pd.DataFrame(**json.loads((sample / "answers.json").read_text(encoding="utf-8"))["mentions"])
    book = framing.load_codebook(sample / "codebook.yaml")
    actors = {(r.article, r.start, r.end): r.actor for r in sample_analysis.mentions.itertuples()}
    listed = truth[truth["actor"].isin(set(book.names.values()))]
    right = [actors.get((r.article, r.start, r.end)) == r.actor for r in listed.itertuples()]
    assert len(right) == 304 and sum(right) / len(right) >= 0.98
