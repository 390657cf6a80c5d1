"""Every token has one voice, and words are counted by voice."""

import numpy as np
import pandas as pd
import pytest
from quote_tables import tables

import framing
from framing.schema import VOICES, context_of, make_table

TEXT = ('The mayor said the plan was "a match near dry straw" and would fail. "Milo [a nickname] must decide," Ann Lee '
        "said. Nobody else spoke.")


def voiced(text):
    articles, _, _, tokens, mentions, quotes = tables(text)
    return articles["text"].iloc[0], framing.add_voices(tokens, quotes), mentions, quotes


def words(tokens, voice):
    return tokens.loc[tokens["voice"] == voice, "token"].astype(str).tolist()


def test_quoted_words_with_their_marks_are_quoted_even_inside_reported_speech():
    _, tokens, *_ = voiced(TEXT)
    assert words(tokens, "quoted") == [
        '"', "a", "match", "near", "dry", "straw", '"', '"', "Milo", "must", "decide", ",", '"']


def test_reported_clauses_are_attributed_and_the_rest_is_the_narrator_s():
    _, tokens, *_ = voiced(TEXT)
    assert words(tokens, "attributed") == ["the", "plan", "was", "and", "would", "fail"]
    assert words(tokens, "narrator") == ["The", "mayor", "said", ".", "[", "a", "nickname", "]", "Ann", "Lee", "said", ".",
                                         "Nobody", "else", "spoke", "."]


def test_each_token_names_its_innermost_quotation_and_glosses_name_none():
    _, tokens, _, quotes = voiced(TEXT)
    innermost = tokens.set_index("start")["quote"]
    fragment = quotes.loc[quotes["kind"] == "fragment"].iloc[0]
    assert innermost[fragment["start"]] == fragment["quote"]
    assert innermost[TEXT.index("plan")] == fragment["parent"]
    assert innermost[TEXT.index("nickname")] == -1
    assert innermost[TEXT.index("Nobody")] == -1
    assert tokens["quote"].dtype == "int32"


def test_brackets_that_touch_are_both_the_narrator_s():
    text = '"Milo [a nickname](a short form) must decide," Ann Lee said.'
    _, tokens, *_ = voiced(text)
    inside = tokens[(tokens["start"] >= text.index("[")) & (tokens["end"] <= text.index(")") + 1)]
    assert set(inside["voice"]) == {"narrator"}


def test_a_mention_has_the_voice_of_its_first_character():
    text = '"Ann Lee will go," Tom Hale said. Jonas Hill said that Ann Lee had left.'
    _, _, mentions, quotes = voiced(text)
    mentions = framing.add_voices(mentions, quotes)
    assert dict(zip(mentions["start"], mentions["voice"].astype(str), strict=True)) == {
        1: "quoted", text.index("Tom"): "narrator", text.index("Jonas"): "narrator", text.rindex("Ann"): "attributed"}


def test_any_table_with_article_and_start_takes_a_voice_and_keeps_its_columns():
    *_, tokens, _, quotes = tables(TEXT)
    spans = pd.DataFrame({"article": tokens["article"].iloc[:2].to_numpy(), "start": [0, TEXT.index("plan")], "x": [1, 2]})
    out = framing.add_voices(spans, quotes)
    assert out["voice"].astype(str).tolist() == ["narrator", "attributed"]
    assert out["x"].tolist() == [1, 2]
    assert "quote" not in out
    assert "voice" not in spans


def test_words_by_voice_add_up_to_all_words():
    *_, tokens, _, quotes = tables(TEXT, "Rain fell on Arle.", '"Go," he said.')
    before = context_of(tokens).words
    after = context_of(framing.add_voices(tokens, quotes)).words
    assert after["n_tokens"].sum() == before["n_tokens"].sum()
    by_voice = after.groupby("voice", observed=True)["n_tokens"].sum()
    assert by_voice.to_dict() == {"narrator": 17, "quoted": 9, "attributed": 6}
    assert context_of(tokens).words["voice"].isna().all()


def test_articles_do_not_lend_each_other_their_voices():
    *_, tokens, _, quotes = tables('"We will go to the harbour tonight," Ann Lee said.', "Nobody spoke in this long article.")
    tokens = framing.add_voices(tokens, quotes)
    second = tokens[tokens["article"] == tokens["article"].iloc[-1]]
    assert set(second["voice"]) == {"narrator"}


def test_no_quotations_leave_everything_to_the_narrator():
    *_, tokens, _, _ = tables("Nobody spoke.")
    out = framing.add_voices(tokens, make_table("quotes"))
    assert set(out["voice"]) == {"narrator"}
    assert set(out["quote"]) == {-1}
    empty = framing.add_voices(tokens.iloc[:0], make_table("quotes"))
    assert len(empty) == 0
    assert tuple(empty["voice"].cat.categories) == VOICES


def test_order_of_rows_and_of_quotations_does_not_matter():
    *_, tokens, _, quotes = tables(TEXT)
    straight = framing.add_voices(tokens, quotes)
    mixed = framing.add_voices(tokens.iloc[::-1], quotes.iloc[::-1]).sort_index()
    assert np.array_equal(straight["voice"].cat.codes, mixed["voice"].cat.codes)
    assert np.array_equal(straight["quote"], mixed["quote"])


def test_a_missing_column_is_named():
    *_, tokens, _, quotes = tables(TEXT)
    with pytest.raises(ValueError, match=r"quotes lacks column\(s\) \['glosses'\]"):
        framing.add_voices(tokens, quotes.drop(columns="glosses"))
