"""The tagger engine gives CRFsuite's labels, whatever the batch."""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from conftest import ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import tagger as engine
from framing.tagger import AFTER, BEFORE, Tagger, TypeRows, decode

crfsuite = pytest.importorskip("pycrfsuite", reason="python-crfsuite is not installed (extra: test)")
sys.path.insert(0, str(ROOT / "data" / "build"))
import crf  # noqa: E402

WORDS = ["Ada", "Bo", "the", "Arle", "bank", "of", "said", ".", "Ms.", "in", "river", "Cobalt"]


def describe(word):
    if word in (BEFORE, AFTER):
        return ["edge"]
    return ["w=" + word, "cap" if word[0].isupper() else "low", "s=" + word[-2:]]


def attributes(sentence):
    padded = [BEFORE] * 2 + list(sentence) + [AFTER] * 2
    return [[f"{k}|{name}" for k in crf.OFFSETS for name in describe(padded[t + 2 + k])]
            for t in range(len(sentence))]


def draw_sentences(seed, n):
    rng = np.random.default_rng(seed)
    labels = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]
    for _ in range(n):
        size = int(rng.integers(1, 14))
        words = [WORDS[k] for k in rng.integers(0, len(WORDS), size)]
        tags = [labels[int(rng.integers(0, 5))] if w[0].isupper() and rng.random() < .8 else "O" for w in words]
        yield words, tags


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A CRFsuite tagger and ours with the same weights."""
    trainer = crfsuite.Trainer(algorithm="ap", verbose=False)
    for words, tags in draw_sentences(1, 300):
        trainer.append(attributes(words), tags)
    trainer.set_params({"max_iterations": 4})
    path = str(tmp_path_factory.mktemp("crf") / "model")
    trainer.train(path)
    model = crf.read_model(path)
    theirs = crfsuite.Tagger()
    theirs.open(path)
    labels = theirs.labels()
    names, weights, transitions, plain = crf.matrices(model, labels, dtype=np.float64)
    assert not plain
    return theirs, Tagger(labels, transitions, TypeRows(names, weights, describe), crf.OFFSETS, rest="O")


def ours(tagger, sentences):
    types = sorted({w for s in sentences for w in s})
    index = {w: k for k, w in enumerate(types)}
    code = np.array([index[w] for s in sentences for w in s], int)
    begins = np.array([k == 0 for s in sentences for k in range(len(s))], bool)
    return [tagger.labels[k] for k in tagger.tag(types, code, begins)]


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.lists(st.sampled_from([*WORDS, "Zed", "x"]), min_size=1, max_size=30), min_size=1, max_size=8))
def test_labels_are_those_of_crfsuite(trained, sentences):
    theirs, tagger = trained
    expected = [label for s in sentences for label in theirs.tag(attributes(s))]
    assert ours(tagger, sentences) == expected


def test_labels_of_two_thousand_sentences_are_those_of_crfsuite(trained):
    theirs, tagger = trained
    sentences = [words for words, _ in draw_sentences(2, 2000)]
    assert ours(tagger, sentences) == [label for s in sentences for label in theirs.tag(attributes(s))]


def test_labels_do_not_depend_on_the_batch(trained):
    _, tagger = trained
    sentences = [words for words, _ in draw_sentences(3, 200)]
    one_by_one = [label for s in sentences for label in ours(tagger, [s])]
    assert ours(tagger, sentences) == one_by_one


def test_forgetting_types_changes_no_label(trained, monkeypatch):
    _, tagger = trained
    sentences = [words for words, _ in draw_sentences(4, 50)]
    before = ours(tagger, sentences)
    monkeypatch.setattr(engine, "MAX_TYPES", 5)
    assert ours(tagger, sentences) == before
    assert len(tagger.rows.row_of) <= 2 + len(WORDS)


@settings(deadline=None, max_examples=examples(200))
@given(st.data())
def test_cutting_where_only_the_rest_label_fits_changes_nothing(data):
    size = data.draw(st.integers(2, 5))
    n = data.draw(st.integers(1, 25))
    whole = st.integers(-6, 6)
    scores = np.array(data.draw(st.lists(whole, min_size=n * size, max_size=n * size)), "float32").reshape(n, size)
    scores[:, 0] += data.draw(st.integers(0, 20))
    moves = np.array(data.draw(st.lists(whole, min_size=size ** 2, max_size=size ** 2)), "float32").reshape(size, size)
    begins = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    assert decode(scores, begins, moves, 0).tolist() == decode(scores, begins, moves).tolist()


def test_equal_paths_go_to_the_first_label():
    assert decode(np.zeros((3, 4), "float32"), np.array([True, False, False]), np.zeros((4, 4))).tolist() == [0, 0, 0]


def test_nothing_in_gives_nothing_out(trained):
    _, tagger = trained
    assert tagger.tag([], np.zeros(0, int), np.zeros(0, bool)).shape == (0,)


def test_inactive_tokens_get_what_extra_says(trained):
    _, tagger = trained
    extra = np.zeros((2, len(tagger.labels)))
    extra[1, tagger.labels.index("B-ORG")] = 1e6
    tags = tagger.tag(["Ada", "Bo"], np.array([0, 1]), np.array([True, True]),
                      active=np.array([True, False]), extra=extra)
    assert tagger.labels[tags[1]] == "B-ORG"


def test_wrong_shapes_are_named(trained):
    _, tagger = trained
    with pytest.raises(ValueError, match="one row per label"):
        Tagger(tagger.labels, np.zeros((2, 2)), tagger.rows, crf.OFFSETS)


def train_alone(seed):
    return crf.train([(attributes(w), t) for w, t in draw_sentences(5, 200)], seed=seed, max_iterations=3)


def test_training_twice_gives_the_same_weights():
    """In a process of its own, as the build scripts run: elsewhere other threads draw from the same rand()."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as alone:
        first, again, other = alone.map(train_alone, [7, 7, 8])
    assert first == again
    assert first != other
