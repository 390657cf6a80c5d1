"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
# A busy machine is no failing test: examples are bounded in number, not in time.
settings.register_profile("framing", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("framing")
#: Runs that repeat the tests on other versions take every so many-th example only.
EVERY = int(os.environ.get("FRAMING_TESTS_EVERY", "1"))


def examples(most: int) -> int:
    """How many examples Hypothesis makes up."""
    return max(5, most // EVERY)


def pytest_configure(config):
    """Workers take tests in runs of neighbours, so that what a module prepares is prepared once, not by every worker."""
    if getattr(config.option, "dist", "no") == "load":
        config.option.dist = "worksteal"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material that is not part of the repository."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the reference material (../shared) is not on this machine")
    return path


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample corpus written for this project."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def chromium():
    """A real browser (tests that use it are marked ``browser``); skipped, with a reason, where there is none."""
    from browsing import launch

    with launch() as browser:
        yield browser


@pytest.fixture(scope="session")
def sample_analysis(sample):
    """The sample corpus, analysed with its codebook."""
    import framing

    return framing.analyze(sample / "articles", codebook=sample / "codebook.yaml")


@pytest.fixture(scope="session")
def sample_report(sample, sample_analysis, tmp_path_factory) -> Path:
    """The folder of the sample corpus's report."""
    from framing.report import write_report

    folder = tmp_path_factory.mktemp("report") / "corpus"
    write_report(sample_analysis, folder, codebook=sample / "codebook.yaml")
    return folder
