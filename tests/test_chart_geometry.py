"""Charts are read, not admired: every text is inside the figure, covers no other, and says unit and n."""

import numpy as np
import pandas as pd
import pytest
from chart_geometry import bars, dots, drawn_texts, outside, overlapping, texts, words_of
from chart_tables import CHARTS, draw, table
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import framing

SIZES = {"own": None, "small": (4, 3), "tiny": (3, 2), "wide": (12, 4)}
ONE_ARTICLE = [n for n in CHARTS if n not in ("days", "tone by day", "agreement")]
LONG = "The Provisional Committee for the Affairs of Remote Harbours"
#: Names that look like formulas, mark-up, other scripts and other directions.
ODD = ("Cash$ and $_x^2$", r"\frac{a}{b} $\alpha$", "<b>Bold & Co</b>", "דנה כהן", "ليلى حداد", "İpek Ünal-Øst", "tab\there\nand\r\nthere",
       "zero\u200bwidth", "")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def axes_of(size):
    return None if SIZES[size] is None else Figure(figsize=SIZES[size]).subplots()


def check(ax):
    found = drawn_texts(ax.figure)
    assert outside(found, ax.figure.bbox.extents) == []
    assert overlapping(found) == []


@pytest.mark.once
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.filterwarnings("error")
def test_texts_of_the_corpus_stay_inside_and_apart(name, size):
    check(draw(name, ax=axes_of(size)))


@pytest.mark.once
@pytest.mark.parametrize("size", ["own", "small"])
@pytest.mark.parametrize("name", ONE_ARTICLE)
@pytest.mark.filterwarnings("error")
def test_texts_of_one_article_stay_inside_and_apart(name, size):
    check(draw(name, one=True, ax=axes_of(size)))


@pytest.mark.once
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_keeps_to_the_place_its_axes_had(name):
    figure = Figure(figsize=(10, 8))
    places = figure.subplots(2, 2)
    slot = places[0, 0].get_window_extent().extents
    others = [ax.get_position().bounds for ax in places.flat[1:]]
    ax = draw(name, ax=places[0, 0])
    assert ax is places[0, 0]
    for one in places.flat[1:]:
        one.set_axis_off()
    assert outside(drawn_texts(figure), slot) == []
    assert [one.get_position().bounds for one in places.flat[1:]] == others


UNITS = {
    "sections": "words", "terms": "per 1,000 words", "all terms": "per 1,000 words", "entities": "mentions per 1,000 words",
    "all entities": "mentions per 1,000 words", "sentiment": "mean score of a sentence", "keyness": "log-ratio",
    "keyness to one": "log-likelihood", "positions": "percent of the article", "speakers": "words", "speakers by group": "words",
    "talk": "mentions", "share of talk": "share of the speaker's mentions", "names": "share of an actor's namings",
    "names by group": "share of an actor's namings", "two portraits": "mentions per 1,000 words",
    "six portraits": "mentions per 1,000 words", "roles": "share of acting", "roles by group": "share of acting",
    "verbs": "mentions by verb", "passives": "share of clauses", "passives by verb": "share of clauses",
    "labels": "share of the terms", "frames": "hits per 1,000 words", "all frames": "hits per 1,000 words",
    "tone": "mean tone of a mention, −1 to 1", "tone by group": "mean tone of a mention, −1 to 1",
    "days": "mentions per 1,000 words", "tone by day": "mean score of mentions", "agreement": "1 = perfect"}
#: Charts of an estimate; the others count what is there.
ESTIMATES = ("sentiment", "roles", "roles by group", "passives", "passives by verb", "tone", "tone by group", "tone by day",
             "agreement")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_unit_n_and_uncertainty(name):
    ax = draw(name)
    words = " ".join(words_of(ax).split())
    assert UNITS[name] in words.lower().replace("\n", " ")
    assert ("n = " in words) or (name == "agreement" and "units 109" in words)
    assert ("95 % interval" in words) == (name in ESTIMATES)
    description = framing.charts.describe_chart(ax)
    assert description.startswith(" ".join(ax.get_title(loc="left").split("\n")).replace(r"\$", "$"))
    assert "Source: " in description or name == "agreement"


def test_n_is_the_number_of_cases_in_the_table():
    for name, of, column in [("all entities", "all entities", "n"), ("talk", "talk", "n"), ("passives", "passives", "n"),
                             ("labels", "labels", "n"), ("frames", "frames", "n"), ("tone", "tone", "n_mentions"),
                             ("names", "names", "n"), ("sentiment", "sentiment", "n_sentences")]:
        rows = table(of)
        if name == "tone":
            rows = rows[rows["actor"] != ""]
        assert f"n = {rows[column].sum():,}" in words_of(draw(name)), name


# What the marks stand for

def test_bars_of_terms_are_the_rates():
    terms = table("all terms").head(10)
    ax = draw("all terms")
    assert bars(ax) == pytest.approx(terms["per_1000"].tolist())
    assert texts(ax, "label") == terms["term"].tolist()
    assert texts(ax, "value") == [f"{n:,}" for n in terms["n"]]


def test_panels_of_terms_have_one_scale():
    ax = draw("terms")
    terms = table("terms").groupby("outlet", sort=False, observed=True).head(10)
    assert sorted(bars(ax)) == pytest.approx(sorted(terms["per_1000"]))
    per_point = {round(np.diff(one.get_xlim())[0] / one.get_window_extent().width, 9) for one in ax.child_axes}
    assert len(per_point) == 1


def test_bars_of_entities_are_the_rates_most_mentions_first():
    entities = table("all entities").groupby("actor", sort=False, observed=True)[["n", "per_1000"]].sum()
    entities = entities.sort_values("n", ascending=False, kind="stable").head(12)
    ax = draw("all entities")
    assert bars(ax) == pytest.approx(entities["per_1000"].tolist())
    assert [t.get_text() for t in ax.get_yticklabels()] == list(entities.index)


@pytest.mark.parametrize("one", [False, True])
def test_cells_of_the_matrix_are_the_counts(one):
    entities = table("entities", one)
    ax = draw("entities", one=one)
    names = [t.get_text() for t in ax.get_yticklabels()]
    shown = entities[entities["actor"].isin(names) & (entities["n"] > 0)]
    assert sorted(texts(ax, "cell"), key=int) == sorted(map(str, shown.groupby(["actor", entities.columns[0]], observed=True)["n"].sum()), key=int)


def test_rates_of_a_few_words_get_no_shade():
    entities = table("entities", True)
    shades = draw("entities", one=True).collections[0].get_array()
    large = entities[entities["n_tokens"] >= 50]
    assert (entities["n_tokens"] < 50).any()
    assert shades.max() == pytest.approx(large["per_1000"].max())
    assert "Fewer than 50 words, not shaded: 0 Title, 1 Subtitle" in words_of(draw("entities", one=True)).replace("\n", " ")


def test_who_speaks_about_whom_fills_the_cells():
    talk = table("talk")
    ax = draw("talk")
    pairs = talk.groupby(["speaker", "actor"], observed=True)["n"].sum()
    speakers = [t.get_text().replace("Speaker not known", "") for t in ax.get_yticklabels()]
    heads = texts(ax, "head")
    shown = [pairs.get((s, a.replace("\n", " ")), 0) for s in speakers for a in heads]
    assert [int(t) for t in texts(ax, "cell")] == [n for n in shown if n]


def test_bars_of_sections_add_up_to_their_words():
    from chart_tables import analysis

    words = framing.count_terms(analysis(True).tokens, by="section", stop=None)[["section", "n_tokens"]].drop_duplicates()
    ax = draw("sections", one=True)
    parts = {}
    for bar in ax.patches:
        y = round(bar.get_y() + bar.get_height() / 2)
        parts[y] = parts.get(y, 0) + bar.get_width()
    body = words.loc[words["section"] > 1, "n_tokens"].tolist()
    assert list(parts.values())[2:] == body


def test_bars_of_speakers_are_their_words():
    speech = table("speech").groupby("actor", observed=True)[["n_words", "n_reported"]].sum()
    ax = draw("speakers")
    names = [t.get_text().replace("Speaker not known", "") for t in ax.get_yticklabels()]
    assert bars(ax) == speech.loc[names, "n_words"].tolist()
    assert bars(ax, "second") == [n for n in speech.loc[names, "n_reported"] if n]


@pytest.mark.parametrize("name, of, key", [("names", "names", "actor"), ("labels", "labels", "issue")])
def test_parts_of_a_bar_are_the_shares(name, of, key):
    shares = table(of)
    ax = draw(name, top=100) if name == "names" else draw(name)
    drawn = [w for w in bars(ax, "part") if w > 0]
    assert sorted(drawn) == pytest.approx(sorted(shares["share"][shares["share"] > 0]))


def test_bars_of_frames_are_the_rates():
    frames = table("all frames").sort_values("n", ascending=False, kind="stable")
    assert bars(draw("all frames")) == pytest.approx(frames["per_1000"].tolist())


def test_passives_stand_first_with_their_interval_below():
    passives = table("passives")
    ax = draw("passives")
    first = {}
    for bar in ax.patches:
        first.setdefault(round(bar.get_y() + bar.get_height() / 2 + 0.1), bar)
    drawn = [(bar.get_x(), bar.get_width()) for bar in first.values()]
    assert drawn == [(0.0, pytest.approx(s)) for s in passives["share_agentless"]]
    lines = [tuple(line.get_xdata()) for line in ax.lines if line.get_gid() == "interval"]
    assert lines == [(pytest.approx(a), pytest.approx(b)) for a, b in zip(passives["low"], passives["high"], strict=True)]


@pytest.mark.parametrize("name, mean", [("sentiment", "mean"), ("tone", "mean"), ("roles", "share_agent")])
def test_dots_are_the_means_on_their_intervals(name, mean):
    measure = table(CHARTS[name][1])
    ax = draw(name, top=100)
    rows = measure[measure[mean].notna() & (measure.get("actor", pd.Series("x", index=measure.index)) != "")]
    assert sorted(x for x, _ in dots(ax)) == pytest.approx(sorted(rows[mean]))
    drawn = sorted(tuple(line.get_xdata()) for line in ax.lines if line.get_gid() == "interval")
    known = rows[rows["low"].notna()]
    assert np.array(drawn) == pytest.approx(np.array(sorted(zip(known["low"], known["high"], strict=True))))


def test_few_cases_are_hollow():
    roles = table("role counts").set_index("actor")
    ax = draw("roles", top=100)
    names = [t.get_text() for t in ax.get_yticklabels()]
    for line in ax.lines:
        if line.get_gid() == "value":
            few = bool(roles.loc[names[round(line.get_ydata()[0])], "few"])
            assert (line.get_markerfacecolor() == "white") == few


def test_a_name_that_is_nobodys_has_no_tone_of_its_own():
    tone = table("tone")
    with_nobody = pd.concat([tone, tone.head(1).assign(actor="", n_mentions=500)], ignore_index=True)
    names = [t.get_text() for t in framing.plot_tone(with_nobody, top=100).get_yticklabels()]
    assert sorted(names) == sorted(tone["actor"])


def test_the_note_on_hollow_dots_stands_only_where_there_are_some():
    tone = table("tone")
    many = tone[~tone["few"]]
    assert tone["few"].any() and len(many) > 2
    assert "Hollow" not in words_of(framing.plot_tone(many))
    assert "Hollow" in words_of(framing.plot_tone(tone, top=100))


def test_keyness_bars_point_to_the_group_that_uses_the_word_more():
    keyness = table("keyness")
    group = keyness.iloc[0, 0]
    ax = draw("keyness", group=group)
    mine = keyness[keyness["voice"] == group].set_index("term")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert bars(ax) == pytest.approx(mine.loc[names, "log_ratio"].tolist())
    assert texts(ax, "value") == [f"{a:,} : {b:,}" for a, b in zip(mine.loc[names, "n"], mine.loc[names, "n_reference"], strict=True)]
    top = mine[mine["log_ratio"] > 0].sort_values("g2", ascending=False).index[0]
    assert top in names


def test_keyness_names_what_it_compares_with():
    from chart_tables import analysis

    articles = analysis().articles
    two = framing.analyze(articles[articles["outlet"].isin(["Kanal H", "The Lantern"])])
    head = framing.plot_keyness(framing.compare_terms(two.tokens, by="outlet")).get_title(loc="left")
    assert head == "Key words: Kanal H against The Lantern"
    assert "against the rest" in draw("keyness").get_title(loc="left")
    assert "against the reference" in framing.plot_keyness(table("keyness to one")).get_title(loc="left")


def test_positions_are_the_starts_outside_furniture():
    from chart_tables import analysis

    a = analysis(True)
    kinds = a.sections.set_index("section")["kind"].astype(str)
    named = a.mentions[(a.mentions["actor"] != "") & (a.mentions["section"].map(kinds) != "furniture")]
    assert len(named) < (a.mentions["actor"] != "").sum()
    drawn = dots(draw("positions", one=True, top=100), "mention")
    assert sorted(x for x, _ in drawn) == sorted(named["start"].astype(float))


def test_verbs_are_counted_on_their_side():
    roles = table("roles")
    name = "Goran Tessik"
    mine = roles[(roles["actor"] == name) & ~roles["speaking"] & (roles["lemma"] != "")]
    ax = draw("verbs", top=100)
    assert sum(bars(ax)) == mine["role"].isin(["agent", "patient"]).sum()
    assert sum(p.get_width() for p in ax.child_axes[1].patches) == (mine["role"] == "agent").sum()


def test_lines_over_time_are_the_rates_of_each_day():
    days = table("days")
    ax = draw("days")
    lines = [line.get_ydata().tolist() for line in ax.lines if line.get_gid() == "line"]
    rates = days.groupby(["actor", "published"], observed=True)["per_1000"].sum().unstack("published")
    top = days.groupby("actor", observed=True)["n"].sum().sort_values(ascending=False).index[0]
    assert lines[0] == pytest.approx(rates.loc[top].tolist())


def test_a_portrait_has_a_bar_per_actor_and_row():
    portraits = table("portraits").head(6)
    ax = draw("six portraits")
    most = portraits["per_1000"].max()
    widths = [p.get_width() for p in ax.patches if p.get_gid() == "per_1000"]
    track = next(p.get_width() for p in ax.patches if p.get_gid() == "track")
    assert [w / track for w in widths] == pytest.approx((portraits["per_1000"] / most).tolist())
    places = [p for p in ax.patches if p.get_gid() == "first_position"]
    tracks = sorted({p.get_x() for p in ax.patches if p.get_gid() == "track"})
    found = [(p.get_x() - x) / (track - p.get_width()) for p, x in zip(places, tracks, strict=True)]
    assert found == pytest.approx(portraits["first_position"].tolist())
