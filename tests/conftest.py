"""Fixtures shared by all tests."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


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
