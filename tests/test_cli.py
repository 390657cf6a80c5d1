"""The command line: exit codes, messages that name the file and the next step, and never a traceback."""

import io
import os
import re
import subprocess
import sys
import warnings

import pandas as pd
import pytest

from framing import cli
from framing.notebooks import execute_notebook

ARTICLE = "The Bridge\n\nAnn Lee wrecked the good bridge. \"We were betrayed,\" Tom Roy said.\n"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process: exit code, what it printed, what it complained about."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)

    def call(*arguments, stdin=None):
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf8"))))
        monkeypatch.setattr(sys, "argv", ["framing", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return call


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(ARTICLE, encoding="utf8")
    return path


COMMANDS = ["report", "tables", "check", "demo", "models", "cite", "verify", "coders"]


def test_help_names_every_command_and_the_exit_codes(run):
    code, out, _ = run("--help")
    assert code == 0
    assert re.findall(r"^  (\w+)  ", out.split("Commands:")[1], re.M) == COMMANDS
    assert "Exit codes: 0 done" in out


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_fits_80_columns_and_cuts_no_sentence(run, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = run(*([command] if command else []), "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert not re.search(r"\w\.\.\.$", out, re.M)


def test_report_writes_its_folder_and_says_where(run, article, tmp_path):
    code, out, err = run("report", article, "--out", tmp_path / "r", "--title", "A bridge")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == str(tmp_path / "r" / "report.html")
    assert "<h1>A bridge</h1>" in (tmp_path / "r" / "report.html").read_text(encoding="utf8")


def test_report_reads_standard_input(run, tmp_path):
    code, _, _ = run("report", "-", "--out", tmp_path / "r", stdin=ARTICLE)
    assert code == 0
    assert pd.read_csv(tmp_path / "r/tables/articles.csv").loc[0, "article"] == "stdin"


def test_tables_reads_standard_input(run, tmp_path):
    code, _, _ = run("tables", "-", "--out", tmp_path / "t", stdin=ARTICLE)
    assert code == 0
    assert pd.read_csv(tmp_path / "t/articles.csv").loc[0, "article"] == "stdin"


def test_report_takes_columns_and_tells_problems(run, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.csv").write_text("body,medium\nAnn Lee left the town.,Echo\n")
    (tmp_path / "in/b.txt").write_bytes(bytes(range(256)) * 20)
    code, _, err = run("report", tmp_path / "in", "--column", "text=body", "--column", "outlet=medium", "--out", tmp_path / "r")
    assert code == 0
    assert "b.txt: not a text file" in err
    assert pd.read_csv(tmp_path / "r/tables/articles.csv").loc[0, "outlet"] == "Echo"


@pytest.mark.parametrize("arguments, code, said", [
    ((), 2, "Commands:"),
    (("reprot", "x"), 2, "Did you mean 'report'"),
    (("report",), 2, "Missing argument 'SOURCE'"),
    (("report", "nowhere"), 1, "no file or folder 'nowhere'"),
    (("report", "empty"), 1, "no readable file in 'empty'"),
    (("report", "blank.txt"), 1, "'blank.txt' holds no words to analyse; look at it with: framing check blank.txt"),
    (("report", "noise.txt"), 1, "nothing could be read: noise.txt: not a text file"),
    (("report", "bridge.txt", "--column", "text"), 2, "'text' is not of the form ours=theirs"),
    (("report", "bridge.txt", "--codebook", "nowhere.yaml"), 1, "there is no codebook 'nowhere.yaml'"),
    (("report", "bridge.txt", "--codebook", "bad.yaml"), 1, "line 2: type of 'Ann Lee' is 'HERO'"),
    (("report", "bridge.txt", "--out", "mine"), 1, "'mine' holds files that framing did not write"),
    (("report", "bridge.txt", "--out", "bridge.txt"), 1, "'bridge.txt' is a file; name a folder"),
    (("report", "bridge.txt", "--out", "/proc/x"), 1, "'/proc/x' cannot be written: "),
    (("tables", "bridge.txt", "--out", "/proc/x"), 1, "'/proc/x' cannot be written: "),
    (("check", "nowhere"), 1, "no file or folder 'nowhere'"),
    (("tables", "nowhere"), 1, "no file or folder 'nowhere'"),
    (("tables", "bridge.txt", "--workers", "0"), 2, "--workers"),
    (("tables", "bridge.txt", "--format", "xlsx"), 2, "'xlsx' is not one of"),
    (("verify", "mine", "--source", "bridge.txt"), 1, "'mine' holds no manifest.json"),
    (("verify", "mine"), 2, "Missing option '--source'"),
    (("cite", "--style", "apa"), 2, "'apa' is not one of"),
    (("coders", "one.csv"), 2, "two or more people"),
    (("coders", "one.csv", "two.csv"), 1, "one.csv"),
    (("demo", "--out", "mine", "--no-notebook"), 1, "'mine' holds files that framing did not write"),
])
def test_wrong_use_is_told_from_nothing_to_do_and_both_say_what_next(run, article, tmp_path, monkeypatch, arguments, code, said):
    monkeypatch.chdir(tmp_path)
    for folder in ("empty", "mine"):
        (tmp_path / folder).mkdir()
    (tmp_path / "mine/thesis.docx").write_text("mine")
    (tmp_path / "blank.txt").write_text(" \n\n ")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "bad.yaml").write_text("actors:\n  Ann Lee: {type: HERO}\n")
    found, out, err = run(*arguments)
    assert (found, said in out + err) == (code, True), out + err
    assert (tmp_path / "mine/thesis.docx").read_text() == "mine"
    assert not (tmp_path / "framing-report").exists()


@pytest.mark.parametrize("error, said", [
    (OSError(28, "No space left on device", "/x"), "No space left on device: /x. Name another folder with --out."),
    (MemoryError(), "not enough memory for all articles at once; framing tables takes any number."),
    (KeyError("actor"), "stopped by an error of its own, KeyError"),
])
def test_no_error_ever_shows_a_traceback(run, article, tmp_path, monkeypatch, error, said):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("framing.analysis.analyze", fail)
    code, out, err = run("report", article, "--out", tmp_path / "r")
    assert (code, out) == (1, "")
    assert err.startswith(f"framing: {said}")


def test_who_debugs_gets_the_error_itself(run, article, tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_DEBUG", "1")
    monkeypatch.setattr("framing.analysis.analyze", lambda *_, **__: {}["actor"])
    with pytest.raises(KeyError, match="actor"):
        run("report", article, "--out", tmp_path / "r")


def test_check_counts_what_is_there(run, article):
    code, out, _ = run("check", article)
    assert code == 0
    assert re.search(r"^articles +1$", out, re.M)
    assert re.search(r"^words +\d+$", out, re.M)


def test_tables_are_written_and_verified_and_a_change_is_found(run, article, tmp_path):
    assert run("tables", article, "--out", tmp_path / "t")[0] == 0
    code, out, _ = run("verify", tmp_path / "t", "--source", article)
    assert (code, "DIFFERS" in out) == (0, False)
    article.write_text(ARTICLE.replace("good", "bad"), encoding="utf8")
    code, out, _ = run("verify", tmp_path / "t", "--source", article)
    assert code == 1
    assert re.search(r"^terms +DIFFERS", out, re.M)


def test_check_lists_further_columns_and_proposes_what_they_may_be(run, tmp_path):
    (tmp_path / "a.csv").write_text("text,Autor,Datum,Mein Titel\nAnn Lee left the town.,Tom Roy,2024-01-02,Bridge\n")
    _, out, _ = run("check", tmp_path / "a.csv")
    assert re.search(r"^more columns +3: Autor, Datum, Mein Titel; perhaps: --column author=Autor --column published=Datum$", out, re.M)
    _, out, _ = run("check", tmp_path / "a.csv", "--column", "author=Autor", "--column", "published=Datum")
    assert re.search(r"^dates +2024-01-02 to 2024-01-02$", out, re.M) and "perhaps" not in out


@pytest.mark.parametrize("header, column, said", [
    ("Volltext,Quelle", (), "name it with --column text=Volltext\n"),
    ("Mein Text,Quelle", (), "name it with --column text=…\n"),
    ("title,link", (), "; --column text=title reads the titles alone"),
    ("text,Quelle", ("--column", "outlet=Quele"), "framing: --column outlet=Quele: there is no column 'Quele'; there are ['text', "
     "'Quelle']. Did you mean 'Quelle'?"),
    ("text,Mein Titel", ("--column", "title=mein Titel"), "framing: --column 'title=mein Titel': there is no column"),
])
def test_columns_are_told_in_the_words_of_the_command_line(run, tmp_path, header, column, said):
    (tmp_path / "a.csv").write_text(f"{header}\nRain.,Echo\n")
    code, out, err = run("check", tmp_path / "a.csv", *column)
    assert code == 1 and said in err and "columns=" not in out + err


def test_many_problems_of_one_kind_are_summed_up(run, article, tmp_path):
    for k in range(9):
        (tmp_path / f"scan{k}.pdf").write_text("x")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 20)
    _, _, err = run("tables", tmp_path, "--out", tmp_path / "t")
    assert [line.split(" – ")[0] for line in err.splitlines()] == [
        f"problem: {tmp_path}/noise.txt: not a text file", *(f"problem: {tmp_path}/scan{k}.pdf: unknown format" for k in range(3)),
        f"problem: unknown format: 6 more, named in {tmp_path}/t/problems.csv"]
    assert len(pd.read_csv(tmp_path / "t/problems.csv")) == 10
    assert run("check", tmp_path)[1].endswith("\nproblem: unknown format: 6 more\n")


def test_a_second_run_in_the_folder_of_the_articles_reads_the_same_articles(run, article, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("tables", ".")[0] == 0
    first = (tmp_path / "framing-tables/articles.csv").read_bytes()
    code, _, err = run("tables", ".")
    assert (code, err) == (0, "note: passed over what framing wrote: framing-tables.\n")
    assert (tmp_path / "framing-tables/articles.csv").read_bytes() == first
    assert "DIFFERS" not in run("verify", "framing-tables", "--source", ".")[1]


def test_a_run_that_would_replace_its_articles_is_refused(run, article, tmp_path):
    assert run("tables", article, "--out", tmp_path / "t")[0] == 0
    for command in ("report", "tables"):
        code, _, err = run(command, tmp_path / "t/sentences.csv", "--out", tmp_path / "t")
        assert code == 1 and "which would be replaced" in err
    assert (tmp_path / "t/sentences.csv").exists()


def test_cite_and_models_print(run):
    assert "The framing authors" in run("cite")[1]
    assert run("cite", "--style", "bibtex")[1].startswith("@software{framing")
    code, out, _ = run("models")
    assert code == 0
    assert "NOT as on the card" not in out
    assert len(re.findall(r"^  sha256 [0-9a-f]{16}…", out, re.M)) >= 8


def test_coders_are_compared(run, sample):
    code, out, _ = run("coders", sample / "coders/coder_a.csv", sample / "coders/coder_b.csv")
    assert code == 0
    assert re.search(r"alpha.*\b0\.7\d", out)


def started(*arguments, **environment):
    return subprocess.run([sys.executable, "-m", "framing.cli", *map(str, arguments)], capture_output=True, timeout=600,
                          env=os.environ | {"PYTHONUTF8": "0"} | environment, check=False)


def test_a_pipe_gets_nothing_but_the_result(article, tmp_path):
    ran = started("report", article, "--out", tmp_path / "r")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(ran.stdout.splitlines()) == 2


def test_a_terminal_without_the_letters_stops_nothing(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.csv").write_text("text,outlet\nIt rained on the town.,Известия\n", encoding="utf8")
    (tmp_path / "in/Известия.txt").write_bytes(bytes(range(256)) * 20)
    ran = started("check", tmp_path / "in", PYTHONIOENCODING="ascii:strict")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"????????.txt: not a text file" in ran.stdout


@pytest.fixture
def nbformat():
    """Imported where it is used, not by every worker that collects these tests: it takes seconds."""
    import nbformat

    return nbformat


@pytest.fixture
def notebook(nbformat, tmp_path):
    def write(*cells):
        path = tmp_path / "a.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells]), path)
        return path

    return write


def test_a_notebook_runs_in_this_python_and_in_its_folder(nbformat, notebook, tmp_path):
    path = notebook("import sys, os\n(sys.executable, os.getcwd())")
    done = execute_notebook(path, tmp_path / "out")
    cell = nbformat.read(done, as_version=4).cells[0]
    assert eval(cell.outputs[0]["data"]["text/plain"]) == (sys.executable, str(tmp_path))
    assert not nbformat.read(path, as_version=4).cells[0].outputs
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.ipynb"]


def test_only_links_to_files_that_are_there_stay_links(nbformat, tmp_path):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in (
        "See [the report](report.html#tone), [a page](https://example.org) and [below](#below).", "Next: [02 more](02.ipynb)")])
    nbformat.write(book, tmp_path / "a.ipynb")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").touch()
    cells = nbformat.read(execute_notebook(tmp_path / "a.ipynb", tmp_path / "out"), as_version=4).cells
    assert cells[0].source == book.cells[0].source
    assert cells[1].source == "Next: 02 more\n\nNot in this folder, but in `notebooks` of framing's source: `02.ipynb`."


@pytest.mark.parametrize("cell, said", [("1 / 0", "a.ipynb stopped: ZeroDivisionError: division by zero"),
                                        ("import os; os._exit(3)", "a.ipynb stopped: Kernel died")])
def test_a_notebook_that_fails_says_where_and_writes_nothing(notebook, tmp_path, cell, said):
    with pytest.raises(ValueError, match=said):
        execute_notebook(notebook(cell), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_notebook_is_said_so(tmp_path):
    (tmp_path / "a.ipynb").write_text("no JSON")
    with pytest.raises(ValueError, match="is no notebook"):
        execute_notebook(tmp_path / "a.ipynb", tmp_path / "out")


@pytest.mark.slow
def test_the_demo_makes_a_report_and_a_notebook_with_charts(run, nbformat, tmp_path):
    code, out, err = run("demo", "--out", tmp_path / "demo")
    assert (code, err) == (0, "")
    assert (tmp_path / "demo/report.html").stat().st_size > 1e6
    cells = nbformat.read(tmp_path / "demo/01_one_article.ipynb", as_version=4).cells
    charts = [o for c in cells if c.cell_type == "code" for o in c.outputs if "image/png" in o.get("data", {})]
    assert len(charts) >= 4
    assert "jupyter lab" in out
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not re.match(r"\w+:|#", link)]
    assert [link for link in links if not (tmp_path / "demo" / link).exists()] == []
    assert "Not in this folder, but in `notebooks` of framing's source: `03_who_speaks_about_whom.ipynb`" in text
