"""The shared tables of the Lukashenko interview: current, without its text, and as notebook 02 reads them."""

import importlib.util
import json
import re

import nbformat
import pandas as pd
import pytest
from conftest import ROOT

import framing
from framing.schema import context_of

FOLDER = ROOT / "data" / "lukashenko-interview"
NOTEBOOK = ROOT / "notebooks" / "02_the_lukashenko_interview.ipynb"
pytestmark = pytest.mark.filterwarnings("ignore::framing.LowCoverageWarning")


@pytest.fixture(scope="module")
def article(shared):
    return shared / "gold" / "lukashenko-interview" / "article.txt"


@pytest.fixture(scope="module")
def features():
    return framing.load_features(FOLDER)


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("lukashenko", ROOT / "data" / "build" / "lukashenko.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words_of(text):
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower())


def test_the_tables_are_what_this_version_gives(article, build, tmp_path):
    build.make(article, tmp_path / "new")
    assert build.differences(FOLDER, tmp_path / "new") == [], "run: python data/build/lukashenko.py"


def test_a_difference_is_noticed(build, tmp_path):
    import shutil
    shutil.copytree(FOLDER, tmp_path / "copy")
    table = (tmp_path / "copy" / "terms.csv").read_text(encoding="utf8")
    (tmp_path / "copy" / "terms.csv").write_text(table.replace(",operation,", ",operations,", 1), encoding="utf8")
    assert build.differences(FOLDER, tmp_path / "copy") == ["terms"]


def test_no_sentence_of_the_article_stands_in_any_file(article):
    articles = framing.read_articles(article)
    sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    text = articles["text"][0]
    long = [words_of(text[a:b]) for a, b in zip(sentences["start"], sentences["end"], strict=True)]
    long = [" ".join(words) for words in long if len(words) >= 9]
    assert len(long) > 40
    titles = [t for t in json.loads((article.parent / "gold.json").read_text(encoding="utf8"))["sections"] if t["heading"]]
    headings = {" ".join(words_of(t["heading"])) for t in titles}
    for path in [*FOLDER.iterdir(), NOTEBOOK]:
        written = " ".join(words_of(path.read_text(encoding="utf8")))
        assert [s for s in long if s in written and s not in headings] == [], path.name


def test_no_four_words_of_running_text_stand_in_any_file(article, features):
    text = framing.read_articles(article)["text"][0]
    told = json.loads((article.parent / "gold.json").read_text(encoding="utf8"))
    runs = set()
    for section in told["sections"]:
        if section["kind"] in ("lead", "body") and "start" in section:
            words = words_of(text[section["start"]:section["end"]])
            runs |= {tuple(words[k:k + 4]) for k in range(len(words) - 3)}
    for free in [*(s["heading"] for s in told["sections"]), *features.mentions["text"].unique()]:
        runs -= {tuple(words_of(free)[k:k + 4]) for k in range(len(words_of(free)))}
    assert len(runs) > 700
    for path in FOLDER.iterdir():
        fields = [path.read_text(encoding="utf8")]
        if path.suffix == ".csv":
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
            fields = [value for column in table for value in table[column].unique()]
        for words in map(words_of, fields):
            assert [run for k in range(len(words)) if (run := tuple(words[k:k + 4])) in runs] == [], path.name


def test_its_owner_finds_every_paragraph(article):
    table = framing.verify_features(FOLDER, article)
    assert table["share"].tolist() == [1.0] and table["n_paragraphs"][0] >= 20


def test_the_citation_is_the_articles_own(features):
    assert features.articles["citation"][0].endswith("Pravda.Ru.")
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf8"))
    assert package["sources"] == [{"title": features.articles["citation"][0]}]


# --- What notebook 02 says -----------------------------------------------------------------------------------------

def share(features, section, voice):
    words = features.words[~features.words["heading_line"] & (features.words["section"] == section)]
    return words.loc[(words["voice"] == voice).to_numpy(bool), "n_tokens"].sum() / words["n_tokens"].sum()


def test_the_lead_is_the_outlets_own_and_the_last_sections_are_quoted(features):
    assert share(features, 2, "narrator") > 0.5
    assert all(share(features, section, "quoted") > 0.5 for section in (8, 9, 10, 11))


def test_the_lead_says_operation_and_never_war(features):
    terms = framing.count_terms(features.tokens)
    found = terms[terms["term"].isin(["operation", "war"])].set_index(["term", "section"])["n"]
    assert found["operation", 2] > 1 and ("war", 2) not in found.index
    assert found["war"].sum() > 1 and found.index.get_level_values("section").max() < 12


def test_no_term_of_the_lead_can_be_told_from_chance(features):
    keyness = framing.compare_terms(features.tokens, by="kind", reference="body", stop="english")
    assert (keyness.loc[keyness["kind"] == "lead", "p_adjusted"] >= 0.05).all()


def test_who_is_named_where(features):
    mentions = features.mentions
    first = mentions[(mentions["actor"] == "Alexander Lukashenko").to_numpy(bool)]
    assert first["section"].min() == 0 and (first["voice"] == "narrator").mean() > 0.8
    end = context_of(mentions).sections["end"].max()
    zelensky = mentions[mentions["text"].str.contains("Zelensk").to_numpy(bool)]
    assert zelensky["section"].min() == 6 and zelensky["start"].min() > 0.5 * end
    places = mentions[mentions["actor"].isin(["Ukraine", "Russia"]).to_numpy(bool)]
    assert (places["voice"] != "narrator").mean() > 0.4


def test_one_man_speaks_and_putin_inside_his_words(features):
    speech = framing.count_speech(features.quotes, features.spoken)
    assert speech["actor"][0] == "Alexander Lukashenko" and speech["share"][0] > 0.8
    quotes = features.quotes.set_index("quote")
    putin = quotes[quotes["actor"].str.contains("Putin").to_numpy(bool) & (quotes["kind"] != "indirect").to_numpy(bool)]
    assert len(putin) and set(quotes.loc[putin["parent"], "actor"]) == {"Alexander Lukashenko"}
    journalist = speech[speech["actor"].str.contains("Panchenko").to_numpy(bool)]
    assert journalist["n_words"].sum() < 20


def test_no_pair_of_sections_differs_in_sentiment(features):
    for scored in (features.sentiment, features.sentiment_vader):
        pairs = framing.test_difference(scored).iloc[1:]
        assert len(pairs) > 50 and (pairs["p_adjusted"] >= 0.05).all()
    assert (framing.test_difference(features.sentiment).iloc[1:]["p"] < 0.05).any()


def test_most_clauses_name_their_doer_and_most_marks_are_hollow(features):
    passives = framing.count_passives(features.clauses, by="article", per_verb=False)
    assert passives["share_agentless"][0] < 0.4
    assert framing.mean_tone(features.mentions, by="actor")["few"].mean() > 0.5


def test_all_cells_run_on_the_readers_own_file(article, capsys):
    import matplotlib.pyplot as plt
    space = {}
    for cell in nbformat.read(NOTEBOOK, 4).cells:
        if cell.cell_type == "code":
            code = cell.source.replace("source = None", f"source = {str(article)!r}").replace("../data", str(ROOT / "data"))
            exec(code, space)
    plt.close("all")
    assert "after Holm's correction: 0." in capsys.readouterr().out
    assert len(space["features"].articles) == 1
