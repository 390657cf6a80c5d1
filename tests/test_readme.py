"""The README does what it prints, points to what is there, and its commands are those of continuous integration."""

import doctest
import re

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf8")


def test_the_python_of_the_readme_prints_what_it_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MPLBACKEND", "agg")
    block = re.search(r"```python\n(.*?)```", README, re.S)[1]
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test)
    assert result.attempted >= 8 and result.failed == 0


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_every_link_leads_somewhere(target):
    assert (ROOT / target).exists()


def test_continuous_integration_runs_the_test_command_of_the_readme():
    command = next(line for line in README.splitlines() if "&& pytest" in line)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf8").splitlines()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:plot|count|score|find|mean|measure|portray|compare|read|split|"
                                                       r"resolve|add|draw|write|export|load|tokenize)_?\w*)`", README))))
def test_every_function_of_the_table_is_public(name):
    import framing

    assert callable(getattr(framing, name))
