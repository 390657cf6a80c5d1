"""Named entities: spans, lists, headlines, agreement within an article, and CRFsuite as the oracle of the tagger."""

import json
import re
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.entities import EntityModel, shipped_model
from framing.entities.rules import (
    LOC,
    NORP,
    ORG,
    OTHER,
    PERSON,
    Spans,
    drop_directions,
    join_parts,
    part_countries,
    second_pass,
    spell_out,
)
from framing.resources import list_cards, load_arrays, resource_path
from framing.schema import LABELS
from framing.tokens import cut_pieces, token_types

CASES = json.loads((ROOT / "tests/cases/entities.json").read_text(encoding="utf8"))
PIECES = ["Angela Merkel", "Merkel", "the", "U.S.", "said", "PARIS", "Bank of England", "(BOE)", "(", ")", ".", ",", "\n\n", "\n",
          "of", "Green Party", "NATO", "'s", "“", "”", "l'Été", "😀", "Russian", "x", "ǅ", "İ", "A.", "McCain-Feingold"]


def tables(texts, **more):
    articles = framing.read_articles(pd.DataFrame({"text": texts, **more}))
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    return articles, tokens


def entities(*texts):
    articles, tokens = tables(list(texts))
    return framing.find_entities(articles, tokens)


def pairs(table):
    return [list(pair) for pair in zip(table["text"], table["label"], strict=True)]


def label_of(table):
    return dict(zip(table["text"], table["label"], strict=True))


# --- what every table of mentions keeps to

@settings(deadline=None, max_examples=examples(150))
@given(st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map(" ".join), max_size=3))
def test_spans_slice_back_in_reading_order_within_a_sentence(texts):
    articles, tokens = tables(texts)
    table = framing.find_entities(articles, tokens)
    by_name = dict(zip(articles["article"], articles["text"], strict=True))
    assert [by_name[a][s:e] for a, s, e in zip(table["article"], table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert (table["end"] > table["start"]).all() and list(table["label"].cat.categories) == list(LABELS)
    article = table["article"].cat.codes.to_numpy()
    same = article[1:] == article[:-1]
    assert (article[1:] >= article[:-1]).all()
    assert (table["start"].to_numpy()[1:][same] >= table["end"].to_numpy()[:-1][same]).all()
    first = tokens.merge(table[["article", "start", "sentence", "section"]], on=["article", "start"])
    last = tokens.merge(table[["article", "end", "sentence", "section"]], on=["article", "end"])
    for joined in (first, last):
        assert len(joined) == len(table)
        assert (joined["sentence_x"] == joined["sentence_y"]).all() and (joined["section_x"] == joined["section_y"]).all()


NAMED = ["Angela Merkel", "Merkel", "O'Neill", "d'Estaing", "NATO", "Green Party of Arle", "Velm"]
MARKS = ["'", '"', "‘", "’", "“", "”", "„", "«", "»", "`", "'s", "’s", " ' ", " ", "\u00a0"]


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(st.tuples(st.lists(st.sampled_from(MARKS), max_size=2).map("".join), st.sampled_from(NAMED),
                          st.lists(st.sampled_from(MARKS), max_size=2).map("".join), st.sampled_from(["said", "told", ",", "", "(A)"])),
                min_size=1, max_size=6), st.booleans())
def test_no_mention_begins_or_ends_with_a_quotation_mark_or_a_blank(parts, other):
    articles, tokens = tables([" ".join(before + name + after + " " + word for before, name, after, word in parts)])
    capitals = re.compile(r"(?<!\w)(?:['\"‘’“”„«»`]+ ?)?\b[A-Z].*?(?:,|said|told|$)")
    tagger = (lambda texts: [[(*m.span(), "PERSON") for m in capitals.finditer(t)] for t in texts]) if other else "framing"
    table = framing.find_entities(articles, tokens, tagger=tagger)
    edges = [c for text in table["text"] for c in (text[0], text[-1])]
    assert not [c for c in edges if c.isspace() or c in "'\"‘’“”„«»`"]
    assert [articles["text"][0][s:e] for s, e in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()


@pytest.mark.parametrize("claim, text, name", [
    ("a closing mark is not the speaker's", "'You bury first,' Kereth told Ledger & World.", "Kereth"),
    ("an opening mark is not the actor's", "“Erdogan, for instance, attacks his rivals.", "Erdogan"),
    ("an apostrophe inside a name is", "Then O'Neill spoke to Ann Lee.", "O'Neill"),
])
def test_quotation_marks_are_no_part_of_a_name(claim, text, name):
    assert name in entities(text)["text"].tolist(), claim


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), min_size=1, max_size=5))
def test_an_article_gets_its_names_whatever_stands_beside_it(texts):
    together = entities(*texts)
    alone = [pairs(entities(text)) for text in texts]
    assert pairs(together) == [pair for names in alone for pair in names]


def test_names_do_not_depend_on_what_was_read_before():
    text = "Ruth Okello of Kenya met the Green Party of Velm (GPV)."
    fresh = EntityModel(load_arrays("entities"))
    articles, tokens = tables([text])
    code, article, sentence = tokens["token"].cat.codes.to_numpy(), np.zeros(len(tokens), int), tokens["sentence"].to_numpy()
    found = fresh.find(token_types(tokens), code, article, sentence)
    assert found.label.tolist() == [LABELS.index(x) for x in framing.find_entities(articles, tokens)["label"]]


@pytest.mark.parametrize("texts", [[], [""], [" \n\n "], ["", "Ruth Okello spoke."], ["…", "–"]])
def test_blank_texts_are_no_trouble(texts):
    articles, tokens = tables(pd.Series(texts, dtype=str))
    table = framing.find_entities(articles, tokens)
    assert list(table) == list(entities("Ruth Okello spoke.")) and len(table) == sum("Okello" in t for t in texts)


def test_some_of_the_tokens_will_do():
    articles, tokens = tables(["Ruth Okello spoke.", "Paul Harrow left."])
    second = tokens[tokens["article"] == articles["article"].iloc[1]]
    assert framing.find_entities(articles, second)["text"].tolist() == ["Paul Harrow"]
    assert framing.find_entities(articles.iloc[::-1], tokens)["text"].tolist() == ["Ruth Okello", "Paul Harrow"]


def test_a_missing_column_names_its_maker():
    articles, tokens = tables(["Ruth Okello spoke."])
    with pytest.raises(ValueError, match=r"tokenize\(\)"):
        framing.find_entities(articles, tokens.drop(columns="sentence"))


# --- cases

@pytest.mark.parametrize("case", [pytest.param(c, id=c["claim"].replace(" ", "-"), marks=[pytest.mark.xfail(strict=True)]
                                               if c["kind"] == "known failure" else []) for c in CASES])
def test_cases(case):
    assert pairs(entities(case["text"])) == case["names"]


# --- closed lists

def test_countries_and_peoples_keep_their_label():
    model = shipped_model()
    names = sorted(name for name in model.fixed if name.isascii() and "," not in name and "." not in name)
    table = entities(*[f"She spoke about {name.replace(' - ', '-')} again." for name in names])
    found = {(t, lab) for t, lab in zip(table["text"], table["label"], strict=True) if t in model.fixed}
    assert {(t, LABELS[model.fixed[t]]) for t, _ in found} == found
    assert len({t for t, _ in found}) >= 0.9 * len(names)


def test_lists_hold_names_only():
    """Brill's proper names (np) hold days and offices; no list of places, peoples or persons does."""
    lists = shipped_model().words.gazetteer
    for word in ("The", "He", "However", "Monday", "President", "Said", "Government"):
        assert set(lists.names(lists.bits.get(word, 0))) <= {"np"}
    fixed = shipped_model().fixed
    assert (fixed["France"], fixed["French"], fixed["NATO"], fixed["U.K."]) == (LOC, NORP, ORG, LOC)


# --- rules, on hand-made spans

def lay(text):
    cut = cut_pieces([text])
    return [cut.types[k] for k in cut.code], list(range(len(cut.code)))


def run(rule, text, spans, *more):
    words, code = lay(text)
    begins = np.array([k == 0 or words[k - 1] == "." for k in range(len(words))])
    types = sorted(set(words))
    code = np.array([types.index(w) for w in words])
    made = Spans(*(np.array(column, int) for column in zip(*spans, strict=True))) if spans else Spans(*np.zeros((3, 0), int))
    extra = [m if m != "article" else np.zeros(len(words), int) for m in more]
    out = rule(made, types, code, *([begins] if rule is not part_countries else []), *extra)
    return [(" ".join(words[a:b + 1]), k) for a, b, k in zip(*(c.tolist() for c in out), strict=True)]


@pytest.mark.parametrize("text, spans, names", [
    ("the Arle Free Trade Union ( AFTU ) won", [(2, 4, LOC)], [("Arle Free Trade Union", ORG), ("AFTU", ORG)]),
    ("the Union for Free Trade ( UFT ) won", [(1, 1, ORG), (3, 4, ORG)], [("Union for Free Trade", ORG), ("UFT", ORG)]),
    ("the United Arle Isles ( UAI ) won", [(1, 3, LOC), (5, 5, PERSON)], [("United Arle Isles", LOC), ("UAI", LOC)]),
    ("the Free Trade Union ( XYZ ) won", [(2, 3, ORG)], [("Trade Union", ORG)]),
    ("the Union ( U ) won", [(1, 1, ORG)], [("Union", ORG)]),
    ("it . ( AFTU ) won", [], []),
])
def test_an_abbreviation_says_where_its_name_begins(text, spans, names):
    assert run(spell_out, text, spans) == names


@pytest.mark.parametrize("text, spans, names", [
    ("Green Party of Arle", [(0, 1, ORG), (3, 3, LOC)], [("Green Party of Arle", ORG)]),
    ("Court of the Isles", [(0, 0, ORG), (3, 3, LOC)], [("Court of the Isles", ORG)]),
    ("Green Party in Arle", [(0, 1, ORG), (3, 3, LOC)], [("Green Party", ORG), ("Arle", LOC)]),
    ("Ann Lee of Arle", [(0, 1, PERSON), (3, 3, LOC)], [("Ann Lee", PERSON), ("Arle", LOC)]),
    ("Party of . Arle", [(0, 0, ORG), (3, 3, LOC)], [("Party", ORG), ("Arle", LOC)]),
])
def test_organisations_are_joined_with_the_place_they_are_of(text, spans, names):
    assert run(join_parts, text, spans) == names


def test_small_words_of_direction_are_cut_off_places():
    words, code = lay("in southern Arle near East Velm and north central .")
    spans = Spans(np.array([1, 4, 7]), np.array([2, 5, 8]), np.array([LOC, LOC, LOC]))
    out = drop_directions(spans, words, np.arange(len(code)))
    assert (out.first.tolist(), out.last.tolist()) == ([2, 4, 8], [2, 5, 8])
    same = Spans(np.array([1]), np.array([2]), np.array([ORG]))
    assert drop_directions(same, words, np.arange(len(code))).first.tolist() == [1]


def test_a_country_is_parted_from_a_person_the_article_knows():
    text = "leader of East Arle Ann Lee . Ann Lee left"
    fixed = {"East Arle": LOC}
    spans = [(2, 5, ORG), (7, 8, PERSON)]
    assert run(part_countries, text, spans, "article", fixed) == [("East Arle", LOC), ("Ann Lee", PERSON), ("Ann Lee", PERSON)]
    assert run(part_countries, text, [(2, 5, ORG)], "article", fixed) == [("East Arle Ann Lee", ORG)]


def agree(words, spans, scores, article=None, fixed=(), common=(), **more):
    types = sorted(set(words))
    code = np.array([types.index(w) for w in words])
    article = np.zeros(len(words), int) if article is None else np.array(article)
    out = second_pass(Spans(*(np.array(c, int) for c in zip(*spans, strict=True))), np.array(scores, float), types, code, article,
                      article * 0, np.array([w[0].isupper() for w in words]), dict(fixed), set(common), **more)
    return list(zip(*(c.tolist() for c in out), strict=True))


def flat(words, **at):
    """Scores of 11 tags, 0 but where told: token index to {label: score}."""
    scores = np.zeros((len(words), 11))
    for place, labels in at.items():
        for label, value in labels.items():
            scores[int(place[1:]), 1 + 2 * label] = value
    return scores


def test_the_label_that_fits_all_occurrences_wins():
    words = ["Velm", "x", "Velm", "x", "Velm"]
    spans = [(0, 0, LOC), (2, 2, ORG), (4, 4, LOC)]
    scores = flat(words, t0={LOC: 300, ORG: 200}, t2={ORG: 250, LOC: 200}, t4={LOC: 300})
    assert agree(words, spans, scores) == [(0, 0, LOC), (2, 2, LOC), (4, 4, LOC)]


def test_articles_do_not_vote_for_each_other():
    words = ["Velm", "Velm", "Velm"]
    spans = [(0, 0, LOC), (1, 1, LOC), (2, 2, ORG)]
    scores = flat(words, t0={LOC: 300}, t1={LOC: 300}, t2={ORG: 50})
    assert agree(words, spans, scores, article=[0, 0, 1])[2] == (2, 2, ORG)


def test_an_overlooked_name_is_found_unless_it_is_a_common_word():
    words = ["Velm", "x", "Velm"]
    scores = flat(words, t0={LOC: 300}, t2={LOC: 10})
    assert agree(words, [(0, 0, LOC)], scores) == [(0, 0, LOC), (2, 2, LOC)]
    assert agree(words, [(0, 0, LOC)], scores, common={"velm"}) == [(0, 0, LOC)]


def test_the_form_of_an_unknown_word_counts_once_and_its_surroundings_each_time():
    words = ["Velm", "x", "Velm", "x", "Velm"]
    spans = [(0, 0, PERSON), (2, 2, PERSON), (4, 4, LOC)]
    own = flat(words, **{f"t{k}": {PERSON: 200} for k in (0, 2, 4)})
    scores = own + flat(words, t0={LOC: 100}, t2={LOC: 100}, t4={LOC: 300})
    assert {label for *_, label in agree(words, spans, scores)} == {PERSON}
    assert {label for *_, label in agree(words, spans, scores, own=own)} == {LOC}
    assert {label for *_, label in agree(words, spans, scores, own=own, listed={"Velm"})} == {PERSON}


def test_a_word_of_a_persons_full_name_is_no_unknown_word():
    words = ["Velm", "Arel", "x", "Velm", "x", "Velm"]
    spans = [(0, 1, PERSON), (3, 3, PERSON), (5, 5, LOC)]
    own = flat(words, t3={PERSON: 200}, t5={PERSON: 200})
    scores = own + flat(words, t0={PERSON: 300}, t3={LOC: 50}, t5={LOC: 200})
    assert {label for *_, label in agree(words, spans, scores, own=own)} == {PERSON}


def test_what_a_dateline_names_is_a_place_in_all_of_the_article():
    words = ["Velm", "x", "Velm"]
    scores = flat(words, t0={PERSON: 300, LOC: 100}, t2={PERSON: 300})
    assert agree(words, [(0, 0, LOC), (2, 2, PERSON)], scores)[1] == (2, 2, PERSON)
    assert agree(words, [(0, 0, LOC), (2, 2, PERSON)], scores, places=np.array([True, False, False]))[1] == (2, 2, LOC)


def test_a_surname_that_is_also_a_company_is_left_to_the_vote():
    words = ["Velm", "GmbH", "x", "Velm", "x", "Ann", "Velm"]
    scores = flat(words, t3={ORG: 300})
    assert agree(words, [(0, 1, ORG), (3, 3, ORG), (5, 6, PERSON)], scores)[1] == (3, 3, ORG)
    scores = flat(words, t3={PERSON: 300})
    assert agree(words, [(0, 1, ORG), (3, 3, PERSON), (5, 6, PERSON)], scores)[1] == (3, 3, PERSON)
    assert agree(words, [(0, 1, ORG), (3, 3, PERSON)], scores)[1] == (3, 3, ORG)


@pytest.mark.parametrize("text", ["O’Brien won the race.", "In L’Aquila the earth shook.", "The court heard O’Brien."])
def test_curly_and_straight_apostrophes_give_the_same_names(text):
    assert [(t.replace("’", "'"), label) for t, label in pairs(entities(text))] == [
        tuple(pair) for pair in pairs(entities(text.replace("’", "'")))] != []


def test_a_closed_list_is_never_outvoted():
    words = ["Velm", "x", "Velm"]
    scores = flat(words, t0={PERSON: 900}, t2={PERSON: 900})
    assert agree(words, [(0, 0, PERSON), (2, 2, PERSON)], scores, fixed={"Velm": LOC}) == [(0, 0, LOC), (2, 2, LOC)]


def test_other_names_never_reach_the_table():
    assert OTHER == len(LABELS)
    assert not (entities("The Olympic Games and the Nobel Prize matter to Ruth Okello.")["label"].isna()).any()


# --- the oracle

@pytest.fixture(scope="module")
def oracle(tmp_path_factory):
    """CRFsuite with the shipped weights, and the features as strings."""
    crfsuite = pytest.importorskip("pycrfsuite", reason="python-crfsuite is not installed (extra: test)")
    if str(ROOT / "data/build") not in sys.path:
        sys.path.insert(0, str(ROOT / "data/build"))
    import crfsuite_file
    import entity_attributes
    from entity_data import Tagged

    path = tmp_path_factory.mktemp("crf") / "entities.crfsuite"
    crfsuite_file.write_model(path, *entity_attributes.weights_of(shipped_model()))
    tagger = crfsuite.Tagger()
    tagger.open(str(path))

    def tag(types, code, begins):
        empty = np.zeros(len(code), int)
        rows = entity_attributes.attributes(shipped_model().words, Tagged(types, code, begins, empty, empty, empty, empty))
        cut = np.append(np.flatnonzero(begins), len(code))
        return [label for a, b in zip(cut[:-1], cut[1:], strict=True) for label in tagger.tag(rows[a:b])]

    return tag


def ours(types, code, begins):
    model = shipped_model()
    types, code, _ = model.truecaser.recase(types, code, begins, model.words.columns(types)[:, 0])
    return [model.labels[k] for k in model.tag(types, code, begins)]


WORDS = ["Ruth", "Okello", "of", "Kenya", "the", "Bank", "England", "said", "U.S.", ".", ",", "PARIS", "NATO", "(", ")", "New", "York",
         "Times", "and", "for", "Mr.", "president", "2014", "'s", "-", "Zyxw", "al-Qaida", "in", "\"", "iPhone", "St.", "Green", "Party"]


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), min_size=1, max_size=6))
def test_tags_of_any_sentences_are_those_of_crfsuite(oracle, sentences):
    types = sorted({w for s in sentences for w in s})
    code = np.array([types.index(w) for s in sentences for w in s])
    begins = np.array([k == 0 for s in sentences for k in range(len(s))])
    assert ours(types, code, begins) == oracle(types, code, begins)


def test_tags_of_the_sample_are_those_of_crfsuite(oracle, sample):
    articles = framing.read_articles(sample)
    assert_same_tags(oracle, articles, least=5000)


def test_tags_of_the_development_data_are_those_of_crfsuite(oracle, shared):
    from entity_data import load_corpus

    assert_same_tags(oracle, load_corpus(shared / "gold/entities/gmb.dev.conll.xz").articles, least=50_000)


def assert_same_tags(oracle, articles, least):
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    assert len(tokens) > least
    article, sentence = tokens["article"].cat.codes.to_numpy(), tokens["sentence"].to_numpy()
    begins = np.append(True, (sentence[1:] != sentence[:-1]) | (article[1:] != article[:-1]))
    types, code = token_types(tokens), tokens["token"].cat.codes.to_numpy().astype("int64")
    assert ours(types, code, begins) == oracle(types, code, begins)


# --- quality, size, card

def test_names_of_the_acceptance_article(shared):
    folder = shared / "gold/lukashenko-interview"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf8"))["mentions"]
    table = entities((folder / "article.txt").read_text(encoding="utf8"))
    right = {(g["start"], g["end"], g["label"]) for g in gold}
    found = set(zip(table["start"], table["end"], table["label"], strict=True))
    assert len(right) == 150
    assert 2 * len(right & found) / (len(right) + len(found)) >= 0.95


@pytest.mark.parametrize("name, loose, least", [("gmb.dev", False, 0.80), ("gum.news.test", False, 0.62)])
def test_names_of_the_development_data(shared, name, loose, least):
    if str(ROOT / "data/build") not in sys.path:
        sys.path.insert(0, str(ROOT / "data/build"))
    import entity_measures
    from entity_data import load_corpus

    corpus = load_corpus(shared / f"gold/entities/{name}.conll.xz", loose=loose)
    counts = entity_measures.count(corpus, entity_measures.find(corpus, shipped_model()))
    assert entity_measures.rows(name, counts)[0]["value"] >= least


def test_headlines_lose_at_most_twelve_points(shared):
    if str(ROOT / "data/build") not in sys.path:
        sys.path.insert(0, str(ROOT / "data/build"))
    import entity_measures
    from entity_data import load_corpus

    corpus = load_corpus(shared / "gold/entities/gmb.test.conll.xz")
    value = {how: entity_measures.rows(how, entity_measures.count_headlines(corpus, how, shipped_model()), labels=False)[0]["value"]
             for how in ("plain", "title", "capitals")}
    assert value["plain"] - min(value["title"], value["capitals"]) <= 0.12


def test_the_model_is_small_and_its_weights_are_whole_numbers():
    """Whole numbers: sums are exact in float32, so no machine rounds them differently."""
    assert resource_path("entities.npz").stat().st_size < 5_000_000
    weights = shipped_model().tagger.rows.weights
    assert np.array_equal(weights, np.rint(weights)) and np.abs(weights).max() < 2 ** 15


def test_the_card_is_the_models():
    card = next(c for c in list_cards() if c["name"] == "entities")
    assert card["sha256"] == card["sha256_found"]
    assert {"data", "features", "licence", "limits", "measured", "rebuild"} <= set(card)
    rows = [r for r in card["measured"] if r["measure"] == "F1 of PERSON, LOC, ORG"]
    assert len(rows) == 12 and all(r["low"] <= r["value"] <= r["high"] and r["n"] > 100 for r in rows)
