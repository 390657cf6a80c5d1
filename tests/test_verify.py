"""Tables computed again: what is equal to the last byte is called so, and what is not is named."""

import json
import math
import re

import pandas as pd
import pytest
from killer import corpus

import framing
from framing.scale import measure_corpus
from framing.verify import verify_tables

BOOK = {"actors": {"Ann Lee": {"aliases": ["Lee"]}}}


@pytest.fixture
def tables(tmp_path):
    measure_corpus(corpus(6), tmp_path / "out", codebook=BOOK)
    return tmp_path / "out"


def told(rows):
    return {row["table"]: row["detail"] for row in rows if not row["equal"]}


def test_the_same_articles_give_the_same_bytes(tables):
    rows = verify_tables(tables, corpus(6), codebook=BOOK)
    assert not told(rows) and {row["largest"] for row in rows} == {0.0}
    assert {"versions", "articles", "mentions", "sentiment", "terms"} <= {row["table"] for row in rows}


def test_a_changed_article_is_found_in_its_line(tables):
    other = corpus(6)
    other.loc[4, "text"] += " It rained."
    found = told(verify_tables(tables, other, codebook=BOOK))
    assert found["articles"].startswith("line 6 was 'a004,") and "versions" not in found and "problems" not in found


def test_fewer_articles_are_counted(tables):
    found = told(verify_tables(tables, corpus(5), codebook=BOOK))
    assert found["articles"] == "line 7 was there: 6 row(s) then, 5 now"


def test_another_codebook_and_other_versions_are_named(tables):
    manifest = json.loads((tables / "manifest.json").read_text())
    manifest["python"], manifest["models"]["tone"]["sha256"] = "3.9.1", "0" * 64
    (tables / "manifest.json").write_text(json.dumps(manifest))
    found = told(verify_tables(tables, corpus(6)))
    assert found["versions"].startswith("python was 3.9.1 and is 3.")
    assert re.search(r"models tone sha256 was 0{16}… and is [0-9a-f]{16}…; options codebook was [0-9a-f]{16}… and is none$", found["versions"])


@pytest.mark.parametrize("change, largest, detail", [
    (1e-17, 1e-17, r"1 number\(s\) differ, by at most 1(\.\d)?e-17: last bits"), (0.25, 0.25, r"1 number\(s\) differ, by at most 0\.25$"),
])
def test_numbers_that_differ_are_counted_and_measured(tables, change, largest, detail):
    path = tables / "sentiment.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = (table["sum_polarity"].astype(float).abs() == 0).idxmax() if change < 0.1 else 0
    table.loc[row, "sum_polarity"] = repr(float(table.loc[row, "sum_polarity"]) + change)
    table.to_csv(path, index=False, lineterminator="\n")
    rows = {row["table"]: row for row in verify_tables(tables, corpus(6), codebook=BOOK)}
    assert not rows["sentiment"]["equal"] and re.match(detail, rows["sentiment"]["detail"])
    assert math.isclose(rows["sentiment"]["largest"], largest, rel_tol=1e-6)


def test_missing_and_foreign_files_are_named(tables):
    (tables / "quotes.csv").unlink()
    (tables / "old.csv").write_text("a\n1\n")
    assert told(verify_tables(tables, corpus(6), codebook=BOOK)) == {
        "quotes": "the file is missing", "old": "it is not made from these articles"}


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_saved_analysis_is_verified_with_its_inputs(tmp_path, format):
    if format == "parquet":
        pytest.importorskip("pyarrow")
    framing.analyze(corpus(4), codebook=BOOK).save(tmp_path / "out", format=format)
    assert not told(verify_tables(tmp_path / "out", corpus(4), codebook=BOOK))
    other = corpus(5)
    other.loc[1, "text"] += " It rained."
    found = told(verify_tables(tmp_path / "out", other, codebook=BOOK))
    assert re.fullmatch(r"a001 was [0-9a-f]{16}… and is [0-9a-f]{16}…; a004 was absent and is [0-9a-f]{16}…", found["inputs"])
    assert {"articles", "tokens", "sentences"} <= set(found)


@pytest.mark.slow
def test_the_tables_of_a_report_are_verified(tmp_path):
    framing.report.write_report(framing.analyze(corpus(3)), tmp_path / "out")
    (tmp_path / "out" / "tables" / "terms.csv").write_text("a\n1\n")
    rows = verify_tables(tmp_path / "out", corpus(3))
    assert list(told(rows)) == ["terms"] and len(rows) > 10


@pytest.mark.parametrize("text, error", [
    (None, "holds no manifest.json"), ("{", "is damaged"), ("[]", "is damaged"), ('{"options": {}}', "is damaged"),
])
def test_folders_without_a_sound_manifest_are_refused(tmp_path, text, error):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises((FileNotFoundError, ValueError), match=error):
        verify_tables(tmp_path, corpus(1))
