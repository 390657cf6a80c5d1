"""Many articles: the same bytes however they are cut, worked on, stopped or resumed."""

import filecmp
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pandas as pd
import pytest
from conftest import ROOT, examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from killer import Killer, corpus

import framing
from framing.scale import analyze_parquet, joins, measure_corpus

TABLES = ["articles", "sections", "sentences", "mentions", "quotes", "words", "entities", "sentiment", "terms", "actors", "problems"]


def assert_same_bytes(one, other):
    names = sorted(os.listdir(one))
    assert names == sorted(os.listdir(other))
    _, differ, errors = filecmp.cmpfiles(one, other, names, shallow=False)
    assert not differ and not errors


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The tables of a small corpus, in one chunk and one process."""
    out = tmp_path_factory.mktemp("scale") / "whole"
    measure_corpus(corpus(30), out)
    return out


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(characters=st.integers(1, 4000))
def test_tables_do_not_depend_on_the_chunks(whole, tmp_path, characters):
    measure_corpus(corpus(30), tmp_path / "out", characters=characters)
    assert_same_bytes(whole, tmp_path / "out")


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 5)), max_size=8),
                min_size=1, max_size=12))
def test_sums_do_not_depend_on_when_they_are_added(parts):
    total = joins.Sum(["outlet", "term"])
    total.limit = 3
    for part in parts:
        total.add(pd.DataFrame({"outlet": [p[0] for p in part], "term": [p[1] for p in part], "n": [p[2] for p in part]},
                               ).astype({"outlet": "str", "term": "str", "n": "int64"}))
    by_hand = Counter()
    for outlet, term, n in (row for part in parts for row in part):
        by_hand[outlet, term] += n
    found = total.total()
    assert dict(zip(zip(found["outlet"], found["term"], strict=True), found["n"], strict=True)) == by_hand
    assert list(zip(found["outlet"], found["term"], strict=True)) == sorted(by_hand)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_metadata_that_only_some_articles_have_is_kept(tmp_path, format):
    if format == "parquet":
        pytest.importorskip("pyarrow")
    for k, head in enumerate(["desk: home", "editor: Ann Lee", "desk: 'a, b'\nweather: wet"]):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{k}.txt").write_text(f"---\n{head}\n---\nRain fell on Arle on day {k}.\n", encoding="utf8")
    for name, characters in (("one", 10**6), ("many", 1)):
        measure_corpus(tmp_path / "in", tmp_path / name, characters=characters, format=format)
    assert_same_rows(tmp_path / "one", tmp_path / "many", format)
    articles = read_table(tmp_path / "many", "articles", format)
    assert articles["desk"].tolist() == ["home", "", "a, b"] and articles["weather"].tolist() == ["", "", "wet"]
    assert articles["editor"].tolist() == ["", "Ann Lee", ""]


def read_table(folder, name, format):
    return pd.read_parquet(folder / f"{name}.parquet") if format == "parquet" else pd.read_csv(
        folder / f"{name}.csv", keep_default_na=False, dtype=str)


def assert_same_rows(one, other, format="parquet"):
    for name in TABLES:
        pd.testing.assert_frame_equal(read_table(one, name, format), read_table(other, name, format))


def fail_at_day_7(texts):
    if any("on day 7" in text for text in texts):
        raise ValueError("no sevens")
    return [[] for _ in texts]


@pytest.mark.parametrize("characters", [1, 500, 10**6])
def test_an_article_that_cannot_be_measured_is_told_and_the_others_are_measured(tmp_path, characters):
    problems = measure_corpus(corpus(12), tmp_path / "out", characters=characters, tagger=fail_at_day_7)
    assert problems[["article", "what", "detail"]].values.tolist() == [["a007", "not measured", "ValueError: no sevens"]]
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == [f"a{k:03d}" for k in range(12) if k != 7]


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_loaded_tables_give_the_measures_that_the_analysis_gives(tmp_path, format):
    measure_corpus(corpus(30), tmp_path / "out", format=format)
    loaded, analysis = framing.load_tables(tmp_path / "out"), framing.analyze(corpus(30))
    for name in ("sections", "mentions", "quotes"):
        pd.testing.assert_frame_equal(loaded[name], getattr(analysis, name))
    for by in ("outlet", ["kind", "voice"]):
        pd.testing.assert_frame_equal(framing.count_entities(loaded["mentions"], by=by),
                                      framing.count_entities(analysis.mentions, by=by))
    scored = framing.score_sentiment(analysis.sentences, analysis.articles)
    pd.testing.assert_frame_equal(framing.mean_sentiment(loaded["sentences"], by="outlet"),
                                  framing.mean_sentiment(scored, by="outlet"))


def test_sums_equal_counting_the_rows(whole):
    mentions = pd.read_csv(whole / "mentions.csv", keep_default_na=False)
    articles = pd.read_csv(whole / "articles.csv", keep_default_na=False).set_index("article")
    sections = pd.read_csv(whole / "sections.csv", keep_default_na=False).set_index(["article", "section"])
    starts = [sections.loc[(a, s), "start"] for a, s in zip(mentions["article"], mentions["section"], strict=True)]
    inside = mentions[mentions["start"] >= starts]
    by_hand = inside.assign(outlet=inside["article"].map(articles["outlet"])).groupby(["outlet", "actor", "label"]).size()
    actors = pd.read_csv(whole / "actors.csv", keep_default_na=False).set_index(["outlet", "actor", "label"])
    assert actors["n"].to_dict() == by_hand.to_dict()
    terms = pd.read_csv(whole / "terms.csv", keep_default_na=False)
    assert terms.groupby("outlet")["n"].sum().to_dict() == terms.groupby("outlet")["n_tokens"].first().to_dict()


@pytest.mark.slow
def test_two_workers_give_the_same_bytes(whole, tmp_path):
    measure_corpus(corpus(30), tmp_path / "out", workers=2, characters=1000)
    assert_same_bytes(whole, tmp_path / "out")


def test_a_stopped_run_goes_on_and_computes_nothing_twice(whole, tmp_path):
    class Stop(Exception):
        pass

    def stop_after_three(articles, done, total):
        calls.append(articles)
        if len(calls) == 3:
            raise Stop

    calls = []
    with pytest.raises(Stop):
        measure_corpus(corpus(30), tmp_path / "out", characters=1000, progress=stop_after_three)
    assert not (tmp_path / "out").exists()
    parts = sorted((tmp_path / ".out-parts").iterdir())
    before = [(p.name, (p / "part.json").stat().st_mtime_ns) for p in parts]
    assert len(before) == 3
    kept = {}

    def look(articles, done, total):
        for p in parts:
            kept.setdefault(p.name, (p / "part.json").stat().st_mtime_ns)

    measure_corpus(corpus(30), tmp_path / "out", characters=1000, resume=True, progress=look)
    assert_same_bytes(whole, tmp_path / "out")
    assert sorted(kept.items()) == before
    assert not (tmp_path / ".out-parts").exists()


def test_resume_computes_changed_texts_again(tmp_path):
    old = corpus(6)
    stopped(old, tmp_path / "out")
    new = old.assign(text=old["text"].str.replace("Velm", "Brod"))
    measure_corpus(new, tmp_path / "out", resume=True)
    measure_corpus(new, tmp_path / "fresh")
    assert_same_bytes(tmp_path / "fresh", tmp_path / "out")


def stopped(table, out, **options):
    """A run that stops after its first chunk."""
    def stop(*_):
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        measure_corpus(table, out, progress=stop, **options)


OTHER = {
    "codebook": ({}, {"codebook": {"actors": {"Ann Lee": {}}}}, "another codebook"),
    "changed codebook": ({"codebook": {"actors": {"Ann Lee": {}}}}, {"codebook": {"actors": {"Bo Oduya": {}}}}, "another codebook"),
    "method": ({"method": "vader"}, {}, "method vader, not textblob"),
    "tagger": ({"tagger": fail_at_day_7}, {}, "tagger fail_at_day_7, not framing"),
    "columns": ({"columns": {"author": "outlet"}}, {}, r"columns \{'author': 'outlet'\}, not \{\}"),
    "size of the chunks": ({"characters": 300}, {}, "characters 300, not 600000"),
}


@pytest.mark.parametrize("before, now, told", OTHER.values(), ids=OTHER)
def test_a_run_with_other_options_does_not_drop_what_a_stopped_one_has_finished(tmp_path, before, now, told):
    stopped(corpus(6), tmp_path / "out", **before)
    with pytest.raises(ValueError, match=f"the stopped run had {told}. Give what it had, .*or leave out --resume"):
        measure_corpus(corpus(6), tmp_path / "out", resume=True, **now)
    assert [p.name for p in (tmp_path / ".out-parts").iterdir()] == ["000000"]
    measure_corpus(corpus(6), tmp_path / "out", resume=True, **before)


@pytest.mark.slow
def test_a_killed_worker_costs_nothing(tmp_path):
    """The chunk of a worker that dies once is done again; all tables come out as if nothing had happened."""
    table = corpus(12)
    table.loc[7, "text"] += " Poison."
    problems = measure_corpus(table, tmp_path / "out", workers=2, characters=300, tagger=Killer("Poison", str(tmp_path)))
    assert (tmp_path / "killed").exists() and not len(problems)
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == table["article"].tolist()


@pytest.mark.slow
def test_a_chunk_that_kills_twice_is_reported_and_skipped(tmp_path):
    table = corpus(12)
    table.loc[7, "text"] += " Poison."
    problems = measure_corpus(table, tmp_path / "out", workers=2, characters=1, tagger=Killer("Poison"))
    assert problems["what"].tolist() == ["the chunk killed its process twice"] and "a007" in problems["detail"][0]
    assert set(table["article"]) - set(pd.read_csv(tmp_path / "out/articles.csv")["article"]) == {"a007"}


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path):
    for i, text in enumerate(corpus(3000)["text"]):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"a{i:04d}.txt").write_text(text * 30, encoding="utf8")
    command = [sys.executable, "-m", "framing.cli", "tables", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    parts = tmp_path / ".out-parts"
    for _ in range(600):
        if parts.exists() and sum((p / "part.json").exists() for p in parts.iterdir()) >= 1:
            break
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130 and "--resume" in told and "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_parquet_holds_the_same_numbers(whole, tmp_path):
    pytest.importorskip("pyarrow")
    measure_corpus(corpus(30), tmp_path / "out", format="parquet", characters=1000)
    for name in TABLES:
        csv = pd.read_csv(whole / f"{name}.csv", keep_default_na=False)
        parquet = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        pd.testing.assert_frame_equal(csv, parquet, check_dtype=False)


@pytest.mark.parametrize("options, message", [
    ({"workers": 0}, "workers must be a whole number from 1"), ({"format": "xls"}, "unknown format 'xls'"),
    ({"method": "vibes"}, "unknown method"),
])
def test_wrong_options_are_refused_before_anything_is_written(tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        measure_corpus(corpus(2), tmp_path / "out", **options)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_others_is_never_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("mine")
    with pytest.raises(FileExistsError, match="did not write"):
        measure_corpus(corpus(2), tmp_path / "out", progress=lambda *_: pytest.fail("asked too late"))
    assert (tmp_path / "out" / "thesis.docx").read_text() == "mine"


@pytest.fixture(scope="module")
def cluster():
    """A real Dask cluster: a scheduler and two worker processes on this machine."""
    distributed = pytest.importorskip("dask.distributed")
    pytest.importorskip("pyarrow")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as machines:
        with distributed.Client(machines) as client:
            client.run(sys.path.insert, 0, str(ROOT / "tests"))
            yield client


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """Articles of which some share a name and some have no date that can be read, and the tables of one process."""
    pytest.importorskip("pyarrow")
    table = corpus(14)
    table.loc[[3, 9, 13], "article"] = ["a001", "a001", "a001-2"]
    table["published"] = "2024-05-01"
    table.loc[5, "published"] = "soon"
    table.loc[8, "text"] = ""
    table["title"] = [f"Report {k} from Velm" if k % 3 else "" for k in range(14)]
    out = tmp_path_factory.mktemp("twins") / "one"
    problems = measure_corpus(table, out, format="parquet")
    assert set(problems["what"]) >= {"duplicate id", "no text"}
    return table, out


@pytest.mark.extra
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, 13), max_size=6))
def test_tables_do_not_depend_on_the_partitions(twins, tmp_path, cuts):
    dd = pytest.importorskip("dask.dataframe")
    table, one = twins
    edges = [0, *sorted(cuts), len(table)]
    frame = dd.concat([dd.from_pandas(table[a:b], npartitions=1) for a, b in zip(edges, edges[1:], strict=False)])
    analyze_parquet(frame, tmp_path / "out")
    assert_same_rows(one, tmp_path / "out")


@pytest.mark.extra
@pytest.mark.slow
def test_a_cluster_gives_the_tables_of_one_process(cluster, twins, tmp_path):
    """The command line, with the address of a scheduler and two worker processes."""
    table, one = twins
    (tmp_path / "in").mkdir()
    for k in range(3):
        table[5 * k:5 * k + 5].to_parquet(tmp_path / "in" / f"{k}.parquet")
    run = subprocess.run([sys.executable, "-m", "framing.cli", "tables", "in", "--out", "out", "--format", "parquet",
                          "--cluster", cluster.scheduler.address], capture_output=True, text=True, cwd=tmp_path,
                         env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert run.returncode == 0 and "duplicate id" in run.stderr, run.stderr
    assert_same_rows(one, tmp_path / "out")


@pytest.mark.extra
@pytest.mark.slow
def test_a_partition_that_kills_every_worker_is_told_and_skipped(cluster, tmp_path):
    dd = pytest.importorskip("dask.dataframe")
    table = corpus(6)
    table.loc[3, "text"] += " Poison."
    problems = analyze_parquet(dd.from_pandas(table, npartitions=3), tmp_path / "out", client=cluster, format="csv",
                               tagger=Killer("Poison"))
    assert problems["what"].tolist() == ["the partition killed its workers"] and "a002 to a003" in problems["detail"][0]
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == ["a000", "a001", "a004", "a005"]


@pytest.mark.extra
@pytest.mark.slow
def test_a_cluster_outlives_the_death_of_a_worker(cluster, tmp_path):
    dd = pytest.importorskip("dask.dataframe")
    table = corpus(30)
    table.loc[17, "text"] += " Poison."
    analyze_parquet(dd.from_pandas(table, npartitions=6), tmp_path / "out", client=cluster, format="csv",
                    tagger=Killer("Poison", str(tmp_path)))
    assert (tmp_path / "killed").exists()
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == table["article"].tolist()
