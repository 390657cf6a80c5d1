"""Notebooks as a person uses them: JupyterLab in a real browser, all cells run, charts seen, widgets answer."""

import json
import shutil

import pytest
from conftest import ROOT

import framing

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed; run: pip install 'framing[lab]'")

from lab import Desk, serve  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(p.name for p in FOLDER.glob("*.ipynb"))


def charts_stored(name):
    cells = json.loads((FOLDER / name).read_text(encoding="utf8"))["cells"]
    return sum("image/png" in o.get("data", {}) for c in cells for o in c.get("outputs", []))


def write(path, *sources):
    """A notebook of these code cells."""
    cells = [{"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
             for n, source in enumerate(sources)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}),
                    encoding="utf8")


def choose(dropdown, begin):
    """Choose the entry of a dropdown that begins so; widgets write their blanks as no-break spaces."""
    entries = dropdown.locator("option").all_text_contents()
    dropdown.select_option(index=[e.replace("\xa0", " ").startswith(begin) for e in entries].index(True))


def copy_without_outputs(name, place):
    notebook = json.loads((FOLDER / name).read_text(encoding="utf8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    (place / name).write_text(json.dumps(notebook), encoding="utf8")


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """JupyterLab on copies of the notebooks that hold no outputs, so that a chart there is a chart drawn now."""
    root = tmp_path_factory.mktemp("course")
    (root / "notebooks").mkdir()
    for name in NOTEBOOKS:
        copy_without_outputs(name, root / "notebooks")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("build"))
    with serve(root, tmp_path_factory.mktemp("lab")) as (address, token):
        yield root, address, token


@pytest.fixture
def sit_down(chromium, lab):
    """Open a notebook in a window of its own; its kernel ends with the test."""
    _, address, token = lab
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    desks = []

    def open_notebook(name, **more):
        desks.append(Desk(context.new_page(), address, token, f"notebooks/{name}", **more))
        return desks[-1]

    yield open_notebook
    for desk in desks:
        desk.leave()
    context.close()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_top_to_bottom_and_its_charts_are_there(name, sit_down):
    desk = sit_down(name)
    assert desk.charts() == 0
    desk.run_all()
    assert desk.faults() == []
    assert desk.charts() == charts_stored(name) > 0


def test_a_cell_that_fails_is_seen(sit_down, lab):
    """The check itself: a failing cell and a warning are noticed."""
    write(lab[0] / "notebooks" / "broken.ipynb", "import warnings\nwarnings.warn('beware')", "1 / 0", "1 + 1")
    desk = sit_down("broken.ipynb")
    desk.run_all()
    faults = desk.faults()
    assert any("beware" in f for f in faults) and any("ZeroDivisionError" in f for f in faults)


def test_the_widget_answers_a_click(sit_down, lab, sample_analysis):
    """Choose an actor, then a voice: name, number of sentences and the sentences themselves follow."""
    write(lab[0] / "notebooks" / "widget.ipynb", """import framing
from framing.resources import sample_folder
analysis = framing.analyze(sample_folder() / "articles", codebook=sample_folder() / "codebook.yaml")""",
          "framing.explore(analysis)")
    desk = sit_down("widget.ipynb")
    desk.run_all()
    chosen = desk.page.locator(".jp-OutputArea select")
    shown = desk.page.locator(".jp-OutputArea .widget-html caption")
    sentences = desk.page.locator(".jp-OutputArea .widget-html ol > li")
    for actor, voice, label in [("Goran Tessik", None, "all voices"), ("Jonas Kereth", "narrator", "the outlet's own words")]:
        expected = framing.find_evidence(sample_analysis, actor=actor, voice=voice)
        assert shown.inner_text() != actor
        choose(chosen.first, actor)
        choose(chosen.last, label)
        shown.filter(has_text=actor).wait_for()
        desk.page.wait_for_function(
            "n => document.querySelectorAll('.jp-OutputArea .widget-html ol > li').length === n", arg=len(expected))
        assert " ".join(expected["text"].iloc[0].split()) in " ".join(sentences.first.inner_text().split())
    assert desk.faults() == []
