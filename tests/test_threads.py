"""Many threads at once give what one gives: vocabularies grow, and start anew, under all of them."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import framing
from framing import tagger
from framing.entities import features as entity_features
from framing.sentiment import polarity, vader
from framing.tone import features as tone_features

_NAMES = "Ann Bo Cal Dee Eva Finn Gus Hal Ida Jo Kay Lou Mia Ned Oda Pia".split()
_WORDS = ("good bad awful great not very lied praised killed won hated loved brave corrupt storm harbour bridge vote river coast "
          "anger relief grain lease docker police").split()


def made_up(seed):
    """A text with many words that no other text has."""
    rng = np.random.default_rng(seed)

    def word():
        return rng.choice(_WORDS) if rng.random() < .7 else "".join(rng.choice(list("abdeiklmnorstu"), 7))

    return "\n\n".join(f"{rng.choice(_NAMES)} {word().title()} {word()} the {word()} {word()}, and it was {word()} {word()}! "
                       f"'Oh {word()} {word()},' {rng.choice(_NAMES)} said." for _ in range(12))


TEXTS = [made_up(seed) for seed in range(24)]


@pytest.fixture
def crowded(monkeypatch):
    """Vocabularies that start anew all the time, and threads that take turns all the time."""
    for module in (tagger, entity_features, polarity, vader, tone_features):
        monkeypatch.setattr(module, "MAX_TYPES", 60)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


MEASURES = {
    "names and speakers": lambda a: pd.concat([a.mentions[["start", "actor"]], a.quotes[["start", "actor"]]]),
    "word classes": lambda a: framing.tag_words(a.tokens)[["tag"]],
    "roles": lambda a: framing.find_roles(a.mentions, a.articles, a.tokens)[["role", "verb"]],
    "tone": lambda a: framing.score_tone(a.mentions, a.articles)[["tone", "n_scored"]],
    "tone explained": lambda a: framing.explain_tone(a.mentions.head(3), a.articles)[["word", "weight"]],
    "TextBlob": lambda a: framing.score_sentiment(a.sentences, a.articles)[["polarity", "subjectivity", "n_scored"]],
    "VADER": lambda a: framing.score_sentiment(a.sentences, a.articles, method="vader")[["compound", "n_scored"]],
}


def analyze(text):
    return framing.analyze(pd.DataFrame({"text": [text]}))


@pytest.fixture(scope="module")
def alone():
    return [analyze(text) for text in TEXTS]


@pytest.mark.parametrize("name", MEASURES)
def test_threads_do_not_disturb_each_other(name, alone, crowded):
    measure = MEASURES[name]
    expected = [measure(a).astype(object).values.tolist() for a in alone]
    with ThreadPoolExecutor(8) as pool:
        work = (lambda k: measure(analyze(TEXTS[k]))) if name == "names and speakers" else (lambda k: measure(alone[k]))
        found = list(pool.map(work, list(range(len(TEXTS))) * 2))
    for table, wanted in zip(found, expected * 2, strict=True):
        assert table.astype(object).values.tolist() == wanted


def test_a_vocabulary_that_starts_anew_and_grows_beyond_the_old_one_gives_the_same_tone(monkeypatch):
    articles = framing.read_articles(pd.DataFrame({"text": TEXTS}))
    some, whole = framing.analyze(articles[:12]), framing.analyze(articles)
    expected = framing.score_tone(whole.mentions, whole.articles)["tone"].tolist()
    monkeypatch.setattr(tone_features, "MAX_TYPES", 60)
    framing.score_tone(some.mentions, some.articles)
    assert framing.score_tone(whole.mentions, whole.articles)["tone"].tolist() == expected
