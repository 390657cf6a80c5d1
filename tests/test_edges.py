"""Edges: what holds at a limit itself, and not one step beyond it."""

import zipfile
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from marked import analysis

import framing
from framing import agency_counts, cli, scale, stats, verify
from framing.agency.elements import NUMBER, Elements
from framing.agency.rules import BY, NONE, link_elements
from framing.entities import shipped_model
from framing.entities.rules import LOC, ORG, PERSON, Spans, part_countries
from framing.entities.truecase import HEADLINE_SHARE
from framing.formats import Unreadable, check_date
from framing.formats.archives import check_zip
from framing.formats.limits import MAX_BYTES, MAX_RATIO, RATIO_FLOOR
from framing.keyness import log_likelihood
from framing.permutation import permutation_test
from framing.portraits import LEAST_G2
from framing.scale.joins import finish_sums
from framing.sections import split_sections
from framing.tagger import _only_rest


def read(*texts):
    return framing.read_articles(pd.DataFrame({"text": list(texts)}))


# Counts

def test_no_pair_of_words_crosses_groups():
    articles = read("one two three four")
    _, tokens = framing.tokenize(articles, split_sections(articles))
    tokens = tokens.assign(half=["first", "first", "second", "second"])
    assert framing.count_terms(tokens, by="half", n=2, stop=None)["term"].tolist() == ["one two", "three four"]
    assert framing.count_terms(tokens, by=None, n=2, stop=None)["term"].tolist() == ["one two", "three four", "two three"]


def test_a_name_that_an_editor_put_into_a_quotation_is_no_talk_of_the_speaker():
    found = framing.analyze(read('"They know that he [Tom Roy] and Bo Ray must go," Ann Lee said.'))
    assert found.mentions.set_index("actor")["voice"].astype(str).to_dict() == {
        "Tom Roy": "narrator", "Bo Ray": "quoted", "Ann Lee": "narrator"}
    assert framing.count_talk(found.quotes, found.mentions)[["speaker", "actor", "n"]].values.tolist() == [["Ann Lee", "Bo Ray", 1]]


def test_without_a_voice_the_evidence_is_that_of_all_voices():
    found = framing.analyze(read('Ann Lee met Bo Ray. "The rain fell on Ann Lee," Ray said. Ray said the rain had stopped.'))

    def n(**what):
        return int(framing.find_evidence(found, **what)["n"].sum())

    voices = ["narrator", "quoted", "attributed"]
    for what, each in (({"actor": "Ann Lee"}, [1, 1, 0]), ({"term": "rain"}, [0, 1, 1])):
        assert [n(**what, voice=voice) for voice in voices] == each and n(**what) == n(**what, voice=voices) == sum(each)
    speech = framing.count_speech(found.quotes, found.tokens).set_index("actor").loc["Bo Ray"]
    assert n(speaker="Bo Ray") == n(speaker="Bo Ray", voice="quoted") == speech["n_words"] == 6
    assert n(speaker="Bo Ray", voice="attributed") == speech["n_reported"] == 4


@pytest.mark.parametrize("n", [agency_counts.FEW - 1, agency_counts.FEW])
def test_few_is_what_lies_below_the_limit(n):
    article = pd.Categorical(["a"] * n)
    roles = pd.DataFrame({"article": article, "actor": "Ann", "role": pd.Categorical(["agent"] * n, categories=["agent", "patient"]),
                          "speaking": False})
    clauses = pd.DataFrame({"article": article, "verb": "arrest", "form": pd.Categorical(["active"] * n)})
    assert framing.count_roles(roles)["few"].tolist() == [n < agency_counts.FEW]
    assert framing.count_passives(clauses, by="article")["few"].tolist() == [n < agency_counts.FEW]


def test_articles_as_alike_as_the_threshold_are_found():
    articles = read("rain fell on the coast " * 2, "rain fell on the coast " * 3)  # the same five-word sequences, not the same words
    assert framing.find_duplicates(articles, threshold=1.0)[["kind", "similarity"]].values.tolist() == [["near", 1.0]]


@pytest.mark.parametrize("size, listed", [(48, False), (49, True)])
def test_words_of_a_portrait_reach_the_least_g2(size, listed):
    found = analysis("{Ann Lee|P} saw the storm. {Ann Lee|P} left the storm. " + "Rain " * (size - 11) + "fell.")
    assert framing.count_terms(found.tokens, by=None, stop=None)["n"].sum() == size
    assert (log_likelihood(np.array([2]), np.array([0]), 10, size - 10)[0] >= LEAST_G2) == listed  # the value for p = .01
    assert ("storm 2" in framing.portray_actors(found).set_index("actor").loc["Ann Lee", "words"]) == listed


def test_terms_and_actors_of_a_collection_stand_by_outlet_then_number_then_name():
    sizes = pd.DataFrame({"outlet": ["Echo", "Sun"], "n": [10, 20]})
    terms = pd.DataFrame({"outlet": ["Sun", "Echo", "Sun", "Echo", "Sun"], "term": ["b", "a", "c", "b", "a"], "n": [2, 1, 5, 3, 2]})
    actors = pd.DataFrame({"outlet": ["Sun", "Sun", "Echo"], "actor": ["Bo", "Ann", "Bo"], "label": ["PERSON"] * 3, "n": [1, 1, 4]})
    found = finish_sums({"terms": terms, "actors": actors, "sizes": sizes})
    assert found["terms"][["outlet", "term", "n", "per_1000"]].values.tolist() == [
        ["Echo", "b", 3, 300.0], ["Echo", "a", 1, 100.0], ["Sun", "c", 5, 250.0], ["Sun", "a", 2, 100.0], ["Sun", "b", 2, 100.0]]
    assert found["actors"][["outlet", "actor"]].values.tolist() == [["Echo", "Bo"], ["Sun", "Ann"], ["Sun", "Bo"]]


# Statistics

def test_an_interval_of_mean_sentiment_ends_where_scores_end():
    scored = pd.DataFrame({"article": "a", "polarity": [1.0, 1.0, 0.2, 1.0, -1.0, -1.0, -0.2, -1.0], "n_scored": 1,
                           "half": ["good"] * 4 + ["bad"] * 4})
    means = framing.mean_sentiment(scored, by="half").set_index("half")
    t = scipy.stats.t.interval(0.95, 3, 0.8, np.std([1, 1, 0.2, 1], ddof=1) / 2)
    assert t[1] > 1 and means.loc["good", ["low", "high"]].tolist() == [pytest.approx(t[0]), 1.0]
    assert means.loc["bad", ["low", "high"]].tolist() == [-1.0, pytest.approx(-t[0])]


def test_from_eight_units_on_means_are_resampled():
    values = np.array([0.0, 0.1, 0.2, 0.35, 0.5, 0.55, 0.7, 1.0])
    for n, resampled in ((7, False), (8, True)):
        found = stats.mean_intervals(values[:n], np.zeros(n, int), 1)
        t = scipy.stats.t.interval(0.95, n - 1, values[:n].mean(), scipy.stats.sem(values[:n]))
        assert (abs(found.low[0] - t[0]) > 1e-9) == (abs(found.high[0] - t[1]) > 1e-9) == resampled


@pytest.mark.parametrize("values, p", [([.1, .2, .3, .4, .5, .6], 2 / 20), ([.1, .2, .3, .1, .2, .3], 1.0)])
def test_a_draw_as_extreme_but_for_rounding_is_as_extreme(values, p):
    assert permutation_test(values, [0, 0, 0, 1, 1, 1], n_permutations=9_999).p == pytest.approx(p, abs=0.015)


# Structure and models

def test_a_short_line_above_two_headings_is_no_third_one():
    text = ("Storm hits Arle\n\nA storm hit Arle on Monday, and it rained all day.\n\nThe harbour\n\nShare this article\n\n"
            "Ships and boats\n\nWhat comes next\n\nRepairs begin today in the harbour of Arle.")
    headings = split_sections(read(text))["heading"].tolist()
    assert [h for h in headings if h] == ["Storm hits Arle", "Ships and boats", "What comes next"]


@pytest.mark.parametrize("between, role", [(3, BY), (4, NONE)])
def test_a_doer_stands_within_four_elements_of_the_passive(between, role):
    symbols = ["NN", "pass", *["prep"] * between, "by", "NN", "stop"]
    n = len(symbols)
    place, none = np.arange(n), np.zeros(n, bool)
    elements = Elements(np.array([NUMBER[s] for s in symbols], np.int8), place, place + 1, place, none.astype(int), none, none)
    assert link_elements(elements, none).role[-2] == role


def test_rounding_never_decides_that_a_token_is_no_name():
    moves = np.array([[0.5, 0.0], [0.0, 0.5]])
    for lead, only in ((1.0, False), (1.00005, False), (1.001, True)):
        assert _only_rest(np.array([[lead, 0.0]]), moves, 0).tolist() == [only]


def test_a_headline_has_nine_of_ten_words_with_a_capital():
    words = shipped_model().words
    truecaser = shipped_model().truecaser
    line = "Harbour Workers Reject Government Offer Despite Pressure From Port Owners Today".split()
    for small, changed in ((1, True), (2, False)):
        tokens = [w.lower() if w in ("Workers", "Owners")[:small] else w for w in line]
        begins = np.arange(len(tokens)) == 0
        _, _, rewritten = truecaser.recase(tokens, np.arange(len(tokens)), begins, words.columns(tokens)[:, 0])
        assert ((10 - small) / 10 >= HEADLINE_SHARE) == changed == rewritten.all() == rewritten.any()


@pytest.mark.parametrize("label, parted", [(ORG, True), (LOC, False)])
def test_a_place_is_not_parted_from_a_name_in_it(label, parted):
    types = ["East", "Arle", "Ann", "Lee", "."]
    code = np.array([0, 1, 2, 3, 4, 2, 3])
    spans = Spans(np.array([0, 5]), np.array([3, 6]), np.array([label, PERSON]))
    out = part_countries(spans, types, code, np.zeros(7, int), {"East Arle": LOC})
    assert (out.first.tolist() == [0, 2, 5]) == parted


# Files and commands

def test_a_year_is_one_of_the_age_of_print():
    assert check_date("1400-01-01") == ("1400-01-01", "")
    assert check_date("1399-12-31")[1].startswith("'1399-12-31' lies outside 1400")


def members(unpacked, packed):
    info = zipfile.ZipInfo("a.txt")
    info.file_size, info.compress_size = unpacked, packed
    return SimpleNamespace(infolist=lambda: [info])


@pytest.mark.parametrize("unpacked, packed", [
    (8 * MAX_BYTES, 8 * MAX_BYTES), (RATIO_FLOOR, 1), (2 * RATIO_FLOOR, 2 * RATIO_FLOOR // MAX_RATIO)])
def test_a_zip_is_read_up_to_the_limits_and_refused_one_byte_beyond(unpacked, packed):
    check_zip(members(unpacked, packed))
    with pytest.raises(Unreadable, match="a zip that unpacks too large"):
        check_zip(members(unpacked + 1, packed))


def test_a_run_stopped_by_hand_ends_with_the_code_of_an_interrupt(monkeypatch, capsys):
    def stop(*_, **__):
        raise KeyboardInterrupt("stopped; go on with --resume")

    monkeypatch.setattr(scale, "measure_corpus", stop)
    monkeypatch.setattr("sys.argv", ["framing", "tables", "articles", "--out", "tables"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 130 and "go on with --resume" in capsys.readouterr().err


@pytest.mark.parametrize("change, bits", [(verify.LAST_BITS / 10, True), (verify.LAST_BITS * 10, False)])
def test_only_differences_in_the_last_bits_are_told_as_such(tmp_path, change, bits):
    for name, value in (("before", 0.25), ("now", 0.25 + change)):
        (tmp_path / name).mkdir()
        pd.DataFrame({"outlet": ["Echo"], "mean": [value]}).to_csv(tmp_path / name / "tone.csv", index=False)
    row = verify._compared(tmp_path / "before" / "tone.csv", tmp_path / "now" / "tone.csv")
    assert not row["equal"] and ("last bits" in row["detail"]) == bits and 1e-14 < verify.LAST_BITS < 1e-9
