"""Counts of roles and passives are those of their rows."""

import json

import numpy as np
import pandas as pd
import pytest

import framing
from framing.shares import proportion_intervals


def made_roles(rows):
    actor, role, speaking = zip(*rows, strict=True)
    return pd.DataFrame({"article": pd.Categorical(["a"] * len(rows)), "actor": list(actor),
                         "role": pd.Categorical(role, categories=["agent", "patient", "none"]), "speaking": list(speaking)})


def test_counts_shares_and_marks():
    roles = made_roles([("Ann", "agent", True)] * 12 + [("Ann", "agent", False)] * 6 + [("Ann", "patient", False)] * 6
                       + [("Bo", "patient", False)] * 3 + [("Bo", "none", False)] * 2 + [("Cy", "none", False)])
    table = framing.count_roles(roles).set_index("actor")
    assert table.loc["Ann", ["n_agent", "n_patient", "n_acting", "n_speaking", "n_mentions"]].tolist() == [18, 6, 6, 12, 24]
    assert table["share_agent"].tolist()[:2] == [0.75, 0.0]
    assert table["few"].tolist() == [False, True, True]
    low, high = proportion_intervals([18], [24])
    assert table.loc["Ann", ["low", "high"]].tolist() == [low[0], high[0]]


def test_no_role_is_no_share():
    table = framing.count_roles(made_roles([("Cy", "none", False)]))
    assert table["share_agent"].isna().all()
    assert table[["low", "high"]].isna().all(axis=None)


def test_without_by_all_mentions_are_one_group():
    table = framing.count_roles(made_roles([("Ann", "agent", False), ("Bo", "patient", True)]), by=())
    assert table[["n_agent", "n_patient", "share_agent"]].values.tolist() == [[1, 1, 0.5]]


def test_no_mentions_give_an_empty_table():
    roles = made_roles([("Ann", "agent", False)]).iloc[:0]
    assert list(framing.count_roles(roles).columns) == [
        "actor", "n_agent", "n_patient", "n_acting", "n_speaking", "n_mentions", "share_agent", "low", "high", "few"]
    assert len(framing.count_roles(roles)) == 0


def test_an_unknown_by_lists_what_is_known():
    with pytest.raises(ValueError, match="unknown by='outlets'"):
        framing.count_roles(made_roles([("Ann", "agent", False)]), by=["outlets"])


def test_roles_without_actors_say_who_makes_them():
    with pytest.raises(ValueError, match=r"resolve_actors\(\)"):
        framing.count_roles(made_roles([("Ann", "agent", False)]).drop(columns="actor"))


@pytest.fixture(scope="module")
def two_outlets():
    texts = ["Police shot a student on Monday. Two students were beaten by the guards. The guards beat a man.",
             "A student was killed on Monday. Two students were beaten. The crowd was dispersed by police."]
    articles = framing.read_articles(pd.DataFrame({"text": texts, "outlet": ["Post", "Sun"]}))
    return articles, framing.tokenize(articles, framing.split_sections(articles))[1]


def test_passives_per_verb_and_outlet(two_outlets):
    articles, tokens = two_outlets
    table = framing.count_passives(tokens, articles)
    rows = table[["outlet", "verb", "n_active", "n_with_agent", "n_agentless"]].values.tolist()
    assert rows == [["Post", "beat", 1, 1, 0], ["Post", "shoot", 1, 0, 0],
                    ["Sun", "beat", 0, 0, 1], ["Sun", "disperse", 0, 1, 0], ["Sun", "kill", 0, 0, 1]]


def test_passives_per_outlet_are_the_sum_over_verbs(two_outlets):
    articles, tokens = two_outlets
    columns = ["n_active", "n_with_agent", "n_agentless", "n"]
    summed = framing.count_passives(tokens, articles).groupby("outlet")[columns].sum().to_numpy()
    whole = framing.count_passives(tokens, articles, per_verb=False)
    assert whole[columns].to_numpy().tolist() == summed.tolist()
    assert whole["share_agentless"].tolist() == [0.0, 2 / 3]


def test_every_cell_opens_to_its_clauses(two_outlets):
    articles, tokens = two_outlets
    clauses = framing.find_passives(tokens, articles, actives=True)
    outlet = dict(zip(articles["article"], articles["outlet"], strict=True))
    forms = {"n_active": "active", "n_with_agent": "passive with agent", "n_agentless": "agentless passive"}
    for row in framing.count_passives(tokens, articles).to_dict("records"):
        mine = clauses[(clauses["article"].map(outlet).astype(object) == row["outlet"]) & (clauses["verb"] == row["verb"])]
        assert {k: int((mine["form"] == form).sum()) for k, form in forms.items()} == {k: row[k] for k in forms}


def test_tokens_without_their_articles_are_refused(two_outlets):
    with pytest.raises(ValueError, match=r"count_passives\(tokens, articles\)"):
        framing.count_passives(two_outlets[1])


def test_counts_of_parts_add_up(two_outlets):
    articles, tokens = two_outlets
    columns = ["n_active", "n_with_agent", "n_agentless"]
    whole = framing.count_passives(tokens, articles, by="article", per_verb=False)[columns].to_numpy()
    parts = [framing.count_passives(tokens[tokens["article"] == a], articles, by="article", per_verb=False)[columns].to_numpy()
             for a in articles["article"]]
    assert np.concatenate(parts).tolist() == whole.tolist()


@pytest.fixture(scope="module")
def planted(sample):
    """The sample corpus, its passives as we find them, and as they were written down by hand."""
    answers = json.loads((sample / "answers.json").read_text(encoding="utf8"))
    right = pd.DataFrame(answers["passives"]["data"], columns=answers["passives"]["columns"])
    articles = framing.read_articles(sample / "articles")
    tokens = framing.tokenize(articles, framing.split_sections(articles))[1]
    return articles, tokens, right, answers["planted"]["agentless_passives"]


def test_passives_of_the_sample_are_found(planted):
    articles, tokens, right, _ = planted
    found = framing.find_passives(tokens, articles)
    written = {(r.article, p): r.agent for r in right.itertuples() for p in range(r.start, r.end)}
    hits = [(r.article, r.verb_start) in written for r in found.itertuples()]
    assert 2 * sum(hits) / (len(right) + len(found)) >= 0.95
    doers = [(r.agent != "") == written[r.article, r.verb_start] for r, hit in zip(found.itertuples(), hits, strict=True) if hit]
    assert np.mean(doers) >= 0.95


def test_the_outlet_that_leaves_the_doer_out_stands_out(planted):
    articles, tokens, _, count = planted
    table = framing.count_passives(tokens, articles, per_verb=False, include=("heading", "furniture")).set_index("outlet")
    for outlet, n in count.items():
        assert abs(table.loc[outlet, "n_agentless"] - n) <= 3
    assert table["share_agentless"].idxmax() == "Kanal H"
    assert table["share_agentless"].nlargest(2).iloc[1] < table.loc["Kanal H", "low"]
