"""What is written is what is read: any text, no number, no value, and no half of an earlier result."""

import json
import os

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.scale import measure_corpus
from framing.schema import TABLES
from framing.store import check_folder, load_table, replace_folder, write_json, write_tables

MARKS = "ab,;\"'\\\r\n\t\x00=+-@#\u2028\ufeff\xa0é漢😀 "
ODD = st.text(alphabet=st.sampled_from(list(MARKS)), max_size=12)
HALVES = st.text(alphabet=st.sampled_from([*MARKS, "\ud800"]), max_size=12)
VOICE = TABLES["tokens"]["voice"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@given(st.lists(st.tuples(ODD, st.sampled_from([*VOICE.categories, None]), st.floats(allow_nan=True, allow_infinity=True),
                          st.integers(-2**31, 2**31 - 1), st.booleans()), max_size=6))
@settings(max_examples=examples(80), deadline=None)
def test_any_table_comes_back_as_it_was(place, rows):
    texts, voices, numbers, whole, flags = zip(*rows, strict=True) if rows else [()] * 5
    # pandas 2.2 takes NUL for the end of a word when it looks for distinct ones.
    words = [t.replace("\x00", "") for t in texts]
    table = pd.DataFrame({
        "text": pd.Series(list(texts), dtype=str),
        "word": pd.Categorical(words, categories=pd.Index(list(dict.fromkeys(words)), dtype=str)),
        "voice": pd.Categorical(voices, dtype=VOICE), "number": np.array(numbers, float),
        "whole": np.array(whole, "int32"), "flag": np.array(flags, bool)})
    write_tables({"odd": table}, place)
    read = load_table(place, "odd", {"text": "str", "word": "category", "voice": VOICE, "number": "float64", "whole": "int32",
                                     "flag": "bool"}, None)
    pd.testing.assert_frame_equal(read, table, check_exact=True, check_categorical=False)
    assert (read["voice"].cat.codes == table["voice"].cat.codes).all()


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_saved_analysis_is_the_analysis(format, tmp_path):
    if format == "parquet":
        pytest.importorskip("pyarrow", reason="pip install 'framing[parquet]'")
    text = "Head\n\n\"=Cut, \\ or\rrun,\" said Ann Lee — NA, nan, null.\r\n\r\nTom Roy's 1,000 “friends” left.\n"
    analysis = framing.analyze(pd.DataFrame({"text": [text, ""], "title": ["NA", "=1+1"], "desk": ["", "x"]}))
    analysis.save(tmp_path / "saved", format=format)
    read = framing.load_analysis(tmp_path / "saved")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(read, name), getattr(analysis, name), check_exact=True, check_categorical=False)
    assert framing.count_entities(read.mentions).equals(framing.count_entities(analysis.mentions))
    assert read.manifest == analysis.manifest


@given(st.recursive(st.none() | st.booleans() | st.integers() | HALVES, lambda part: st.lists(part, max_size=3) |
                    st.dictionaries(HALVES, part, max_size=3), max_leaves=8))
@settings(max_examples=examples(60), deadline=None)
def test_any_manifest_comes_back_as_it_was(place, data):
    write_json(place / "data.json", data)
    assert json.loads((place / "data.json").read_text(encoding="utf8")) == data


def test_what_fails_while_it_is_written_leaves_the_earlier_result_whole(tmp_path):
    first = framing.analyze(pd.DataFrame({"text": ["Rain fell on Arle."]}))
    framing.export_features(first, tmp_path / "shared")
    before = {p.name: p.read_bytes() for p in (tmp_path / "shared").iterdir()}

    def fill(place):
        (place / "terms.csv").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_folder(tmp_path / "shared", fill, marker="datapackage.json")
    assert {p.name: p.read_bytes() for p in (tmp_path / "shared").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["shared"]


@pytest.mark.parametrize("make, error, message", [
    (lambda p: (p / "mine").write_text("a file"), NotADirectoryError, "is a file"),
    (lambda p: ((p / "mine").mkdir(), (p / "mine" / "notes.txt").write_text("x")), FileExistsError, "did not write"),
])
def test_what_is_not_ours_is_not_replaced(tmp_path, make, error, message):
    make(tmp_path)
    with pytest.raises(error, match=message):
        replace_folder(tmp_path / "mine", lambda place: None, marker="manifest.json")


@pytest.mark.parametrize("source", ["out", "out/tables/a.csv", ["b.csv", "out/../out/tables"]])
def test_a_folder_that_holds_the_articles_is_not_replaced(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out/tables").mkdir(parents=True)
    (tmp_path / "out/manifest.json").write_text("{}")
    with pytest.raises(ValueError, match="the articles are in 'out', which would be replaced; name another folder"):
        check_folder("out", marker="manifest.json", source=source)
    for other in ("-", "out2", ["b.csv"], pd.DataFrame({"text": []}), None):
        check_folder("out", marker="manifest.json", source=other)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a place where nobody can write")
def test_a_folder_that_cannot_be_written_is_named_as_it_was_given():
    with pytest.raises(OSError, match=r"^'/proc/x/y' cannot be written: No such file or directory; name another folder\.$"):
        check_folder("/proc/x/y", marker="manifest.json")


@pytest.mark.parametrize("change, message", [
    (lambda p: (p / "manifest.json").unlink(), "no saved analysis"),
    (lambda p: (p / "manifest.json").write_text("{"), "damaged"),
    (lambda p: (p / "tokens.csv").unlink(), "lacks the table 'tokens'"),
    (lambda p: (p / "quotes.csv").write_text("article,section\na,1\n"), "lacks column"),
])
def test_a_damaged_folder_says_what_is_wrong(tmp_path, change, message):
    framing.analyze(pd.DataFrame({"text": ["Rain fell."]})).save(tmp_path / "saved")
    change(tmp_path / "saved")
    with pytest.raises((FileNotFoundError, ValueError), match=message):
        framing.load_analysis(tmp_path / "saved")


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_tables_of_a_collection_are_no_analysis_and_the_message_says_what_reads_them(tmp_path, format):
    pytest.importorskip("pyarrow")
    measure_corpus(pd.DataFrame({"text": ["Ann Lee left."]}), tmp_path / "tables", format=format)
    with pytest.raises(ValueError, match=r"what `framing tables` wrote: .* no analysis\. framing\.load_tables\(folder\) reads them"):
        framing.load_analysis(tmp_path / "tables")


def test_shared_features_are_no_analysis_and_the_message_says_what_reads_them(tmp_path):
    framing.export_features(framing.analyze(pd.DataFrame({"text": ["Ann Lee left."]})), tmp_path / "shared")
    with pytest.raises(FileNotFoundError, match=r"shared features, which framing\.load_features\(\) reads"):
        framing.load_analysis(tmp_path / "shared")


def test_an_unknown_format_is_told(tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'parquet'"):
        framing.analyze(pd.DataFrame({"text": ["Rain fell."]})).save(tmp_path / "saved", format="parket")
