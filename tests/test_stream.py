"""A file read in parts gives the articles, the problems and the tables of the file read whole."""

import codecs
import csv
import io
import json
import os
import tempfile
import tracemalloc
import zipfile
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from killer import corpus
from test_scale import assert_same_bytes

import framing
from framing.formats import GUESSED, UNKNOWN, File, Unreadable, decode, encodings, stream_file, tables
from framing.read import stream_articles
from framing.scale import measure_corpus

TEXTS = ["", " ", "Rain fell on Velm.", "Two\nlines, \"quoted\"", "Café – “Größe”\r\nand\rmore", "half \ud800 character", "NUL \x00 here",
         "x" * 9000, "中文 " * 3000]
DATES = ["2024-03-01", "1 March 2024", "3/4/2024", "2024-02-31", "soon", "", "20240301T120000Z"]
IDS = ["", "a", "a", "a-2", "b", "csv-2"]
#: Two names for the text and two for the outlet: which of them a row has decides what it is called.
KEYS = {"text": TEXTS, "body": TEXTS, "title": ["Rain fell", "A storm", ""], "date": DATES, "id": IDS, "outlet": ["Echo", ""],
        "source": ["Wire"], "desk": ["home", ""], "weather": ["wet"]}
#: What is told before a reason why nothing could be read.
NOTES = (GUESSED, UNKNOWN)
JUNK = ["", "not json", "[1]", "7", '{"text": "cut', '{"headline": "no text"}', "{}", '{"text": null, "desk": ["a", 1.5, null]}']


@st.composite
def csv_data(draw):
    names = draw(st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=5, unique=True))
    buffer = io.StringIO()
    mark = draw(st.sampled_from(",;\t|"))
    writer = csv.writer(buffer, delimiter=mark, lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])))
    writer.writerow(names)
    for _ in range(draw(st.integers(0, 8))):
        row = [draw(st.sampled_from(KEYS[name])) for name in names]
        spoiled = draw(st.sampled_from(["no"] * 6 + ["short", "long", "blank"]))
        writer.writerow({"no": row, "short": row[:-1], "long": [*row, "beyond"], "blank": []}[spoiled])
    return encoded(draw, buffer.getvalue())


@st.composite
def jsonl_data(draw):
    lines = []
    for _ in range(draw(st.integers(0, 10))):
        some = draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=5, unique=True))
        row = json.dumps({name: draw(st.sampled_from(KEYS[name])) for name in some}, ensure_ascii=draw(st.booleans()))
        lines.append(draw(st.sampled_from([row, row, row, draw(st.sampled_from(JUNK))])))
    return encoded(draw, draw(st.sampled_from(["\n", "\r\n"])).join(lines))


def encoded(draw, text):
    text = text.replace("\ud800", "\\ud800")
    way = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "damaged"]))
    if way == "damaged":
        data = text.encode()
        at = draw(st.integers(0, len(data)))
        return data[:at] + b"\xff" + data[at:]
    return text.encode(way, "replace")


@st.composite
def parquet_data(draw):
    n = draw(st.integers(0, 12))
    columns = {"text": TEXTS[:5] + [None], "date": [pd.Timestamp("2024-01-02 10:00"), None], "n": [1, None, 2.5], "id": IDS,
               "tags": [["a", "b"], None, []]}
    names = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, unique=True))
    table = pd.DataFrame({name: pd.Series([draw(st.sampled_from(columns[name])) for _ in range(n)],
                                          dtype={"date": "datetime64[us]", "n": "float64"}.get(name, object)) for name in names})
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, row_group_size=draw(st.integers(1, 5)))
    data = buffer.getvalue()
    return data[:draw(st.sampled_from([len(data)] * 5 + [len(data) // 2]))]


@st.composite
def files(draw):
    """One file of any format that is read in parts, alone or in a zip with others."""
    kinds = {".csv": csv_data(), ".tsv": csv_data(), ".jsonl": jsonl_data()}
    if draw(st.booleans()):
        pytest.importorskip("pyarrow")
        kinds = {".parquet": parquet_data()}
    suffix = draw(st.sampled_from(sorted(kinds)))
    if draw(st.integers(0, 3)):
        return suffix, draw(kinds[suffix])
    members = {f"in/{k}{suffix}": draw(kinds[suffix]) for k in range(draw(st.integers(0, 3)))}
    members |= draw(st.sampled_from([{}, {"in/1.txt": b"Rain."}, {"a.zip": b"PK"}, {"b.png": b"x"}]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return ".zip", buffer.getvalue()


@contextmanager
def on_disk(suffix, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"csv{suffix}"
        path.write_bytes(data)
        yield path


def read_whole(path):
    try:
        articles = framing.read_articles(path)
    except ValueError as error:
        return None, str(error)
    return articles, framing.list_problems(articles).values.tolist()


def read_in_parts(path, characters):
    problems = []
    parts = [part for part, _, _ in stream_articles(path, characters=characters, problems=problems)]
    if not parts:
        return None, [list(p.values()) for p in problems]
    names = list(dict.fromkeys(c for part in parts for c in part.columns))
    table = pd.concat([p.astype({"article": object}).reindex(columns=names, fill_value="") for p in parts], ignore_index=True)
    return table, [[p[k] for k in ("source", "article", "what", "detail")] for p in problems]


@settings(max_examples=120)
@given(file=files(), characters=st.integers(1, 12_000), block=st.sampled_from([1, 2, 3, 7, 5000]), batch=st.integers(1, 5))
@example(file=(".csv", codecs.BOM_UTF8 + b'id,text\na,"Two\nlines"\na,\n'), characters=1, block=1, batch=1)
@example(file=(".jsonl", b'{"text": "Rain."}\n{"desk": "home", "text": ""}\n{"headline": 1}\n'), characters=1, block=1, batch=1)
@example(file=(".jsonl", b'{"headline": "a"}\n{"title": "b"}\nnot json\n'), characters=1, block=1, batch=1)
def test_articles_and_problems_do_not_depend_on_the_parts(file, characters, block, batch):
    with on_disk(*file) as path:
        whole, told = read_whole(path)
        with mock.patch.object(encodings, "_BLOCK", block), mock.patch.object(tables, "_BATCH", batch):
            parts, told_in_parts = read_in_parts(path, characters)
    if whole is None:
        assert parts is None
        source, _, what, detail = next((p for p in told_in_parts if p[2] not in NOTES), told_in_parts[0])
        assert told.startswith(f"nothing could be read: {source}: {what}: {detail}".rstrip(": "))
    else:
        pd.testing.assert_frame_equal(whole.astype({"article": object}), parts)
        assert told == told_in_parts


def test_what_the_parts_are_made_of_is_what_it_should_be(tmp_path):
    """The property above compares two ways; here are the articles by hand."""
    (tmp_path / "a.csv").write_bytes(codecs.BOM_UTF8 + 'id,body,date\r\nx,"Two\r\nlines",1 March 2024\r\n\r\nx,Größe,soon,y\r\n,"",\r\n'.encode())
    table, problems = read_in_parts(tmp_path / "a.csv", 1)
    name = f"{tmp_path}/a.csv"
    assert table[["article", "source", "published", "text"]].values.tolist() == [
        ["x", f"{name}:2", "2024-03-01", "Two\r\nlines"], ["x-2", f"{name}:5", "soon", "Größe"], ["a-6", f"{name}:6", "", ""]]
    assert [row[:3] for row in problems] == [[f"{name}:5", "", "too many cells"], [f"{name}:5", "x-2", "duplicate id"],
                                             [f"{name}:6", "a-6", "no text"]]


@settings(max_examples=150)
@given(data=st.one_of(st.binary(max_size=60), csv_data(), st.text(max_size=40).map(lambda t: t.encode("utf-16-be", "replace"))),
       block=st.sampled_from([1, 2, 3, 5000]))
def test_a_stream_of_text_is_the_text_of_all_bytes(data, block):
    def outcome(read):
        try:
            return read()
        except Unreadable as error:
            return error.what, error.detail

    def stream():
        with mock.patch.object(encodings, "_BLOCK", block), encodings.open_text(path, newline="") as text:
            return text.read()

    with on_disk(".csv", data) as path:
        assert outcome(stream) == outcome(lambda: decode(data))


@pytest.mark.parametrize("block", [3, 10**6])
@pytest.mark.parametrize("data, told", [
    (b"ab\x01c" * 2000, "it holds control characters"), (b"rain fell on \x00" * 400, "it holds NUL bytes"),
    ("Größe ".encode() * 30_000 + b"\xff", "looks like utf-8, but invalid start byte at byte 240000"),
    (codecs.BOM_UTF8 + b"Rain \xff", "begins as utf-8-sig, but invalid start byte at byte 8"),
    ("Rain".encode("utf-16") + b"x", "begins as utf-16, but truncated data at byte 10"),
], ids=["control characters", "NUL", "damaged", "damaged after a mark", "cut"])
def test_what_is_no_text_is_told_wherever_the_blocks_end(data, told, block):
    with mock.patch.object(encodings, "_BLOCK", block), pytest.raises(Unreadable) as error:
        decode(data)
    assert error.value.detail == told


def test_bytes_that_fit_no_encoding_are_told_before_the_first_article(tmp_path):
    rows = b"It rained on Velm again.\n" * 20_000
    (tmp_path / "a.csv").write_bytes("text\nGröße\n".encode() + rows + b"\xe9" + rows)
    problems = []
    assert not list(stream_articles(tmp_path / "a.csv", characters=10**6, problems=problems))
    assert [(p["what"], p["detail"]) for p in problems] == [
        ("damaged text", "looks like utf-8, but invalid continuation byte at byte 500013")]


def test_an_encoding_is_guessed_from_the_first_bytes_that_tell_it(tmp_path):
    """Half a megabyte of English before the first letter with an accent."""
    rows = "It rained on Velm again.\n" * 20_000
    (tmp_path / "a.csv").write_bytes(f"text\n{rows}Der Bürgermeister erklärte: die Straße bleibt gesperrt.\n".encode("cp1252"))
    assert framing.read_articles(tmp_path / "a.csv")["text"].iloc[-1] == "Der Bürgermeister erklärte: die Straße bleibt gesperrt."


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".zip"])
def test_reading_in_parts_holds_a_small_part_of_the_file(tmp_path, suffix):
    """17 MB of text in one file: in Python never more than a quarter of it, in Arrow half of it."""
    rows = 8000 if suffix == ".parquet" else 1600  # pyarrow writes 1024 values to a page, however long they are
    table = pd.DataFrame({"text": [f"{i} It rained on Velm. " * (800_000 // rows) for i in range(rows)]})
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        arrow = pytest.importorskip("pyarrow")
        table.to_parquet(path, compression=None)
    elif suffix == ".csv":
        table.to_csv(path, index=False)
    elif suffix == ".zip":
        table.to_csv(path, index=False, compression={"method": "zip", "compression": zipfile.ZIP_STORED, "archive_name": "a.csv"})
    else:
        table.to_json(path, orient="records", lines=True)
    assert path.stat().st_size > 15_000_000
    del table
    inside, before = 0, arrow.total_allocated_bytes() if suffix == ".parquet" else 0
    tracemalloc.start()
    try:
        for n, _ in enumerate(stream_file(File(path, suffix, "a", "a"), None, []), start=1):
            if suffix == ".parquet" and n % 100 == 0:
                inside = max(inside, arrow.total_allocated_bytes() - before)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert n == rows and held < 4_300_000 and inside < 8_500_000


def test_lines_of_json_end_at_a_line_feed_alone_and_errors_name_the_place_in_the_line(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"text":\r"Rain."}\r\n{"text":\n')
    table, problems = read_in_parts(tmp_path / "a.jsonl", 1)
    assert table[["article", "text"]].values.tolist() == [["a-1", "Rain."]]
    assert problems == [[f"{tmp_path}/a.jsonl:2", "", "not JSON", "Expecting value: line 1 column 9 (char 8)"]]


def test_a_file_of_which_no_line_has_a_text_is_one_problem_that_names_all_columns(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"headline": "a"}\nnonsense\n{"when": 1}\n')
    table, problems = read_in_parts(tmp_path / "a.jsonl", 1)
    assert table is None and [p[2] for p in problems] == ["not JSON", "no text column"]
    assert problems[1][3].startswith("it has ['headline', 'when']; name it")


def test_half_a_character_at_the_end_of_unmarked_utf_16_is_replaced(tmp_path):
    (tmp_path / "a.csv").write_bytes("text\nRain".encode("utf-16-le") + b"x")
    assert read_in_parts(tmp_path / "a.csv", 1)[0]["text"].tolist() == ["Rain\ufffd"]


def test_a_table_larger_than_the_limit_of_reading_whole_is_read_in_parts(tmp_path):
    (tmp_path / "a.csv").write_text("text\n" + "It rained.\n" * 100)
    with mock.patch("framing.formats.MAX_BYTES", 500):
        with pytest.raises(ValueError, match=r"too large.*framing tables takes it as it is"):
            framing.read_articles(tmp_path / "a.csv")
        assert len(read_in_parts(tmp_path / "a.csv", 10**6)[0]) == 100


def test_columns_beyond_the_limit_are_left_out_alike_however_the_articles_are_cut(tmp_path):
    rows = [{"text": "", f"c{k % 4}": "x", f"d{k}": "y"} if k else {"text": "Rain."} for k in range(6)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with mock.patch("framing.read.MAX_COLUMNS", 5):
        whole, told = read_whole(tmp_path / "a.jsonl")
        parts, told_in_parts = read_in_parts(tmp_path / "a.jsonl", 1)
    assert list(whole.columns[-5:]) == ["c1", "d1", "c2", "d2", "c3"] and list(parts.columns) == list(whole.columns)
    assert told == told_in_parts
    assert told[0] == [f"{tmp_path}/a.jsonl:1", "", "too many columns", "9 beside ours; the first 5 are kept"]


# The whole way: the same bytes on disk


AWKWARD = {
    "a.csv": codecs.BOM_UTF8 + ("id,body,date,medium\n" + "".join(
        f'{"x" if k % 3 else k},"Report {k}\n\n""We closed it,"" said Ann Lee of Velm.",{DATES[k % 7]},Echo{k % 2}{",y" * (k == 4)}\n'
        for k in range(9)) + 'z,"",,\n').encode(),
    "a.jsonl": "".join(json.dumps({"text": f"Ann Lee left Velm on day {k}."} | ({"desk": "home"} if k == 3 else {}) | (
        {"date": DATES[k]} if k % 2 else {}) | ({"wéather": "wet, \"cold\""} if k == 5 else {})) + "\n" + "nonsense\n" * (k == 4)
        for k in range(7)).encode(),
}


@pytest.fixture(scope="module", params=[*AWKWARD, "a.zip", "a.parquet"])
def measured(request, tmp_path_factory):
    """An awkward file and its tables, measured in one chunk."""
    place = tmp_path_factory.mktemp("stream")
    path = place / request.param
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in AWKWARD.items():
                archive.writestr(name, data)
    elif path.suffix == ".parquet":
        pytest.importorskip("pyarrow")
        table = corpus(9)
        table.loc[[2, 5], "article"] = "a001"
        table.assign(published=pd.to_datetime("2024-05-01")).to_parquet(path, row_group_size=4)
    else:
        path.write_bytes(AWKWARD[request.param])
    measure_corpus(path, place / "whole", characters=10**9)
    return path, place / "whole"


def fail_at_some(texts):
    if any(f"on day {k}." in text for text in texts for k in (3, 7)):
        raise ValueError("neither threes nor sevens")
    return [[] for _ in texts]


@pytest.mark.parametrize("characters", [1, 10**6])
def test_problems_stand_in_one_order_however_the_articles_are_cut(tmp_path, characters):
    """Files, then articles, then what could not be measured."""
    table = corpus(9)
    table.loc[8, "text"] = ""
    (tmp_path / "a.csv").write_text(table.to_csv(index=False) + '"Rain fell.",Echo\n')
    problems = measure_corpus(tmp_path / "a.csv", tmp_path / "out", characters=characters, tagger=fail_at_some)
    assert problems["what"].tolist() == ["too few cells", "no text", "not measured", "not measured"]
    assert problems["article"].tolist() == ["", "a008", "a003", "a007"]


@settings(max_examples=3)
@given(characters=st.integers(1, 300))
def test_tables_of_one_file_do_not_depend_on_the_parts(measured, characters):
    path, whole = measured
    with tempfile.TemporaryDirectory() as folder:
        measure_corpus(path, Path(folder) / "out", characters=characters)
        assert_same_bytes(whole, Path(folder) / "out")
    assert len(pd.read_csv(whole / "problems.csv")) >= 2


@pytest.mark.slow
def test_two_workers_give_the_same_bytes_for_one_file(measured, tmp_path):
    path, whole = measured
    measure_corpus(path, tmp_path / "out", characters=60, workers=2)
    assert_same_bytes(whole, tmp_path / "out")


def test_a_stopped_run_over_one_file_goes_on_and_sees_what_changed_in_it(measured, tmp_path):
    path, whole = measured
    seen = []

    def stop(articles, done, total):
        seen.append((done, total))
        if len(seen) == 2:
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        measure_corpus(path, tmp_path / "out", characters=60, progress=stop)
    assert 0 < seen[0][0] < seen[1][0] < seen[0][1] == os.path.getsize(path)
    kept = {p.name: (p / "part.json").stat().st_mtime_ns for p in (tmp_path / ".out-parts").iterdir()}
    found = {}

    def look(*_):
        found.update({name: (tmp_path / ".out-parts" / name / "part.json").stat().st_mtime_ns for name in kept})

    measure_corpus(path, tmp_path / "out", characters=60, resume=True, progress=look)
    assert found == kept
    assert_same_bytes(whole, tmp_path / "out")
