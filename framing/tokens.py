"""Articles and their sections to sentences and tokens, in one pass of one pattern.

Words are kept as people see them: "won't", "70,000-strong", "U.S." and "Mr." are one token each; a clitic ("'s",
"'ll") is a token of its own, so that "Russia's" holds "Russia". Sentence ends follow Punkt (Kiss and Strunk
2006) with abbreviations and sentence starters counted by ``data/build/punkt.py``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from .layout import is_wrapped
from .resources import load_json
from .schema import Context, base_context, context_of, make_table, require, with_context

_WORD = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_CLITIC = r"(?:[sS]|ll|LL|re|RE|ve|VE|[dD]|[mM])(?![^\W_])"
_DOMAIN = r"\.(?:com|org|net|gov|edu|info|ru|ua|by|uk|eu|de|fr|us|tv|cn|jp|in|io|co)(?![^\W_])"
_TOKEN = re.compile(
    r"(?:"
    r"[A-Za-z]+(?=[\s,])"  # the plain word, first because it is the rule; all below would match it alike
    r"|(?:https?://|www\.)[^\s\"”<>]*[^\s\"”<>.,;:!?)\]'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[^\W\d_]\.){2,}(?:-" + _WORD + r")*"
    r"|" + _WORD + r"(?:[.,:](?=\d)(?<=\d.)\d+|-" + _WORD + r"|&" + _WORD
    + r"|['’](?!" + _CLITIC + r")(?=[^\W_])" + _WORD + r"|(?i:" + _DOMAIN + r"))*"
    r"|(?<=[^\W_])['’]" + _CLITIC
    + r"|\.{2,}|-{2,}|\S)\s*|\s+"
)
_STOPS = frozenset({".", "!", "?", "…", "?!", "!!"})
_CLOSERS = frozenset("\"”’')]»›}")
_OPENERS = frozenset("\"“‘'([«‹{„-–—•*")
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_QUOTE_MARKS = frozenset("\"”’'»›“‘")


class Pieces(NamedTuple):
    """Tokens of several texts: which text, where, and which type."""

    text: np.ndarray
    start: np.ndarray
    end: np.ndarray
    code: np.ndarray
    breaks: np.ndarray
    types: list[str]


class _Codes(dict):
    def __missing__(self, key):
        self[key] = code = len(self)
        return code


@cache
def _punkt() -> dict[str, frozenset]:
    return {name: frozenset(words) for name, words in load_json("punkt.json").items()}


def cut_pieces(texts: list[str]) -> Pieces:
    """Cut texts into tokens.

    Parameters
    ----------
    texts : list of str

    Returns
    -------
    Pieces
        ``text`` (int32, index into `texts`), ``start`` and ``end`` (int32, str offsets), ``code`` (int32, index
        into ``types``), ``breaks`` (int8, line ends after the token, 2 = two or more), ``types`` (list of str).
    """
    vocabulary = _Codes()
    pieces, counts = [], []
    for text in texts:
        found = _TOKEN.findall(text)
        counts.append(len(found))
        pieces.append(np.fromiter(map(vocabulary.__getitem__, found), "int32", len(found)))
    piece = np.concatenate(pieces) if pieces else np.zeros(0, "int32")
    forms = list(vocabulary)
    bare = [form.rstrip() for form in forms]
    words = _Codes()
    code_of = np.fromiter(map(words.__getitem__, bare), "int32", len(bare))
    whole = np.fromiter(map(len, forms), "int32", len(forms))
    inked = np.fromiter(map(len, bare), "int32", len(bare))
    lines = np.fromiter((min(len(_BREAKS.findall(f[len(b):])), 2) if len(f) > len(b) else 0
                         for f, b in zip(forms, bare, strict=True)), "int8", len(forms))
    owner = np.repeat(np.arange(len(texts), dtype="int32"), counts)
    length = whole[piece].astype("int64")
    ends = np.cumsum(length)
    base = np.concatenate([[0], np.cumsum([len(t) for t in texts], dtype="int64")])
    if len(texts) and (ends[-1] if len(ends) else 0) != base[-1]:
        raise RuntimeError("the token pattern left out part of a text; please report this text.")
    start = (ends - length - base[owner]).astype("int32")
    end = start + inked[piece]
    ink = end > start
    types = list(words)
    cut = Pieces(owner[ink], start[ink], end[ink], code_of[piece][ink], lines[piece][ink], types)
    return _join_abbreviations(cut)


def _join_abbreviations(cut: Pieces) -> Pieces:
    """Give abbreviations and initials the full stop that stands right behind them."""
    dot = _index(cut.types, ".")
    if dot < 0 or len(cut.code) < 2:
        return cut
    kind = _traits(cut.types)
    before_number = (kind & _NUMERIC) > 0
    kind_of = ((kind & _SHORT) > 0) | before_number
    digit = (kind & _DIGIT) > 0
    code = cut.code
    pair = np.zeros(len(code), bool)
    pair[:-1] = (kind_of[code[:-1]] & (code[1:] == dot) & (cut.end[:-1] == cut.start[1:])
                 & (cut.text[:-1] == cut.text[1:]))
    after = np.append(code[2:], [dot, dot])[:len(code)]
    pair &= ~before_number[code] | digit[after]
    if not pair.any():
        return cut
    code, end, breaks = code.copy(), cut.end.copy(), cut.breaks.copy()
    where = np.flatnonzero(pair)
    joined = _Codes({t: i for i, t in enumerate(cut.types)})
    kinds, inverse = np.unique(code[where], return_inverse=True)
    code[where] = np.array([joined[cut.types[k] + "."] for k in kinds], "int32")[inverse]
    end[where] = cut.end[where + 1]
    breaks[where] = cut.breaks[where + 1]
    keep = np.ones(len(code), bool)
    keep[where + 1] = False
    return Pieces(cut.text[keep], cut.start[keep], end[keep], code[keep], breaks[keep], list(joined))


def _index(types: list[str], wanted: str) -> int:
    return types.index(wanted) if wanted in types else -1


(_STOP, _DOTTED, _TITLE, _CLOSER, _OPENER, _SMALL, _STARTER, _NUMBER, _UPPER, _DASH, _DOTS, _SHORT, _NUMERIC,
 _DIGIT, _WORDLIKE) = (1 << bit for bit in range(15))


class _Traits(dict):
    """What sentence ends depend on, as bits per word type: worked out once for each type ever seen."""

    def __missing__(self, word: str) -> int:
        lists, low, first = _punkt(), word.lower(), word[:1]
        initial = len(word) == 1 and word.isupper() and word != "I"
        tests = (
            word in _STOPS or (first == "." and len(word) > 1),
            len(word) > 1 and word[-1] == "." and first != ".",
            low[:-1] in lists["titles"] or (len(word) == 2 and first.isalpha()),
            word in _CLOSERS, word in _OPENERS, first.islower() or first in ",;:)]%&/", low in lists["starters"],
            word.isdigit(), first.isupper() or first.isdigit(), word in {"-", "–", "—", "--"},
            first in ".…" and word != ".", low in lists["abbreviations"] or initial, low in lists["before_numbers"],
            first.isdigit(), first.isalnum(),
        )
        self[word] = bits = sum(1 << k for k, true in enumerate(tests) if true)
        return bits


_TRAITS = _Traits()


def _traits(types: list[str]) -> np.ndarray:
    return np.fromiter(map(_TRAITS.__getitem__, types), "int32", len(types))


def sentence_starts(cut: Pieces, forced: np.ndarray) -> np.ndarray:
    """Which tokens begin a sentence.

    Parameters
    ----------
    cut : Pieces
    forced : array of bool, one per token
        Tokens that begin a paragraph, and so a sentence in any case.

    Returns
    -------
    array of bool, one per token
    """
    n = len(cut.code)
    begins = forced.copy()
    if n == 0:
        return begins
    traits = _traits(cut.types)
    stop, short, title, closer, opener, small, starter, number, upper, dash, dots = (
        (traits & bit) > 0 for bit in (_STOP, _DOTTED, _TITLE, _CLOSER, _OPENER, _SMALL, _STARTER, _NUMBER, _UPPER,
                                       _DASH, _DOTS))
    code = cut.code
    at = np.flatnonzero((stop | short)[code])
    last = at.copy()
    for _ in range(4):
        step = np.minimum(last + 1, n - 1)
        goes = closer[code[step]] & (cut.start[step] == cut.end[last]) & (step > last) & ~forced[step]
        last = np.where(goes, step, last)
    after = last + 1
    inside = after < n
    at, last, after = at[inside], last[inside], after[inside]
    free = cut.start[after] > cut.end[last]
    free |= last > at
    opening = opener[code[after]] & ~forced[after]
    behind = np.minimum(after + 1, n - 1)
    word = np.where(opening, behind, after)
    ok = free & ~small[code[word]] & (cut.start[after] > cut.end[last])
    ok &= ~dash[code[after]]
    abbreviation = short[code[at]]
    ok &= ~abbreviation | ((last > at) | (starter[code[word]] & ~(title[code[at]] & ~opening)))
    ok &= ~dots[code[at]] | upper[code[word]]
    before = np.maximum(at - 1, 0)
    listed = number[code[before]] & forced[before] & (code[at] == _index(cut.types, "."))
    ok &= ~listed
    begins[after[ok]] = True
    return begins


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
        If a column is missing, or a section names an article that is not there.

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
    context = (context_of(sections) or base_context(articles)).replace(sections=_bare(sections))
    texts = articles["text"].astype(object).tolist()
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
    context = context.replace(words=count_words(tokens))
    return with_context(sentences, context), with_context(tokens, context)


def token_types(tokens: pd.DataFrame) -> list[str]:
    """The distinct tokens, in the order of their codes, as plain strings (fast, whatever the categories' dtype)."""
    return tokens["token"].cat.categories.to_numpy(dtype=object).tolist()


def word_rows(tokens: pd.DataFrame) -> np.ndarray:
    """Which tokens are words: they begin with a letter or a digit. Clitics and marks are not words."""
    is_word = (_traits(token_types(tokens)) & _WORDLIKE) > 0
    return is_word[tokens["token"].cat.codes.to_numpy()] if len(tokens) else np.zeros(0, bool)


def count_words(tokens: pd.DataFrame, *, voices: bool = False) -> pd.DataFrame:
    """Word tokens per article, section, heading or text, and voice: the denominators of every rate.

    Returns
    -------
    DataFrame
        ``article``, ``section``, ``heading_line`` (bool), ``voice`` (missing unless `voices`), ``n_tokens``
        (int64, words).
    """
    context = context_of(tokens)
    kept = tokens.loc[word_rows(tokens), ["article", "section", "start", "voice"]]
    start = context.sections["start"].to_numpy()
    sizes = np.bincount(context.sections["article"].cat.codes.to_numpy(), minlength=len(context.articles))
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype("int64")
    row = first[kept["article"].cat.codes.to_numpy()] + kept["section"].to_numpy()
    heading = kept["start"].to_numpy() < start[row]
    voice = kept["voice"].cat.codes.to_numpy() if voices else np.zeros(len(kept), "int8")
    key = (row * 2 + heading) * 4 + voice
    seen, counts = np.unique(key, return_counts=True)
    rows = seen // 8
    voice = (seen % 4).astype("int8") if voices else np.full(len(seen), -1, "int8")
    return pd.DataFrame({
        "article": context.sections["article"].array[rows],
        "section": context.sections["section"].to_numpy()[rows],
        "heading_line": (seen // 4 % 2).astype(bool),
        "voice": pd.Categorical.from_codes(voice, dtype=tokens["voice"].dtype),
        "n_tokens": counts.astype("int64")})


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
    known = pd.Index(articles["article"].astype(object))
    owner = known.get_indexer(pd.Index(sections["article"].astype(object)))
    if (owner < 0).any():
        raise ValueError(f"sections name article {sections['article'].iloc[int(np.argmin(owner))]!r}, which is "
                         "not among the articles; make both from the same read_articles().")
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
