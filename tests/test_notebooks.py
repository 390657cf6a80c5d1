"""The notebooks as they are stored: short cells, charts that are there and read, nothing of the machine they ran on."""

import importlib.util
import json
import re
import shutil

import pytest
from conftest import ROOT

pytestmark = pytest.mark.once

FOLDER = ROOT / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
NUMBERED = ["00", "01", "02", "03", "04", "05", "06", "07"]


def load_script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "data" / "build" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", autouse=True)
def _notebooks_can_be_read():
    """Imported where these tests run, not by every worker that collects them: it takes seconds."""
    global nbformat
    nbformat = pytest.importorskip("nbformat", reason="notebooks need the extra lab")


@pytest.fixture(scope="module")
def runner():
    pytest.importorskip("nbclient", reason="executing notebooks needs the extra lab")
    return load_script("run_notebooks")


@pytest.fixture(params=PATHS, ids=lambda p: p.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def draws(cell):
    return cell.cell_type == "code" and any("image/png" in o.get("data", {}) for o in cell.outputs)


def shown(notebook):
    """All text that the outputs show, HTML tables too."""
    return "\n".join(o.get("text", "") + "".join(str(v) for k, v in o.get("data", {}).items() if k.startswith("text/"))
                     for c in code_cells(notebook) for o in c.outputs)


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_there_is_one_notebook_for_each_number():
    assert [p.name[:2] for p in PATHS] == NUMBERED


def test_a_notebook_opens_with_a_title_and_a_question(notebook):
    first = notebook.cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    assert "?" in first.source


def test_the_first_code_cell_names_the_source(notebook):
    assert re.search(r"^source = ", code_cells(notebook)[0].source, flags=re.M)


def test_nothing_is_defined_or_installed(notebook):
    code = "\n".join(c.source for c in code_cells(notebook))
    assert not re.findall(r"^\s*(?:def |class |[!%])", code, flags=re.M)


def test_cells_are_short(notebook):
    rest = [len(lines(c)) for c in code_cells(notebook)[1:]]
    assert max(rest) <= 6
    assert sorted(rest)[len(rest) // 2] <= 2, "half of the cells should have two lines at most"


def test_no_line_of_code_runs_out_of_sight(notebook):
    assert not [line for c in code_cells(notebook) for line in c.source.splitlines() if len(line) > 120]


def test_all_cells_were_run_in_order(notebook):
    assert [c.execution_count for c in code_cells(notebook)] == list(range(1, len(code_cells(notebook)) + 1))


def test_charts_are_stored(notebook):
    assert sum(map(draws, notebook.cells)) >= 2


def test_each_chart_is_read(notebook):
    """After a chart comes text: at once, or behind cells that draw or count for the same text."""
    unread = [c.source for n, c in enumerate(notebook.cells)
              if draws(c) and not any(later.cell_type == "markdown" and "**Read.**" in later.source
                                      for later in notebook.cells[n + 1:n + 5])]
    assert not unread


def test_it_says_what_the_numbers_cannot_say(notebook):
    said = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    assert re.search(r"\bcannot\b", said)


def test_outputs_hold_no_error_and_no_warning(notebook, runner):
    assert not runner.complaints(notebook)
    assert "Warning" not in shown(notebook)


def test_outputs_name_no_machine(notebook):
    assert not re.findall(r"(?:/(?:home|root|tmp|work|Users)/|[A-Z]:\\\\)[^\s<]*", shown(notebook))


def test_outputs_are_those_of_the_code(notebook, runner):
    assert notebook.metadata.get("framing", {}).get("code_sha256") == runner.fingerprint(notebook), \
        "run python data/build/run_notebooks.py notebooks"


def test_metadata_hold_nothing_that_changes_from_run_to_run(notebook, runner):
    assert not [c for c in notebook.cells if set(c.metadata) - {"tags"}]
    assert notebook.metadata == runner.KERNEL | {"framing": notebook.metadata.get("framing")}


def test_links_lead_somewhere(notebook):
    targets = [t for c in notebook.cells if c.cell_type == "markdown"
               for t in re.findall(r"\]\(([^)#]+)\)", c.source) if "://" not in t]
    assert not [t for t in targets if not (FOLDER / t).exists()]


def written(folder, *sources):
    """A notebook of these cells in a folder, and its path."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path = folder / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_running_writes_outputs_once_and_for_all(tmp_path, runner, capsys):
    path = written(tmp_path, "print('a'); print('b')", "import os; len(os.listdir())")
    assert runner.main([str(path)]) == 0
    first = path.read_bytes()
    assert runner.main([str(path)]) == 0
    assert path.read_bytes() == first, "running again changed the file"
    kept = json.loads(first)["cells"]
    assert "".join(kept[0]["outputs"][0]["text"]) == "a\nb\n"
    assert kept[1]["outputs"][0]["data"]["text/plain"] == ["1"], "a notebook runs in its own folder"
    assert runner.main(["--check", str(tmp_path)]) == 0


@pytest.mark.parametrize("source, says", [
    ("1 / 0", "cell 1 stopped: ZeroDivisionError"),
    ("import warnings; warnings.warn('beware')", "cell 1 writes to stderr"),
    ("import sys; print('oh', file=sys.stderr)", "cell 1 writes to stderr: oh"),
])
def test_a_cell_that_fails_or_warns_is_named_and_nothing_is_written(source, says, tmp_path, runner, capsys):
    path = written(tmp_path, source)
    before = path.read_bytes()
    assert runner.main([str(path)]) == 1
    assert says in capsys.readouterr().out
    assert path.read_bytes() == before


def test_check_finds_code_that_was_changed_after_the_run(runner):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    runner.tidy(notebook)
    assert runner.missing(notebook, notebook) == []
    notebook.cells[0].source = "1 + 2"
    assert runner.missing(notebook, notebook) == ["the stored outputs are not those of this code"]


def test_check_finds_a_chart_that_is_not_stored_and_a_number_that_moved(runner):
    fresh = runner.tidy(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[
        nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>", "text/plain": "fig"}),
        nbformat.v4.new_output("stream", text="n = 7")])]))
    stored = nbformat.from_dict(json.loads(json.dumps(fresh)))
    stored.cells[0].outputs[1].text = "n = 6"
    assert runner.missing(stored, fresh) == []
    assert runner.changed(stored, fresh) == ["cell 1 gives other numbers than stored"]
    stored.cells[0].metadata["tags"] = ["varies"]
    assert runner.changed(stored, fresh) == []
    del stored.cells[0].outputs[0]
    assert runner.missing(stored, fresh) == ["cell 1 draws 1 chart(s), 0 stored"]


def test_the_pieces_of_a_stream_are_laid_together(runner):
    pieces = [nbformat.v4.new_output("stream", name=name, text=text)
              for name, text in [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]]
    assert [(o.name, o.text) for o in runner.joined(pieces)] == [("stdout", "ab"), ("stderr", "c"), ("stdout", "d")]


def test_a_folder_without_notebooks_is_told(tmp_path, runner):
    with pytest.raises(SystemExit, match="no notebook there"):
        runner.main(["--check", str(tmp_path)])


TEXTS = {"one.txt": "Storm Hits Port Arlen\n\nMayor Ann Lee praised the crews on Monday. \"We were lucky,\" Lee said. Two boats were "
                    "lost. Lee thanked Tom Roy, who led the rescue.\n\nThe damage\n\nTom Roy said that repairs would take a year. "
                    "The pier was destroyed. Nobody was hurt, Roy told reporters.\n",
         "two.txt": "Mayor Under Fire\n\nThe council attacked Ann Lee over the pier. \"She knew,\" councillor Pat Moss said. Moss "
                    "called the rescue a disgrace.\n\nWhat next\n\nAnn Lee rejected the claims. A report was promised.\n"}


def with_texts(number, source, tmp_path, outlets=True):
    """A copy of a notebook that names the reader's texts and no codebook, beside the folder data as in a checkout."""
    for name in ("texts", "notebooks"):
        (tmp_path / name).mkdir()
    for name, text in TEXTS.items():
        head = f"---\noutlet: {name[:3]}\n---\n" if outlets else ""
        (tmp_path / "texts" / name).write_text(head + text, encoding="utf8")
    shutil.copytree(ROOT / "data" / "lukashenko-interview", tmp_path / "data" / "lukashenko-interview")
    shutil.copy(ROOT / "data" / "validity.csv", tmp_path / "data")
    notebook = nbformat.read(next(p for p in PATHS if p.name.startswith(number)), as_version=4)
    cell = code_cells(notebook)[0]
    cell.source, n = re.subn(r"(?m)^source = .*$", f"source = {str(tmp_path / 'texts' / source)!r}", cell.source)
    assert n == 1
    cell.source = re.sub(r"(?m)^codebook = .*$", "codebook = None", cell.source)
    nbformat.write(notebook, tmp_path / "notebooks" / "mine.ipynb")
    return tmp_path / "notebooks" / "mine.ipynb"


def stopped(path, runner):
    return [c for c in runner.complaints(runner.run(path)) if "LowCoverageWarning" not in c]


@pytest.mark.slow
@pytest.mark.parametrize("number, source", [("00", "one.txt"), ("01", "two.txt"), ("01", ""), ("02", "one.txt"), ("03", ""),
                                            ("06", "")])
def test_a_reader_swaps_in_their_own_texts_and_runs_all(number, source, tmp_path, runner):
    assert not stopped(with_texts(number, source, tmp_path), runner)


@pytest.mark.slow
@pytest.mark.parametrize("number, source, outlets, says", [
    ("04", "", False, "the articles name no outlet"),
    ("04", "", True, "a codebook is a file or a mapping"),
    ("05", "", True, "go on when two coders' sheets"),
    ("05", "one.txt", False, "go on when two coders' sheets"),
])
def test_what_the_readers_texts_lack_is_told_where_it_stops(number, source, outlets, says, tmp_path, runner):
    assert says in stopped(with_texts(number, source, tmp_path, outlets), runner)[0]
