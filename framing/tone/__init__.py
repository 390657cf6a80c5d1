"""Tone toward an actor: how the sentence around each mention speaks of the one mentioned.

A linear model trained on human judgements of sentences from US political news (`framing models` prints its card).
It is right more often than any word list, and still wrong for one mention in three: read means, not single rows.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from ..bundles import drop_nobody
from ..groups import as_list, group_rows
from ..schema import LowCoverageWarning, choose, context_of, require, with_context
from ..sentiment import polarity, vader
from ..stats import FEW, mean_intervals
from .explain import explain_batch
from .features import Batch
from .model import load_model, probabilities
from .places import Places, locate, narrow

METHODS = ("framing", "vader", "textblob")
#: Mentions scored in one go: about 130,000 pairs of mention and word.
_BATCH = 4_000
_COLUMNS = ("tone", "p_negative", "p_neutral", "p_positive")


def score_tone(mentions: pd.DataFrame, articles: pd.DataFrame, *, method: str = "framing",
               tokens: pd.DataFrame | None = None) -> pd.DataFrame:
    """Score the tone of the sentence toward each mention.

    Parameters
    ----------
    mentions : DataFrame
        Any table with ``article``, ``start`` and ``end``: what `find_entities` gives, or spans of your own.
    articles : DataFrame
        As `read_articles` gives it.
    method : {"framing", "vader", "textblob"}
        "framing" is the model that ships with the package. It sees the words around the mention by side and
        distance, never the name: a name brings no reputation with it, and other names are only "a name". The other
        two are the dictionary's score of the whole sentence, for comparison: they cannot tell two actors of one
        sentence apart.
    tokens : DataFrame, optional
        As `tokenize` gives it; saves cutting the sentences again. The numbers are the same.

    Returns
    -------
    DataFrame
        A copy of `mentions` with ``tone`` (float, -1 to 1: ``p_positive - p_negative``, or the dictionary's score of
        the sentence), ``p_negative``, ``p_neutral``, ``p_positive`` (float, add up to 1; NaN for dictionaries, whose
        scores are no probabilities) and ``n_scored`` (int32, words of the sentence that the method knows to be good
        or bad). A span without any word or mark has NaN throughout.

    Raises
    ------
    ValueError
        If a column is missing, the method is unknown, or a span lies outside its article.
    ModuleNotFoundError
        If the package that holds a dictionary is not installed.

    References
    ----------
    Hamborg, F., and Donnay, K. (2021). NewsMTSC: a dataset for (multi-)target-dependent sentiment classification in
    political news articles. EACL 2021, 1663-1675.

    Examples
    --------
    >>> import framing
    >>> text = "Senator Ada Cole was praised for her courage, while Bo Dunn lied and betrayed his voters."
    >>> articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    >>> names = ["Ada Cole", "Bo Dunn"]
    >>> mentions = pd.DataFrame({"article": [articles["article"][0]] * 2, "start": [text.find(n) for n in names],
    ...                          "end": [text.find(n) + len(n) for n in names]})
    >>> framing.score_tone(mentions, articles)["tone"].gt(0).tolist()
    [True, False]
    """
    choose(method, METHODS, "method")
    places = locate(mentions, articles, tokens)
    n = len(mentions)
    values = np.full((n, 4), np.nan)
    n_scored = np.zeros(n, np.int32)
    held = np.flatnonzero(places.first >= 0)
    if method == "framing" and len(held):
        model = load_model()
        with model.lock:
            part = with_model_codes(narrow(places, held), model)
            for step in range(0, len(held), _BATCH):
                rows = slice(step, step + _BATCH)
                raw, n_scored[held[rows]] = model.score(make_batch(narrow(part, rows)))
                p = probabilities(raw)
                values[held[rows]] = np.column_stack([p[:, 2] - p[:, 0], p])
    elif len(held):
        values[held, 0], n_scored[held] = _score_sentences(mentions, articles, places, held, method)
    scored = mentions.assign(**dict(zip(_COLUMNS, values.T.copy(), strict=True)), n_scored=n_scored)
    scored.attrs = dict(mentions.attrs)
    return scored


def with_model_codes(places: Places, model) -> Places:
    """The same with the model's codes of word types."""
    used = np.flatnonzero(np.bincount(places.code, minlength=len(places.types)))
    codes = np.zeros(len(places.types), np.int64)
    codes[used] = model.codes([places.types[k] for k in used.tolist()])
    return places._replace(code=codes[places.code])


def make_batch(places: Places) -> Batch:
    """Places as the model takes them."""
    return Batch(places.code, *places[4:])


def _score_sentences(mentions, articles, places, held, method):
    first, last = places.start[places.sentence_first[held]], places.end[places.sentence_last[held] - 1]
    texts = articles.set_index(articles["article"].astype(object))["text"]
    owner = mentions["article"].astype(object).iloc[held]
    sentences = [text[a:b] for text, a, b in zip(texts.loc[owner], first.tolist(), last.tolist(), strict=True)]
    distinct = list(dict.fromkeys(sentences))
    number = {text: k for k, text in enumerate(distinct)}
    row = np.fromiter(map(number.__getitem__, sentences), np.int64, len(sentences))
    if method == "vader":
        scores = vader.score_texts(distinct)
        return scores.compound[row], scores.n_scored[row]
    scores = polarity.score_texts(distinct)
    return scores.polarity[row], scores.n_scored[row]


def mean_tone(scored: pd.DataFrame, *, by, include=(), seed: int = 0) -> pd.DataFrame:
    """Mean tone of each group of mentions, with a 95 % interval.

    Parameters
    ----------
    scored : DataFrame
        As `score_tone` gives it.
    by : str, list of str or None
        Columns to group by: "actor", ["actor", "outlet"], … None for one mean of all.
    include : iterable of {"heading", "furniture"}
        Headings and furniture are left out unless named.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        The `by` columns; ``mean`` (float, -1 to 1); ``low`` and ``high`` (float, ends of the 95 % interval; NaN where
        fewer than two mentions, or all alike, say nothing about the spread); ``n_mentions`` (int, mentions with a
        tone); ``share_scored`` (float, share of them whose sentence holds a word known to be good or bad; NaN where
        the table does not say); ``few`` (bool, under 10 mentions).
        Mentions that mean nobody (actor "") are left out where `by` names the actor, as in every measure by actor.
        Mentions are resampled within an article; where a group spans several articles, whole articles are. The
        interval tells how far the mean may be off for want of mentions. It knows nothing of the model's own errors.

    Raises
    ------
    ValueError
        If a column is missing or a name is unknown.

    Warns
    -----
    framing.LowCoverageWarning
        If fewer than half of all mentions stand in a sentence with a word the method knows to be good or bad.

    Examples
    --------
    >>> import framing
    >>> text = "Cole lied. Cole was praised by all. Dunn won the prize. Dunn is an honest man."
    >>> articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    >>> mentions = pd.DataFrame({"article": [articles["article"][0]] * 4, "actor": ["Cole"] * 2 + ["Dunn"] * 2,
    ...                          "start": [0, 11, 36, 56], "end": [4, 15, 40, 60]})
    >>> means = framing.mean_tone(framing.score_tone(mentions, articles), by="actor")
    >>> means[["actor", "n_mentions", "few"]].values.tolist()
    [['Cole', 2, True], ['Dunn', 2, True]]
    """
    require(scored, ["article", "tone"], "scored")
    scored = drop_nobody(scored, as_list(by))
    groups = group_rows(scored, by, include)
    n_groups = len(groups.keys)
    values = scored["tone"].to_numpy(dtype=float)
    article = scored["article"].astype("category").cat.codes.to_numpy()
    found = mean_intervals(values, groups.codes, n_groups, clusters=article, seed=seed, limits=(-1.0, 1.0))
    share = np.full(n_groups, np.nan)
    if "n_scored" in scored.columns:
        counted = (groups.codes >= 0) & ~np.isnan(values)
        hit = counted & (scored["n_scored"].to_numpy() > 0)
        share = np.bincount(groups.codes[hit], minlength=n_groups) / np.where(found.n > 0, found.n, np.nan)
        _warn_if_uncovered(int(hit.sum()), int(counted.sum()))
    table = groups.keys.reset_index(drop=True).assign(
        mean=found.mean, low=found.low, high=found.high, n_mentions=found.n.astype(int), share_scored=share,
        few=found.n < FEW)
    return with_context(table, context_of(scored))


def _warn_if_uncovered(n_scored: int, n: int) -> None:
    if n and n_scored * 2 < n:
        warnings.warn(f"only {n_scored:,} of {n:,} mentions stand in a sentence with a word that the method knows to be "
                      "good or bad; the mean says more about the method than about the text. Report share_scored "
                      "beside it.", LowCoverageWarning, stacklevel=3)


def explain_tone(mentions: pd.DataFrame, articles: pd.DataFrame, *,
                 tokens: pd.DataFrame | None = None) -> pd.DataFrame:
    """The words that moved the tone of each mention, with their weights.

    Parameters
    ----------
    mentions, articles, tokens
        As in `score_tone`. Pass a few rows.

    Returns
    -------
    DataFrame
        Per mention first the words of its sentence, in order, then what belongs to no single word. ``mention`` (int,
        row of `mentions`); ``article``; ``start`` and ``end`` (int32, of the word in the article's text; -1 where it
        is no word); ``word`` (as written, or what it is, in brackets); ``weight`` (float: above 0 it pulls toward
        positive, below 0 toward negative). The weights of a mention add up to ``log(p_positive / p_negative)``. What
        a phrase or pattern weighs is shared out evenly among its words.

    Raises
    ------
    ValueError
        As in `score_tone`.

    Examples
    --------
    >>> import framing
    >>> text = "Voters said that Dunn had lied to them again."
    >>> articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    >>> mentions = pd.DataFrame({"article": [articles["article"][0]], "start": [17], "end": [21]})
    >>> words = framing.explain_tone(mentions, articles)
    >>> words.sort_values("weight")["word"].iloc[0]
    'lied'
    """
    places = locate(mentions, articles, tokens)
    model = load_model()
    held = np.flatnonzero(places.first >= 0)
    row, token, kind, weight = [], [], [], []
    for k in held.tolist():
        with model.lock:
            part = with_model_codes(narrow(places, np.array([k])), model)
            found = explain_batch(model, make_batch(part))
        for place, what, value in found:
            row.append(k)
            token.append((int(part.start[place]), int(part.end[place])) if what == "" else (-1, -1))
            kind.append(what)
            weight.append(value)
    texts = articles.set_index(articles["article"].astype(object))["text"]
    owner = mentions["article"].astype(object).to_numpy()
    words = [what or texts.loc[owner[k]][a:b] for k, (a, b), what in zip(row, token, kind, strict=True)]
    spans = np.array(token, np.int32).reshape(-1, 2)
    row = np.array(row, np.int64)
    return pd.DataFrame({"mention": row, "article": mentions["article"].array.take(row), "start": spans[:, 0],
                         "end": spans[:, 1], "word": pd.array(words, dtype="str"), "weight": np.array(weight, float)})
