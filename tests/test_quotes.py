"""Quotations, reported speech and their speakers: labelled cases, and the article with answers made by hand."""

import json

import pandas as pd
import pytest
from conftest import ROOT
from quote_tables import quotes_of, tables

import framing
from framing.quotes.features import FACTS
from framing.resources import load_arrays, load_json
from framing.schema import TABLES

CASES = json.loads((ROOT / "tests" / "cases" / "quotes.json").read_text(encoding="utf8"))


def marked(case):
    marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case.get("known_failure") else []
    return pytest.param(case, id=case["claim"], marks=marks)


@pytest.mark.parametrize("case", [marked(c) for c in CASES])
def test_case(case):
    found = quotes_of(case["text"])
    for wanted in case["rows"]:
        row = found[(found["text"] == wanted["text"]) & (found["kind"] == wanted["kind"])]
        assert len(row) == 1, found[["kind", "text", "speaker", "rule"]].to_string()
        row = row.iloc[0]
        assert row["speaker"] == wanted["speaker"]
        assert row["cue"] == wanted["cue"]
        assert row["complete"] == wanted["complete"]
        parent = found.loc[found["quote"] == row["parent"], "text"].tolist()
        assert parent == ([wanted["parent"]] if "parent" in wanted else [])
    assert not set(found["text"]) & set(case.get("not", []))


def test_glosses_are_located():
    text = '"Milo (a short form - ed.) must [Ann Lee] decide," Tom Hale said.'
    row = quotes_of(text).iloc[0]
    spans = [tuple(map(int, g.split(":"))) for g in row["glosses"].split(";")]
    assert [text[a:b] for a, b in spans] == ["(a short form - ed.)", "[Ann Lee]"]


def test_quotations_without_a_cue_in_an_interview_belong_to_the_one_who_speaks_most():
    text = ("The harbour and its price\n\nJonas Hill, who leads the dockers of Arle, met us in his office on Friday.\n\n"
            '"We were never asked about the lease of the harbour," Jonas Hill said.\n\n'
            '"The contract has forty pages that nobody has read," Hill said.\n\n'
            "What happens after the strike\n\n"
            '"After the strike we shall go back to work and read every page of it together. It will take a week."\n')
    found = quotes_of(text)
    last = found[found["start"] == text.index('"After the strike we')].iloc[0]
    assert (last["rule"], last["speaker"]) == ("interviewee", "Jonas Hill")


def test_furniture_holds_no_quotations():
    text = ("The bridge is open\n\nThe bridge at Arle opened on Friday after two years of work on its piers.\n\n"
            'Share this article\nRead more: "We love the bridge," Ann Lee said\n')
    _, sections, *_, quotes = tables(text)
    furniture = set(sections.loc[sections["kind"] == "furniture", "section"])
    assert furniture
    assert not set(quotes["section"]) & furniture


def test_an_empty_table_gives_an_empty_table_with_the_contract_s_columns():
    *_, quotes = tables()
    assert list(quotes.columns) == list(TABLES["quotes"])
    *_, quotes = tables("")
    assert len(quotes) == 0
    assert quotes["start"].dtype == "int32"


def test_a_missing_column_is_named():
    articles, sections, sentences, tokens, mentions, _ = tables("Nobody spoke.")
    with pytest.raises(ValueError, match=r"tokens lacks column\(s\) \['token'\].*tokenize"):
        framing.find_quotes(articles, sections, sentences, tokens.drop(columns="token"), mentions)


def test_chunks_of_a_corpus_give_the_same_rows():
    texts = [c["text"] for c in CASES]
    *_, whole = tables(*texts)
    parts = [tables(t)[-1] for t in texts]
    joined = pd.concat(parts, ignore_index=True)
    columns = [c for c in whole.columns if c != "article"]
    pd.testing.assert_frame_equal(whole[columns].astype({"kind": str}), joined[columns].astype({"kind": str}))


def test_the_model_weighs_the_facts_the_code_looks_for():
    assert load_arrays("quotes")["facts"].tolist() == list(FACTS)
    assert 30 <= len(FACTS) <= 120


def test_every_cue_form_leads_to_a_verb_with_a_class():
    verbs = load_json("cues.json")["verbs"]
    assert all(len(entry.split()) >= 3 for entry in verbs.values())
    assert verbs["said"] == "say past quote that bare"
    assert "points" in verbs and "texts" not in verbs


def acceptance(shared):
    folder = shared / "gold" / "lukashenko-interview"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf8"))
    found = quotes_of((folder / "article.txt").read_text(encoding="utf8"))
    return gold["quotes"], found.set_index(["start", "end"])


def names(speaker, row):
    """Is the speaker, or who a pronoun or role noun stands for, the one in the answers?"""
    return row["speaker"] in (speaker["speaker_text"], speaker["speaker"]) or (
        speaker["speaker_text"] is None and row["speaker"].split()[-1] == speaker["speaker"].split()[-1])


def test_the_acceptance_article_has_all_direct_quotations_with_their_speakers(shared):
    gold, found = acceptance(shared)
    direct = [q for q in gold if q["type"] in ("direct", "nested_direct")]
    assert len(direct) == 16
    for q in direct:
        row = found.loc[(q["start"], q["end"])]
        assert row["kind"] == "direct"
        assert names(q, row)
        assert row["glosses"] == ";".join(f"{a}:{b}" for a, b in q["glosses"])


def test_the_acceptance_article_s_nested_quotations_lie_in_unclosed_ones(shared):
    gold, found = acceptance(shared)
    by_id = {q["id"]: q for q in gold}
    for q in (by_id[8], by_id[35]):
        row, outer = found.loc[(q["start"], q["end"])], by_id[q["parent"]]
        parent = found[found["quote"] == row["parent"]]
        assert parent.index.tolist() == [(outer["start"], outer["end"])]
        assert not parent["complete"].iloc[0]


def test_the_acceptance_article_has_at_least_twelve_of_fourteen_reported_clauses(shared):
    gold, found = acceptance(shared)
    indirect = [q for q in gold if q["type"] == "indirect"]
    hits = [q for q in indirect for start in (q["start"], q["start"] + len("that "))
            if (start, q["end"]) in found.index and names(q, found.loc[(start, q["end"])])]
    assert len(indirect) == 14
    assert len(hits) >= 13
