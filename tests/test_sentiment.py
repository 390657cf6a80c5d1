"""Means of dictionary scores: what they average, what they rest on, when they warn, and what they refuse."""

import warnings

import numpy as np
import pandas as pd
import pytest

import framing

TEXT = "A good plan. A bad idea.\n\n## Inside\n\nA nice day. It rained. The end is near."


def score(text=TEXT, method="textblob", **more):
    articles = framing.read_articles(pd.DataFrame({"text": [text], **more}))
    sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    return framing.score_sentiment(sentences, articles, method=method)


def table(polarity, **more):
    n = len(polarity)
    return pd.DataFrame({"article": ["a"] * n, "polarity": polarity, "n_scored": [1] * n} | more)


def test_a_mean_is_the_plain_mean_of_its_sentences():
    means = framing.mean_sentiment(table([0.5, -0.1, np.nan, 1.0], half=["one", "one", "one", "two"]), by="half")
    assert means["mean"].round(12).tolist() == [0.2, 1.0]
    assert means["n_sentences"].tolist() == [2, 1]
    assert means["few"].tolist() == [True, True]


def test_headings_are_left_out_unless_named():
    scored = score()
    without, with_them = (framing.mean_sentiment(scored, by=None, include=i)["n_sentences"].iloc[0] for i in ((), "heading"))
    assert (without, with_them) == (5, 6)


def test_coverage_is_counted_in_sentences():
    means = framing.mean_sentiment(score(), by=None).iloc[0]
    assert (means["n_sentences"], means["n_scored"], means["share_scored"]) == (5, 4, 0.8)


def test_ten_sentences_are_not_few():
    means = framing.mean_sentiment(table([0.1, 0.2] * 5 + [0.3] * 9, half=["one"] * 10 + ["two"] * 9), by="half")
    assert means["few"].tolist() == [False, True]


@pytest.mark.parametrize("mean, table_of", [
    (framing.mean_sentiment, lambda n: table([0.1, 0.4] * n)),
    (framing.mean_tone, lambda n: table([0.1, 0.4] * n).rename(columns={"polarity": "tone"})),
])
def test_no_mean_without_n_and_interval(mean, table_of):
    for n in (0, 1, 20):
        means = mean(table_of(n), by="article")
        assert {"mean", "low", "high", "few"} < set(means.columns)
        count = [c for c in means.columns if c in ("n_sentences", "n_mentions")]
        assert means[count[0]].tolist() == ([2 * n] if n else [])
        assert ((means["low"] <= means["mean"]) & (means["mean"] <= means["high"])).all()


def test_a_difference_stands_beside_its_interval_and_both_n():
    found = framing.test_difference(table([0.1, 0.4, 0.2, 0.9, 0.8, 0.7], half=["one"] * 3 + ["two"] * 3), by="half").iloc[1]
    assert found["difference"] == pytest.approx(found["mean_first"] - found["mean_second"])
    assert found["low"] < found["difference"] < found["high"] < 0
    assert (found["n_first"], found["n_second"]) == (3, 3)


@pytest.mark.parametrize("mean, rename, words", [
    (framing.mean_sentiment, "polarity", "only 2 of 5 sentences hold a word that the method can score"),
    (framing.mean_tone, "tone", "only 2 of 5 mentions stand in a sentence with a word"),
])
def test_low_coverage_warns_once_by_name_at_the_line_that_asked(mean, rename, words):
    scored = table([0.1] * 5, n_scored=[0, 0, 0, 1, 1], half=list("aabbb")).rename(columns={"polarity": rename})
    with pytest.warns() as record:
        mean(scored, by="half")
    assert [w.category for w in record] == [framing.LowCoverageWarning]
    assert str(record[0].message).startswith(words)
    assert record[0].filename == __file__


@pytest.mark.parametrize("n_scored", [[1, 1, 0, 0], [1, 1, 1, 1]])
def test_half_is_enough(n_scored):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        framing.mean_sentiment(table([0.1, 0.2, 0, 0], n_scored=n_scored), by=None)


def test_rows_left_out_do_not_count_as_uncovered():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        framing.mean_sentiment(table([0.1, np.nan, np.nan], n_scored=[1, 0, 0]), by=None)


def test_a_callable_may_score_and_its_gaps_stay_gaps():
    scored = score("One. Two words. Three.", method=lambda texts: [float(len(t)) if len(t) < 9 else None for t in texts])
    assert scored["polarity"].tolist()[0] == 4 and scored["polarity"].isna().tolist() == [False, True, False]
    assert scored["n_scored"].tolist() == [1, 0, 1]
    assert framing.mean_sentiment(scored, by=None)["high"].iloc[0] > 1


def test_a_callable_with_columns_of_its_own():
    scored = score("One. Two.", method=lambda texts: {"anger": [0.1, 0.2], "joy": [1, 2]})
    assert framing.mean_sentiment(scored, by=None, value="joy")["mean"].iloc[0] == 1.5


@pytest.mark.parametrize("call, message", [
    (lambda: score(method=lambda texts: [1.0]), r"method gave \(1,\)"),
    (lambda: score(method="textblop"), "Did you mean 'textblob'"),
    (lambda: framing.mean_sentiment(table([0.1]).drop(columns="n_scored")), "n_scored"),
    (lambda: framing.mean_sentiment(table([0.1]), by=None, value="joy"), "joy"),
    (lambda: framing.mean_sentiment(table([0.1]), by="planet"), "unknown by='planet'"),
    (lambda: framing.test_difference(table([0.1] * 50, g=range(50)), by="g"), "makes 50 groups"),
])
def test_what_cannot_be_done_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("spans, message", [
    ({"article": ["a"], "start": [0], "end": [99]}, "row 0: the span 0:99 lies outside its article, which has 5"),
    ({"article": ["a"], "start": [3], "end": [2]}, "row 0: the span 3:2"),
    ({"article": ["b"], "start": [0], "end": [1]}, "spans name article 'b', which is not among the articles"),
])
def test_a_span_that_is_not_there_is_named(spans, message):
    articles = pd.DataFrame({"article": ["a"], "text": ["Fine."]})
    with pytest.raises(ValueError, match=message):
        framing.score_sentiment(pd.DataFrame(spans), articles)


@pytest.mark.parametrize("method, columns", [("textblob", ["polarity", "subjectivity"]),
                                             ("vader", ["negative", "neutral", "positive", "compound"])])
def test_empty_tables_stay_tables(method, columns):
    scored = score("One.", method=method).iloc[:0]
    assert list(scored.columns)[-len(columns) - 2:] == [*columns, "n_words", "n_scored"]
    means = framing.mean_sentiment(scored, by="section")
    assert list(means.columns) == ["section", "mean", "low", "high", "n_sentences", "n_scored", "share_scored", "few"]
    assert len(framing.test_difference(scored, by="section")) == 1
    articles = pd.DataFrame({"article": ["a"], "text": ["One."]})
    assert len(framing.explain_sentiment(scored, articles, method=method)) == 0


@pytest.mark.parametrize("method", ["textblob", "vader"])
def test_the_words_of_an_explanation_slice_back_and_make_the_score(method):
    text = "It was not a very good plan, but a TERRIBLE day! Rain fell."
    articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    sentences, _ = framing.tokenize(articles, framing.split_sections(articles))
    words = framing.explain_sentiment(sentences, articles, method=method)
    assert [text[s:e] for s, e in zip(words["start"], words["end"], strict=True)] == words["word"].tolist()
    assert set(words["span"]) == {0}
    scored = framing.score_sentiment(sentences, articles, method=method)
    if method == "textblob":
        assert words["value"].mean() == pytest.approx(scored["polarity"].iloc[0])
    else:
        assert len(words) == scored["n_scored"].iloc[0]
