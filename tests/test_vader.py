"""The VADER engine gives vaderSentiment's numbers, to the last bit."""

import itertools
import random

import numpy as np
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from news_sentences import read_sentences
from vaderSentiment import vaderSentiment as original

from framing.sentiment import chunks, vader
from framing.sentiment.vader import score_texts
from framing.sentiment.vader_rules import BOOSTERS, IDIOMS, NEGATIONS, load_emoji, load_lexicon, weigh_but

ANALYZER = original.SentimentIntensityAnalyzer()
RULE_WORDS = sorted({w for phrase in [*BOOSTERS, *IDIOMS] for w in phrase.split()} | NEGATIONS)
ODDITIES = ["no", "or", "nor", "least", "at", "very", "never", "so", "this", "without", "doubt", "kind", "of", "but",
            "BUT", "!", "?", "!!!", "??", "????", ":)", ":D", "x", "table", "n't", "N'T", "ain’t", "İ", "ß", "“", "”"]
words = st.one_of(st.sampled_from(sorted(load_lexicon())), st.sampled_from(RULE_WORDS), st.sampled_from(ODDITIES),
                  st.sampled_from(sorted(load_emoji())), st.sampled_from(list(IDIOMS)),
                  st.text(st.characters(exclude_categories=("Cs",)), max_size=4))
shaped = st.tuples(words, st.sampled_from([str, str, str, str.upper]), st.sampled_from(["", "", ",", "!", "?", "."]),
                   st.sampled_from([" ", " ", " ", "", "\n", "\xa0", "  "])).map(lambda w: w[1](w[0]) + w[2] + w[3])
texts = st.lists(shaped, max_size=14).map("".join)


def both(text):
    scores = ANALYZER.polarity_scores(text)
    return scores["neg"], scores["neu"], scores["pos"], scores["compound"]


def ours(text):
    return tuple(float(column[0]) for column in score_texts([text])[:4])


@pytest.fixture(scope="module")
def news(shared):
    return read_sentences(shared, 8000)


@given(st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=examples(500), deadline=None)
def test_generated_text_scores_as_in_vader(batch):
    assert list(zip(*score_texts(batch)[:4], strict=True)) == [both(text) for text in batch]


@given(st.text())
@settings(max_examples=examples(200), deadline=None)
def test_any_text_at_all_scores_as_in_vader(text):
    assert ours(text) == both(text)


def test_rule_words_in_every_order_score_as_in_vader():
    rng = random.Random(3)
    pool = [*RULE_WORDS, *ODDITIES, *["good", "bad", "no", "least", "this", "so", "but", "kind of", "GOOD"] * 8]
    batch = [" ".join(rng.choices(pool, k=rng.randint(1, 9))) for _ in range(6000)]
    assert list(zip(*score_texts(batch)[:4], strict=True)) == [both(text) for text in batch]


def test_news_sentences_score_as_in_vader(news):
    wrong = [text for text, *found in zip(news, *score_texts(news)[:4], strict=True) if tuple(found) != both(text)]
    assert wrong == []


def test_lexicon_and_lists_are_vaders():
    assert load_lexicon() == ANALYZER.lexicon
    assert load_emoji() == {k: v for k, v in ANALYZER.emojis.items() if len(k) == 1}
    assert set(original.NEGATE) == NEGATIONS
    assert original.BOOSTER_DICT == BOOSTERS
    assert original.SPECIAL_CASES == IDIOMS


@pytest.mark.parametrize(("label", "text"), [
    ("nothing", ""), ("only blanks", " \n"), ("an emoji", "fine 😁😁day"), ("the least", "the least good"),
    ("so strengthens what stands three words back", "table so so good"), ("capitals count", "GREAT news"),
    ("all in capitals does not", "GREAT NEWS"), ("equal values around but", "good good but good good bad good")])
def test_quirks_are_kept(label, text):
    assert ours(text) == both(text), label


@given(st.lists(st.sampled_from([0.5, 1.0, 2.0, -1.5, 3.0, 0.75]), max_size=12), st.integers(0, 12))
def test_but_weighs_as_the_loop_that_changes_its_own_list(values, but):
    expected = list(values)
    for value in expected:
        first = expected.index(value)
        if first != but:
            expected[first] = value * (0.5 if first < but else 1.5)
    assert weigh_but(list(range(len(values))), values, but) == expected


def test_batches_and_a_forgotten_vocabulary_change_nothing(monkeypatch):
    lexicon = sorted(load_lexicon())
    corpus = [f"Not very {a} but {b} 😁!" for a, b in itertools.islice(zip(lexicon, lexicon[900:], strict=False), 600)]
    whole = score_texts(corpus)
    monkeypatch.setattr(chunks, "BATCH", 500)
    monkeypatch.setattr(vader, "MAX_TYPES", 50)
    monkeypatch.setattr(vader, "_WINDOWS_KEPT", 10)
    assert all(np.array_equal(a, b) for a, b in zip(whole, score_texts(corpus), strict=True))


@pytest.mark.parametrize("unit", ["good ", "not good ", "but good ", "kind of ", "!", "😁"])
def test_long_repetition_stays_identical(unit):
    text = "but " + unit * (1200 // len(unit))
    assert ours(text) == both(text)


def test_words_and_scored_words_are_counted():
    scores = score_texts(["It was not very good, he said.", "", "so so", "good 😁"])
    assert scores.n_words.tolist() == [7, 0, 2, 1]
    assert scores.n_scored.tolist() == [1, 0, 0, 2]
