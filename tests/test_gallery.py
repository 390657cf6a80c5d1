"""The gallery shows every chart function, and its check notices when it does not."""

import importlib.util

import pytest
from conftest import ROOT

import framing

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def gallery():
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "data" / "build" / "gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(gallery, tmp_path, monkeypatch):
    """A gallery with a picture per function, of no content."""
    monkeypatch.setattr(gallery, "FOLDER", tmp_path)
    for name in [picture.file for picture in gallery.PICTURES] + ["overview.png"]:
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_every_chart_function_has_its_picture_in_the_repository(gallery):
    assert gallery.missing() == []
    for picture in gallery.PICTURES:
        assert (gallery.FOLDER / picture.file).read_bytes().startswith(b"\x89PNG")


def test_the_index_shows_each_picture_with_words_and_code(gallery):
    text = (gallery.FOLDER / "README.md").read_text(encoding="utf8")
    for picture in gallery.PICTURES:
        assert picture.sentence in text and picture.sentence.count(".") == 1
        assert f"]({picture.file})" in text
        assert f"{picture.table}\n{picture.drawing}\n" in text
        assert "\n" not in picture.table + picture.drawing


def test_the_check_finds_a_lost_a_foreign_and_an_unknown_picture(gallery, folder, monkeypatch):
    assert gallery.missing() == []
    (folder / "terms.png").unlink()
    (folder / "old.png").write_bytes(b"x")
    assert gallery.missing() == ["terms.png: not drawn yet", "old.png: belongs to no chart function"]
    monkeypatch.setattr(gallery, "PICTURES", [p for p in gallery.PICTURES if p.function != "plot_tone"])
    assert gallery.missing()[0] == "plot_tone: no picture in PICTURES"
    (folder / "overview.png").write_bytes(bytes(gallery.LARGEST))
    assert "bytes" in gallery.missing()[-1]


def test_the_check_finds_an_index_of_other_numbers(gallery, folder, monkeypatch):
    class Drawn:
        framing_description = "Tone toward actors. n = 12."

    monkeypatch.setattr(gallery, "drawn", lambda names: {p.function: Drawn for p in gallery.PICTURES})
    assert "README.md" in gallery.check()[0]
    (folder / "README.md").write_text(gallery.index(gallery.drawn({})), encoding="utf8")
    assert gallery.check() == []
    Drawn.framing_description = "Tone toward actors. n = 13."
    assert "n = 13" in gallery.check()[0]


def test_every_chart_function_is_public():
    for name in framing.charts.__all__:
        assert callable(getattr(framing, name) if name.startswith("plot_") else getattr(framing.charts, name))
