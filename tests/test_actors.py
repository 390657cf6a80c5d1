"""Actors: which names mean the same person or thing, and why; what is refused."""

import json

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import resolve, tables, unmark

import framing
from framing.actors.referents import gender_of
from framing.schema import make_table


def actors(*marked, **options):
    return [a for a, _ in resolve(*marked, **options)[0]]


def rules(*marked, **options):
    return [r for _, r in resolve(*marked, **options)[0]]


def speakers(*marked, **options):
    return resolve(*marked, **options)[1]


LEE = "Ann Lee"


@pytest.mark.parametrize("text, last, why", [
    ("{Ann Lee|P} came. {Lee|P} left.", LEE, "surname"),
    ("{Ann Lee|P} came. President {Lee|P} left.", LEE, "title + surname"),
    ("{Ann Lee|P} came. {Mrs. Lee|P} left.", LEE, "title + surname"),
    ("{Lee|P} left before {Ann Lee|P} came.", LEE, "full name"),
    ("{President Ann Lee|P} came. {Ann Lee|P} left.", LEE, "full name"),
    ("{Ann Lee|P} came. {Ann Lee|P} spoke. {Ann|P} left.", LEE, "first name"),
    ("{Ann Lee|P} came. {Ann|P} left.", LEE, "first name"),
    ("{Xi Bao|P} came. President {Xi|P} left.", "Xi Bao", "first name"),
    ("{Sergei Petrovich Lapin|P} came. {Lapin|P} sat. {Sergei Petrovich|P} left.", "Sergei Petrovich Lapin", "first name"),
    ("{Juan Manuel Soto Vega|P} came. {Soto|P} left.", "Juan Manuel Soto Vega", "surname"),
    ("{Ana Soto Vega|P} came. {Soto Vega|P} sat. {Soto|P} left.", "Ana Soto Vega", "surname"),
    ("{Ana Maria Soto de la Cruz|P} came. {Soto|P} left.", "Ana Maria Soto de la Cruz", "surname"),
    ("{Ann Lee|P} came. {LEE|P} left.", LEE, "surname"),
    ("{Ann Lee|P} came. This is {Lee's|P} hat.", LEE, "surname"),
    ("{Ann Maria Lee|P} came. {Ann Lee|P} left.", LEE, "full name"),
    ("{A. Lee|P} wrote; {Ann Lee|P} signed.", LEE, "full name"),
    ("{Ursula von der Brück|P} came. {von der Brück|P} left.", "Ursula von der Brück", "surname"),
    ("{Ursula von der Brück|P} came. {Brück|P} left.", "Ursula von der Brück", "surname"),
    ("{Ana Soto Vega|P} came. {Soto Vega|P} left.", "Ana Soto Vega", "surname"),
    ("{Robert Kane Jr.|P} came. {Kane|P} left.", "Robert Kane", "surname"),
    ("{Zoë Béla|P} came. {Bela|P} left.", "Zoë Béla", "surname"),
    ('{Jane "Red" Doe|P} came. {Red|P} left.', "Jane Doe", "nickname"),
    ("{Ann Lee|P}, known as {Birdie|P}, came. {Birdie|P} left.", LEE, "nickname"),
    ("{Ann Lee|P}, whom everyone calls {Birdie|P}, left.", LEE, "nickname"),
    ("{Ann Lee|P} came. Friends call her “{Birdie|P}”.", LEE, "nickname"),
    ("{Ann Lee|P} is called “the {Lark|P}”.", LEE, "nickname"),
    ("{Johann Abel|P} came. “{Hans|P}, go,” it said. {Hans|P} is short for Johann.", "Johann Abel", "nickname"),
    ("{Johann Abel|P} is known as “{Hans|P}”. {Hans Abel|P} left.", "Johann Abel", "nickname"),
    ("The {Harbour Workers Union|O} ({HWU|O}) met. {HWU|O} voted.", "Harbour Workers Union", "acronym"),
    ("The {HWU|O} ({Harbour Workers Union|O}) met. {HWU|O} voted.", "Harbour Workers Union", "acronym"),
    ("{Kestrel Capital|O} sold it. {Kestrel|O} paid.", "Kestrel Capital", "short form"),
    ("{Kestrel|O} to pay\n{Kestrel Capital|O} sold it.", "Kestrel Capital", "as written"),
    ("{Kestrel Capital Ltd|O} sold it. {Kestrel|O} paid.", "Kestrel Capital Ltd", "short form"),
    ("{Toyama Motor Corp.|O} sold it. {Toyama Motor|O} paid.", "Toyama Motor", "as written"),
    ("{Toyama Motor|O} paid. {Toyama Motor Corp.|O} sold it.", "Toyama Motor", "legal form"),
    ("{North Sea Oil Inc.|O} sold it. {North Sea|O} paid.", "North Sea Oil Inc.", "short form"),
    ("{Fabbri SpA|O} fell. {Fabbri|O} paid.", "Fabbri", "as written"),
    ("{ARLE|L} woke. {Arle|L} slept. {ARLE|L} woke.", "Arle", "spelling"),
    ("{Miners’ Union|O} met. The {Miners' Union|O} voted.", "Miners' Union", "as written"),
    ("{Arle's|L} harbour froze.", "Arle", "as written"),
    ("{Lee|P} left.", "Lee", "as written"),
])
def test_forms_that_mean_one_actor(text, last, why):
    assert resolve(text)[0][-1] == (last, why)


@pytest.mark.parametrize("text, last", [
    ("{Ann Lee|P} met {Tom Lee|P}. {Lee|P} left.", "ambiguous: Ann Lee | Tom Lee"),
    ("{Tom Lee|P} met {Ann Lee|P}. Mr. {Lee|P} left.", "ambiguous: Tom Lee | Ann Lee"),
    ("{Ann Lee|P}, {Ann Lee|P} and {Ann Roy|P}, {Ann Roy|P}: {Ann|P} left.", "ambiguous: Ann Lee | Ann Roy"),
    ("{Ana Soto Vega|P} and {Leo Soto Paz|P}: {Soto Vega|P}, {Soto Paz|P}. {Soto|P} left.", "ambiguous: Ana Soto Vega | Leo Soto Paz"),
    ("{Leo Fabbri|P} left. {Fabbri SpA|O} fell. {Fabbri|P} paid.", "ambiguous: Leo Fabbri | Fabbri SpA"),
    ("{Kestrel Capital|O} met {Kestrel Foods|O}. {Kestrel|O} paid.", "ambiguous: Kestrel Capital | Kestrel Foods"),
])
def test_a_name_that_fits_two_people_is_refused_and_says_whom_it_fits(text, last):
    name = unmark(text)[1][-1][2]
    assert resolve(text)[0][-1] == (name, last)


def test_a_second_bearer_of_a_surname_counts_even_if_taken_for_a_place():
    assert resolve("{Ann Lee|P} met {Tom Lee|L}. {Lee|P} left.")[0][-1] == ("Lee", "ambiguous: Ann Lee | Tom Lee")


def test_a_title_given_to_one_of_two_decides():
    text = "Mayor {Ann Lee|P} met {Tom Lee|P}. Mayor {Lee|P} left."
    assert resolve(text)[0][-1] == (LEE, "title + surname")


@pytest.mark.parametrize("text", [
    "{Ann Lee|P} came. {Leeds|P} left.", "{Ann Lee|P} met a man known as {Birdie|P}.", "{Ann Lee|P} came. They know {Birdie|P}.",
    "{Ann Lee|P} came. She called {Birdie|P} at noon.", "{Ann Lee|P} came to the island. It was known as “{Birdie|P}”.",
    "{Ann Lee|P} came. Her son, {Ann|P}, left.", "{Sergei Petrovich Lapin|P} came. {Petrovich|P} left.", "{Bureau of Mines|O} ({XYZ|O}) met. {XYZ|O} voted.", "{Arle|L} ({AX|O}) met. {AX|O} voted.",
    "{Stephen King|P} came. King {Stephen|P} left.", "{Interior Ministry|O} met. The {Ministry|O} voted.",
    "{Senate Justice Committee|O} met. The {Senate|O} voted.", "{UN Refugees|O} met. {UN|O} voted.",
    "{Bank of Arle|O} met. The {Bank|O} voted.", "{Harbour Union|O} met at the harbour. {Harbour|O} voted.",
    "{Senate|O} voted. {Kestrel|O} paid. {Kestrel Capital|O} paid. {Kestrel|O} paid.",
    "{Cabinet Roy|O} met. {Tom Roy|P} left. The {Cabinet|O} voted.", "{Arle Airlines|O} met. {Arle|L} voted.",
])
def test_what_the_text_does_not_say_is_not_guessed(text):
    assert resolve(text)[0][-1] == (unmark(text)[1][-1][2], "as written")


def test_words_that_only_explain_a_nickname_are_nobody():
    text = "{Johann Abel|P} said: “{Hans|P} ({Hans|P} is short for {Johann|P}), wait.”"
    assert resolve(text)[0] == [("Johann Abel", "full name"), ("Johann Abel", "nickname"), ("Johann Abel", "nickname"),
                                ("", "explained")]


def test_a_name_a_tagger_cut_too_long_still_explains():
    text = "{Johann Abel|P} said: “Wait, {Hans|P} ({Hansi of Hans|P} is short for {Johann|P}).”"
    assert resolve(text)[0][-1] == ("", "explained")


def test_two_people_of_one_first_name_leave_a_short_form_to_the_one_the_bracket_names():
    text = ("{Johann Abel|P} met {Johann Cain|P}. “{Hans|P} (he was addressing {Johann Cain|P}; {Hans|P} is short for "
            "{Johann|P}), wait.”")
    assert actors(text)[2] == "Johann Cain"


def test_across_articles_only_the_full_name_joins():
    first, second = "{Ann Lee|P} came. {Lee|P} left.", "{Lee|P} left."
    assert actors(first, second, "{Ann Lee|P} slept.") == [LEE, LEE, "Lee", LEE]


def test_articles_agree_on_the_plain_full_name():
    assert set(actors("{Ann B. Lee|P} and {Ann Lee|P}", "{Ann Lee|P} slept.")) == {LEE}


def test_the_outlets_own_initials_mean_the_outlet():
    assert actors("“No,” she told {HPN|O}.", outlet=["Harbour Press Network"]) == ["Harbour Press Network"]


def test_words_of_a_people_stay_unless_asked_for():
    text = "{Ukrainian|N} and {Poles|N} met {Martians|N}."
    assert actors(text) == ["Ukrainian", "Poles", "Martians"]
    assert resolve(text, demonyms=True)[0] == [("Ukraine", "demonym"), ("Poland", "demonym"), ("Martians", "as written")]


BOOK = {"actors": [{"name": "Ann Lee", "type": "PERSON", "aliases": ["Lee", "the Lark"], "roles": ["harbour minister"]},
                   {"name": "Dockers", "aliases": ["HWU"]}], "demonyms": {"Arlish": "Arle"}}


@pytest.mark.parametrize("text, expected", [
    ("{Lee|P} left.", (LEE, "codebook")),
    ("{Tom Lee|P} met {Ann Lee|P}. {Lee|P} left.", (LEE, "codebook")),
    ("{Tom Lee|P} came. {Lee's|P} hat.", (LEE, "codebook")),
    ("{The Lark|P} sang.", (LEE, "codebook")),
    ("{Harbour Workers Union|O} ({HWU|O}) met.", ("Dockers", "codebook")),
    ("{Arlish|N} ships.", ("Arle", "codebook")),
    ("{Ann Lee|P}, known as {Birdie|P}, came.", (LEE, "nickname")),
])
def test_the_codebook_wins(text, expected):
    assert resolve(text, codebook=BOOK)[0][-1] == expected


def test_a_surname_of_two_spellings_of_one_codebook_actor_is_not_ambiguous():
    book = {"actors": {"Miloslav Adrin": ["Milo Adrin"]}}
    assert actors("{Milo Adrin|P} met {Miloslav Adrin|P}. {Adrin|P} left.", codebook=book) == ["Miloslav Adrin"] * 3


# Speakers

@pytest.mark.parametrize("text, expected", [
    ('{Ann Lee|P} came. ⟦"No,"|Lee⟧ {Lee|P} said.', (LEE, "")),
    ('⟦"No,"|Harbour Minister Ann Lee⟧ Harbour Minister {Ann Lee|P} said.', (LEE, "")),
    ('⟦"No,"|Ann Lee, mayor of Arle,⟧ {Ann Lee|P}, mayor of {Arle|L}, said.', (LEE, "")),
    ('The {Miners Union|O} ({MU|O}) said ⟦it was closed|The Miners Union (MU)⟧.', ("Miners Union", "")),
    ('Arlish President {Ann Lee|P} came. ⟦"No,"|the president⟧ the president said.', (LEE, "role")),
    ('President of {Poland|L} {Ann Lee|P} met {Russia|L}\'s President {Tom Roy|P}. ⟦"No,"|the Polish president⟧ the Polish '
     'president said.', (LEE, "role")),
    ('President of {Poland|L} {Ann Lee|P} met {Russia|L}\'s President {Tom Roy|P}. ⟦"No,"|the Russian leader⟧ the Russian '
     'leader said.', ("Tom Roy", "role")),
    ('{Tom Roy|P}, {Arle|L}’s harbour minister, left. ⟦"No,"|The minister⟧ The minister said.', ("Tom Roy", "role")),
    ('The mayor of {Arle|L}, {Tom Roy|P}, left. ⟦"No,"|the mayor⟧ the mayor said.', ("Tom Roy", "role")),
    ('{Tom Roy|P} is the chief executive of {Arle Ports|O}. ⟦"No,"|the chief executive⟧ the chief executive said.',
     ("Tom Roy", "role")),
    ('{MU|O} chairman {Tom Roy|P} left. The {Miners Union|O} ({MU|O}) met. ⟦"No,"|the union leader⟧ the union leader said.',
     ("Tom Roy", "role")),
    ('{Tom Roy|P} came with reporter {Ann Lee|P}. ⟦"No,"|The journalist⟧ The journalist said.', (LEE, "role")),
    ('{Ann Lee|P} left. ⟦"No,"|she⟧ she said.', (LEE, "pronoun")),
    ('{Ann Lee|P} thanked {Tom Roy|P}. ⟦"No,"|she⟧ she said.', (LEE, "pronoun")),
    ('Mr. {Tom Roy|P} thanked Mrs. {Ann Lee|P}. ⟦"No,"|she⟧ she said.', (LEE, "pronoun")),
    ('⟦"It is closed,"|Lee⟧ {Lee|P} said.\n⟦"For {Tom Roy|P} as well,"|she⟧ she said.', ("Lee", "pronoun")),
    ('{Tom Roy|P} sat in {Lee|P}\'s house. ⟦"He told me: ⟦"Go,"|He⟧ and I went,"|Lee⟧ {Lee|P} said.', ("Tom Roy", "pronoun")),
    ('{Lee|P} sat with {Tom Roy|P}. ⟦"He told me: ⟦"Go,"|He⟧ and I went,"|Lee⟧ {Lee|P} said.', ("Tom Roy", "pronoun")),
    ('⟦"I told him: ⟦"Go,"|I⟧ and he went,"|Lee⟧ {Lee|P} said.', ("Lee", "pronoun")),
    ('{Ann Lee|P}, who said ⟦it was closed|who⟧, left.', (LEE, "pronoun")),
])
def test_speakers_are_told_by_name_standing_and_pronoun(text, expected):
    found = speakers(text)
    assert expected in found, found


@pytest.mark.parametrize("text", [
    'Minister {Ann Lee|P} met minister {Tom Roy|P}. ⟦"No,"|the minister⟧ the minister said.',
    'Prime Minister {Ann Lee|P} came. ⟦"No,"|the minister⟧ the minister said.',
    'President {Ann Lee|P} came. ⟦"No,"|the Russian president⟧ the Russian president said.',
    '⟦"No,"|a lawyer for Ann Lee⟧ a lawyer for {Ann Lee|P} said.',
    '⟦"No,"|Miners Union officials⟧ {Miners Union|O} officials said.',
    '⟦"No,"|the Lee campaign⟧ the {Lee|P} campaign said.',
    '{Ann Lee|P}, the driver said, came. ⟦"No,"|the driver⟧ the driver added.',
    '⟦"No,"|she⟧ she said.', '{Mr. Tom Roy|P} left. ⟦"No,"|she⟧ she said.', '{Ann Lee|P} left. ⟦"No,"|they⟧ they said.',
    '{Ann Lee|P} left. ⟦"No."⟧',
])
def test_a_speaker_who_cannot_be_told_stays_open(text):
    assert [actor for actor, _ in speakers(text)] == [""]


def test_a_pronoun_does_not_look_into_the_words_it_speaks():
    articles, *_, mentions, quotes = tables("{Ann Lee|P} sat. ⟦{Tom Roy|P} would go|she⟧, she said.")
    _, found = framing.resolve_actors(mentions, articles, quotes=quotes.assign(kind="indirect"))
    assert found["actor"].tolist() == ["Ann Lee"]


def test_quoted_words_have_the_actor_of_the_clause_whose_speaker_is_theirs():
    text = '{Ann Lee|P} met {Bob Ray|P}. {Bob Ray|P} left. He said ⟦the plan was ⟦"bad"|He⟧ for the poor|He⟧.'
    assert speakers(text) == [("Bob Ray", "pronoun")] * 2


def test_two_who_fit_a_standing_are_listed():
    text = 'Minister {Ann Lee|P} met minister {Tom Roy|P}. ⟦"No,"|the minister⟧ the minister said.'
    assert speakers(text) == [("", "ambiguous: Ann Lee | Tom Roy")]


def test_the_codebooks_standing_needs_no_name_in_the_text():
    assert speakers('⟦"No,"|the harbour minister⟧ the harbour minister said.', codebook=BOOK) == [(LEE, "role")]


def test_a_rule_of_the_quotation_is_kept():
    articles, *_, mentions, quotes = tables('{Ann Lee|P} left. ⟦"No,"|she⟧ she said.')
    _, found = framing.resolve_actors(mentions, articles, quotes=quotes.assign(rule="cue after"))
    assert found["rule"].tolist() == ["cue after; pronoun"]


# The ledger

def test_the_ledger_counts_every_merge_with_an_example_and_lists_what_was_refused():
    articles, *_, mentions, quotes = tables(
        '{Ann Lee|P} came. {Lee|P} sat. {Lee|P} left. ⟦"No,"|she⟧ she said.', "{Ann Lee|P} met {Tom Lee|P}. {Lee|P} left.")
    mentions, quotes = framing.resolve_actors(mentions, articles, quotes=quotes)
    ledger = framing.explain_actors(mentions, articles, quotes=quotes)
    rows = [tuple(r) for r in ledger[["actor", "form", "label", "rule", "n"]].to_numpy()]
    assert rows == [(LEE, "Ann Lee", "PERSON", "full name", 2), (LEE, "Lee", "PERSON", "surname", 2),
                    (LEE, "she", "speaker", "pronoun", 1), ("Tom Lee", "Tom Lee", "PERSON", "full name", 1),
                    ("Lee", "Lee", "PERSON", "ambiguous: Ann Lee | Tom Lee", 1)]
    texts = dict(zip(articles["article"], articles["text"], strict=True))
    for row in ledger.itertuples():
        assert texts[row.article][row.start:row.end] == row.form and row.form in row.example


def test_the_ledger_holds_every_mention_once():
    articles, *_, mentions, _ = tables("{Ann Lee|P} came. {Lee|P} sat in {Arle|L}.", "{Lee|P} left {ARLE|L}.")
    ledger = framing.explain_actors(framing.resolve_actors(mentions, articles))
    assert ledger["n"].sum() == len(mentions) == 5


# Tables

def test_empty_tables_stay_tables():
    articles, *_, mentions, quotes = tables("Rain fell.")
    found, said = framing.resolve_actors(mentions, articles, quotes=quotes)
    assert len(found) == 0 and list(found.columns)[-3:] == ["rule", "voice", "naming"]
    assert len(said) == 0 and len(framing.explain_actors(found, articles, quotes=said)) == 0


@pytest.mark.parametrize("call, message", [
    (lambda m, a: framing.resolve_actors(m.drop(columns="label"), a), r"lacks column\(s\) \['label'\].*find_entities"),
    (lambda m, a: framing.resolve_actors(m, a.drop(columns="text")), r"articles lacks column\(s\) \['text'\]"),
    (lambda m, a: framing.resolve_actors(m.assign(article="x"), a), "article 'x', which is not among the articles"),
    (lambda m, a: framing.explain_actors(m.drop(columns="rule")), r"lacks column\(s\) \['rule'\]"),
])
def test_wrong_use_is_answered_with_what_and_next(call, message):
    articles, *_, mentions, _ = tables("{Ann Lee|P} came.")
    with pytest.raises(ValueError, match=message):
        call(mentions, articles)


def test_the_input_is_left_as_it_was():
    articles, *_, mentions, _ = tables("{Ann Lee|P} came. {Lee|P} left.")
    before = mentions.copy()
    framing.resolve_actors(mentions, articles)
    pd.testing.assert_frame_equal(mentions, before)


PIECES = st.sampled_from([
    "{Ann Lee|P} came. ", "{Lee|P} left. ", "{Tom Lee|P} sat. ", "President {Lee|P} spoke. ", "{Ann|P} ran. ",
    "{Miners Union|O} ({MU|O}) met. ", "{MU|O} voted. ", "{Arle|L} slept. ", "{ARLE|L} woke. ", "She is known as {Bo|P}. ",
    '⟦"No,"|she⟧ she said. ', '⟦"No,"|the president⟧ the president said. ', "{Bo|P} is short for {Ann|P}. ", "{Poles|N} ran. "])
ARTICLES = st.lists(st.lists(PIECES, min_size=1, max_size=8).map("".join), min_size=1, max_size=4)


@pytest.mark.slow
@given(ARTICLES, st.booleans())
@settings(max_examples=examples(60), deadline=None)
def test_an_article_is_resolved_alike_whatever_stands_beside_it(marked, demonyms):
    together = resolve(*marked, demonyms=demonyms)
    alone = [resolve(m, demonyms=demonyms) for m in marked]
    assert together == ([row for found, _ in alone for row in found], [row for _, said in alone for row in said])


@given(ARTICLES)
@settings(max_examples=examples(40), deadline=None)
def test_the_order_of_rows_does_not_matter(marked):
    articles, *_, mentions, quotes = tables(*marked)
    found, said = framing.resolve_actors(mentions, articles, quotes=quotes)
    order = np.random.default_rng(1).permutation(len(mentions))
    again, said_again = framing.resolve_actors(mentions.iloc[order], articles, quotes=quotes)
    assert again["actor"].tolist() == [found["actor"].iloc[k] for k in order]
    assert said_again["actor"].tolist() == said["actor"].tolist()


@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.sampled_from("PLON"), st.text(max_size=12)), max_size=8))
@settings(max_examples=examples(150), deadline=None)
def test_any_text_with_any_names_is_resolved_without_an_error(parts):
    text, spans = "", []
    for name, label, rest in parts:
        spans.append((len(text), len(text) + len(name), name, {"P": "PERSON", "L": "LOC", "O": "ORG", "N": "NORP"}[label]))
        text += name + rest
    articles = pd.DataFrame({"article": pd.Categorical(["a"]), "text": [text]})
    mentions = make_table("mentions", {"article": pd.Categorical(["a"] * len(spans), categories=["a"]), **dict(zip(
        ("start", "end", "text", "label"), zip(*spans, strict=True), strict=True))}) if spans else make_table("mentions")
    quotes = make_table("quotes", {"article": pd.Categorical(["a"] * len(spans), categories=["a"]), "start": [s[0] for s in spans],
                                   "end": [len(text)] * len(spans), "speaker": [s[2] for s in spans],
                                   "speaker_start": [s[0] for s in spans], "speaker_end": [s[1] for s in spans]}
                        ) if spans else make_table("quotes")
    found, said = framing.resolve_actors(mentions, articles, quotes=quotes)
    assert len(found) == len(spans) and len(said) == len(spans)


# Real and planted texts

@pytest.fixture(scope="module")
def interview(shared):
    folder = shared / "gold" / "lukashenko-interview"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf8"))
    articles = framing.read_articles(folder / "article.txt")
    sections = framing.split_sections(articles)
    rows = pd.DataFrame(gold["mentions"])
    starts = sections["heading_start"].to_numpy()
    mentions = make_table("mentions", {
        "article": articles["article"].array.take([0] * len(rows)), "start": rows["start"], "end": rows["end"],
        "text": rows["text"], "label": rows["label"],
        "section": np.searchsorted(np.minimum(starts, sections["start"].to_numpy()), rows["start"], side="right") - 1},
        framing.tokenize(articles, sections)[1].attrs["framing"])
    said = pd.DataFrame([q for q in gold["quotes"] if q["speaker_text"]]).sort_values("start", ignore_index=True)
    place = {number: k for k, number in enumerate(said["id"])}
    quotes = make_table("quotes", {
        "article": articles["article"].array.take([0] * len(said)), "quote": range(len(said)), "start": said["start"],
        "end": said["end"], "kind": ["indirect" if t not in ("direct", "direct_fragment", "nested_direct") else "direct"
                                     for t in said["type"]],
        "parent": [place.get(p, -1) for p in said["parent"]], "speaker": said["speaker_text"],
        "speaker_start": said["speaker_start"], "speaker_end": said["speaker_end"]})
    return gold, articles, sections, mentions, quotes, said


def test_the_interview_holds_the_actors_that_people_found_in_it(interview):
    gold, articles, _, mentions, _, _ = interview
    found = framing.resolve_actors(mentions, articles)
    truth = pd.DataFrame(gold["mentions"])["actor"]
    pairs = {(a, b) for a, b in zip(found["actor"], truth, strict=True) if isinstance(b, str)}
    # One actor here is one actor there. The article never gives Putin's first name, so nothing here can know it.
    assert {b: a for a, b in pairs if a != b} == {"Vladimir Putin": "Putin"}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


PUTIN = {"actors": {"Vladimir Putin": ["Putin"]}}


def test_mentions_per_section_are_those_counted_by_hand(interview):
    gold, articles, sections, mentions, _, _ = interview
    found = framing.resolve_actors(mentions, articles, codebook=PUTIN)
    counted = framing.count_entities(found, by="section")
    counted = counted[(counted["label"] != "NORP")]
    headings = {h or "(lead)": k for k, h in zip(sections["section"], sections["heading"], strict=True)
                if sections["kind"].iloc[k] != "furniture"}
    assert len(gold["actor_mentions_per_section"]) == 9
    for part in gold["actor_mentions_per_section"]:
        rows = counted[counted["section"] == headings[part["heading"]]]
        assert dict(zip(rows["actor"], rows["n"], strict=True)) == part["n"], part["heading"]


def test_speakers_of_the_interview_are_those_named_by_hand(interview):
    _, articles, _, mentions, quotes, said = interview
    _, found = framing.resolve_actors(mentions, articles, quotes=quotes, codebook=PUTIN)
    wrong = [(s, a) for s, a, b in zip(found["speaker"], found["actor"], said["speaker"], strict=True) if a != b]
    assert wrong == [("the Russian president", "")]  # the text ties no name to this standing


@pytest.fixture(scope="module")
def planted(sample):
    answers = json.loads((sample / "answers.json").read_text(encoding="utf-8"))
    articles = framing.read_articles(sample / "articles")
    dtype = articles["article"].dtype
    tables = []
    for name in ("mentions", "quotes"):
        rows = pd.DataFrame(**answers[name])
        data = {c: rows[c] for c in rows.columns if c not in ("article", "actor", "naming", "means", "words", "paragraphs",
                                                              "heading")}
        tables.append((make_table(name, data | {"article": pd.Categorical(rows["article"], dtype=dtype)}), rows))
    return articles, *tables


def test_planted_aliases_and_speakers_are_found_with_the_codebook(planted, sample):
    articles, (mentions, truth), (quotes, said) = planted
    found, spoken = framing.resolve_actors(mentions, articles, quotes=quotes, codebook=sample / "codebook.yaml")
    named = truth["actor"] != ""
    assert named.sum() == 334 and (found["actor"] == truth["actor"])[named].all()
    korvey = found[found["text"] == "Korvey"]
    assert len(korvey) == 3 and korvey["rule"].str.startswith("ambiguous: Danil Korvey | Lena Korvey").all()
    known = (said["actor"] != "") & (said["speaker"] != "")
    assert known.sum() == 193
    assert (spoken["actor"] == said["actor"])[known].mean() >= 0.95


def test_planted_aliases_without_a_codebook_are_mostly_found_and_never_wrong(planted):
    articles, (mentions, truth), _ = planted
    found = framing.resolve_actors(mentions, articles)
    assert (found["actor"] == truth["actor"])[truth["actor"] != ""].mean() >= 0.9
    merged = found[(found["rule"] != "as written") & (truth["actor"] != "")]
    wrong = merged[merged["actor"] != truth["actor"].loc[merged.index]]
    assert set(wrong["text"]) <= {"Milo Adrin", "SORVIN"}


@pytest.mark.parametrize("words, gender", [
    (["mr"], "male"), (["mrs", "minister"], "female"), (["minister"], ""), ([], ""),
    (["mr", "mrs"], ""), (["mrs", "mr"], ""),
])
def test_words_of_both_genders_tell_nothing_in_whatever_order(words, gender):
    assert gender_of(words) == gender
