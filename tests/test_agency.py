"""Roles of mentions and passives: cases, spans, and figures on trees where these are present."""

import json
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.agency.asides import set_apart
from framing.agency.elements import find_elements
from framing.agency.postags import sentence_marks, tag_codes
from framing.tokens import token_types

CASES = json.loads((ROOT / "tests" / "cases" / "agency.json").read_text(encoding="utf8"))
PASSIVES = json.loads((ROOT / "tests" / "cases" / "agency_passives.json").read_text(encoding="utf8"))
TEXT = str(pd.Series(["a"], dtype=str).dtype)
ADDED = {"role": "category", "verb": TEXT, "verb_start": "int32", "verb_end": "int32", "lemma": TEXT,
         "passive": "bool", "speaking": "bool", "negated": "bool", "modal": "bool"}


def cut(*texts, **columns):
    articles = framing.read_articles(pd.DataFrame({"text": texts, **columns}))
    return articles, framing.tokenize(articles, framing.split_sections(articles))[1]


def spans(articles, *names):
    rows = [(k, text.index(name), text.index(name) + len(name)) for k, text in enumerate(articles["text"])
            for name in names if name in text]
    return pd.DataFrame({"article": articles["article"].iloc[[r[0] for r in rows]].reset_index(drop=True),
                         "start": [r[1] for r in rows], "end": [r[2] for r in rows]})


def params(cases):
    return [pytest.param(case, id=case["claim"], marks=[pytest.mark.xfail(strict=True, reason=case["known_failure"])]
                         if "known_failure" in case else []) for case in cases]


@pytest.mark.parametrize("case", params(CASES))
def test_a_mention_has_its_role(case):
    articles, tokens = cut(case["text"])
    row = framing.find_roles(spans(articles, case["mention"]), articles, tokens).iloc[0]
    expected = {k: v for k, v in case.items() if k in ADDED}
    assert {k: row[k] for k in expected} == expected


@pytest.mark.parametrize("case", params(PASSIVES))
def test_passives_are_found(case):
    articles, tokens = cut(case["text"])
    found = framing.find_passives(tokens, articles)
    assert found[["text", "verb", "form", "agent"]].values.tolist() == case["found"]


def test_the_verb_slices_back():
    articles, tokens = cut("Mirov, the mayor, was not seen by Kessel.", "Nothing. “Go,” said Mirov.")
    roles = framing.find_roles(spans(articles, "Mirov", "Kessel"), articles, tokens)
    text = dict(zip(articles["article"], articles["text"], strict=True))
    assert [text[r.article][r.verb_start:r.verb_end] for r in roles.itertuples()] == roles["verb"].tolist()
    assert roles["verb"].tolist() == ["seen", "seen", "said"]


def test_a_role_depends_on_its_sentence_alone():
    texts = [c["text"] for c in CASES]
    names = [c["mention"] for c in CASES]
    together = []
    articles, tokens = cut("\n\n".join(texts))
    start = 0
    for text, name in zip(texts, names, strict=True):
        together.append((start + text.index(name), start + text.index(name) + len(name)))
        start += len(text) + 2
    table = pd.DataFrame({"article": articles["article"].iloc[[0] * len(texts)].reset_index(drop=True),
                          "start": [a for a, _ in together], "end": [b for _, b in together]})
    roles = framing.find_roles(table, articles, tokens)["role"].tolist()
    shuffled = np.random.default_rng(1).permutation(len(texts))
    again = framing.find_roles(table.iloc[shuffled], articles, tokens)["role"].tolist()
    assert again == [roles[k] for k in shuffled]
    alone = []
    for text, name in zip(texts, names, strict=True):
        one, its = cut(text)
        alone.append(framing.find_roles(spans(one, name), one, its)["role"].iloc[0])
    same = [a == b for a, b, c in zip(alone, roles, CASES, strict=True) if c["text"][-1] in ".?\""]
    assert all(same)


def test_columns_are_added_with_their_dtypes_also_to_an_empty_table():
    articles, tokens = cut("Mirov left.")
    for table in (spans(articles, "Mirov"), spans(articles, "Mirov").iloc[:0]):
        roles = framing.find_roles(table.assign(note="x"), articles, tokens)
        assert list(roles.columns) == ["article", "start", "end", "note", *ADDED]
        assert {k: str(roles[k].dtype) for k in ADDED} == ADDED
        assert len(roles) == len(table)


def test_the_table_given_stays_as_it_was():
    articles, tokens = cut("Mirov left.")
    table = spans(articles, "Mirov")
    before = table.copy()
    framing.find_roles(table, articles, tokens)
    pd.testing.assert_frame_equal(table, before)


def test_no_text_gives_no_rows():
    articles, tokens = cut("   ")
    assert len(framing.find_passives(tokens, articles)) == 0
    assert len(framing.count_passives(tokens, articles)) == 0
    assert len(framing.tag_words(tokens)) == 0


def test_a_mention_of_an_unknown_article_is_refused():
    articles, tokens = cut("Mirov left.")
    with pytest.raises(ValueError, match="'elsewhere', which is not among the articles"):
        framing.find_roles(pd.DataFrame({"article": ["elsewhere"], "start": [0], "end": [5]}), articles, tokens)


def test_a_missing_column_is_named():
    articles, tokens = cut("Mirov left.")
    with pytest.raises(ValueError, match=r"mentions lacks column\(s\) \['start', 'end'\]"):
        framing.find_roles(articles, articles, tokens)


@settings(deadline=None, max_examples=examples(80))
@given(st.text(alphabet=st.sampled_from("Mir was by the shot’s\"“,.?! \n-('n’t"), max_size=120))
def test_any_text_gives_spans_that_slice_back(text):
    articles, tokens = cut(text)
    found = framing.find_passives(tokens, articles, actives=True)
    assert [text[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found["text"].tolist()
    every = tokens[["article", "start", "end"]]
    roles = framing.find_roles(every, articles, tokens)
    some = roles["role"] != "none"
    assert (some == (roles["verb_start"] >= 0)).all()
    assert ((roles["verb"] != "") == some).all()


def apart(text):
    """The words of what is set apart from a sentence."""
    tokens = cut(text)[1]
    code, (begins, tight) = tokens["token"].cat.codes.to_numpy(), sentence_marks(tokens)
    found = find_elements(token_types(tokens), code, tag_codes(token_types(tokens), code, begins, tight), begins)
    moved, order = set_apart(found)
    assert sorted(order.tolist()) == list(range(len(order))) and (np.diff(moved.sentence) >= 0).all()
    words = tokens["token"].astype(str).tolist()
    return [" ".join(w for k in np.flatnonzero(moved.sentence == s) for w in words[moved.start[k]:moved.end[k]])
            for s in range(1, int(moved.sentence[-1]) + 1)]


@pytest.mark.parametrize("text, asides", [
    ("The union (ADU) met.", ["( ADU )"]), ("The union (of (all) men) met.", ["( of ( all ) men )"]),
    ("Ann (a), Bo (b) met.", ["( a )", "( b )"]), ("The union (ADU met.", []), ("The union ADU) met.", []),
    ("VELM, Arlend, March 4 (HPA) - Men met.", ["VELM , Arlend , March 4 -", "( HPA )"]), ("Ann Lee - met Bo.", []),
    ("Ann Lee - who met Bo - left.", []), ("Ann Lee met Bo - Cy left.", []),
])
def test_brackets_and_datelines_are_set_apart(text, asides):
    assert sorted(apart(text)) == sorted(asides)


@pytest.fixture(scope="module")
def build():
    sys.path.insert(0, str(ROOT / "data" / "build"))
    pytest.importorskip("pycrfsuite", reason="python-crfsuite is not installed (extra: test)")
    import agency
    return agency


@pytest.fixture(scope="module")
def figures(build, shared):
    batch = build.Batch(build.load_trees(shared / "gold", "ewt_test"))
    from framing.agency.roles import load_role_model
    return {name: value for name, (value, _) in build.measure(batch, load_role_model()).items()}


@pytest.mark.parametrize("measure, least", [
    ("micro-F1 of agent/patient", 0.82), ("agent precision", 0.93), ("F1 of be/get passives", 0.90)])
def test_figures_on_web_text(figures, measure, least):
    assert figures[measure] >= least


def test_the_models_stay_small():
    paths = [ROOT / "framing" / "models" / f"{name}.npz" for name in ("postags", "agency")]
    assert sum(p.stat().st_size for p in paths) + (ROOT / "framing" / "lexicons" / "verbs.json").stat().st_size <= 500_000
