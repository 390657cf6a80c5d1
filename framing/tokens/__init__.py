"""Articles and their sections to sentences and tokens."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..bundles import article_texts, require_categories
from ..groups import section_positions
from ..layout import is_wrapped
from ..schema import (
    VOICES,
    Context,
    article_rows,
    base_context,
    codes_in,
    context_of,
    make_table,
    order_articles,
    require,
    with_context,
)
from .pieces import Pieces, cut_pieces
from .sentence_ends import sentence_starts
from .word_traits import WORDLIKE, traits_of


def tokenize(articles: pd.DataFrame, sections: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut every section into sentences and tokens.

    Parameters
    ----------
    articles : DataFrame
        As `read_articles` gives it.
    sections : DataFrame
        As `split_sections` gives it for these articles.

    Returns
    -------
    sentences : DataFrame
        One row per sentence: ``article``; ``section`` (ordinal in the article); ``paragraph`` and ``sentence``
        (ordinals in the article); ``start``, ``end`` (str offsets into the article's text). A heading is a
        sentence of its own.
    tokens : DataFrame
        One row per token in reading order: ``article``, ``section``, ``sentence``, ``start``, ``end``, ``token``
        (category, as written), ``voice`` ("narrator" until `add_voices`) and ``quote`` (-1 until then).

    Raises
    ------
    ValueError
        If a column is missing, a section is of an article that is not there, or two articles have one name.

    References
    ----------
    Kiss, T. and Strunk, J. (2006). Unsupervised multilingual sentence boundary detection. Computational
    Linguistics 32(4).

    Examples
    --------
    >>> import framing
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Mr. Abel won't go. Dr. Cain will."]}))
    >>> sentences, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> list(tokens["token"])
    ['Mr.', 'Abel', "won't", 'go', '.', 'Dr.', 'Cain', 'will', '.']
    >>> len(sentences)
    2
    """
    require(articles, ["article", "text"], "articles")
    require(sections, ["article", "section", "kind", "start", "end", "heading_start", "heading_end"], "sections")
    articles = order_articles(articles)
    context = (context_of(sections) or base_context(articles)).replace(sections=_bare(sections))
    texts = article_texts(articles)
    if not texts:
        return make_table("sentences", None, context), _no_tokens(context)
    cut = cut_pieces(texts)
    spans = _text_spans(articles, sections)
    base = np.concatenate([[0], np.cumsum([len(t) + 1 for t in texts], dtype="int64")])
    place = np.searchsorted(spans["at"], base[cut.text] + cut.start, side="right") - 1
    inside = place >= 0
    if len(spans["at"]):
        inside &= base[cut.text] + cut.end <= spans["until"][place]
    else:
        inside[:] = False
    cut = Pieces(*(a[inside] for a in cut[:5]), cut.types)
    place = place[inside]
    n = len(cut.code)
    if n == 0:
        return make_table("sentences", None, context), _no_tokens(context)
    new_span = np.append(True, place[1:] != place[:-1])
    wrapped = np.array([is_wrapped(t) for t in texts], bool)
    needed = np.where(wrapped[cut.text], 2, 1)
    paragraph_start = new_span | np.append(True, (cut.breaks >= needed)[:-1])
    begins = sentence_starts(cut, paragraph_start)
    first = np.append(True, cut.text[1:] != cut.text[:-1])
    sentence = _ordinals(begins, first)
    paragraph = _ordinals(paragraph_start, first)
    section = sections["section"].to_numpy()[spans["row"][place]]
    article = pd.Categorical.from_codes(cut.text, dtype=articles["article"].dtype)
    code, seen = pd.factorize(cut.code)
    token = pd.Categorical.from_codes(code.astype("int32"), categories=pd.Index([cut.types[k] for k in seen], dtype=str))
    at = np.flatnonzero(begins)
    last = np.append(at[1:], n) - 1
    sentences = make_table("sentences", {
        "article": article[at], "section": section[at], "paragraph": paragraph[at], "sentence": sentence[at],
        "start": cut.start[at], "end": cut.end[last]}, context)
    tokens = make_table("tokens", {
        "article": article, "section": section, "sentence": sentence, "start": cut.start, "end": cut.end,
        "token": token}, context)
    words = (traits_of(cut.types) & WORDLIKE)[cut.code] > 0
    context = context.replace(words=count_words(tokens, words=words))
    return with_context(sentences, context), with_context(tokens, context)


def token_types(tokens: pd.DataFrame) -> list[str]:
    """The distinct tokens, in the order of their codes, as plain strings (fast, whatever the categories' dtype).

    Raises
    ------
    ValueError
        If the tokens are no categories.
    """
    require_categories(tokens, ["token"], "tokens")
    return tokens["token"].cat.categories.to_numpy(dtype=object).tolist()


def word_rows(tokens: pd.DataFrame) -> np.ndarray:
    """Which tokens are words: they begin with a letter or a digit. Clitics and marks are not words."""
    is_word = (traits_of(token_types(tokens)) & WORDLIKE) > 0
    return is_word[tokens["token"].cat.codes.to_numpy()] if len(tokens) else np.zeros(0, bool)


def require_order(tokens: pd.DataFrame) -> None:
    """Check that tokens stand in reading order, article by article.

    Raises
    ------
    ValueError
        If they do not.
    """
    article, start = tokens["article"], tokens["start"].to_numpy()
    code = article.cat.codes.to_numpy() if isinstance(article.dtype, pd.CategoricalDtype) else pd.factorize(article)[0]
    new = code[1:] != code[:-1]
    whole = new.sum() + (len(code) > 0) == len(np.unique(code, return_index=True)[0])
    if not whole or not (new | (start[1:] > start[:-1])).all():
        raise ValueError("the tokens are out of reading order; keep the order tokenize() gave them, or sort them by "
                         "'article' and 'start'.")


def token_places(tokens: pd.DataFrame) -> np.ndarray:
    """A number per token; only neighbours in the text have consecutive ones.

    A filtered table still has the index of the whole one, which tells what was taken out between two rows.
    """
    index = tokens.index
    numbered = not isinstance(index, pd.RangeIndex) and pd.api.types.is_integer_dtype(index.dtype)
    if numbered or getattr(index, "step", 1) > 1:
        places = index.to_numpy().astype("int64")
        code = tokens["article"].cat.codes.to_numpy()
        if ((places[1:] > places[:-1]) | (code[1:] != code[:-1])).all():
            return places
    return np.arange(len(tokens))


def count_words(tokens: pd.DataFrame, *, voices: bool = False, words: np.ndarray | None = None) -> pd.DataFrame:
    """Word tokens per article, section, heading or text, and voice: the denominators of every rate.

    Parameters
    ----------
    tokens : DataFrame
    voices : bool
        Whether to count each voice for itself.
    words : array of bool, optional
        What `word_rows` says, where it is known already.

    Returns
    -------
    DataFrame
        ``article``, ``section``, ``heading_line`` (bool), ``voice`` (missing unless `voices`), ``n_tokens``
        (int64, words).
    """
    context = context_of(tokens)
    words = word_rows(tokens) if words is None else words
    start = context.sections["start"].to_numpy()
    row = section_positions(tokens, context)[words]
    key = (row * 2 + (tokens["start"].to_numpy()[words] < start[row])) * 4
    if voices:
        key += codes_in(tokens["voice"], VOICES)[words]
    counts = np.bincount(key)
    seen = np.flatnonzero(counts)
    voice = (seen % 4).astype("int8") if voices else np.full(len(seen), -1, "int8")
    return pd.DataFrame({
        "article": context.sections["article"].array[seen // 8],
        "section": context.sections["section"].to_numpy()[seen // 8],
        "heading_line": (seen // 4 % 2).astype(bool),
        "voice": pd.Categorical.from_codes(voice, categories=VOICES),
        "n_tokens": counts[seen].astype("int64")})


def _bare(sections: pd.DataFrame) -> pd.DataFrame:
    sections = sections.copy(deep=False)
    sections.attrs = {}
    return sections


def _no_tokens(context: Context) -> pd.DataFrame:
    tokens = make_table("tokens", None, context)
    return with_context(tokens, context.replace(words=count_words(tokens)))


def _text_spans(articles, sections) -> dict[str, np.ndarray]:
    """Headings and texts of all sections in reading order, as offsets into all texts laid end to end."""
    lengths = articles["text"].str.len().to_numpy(dtype="int64") + 1
    base = np.concatenate([[0], np.cumsum(lengths)])
    owner = article_rows(sections, articles, "sections")
    row = np.arange(len(sections))
    at = np.concatenate([base[owner] + sections["heading_start"], base[owner] + sections["start"]])
    until = np.concatenate([base[owner] + sections["heading_end"], base[owner] + sections["end"]])
    rows = np.concatenate([row, row])
    filled = until > at
    order = np.argsort(at[filled], kind="stable")
    return {"at": at[filled][order], "until": until[filled][order], "row": rows[filled][order]}


def _ordinals(begins: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Count `begins` within each article, from 0."""
    total = np.cumsum(begins)
    offset = np.maximum.accumulate(np.where(first, total, 0))
    return (total - offset).astype("int32")
