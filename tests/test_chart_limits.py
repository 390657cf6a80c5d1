"""Charts of hard tables: many actors, long and odd names, nothing at all, gaps; and no trace left behind."""

import ast
import warnings

import matplotlib
import numpy as np
import pandas as pd
import pytest
from chart_geometry import bars, dots, drawn_texts, outside, overlapping, texts, words_of
from chart_tables import CHARTS, draw, table
from conftest import ROOT, examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import framing

#: Names that look like formulas or mark-up, and names of other scripts and directions.
ODD = ("Cash$ and $_x^2$", r"\frac{a}{b} $\alpha$", "<b>Bold & Co</b>", "דנה כהן", "ليلى حداد", "İpek Ünal-Øst",
       "tab\there\nand\r\nthere", "zero\u200bwidth", "%s {0} #1 ~ ^ _")
SIZES = {"own": None, "small": (4, 3), "page": (7, 5)}


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def check(ax):
    found = drawn_texts(ax.figure)
    assert outside(found, ax.figure.bbox.extents) == []
    assert overlapping(found) == []


def actors_tables(names, groups=("Echo", "Post")):
    """Tables of made-up numbers about these actors, as the measures would give them."""
    names, k = list(names), np.arange(len(names))
    n = 60 - k % 50
    one = pd.DataFrame({"actor": names})
    rows = pd.DataFrame({"outlet": np.repeat(groups, len(names)), "actor": names * len(groups)})
    some = np.tile(n, len(groups))
    counts = pd.DataFrame({"label": "PERSON", "n": some, "n_tokens": 4000.0, "per_1000": some / 4})
    share = (k % 10) / 10
    means = pd.DataFrame({"mean": share - 0.5, "low": share - 0.7, "high": share - 0.3, "n_mentions": n, "few": k % 3 == 0})
    agency = pd.DataFrame({"n_agent": n, "n_patient": k % 7, "share_agent": share, "low": (share - 0.1).clip(0),
                           "high": share + 0.1, "few": k % 2 == 0})
    both = [pd.concat([part] * len(groups), ignore_index=True) for part in (means, agency)]
    speech = pd.DataFrame({"n_quotes": 1, "n_words": n * 3, "n_reported": n, "n_quoted": 9000, "share": n * 3 / 9000})
    pairs = pd.DataFrame({"speaker": names, "actor": names[::-1], "n": n, "n_speaker": n, "share": 1.0})
    naming = pd.DataFrame({"naming": "full name", "n": n, "n_actor": n, "share": 1.0})
    portraits = pd.DataFrame({
        "n": n, "n_tokens": 4000, "per_1000": n / 4, "share_sections": share, "n_sections": 3, "n_sections_all": 9,
        "n_articles": 4, "in_title": 1, "in_lead": 2, "first_position": share, "n_words_spoken": n, "n_words_quoted": 900,
        "share_quoted_words": share, "company": [f"{name} {3}" for name in names], "words": "said 5, harbour 3"})
    days = pd.DataFrame({"published": np.repeat(["2025-03-11", "2025-03-12"], len(names)), "actor": names * 2,
                         "n": np.tile(n, 2), "per_1000": np.tile(n / 4, 2)})
    places = pd.DataFrame({"article": "a1", "start": k * 97, "actor": names, "voice": np.where(k % 2, "narrator", "quoted")})
    verbs = pd.DataFrame({"actor": names[0], "role": np.where(k % 2, "agent", "patient"), "lemma": names, "speaking": False})
    return {
        "plot_entities": pd.concat([rows, counts], axis=1), "plot_speakers": pd.concat([one, speech], axis=1),
        "plot_talk": pairs, "plot_names": pd.concat([one, naming], axis=1), "plot_tone": pd.concat([one, means], axis=1),
        "plot_tone by outlet": pd.concat([rows, both[0]], axis=1), "plot_roles": pd.concat([one, agency], axis=1),
        "plot_roles by outlet": pd.concat([rows, both[1]], axis=1), "plot_portraits": pd.concat([one, portraits], axis=1),
        "plot_over_time": days, "plot_positions": places, "plot_verbs": verbs,
        "plot_terms": pd.DataFrame({"term": names, "n": n, "n_tokens": 4000, "per_1000": n / 4}),
        "plot_frames": pd.DataFrame({"frame": names, "n": n, "n_tokens": 4000, "per_1000": n / 4}),
        "plot_labels": pd.DataFrame({"outlet": names, "issue": names[0], "label": names, "n": n, "n_issue": n, "share": 1.0}),
        "plot_sections": pd.DataFrame({"heading": names, "n_tokens": n * 9, "share_quoted": share}),
        "plot_sentiment": pd.DataFrame({"outlet": names, "mean": share - 0.5, "low": share - 0.7, "high": share - 0.3,
                                        "n_sentences": n, "share_scored": share, "few": k % 3 == 0}),
        "plot_agreement": pd.DataFrame({"what": names, "value": share, "low": share - 0.1, "high": share + 0.1, "n": n}),
        "plot_keyness": pd.DataFrame({"outlet": names[0], "term": names, "n": n, "n_reference": k, "g2": 9.0 + k,
                                      "log_ratio": share - 0.45, "z": share, "p_adjusted": share}),
        "plot_passives": pd.DataFrame({"outlet": names, "n_active": n, "n_with_agent": 1, "n_agentless": k, "n": n + k + 1,
                                       "share_agentless": k / (n + k + 1), "low": 0.0, "high": 0.9, "few": k % 2 == 0}),
    }


MANY = [f"{k} The Provisional Committee for the Affairs of Remote Harbours"[:60] for k in range(40)]
NAMES = list(actors_tables(ODD))


@pytest.mark.once
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("error")
def test_forty_actors_with_names_of_sixty_characters_break_nothing(name, size):
    made = actors_tables(MANY)[name]
    more = {"top": 40} if name not in ("plot_labels", "plot_portraits") else {}
    check(getattr(framing, name.split()[0])(made, ax=SIZES[size] and Figure(figsize=SIZES[size]).subplots(), **more))


@pytest.mark.once
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("error")
def test_names_are_shown_as_written_never_read_as_formulas(name):
    ax = getattr(framing, name.split()[0])(actors_tables(ODD)[name], ax=Figure(figsize=(9, 9)).subplots())
    check(ax)
    seen = words_of(ax).replace(r"\$", "$").replace("\n", " ")
    assert "$" in seen.replace("…", "$")
    assert not any(t.get_text().count("$") != t.get_text().count(r"\$") for t, _ in drawn_texts(ax.figure))


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(max_size=70), min_size=1, max_size=6, unique=True))
def test_any_text_is_a_name(names):
    with warnings.catch_warnings():
        warnings.filterwarnings("error")
        warnings.filterwarnings("ignore", message=".*missing from font.*")  # scripts that the font of matplotlib lacks
        made = actors_tables(names)
        for name in ("plot_tone", "plot_entities", "plot_over_time"):
            ax = getattr(framing, name)(made[name], ax=Figure(figsize=(6, 4)).subplots())
            assert outside(drawn_texts(ax.figure), ax.figure.bbox.extents) == []


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.filterwarnings("error")
def test_an_empty_table_gives_an_empty_chart_that_says_so(name):
    function, of, more = CHARTS[name]
    nothing = table(of).iloc[:0]
    ax = getattr(framing, function)(nothing, **{k: v for k, v in more.items() if k != "actor"})
    assert len(texts(ax, "empty")) == 1
    assert not ax.patches and not ax.collections and not ax.child_axes
    check(ax)
    assert texts(ax, "empty")[0].rstrip(".") in framing.charts.describe_chart(ax)


@pytest.mark.parametrize("name", CHARTS)
def test_a_table_without_its_columns_is_refused_by_name(name):
    function, of, more = CHARTS[name]
    with pytest.raises(ValueError, match="column"):
        getattr(framing, function)(table(of).iloc[:, :1], **more)


@pytest.mark.parametrize("name, column", [
    ("plot_tone", "mean"), ("plot_tone by outlet", "mean"), ("plot_roles", "share_agent"), ("plot_sentiment", "mean"),
    ("plot_agreement", "value"), ("plot_over_time", "per_1000")])
@pytest.mark.filterwarnings("error")
def test_no_value_is_no_dot(name, column):
    made = actors_tables(["Ann Lee", "Tom Roy", "Ida Berg"])[name]
    draw_it = getattr(framing, name.split()[0])
    before = len([x for x, y in dots(draw_it(made)) if not np.isnan(x + y)])
    gap = made.copy()
    gap.loc[1, column] = np.nan
    ax = draw_it(gap)
    assert len([x for x, y in dots(ax) if not np.isnan(x + y)]) == before - 1
    check(ax)


@pytest.mark.parametrize("name, column", [("plot_entities", "per_1000"), ("plot_frames", "per_1000")])
def test_no_rate_is_no_bar(name, column):
    made = actors_tables(["Ann Lee", "Tom Roy", "Ida Berg"])[name].drop(columns="outlet", errors="ignore").head(3)
    gap = made.copy()
    gap.loc[1, column] = np.nan
    assert len(bars(getattr(framing, name)(made))) == 3
    assert len(bars(getattr(framing, name)(gap))) == 2


def test_no_rate_is_no_shade_but_its_count_stands():
    made = actors_tables(["Ann Lee", "Tom Roy"])["plot_entities"]
    made.loc[0, "per_1000"] = np.nan
    ax = framing.plot_entities(made)
    shades = ax.collections[0].get_array()
    assert np.ma.count_masked(shades) == 1
    assert len(texts(ax, "cell")) == 4


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_changed_but_the_axes(name):
    function, of, more = CHARTS[name]
    figure = Figure(figsize=(7, 5))
    given_axes = figure.subplots()
    before, settings_before, open_before = table(of).copy(), dict(matplotlib.rcParams), plt.get_fignums()
    assert getattr(framing, function)(table(of), ax=given_axes, **more) is given_axes
    assert dict(matplotlib.rcParams) == settings_before
    assert plt.get_fignums() == open_before
    assert figure.axes[0] is given_axes and tuple(figure.get_size_inches()) == (7, 5)
    pd.testing.assert_frame_equal(table(of), before)


@pytest.mark.once
@pytest.mark.parametrize("engine", ["constrained", "tight"])
@pytest.mark.parametrize("name", ["sentiment", "entities", "labels", "roles by group", "terms"])
def test_a_layout_engine_may_arrange_the_charts(name, engine):
    figure = Figure(figsize=(12, 9), layout=engine)
    ax = draw(name, ax=figure.subplots(2, 2)[0, 0])
    drawn_texts(figure)
    found = drawn_texts(figure)
    assert outside(found, figure.bbox.extents) == []
    assert ax.get_title(loc="left")


@pytest.mark.once
@pytest.mark.parametrize("style", ["dark_background", "ggplot", "fivethirtyeight"])
@pytest.mark.parametrize("name", ["entities", "tone", "labels", "days", "terms"])
def test_a_style_of_the_user_makes_no_chart_unreadable(name, style):
    with plt.style.context(style):
        ax = draw(name)
        found = drawn_texts(ax.figure)
    assert outside(found, ax.figure.bbox.extents) == []
    assert overlapping(found) == []
    assert matplotlib.colors.to_hex(ax.figure.get_facecolor()) == "#ffffff"


def test_equal_tables_give_equal_pictures(tmp_path):
    for name in ("tone", "entities"):
        for k in (0, 1):
            draw(name).figure.savefig(tmp_path / f"{k}.png", metadata={"Software": None})
            plt.close("all")
        assert (tmp_path / "0.png").read_bytes() == (tmp_path / "1.png").read_bytes()


FILES = sorted((ROOT / "framing" / "charts").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_charts_only_draw(path):
    tree = ast.parse(path.read_text(encoding="utf8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"savefig", "show", "update_layout", "rc", "rc_context", "use"}
    stores = [node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
              and isinstance(node.value, ast.Attribute) and node.value.attr == "rcParams"]
    assert stores == []
    measures = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 2}
    assert measures <= {"groups", "schema", None}
