"""Bad input, full disks, killed processes: a documented error or a problem row, and the earlier result stays whole."""

import ast
import io
import os
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, examples
from disks import as_nobody, bytes_below, fill_up, in_child, killed_at, small_disk, with_small_files
from fuzz import targets
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from killer import corpus

import framing
from framing.coding.cells import cell, uncell
from framing.report.tables import harmless
from framing.scale import measure_corpus
from framing.store import _escape, _unescape
from framing.tokens import pieces

# Fuzzing: what has come from outside goes through a target that says what may happen


def spoiled(name):
    """Any bytes, and valid inputs with a piece cut out, doubled or replaced."""
    @st.composite
    def build(draw):
        data = draw(st.sampled_from(targets.seeds(name)))
        for _ in range(draw(st.integers(1, 4))):
            at, size = draw(st.integers(0, len(data))), draw(st.integers(0, 20))
            put = draw(st.one_of(st.binary(max_size=8), st.just(data[at:at + size] * 3),
                                 st.text(max_size=6).map(lambda t: t.encode("utf8", "replace"))))
            data = data[:at] + put + data[at + size:]
        return data
    return st.one_of(build(), st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf8", "replace")))


def fuzzed(name, most):
    if name in ("other_file", "sheet_file"):
        for library in ("docx", "openpyxl", "pyarrow"):
            pytest.importorskip(library)

    @settings(max_examples=examples(most), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(spoiled(name))
    @example(b"")
    def run(data):
        targets.TARGETS[name](data)

    run()


@pytest.mark.parametrize("name, most", [
    ("text_file", 30), ("text_parts", 300), ("table_file", 60), ("other_file", 60), ("any_text", 30), ("codebook_text", 300),
    ("sheet_file", 60),
])
def test_whatever_comes_in_is_read_or_refused_with_a_documented_error(name, most):
    fuzzed(name, most)


#: Inputs that coverage-guided fuzzing or a search by hand once broke something with.
FOUND = [
    ("an empty zip", "other_file", b"\x04PK\x05\x06" + bytes(18)),
    ("a table that is a header alone", "table_file", b"\x00text,date\n"),
    ("a heading with a long gap", "text_parts", b"# a" + b" " * 3000 + b"b"),
]


@pytest.mark.parametrize("name, data", [pytest.param(*case[1:], id=case[0]) for case in FOUND])
def test_what_once_broke_it(name, data):
    targets.TARGETS[name](data)


# No quadratic time: doubling the text at most doubles the steps


def steps(work) -> int:
    """How many lines of Python the package runs."""
    count = 0

    def local(frame, event, _):
        nonlocal count
        count += event == "line"
        return local

    def enter(frame, event, _):
        return local if "framing" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


PIECES = ["a ", "A ", "Ann Lee ", "a\n", "a\n\n", "A b\n\n", "# a\n", "- a\n", "By Ann\n", "Q: a\n", "1. ", "U.S. ", ". ", "...", "a.b ",
          "'a ", "“a” ", "\r\n", " ", "1 of 1 DOCUMENTS\n", "Body\nEnd of Document\n", "AB: x\n", "Title: x\n", "HD x\n",
          "1 words\nDocument ABCDEF20200101a1\n", "_" * 40 + "\n", "é", "中", "\u200b", "https://a.b/c "]


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_at_most_twice_the_steps_of_reading_and_cutting(piece):
    def work(times):
        pieces._CUTTER._forget()
        return steps(partial(targets.text_parts, (piece * times).encode("utf8")))

    size = 4000 // len(piece)
    assert work(2 * size) <= 2.3 * work(size) + 3000


@pytest.mark.parametrize("piece", ["Velm, ", "Velm and ", "Velm (", "Ann Lee's ", "was hit by ", "according to Ann ",
                                   "“Go,” she said. ", "“Go,” the army said. Army in Paris. "])
def test_twice_the_text_is_at_most_twice_the_steps_of_the_whole_way(piece):
    def work(times):
        pieces._CUTTER._forget()
        analysis = framing.analyze(pd.DataFrame({"text": [piece * times]}))
        return steps(partial(framing.find_roles, analysis.mentions, analysis.articles, analysis.tokens)) + \
            steps(partial(framing.analyze, pd.DataFrame({"text": [piece * times]})))

    size = 3000 // len(piece)
    work(10)
    assert work(2 * size) <= 2.2 * work(size) + 3000


@pytest.mark.parametrize("text", [
    "# a" + " " * 200_000 + "b", "# a" + "#" * 200_000 + "b", " " * 200_000 + "x", "Title\n\n" + "a" * 200_000,
    "1 of 1 DOCUMENTS\n" + "AB " * 70_000, "Document AA" + "0" * 200_000 + "!\n1 words\n", "By " + "A" * 200_000,
    "January " * 30_000, "a." * 100_000, "-" * 200_000, "_" * 200_000 + "\n", "\n" * 200_000, "“" * 200_000, "1," * 100_000,
], ids=lambda text: repr(text[:12]))
def test_two_hundred_thousand_odd_characters_pass(text):
    """A pattern that goes back over them again and again would take hours."""
    targets.text_parts(text.encode("utf8"))


# A result on disk stays whole


def write_analysis(table, out):
    framing.analyze(table).save(out)


def write_measures(table, out):
    measure_corpus(table, out, restart=True)


def write_shared(table, out):
    framing.export_features(framing.analyze(table), out)


def write_page(table, out):
    framing.report.write_report(framing.analyze(table), out)


WRITERS = [write_analysis, write_measures, write_shared, pytest.param(write_page, marks=pytest.mark.slow)]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")


@pytest.mark.once
@pytest.mark.parametrize("write", WRITERS)
def test_on_a_full_disk_the_earlier_result_stays_whole(write, tmp_path):
    with small_disk(tmp_path / "disk", 24) as disk:
        write(corpus(3), disk / "out")
        before = bytes_below(disk / "out")
        fill_up(disk)
        with pytest.raises(OSError, match="No space left"):
            write(corpus(40), disk / "out")
        assert bytes_below(disk / "out") == before
        assert {p.name for p in disk.iterdir()} <= {"out", "filler", ".out-parts"}


@pytest.mark.once
@needs_fork
@pytest.mark.parametrize("write", WRITERS)
def test_where_files_may_not_grow_the_earlier_result_stays_whole(write, tmp_path):
    write(corpus(3), tmp_path / "out")
    before = bytes_below(tmp_path / "out")
    assert "File too large" in in_child(with_small_files(partial(write, corpus(40), tmp_path / "out")))
    assert bytes_below(tmp_path / "out") == before


@pytest.mark.once
@needs_fork
@pytest.mark.parametrize("write", WRITERS)
def test_in_a_folder_without_write_permission_the_earlier_result_stays_whole(write):
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write(corpus(3), place / "out")
        before = bytes_below(place / "out")
        place.chmod(0o555)
        try:
            work = partial(write, corpus(4), place / "out")
            told = in_child(as_nobody(work) if os.getuid() == 0 else work)
        finally:
            place.chmod(0o755)
        assert told.startswith("PermissionError")
        assert bytes_below(place / "out") == before


@needs_fork
def test_a_folder_that_is_closed_to_the_reader_is_told_and_the_rest_is_read():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for part in ("a", "b"):
            (place / part).mkdir()
            (place / part / "one.txt").write_text("Rain.")
        place.chmod(0o755)
        (place / "a").chmod(0)

        def look():
            found = framing.read_articles(place)
            problems = framing.list_problems(found)
            raise LookupError(found["article"].tolist() + problems[["source", "what", "detail"]].values.ravel().tolist())

        framing.read_articles(place / "b")
        told = in_child(as_nobody(look) if os.getuid() == 0 else look)
        (place / "a").chmod(0o755)
        assert told == f"LookupError: ['b/one', '{place}/a', 'cannot be opened', 'Permission denied']"


@pytest.mark.once
@needs_fork
@pytest.mark.parametrize("write, stride", [
    (write_analysis, 1), (write_measures, 9), (write_shared, 5), pytest.param(write_page, 90, marks=pytest.mark.slow),
])
def test_a_process_killed_at_any_step_leaves_the_old_result_or_the_new_one(write, stride, tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    old, new = corpus(2), corpus(3)
    write(new, place / "out")
    after = bytes_below(place / "out")
    write(old, place / "out")
    before = bytes_below(place / "out")
    outcomes = set()
    for step in range(1, 2000, stride):
        told = in_child(killed_at(step, place, partial(write, new, place / "out")))
        found = bytes_below(place / "out")
        assert found in (before, after), f"step {step}"
        outcomes.add("old" if found == before else "new")
        if told == "":
            break
        assert told == -9
        if found == after:
            write(old, place / "out")
    assert told == "" and outcomes == {"old", "new"}


# What was read never becomes code


def test_nothing_is_unpickled_or_evaluated():
    for path in (ROOT / "framing").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in ("eval", "exec", "compile", "__import__", "os.system"), f"{path.name}: {name}"
                assert not name.endswith(("read_pickle", "to_pickle", "yaml.load", "yaml.unsafe_load")), f"{path.name}: {name}"
                assert not any(k.arg in ("allow_pickle", "shell") and ast.unparse(k.value) != "False" for k in node.keywords)
            names = [a.name for a in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            assert not {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"} & set(names), path.name


TRAPS = ['=HYPERLINK("http://x.example")', "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1+1)", "\t=1", "\\=1", "=\\r", "-5", "+", "@",
         "＝1+1", "＋1+x", "－1+x", "＠SUM(A1)", "\n=1"]


@pytest.mark.parametrize("text", TRAPS)
def test_sheets_saved_tables_and_reports_agree_on_what_is_a_formula(text):
    escaped = {_escape(text) != text.replace("\\", "\\\\"), cell(text) != text, harmless(text) != text}
    assert escaped == {text not in ("\\=1", "-5", "+", "@")}
    assert _unescape(_escape(text)) == uncell(cell(text)) == text


def test_text_in_saved_tables_is_no_formula_and_comes_back_as_it_was(tmp_path):
    table = pd.DataFrame({"text": [f"{trap} said Ann Lee." for trap in TRAPS], "title": TRAPS, "outlet": TRAPS})
    analysis = framing.analyze(table)
    analysis.save(tmp_path / "out")
    for path in (tmp_path / "out").glob("*.csv"):
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, lineterminator="\n").to_numpy().ravel()
        woken = [c for c in cells if c[:1] in "=+-@\t\n＝＋－＠" and len(c) > 1 and c != "-5" and c != "-1"]
        assert not woken, path.name
    again = framing.load_analysis(tmp_path / "out")
    assert again.articles["outlet"].tolist() == TRAPS and again.articles["text"].tolist() == table["text"].tolist()
    assert again.tokens.equals(analysis.tokens)


def test_members_of_a_zip_never_choose_where_they_are_written(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/\x01;rm -rf x.txt", "One.")
        archive.writestr("b.tx\nt", "Two.")
        archive.writestr("nul\x00.txt", "Three.")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    articles = framing.read_articles(tmp_path / "a.zip")
    assert "One." in articles["text"].tolist()
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]
