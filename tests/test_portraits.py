"""Portraits, speech and evidence: every number against counting by hand, and back to its sentences."""

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import analysis

import framing
from framing.places import Places

MARKED = ("{Arle|L} waits\n\n{Ann Lee|P} met {Tom Roy|P}. ⟦“The harbour is shut, {Roy|P},”|Lee⟧ {Lee|P} said.\n\nWhat {Lee|P} knows"
          "\n\n{Roy|P} left. ⟦“Fine,”|he⟧ he said. It rained in {Arle|L}.", "{Ann Lee|P} slept.")


@pytest.fixture(scope="module")
def found():
    return analysis(*MARKED, outlet=["Echo", "Mirror"])


def row(table, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_prominence_is_counted_with_its_denominators(found):
    lee = row(framing.portray_actors(found), actor="Ann Lee")
    assert (lee.n, lee.n_tokens, lee.per_1000) == (3, 26, 3000 / 26)
    assert (lee.n_articles, lee.n_sections, lee.n_sections_all, lee.share_sections) == (2, 2, 3, 2 / 3)
    assert (lee.n_sentences, lee.in_title, lee.in_lead, lee.label) == (3, 0, 2, "PERSON")
    arle = row(framing.portray_actors(found), actor="Arle")
    assert (arle.in_title, arle.in_lead, arle.first_position) == (1, 0, 0.0)


def test_the_first_position_is_the_mean_over_articles_of_words_before_it(found):
    # The first article has 26 - 3 words of text and 3 of a heading; Lee is its third word, and first in the second article.
    assert row(framing.portray_actors(found), actor="Ann Lee").first_position == pytest.approx((2 / 25 + 0) / 2)


def test_speech_and_its_share_of_all_quoted_words(found):
    table = framing.portray_actors(found)
    assert row(table, actor="Ann Lee")[["n_quotes", "n_words_spoken", "n_words_quoted"]].tolist() == [1, 5, 6]
    assert row(table, actor="Tom Roy").share_quoted_words == pytest.approx(1 / 6)
    assert row(table, actor="Ann Lee").cues == "said 1"
    assert np.isnan(row(framing.portray_actors(found, by="outlet"), actor="Ann Lee", outlet="Mirror").share_quoted_words)


def test_company_and_naming(found):
    lee = row(framing.portray_actors(found), actor="Ann Lee")
    assert (lee.company, lee.naming) == ("Tom Roy 2", "full name 2, surname 1")
    assert row(framing.portray_actors(found), actor="Arle").company == ""


def test_headings_count_where_asked(found):
    assert row(framing.portray_actors(found, include="heading"), actor="Ann Lee").n == 4


def test_one_who_only_speaks_in_a_group_has_a_row_there(found):
    by_voice = framing.portray_actors(found, by="voice")
    lee = row(by_voice, actor="Ann Lee", voice="quoted")
    assert (lee.n, lee.n_words_spoken) == (0, 5) and np.isnan(lee.first_position)


def test_rare_actors_may_be_left_out(found):
    assert set(framing.portray_actors(found, min_n=3)["actor"]) == {"Ann Lee", "Tom Roy"}


def test_words_over_used_beside_an_actor():
    lee = "{Ann Lee|P} praised the strike. "
    other = "The weather in {Arle|L} was fine today. "
    table = framing.portray_actors(analysis(lee * 6 + other * 12))
    assert row(table, actor="Ann Lee").words == "praised 6, strike 6"
    assert "arle" not in row(table, actor="Arle").words and "lee" not in row(table, actor="Ann Lee").words


def test_words_used_less_beside_an_actor_are_not_shown():
    table = framing.portray_actors(analysis("{Ann Lee|P} praised rain and hail and snow. " * 3 + "Grey fog fog fog fog fog. " * 12
                                            + "{Lee|P} saw fog twice, a fog. " + "Ships sank. " * 3))
    assert "fog" not in row(table, actor="Ann Lee").words and "praised 3" in row(table, actor="Ann Lee").words


def test_an_offset_behind_the_last_token_of_an_article_has_no_token():
    places = Places(analysis("Rain.", "Snow fell.").tokens)
    asked = pd.DataFrame({"article": ["table-1", "table-1", "table-2", "table-2", "none"], "start": [0, 5, 5, 90, 0]})
    assert places.at(asked).tolist() == [0, -1, 3, -1, -1]


def test_described_as_needs_tags():
    both = analysis("The stubborn {Ann Lee|P} refused. Far away a ship quietly and slowly sank.")
    assert "described_as" not in framing.portray_actors(both).columns
    tags = {"stubborn": "JJ", "refused": "VBD", "sank": "VBD", "Far": "JJ"}
    both.tokens["tag"] = [tags.get(t, "NN") for t in both.tokens["token"].astype(str)]
    assert framing.portray_actors(both)["described_as"].tolist() == ["refused 1, stubborn 1"]


def test_counts_of_the_groups_add_up_to_the_whole(found):
    whole = framing.portray_actors(found).set_index("actor")
    for by in ("outlet", ["article", "section"], "voice"):
        parts = framing.portray_actors(found, by=by).groupby("actor")[["n", "n_words_spoken"]].sum()
        assert (parts == whole.loc[parts.index, ["n", "n_words_spoken"]]).all(axis=None)


def test_who_speaks(found):
    table = framing.count_speech(found.quotes, found.tokens)
    assert table[["actor", "n_quotes", "n_words", "n_quoted"]].values.tolist() == [["Ann Lee", 1, 5, 6], ["Tom Roy", 1, 1, 6]]
    assert table["share"].sum() == 1


def test_words_of_a_quotation_inside_another_belong_to_the_inner_speaker():
    nested = analysis("{Tom Roy|P} came. ⟦“He told me: ⟦‘Go away,’|He⟧ and I went,”|Lee⟧ {Ann Lee|P} and {Lee|P} said.")
    table = framing.count_speech(nested.quotes, nested.tokens).set_index("actor")["n_words"]
    assert table.to_dict() == {"Ann Lee": 6, "Tom Roy": 2}


def test_words_of_an_unknown_speaker_stay_in_the_denominator():
    table = framing.count_speech(*(lambda a: (a.quotes, a.tokens))(analysis("⟦“No ships today.”⟧ {Ann Lee|P} slept. ⟦“Go,”|Lee⟧ "
                                                                            "{Lee|P} said.")))
    assert table[["actor", "n_words", "share"]].values.tolist() == [["", 3, 0.75], ["Ann Lee", 1, 0.25]]


def test_who_speaks_about_whom(found):
    table = framing.count_talk(found.quotes, found.mentions)
    assert table[["speaker", "actor", "n", "n_speaker"]].values.tolist() == [["Ann Lee", "Tom Roy", 1, 1]]


# Evidence

def test_every_number_opens_to_its_sentences(found):
    lee = framing.find_evidence(found, actor="Ann Lee")
    assert lee["n"].sum() == row(framing.count_entities(found.mentions, by=None), actor="Ann Lee").n == 3
    texts = dict(zip(found.articles["article"], found.articles["text"], strict=True))
    for sentence in lee.itertuples():
        assert texts[sentence.article][sentence.start:sentence.end] == sentence.text
        for hit in sentence.hits.split(";"):
            begin, end = map(int, hit.split(":"))
            assert texts[sentence.article][begin:end] in ("Ann Lee", "Lee")


@pytest.mark.parametrize("filters, texts", [
    ({"actor": "Ann Lee", "outlet": "Mirror"}, ["Ann Lee slept."]),
    ({"actor": "Ann Lee", "section": 1, "article": "table-1"}, ["Ann Lee met Tom Roy.", "“The harbour is shut, Roy,” Lee said."]),
    ({"actor": "Ann Lee", "kind": "body"}, []),
    ({"actor": "Ann Lee", "include": "heading", "kind": "body"}, ["What Lee knows"]),
    ({"actor": "Tom Roy", "voice": "quoted"}, ["“The harbour is shut, Roy,” Lee said."]),
    ({"actor": "Tom Roy", "speaker": "Ann Lee"}, ["“The harbour is shut, Roy,” Lee said."]),
    ({"actor": "Tom Roy", "term": "met"}, ["Ann Lee met Tom Roy."]),
    ({"term": "rain*"}, ["It rained in Arle."]),
    ({"speaker": "Tom Roy"}, ["“Fine,” he said."]),
    ({"outlet": ["Mirror", "Echo"], "term": "slept"}, ["Ann Lee slept."]),
    ({"section": 0, "article": "table-2"}, ["Ann Lee slept."]),
])
def test_filters_select_sentences(found, filters, texts):
    assert framing.find_evidence(found, **filters)["text"].tolist() == texts


def test_words_spoken_are_the_hits_of_a_speaker(found):
    for actor, n in (("Ann Lee", 5), ("Tom Roy", 1)):
        assert framing.find_evidence(found, speaker=actor)["n"].sum() == n


@pytest.mark.parametrize("filters, message", [
    ({"actor": "Anne Lee"}, "unknown actor 'Anne Lee'.*Did you mean 'Ann Lee'"), ({"speaker": "Arle"}, "unknown speaker 'Arle'"),
    ({"voice": "loud"}, "unknown voice 'loud'"), ({"outlets": "Echo"}, "unknown by='outlets'"), ({"term": " "}, "holds no word"),
])
def test_wrong_use_is_answered_with_what_and_next(found, filters, message):
    with pytest.raises(ValueError, match=message):
        framing.find_evidence(found, **filters)


@pytest.mark.parametrize("text", ["", "Rain fell."])
def test_texts_without_actors_give_empty_tables(text):
    empty = analysis(text)
    table = framing.portray_actors(empty, by="outlet")
    assert len(table) == 0 and {"outlet", "actor", "n", "words", "cues"} <= set(table.columns)
    assert len(framing.count_speech(empty.quotes, empty.tokens)) == 0 == len(framing.count_talk(empty.quotes, empty.mentions))
    assert list(framing.find_evidence(empty, term="snow").columns)[-3:] == ["text", "n", "hits"]


SENTENCES = st.sampled_from(["{Ann Lee|P} met {Tom Roy|P}. ", "{Lee|P} slept. ", "It rained. ", "⟦“Go, {Roy|P},”|Lee⟧ {Lee|P} said. ",
                             "⟦“No,”|he⟧ he said. ", "{Arle|L} froze. ", "\n\n"])


@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=8).map("".join), min_size=1, max_size=3),
       st.sampled_from([None, "article", ["article", "section"], "voice"]))
@settings(max_examples=examples(40), deadline=None)
def test_portraits_counts_and_evidence_tell_one_story(marked, by):
    tables = analysis(*marked)
    portraits = framing.portray_actors(tables, by=by)
    counted = framing.count_entities(tables.mentions, by=by)
    assert portraits["n"].sum() == counted["n"].sum()
    speech = framing.count_speech(tables.quotes, tables.tokens, by=by)
    assert portraits["n_words_spoken"].sum() == speech.loc[speech["actor"] != "", "n_words"].sum()
    for actor in counted["actor"].unique():
        assert framing.find_evidence(tables, actor=actor)["n"].sum() == counted.loc[counted["actor"] == actor, "n"].sum()
