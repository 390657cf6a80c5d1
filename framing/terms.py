"""Terms: how often, where more than elsewhere, and in which context."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from .groups import as_list, group_rows, merge_codes, plain_keys
from .keyness import log_likelihood, log_ratio, weighted_log_odds
from .patterns import find_phrase
from .resources import load_json
from .schema import choose, context_of, require, texts_of, with_context
from .tokens import require_order, token_places, token_types, word_rows


def count_terms(tokens: pd.DataFrame, *, by="section", n: int = 1, stop="english", stem: str | None = None,
                tags: Iterable[str] = (), include=()) -> pd.DataFrame:
    """Count terms per group.

    Parameters
    ----------
    tokens : DataFrame
        As `tokenize` gives it. Filter it to count a part; with its index as it is, so that words between which tokens
        were taken out are no neighbours.
    by : str, list of str or None
        Columns to group by; None for the whole.
    n : int
        Words in a term: 1 for words, 2 for pairs of neighbouring words of a sentence, …
    stop : str, iterable of str or None
        Words that are not counted as terms: "english", your own list, or None. An n-gram is left out when it
        begins or ends with one. Stop words stay in the denominator.
    stem : str, optional
        Language of NLTK's Snowball stemmer, for example "english". None counts word forms.
    tags : iterable of str
        Count only words with these Penn tags (needs the ``tag`` column that `tag_words` adds).
    include : iterable of {"heading", "furniture"}
        Count these parts too.

    Returns
    -------
    DataFrame
        The `by` columns; ``term`` (text, lower case); ``n`` (int, occurrences); ``n_tokens`` (int, words of the
        group, stop words counted, headings and furniture left out); ``per_1000`` (float, occurrences per 1,000
        words). Groups in natural order, within a group the most frequent first, ties by term.

    Raises
    ------
    ValueError
        If a column is missing, `n` is below 1, a name is unknown, or the tokens are out of order (`n` above 1).

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["War is war. Peace is near."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> framing.count_terms(tokens, by=None).iloc[0].to_dict()
    {'term': 'war', 'n': 2, 'n_tokens': 6, 'per_1000': 333.3333333333333}
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"n must be a whole number of words from 1; got {n!r}.")
    require(tokens, ["article", "section", "start", "token", *(["sentence"] if n > 1 else [])], "tokens")
    by = as_list(by)
    groups = group_rows(tokens, by, include)
    words = word_rows(tokens) & (groups.codes >= 0)
    at = np.flatnonzero(words)
    sizes = np.bincount(groups.codes[at], minlength=len(groups.keys))
    forms, code = _term_codes(tokens, stem)
    wanted = ~_flag(forms, stop_words(stop))
    rows, terms = at, [(code[at],)]
    if n > 1:
        rows, terms = _ngrams(tokens, at, code, groups.codes, n)
    keep = wanted[terms[0][0]] & wanted[terms[0][-1]] if len(rows) else np.zeros(0, bool)
    if tags:
        keep &= _tagged(tokens, set(as_list(tags)))[rows]
    group, columns = groups.codes[rows][keep], [c[keep] for c in terms[0]]
    key = group.astype("int64")
    for column in columns:
        key = merge_codes(key, column, len(forms))
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    names = pd.array(forms, dtype="str").take(columns[0][first])
    for column in columns[1:]:
        names = pd.array([f"{a} {b}" for a, b in zip(names, pd.array(forms, dtype="str").take(column[first]), strict=True)],
                         dtype="str")
    table = groups.keys.iloc[group[first]].reset_index(drop=True)
    table["term"] = names
    table["n"] = counts.astype("int64")
    table["n_tokens"] = sizes[group[first]].astype("int64")
    table["per_1000"] = 1000 * table["n"] / table["n_tokens"]
    rank = _alphabetical(forms)
    order = np.lexsort([rank[c[first]] for c in reversed(columns)] + [-counts, group[first]])
    return with_context(table.iloc[order].reset_index(drop=True), context_of(tokens))


def _alphabetical(forms: list[str]) -> np.ndarray:
    rank = np.empty(len(forms), "int64")
    rank[sorted(range(len(forms)), key=forms.__getitem__)] = np.arange(len(forms))
    return rank


def _term_codes(tokens: pd.DataFrame, stem: str | None) -> tuple[list[str], np.ndarray]:
    """Distinct terms and each token's code among them: forms folded to lower case, perhaps stemmed."""
    types = [t.replace("’", "'") if "’" in t else t for t in map(str.lower, token_types(tokens))]
    if stem is not None:
        from nltk.stem.snowball import SnowballStemmer

        choose(stem, SnowballStemmer.languages, "stem")
        stemmer = SnowballStemmer(stem)
        types = [stemmer.stem(t) for t in types]
    code_of, forms = pd.factorize(np.array(types, object)) if types else (np.zeros(0, "int64"), [])
    codes = tokens["token"].cat.codes.to_numpy()
    return list(forms), code_of[codes] if len(codes) else np.zeros(0, "int64")


def stop_words(stop) -> frozenset[str]:
    """Stop words by name ("english"), as a list of one's own, or none.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    if stop is None:
        return frozenset()
    if isinstance(stop, str):
        choose(stop, ["english"], "stop")
        return frozenset(load_json("stopwords.json")[stop])
    return frozenset(w.lower() for w in stop)


def _flag(forms, words) -> np.ndarray:
    return np.fromiter(map(words.__contains__, forms), bool, len(forms))


def _tagged(tokens, tags) -> np.ndarray:
    require(tokens, ["tag"], "tokens")
    return tokens["tag"].isin(tags).to_numpy()


def _ngrams(tokens, at, code, groups, n):
    """Runs of n words that follow each other in a sentence and a group, no mark or other token between them."""
    require_order(tokens)
    place = token_places(tokens)
    sentence = tokens["sentence"].to_numpy()
    article = tokens["article"].cat.codes.to_numpy()
    if len(at) < n:
        return np.zeros(0, "int64"), [tuple(np.zeros(0, "int64") for _ in range(n))]
    starts, ends = at[:len(at) - n + 1], at[n - 1:]
    whole = (ends - starts == n - 1) & (place[ends] - place[starts] == n - 1)
    for values in (sentence, article, groups):
        whole &= values[starts] == values[ends]
    starts = starts[whole]
    return starts, [tuple(code[starts + k] for k in range(n))]


def compare_terms(tokens: pd.DataFrame, *, by, reference=None, min_n: int = 2, stop=None, n: int = 1,
                  stem: str | None = None, include=()) -> pd.DataFrame:
    """Find the terms each group uses more, or less, than the rest.

    Parameters
    ----------
    tokens : DataFrame
    by : str or list of str
        Columns that make the groups.
    reference : optional
        The key of the group to compare with (a tuple for several columns). None compares each group with all
        others together.
    min_n : int
        Terms with fewer occurrences in group and reference together are left out.
    stop, n, stem, include
        As in `count_terms`.

    Returns
    -------
    DataFrame
        The `by` columns; ``term``; ``n``, ``n_reference`` (int, occurrences); ``n_articles`` (int, articles of the
        group that hold the term); ``n_tokens``, ``n_tokens_reference`` (int, words); ``g2`` (float, log-likelihood,
        ≥ 0); ``log_ratio`` (float, doublings); ``log_odds``, ``z`` (float, weighted log-odds with an informative
        Dirichlet prior, and its standard score); ``p_adjusted`` (float, of G² with one degree of freedom, Holm's
        correction over the terms of the group). Highest z first.

    Raises
    ------
    ValueError
        If a column is missing, there are fewer than two groups, or the reference is none of them.

    Notes
    -----
    p of G², and z, take every word for one drawn by itself. Words come in bursts: an article that says a word once says
    it again. So both are too sure of words that few articles hold, and p_adjusted below 0.05 is no proof that outlets
    differ: of 400 words in 20 articles each of two outlets that did not differ, 14 had it in a simulation with bursts
    (word rates of articles gamma, shape 0.3), and none without. Read ``n_articles`` beside it; a word of one article is
    that article's. Lijffijt et al. (2016) show how far off such p are, and what tests by text do instead.

    z ranks the table, for it weighs how often a word was seen: G² grows with the size of the groups, and the log-ratio is
    greatest for the rarest words. Its prior has as many pseudo-counts in all (`size`) as the median group has words, and
    gives each term its share of the words of all groups together, the reference as well:
    `framing.keyness.weighted_log_odds` with ``prior=share * size, prior_size=size`` gives z again. That is the
    informative Dirichlet prior of Monroe et al. (2008), who leave its size to the analyst: the larger, the more are rare
    words held back.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19, 61-74.
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster University.
    Lijffijt, J., Nevalainen, T., Säily, T., Papapetrou, P., Puolamäki, K., and Mannila, H. (2016). Significance testing of
    word frequencies in corpora. Digital Scholarship in the Humanities 31, 374-397.
    Monroe, B. L., Colaresi, M. P., and Quinn, K. M. (2008). Fightin' words: lexical feature selection and evaluation for
    identifying the content of political conflict. Political Analysis 16, 372-403.

    Examples
    --------
    >>> import framing
    >>> table = pd.DataFrame({"text": ["A riot, a riot!", "A protest, a protest."], "outlet": ["Echo", "Mirror"]})
    >>> articles = framing.read_articles(table)
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> compared = framing.compare_terms(tokens, by="outlet")
    >>> compared.loc[compared["outlet"] == "Echo", ["term", "n", "n_reference", "n_articles"]].values.tolist()
    [['riot', 2, 0, 1], ['a', 2, 2, 1], ['protest', 0, 2, 0]]
    """
    from scipy.special import chdtrc

    from .stats import adjust_holm

    by = as_list(by)
    if not by:
        raise ValueError("compare_terms needs by=, the columns that make the groups.")
    counts = count_terms(tokens, by=list(dict.fromkeys([*by, "article"])), stop=stop, n=n, stem=stem, include=include)
    groups = group_rows(tokens, by, include)
    words = word_rows(tokens) & (groups.codes >= 0)
    size = np.bincount(groups.codes[words], minlength=len(groups.keys)).astype("int64")
    keys = [row if len(row) > 1 else row[0] for row in plain_keys(groups.keys)]
    if len(keys) < 2:
        raise ValueError(f"compare_terms needs two groups by {by}; found {keys}.")
    term_code, terms = pd.factorize(counts["term"], sort=True)
    place = {key: i for i, key in enumerate(keys)}
    seen = counts.groupby(by, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    rows = plain_keys(counts[by].iloc[np.unique(seen, return_index=True)[1]])
    group_code = np.array([place[row if len(row) > 1 else row[0]] for row in rows], "int64")[seen]
    grid, holding = np.zeros((len(keys), len(terms)), "int64"), np.zeros((len(keys), len(terms)), "int64")
    np.add.at(grid, (group_code, term_code), counts["n"].to_numpy())
    np.add.at(holding, (group_code, term_code), 1)
    if reference is None:
        against, against_size = grid.sum(0) - grid, size.sum() - size
        compared = range(len(keys))
    else:
        if reference not in place:
            raise ValueError(f"reference={reference!r} is none of the groups by {by}: {keys}.")
        other = place[reference]
        against, against_size = np.broadcast_to(grid[other], grid.shape), np.full(len(keys), size[other])
        compared = [i for i in range(len(keys)) if i != other]
    prior = grid.sum(0) / max(size.sum(), 1)
    prior_size = float(np.median(size))
    parts = []
    for i in compared:
        keep = grid[i] + against[i] >= min_n
        a, b, na, nb = grid[i][keep], against[i][keep], size[i], against_size[i]
        g2 = log_likelihood(a, b, na, nb)
        odds, z = weighted_log_odds(a, b, na, nb, prior[keep] * prior_size, prior_size)
        part = pd.DataFrame({
            "term": pd.Series(np.asarray(terms, object)[keep], dtype=str), "n": a, "n_reference": b,
            "n_articles": holding[i][keep], "n_tokens": na, "n_tokens_reference": nb, "g2": g2,
            "log_ratio": log_ratio(a, b, na, nb), "log_odds": odds, "z": z, "p_adjusted": adjust_holm(chdtrc(1, g2))})
        part = part.iloc[np.lexsort((part["term"].rank().to_numpy(), -part["z"].to_numpy()))]
        key = groups.keys.iloc[[i] * len(part)].reset_index(drop=True)
        parts.append(pd.concat([key, part.reset_index(drop=True)], axis=1))
    return with_context(pd.concat(parts, ignore_index=True), context_of(tokens))


def find_context(tokens: pd.DataFrame, articles: pd.DataFrame, term: str, *, width: int = 60,
                 case: bool = False) -> pd.DataFrame:
    """Show every hit of a term with the words around it (KWIC).

    Parameters
    ----------
    tokens, articles : DataFrame
    term : str
        A word or phrase; ``*`` stands for any letters, as in ``attack*``. It is matched against whole tokens.
    width : int
        Characters shown on each side.
    case : bool
        Whether capitals matter.

    Returns
    -------
    DataFrame
        One row per hit, headings and furniture included: ``article``, ``section``, ``left``, ``term`` (as
        written), ``right``, ``start``, ``end`` (str offsets into the article's text).

    Raises
    ------
    TypeError
        If the term is no text.
    ValueError
        If a column is missing, the term is empty, or the tokens are out of order.

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["They attacked at dawn."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> framing.find_context(tokens, articles, "attack*")[["left", "term", "right"]].values.tolist()
    [['They ', 'attacked', ' at dawn.']]
    """
    require(tokens, ["article", "section", "sentence", "start", "end", "token"], "tokens")
    require(articles, ["article", "text"], "articles")
    first, last = find_phrase(tokens, term, case=case)
    start, end = tokens["start"].to_numpy()[first], tokens["end"].to_numpy()[last]
    hits = tokens.iloc[first][["article", "section"]].reset_index(drop=True)
    found = texts_of(hits, articles, "tokens")
    hits["left"] = pd.Series([_flat(t[max(0, s - width):s]) for t, s in zip(found, start, strict=True)], dtype=str)
    hits["term"] = pd.Series([t[s:e] for t, s, e in zip(found, start, end, strict=True)], dtype=str)
    hits["right"] = pd.Series([_flat(t[e:e + width]) for t, e in zip(found, end, strict=True)], dtype=str)
    hits["start"], hits["end"] = start.astype("int32"), end.astype("int32")
    return with_context(hits, context_of(tokens))


def _flat(text: str) -> str:
    return re.sub(r"\s", " ", text)
