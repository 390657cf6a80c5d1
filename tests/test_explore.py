"""The widget shows what the measures give, follows every choice, and never lets a text become mark-up."""

import html
import re
import subprocess
import sys

import pandas as pd
import pytest
from conftest import ROOT

import framing
from framing.explorer import MOST, list_actors, measure_actor, sentences_html

pytest.importorskip("ipywidgets", reason="pip install 'framing[lab]'")
SAMPLE = ROOT / "data" / "sample"
pytestmark = pytest.mark.filterwarnings("ignore::framing.LowCoverageWarning")


@pytest.fixture(scope="module")
def analysis(sample_analysis):
    return sample_analysis


@pytest.fixture
def window(analysis):
    return framing.explore(analysis)


def plain(markup):
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def row(window, what):
    return window.table[window.table["what"].str.startswith(what)].iloc[0]


def test_it_opens_with_the_actor_named_most(window, analysis):
    counts = framing.count_entities(analysis.mentions, by=None)
    first = counts.iloc[0]
    assert window.actor.value == first["actor"] and window.actor.label == f"{first['actor']} ({first['n']})"
    assert len(window.actor.options) == counts["actor"].nunique()


@pytest.mark.parametrize("actor", ["Goran Tessik", "Danil Korvey", "Halvaria"])
@pytest.mark.parametrize("article, section, voice, by", [
    (None, None, None, []), (None, ("kind", "lead"), None, ["kind"]), (None, None, "quoted", ["voice"]),
    ("lantern-2", None, None, ["article"]), ("kanal-h-2", ("section", 5), None, ["article", "section"]),
    ("ledger-3", ("section", 4), "narrator", ["article", "section", "voice"]),
])
def test_the_numbers_are_those_of_the_measures(window, analysis, actor, article, section, voice, by):
    window.actor.value, window.article.value = actor, article
    window.section.value, window.voice.value = section, voice
    where = {"article": article, "voice": voice} | dict([section] if section else [])
    counts = framing.count_entities(analysis.mentions, by=by or None)
    for name in by:
        counts = counts[(counts[name].astype(object) == where[name]).to_numpy(bool)]
    mine = counts[(counts["actor"] == actor).to_numpy(bool)]
    rate = row(window, "mentions")
    assert rate["n"] == mine["n"].sum() == window.evidence["n"].sum()
    if len(counts):
        assert rate["of"] == counts["n_tokens"].iloc[0]
        assert rate["low"] <= rate["value"] <= rate["high"]
    if len(mine):
        assert rate["value"] == pytest.approx(1000 * mine["n"].sum() / counts["n_tokens"].iloc[0])
    assert len(window.evidence) == window.sentences.value.count("<li>")


def test_the_tone_is_that_of_mean_tone_with_its_interval(window, analysis):
    window.actor.value, window.voice.value = "Goran Tessik", "narrator"
    scored = framing.score_tone(analysis.mentions, analysis.articles, tokens=analysis.tokens)
    means = framing.mean_tone(scored, by=["actor", "voice"])
    wanted = means[(means["actor"] == "Goran Tessik").to_numpy(bool) & (means["voice"] == "narrator").to_numpy(bool)].iloc[0]
    shown = row(window, "mean tone")
    assert shown[["value", "low", "high"]].tolist() == pytest.approx(wanted[["mean", "low", "high"]].tolist())
    assert shown["n"] == wanted["n_mentions"]
    assert f"{wanted['mean']:.2f}" in plain(window.numbers.value)
    assert f"{wanted['low']:.2f} to {wanted['high']:.2f}" in plain(window.numbers.value)


def test_the_share_of_speech_is_that_of_count_speech(window, analysis):
    window.actor.value, window.article.value = "Jonas Kereth", "hpa-1"
    speech = framing.count_speech(analysis.quotes, analysis.tokens, by="article")
    mine = speech[(speech["article"].astype(object) == "hpa-1").to_numpy(bool) & (speech["actor"] == "Jonas Kereth").to_numpy(bool)]
    shown = row(window, "share")
    assert (shown["n"], shown["of"]) == (mine["n_words"].iloc[0], mine["n_quoted"].iloc[0])
    window.voice.value = "narrator"
    assert row(window, "share")["of"] == 0


def test_every_choice_of_an_article_offers_its_own_sections(window, analysis):
    assert [label for label, _ in window.section.options] == ["all sections", "titles", "subtitles", "leads", "body sections"]
    window.article.value = "kanal-h-2"
    window.section.value = ("section", 4)
    before = window.numbers.value
    window.article.value = "hpa-1"
    assert window.section.value is None and window.numbers.value != before
    ordinals = [value[1] for _, value in window.section.options[1:]]
    body = analysis.sections[(analysis.sections["article"] == "hpa-1").to_numpy(bool)]
    assert set(ordinals) == set(body.loc[(body["kind"] != "furniture") & (body["end"] > body["start"]), "section"])


def test_marked_words_are_the_hits(window, analysis):
    window.actor.value = "Jonas Kereth"
    forms = set(analysis.mentions.loc[(analysis.mentions["actor"] == "Jonas Kereth").to_numpy(bool), "text"])
    marked = [html.unescape(m) for m in re.findall(r"<mark>(.*?)</mark>", window.sentences.value)]
    assert len(marked) == window.evidence["n"].sum() and set(marked) <= forms


def test_a_text_never_becomes_markup():
    text = ("Ann <script>alert(1)</script> Lee met \"Bo & Sons\" <img src=x onerror=alert(2)>.\n\n"
            "<b>Head</b>\n\nAnn Lee said: “</ol><script>alert(3)</script>”. Ann Lee slept & <i>ate</i>.")
    analysis = framing.analyze(pd.DataFrame({"text": [text], "title": ["<u>Title</u>"], "article": ["<a href=x>"]}))
    analysis.mentions.loc[:, "actor"] = "<em>Ann</em>"
    window = framing.explore(analysis)
    shown = window.numbers.value + window.sentences.value
    tags = set(re.findall(r"<(/?[a-z]+)", shown))
    assert tags <= {f"{end}{t}" for end in ("", "/") for t in ("table", "caption", "thead", "tbody", "tr", "th", "td", "ol",
                                                             "li", "mark", "small", "p")}
    assert "<em>Ann</em>" in plain(window.numbers.value) and "&lt;" in window.sentences.value


def test_many_sentences_are_counted_and_not_all_shown():
    text = " ".join(f"Ann Lee saw {k} ships." for k in range(MOST + 7))
    window = framing.explore(framing.analyze(pd.DataFrame({"text": [text]})))
    assert window.sentences.value.count("<li>") == MOST
    assert f"{MOST} of {MOST + 7} sentences shown" in plain(window.sentences.value)
    assert len(window.evidence) == MOST + 7


def test_few_mentions_are_told_to_be_few():
    window = framing.explore(framing.analyze(pd.DataFrame({"text": ["Ann Lee left."]})))
    assert "1 mention; few, do not compare" in plain(window.numbers.value)
    assert "none: too few, or all alike" in plain(window.numbers.value)


def test_of_one_article_the_choice_of_article_is_hidden_and_no_other():
    window = framing.explore(framing.analyze(pd.DataFrame({"text": ["Ann Lee left."]})))
    assert window.article.layout.display == "none"
    assert [choice.layout.display for choice in (window.actor, window.section, window.voice)] == [None] * 3


def test_an_article_without_names_says_so():
    window = framing.explore(framing.analyze(pd.DataFrame({"text": ["it rained all day."]})))
    assert "No actor is named" in window.numbers.value and window.sentences.value == "" and len(window.table) == 0
    assert "No sentence" in sentences_html(window.evidence)


def test_it_is_displayed_as_a_widget(window):
    assert "application/vnd.jupyter.widget-view+json" in window._repr_mimebundle_()


def test_the_table_of_actors_has_every_number(analysis):
    table = list_actors(analysis)
    counts = framing.count_entities(analysis.mentions, by=None)
    assert table[["actor", "n"]].values.tolist() == counts[["actor", "n"]].values.tolist()
    assert table["tone"].between(-1, 1).all() and table.loc[table["n"] >= 10, "low"].notna().all()
    one = measure_actor(analysis, "Goran Tessik")
    assert one["value"].iloc[1] == pytest.approx(table.loc[table["actor"] == "Goran Tessik", "tone"].iloc[0])


def test_without_ipywidgets_it_is_a_plain_table_and_one_line_says_why():
    code = ("import sys; sys.modules['ipywidgets'] = None\nimport framing, pandas as pd\n"
            "a = framing.analyze(pd.DataFrame({'text': ['Ann Lee left. Lee slept. Tom Roy ate.']}))\n"
            "t = framing.explore(a)\nprint(type(t).__name__, t[['actor', 'n']].values.tolist())")
    run = subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    note, table = run.stdout.strip().split("\n")
    assert "ipywidgets" in note and "pip install 'framing[lab]'" in note
    assert table == "DataFrame [['Ann Lee', 2], ['Tom Roy', 1]]"
    assert run.stderr == ""


def test_a_bundle_without_texts_is_refused(analysis):
    with pytest.raises(TypeError, match=r"without \['sentences'\]"):
        framing.explore(framing.make_features(analysis))
