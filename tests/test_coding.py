"""Human coders: what is drawn, what a sheet may do to a spreadsheet, what comes back, and how agreement is counted."""

import re
import warnings

import numpy as np
import openpyxl
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import framing
from framing.cli import app
from framing.coding import allocate
from framing.coding.agreement import alphas, krippendorff_alpha
from framing.coding.cells import cell, uncell

TONE = {"tone": {-1: "bad light", 0: "neither", 1: "good light"}}
GAPS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
#: Krippendorff (2011), Computing Krippendorff's alpha-reliability: data and results of its sections A to D. "." = missing.
TEXTBOOK = [
    ("two coders, two codes", ["0100000010", "1110010000"], "alpha, nominal", 0.095),
    ("two coders, five codes", ["aabbdcccedda", "babbbcccedd" "d"], "alpha, nominal", 0.692),
    ("four coders, gaps, nominal", GAPS, "alpha, nominal", 0.743),
    ("four coders, gaps, ordinal", GAPS, "alpha, ordinal", 0.815),
]


def sheet(codes, column="code", **more):
    """A coding sheet from one character per unit; "." is a missing code, digits are numbers."""
    values = [None if c == "." else float(c) if c.isdigit() else c for c in codes]
    if all(v is None or isinstance(v, float) for v in values):
        values = [np.nan if v is None else v for v in values]
    return pd.DataFrame({"unit_id": [f"u{k}" for k in range(len(codes))], column: values, **more})


def value_of(table, measure, compared=None):
    rows = table[(table["measure"] == measure) & ((table["compared"] == compared) if compared else True)]
    return rows["value"].iloc[0]


@pytest.fixture(scope="module")
def analysis(sample_analysis):
    return sample_analysis


@pytest.fixture(scope="module")
def coders(sample):
    return {name: framing.read_coding_sheet(sample / "coders" / f"{name}.csv") for name in ("coder_a", "coder_b")}


# Agreement

@pytest.mark.parametrize("claim, codes, measure, expected", TEXTBOOK, ids=[t[0] for t in TEXTBOOK])
def test_alpha_is_the_textbooks(claim, codes, measure, expected):
    found = framing.measure_agreement([sheet(c) for c in codes], value="code")
    assert value_of(found, measure) == pytest.approx(expected, abs=0.0005)


def test_the_sample_coders_agree_as_its_readme_says(coders):
    found = framing.measure_agreement(coders, value="tone")
    assert found["measure"].tolist() == ["alpha, nominal", "alpha, ordinal", "agreement"]
    assert found["value"].round(2).tolist()[:2] == [0.72, 0.81]
    assert found["value"].iloc[2] == pytest.approx(1 - 20 / 109)
    assert (found["low"] < found["value"]).all() and (found["value"] < found["high"]).all()
    assert found["n"].tolist() == [109] * 3


def test_the_cli_prints_the_same(sample):
    run = CliRunner().invoke(app, ["coders", *(str(sample / "coders" / f"coder_{c}.csv") for c in "ab")])
    assert run.exit_code == 0
    assert "0.720" in run.output and "0.806" in run.output


def test_sheets_of_the_same_name_in_two_folders_are_two_coders(sample, tmp_path):
    sheets = []
    for coder in ("a", "b"):
        (tmp_path / coder).mkdir()
        sheets.append(tmp_path / coder / "tone.csv")
        sheets[-1].write_bytes((sample / "coders" / f"coder_{coder}.csv").read_bytes())
    run = CliRunner().invoke(app, ["coders", *map(str, sheets)])
    assert run.exit_code == 0 and "0.720" in run.output


def test_a_missing_code_is_no_disagreement():
    found = framing.measure_agreement([sheet("0101.1"), sheet("01011.")], value="code")
    assert found["value"].tolist() == [1, 1, 1]
    assert found["n"].tolist() == [4, 4, 4]


def test_three_coders_are_compared_all_together_and_by_pairs():
    found = framing.measure_agreement({"a": sheet("00110"), "b": sheet("00110"), "c": sheet("11001")}, value="code")
    assert found["compared"].unique().tolist() == ["a, b, c", "a, b", "a, c", "b, c"]
    assert value_of(found, "agreement", "a, b, c") == pytest.approx(1 / 3)
    assert value_of(found, "alpha, nominal", "a, c") < 0 < value_of(found, "alpha, nominal", "a, b") == 1


def test_where_all_codes_are_alike_alpha_is_not_known():
    found = framing.measure_agreement([sheet("0000"), sheet("0000")], value="code").set_index("measure")
    assert np.isnan(found.loc["alpha, nominal", "value"])
    assert found.loc["agreement", "value"] == 1


def test_words_have_no_order_until_one_is_given():
    words = [pd.DataFrame({"unit_id": list("abcd"), "code": c}) for c in (["low", "mid", "high", "low"], ["low", "high", "high", "mid"])]
    plain = framing.measure_agreement(words, value="code")
    ordered = framing.measure_agreement(words, value="code", order=["low", "mid", "high"])
    numbers = framing.measure_agreement([w.assign(code=w["code"].map({"low": 1, "mid": 2, "high": 3})) for w in words], value="code")
    assert "alpha, ordinal" not in plain["measure"].tolist()
    assert ordered["value"].tolist() == numbers["value"].tolist()


def test_the_tools_figures_by_hand():
    coder, tool = sheet("0001112222"), sheet("0012112200")
    found = framing.measure_agreement({"ann": coder}, value="code", tool=tool).set_index("measure")["value"]
    assert found["precision of 0"] == pytest.approx(2 / 4)
    assert found["recall of 0"] == pytest.approx(2 / 3)
    assert found["F1 of 0"] == pytest.approx(4 / 7)
    assert found["precision of 1"] == pytest.approx(2 / 3)
    assert found["recall of 2"] == pytest.approx(2 / 4)
    assert found["macro-F1"] == pytest.approx((4 / 7 + 2 / 3 + 4 / 7) / 3)
    assert found["agreement"] == pytest.approx(6 / 10)
    assert found["alpha, nominal"] == value_of(framing.measure_agreement([coder, tool], value="code"), "alpha, nominal")


def test_every_coders_code_counts_as_the_truth_once():
    found = framing.measure_agreement([sheet("0011"), sheet("0111")], value="code", tool=sheet("0011")).set_index("measure")
    assert found.loc["recall of 1", "value"] == pytest.approx(4 / 5)
    assert found.loc["precision of 0", "value"] == pytest.approx(3 / 4)


def test_a_code_that_only_the_tool_uses_costs_but_is_no_class_of_its_own():
    found = framing.measure_agreement([sheet("0011")], value="code", tool=sheet("0013")).set_index("measure")["value"]
    assert "F1 of 3" not in found.index
    assert found["macro-F1"] == pytest.approx((1 + 2 / 3) / 2)


@pytest.mark.filterwarnings("ignore:.*hardly share a code")
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=2, max_size=30))
@settings(max_examples=examples(60), deadline=None)
def test_alpha_of_the_tool_and_one_coder_is_that_of_two_coders(pairs):
    one, two = (sheet("".join(str(p[k]) for p in pairs)) for k in (0, 1))
    tool = framing.measure_agreement([one], value="code", tool=two)
    both = framing.measure_agreement([one, two], value="code")
    assert tool["value"].tolist()[:3] == pytest.approx(both["value"].tolist(), nan_ok=True)


@given(st.integers(2, 4).flatmap(lambda v: st.lists(st.lists(st.integers(-1, v), min_size=3, max_size=3), min_size=2, max_size=25)))
@settings(max_examples=examples(60), deadline=None)
def test_the_alpha_of_resamples_is_the_packages(units):
    counts = (np.array(units)[:, :, None] == np.arange(5)).sum(axis=1)
    counts = counts[counts.sum(axis=1) > 1]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(5)
    summed = (pairs / np.maximum(counts.sum(axis=1) - 1, 1).reshape(-1, 1, 1)).sum(axis=0)[None]
    for level in ("nominal", "ordinal"):
        assert alphas(summed, level)[0] == pytest.approx(krippendorff_alpha(counts, level), nan_ok=True)


def test_an_interval_over_units_covers():
    """Two coders who copy each other in 70 of 100 units and throw dice else: true alpha .7."""
    rng = np.random.default_rng(2)
    hits, n, trials = 0, 100, 200
    for _ in range(trials):
        one = rng.integers(0, 3, n)
        two = np.where(rng.random(n) < 0.7, one, rng.integers(0, 3, n))
        codes = [pd.DataFrame({"unit_id": range(n), "code": c.astype(str)}) for c in (one, two)]
        row = framing.measure_agreement(codes, value="code").iloc[0]
        hits += row["low"] <= 0.7 <= row["high"]
    # 0.95 ± three standard errors of 200 trials.
    assert 0.90 <= hits / trials <= 0.995


def test_scores_are_cut_into_codes_and_refused_without_a_cut(coders, sample):
    articles = framing.read_articles(sample / "articles")
    scored = framing.score_tone(coders["coder_a"], articles, method="vader")
    with pytest.raises(ValueError, match=r"column 'tone' holds scores .* cut=0\.05"):
        framing.measure_agreement(coders, value="tone", tool=scored)
    wide = framing.measure_agreement(coders, value="tone", tool=scored, cut=2)
    assert value_of(wide, "recall of 0", "tool, coders") == 1


def test_of_the_models_tone_the_most_probable_is_taken(coders, sample):
    articles = framing.read_articles(sample / "articles")
    scored = framing.score_tone(coders["coder_a"], articles)
    best = scored[["p_negative", "p_neutral", "p_positive"]].to_numpy().argmax(axis=1) - 1.0
    assert framing.measure_agreement(coders, value="tone", tool=scored).equals(
        framing.measure_agreement(coders, value="tone", tool=scored.assign(best=best), tool_value="best"))


def test_the_tool_is_matched_by_place_where_it_has_no_unit_ids(coders, sample):
    articles = framing.read_articles(sample / "articles")
    scored = framing.score_tone(coders["coder_a"], articles)
    placed = scored.drop(columns="unit_id").sample(frac=1, random_state=1)
    assert framing.measure_agreement(coders, value="tone", tool=placed).equals(
        framing.measure_agreement(coders, value="tone", tool=scored))


@pytest.mark.parametrize("change, message", [
    (lambda a, b: ({"a": a, "b": b.drop(columns="code")}, None), "the sheet of 'b' lacks column"),
    (lambda a, b: ({"a": a, "b": pd.concat([b, b.iloc[:1]])}, None), "the sheet of 'b' holds the unit 'u0' twice"),
    (lambda a, b: ({"a": a, "b": b.assign(unit_id=list("wxyz"))}, None), "share no unit"),
    (lambda a, b: ({"a": a.assign(article="x", start=1, end=2), "b": b.assign(article="x", start=1, end=3)}, None),
     r"unit 'u0' is \('x', 1, 2\) in one sheet and \('x', 1, 3\) in that of 'b'"),
    (lambda a, b: ({"a": a}, b.iloc[1:]), "tool has no row for 1 of 4 units: u0"),
    (lambda a, b: ({}, None), "no codings given"),
])
def test_what_does_not_fit_together_is_named(change, message):
    codings, tool = change(sheet("0011"), sheet("0111"))
    with pytest.raises(ValueError, match=message):
        framing.measure_agreement(codings, value="code", tool=tool)


def test_codes_outside_the_order_are_named():
    with pytest.raises(ValueError, match=r"codes \['c'\] of 'code' are not in order"):
        framing.measure_agreement([sheet("abc"), sheet("abb")], value="code", order=["a", "b"])


def texts(codes, **changed):
    """The sheet as a spreadsheet gives it without its codebook, all text, single cells (u3="?") typed otherwise."""
    plain = codes.assign(code=[f"{c:g}" for c in codes["code"]]).set_index("unit_id")
    plain.loc[list(changed), "code"] = list(changed.values())
    return plain.reset_index()


def test_numbers_and_the_same_numbers_as_text_are_the_same_codes():
    numbers, other = sheet("0112012201"), sheet("0112012210")
    expected = framing.measure_agreement([numbers, other], value="code", tool=numbers)
    spelt = texts(other, u0="0.0", u1="1,0", u2=" +1 ")
    assert framing.measure_agreement([numbers, spelt], value="code", tool=texts(numbers)).equals(expected)


def test_one_cell_of_text_costs_one_unit_and_no_more():
    numbers = sheet("0112012201")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = framing.measure_agreement([numbers, texts(numbers, u9="?")], value="code")
        ordered = framing.measure_agreement([numbers, texts(numbers, u9="?")], value="code", order=[0, "1", 2.0, "?"])
    assert value_of(found, "agreement") == 9 / 10
    assert found["measure"].tolist() == ["alpha, nominal", "agreement"]
    assert value_of(ordered, "alpha, ordinal") > 0.5


def test_a_blank_cell_of_text_is_a_missing_code():
    found = framing.measure_agreement([sheet("0112"), texts(sheet("0112"), u1=" ", u2="")], value="code")
    assert found["n"].tolist() == [2] * 3 and value_of(found, "agreement") == 1


@pytest.mark.parametrize("who", ["coders", "tool"])
def test_codes_that_do_not_meet_are_told(who):
    words = sheet("abab")
    given_to = {"codings": {"Ann": sheet("0101"), "Ben": words}} if who == "coders" else \
        {"codings": {"Ann": sheet("0101")}, "tool": words}
    with pytest.warns(UserWarning, match=rf"'Ann' and '{'Ben' if who == 'coders' else 'the tool'}' hardly share a code of "
                                         r"'code': \['0', '1'\] against \['a', 'b'\]\. If they mean the same"):
        framing.measure_agreement(value="code", **given_to)


def test_coders_who_share_their_codes_are_not_warned_however_little_they_agree():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        framing.measure_agreement([sheet("0101"), sheet("1010")], value="code")
        framing.measure_agreement([sheet("0122")], value="code", tool=sheet("0000"))


def test_empty_sheets_give_figures_that_are_not_known():
    found = framing.measure_agreement([sheet(""), sheet("")], value="code", tool=sheet(""))
    assert found["value"].isna().all() and (found["n"] == 0).all()
    assert list(found.columns) == ["compared", "measure", "value", "low", "high", "n"]


def test_agreement_can_be_drawn(coders):
    from matplotlib.figure import Figure

    found = framing.measure_agreement(coders, value="tone")
    ax = framing.plot_agreement(found, ax=Figure().subplots())
    assert [t.get_text() for t in ax.get_yticklabels()][:1] == ["coder_a, coder_b · alpha, nominal"]


def test_alpha_needs_units_with_two_codes():
    assert np.isnan(krippendorff_alpha(np.array([[1, 0], [0, 1]]), "nominal"))


# Drawing

@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.data(), st.sampled_from(["proportional", "equal"]))
def test_an_allocation_adds_up_and_takes_no_more_than_there_is(sizes, data, how):
    n = data.draw(st.integers(0, sum(sizes)))
    wanted = allocate(np.array(sizes), n, how)
    assert wanted.sum() == n
    assert ((wanted >= 0) & (wanted <= sizes)).all()
    if n >= sum(s > 0 for s in sizes):
        assert (wanted[np.array(sizes) > 0] > 0).all()


def test_proportional_shares_and_equal_ones():
    assert allocate(np.array([50, 30, 20]), 10, "proportional").tolist() == [5, 3, 2]
    assert allocate(np.array([50, 30, 20]), 7, "proportional").tolist() == [4, 2, 1]
    assert allocate(np.array([97, 2, 1]), 10, "proportional").tolist() == [8, 1, 1]
    assert allocate(np.array([50, 30, 2]), 12, "equal").tolist() == [5, 5, 2]


@pytest.mark.parametrize("unit", ["sentence", "mention", "quote", "section"])
def test_units_slice_back_and_stand_in_their_context(analysis, unit):
    sample = framing.draw_sample(analysis, unit=unit, n=40, seed=1)
    texts = analysis.articles.set_index("article")["text"]
    assert len(sample) == 40
    assert [texts[a][s:e] for a, s, e in zip(sample["article"], sample["start"], sample["end"], strict=True)] == sample["text"].tolist()
    if unit != "section":
        assert all(f"[[{t}]]" in c for t, c in zip(sample["text"], sample["context"], strict=True))
        assert all(c.replace("[[", "").replace("]]", "") in texts[a] for c, a in zip(sample["context"], sample["article"], strict=True)
                   if c.count("[[") == 1)


@pytest.mark.parametrize("unit, contexts", [
    ("sentence", ["[[Rain fell.]] Ann Lee slept.", "Rain fell. [[Ann Lee slept.]] Wind rose.", "Ann Lee slept. [[Wind rose.]]"]),
    ("mention", ["[[Ann Lee]] slept."]),
])
def test_a_coder_sees_what_stands_around(unit, contexts):
    small = framing.analyze(pd.DataFrame({"text": ["Rain fell. Ann Lee slept. Wind rose."]}))
    assert framing.draw_sample(small, unit=unit, n=len(contexts))["context"].tolist() == contexts


def test_what_measures_leave_out_is_not_drawn(analysis):
    everything = framing.draw_sample(analysis, unit="sentence", n=400)
    kind = everything.merge(analysis.sections[["article", "section", "kind", "start"]], on=["article", "section"], suffixes=("", "_section"))
    assert "furniture" not in set(kind["kind"])
    assert (kind["start"] >= kind["start_section"]).all()


def test_strata_get_their_share_and_weights_add_up_to_all_there_is(analysis):
    drawn = framing.draw_sample(analysis, unit="sentence", n=60, by="outlet")
    sizes = framing.draw_sample(analysis, unit="sentence", n=500, by="outlet").groupby("outlet")["weight"].sum()
    assert drawn["outlet"].nunique() == 4
    assert drawn.groupby("outlet")["weight"].sum().tolist() == pytest.approx(sizes.tolist())
    assert (drawn.groupby("outlet").size() - 60 * sizes / sizes.sum()).abs().max() < 1
    even = framing.draw_sample(analysis, unit="sentence", n=60, by="outlet", allocation="equal")
    assert even.groupby("outlet").size().tolist() == [15] * 4


def test_a_seed_draws_the_same_and_another_seed_others(analysis):
    draw = [framing.draw_sample(analysis, n=30, by=["outlet", "kind"], seed=s) for s in (3, 3, 4)]
    assert draw[0].equals(draw[1])
    assert not draw[0][["article", "start"]].equals(draw[2][["article", "start"]])
    assert not draw[0].duplicated(["article", "start"]).any()


def test_every_unit_is_as_likely_to_be_drawn(analysis):
    drawn = [framing.draw_sample(analysis, unit="quote", n=100, seed=s) for s in range(60)]
    counts = pd.concat([d["article"].astype(str) + ":" + d["start"].astype(str) for d in drawn]).value_counts()
    share = 100 / drawn[0]["weight"].sum()
    # Five standard deviations either way.
    assert (counts - 60 * share).abs().max() < 5 * np.sqrt(60 * share * (1 - share))


def test_a_sample_holds_nothing_of_what_the_tool_thinks(analysis):
    sample = framing.draw_sample(analysis, unit="mention", n=5, by="outlet")
    assert list(sample.columns) == ["unit_id", "article", "section", "start", "end", "text", "context", "actor", "outlet", "weight"]


@pytest.mark.parametrize("options, message", [
    ({"unit": "sentense", "n": 5}, "Did you mean 'sentence'"),
    ({"unit": "quote", "n": 10**6}, "n=1000000 is more than the"),
    ({"n": -1}, "whole number"),
    ({"n": 5, "by": "planet"}, "unknown by='planet'"),
])
def test_wrong_wishes_are_named(analysis, options, message):
    with pytest.raises(ValueError, match=message):
        framing.draw_sample(analysis, **options)


def test_nothing_is_drawn_from_nothing():
    empty = framing.analyze(pd.DataFrame({"text": pd.Series([], dtype=str)}))
    sample = framing.draw_sample(empty, unit="mention", n=0)
    assert list(sample.columns) == ["unit_id", "article", "section", "start", "end", "text", "context", "actor", "weight"]


# Sheets

@given(st.text(max_size=30))
def test_no_cell_can_be_a_formula_and_its_text_comes_back(text):
    safe = cell(text)
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠].", safe, re.DOTALL) or re.fullmatch(r"[+\-][\d.,]+", safe)
    known = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "�", text.replace("\r\n", "\n"))
    assert uncell(safe) == known


@pytest.mark.parametrize("text", ["=1+1", "+1 (555)", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''@x"])
def test_formulas_get_an_apostrophe(text):
    assert cell(text) == "'" + text and uncell(cell(text)) == text


@pytest.mark.parametrize("text", ["-1", "+0.5", "−3", "1", "'tis", "a=b", "", "-", "＝"])
def test_what_is_no_formula_is_left_alone(text):
    assert cell(text) == text


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sheet_comes_back_as_it_was_sent_with_codes_to_fill(analysis, tmp_path, suffix):
    sample = framing.draw_sample(analysis, unit="mention", n=20, by="outlet")
    framing.write_coding_sheet(sample, tmp_path / f"ann{suffix}", variables=TONE | {"remark": "whatever strikes you"})
    back = framing.read_coding_sheet(tmp_path / f"ann{suffix}")
    assert list(back.columns) == [*sample.columns, "tone", "remark"]
    for name in sample.columns:
        assert back[name].tolist() == sample[name].tolist(), name
    assert back[["tone", "remark"]].isna().all(axis=None)
    assert back["tone"].dtype == float and back["start"].dtype == np.int32


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_dangerous_news_is_harmless_in_the_file_and_whole_after_it(tmp_path, suffix):
    nasty = ['=HYPERLINK("http://evil.example","x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "#N/A", 'say "no",\nplease', "über; naïve"]
    sample = pd.DataFrame({"unit_id": [f"u{k}" for k in range(len(nasty))], "text": nasty})
    path = tmp_path / f"ann{suffix}"
    framing.write_coding_sheet(sample, path, variables={"x": ["=a", "b"]})
    if suffix == ".xlsx":
        page = openpyxl.load_workbook(path)["coding"]
        assert {c.data_type for row in page.iter_rows() for c in row} <= {"s", "n"}
        assert not [c.value for row in page.iter_rows() for c in row if isinstance(c.value, str) and c.value[:1] in "=+-@\t"]
    assert framing.read_coding_sheet(path)["text"].tolist() == nasty


def test_a_workbook_has_a_codebook_page_and_lists_to_choose_from(tmp_path):
    framing.write_coding_sheet(pd.DataFrame({"unit_id": ["u1", "u2"], "text": ["a", "b"]}), tmp_path / "ann.xlsx",
                               variables={"tone": {"": "toward the actor"} | TONE["tone"], "frame": ["order", "economy"]})
    book = openpyxl.load_workbook(tmp_path / "ann.xlsx")
    assert book.sheetnames == ["coding", "codebook"]
    rows = [tuple(c.value for c in row) for row in book["codebook"].iter_rows()]
    assert rows[:5] == [("variable", "value", "definition"), ("tone", None, "toward the actor"), ("tone", -1, "bad light"),
                        ("tone", 0, "neither"), ("tone", 1, "good light")]
    rules = {str(r.sqref): r.formula1 for r in book["coding"].data_validations.dataValidation}
    assert rules == {"C2:C3": "codebook!$B$3:$B$5", "D2:D3": "codebook!$B$6:$B$7"}
    back = framing.read_coding_sheet(tmp_path / "ann.xlsx")
    assert back["tone"].dtype == float and back["frame"].isna().all()


def test_a_sheet_that_may_be_filled_in_is_not_overwritten(tmp_path):
    units = pd.DataFrame({"unit_id": ["u1"]})
    framing.write_coding_sheet(units, tmp_path / "ann.csv")
    with pytest.raises(FileExistsError, match="may hold someone's codes"):
        framing.write_coding_sheet(units, tmp_path / "ann.csv")
    framing.write_coding_sheet(units, tmp_path / "ann.csv", overwrite=True)


@pytest.mark.parametrize("save", [
    lambda text: text.replace(",", ";").encode("cp1252"),
    lambda text: text.replace(",", "\t").encode("utf-16"),
    lambda text: text.replace("\r\n", "\n").encode(),
    lambda text: "\r\n".join([*text.splitlines()[:1], *text.splitlines()[:0:-1], ",,,", ""]).encode(),
], ids=["semicolons, Windows", "tabs, UTF-16", "Unix line ends", "rows turned round, blank row"])
def test_a_sheet_may_be_saved_by_another_program(tmp_path, save):
    framing.write_coding_sheet(pd.DataFrame({"unit_id": ["u1", "u2", "u3"], "text": ["für", "né", "x"]}), tmp_path / "ann.csv", variables=TONE)
    lines = (tmp_path / "ann.csv").read_text(encoding="utf-8-sig").splitlines()
    filled = [lines[0], *(line + code for line, code in zip(lines[1:], ["-1", "", "1.0"], strict=True))]
    (tmp_path / "ann.csv").write_bytes(save("\r\n".join(filled) + "\r\n"))
    back = framing.read_coding_sheet(tmp_path / "ann.csv").set_index("unit_id").loc[["u1", "u2", "u3"]]
    assert back["tone"].tolist()[::2] == [-1, 1] and np.isnan(back["tone"].iloc[1])
    assert back["text"].tolist() == ["für", "né", "x"]


@pytest.mark.parametrize("typed, read", [("−1", -1), (" 1 ", 1), ("1,0", 1), ("0.0", 0), ("+1", 1)])
def test_codes_may_be_typed_in_other_ways(tmp_path, typed, read):
    (tmp_path / "a.csv").write_text(f'unit_id\ttone\nu1\t{typed}\n', encoding="utf8")
    assert framing.read_coding_sheet(tmp_path / "a.csv", variables=TONE)["tone"].tolist() == [read]


def test_case_does_not_matter_in_words(tmp_path):
    (tmp_path / "a.csv").write_text("unit_id,frame\nu1,ECONOMY\nu2,Order\n", encoding="utf8")
    back = framing.read_coding_sheet(tmp_path / "a.csv", variables={"frame": ["order", "economy"]})
    assert back["frame"].tolist() == ["economy", "order"]


@pytest.mark.parametrize("text, messages", [
    ("unit_id,tone\nu1,1\nu2,7\n", [r"row 3, column 'tone': '7' is not allowed; choose one of \['-1', '0', '1'\]"]),
    ("unit_id,tone\nu1,1\n\nu2,x\n", ["row 4, column 'tone': 'x'"]),
    ("unit_id,tone\nu1,1\nu1,0\n", ["row 3, column 'unit_id': 'u1' stands in row 2 already"]),
    ("unit_id,tone\n,1\n", ["row 2, column 'unit_id': blank"]),
    ("unit_id,start,tone\nu1,12 Jan,1\n", ["row 2, column 'start': '12 Jan' is not a whole number"]),
    ("unit_id,tone\nu1,2\nu1,3\n", ["3 faults", "row 2, column 'tone'", "row 3, column 'unit_id'", "row 3, column 'tone'"]),
    ("unit_id,tone\nu1,1,oops\n", ["row 2, column 3: 'oops' stands beyond the last named column"]),
    ("unit_id,Tone\nu1,1\n", [r"lacks column\(s\) \['tone'\]"]),
    ("unit,tone\nu1,1\n", ["lacks the column 'unit_id'; its first row is 'unit', 'tone'"]),
    ("unit_id,tone,tone\nu1,1,1\n", [r"row 1 names column\(s\) \['tone'\] more than once"]),
    ("", ["has no header row"]),
])
def test_faults_name_the_row_and_the_column(tmp_path, text, messages):
    (tmp_path / "ann.csv").write_text(text, encoding="utf8")
    with pytest.raises(ValueError) as error:
        framing.read_coding_sheet(tmp_path / "ann.csv", variables=TONE)
    assert "ann.csv" in str(error.value)
    assert all(re.search(m, str(error.value)) for m in messages), str(error.value)


def test_words_nearly_right_get_a_hint(tmp_path):
    (tmp_path / "ann.csv").write_text("unit_id,frame\nu1,ecnomy\n", encoding="utf8")
    with pytest.raises(ValueError, match="Did you mean 'economy'"):
        framing.read_coding_sheet(tmp_path / "ann.csv", variables={"frame": ["order", "economy"]})


def test_many_faults_are_cut_short(tmp_path):
    (tmp_path / "ann.csv").write_text("unit_id,tone\n" + "".join(f"u{k},x\n" for k in range(30)), encoding="utf8")
    with pytest.raises(ValueError, match="30 faults") as error:
        framing.read_coding_sheet(tmp_path / "ann.csv", variables=TONE)
    assert str(error.value).endswith("… and 20 more")


def test_faults_of_a_workbook_name_the_row_and_the_column_too(tmp_path):
    path = tmp_path / "ann.xlsx"
    framing.write_coding_sheet(pd.DataFrame({"unit_id": ["u1", "u2"]}), path, variables=TONE)
    book = openpyxl.load_workbook(path)
    book["coding"]["B3"] = "good"
    book.save(path)
    with pytest.raises(ValueError, match="row 3, column 'tone': 'good' is not allowed"):
        framing.read_coding_sheet(path)


@pytest.mark.parametrize("name, content", [("x.xlsx", b"no workbook"), ("x.csv", b"\x00\x01\x02\x03\x04\x05x" * 50), ("x.csv", b'unit_id,t\nu1,"open\n')])
def test_a_file_that_is_no_sheet_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name} cannot be read"):
        framing.read_coding_sheet(tmp_path / name)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_damaged_sheet_is_refused_in_words(tmp_path, suffix):
    path, rng = tmp_path / f"a{suffix}", np.random.default_rng(1)
    framing.write_coding_sheet(pd.DataFrame({"unit_id": ["u1", "u2"], "text": ["a b c", "d"]}), path)
    good = np.frombuffer(path.read_bytes(), np.uint8)
    read = refused = 0
    for k in range(80):
        bad = good.copy()
        bad[rng.integers(0, len(bad), 1 + k % 20)] = rng.integers(0, 256, 1 + k % 20)
        path.write_bytes(bad[:None if k % 4 else rng.integers(1, len(bad))].tobytes())
        try:
            framing.read_coding_sheet(path)
            read += 1
        except ValueError as error:
            assert f"a{suffix}" in str(error)
            refused += 1
    assert read + refused == 80 and refused > 20


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"gone\.csv"):
        framing.read_coding_sheet(tmp_path / "gone.csv")


@pytest.mark.parametrize("call, message", [
    (lambda units, path: framing.write_coding_sheet(units, path / "a.ods"), "ends in .csv or .xlsx"),
    (lambda units, path: framing.write_coding_sheet(units.assign(tone=1), path / "a.csv"), r"already has column\(s\) \['tone'\]"),
    (lambda units, path: framing.write_coding_sheet(units, path / "a.csv", variables={"x": 3}), "the values of 'x' must be"),
    (lambda units, path: framing.write_coding_sheet(pd.concat([units] * 2), path / "a.csv"), "'u1' stands twice"),
])
def test_a_sheet_that_cannot_be_written_is_refused(tmp_path, call, message):
    with pytest.raises(ValueError, match=message):
        call(pd.DataFrame({"unit_id": ["u1"]}), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_empty_sample_makes_an_empty_sheet(tmp_path, suffix):
    framing.write_coding_sheet(pd.DataFrame({"unit_id": pd.Series([], dtype=str)}), tmp_path / f"a{suffix}")
    back = framing.read_coding_sheet(tmp_path / f"a{suffix}")
    assert list(back.columns) == ["unit_id", "tone"] and len(back) == 0
