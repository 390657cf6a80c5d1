"""Evidence: the sentences found for a row of a measure hold exactly as many hits as the row says."""

import dataclasses

import pytest

import framing


@pytest.fixture(scope="module")
def cast(sample_analysis):
    """The sample's analysis, its mentions with roles."""
    a = sample_analysis
    return dataclasses.replace(a, mentions=framing.find_roles(a.mentions, a.articles, a.tokens))


def rows(table, n=25):
    return table[table["actor"] != ""].head(n).to_dict("records")


def found(analysis, **what):
    return int(framing.find_evidence(analysis, **what)["n"].sum())


def test_every_way_of_naming_has_its_sentences(sample_analysis):
    table = framing.count_names(sample_analysis.mentions, by="outlet")
    for row in rows(table):
        assert found(sample_analysis, actor=row["actor"], naming=row["naming"], outlet=row["outlet"]) == row["n"]


def test_every_role_has_its_sentences(cast):
    table = framing.count_roles(cast.mentions, by=["outlet", "actor"])
    for row in rows(table):
        mine = {"actor": row["actor"], "outlet": row["outlet"]}
        assert found(cast, role="agent", **mine) == row["n_agent"]
        assert found(cast, role="patient", **mine) == row["n_patient"]
        assert found(cast, role="agent", speaking=True, **mine) == row["n_speaking"]
        assert found(cast, **mine) == row["n_mentions"]


def test_who_speaks_about_whom_has_its_sentences(sample_analysis):
    table = framing.count_talk(sample_analysis.quotes, sample_analysis.mentions)
    for row in rows(table[table["speaker"] != ""]):
        assert found(sample_analysis, actor=row["actor"], speaker=row["speaker"]) == row["n"]


@pytest.mark.parametrize("table, lost, what", [
    ("tokens", "voice", {"term": "harbour", "voice": "quoted"}), ("tokens", "quote", {"speaker": "Milo Danek"}),
    ("quotes", "actor", {"speaker": "Milo Danek"}), ("mentions", "actor", {"actor": "Milo Danek"})])
def test_a_column_that_is_needed_and_lost_is_named(sample_analysis, table, lost, what):
    less = dataclasses.replace(sample_analysis, **{table: getattr(sample_analysis, table).drop(columns=lost)})
    with pytest.raises(ValueError, match=rf"{table} lacks column\(s\) \['{lost}'\]"):
        framing.find_evidence(less, **what)


def test_a_column_of_mentions_needs_an_actor(sample_analysis):
    with pytest.raises(ValueError, match="unknown by='naming'"):
        framing.find_evidence(sample_analysis, term="harbour", naming="surname")
