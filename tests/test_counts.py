"""Named actors counted per group, against plain arithmetic."""

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import tables

import framing
from framing.groups import group_values

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


def test_many_columns_of_many_values_are_groups_as_few_are():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({f"column {k}": rng.permutation(400) for k in range(9)})  # 400 ** 9 is beyond 64 bits
    rows = pd.concat([rows, rows[:100]], ignore_index=True)
    groups = group_values({name: rows[name].array for name in rows}, np.ones(len(rows), bool))
    assert groups.keys.iloc[groups.codes].reset_index(drop=True).equals(rows)
    assert groups.keys.equals(rows[:400].sort_values(list(rows), ignore_index=True))


def test_a_word_that_is_only_explained_is_not_counted():
    table, *_ = counted(("{Johann Abel|P} is called “{Hans|P}”. {Hans|P} is short for {Johann|P}.",), ("Echo",), by=None)
    assert table[["actor", "n"]].values.tolist() == [["Johann Abel", 3]]


def test_denominators_may_come_from_the_tokens():
    _, tokens, mentions = counted()
    mentions.attrs.clear()
    with pytest.warns(framing.LostContextWarning, match="load_analysis"):
        assert framing.count_entities(mentions, by=None)["n_tokens"].isna().all()
    assert framing.count_entities(mentions, by=None, tokens=tokens)["per_1000"].notna().all()


def test_a_part_of_the_text_is_counted_with_the_words_of_that_part():
    whole, tokens, mentions = counted(by="outlet")
    part = framing.count_entities(mentions[(mentions["article"] == "table-1").to_numpy()], by="outlet",
                                  tokens=tokens[(tokens["article"] == "table-1").to_numpy()])
    pd.testing.assert_frame_equal(part, whole[whole["outlet"] == "Echo"].reset_index(drop=True))


@pytest.mark.parametrize("column", ["outlet", "paper"])
def test_a_column_of_one_s_own_that_tells_articles_apart_has_the_words_of_its_articles(column):
    whole, _, mentions = counted(by="outlet")
    own = mentions.assign(**{column: mentions["article"].map({"table-1": "Echo", "table-2": "Mirror"}).astype(str)})
    pd.testing.assert_frame_equal(framing.count_entities(own, by=column), whole.rename(columns={"outlet": column}))


def test_outlets_put_together_in_a_column_of_that_name_have_the_words_of_both():
    _, _, mentions = counted()
    table = framing.count_entities(mentions.assign(outlet="all"), by="outlet")
    assert table["n_tokens"].tolist() == framing.count_entities(mentions, by=None)["n_tokens"].tolist()


def test_a_column_that_tells_mentions_of_a_section_apart_is_related_to_all_words():
    _, _, mentions = counted()
    table = framing.count_entities(mentions.assign(long=mentions["text"].str.len() > 3), by="long")
    assert set(table["n_tokens"]) == set(framing.count_entities(mentions, by=None)["n_tokens"])


def test_where_a_column_of_one_s_own_does_not_tell_all_articles_there_is_no_rate():
    _, _, mentions = counted()
    first = mentions[(mentions["article"] == "table-1").to_numpy()].assign(paper="Echo")
    with pytest.warns(UserWarning, match=r"by='paper': 1 article\(s\) have no row"):
        table = framing.count_entities(first, by="paper")
    assert table["n"].tolist() == [3, 3] and table[["n_tokens", "per_1000"]].isna().all(axis=None)


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
