"""Many articles: the same bytes however they are cut, worked on, stopped or resumed."""

import errno
import filecmp
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from killer import Killer, corpus
from typer.testing import CliRunner

import framing
from framing import cli
from framing.formats import tables
from framing.progress import Progress
from framing.scale import analyze_parquet, joins, measure_corpus, parts

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
    broken_off(old, tmp_path / "out")
    new = old.assign(text=old["text"].str.replace("Velm", "Brod"))
    measure_corpus(new, tmp_path / "out", resume=True)
    measure_corpus(new, tmp_path / "fresh")
    assert_same_bytes(tmp_path / "fresh", tmp_path / "out")


def broken_off(table, out, **options):
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
    broken_off(corpus(6), tmp_path / "out", **before)
    with pytest.raises(ValueError, match=f"the stopped run had {told}. Give what it had, .*or give --restart"):
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
@pytest.mark.parametrize("characters", [1, 10**6])
def test_an_article_that_kills_its_process_is_told_and_the_others_are_measured(tmp_path, characters):
    table = corpus(12)
    table.loc[7, "text"] += " Poison."
    problems = measure_corpus(table, tmp_path / "out", workers=2, characters=characters, tagger=Killer("Poison"))
    assert problems[["article", "what"]].values.tolist() == [["a007", "not measured"]]
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == [f"a{k:03d}" for k in range(12) if k != 7]


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


def stop_at_once(*_, **__):
    raise KeyboardInterrupt


def stopped(out, source=None, **options):
    """A run that is stopped when its first chunk is done."""
    with pytest.raises(KeyboardInterrupt):
        measure_corpus(corpus(6) if source is None else source, out, characters=300, progress=stop_at_once, **options)


def test_two_runs_into_one_folder_do_not_mix(tmp_path):
    def second(*_):
        with pytest.raises(BlockingIOError, match=f"another run .process {os.getpid()}. writes into"):
            measure_corpus(corpus(3), tmp_path / "out", restart=True)
        told.append(True)

    told = []
    measure_corpus(corpus(6), tmp_path / "out", progress=second)
    assert told and [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_lock_ends_with_the_process_that_held_it(tmp_path):
    code = ("import os, signal; from killer import corpus; from framing.scale import measure_corpus; "
            "measure_corpus(corpus(6), 'out', characters=300, progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL))")
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path,
                         env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])})
    assert run.returncode == -signal.SIGKILL and (tmp_path / ".out-parts/.lock").exists()
    measure_corpus(corpus(6), tmp_path / "out", characters=300, resume=True)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_parts_that_somebody_else_wrote_are_not_joined(tmp_path):
    def meddle(*_):
        for note in (tmp_path / ".out-parts").glob("*/part.json"):
            note.write_text(note.read_text().replace('"fingerprint": "', '"fingerprint": "0'))

    with pytest.raises(OSError, match="changed or removed by somebody else"):
        measure_corpus(corpus(6), tmp_path / "out", progress=meddle)
    assert not (tmp_path / "out").exists()


def test_parts_of_a_tagger_of_ones_own_are_computed_again(tmp_path):
    """Its name says nothing of its code, nor does the code of a closure."""
    def tagger(n):
        return lambda texts: [[(0, 4, "PERSON")] * n for _ in texts]

    stopped(tmp_path / "out", tagger=tagger(1))
    measure_corpus(corpus(6), tmp_path / "out", characters=300, tagger=tagger(0), resume=True)
    measure_corpus(corpus(6), tmp_path / "fresh", tagger=tagger(0))
    assert_same_bytes(tmp_path / "fresh", tmp_path / "out")


def test_parts_of_a_stopped_run_are_never_removed_unasked(tmp_path):
    stopped(tmp_path / "out")
    before = sorted((tmp_path / ".out-parts").rglob("*"))
    with pytest.raises(FileExistsError, match=r"1 finished part.*--resume.*--restart"):
        measure_corpus(corpus(6), tmp_path / "out")
    for options in ({"resume": True}, {"restart": True}):
        with pytest.raises(FileNotFoundError):
            measure_corpus(tmp_path / "typo", tmp_path / "out", **options)
    assert sorted((tmp_path / ".out-parts").rglob("*")) == before and len(before) > 10
    measure_corpus(corpus(3), tmp_path / "out", restart=True)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_wrong_source_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileNotFoundError):
        measure_corpus(tmp_path / "typo", tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("out, error, message", [
    ("theirs", FileExistsError, "did not write"), ("file", NotADirectoryError, "is a file"),
    (".", ValueError, "the folder you are in")])
def test_a_folder_that_may_not_be_written_is_refused_before_anything_is_read(tmp_path, monkeypatch, out, error, message):
    (tmp_path / "here").mkdir()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.docx").write_text("mine")
    (tmp_path / "file").write_text("mine")
    monkeypatch.chdir(tmp_path / "here")
    source = pd.DataFrame({"no": ["text"]})  # would be refused when it is read
    with pytest.raises(error, match=message):
        measure_corpus(source, "." if out == "." else tmp_path / out)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "here", "theirs"]


def test_ctrl_c_while_tables_are_joined_says_how_to_go_on(whole, tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt, match=r"[1-9] finished part.*--resume"):
        patch.setattr("framing.scale.run.join_rows", stop_at_once)
        measure_corpus(corpus(30), tmp_path / "out", characters=4000)
    measure_corpus(corpus(30), tmp_path / "out", characters=4000, resume=True)
    assert_same_bytes(whole, tmp_path / "out")


def test_stages_tell_what_is_reused_and_when_tables_are_joined(tmp_path):
    stopped(tmp_path / "out")
    told = []
    measure_corpus(corpus(6), tmp_path / "out", characters=300, resume=True, stage=lambda *what: told.append(what))
    assert told == [("reused", 3), ("joining", 6)]


def test_the_bar_leaves_reused_articles_out_of_the_rate(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Progress() as bar:
        bar.stage("reused", 900)
        bar(900, 9000, 10_000)
        bar(1000, 10_000, 10_000)
        assert (bar.bar.n, bar.bar.initial, bar.reused) == (10_000, 9000, 900)
        bar.bar.start_t -= 10
        bar(1000, 10_000, 10_000)
        assert bar.bar.postfix == "1,000 articles, 10.0/s"


def test_a_full_disk_keeps_the_parts_and_says_so(tmp_path, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    corpus(3).to_csv(tmp_path / "in.csv", index=False)
    monkeypatch.setattr("framing.scale.run.join_rows", full)
    monkeypatch.setattr(sys, "argv", ["framing", "tables", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr().err
    assert end.value.code == 1 and "free some space" in told and "--resume" in told and "--out" not in told
    assert (tmp_path / ".out-parts").exists()


@pytest.mark.parametrize("options, told", [
    (["--cluster", ""], "it is empty"), (["--cluster", "tcp://127.0.0.1:9", "--workers", "2"], "leave --workers out"),
    (["--resume", "--restart"], "give one of them")])
def test_options_that_do_not_go_together_are_refused(tmp_path, options, told):
    run = CliRunner().invoke(cli.app, ["tables", str(tmp_path), *options])
    assert run.exit_code == 2 and told in " ".join(run.output.replace("│", "").split())


def test_unmeasured_articles_have_an_exit_code(tmp_path, monkeypatch):
    corpus(3).to_csv(tmp_path / "in.csv", index=False)
    monkeypatch.setattr("framing.scale.parts.analyze_chunk", fail_at("on day 1", parts.analyze_chunk))
    run = CliRunner().invoke(cli.app, ["tables", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out")])
    assert run.exit_code == 3 and "not measured" in run.output


def fail_at(word, real):
    def analyze_chunk(articles, **options):
        if any(word in text for text in articles["text"]):
            raise ValueError("no such day")
        return real(articles, **options)

    return analyze_chunk


#: A run on two workers that says when it has workers, and in which no chunk ever ends.
_ENDLESS = """
import signal, sys, threading, time
from killer import corpus
def forever(texts):
    time.sleep(600)
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from framing import cli, scale
    real = scale.measure_corpus
    scale.measure_corpus = lambda source, out, **told: real(corpus(6), out, characters=300, tagger=forever, **told)
    sys.argv = ["framing", "tables", "-", "--out", "out", "--workers", "2"]
    cli.main()
"""


def children(pid):
    told = subprocess.run(["ps", "-ww", "-e", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True).stdout.splitlines()
    rows = [line.split(None, 3) for line in told]
    return [int(row[0]) for row in rows if int(row[1]) == pid and "spawn_main" in row[3] and not row[2].startswith("Z")]


def alive(pids):
    told = subprocess.run(["ps", "-o", "pid=,stat=", "-p", ",".join(map(str, pids))], capture_output=True, text=True)
    return [line for line in told.stdout.splitlines() if line.split()[1][0] != "Z"]


def eventually(true, seconds=60):
    for _ in range(seconds * 20):
        if value := true():
            return value
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.fixture
def endless(tmp_path):
    """A run whose two workers never end, and their ids."""
    (tmp_path / "endless.py").write_text(_ENDLESS)
    run = subprocess.Popen([sys.executable, "endless.py"], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                           text=True, start_new_session=True,
                           env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])})
    yield run, eventually(lambda: len(found := children(run.pid)) == 2 and found)
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0, 6])
def test_a_second_ctrl_c_stops_at_once(endless, wait):
    """Also while the workers still import: what they would print is no news to anybody."""
    run, workers = endless
    time.sleep(wait)
    os.killpg(run.pid, signal.SIGINT)
    line = ""
    while "finishing the chunks under way" not in line:
        line = run.stderr.readline()
        assert line, "it ended without a word"
    time.sleep(0.5)
    assert run.poll() is None
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130 and "Traceback" not in told and "stopped" in told
    assert not alive(workers)


@pytest.mark.slow
def test_no_worker_outlives_its_parent(endless):
    run, workers = endless
    run.kill()
    eventually(lambda: not alive(workers))


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


def write_files(folder):
    """Parquet as archives make it: other names of columns, whole numbers with gaps, lists, columns that differ."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    folder.mkdir()
    table = corpus(12).drop(columns="article").rename(columns={"text": "body", "outlet": "newspaper"})
    table["date"] = ["2024-05-01", "soon", None] * 4
    columns = {name: table[name].astype(object).where(table[name].notna(), None).tolist() for name in table} | {
        "page": arrow.array([1, None, 3] * 4, arrow.int64()), "tags": [["a", "b"], [], None] * 4}
    parquet.write_table(arrow.table(columns), folder / "arrow.parquet", row_group_size=5)
    twins = corpus(4).assign(article=["x", "x", "arrow-3", "x-2"], weather="wet")
    twins.to_parquet(folder / "twins.parquet")
    twins.to_parquet(folder / "twins again.parquet")
    return folder


def break_files(folder):
    (folder / "damaged.parquet").write_bytes((folder / "arrow.parquet").read_bytes()[:-400])
    pd.DataFrame({"note": ["no text"]}).to_parquet(folder / "notes.parquet")
    corpus(0).to_parquet(folder / "empty.parquet")


@pytest.mark.extra
@pytest.mark.parametrize("broken", [False, True])
def test_a_cluster_reads_parquet_as_one_process_does(tmp_path, monkeypatch, broken):
    """File by file, row group by row group: the same names, columns, cells, sources and problems, to the byte."""
    pytest.importorskip("dask.dataframe")
    folder = write_files(tmp_path / "in")
    if broken:
        break_files(folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("framing.scale.pieces.split_parquet", partial(tables.split_parquet, size=1))
    for source in ("in", [folder / "arrow.parquet"], "in/arrow.parquet"):
        problems = measure_corpus(source, "one", format="csv")
        analyze_parquet(source, "out", format="csv")
        assert_same_bytes(tmp_path / "one", tmp_path / "out")
        assert source != "in" or len(problems) > 3
    articles = pd.read_csv("one/articles.csv", keep_default_na=False, dtype=str)
    assert articles["outlet"][0] == "Echo" and articles["page"].tolist()[:3] == ["1", "", "3"]
    assert articles["tags"][0] == "a, b" and articles["article"][0] == "arrow-1"


@pytest.mark.extra
@pytest.mark.parametrize("name, error", [("typo.parquet", FileNotFoundError), ("in.csv", ValueError), (".", ValueError)])
def test_a_cluster_refuses_what_it_cannot_read_and_leaves_nothing_behind(tmp_path, name, error):
    pytest.importorskip("dask.dataframe")
    corpus(2).to_csv(tmp_path / "in.csv", index=False)
    with pytest.raises(error, match=r"no file or folder|a cluster reads Parquet files"):
        analyze_parquet(tmp_path / name, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.extra
def test_a_stopped_run_on_a_cluster_goes_on_and_computes_nothing_twice(tmp_path):
    dd = pytest.importorskip("dask.dataframe")
    pytest.importorskip("pyarrow")
    frame = dd.from_pandas(corpus(9), npartitions=3)
    with pytest.raises(KeyboardInterrupt, match=r"1 finished part.*--resume"):
        analyze_parquet(frame, tmp_path / "out", progress=stop_at_once)
    with pytest.raises(FileExistsError, match="--resume"):
        analyze_parquet(frame, tmp_path / "out")
    told, paces = [], []
    analyze_parquet(frame, tmp_path / "out", resume=True, stage=lambda *what: told.append(what),
                    progress=lambda *pace: paces.append(pace))
    assert told == [("reused", 3), ("joining", 9)] and paces == [(3, 3, 9), (6, 6, 9), (9, 9, 9)]
    measure_corpus(corpus(9), tmp_path / "one", format="parquet")
    assert_same_rows(tmp_path / "one", tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "out"]


@pytest.mark.extra
@pytest.mark.slow
def test_a_cluster_gives_the_tables_of_one_process(cluster, tmp_path):
    """The command line, with the address of a scheduler and two worker processes that stand elsewhere."""
    break_files(write_files(tmp_path / "in"))
    for out, more in (("one", []), ("out", ["--cluster", cluster.scheduler.address])):
        run = subprocess.run([sys.executable, "-m", "framing.cli", "tables", "in", "--out", out, *more],
                             capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)})
        assert run.returncode == 0 and "duplicate id" in run.stderr, run.stderr
    assert_same_bytes(tmp_path / "one", tmp_path / "out")


@pytest.mark.extra
@pytest.mark.slow
def test_workers_of_another_version_are_refused(cluster, tmp_path):
    cluster.run(exec, "import framing.scale.workers as w; framing = w; w.tell_version()['framing'] = '0.0.1'", {})
    try:
        with pytest.raises(ValueError, match=r"worker .* has framing 0.0.1, not"):
            analyze_parquet(write_files(tmp_path / "in"), tmp_path / "out", client=cluster)
    finally:
        cluster.run(exec, "import framing.scale.workers as w; w.tell_version.cache_clear()", {})
    assert not (tmp_path / ".out-parts").exists()


@pytest.mark.extra
@pytest.mark.slow
def test_a_cluster_without_workers_that_can_work_is_told(tmp_path, monkeypatch):
    distributed = pytest.importorskip("dask.distributed")
    monkeypatch.setattr("framing.scale.workers.PATIENCE", 1)
    source = write_files(tmp_path / "in")
    with (distributed.LocalCluster(n_workers=0, processes=True, dashboard_address=None) as machines,
          distributed.Client(machines) as client):
        with pytest.raises(ValueError, match="no worker came to the scheduler"):
            analyze_parquet(source, tmp_path / "out", client=client)
        machines.scale(1)
        client.wait_for_workers(1)
        client.run(exec, "import sys; sys.modules['framing'] = None; "
                         "[sys.modules.pop(m) for m in list(sys.modules) if m.startswith('framing.')]", {})
        monkeypatch.setattr("framing.scale.workers.PATIENCE", 60)
        with pytest.raises(ValueError, match="cannot import framing"):
            analyze_parquet(source, tmp_path / "out", client=client)


@pytest.mark.extra
@pytest.mark.slow
def test_a_partition_that_kills_every_worker_is_told_and_skipped(cluster, tmp_path):
    dd = pytest.importorskip("dask.dataframe")
    table = corpus(6)
    table.loc[3, "text"] += " Poison."
    problems = analyze_parquet(dd.from_pandas(table, npartitions=3), tmp_path / "out", client=cluster, format="csv",
                               tagger=Killer("Poison"))
    assert problems["what"].tolist() == ["not measured"] and "a002 to a003" in problems["detail"][0]
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == ["a000", "a001", "a004", "a005"]


def die_reading(part):
    if "a003" in set(part["article"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return part


@pytest.mark.extra
@pytest.mark.slow
def test_a_partition_that_kills_while_it_is_read_is_told_and_skipped(cluster, tmp_path):
    dd = pytest.importorskip("dask.dataframe")
    table = corpus(6)
    frame = dd.from_pandas(table, npartitions=3).map_partitions(die_reading, meta=table[:0])
    problems = analyze_parquet(frame, tmp_path / "out", client=cluster, format="csv")
    assert problems["what"].tolist() == ["not measured"] and "while it was read" in problems["detail"][0]
    assert pd.read_csv(tmp_path / "out/articles.csv")["article"].tolist() == ["a000", "a001", "a004", "a005"]


@pytest.mark.parametrize("values, texts", [
    (pd.array([1, None], dtype="Int64"), ["1", ""]), (pd.array(["x", None], dtype="string"), ["x", ""]),
    ([["a", "b"], np.array(["c"])], ["a, b", "c"]), ([pd.NaT, None], ["", ""])])
def test_cells_of_a_dataframe_are_read_as_those_of_a_file(values, texts):
    table = pd.DataFrame({"text": ["It rained.", "It snowed."], "more": values})
    assert framing.read_articles(table)["more"].tolist() == texts


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
