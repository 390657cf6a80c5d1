"""The TextBlob engine gives TextBlob's numbers, to the last bit."""

import itertools
import os
import random
import re
import subprocess
import sys

import numpy as np
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from news_sentences import read_sentences
from textblob import TextBlob, _text
from textblob.en import sentiment as original

from framing.sentiment import chunks, polarity, polarity_lexicon
from framing.sentiment.polarity import explain_text, score_texts
from framing.sentiment.polarity_lexicon import EMOTICONS, cut_text, load_lexicon

FACES = [face for _, faces in EMOTICONS for face in faces]
SCORED = sorted(load_lexicon())
MODIFIERS = [word for word in SCORED if load_lexicon()[word].modifies]
ODDITIES = [*polarity_lexicon.PUNCTUATION, *"“”‘’…—<>/\\°♥", *FACES, "!", "!!", "(!)", "( ! )", "...", "..", "U.S.",
            "Mr.", "Oct.", "8", "o", "D", "'s", "n't", "N'T", "isn't", "don’t", "END-OF-SENTENCE", "e.g.", "İ", "ß",
            "\u0301", "\ue000", "of", "a", "elephant", "anti-war", "3,000", "can’t.”"]
BLANKS = [" ", " ", " ", "", "\n", "\n\n", "\r\n\r\n", "\t", "\xa0", "  ", "\u2028", "\x1c"]
words = st.one_of(st.sampled_from(SCORED), st.sampled_from(MODIFIERS), st.sampled_from(ODDITIES),
                  st.sampled_from(["no", "not", "never", "n't", "very", "really"]),
                  st.text(st.characters(exclude_categories=("Cs",)), max_size=4))
texts = st.lists(st.tuples(words, st.sampled_from(BLANKS)), max_size=14).map(
    lambda parts: "".join(itertools.chain.from_iterable(parts)))


@pytest.fixture(scope="module")
def news(shared):
    return read_sentences(shared, 6000)


def both(text):
    return tuple(TextBlob(text).sentiment)


def ours(text, **options):
    scores = score_texts([text], **options)
    return float(scores.polarity[0]), float(scores.subjectivity[0])


@given(st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=examples(400), deadline=None)
def test_generated_text_scores_as_in_textblob(batch):
    scores = score_texts(batch)
    assert list(zip(scores.polarity, scores.subjectivity, strict=True)) == [both(text) for text in batch]


@given(st.text())
@settings(max_examples=examples(200), deadline=None)
def test_any_text_at_all_scores_as_in_textblob(text):
    assert ours(text) == both(text)


@given(texts)
@settings(max_examples=examples(200), deadline=None)
def test_tokens_are_textblobs_and_slice_back(text):
    pieces = cut_text(text)
    assert " ".join(p.text for p in pieces).split() == " ".join(_text.find_tokens(text)).split()
    assert all("".join(text[p.start:p.end].split()) == p.text for p in pieces)


def test_news_sentences_score_as_in_textblob(news):
    scores = score_texts(news)
    wrong = [text for text, p, s in zip(news, scores.polarity, scores.subjectivity, strict=True)
             if (p, s) != both(text)]
    assert wrong == []


@pytest.mark.parametrize(("label", "text", "expected"), [
    ("n't does not negate", "It isn't good.", 0.7),
    ("a negation halves and turns", "It is not good.", -0.35),
    ("a negation crosses a sentence end", "it was not. Good news", -0.35),
    ("a negation dies at a longer word", "not the good", 0.7),
    ("a number before a bracket may be an emoticon", "Oct. 8)", 0.5),
    ("an exclamation mark reaches back", "good things are not gone!", 0.875),
    ("no known word", "Militants murdered the hostages in a massacre.", 0.0),
    ("nothing", "", 0.0)])
def test_quirks_are_kept(label, text, expected):
    assert ours(text)[0] == both(text)[0] == pytest.approx(expected, abs=1e-12), label


def test_the_named_fix_lets_nt_negate():
    assert ours("It isn't good.", negate_contractions=True) == ours("It is not good.")
    assert ours("It ISN’T good.", negate_contractions=True)[0] == -0.35
    assert ours("The hadn'twood is good.", negate_contractions=True)[0] == 0.7


def test_without_nt_the_fix_changes_nothing(news):
    plain = [text for text in news if not re.search("n['’]t", text, re.IGNORECASE)][:2000]
    assert np.array_equal(score_texts(plain).polarity, score_texts(plain, negate_contractions=True).polarity)


def test_lexicon_and_lists_are_textblobs():
    original.load()
    assert {w: tuple(tags[None]) for w, tags in dict.items(original)} == {
        w: tuple(e[:3]) for w, e in load_lexicon().items()}
    assert {w for w, tags in dict.items(original) if "RB" in tags} == set(MODIFIERS)
    assert [(value, frozenset(faces)) for (_, value), faces in _text.EMOTICONS.items()] == [
        (value, frozenset(faces)) for value, faces in EMOTICONS]
    assert _text.ABBREVIATIONS == polarity_lexicon.ABBREVIATIONS
    assert _text.PUNCTUATION == polarity_lexicon.PUNCTUATION


def test_no_emoticon_of_a_set_begins_another():
    # Two alternatives can match at one place only if one begins the other; between sets the order is fixed.
    clashes = [(a, b) for _, faces in EMOTICONS for a, b in itertools.permutations(faces, 2) if b.startswith(a)]
    assert clashes == []


def test_the_order_of_alternatives_within_a_set_does_not_matter():
    def pattern(order):
        faces = [f for _, group in EMOTICONS for f in order(group)]
        return re.compile("(" + "|".join(r" ?".join(map(re.escape, f)) for f in faces) + r")($|\s)")

    rng = random.Random(5)
    lines = [" ".join(rng.choice([*":;=8xXoO)(D3cp'-<>^*.", "x8", "Oct."]) for _ in range(8)) for _ in range(4000)]
    one, two = pattern(sorted), pattern(lambda group: sorted(group, reverse=True))
    assert [one.findall(line) for line in lines] == [two.findall(line) for line in lines]


@pytest.mark.parametrize("seed", ["1", "20"])
def test_the_hash_seed_does_not_change_textblob(seed):
    lines = ["fine :o) day", "sad :c ) day", "8 ) good", "x D : 3 bad", "> : ( or ; - ) fine", "Oct. 8)", ": ' ( good"]
    code = f"from textblob import TextBlob as T; print([tuple(T(t).sentiment) for t in {lines!r}])"
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, text=True,
                         capture_output=True, check=True)
    assert run.stdout.strip() == str([ours(line) for line in lines])


def test_batches_and_a_forgotten_vocabulary_change_nothing(monkeypatch):
    corpus = [f"Not very good {word}! {other}" for word, other in zip(SCORED[:300], SCORED[300:600], strict=True)]
    whole = score_texts(corpus)
    monkeypatch.setattr(chunks, "BATCH", 500)
    monkeypatch.setattr(polarity, "MAX_TYPES", 50)
    monkeypatch.setattr(polarity, "_RUNS_KEPT", 20)
    assert all(np.array_equal(a, b) for a, b in zip(whole, score_texts(corpus), strict=True))


def test_words_and_scored_words_are_counted():
    scores = score_texts(["It was not very good, he said.", "", "… !", "Russia's anti-war vote"])
    assert scores.n_words.tolist() == [7, 0, 0, 3]
    assert scores.n_scored.tolist() == [2, 0, 0, 0]


def test_an_explanation_names_the_words_and_adds_up():
    text = "It was not very good! Bad."
    found = explain_text(text)
    assert [[text[p.start:p.end] for p in pieces] for _, pieces, _ in found] == [["not", "very", "good", "!"], ["Bad"]]
    mean = sum(a.polarity for a, _, _ in found) / len(found)
    assert mean == pytest.approx(both(text)[0])


@pytest.mark.parametrize("unit", ["not very ", "good ", "! ", "( ! ) ", ": ) ", "'", "n't", "."])
def test_long_repetition_stays_fast_and_identical(unit):
    text = unit * (4000 // len(unit))
    assert ours(text) == both(text)


def test_a_missing_textblob_is_named(monkeypatch):
    load_lexicon.cache_clear()
    monkeypatch.setattr("framing.resources.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="pip install textblob"):
        load_lexicon()
    monkeypatch.undo()
    load_lexicon.cache_clear()


def test_scoring_imports_no_nltk_and_no_textblob():
    code = ("import sys; from framing.sentiment.polarity import score_texts; score_texts(['good']);"
            "print([m for m in ('nltk', 'textblob', 'scipy', 'vaderSentiment') if m in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert run.stdout.strip() == "[]"
