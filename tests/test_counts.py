"""Named actors counted per group, against plain arithmetic."""

import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import tables

import framing

MARKED = ("{Arle|L} sleeps\n\n{Ann Lee|P} came to {Arle|L}.\n\nWhat {Lee|P} wants\n\n{Lee|P} left {Arle|L}. {Lee|P} ran.",
          "{Ann Lee|P} spoke in {Arle|L}.")


def counted(marked=MARKED, outlet=("Echo", "Mirror"), **options):
    articles, *_, tokens, mentions, _ = tables(*marked, outlet=list(outlet))
    mentions = framing.resolve_actors(mentions, articles)
    return framing.count_entities(mentions, **options), tokens, mentions


def row(table, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_mentions_are_counted_per_section_with_its_words():
    table, *_ = counted(by=["article", "section"])
    lee = row(table[table["article"] == "table-1"], actor="Ann Lee", section=2)
    assert (lee.n, lee.n_tokens, lee.per_1000) == (2, 5.0, 400.0)


def test_headings_and_titles_count_only_where_asked():
    table, *_ = counted(by="outlet")
    assert row(table, outlet="Echo", actor="Ann Lee").n == 3 and row(table, outlet="Echo", actor="Arle").n == 3
    with_headings, *_ = counted(by="outlet", include="heading")
    assert row(with_headings, outlet="Echo", actor="Ann Lee").n == 4
    assert row(with_headings, outlet="Echo", actor="Ann Lee").n_tokens == row(table, outlet="Echo", actor="Ann Lee").n_tokens + 3


def test_the_most_named_comes_first_and_ties_go_by_name():
    table, *_ = counted(by=None)
    assert table["actor"].tolist() == ["Ann Lee", "Arle"] and table["n"].tolist() == [4, 4]
    more, *_ = counted(by=None, include="heading")
    assert more["actor"].tolist() == ["Ann Lee", "Arle"] and more["n"].tolist() == [5, 4]


def test_groups_add_up_to_the_whole():
    parts = counted(by=["outlet", "section"])[0].groupby("actor")["n"].sum().to_dict()
    assert parts == counted(by=None)[0].set_index("actor")["n"].to_dict() == {"Ann Lee": 4, "Arle": 4}


def test_a_word_that_is_only_explained_is_not_counted():
    table, *_ = counted(("{Johann Abel|P} is called “{Hans|P}”. {Hans|P} is short for {Johann|P}.",), ("Echo",), by=None)
    assert table[["actor", "n"]].values.tolist() == [["Johann Abel", 3]]


def test_denominators_may_come_from_the_tokens():
    _, tokens, mentions = counted()
    mentions.attrs.clear()
    assert framing.count_entities(mentions, by=None)["n_tokens"].isna().all()
    assert framing.count_entities(mentions, by=None, tokens=tokens)["per_1000"].notna().all()


def test_empty_tables_give_empty_tables():
    table, *_ = counted(("Rain fell.",), ("Echo",))
    assert len(table) == 0 and list(table.columns) == ["section", "actor", "label", "n", "n_tokens", "per_1000"]


def test_an_unknown_group_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"unknown by='outlets'.*outlet"):
        counted(by="outlets")


NAMES = st.sampled_from(["{Ann Lee|P}", "{Tom Roy|P}", "{Arle|L}", "{MU|O}", "rain", "rain."])


@given(st.lists(st.lists(NAMES, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=3))
@settings(max_examples=examples(40), deadline=None)
def test_counts_equal_counting_by_hand(marked):
    table, *_ = counted(tuple(marked), ["x"] * len(marked), by="article", include="heading")
    for number, text in enumerate(marked, start=1):
        mine = table[table["article"] == f"table-{number}"]
        assert dict(zip(mine["actor"], mine["n"], strict=True)) == {
            name: text.count(f"{{{name}|") for name in ("Ann Lee", "Tom Roy", "Arle", "MU") if f"{{{name}|" in text}


def test_rows_keep_their_types():
    table, *_ = counted()
    assert table["n"].dtype == "int64" and table["n_tokens"].dtype == float and isinstance(table["label"].dtype,
                                                                                            pd.CategoricalDtype)
