"""Word classes: the shipped tagger, its marks and its oracle."""

import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

import framing
from framing.agency import postags
from framing.agency.lemmas import verb_kind, verb_lemma


def tag(text):
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    tagged = framing.tag_words(tokens)
    return list(zip(tagged["token"], tagged["tag"], strict=True))


@pytest.mark.parametrize("text, expected", [
    ("They don't cut the budget.", [("They", "PRP"), ("don't", "VBP"), ("cut", "VB"), ("the", "DT"), ("budget", "NN"), (".", ".")]),
    ("The cut was deep.", [("The", "DT"), ("cut", "NN"), ("was", "VBD"), ("deep", "JJ"), (".", ".")]),
    ("He can't, won't and cannot go.", [("He", "PRP"), ("can't", "MD"), (",", ","), ("won't", "MD"), ("and", "CC"),
                                       ("cannot", "MD"), ("go", "VB"), (".", ".")]),
    ("Poland's troops", [("Poland", "NNP"), ("'s", "POS"), ("troops", "NNS")]),
    ("“Go,” (he said)", [("“", "``"), ("Go", "VB"), (",", ","), ("”", "''"), ("(", "-LRB-"), ("he", "PRP"),
                         ("said", "VBD"), (")", "-RRB-")]),
])
def test_words_get_their_tags(text, expected):
    assert tag(text) == expected


def test_straight_marks_open_and_close():
    assert [t for w, t in tag('He said "no" and left.') if w == '"'] == ["``", "''"]


def test_curly_and_straight_apostrophes_are_the_same():
    assert [t for _, t in tag("They don’t see Mirov’s boat.")] == [t for _, t in tag("They don't see Mirov's boat.")]


def test_tags_do_not_depend_on_the_rest_of_the_text():
    first, second = "The guards were shot.", "Mirov denied the report."
    assert tag(first + " " + second) == tag(first) + tag(second)


def test_the_column_is_a_category_of_penn_tags():
    articles = framing.read_articles(pd.DataFrame({"text": ["A word."]}))
    _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    tagged = framing.tag_words(tokens)
    assert list(tagged["tag"].cat.categories) == list(postags.TAGS)
    assert "tag" not in tokens.columns
    assert framing.tag_words(tokens.iloc[:0])["tag"].dtype == tagged["tag"].dtype


def test_a_missing_column_names_its_maker():
    with pytest.raises(ValueError, match=r"tokenize\(\)"):
        framing.tag_words(pd.DataFrame({"text": ["x"]}))


@pytest.mark.parametrize("form, lemma", [
    ("said", "say"), ("denies", "deny"), ("dying", "die"), ("stopped", "stop"), ("falling", "fall"), ("passes", "pass"),
    ("criticised", "criticise"), ("putting", "put"), ("didn't", "do"), ("can't", "can"), ("bombed", "bomb"), ("shelling", "shell"),
    ("freed", "free"), ("annexed", "annex"), ("occupies", "occupy"), ("struck", "strike"), ("laid", "lay"), ("zorped", "zorp")])
def test_verbs_get_their_base_form(form, lemma):
    assert verb_lemma(form) == lemma


@pytest.mark.parametrize("form, kind", [("warned", "speaking"), ("hopes", "thinking"), ("arrested", "acting")])
def test_verbs_have_a_kind(form, kind):
    assert verb_kind(verb_lemma(form)) == kind


def test_accuracy_on_web_text(shared):
    pytest.importorskip("pycrfsuite", reason="python-crfsuite is not installed (extra: test)")
    sys.path.insert(0, str(ROOT / "data" / "build"))
    import postags as build
    share, n = build.accuracy(postags.load_tagger(), build.load_sentences(shared / "gold", "ewt_test"))
    assert n > 25_000
    assert share >= 0.94


def test_the_shipped_weights_are_whole_numbers():
    """Sums are exact in float32, so no machine rounds them differently."""
    weights = postags.load_tagger().rows.weights
    assert np.array_equal(weights, np.rint(weights))
