"""Charts are read, not admired: every text is inside the figure, covers no other, and says unit and n."""


import pytest
from chart_geometry import drawn_texts, outside, overlapping
from chart_tables import CHARTS, draw
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

SIZES = {"own": None, "small": (4, 3), "wide": (12, 4)}


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def axes_of(size):
    return None if SIZES[size] is None else Figure(figsize=SIZES[size]).subplots()


def check(ax):
    texts = drawn_texts(ax.figure)
    assert outside(texts, ax.figure.bbox.extents) == []
    assert overlapping(texts) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.filterwarnings("error")
def test_texts_of_the_corpus_stay_inside_and_apart(name, size):
    check(draw(name, ax=axes_of(size)))


@pytest.mark.parametrize("size", ["own", "small"])
@pytest.mark.parametrize("name", [n for n in CHARTS if n not in ("days", "tone by day", "agreement")])
@pytest.mark.filterwarnings("error")
def test_texts_of_one_article_stay_inside_and_apart(name, size):
    check(draw(name, one=True, ax=axes_of(size)))
