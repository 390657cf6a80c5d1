"""The sample corpus says of itself what is true."""

import csv
import difflib
import importlib.util
import json
import re
import sys

import pandas as pd
import pytest
import yaml

import framing

POLICE, OFFICIAL = "Mobile Guard", {"Ilse Marvand", "Goran Tessik", "Petra Hask"}
HPA, KANAL, LANTERN, LEDGER = "Halvarian Press Agency", "Kanal H", "The Lantern", "Ledger & World"
MARKS = "\"'“”‘’"


@pytest.fixture(scope="module")
def articles(sample):
    return framing.read_articles(sample / "articles")


@pytest.fixture(scope="module")
def texts(articles):
    return dict(zip(articles["article"].astype(str), articles["text"], strict=True))


@pytest.fixture(scope="module")
def answers(sample):
    found = json.loads((sample / "answers.json").read_text(encoding="utf-8"))
    return {k: pd.DataFrame(**v) if "data" in v else v for k, v in found.items() if isinstance(v, dict)}


@pytest.fixture(scope="module")
def planted(answers):
    return answers["planted"]


@pytest.fixture(scope="module")
def codebook(sample):
    return yaml.safe_load((sample / "codebook.yaml").read_text(encoding="utf-8"))


def test_four_outlets_write_one_article_on_each_of_three_days(articles):
    assert len(articles) == 12 and len(framing.list_problems(articles)) == 0
    assert (pd.crosstab(articles["outlet"], articles["published"]) == 1).all(axis=None)
    assert articles["author"].str.len().min() > 5 and set(articles["day"]) == {"1", "2", "3"}


def test_every_article_has_500_to_900_words(texts):
    words = {name: len(text.split()) for name, text in texts.items()}
    assert all(500 <= n <= 900 for n in words.values()), words


def test_the_splitter_finds_the_sections_that_were_written(articles, answers):
    found = framing.split_sections(articles)
    columns = ["article", "section", "kind", "level", "heading", "start", "end", "heading_start", "heading_end"]
    assert found[columns].astype(str).values.tolist() == answers["sections"][columns].astype(str).values.tolist()


@pytest.mark.parametrize("table", ["mentions", "glosses", "not_quotations", "roles", "force", "passives", "tone"])
def test_spans_of_the_answers_slice_back(table, answers, texts):
    rows = answers[table]
    assert len(rows) > 0
    assert [texts[r.article][r.start:r.end] for r in rows.itertuples()] == rows["text"].tolist()


def test_speakers_and_cues_slice_back(answers, texts):
    for what in ("speaker", "cue"):
        rows = answers["quotes"].query(f"{what}_start >= 0")
        assert len(rows) > 180
        sliced = [texts[a][s:e] for a, s, e in rows[["article", what + "_start", what + "_end"]].values]
        assert sliced == rows[what].tolist()


def test_direct_quotations_begin_and_end_with_a_mark_unless_unclosed(answers, texts):
    quotes = answers["quotes"].query("kind != 'indirect'")
    assert all(texts[q.article][q.start] in MARKS for q in quotes.itertuples())
    closed = [texts[q.article][q.end - 1] in MARKS for q in quotes.itertuples()]
    assert closed == quotes["complete"].tolist()


def test_every_quotation_mark_of_the_texts_belongs_to_an_answer(answers, texts):
    spans = pd.concat([answers["quotes"].query("kind != 'indirect'"), answers["not_quotations"]])
    for name, text in texts.items():
        places = {p for s in spans[spans["article"] == name].itertuples() for p in (s.start, s.end - 1)}
        for match in re.finditer(r"(?<!\w)[\"“‘']|\"", text):
            again = text[match.start() - 2:match.start()] == "\n\n"
            assert match.start() in places or again, (name, text[match.start() - 30:match.end() + 20])


def test_every_name_of_the_codebook_in_the_texts_is_an_answer(answers, texts, codebook):
    mentions, sections = answers["mentions"], answers["sections"].query("kind == 'furniture'")
    for actor, entry in codebook["actors"].items():
        for form in (actor, *entry["aliases"]):
            for name, text in texts.items():
                mine = mentions[mentions["article"] == name]
                for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
                    inside = (mine["start"] <= match.start()) & (mine["end"] >= match.end())
                    outside = sections[sections["article"] == name]
                    assert inside.any() or (outside["start"] <= match.start()).any(), (name, match.group())


def test_a_quotation_of_every_kind_is_there(answers):
    quotes = answers["quotes"]
    assert quotes["kind"].value_counts().to_dict() == {"direct": 137, "indirect": 66, "fragment": 29}
    assert (quotes["parent"] >= 0).sum() >= 8
    assert (quotes["paragraphs"] > 1).sum() >= 4
    assert (~quotes["complete"]).sum() == 1
    assert len(answers["glosses"]) >= 4
    assert set(answers["not_quotations"]["what"]) == {"title", "nickname", "scare", "coined", "word", "motto"}


def test_nested_quotations_lie_inside_their_parent(answers):
    quotes = answers["quotes"].set_index(["article", "quote"])
    for (article, _), inner in quotes[quotes["parent"] >= 0].iterrows():
        outer = quotes.loc[(article, inner["parent"])]
        assert outer["start"] < inner["start"] and inner["end"] <= outer["end"]


def test_a_surname_of_two_people_has_no_actor_but_a_meaning(answers):
    alone = answers["mentions"].query("text == 'Korvey'")
    assert len(alone) == 3 and set(alone["actor"]) == {""}
    assert sorted(alone["means"]) == ["", "Danil Korvey", "Danil Korvey"]


def test_each_outlet_has_its_own_word_for_the_night_and_the_people(planted):
    night = {o: t["the night of 12 March"] for o, t in planted["terms"].items()}
    assert night[KANAL]["operation"] == 9 and night[LANTERN]["crackdown"] == 6 and night[LEDGER]["raid"] == 3
    assert sum(n["crackdown"] for n in night.values()) == 6
    people = {o: t["the people at the gate"] for o, t in planted["terms"].items()}
    assert people[KANAL]["riot"] > 5 * people[KANAL]["protest"]
    assert people[LANTERN]["protest"] > 5 * people[LANTERN]["riot"]


def test_planted_counts_of_terms_are_those_of_the_texts(articles, answers, planted, codebook):
    outlet_of = dict(zip(articles["article"].astype(str), articles["outlet"], strict=True))
    texts = dict.fromkeys(planted["terms"], "")
    furniture = answers["sections"].query("kind == 'furniture'")
    for row in articles.itertuples():
        text = row.text
        for cut in furniture[furniture["article"] == row.article].iloc[::-1].itertuples():
            text = text[:cut.start] + text[cut.end:]
        texts[outlet_of[row.article]] += "\n" + text.casefold()
    for outlet, groups in planted["terms"].items():
        words = re.findall(r"[\w-]+", texts[outlet])
        for label, counts in groups.items():
            for term, n in counts.items():
                assert sum(words.count(w) for w in codebook["terms"][label][term]) == n, (outlet, term)


def test_words_an_outlet_was_written_to_overuse_have_its_highest_rate(planted):
    for outlet, words in planted["overused"].items():
        for word, counts in words.items():
            rate = {o: n / planted["words"][o] for o, n in counts.items()}
            assert max(rate, key=rate.get) == outlet and counts[outlet] >= 3, word


def test_the_broadcaster_never_names_the_police_as_doers_and_the_daily_does(answers, planted):
    forms = planted["police_force_form"]
    assert forms[KANAL] == {"agentless passive": 12}
    assert forms[HPA] == {"active": 12}
    assert forms[LANTERN] == {"active": 17, "passive with agent": 1}
    assert forms[LEDGER] == {"active": 4}
    protesters = answers["force"].query("article.str.startswith('kanal') and form == 'active'")
    assert set(protesters["doer"]) == {"protesters"}


def test_agentless_passives_are_many_times_as_frequent_at_the_broadcaster(planted):
    rate = {o: n / planted["words"][o] for o, n in planted["agentless_passives"].items()}
    assert rate[KANAL] > 5 * max(rate[o] for o in (HPA, LANTERN, LEDGER))


def test_officials_hold_most_quoted_words_at_the_broadcaster_and_few_in_the_daily(planted):
    share = {o: sum(n for a, n in words.items() if a in OFFICIAL) / sum(words.values())
             for o, words in planted["quoted_words"].items()}
    assert share[KANAL] > 0.6 and share[LANTERN] < 0.1 and 0.3 < share[HPA] < 0.4


def test_tone_toward_minister_and_union_leader_is_reversed_between_two_outlets(planted):
    mean = {(o, a): c["sum"] / c["n"] for o, cells in planted["tone"].items() for a, c in cells.items()}
    assert mean[KANAL, "Goran Tessik"] > 0.7 and mean[LANTERN, "Goran Tessik"] < -0.7
    assert mean[KANAL, "Jonas Kereth"] < -0.7 and mean[LANTERN, "Jonas Kereth"] > 0.7


def test_each_outlet_has_its_leading_frame(planted):
    rate = {(o, f): n / planted["words"][o] for o, frames in planted["frames"].items() for f, n in frames.items()}

    def leads(frame):
        return max(planted["words"], key=lambda o: rate[o, frame])

    assert [leads(f) for f in ("public order", "economy", "accountability")] == [KANAL, LEDGER, HPA]


def test_the_crowd_of_the_first_day_differs_by_outlet(articles, planted):
    first = articles[articles["day"] == "1"].set_index("outlet")["text"]
    assert all(size in first[outlet] for outlet, size in planted["crowd"].items())


def test_wire_copy_is_nearly_the_same_in_two_outlets(answers, texts):
    for _, pair in answers["wire"].groupby("pair"):
        one, two = (texts[r.article][r.start:r.end] for r in pair.itertuples())
        assert pair["article"].nunique() == 2
        alike = difflib.SequenceMatcher(None, re.sub("[“”]", '"', one), re.sub("[“”]", '"', two), autojunk=False)
        assert alike.ratio() > 0.75


def test_both_coders_code_the_same_mentions_with_realistic_agreement(sample, answers, texts):
    sheets = []
    for coder in ("coder_a", "coder_b"):
        with open(sample / "coders" / f"{coder}.csv", encoding="utf-8", newline="") as file:
            sheets.append(list(csv.DictReader(file)))
    for row in sheets[0]:
        assert texts[row["article"]][int(row["start"]):int(row["end"])] == row["text"]
        assert row["text"] in row["sentence"] and row["sentence"] in texts[row["article"]]
    assert [{**r, "tone": ""} for r in sheets[0]] == [{**r, "tone": ""} for r in sheets[1]]
    codes = [[int(r["tone"]) for r in sheet] for sheet in sheets]
    assert codes == [answers["tone"][c].tolist() for c in ("coder_a", "coder_b")]
    krippendorff = pytest.importorskip("krippendorff")
    alpha = {m: krippendorff.alpha(reliability_data=codes, level_of_measurement=m) for m in ("nominal", "ordinal")}
    assert alpha["nominal"] == pytest.approx(0.72, abs=0.005) and alpha["ordinal"] == pytest.approx(0.81, abs=0.005)


def test_nothing_real_is_named(texts):
    real = r"\b(?:Russia|Ukrain|Belarus|German|Franc|Brit|America|United States|China|Europe|London|Brussels|NATO)"
    assert not [name for name, text in texts.items() if re.search(real, text)]


def test_the_build_script_writes_these_very_files(sample, tmp_path, monkeypatch):
    build = sample.parent / "build"
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("sample_answers", build / "sample_answers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "SAMPLE", tmp_path)
    module.main()
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert len(made) == 16
    assert [p for p, content in made.items() if (sample / p).read_bytes() != content] == []


def test_planted_quotations_speakers_and_aliases_are_found_on_the_whole_way(sample_analysis, answers):
    found = sample_analysis
    planted = answers["quotes"]
    spans = {(a, s + d, e + f): actor for a, s, e, actor in zip(
        found.quotes["article"].astype(str), found.quotes["start"], found.quotes["end"], found.quotes["actor"], strict=True)
        for d in (-1, 0, 1) for f in (-1, 0, 1)}
    spoken = [spans.get(key) for key in zip(planted["article"], planted["start"], planted["end"], strict=True)]
    hit = pd.Series(spoken).notna()
    assert hit.mean() >= 0.95
    assert hit[planted["kind"] != "indirect"].all()
    assert (pd.Series(spoken)[hit] == planted["actor"][hit]).mean() >= 0.95
    truth = answers["mentions"].query("actor != ''")
    actors = {(a, s, e): actor for a, s, e, actor in zip(
        found.mentions["article"].astype(str), found.mentions["start"], found.mentions["end"], found.mentions["actor"],
        strict=True)}
    named = [actors.get(tuple(key)) == actor for (*key, actor) in truth[["article", "start", "end", "actor"]].itertuples(index=False)]
    assert sum(named) / len(named) >= 0.95
