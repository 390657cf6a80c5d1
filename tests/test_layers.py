"""Imports run downwards only, and importing the package stays cheap."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest
from conftest import ROOT

import framing

PACKAGE = ROOT / "framing"
#: Each row may import from the rows above it, and from no other row.
LAYERS = [
    ["schema", "resources", "swap", "spreadsheets", "console"],
    ["bundles"],
    ["groups", "layout", "keyness", "permutation", "plain_yaml"],
    ["furniture", "lines", "formats"],
    ["read", "blocks", "stats"],
    ["sections"],
    ["tokens"],
    ["differences", "duplicates", "shares", "tagger", "patterns", "places"],
    ["entities", "quotes", "actors", "agency", "sentiment"],
    ["tone"],
    ["terms", "counts", "naming", "dictionaries", "speech", "agency_counts"],
    ["survey", "portraits", "evidence"],
    ["charts", "coding"],
    ["store"],
    ["analysis", "features"],
    ["scale"],
    ["methods", "notebooks", "exercises"],
    ["report", "explorer"],
    ["verify", "progress"],
    ["cli"],
]
FLOOR = {name: number for number, row in enumerate(LAYERS) for name in row}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__init__",):
            yield path, parts


def imported(path, parts):
    """Modules of the package that a file imports anywhere, also inside functions."""
    package = ("framing", *parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[:len(package) - node.level + 1] + tuple((node.module or "").split("."))
            base = tuple(p for p in base if p)
            names = [base] if len(base) > 1 else [(*base, alias.name) for alias in node.names]
            yield from (name[1] for name in names if len(name) > 1)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            yield from (n.split(".")[1] for n in names if n and n.startswith("framing."))


@pytest.mark.parametrize("path, parts", [pytest.param(*m, id=".".join(m[1])) for m in modules()])
def test_imports_run_downwards(path, parts):
    own = parts[0]
    assert own in FLOOR, f"{own} has no floor; give it one in LAYERS"
    upward = {name for name in imported(path, parts)
              if name != own and name != "__version__" and FLOOR[name] >= FLOOR[own]}
    assert not upward


@pytest.mark.parametrize("package", sorted({parts[0] for _, parts in modules() if len(parts) > 1}))
def test_inside_a_package_imports_run_one_way(package):
    """No circle among the modules of a package; its front (``__init__``) imports them, and none of them imports it."""
    needs = {}
    for path, parts in modules():
        if parts[0] == package and len(parts) > 1:
            nodes = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf8"))) if isinstance(n, ast.ImportFrom)]
            beside = {(n.module or alias.name).split(".")[0] for n in nodes if n.level == 1 for alias in n.names}
            front = {"__init__" for n in nodes if n.level == 2 and (n.module or "").split(".")[0] == package}
            needs[parts[-1]] = beside | front
    assert "__init__" in TopologicalSorter(needs).static_order()


@pytest.mark.parametrize("path, parts", [pytest.param(*m, id=".".join(m[1])) for m in modules()])
def test_a_module_holds_one_idea(path, parts):
    assert len(path.read_text(encoding="utf8").splitlines()) <= 350


@pytest.mark.parametrize("code, absent", [
    ("import framing", "matplotlib nltk textblob jupyterlab scipy vaderSentiment"),
    ("import framing, pandas; framing.analyze(pd.DataFrame({'text': ['\"Go,\" Ann Lee said.']}))".replace(
        "pandas;", "pandas as pd;"), "matplotlib nltk textblob jupyterlab scipy sklearn"),
])
def test_what_is_not_imported(code, absent):
    code += f"\nimport sys\nprint([m for m in {absent.split()!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


def test_charts_are_listed_without_being_loaded():
    code = "import sys, framing; print(*(n for n in dir(framing) if n in framing.__all__)); print('matplotlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    listed, loaded = run.stdout.splitlines()
    assert set(framing.charts.__all__) <= set(listed.split()) and loaded == "False"


def test_only_charts_that_there_are_are_listed():
    assert [n for n in framing.__all__ if n.startswith("plot_")] == [n for n in framing.charts.__all__ if n.startswith("plot_")]
    assert framing.actor_colours is framing.charts.actor_colours
    with pytest.raises(AttributeError, match="no attribute 'plot_nothing'"):
        framing.plot_nothing


@pytest.mark.parametrize("name", framing.__all__)
def test_every_public_name_is_there_and_documented(name):
    thing = getattr(framing, name)
    doc = thing.__doc__ or ""
    assert doc.strip()
    if callable(thing) and not isinstance(thing, type):
        assert "Raises\n" in doc, f"{name} has no Raises section"
        assert ">>>" in doc, f"{name} has no example"
