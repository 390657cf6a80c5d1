"""Every chart can be drawn from the shared tables, and no text can be put together from them."""

import json
import random
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, examples
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import framing
from framing.charts.sheet import describe_chart
from framing.features.bundle import table_names
from framing.features.contract import FILES, FOLDED
from framing.features.paragraphs import hash_text, plain_paragraph

SAMPLE = ROOT / "data" / "sample"
pytestmark = pytest.mark.filterwarnings("ignore::framing.LowCoverageWarning")


@pytest.fixture(scope="module")
def analysis(sample_analysis):
    return sample_analysis


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    place = tmp_path_factory.mktemp("features") / "shared"
    framing.export_features(analysis, place, codebook=SAMPLE / "codebook.yaml", metadata=["day"], least_words=0)
    return place


@pytest.fixture(scope="module")
def features(folder):
    return framing.load_features(folder)


def tables_of(folder):
    return {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in sorted(folder.glob("*.csv"))}


SCORED = {}


def scored(a, what):
    """Scores of the text, worked out once."""
    if what not in SCORED:
        SCORED[what] = {
            "sentiment": lambda: framing.score_sentiment(a.sentences, a.articles),
            "vader": lambda: framing.score_sentiment(a.sentences, a.articles, method="vader"),
            "tone": lambda: framing.score_tone(a.mentions, a.articles, tokens=a.tokens),
            "roles": lambda: framing.find_roles(a.mentions, a.articles, a.tokens)}[what]()
    return SCORED[what]


#: What is measured, from the text and from the shared tables.
MEASURES = {
    "terms by section": (lambda a: framing.count_terms(a.tokens, by=["article", "section"]),
                         lambda f: framing.count_terms(f.tokens, by=["article", "section"])),
    "terms by voice, headings too": (lambda a: framing.count_terms(a.tokens, by="voice", include="heading"),
                                     lambda f: framing.count_terms(f.tokens, by="voice", include="heading")),
    "stems by outlet": (lambda a: framing.count_terms(a.tokens, by="outlet", stem="english"),
                        lambda f: framing.count_terms(f.tokens, by="outlet", stem="english")),
    "keyness": (lambda a: framing.compare_terms(a.tokens, by="outlet"), lambda f: framing.compare_terms(f.tokens, by="outlet")),
    "actors by section": (lambda a: framing.count_entities(a.mentions, by=["article", "section"]),
                          lambda f: framing.count_entities(f.mentions, by=["article", "section"])),
    "actors by a further column": (lambda a: framing.count_entities(a.mentions, by="day"),
                                   lambda f: framing.count_entities(f.mentions, by="day")),
    "names": (lambda a: framing.count_names(a.mentions, by="outlet", quotes=a.quotes),
              lambda f: framing.count_names(f.mentions, by="outlet", quotes=f.quotes)),
    "the ledger of actors": (lambda a: framing.explain_actors(a.mentions), lambda f: framing.explain_actors(f.mentions)),
    "talk": (lambda a: framing.count_talk(a.quotes, a.mentions, by="outlet"),
             lambda f: framing.count_talk(f.quotes, f.mentions, by="outlet")),
    "speech by outlet": (lambda a: framing.count_speech(a.quotes, a.tokens, by="outlet"),
                         lambda f: framing.count_speech(f.quotes, f.spoken, by="outlet")),
    "speech by section, headings too": (
        lambda a: framing.count_speech(a.quotes, a.tokens, by=["article", "section"], include="heading"),
        lambda f: framing.count_speech(f.quotes, f.spoken, by=["article", "section"], include="heading")),
    "sentiment by section": (lambda a: framing.mean_sentiment(scored(a, "sentiment"), by=["article", "section"]),
                             lambda f: framing.mean_sentiment(f.sentiment, by=["article", "section"])),
    "sentiment by outlet, headings too": (
        lambda a: framing.mean_sentiment(scored(a, "vader"), by="outlet", include="heading"),
        lambda f: framing.mean_sentiment(f.sentiment_vader, by="outlet", include="heading")),
    "sentiment tested": (lambda a: framing.test_difference(scored(a, "sentiment"), by="kind", n_permutations=199),
                         lambda f: framing.test_difference(f.sentiment, by="kind", n_permutations=199)),
    "tone by actor": (lambda a: framing.mean_tone(scored(a, "tone"), by=["outlet", "actor"]),
                      lambda f: framing.mean_tone(f.mentions, by=["outlet", "actor"])),
    "roles": (lambda a: framing.count_roles(scored(a, "roles"), by=["actor", "outlet"]),
              lambda f: framing.count_roles(f.mentions, by=["actor", "outlet"])),
    "passives": (lambda a: framing.count_passives(a.tokens, a.articles), lambda f: framing.count_passives(f.clauses)),
    "portraits": (lambda a: framing.portray_actors(a), lambda f: f.portraits),
    "portraits by outlet": (lambda a: framing.portray_actors(a, by="outlet"), lambda f: f.portraits_by_outlet),
    "labels": (lambda a: framing.count_labels(a.tokens, SAMPLE / "codebook.yaml", by="outlet"), lambda f: f.labels_by_outlet),
    "labels by voice": (lambda a: framing.count_labels(a.tokens, SAMPLE / "codebook.yaml", by="voice"),
                        lambda f: f.labels_by_voice),
    "frames by voice": (lambda a: framing.count_frames(a.tokens, SAMPLE / "codebook.yaml", by="voice"),
                        lambda f: f.frames_by_voice),
    "frames": (lambda a: framing.count_frames(a.tokens, SAMPLE / "codebook.yaml", by=["article", "section"]),
               lambda f: f.frames),
}
CHARTS = {
    "sections": (lambda a: framing.plot_sections(a.sections), lambda f: framing.plot_sections(f.sections)),
    "positions": (lambda a: framing.plot_positions(a.mentions, article="hpa-1"),
                  lambda f: framing.plot_positions(f.mentions, article="hpa-1")),
    "verbs": (lambda a: framing.plot_verbs(scored(a, "roles"), actor="Goran Tessik"),
              lambda f: framing.plot_verbs(f.verbs, actor="Goran Tessik")),
}
for _name, _plot in {"terms by section": "plot_terms", "keyness": "plot_keyness", "actors by section": "plot_entities",
                     "names": "plot_names", "talk": "plot_talk", "speech by outlet": "plot_speakers",
                     "sentiment by section": "plot_sentiment", "tone by actor": "plot_tone", "roles": "plot_roles",
                     "passives": "plot_passives", "portraits": "plot_portraits", "labels": "plot_labels",
                     "labels by voice": "plot_labels", "frames": "plot_frames"}.items():
    CHARTS[_name] = tuple(lambda x, m=m, plot=_plot: getattr(framing, plot)(m(x)) for m in MEASURES[_name])


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_of_the_shared_tables_is_that_of_the_text(name, analysis, features):
    from_text, shared = MEASURES[name]
    pd.testing.assert_frame_equal(shared(features), from_text(analysis), check_categorical=False, rtol=1e-9)
    assert len(shared(features))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_the_shared_tables_is_that_of_the_text(name, analysis, features):
    from_text, shared = CHARTS[name]
    assert describe_chart(shared(features)) == describe_chart(from_text(analysis))
    plt.close("all")


def test_what_is_written_is_what_is_read(analysis, tmp_path):
    made = framing.make_features(analysis, codebook=SAMPLE / "codebook.yaml")
    framing.export_features(made, tmp_path / "shared")
    read = framing.load_features(tmp_path / "shared")
    for name in table_names():
        pd.testing.assert_frame_equal(getattr(read, name), getattr(made, name), check_exact=True)
    assert read.manifest == json.loads(json.dumps(made.manifest))
    before = {p.name: p.read_bytes() for p in (tmp_path / "shared").iterdir()}
    framing.export_features(read, tmp_path / "shared")
    assert {p.name: p.read_bytes() for p in (tmp_path / "shared").iterdir()} == before


# --- No text -------------------------------------------------------------------------------------------------------

def words_of(text):
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower())


def runs(analysis, n=3):
    """Every run of n words of running text that does not lie inside a name, a verb of saying or a heading."""
    found = {}
    heads = " | ".join([*analysis.sections["heading"], *analysis.articles["title"]])
    free = {tuple(words_of(part)[k:k + n]) for part in heads.split(" | ") for k in range(len(words_of(part)))}
    for table, column in ((analysis.mentions, "text"), (analysis.mentions, "actor"), (analysis.quotes, "cue"),
                          (analysis.quotes, "actor")):
        for value in table[column].unique():
            free |= {tuple(words_of(value)[k:k + n]) for k in range(len(words_of(value)))}
    texts = dict(zip(analysis.articles["article"], analysis.articles["text"], strict=True))
    body = analysis.sections[analysis.sections["kind"].isin(["lead", "body"])]
    for article, start, end in zip(body["article"], body["start"], body["end"], strict=True):
        words = words_of(texts[article][start:end])
        found |= {tuple(words[k:k + n]): article for k in range(len(words) - n + 1)}
    return {run: article for run, article in found.items() if run not in free}


@pytest.fixture(scope="module")
def running(analysis):
    return runs(analysis)


def described():
    """The words that the descriptions of the files bring along."""
    return "\n".join([*(f.text for f in FILES.values()), *(c.text for f in FILES.values() for c in f.columns.values())])


@pytest.mark.parametrize("name", [*(f"{n}.csv" for n in FILES), "datapackage.json", "README.md"])
def test_no_file_holds_three_words_of_the_text_in_a_row(name, running, folder):
    ours = words_of(described())
    known = {tuple(ours[k:k + 3]) for k in range(len(ours))}
    text = (folder / name).read_text(encoding="utf8")
    told = []
    # Of a table, each field by itself: what stands below each other is for the tests of order.
    table = tables_of(folder).get(name.removesuffix(".csv"))
    fields = [text] if table is None else {value for column in table for value in table[column]}
    for field in fields:
        words = words_of(field)
        told += [run for k in range(len(words) - 2) if (run := tuple(words[k:k + 3])) in running and run not in known]
    codebook = (SAMPLE / "codebook.yaml").read_text(encoding="utf8").lower()
    assert [run for run in told if " ".join(run) not in codebook] == []


def test_the_test_for_three_words_finds_a_text_that_slipped_in(analysis, running):
    sentence = analysis.articles["text"][0][200:300]
    words = words_of(sentence)
    assert sum(tuple(words[k:k + 3]) in running for k in range(len(words) - 2)) > 5


def test_only_names_headings_and_quotations_have_a_place(features, folder):
    placed = {name for name, table in tables_of(folder).items() if {"start", "sentence", "paragraph"} & set(table.columns)}
    assert placed == {"sections", "mentions", "quotes"}
    assert not {"speaker", "glosses", "verb", "lemma", "cue_start", "term", "token"} & (
        set(features.quotes.columns) | set(features.mentions.columns))


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if file.sorted])
def test_rows_without_a_place_stand_in_an_order_of_their_own(name, features):
    table = getattr(features, name)[list(FILES[name].columns)]
    pd.testing.assert_frame_equal(table, table.sort_values(list(table.columns), kind="stable").reset_index(drop=True))


def test_what_needs_neighbours_says_that_there_are_none(features):
    for measure in (lambda: framing.count_terms(features.tokens, n=2),
                    lambda: framing.count_labels(features.tokens, SAMPLE / "codebook.yaml"),
                    lambda: framing.count_speech(features.quotes, features.tokens),
                    lambda: framing.find_context(features.tokens, features.articles, "harbour")):
        with pytest.raises(ValueError, match=r"lacks? column"):
            measure()


WORDS = ["war", "peace", "grain", "harbour", "the", "a", "ship", "price", "goes", "falls", "slowly", "again"]


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=60), st.randoms(use_true_random=False))
def test_words_in_any_order_give_the_same_bytes(words, lots):
    shuffled = list(words)
    lots.shuffle(shuffled)
    made = [framing.make_features(framing.analyze(pd.DataFrame({"text": [" ".join(w) + "."]})), least_words=0)
            for w in (words, shuffled)]
    for name in ("sections", "words", "terms", "mentions", "quotes", "spoken_words"):
        if name == "sections" or len(made[0].words) == len(made[1].words) == 1:
            assert getattr(made[0], name).to_csv() == getattr(made[1], name).to_csv()


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.permutations(["The grain price fell by a third.", "A good harbour is a nice thing.", "Ships were seen far out.",
                        "It was a bad, cold and awful day.", "Men unloaded the grain before noon."]))
def test_sentences_in_any_order_give_the_same_bytes(sentences):
    plain = sorted(sentences)
    made = [framing.make_features(framing.analyze(pd.DataFrame({"text": [" ".join(s)]})), least_words=0)
            for s in (sentences, plain)]
    for name in ("words", "terms", "sentiment", "sentiment_vader", "verbs", "clauses"):
        pd.testing.assert_frame_equal(getattr(made[0], name), getattr(made[1], name), check_exact=True)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 50))
@settings(max_examples=examples(40), deadline=None, phases=[Phase.generate])
def test_no_voice_of_a_section_is_told_by_few_words(narrator, quoted, attributed, least):
    from framing.features.terms import hide_short
    from framing.schema import TABLES

    sizes = [narrator, quoted, attributed]
    rows = [(voice, f"w{k}") for voice, n in zip(("narrator", "quoted", "attributed"), sizes, strict=True) for k in range(n)]
    terms = pd.DataFrame(rows, columns=["voice", "term"]).assign(
        article=pd.Categorical(["a"] * len(rows)), section=1, heading_line=False, n=1)
    terms["voice"] = terms["voice"].astype(TABLES["tokens"]["voice"])
    told = hide_short(terms, np.zeros(len(terms), bool), least)
    assert told["n"].sum() == sum(sizes)
    open_cells = told[told["term"] != FOLDED].groupby("voice", dropna=False, observed=True)["n"].sum()
    assert (open_cells >= least).all()
    assert (FOLDED in set(told["term"])) == (0 < sum(sizes) < least)
    if min([n for n in sizes if n], default=0) >= least:
        assert told["voice"].notna().all()


def test_rare_words_are_folded_and_still_counted(analysis):
    plain, folded = (framing.make_features(analysis, min_n=n) for n in (1, 5))
    total = folded.terms.groupby("term")["n"].sum()
    assert total.drop(FOLDED).min() >= 5 and total[FOLDED] > 1000
    assert folded.terms["n"].sum() == plain.terms["n"].sum()
    counts = [framing.count_terms(f.tokens, by="outlet", stop=None).drop_duplicates("outlet")["n_tokens"] for f in (plain, folded)]
    assert counts[0].tolist() == counts[1].tolist()
    listed = {entry.rsplit(" ", 1)[0] for words in folded.portraits["words"] for entry in words.split(", ") if entry}
    assert listed <= set(total.index)
    lemmas = folded.verbs["lemma"].value_counts().drop(FOLDED)
    assert lemmas.min() >= 5 and len(lemmas)


def test_columns_of_ones_own_stay_at_home_unless_named():
    table = pd.DataFrame({"text": ["Rain fell on Arle."], "abstract": ["Whole sentences stand in here."], "desk": ["foreign"]})
    analysis = framing.analyze(table)
    assert not {"abstract", "desk", "text"} & set(framing.make_features(analysis).articles.columns)
    assert framing.make_features(analysis, metadata=["desk"]).articles["desk"].tolist() == ["foreign"]
    with pytest.raises(ValueError, match="desc"):
        framing.make_features(analysis, metadata=["desc"])


def test_no_path_and_no_hash_of_a_whole_text_is_given_away(analysis, folder):
    everything = "".join(p.read_text(encoding="utf8") for p in folder.iterdir())
    assert str(SAMPLE) not in everything
    for digest in analysis.manifest["inputs"].values():
        assert digest[:12] not in everything


def test_a_heading_too_long_to_be_one_is_cut():
    text = " ".join(f"word{k}" for k in range(80))
    features = framing.make_features(framing.analyze(pd.DataFrame({"text": ["Rain fell."], "title": [text]})))
    assert len(features.articles["title"][0].split()) == 31
    assert all(len(h.split()) <= 31 for h in features.sections["heading"])


# --- Another owner of the articles ---------------------------------------------------------------------------------

def test_another_owner_can_check_the_articles_in_another_form(analysis, folder, tmp_path):
    for name, text in zip(analysis.articles["article"], analysis.articles["text"], strict=True):
        wrapped = re.sub(r"(\S+ \S+ \S+ \S+ \S+) ", r"\1  ", text).replace("'", "’").replace("–", "-")
        (tmp_path / f"my-{name}.txt").write_text(wrapped.replace("\n", "\r\n"), encoding="utf8")
    table = framing.verify_features(folder, tmp_path)
    assert table["n_paragraphs"].min() >= 10
    assert (table["share"] == 1.0).all()
    assert table["found_as"].tolist() == [f"my-{a}" for a in table["article"]]


def test_a_changed_paragraph_and_a_missing_article_are_told(analysis, folder):
    mine = analysis.articles[["article", "text"]].iloc[:2].copy()
    mine["article"] = mine["article"].astype(object)
    mine["text"] = mine["text"].astype(object)
    mine.loc[0, "text"] = mine.loc[0, "text"].replace("harbour", "airport")
    table = framing.verify_features(folder, mine).set_index("article")
    assert 0 < table.loc["hpa-1", "share"] < 1
    assert table.loc["hpa-2", "share"] == 1
    assert table["n_found"].iloc[2:].max() <= 2


@pytest.mark.once
def test_a_hash_does_not_pick_one_order_out_of_many():
    words = "the rain fell on grey docks while nobody saw any ship return".split()
    wanted, lots, others = hash_text(" ".join(words), "salt"), random.Random(1), 0
    for _ in range(250_000):
        order = list(words)
        lots.shuffle(order)
        others += order != words and hash_text(" ".join(order), "salt") == wanted
    assert others >= 1


def test_a_hash_depends_on_the_salt_and_can_be_recomputed_by_hand(analysis, folder):
    import hashlib

    salt = framing.load_features(folder).manifest["salt"]
    first = analysis.sentences[(analysis.sentences["article"] == "hpa-1") & (analysis.sentences["paragraph"] == 5)]
    text = analysis.articles["text"][0][first["start"].min():first["end"].max()]
    by_hand = hashlib.sha256(f"{salt}\n{plain_paragraph(text)}".encode()).hexdigest()[:4]
    stored = pd.read_csv(folder / "paragraphs.csv", dtype=str)
    assert by_hand in set(stored.loc[stored["article"] == "hpa-1", "hash"])
    other = framing.make_features(analysis, salt="another").paragraphs
    assert (other["hash"].to_numpy() != stored["hash"].to_numpy()).mean() > 0.9


# --- The folder ----------------------------------------------------------------------------------------------------

def test_every_file_and_column_is_described(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf8"))
    resources = {r["path"]: r for r in package["resources"]}
    assert set(resources) == {p.name for p in folder.glob("*.csv")}
    for path, resource in resources.items():
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == (folder / path).read_text(encoding="utf8").split("\n")[0].split(",")
        assert all(len(f["description"]) > 3 for f in fields) and len(resource["description"]) > 20
    assert package["licenses"][0]["name"] == "CC-BY-4.0" and "Karel Ostrander: “Dockers" in package["citation"]
    assert len(package["sources"]) == 12


@pytest.mark.extra
def test_frictionless_finds_no_fault(folder):
    frictionless = pytest.importorskip("frictionless", reason="pip install frictionless to check the data package")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["fieldNumber", "rowNumber", "type", "note"])[:5]
    rows = {t.name: t.stats["rows"] for t in report.tasks}
    assert rows["mentions"] == len(framing.load_features(folder).mentions)


def test_a_folder_of_something_else_is_left_alone(features, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="did not write"):
        framing.export_features(features, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("damage, message", [
    (lambda p: (p / "datapackage.json").unlink(), "no shared tables"),
    (lambda p: (p / "datapackage.json").write_text("{"), "damaged"),
    (lambda p: (p / "datapackage.json").write_text('{"framing": 3}'), "another program"),
    (lambda p: (p / "terms.csv").unlink(), "'terms'"),
    (lambda p: (p / "terms.csv").write_text("article,term\na,b\n"), "lacks column"),
])
def test_a_damaged_folder_is_told(features, tmp_path, damage, message):
    framing.export_features(features, tmp_path / "shared")
    damage(tmp_path / "shared")
    with pytest.raises((ValueError, FileNotFoundError), match=message):
        framing.load_features(tmp_path / "shared")


@pytest.mark.parametrize("text", ["", "  \n ", "Rain", "12 !", "\"Go.\""])
def test_next_to_nothing_gives_tables_with_the_right_columns(text, tmp_path):
    articles = framing.read_articles(pd.DataFrame({"text": ["Rain."]})).assign(text=[text])
    from framing.schema import base_context, with_context
    analysis = framing.analyze(with_context(articles, base_context(articles)))
    framing.export_features(analysis, tmp_path / "shared")
    read = framing.load_features(tmp_path / "shared")
    for name in table_names():
        assert set(FILES[name].columns) <= set(getattr(read, name).columns)
    assert len(framing.count_terms(read.tokens, stop=None)) <= 1
    assert framing.plot_sections(read.sections, ax=Figure().subplots())


def test_an_analysis_without_its_word_counts_is_refused(analysis):
    from dataclasses import replace
    with pytest.raises(ValueError, match="word counts"):
        framing.make_features(replace(analysis, tokens=pd.DataFrame(analysis.tokens.to_dict("series"))))
