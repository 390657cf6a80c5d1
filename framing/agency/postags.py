"""Word classes: Penn tags from a small tagger that ships with the package.

All features are features of one word, so the tagger scores word types (see `framing.tagger`). A mark gets its tag from
its form alone; of the straight quotation marks the one before a word opens.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd

from ..bundles import require_categories
from ..resources import load_arrays
from ..schema import context_of, require, with_context
from ..tagger import AFTER, BEFORE, Tagger, TypeRows
from ..tokens import token_types

#: Tags of words; "PUNCT" stands for every mark while tagging.
WORD_TAGS = ("CC", "CD", "DT", "EX", "FW", "IN", "JJ", "JJR", "JJS", "MD", "NN", "NNP", "NNPS", "NNS", "PDT", "POS",
             "PRP", "PRP$", "PUNCT", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP",
             "VBZ", "WDT", "WP", "WP$", "WRB")
MARK_TAGS = ("#", "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "``")
#: Categories of the column ``tag``.
TAGS = tuple(sorted({*WORD_TAGS, *MARK_TAGS} - {"PUNCT"}))
OFFSETS = (-2, -1, 0, 1, 2)
#: Which features count at which distance.
NEAR = {0: "wcxgabdp", 1: "wygbd", 2: "wg"}
#: Weights are stored as whole numbers, this many to one.
SCALE = 5
_MARKS = {",": ",", ".": ".", "!": ".", "?": ".", ";": ":", ":": ":", "(": "-LRB-", ")": "-RRB-", "[": "-LRB-",
          "]": "-RRB-", "{": "-LRB-", "}": "-RRB-", "“": "``", "”": "''", "«": "``", "»": "''", "„": "``", "‘": "``",
          "’": "''", "$": "$", "£": "$", "€": "$", "¥": "$", "#": "#", "%": "NN", "&": "CC"}
_CURLY = str.maketrans({"’": "'", "‘": "'"})
#: Far more than any sum of weights: a token of a name is a noun.
_NOUN_BONUS = np.array([10_000 if tag.startswith("NN") else 0 for tag in WORD_TAGS], np.float32)
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with i he she it we they you".split())
_PAST_OR_NOUN = frozenset("shot hit cut hurt set split cast spread shut burst struck bound beaten slain".split())
_BE_OR_GET = frozenset("be is are was were been being get gets got getting".split())
_FULL = {"won't": "will", "can't": "can", "cannot": "can", "shan't": "shall"}
_DIGITS = re.compile(r"\d")
_REPEATS = re.compile(r"(.)\1+")


def word_shape(word: str) -> str:
    """Letters as X and x, digits as 0, marks as they are."""
    return "".join("X" if c.isupper() else "x" if c.isalpha() else "0" if c.isdigit() else c for c in word)


class Lexicon:
    """The classes a word may belong to: counted for frequent words, told from the ending for others.

    Parameters
    ----------
    words, endings : dict of str to str
        Word (lower case kept apart from capitals) to class, and ending to class; a class is a string of tags.
    """

    def __init__(self, words: dict[str, str], endings: dict[str, str]):
        self.words, self.endings = words, endings

    def look_up(self, word: str) -> str:
        """The class of a word, "" if nothing is known."""
        found = self.words.get(word)
        if found is None and word[:1].isupper():
            found = self.words.get(word.lower())
            found = found and "^" + found
        if found is None:
            low = word.lower()
            mark = "A" if word[:1].isupper() else "a"
            for size in (4, 3, 2, 1):
                found = self.endings.get(mark + low[-size:])
                if found:
                    return "?" + found
            return ""
        return found


def describe_word(word: str, lexicon: Lexicon) -> list[str]:
    """Names of the features of a word; the first letter of a name is the kind of feature (see `NEAR`)."""
    if word in (BEFORE, AFTER):
        return ["w<s" + word[1:]]
    if word.islower() and word.isalpha() and word.isascii() and word != "cannot":  # the rule; all below comes to the same
        return _names(word, "x" * len(word), "x", lexicon.look_up(word))
    word = word.translate(_CURLY)
    if (word[-3:].lower() == "n't" and len(word) > 3) or word.lower() == "cannot":
        base = _FULL.get(word.lower(), word[:-3])
        return [*describe_word(base, lexicon), "wn't"]
    low = _DIGITS.sub("0", word.lower())
    shape = word_shape(word)
    short = _REPEATS.sub(r"\1", shape)[:6]
    names = _names(low, shape, short, lexicon.look_up(word))
    if word != word.lower():
        names.append("c" + word)
    return names


def _names(low: str, shape: str, short: str, known: str) -> list[str]:
    return ["w" + low, "x" + (shape if len(shape) < 6 else short), "y" + short, "g" + known, "b" + low[-2:],
            "d" + low[-3:], "a" + low[-1:], "a" + low[-4:], "p" + low[:2], "p" + low[:3]]


def read_model(arrays: dict[str, np.ndarray]) -> Tagger:
    """A tagger from the arrays that ``data/build/postags.py`` writes."""
    classes = arrays["classes"].tobytes().decode().split("\n")
    words = dict(zip(arrays["words"].tobytes().decode().split("\n"), (classes[k] for k in arrays["word_class"].tolist()),
                     strict=True))
    endings = dict(zip(arrays["endings"].tobytes().decode().split("\n"),
                       (classes[k] for k in arrays["ending_class"].tolist()), strict=True))
    lexicon = Lexicon(words, endings)
    names = _unpack_names(arrays["names"].tobytes().decode())
    size = len(OFFSETS) * len(WORD_TAGS)
    weights = np.zeros(len(names) * size, np.float32)
    weights[np.cumsum(arrays["steps"], dtype=np.int64)] = arrays["values"]
    transitions = arrays["transitions"].astype(np.float32)
    rows = TypeRows(names, weights.reshape(len(names), len(OFFSETS), len(WORD_TAGS)),
                    lambda word: describe_word(word, lexicon))
    return Tagger(WORD_TAGS, transitions, rows, OFFSETS)


def _unpack_names(text: str) -> list[str]:
    """Names are sorted, and what one has in common with the one before is given as a number."""
    names, last = [], ""
    for line in text.split("\n\n"):
        last = last[:ord(line[0]) - 32] + line[1:]
        names.append(last)
    return names


@cache
def load_tagger() -> Tagger:
    """The part-of-speech tagger that ships with the package."""
    return read_model(load_arrays("postags"))


def mark_tags(types: list[str]) -> np.ndarray:
    """The tag of each type, were it a mark: index into `TAGS`."""
    place = {tag: k for k, tag in enumerate(TAGS)}
    return np.array([place[_MARKS.get(t[:1], ":" if not t[:1].isalnum() else "SYM")] for t in types], np.int8)


def tag_codes(types: list[str], code: np.ndarray, begins: np.ndarray, tight: np.ndarray | None = None, *,
              names: np.ndarray | None = None, tagger: Tagger | None = None) -> np.ndarray:
    """Tags of tokens given as codes.

    Parameters
    ----------
    types : list of str
    code : array of int, one per token
    begins : array of bool
        Whether a sentence begins at the token.
    tight : array of bool, optional
        Whether the next token follows without a blank.
    names : array of bool, optional
        Tokens known to be part of a name: those with a capital are tagged as nouns, and their neighbours accordingly.
    tagger : Tagger, optional

    Returns
    -------
    array of int8
        Index into `TAGS`.
    """
    tagger = tagger or load_tagger()
    if len(code) == 0:
        return np.zeros(0, np.int8)
    extra = None
    if names is not None:
        extra = np.where(capital_names(types, code, names)[:, None], _NOUN_BONUS, np.float32(0))
    found = tagger.tag(types, code, begins, extra=extra)
    place = {tag: k for k, tag in enumerate(TAGS)}
    final = np.array([place.get(tag, -1) for tag in WORD_TAGS], np.int8)[found]
    marks = final < 0
    final[marks] = mark_tags(types)[code[marks]]
    _mend_participles(types, code, begins, final)
    if tight is not None:
        straight = np.array([t in ('"', "'") for t in types], bool)[code] & marks
        final[straight] = np.where(tight[straight], place["``"], place["''"])
    return final


def capital_names(types: list[str], code: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Which tokens of names are tagged as nouns whatever their neighbours say: those with a capital."""
    capital = np.array([t[:1].isupper() and t.lower() not in _SMALL_WORDS for t in types], bool)
    return names & capital[code]


def is_noun(tags: np.ndarray) -> np.ndarray:
    """Which tags are those of nouns."""
    return np.isin(tags, [k for k, tag in enumerate(TAGS) if tag.startswith("NN")])


def _mend_participles(types, code, begins, tags) -> None:
    """Three slips of the tagger behind "be" or "get", and one anywhere: "was shot." is no noun (a bare noun cannot stand
    there, and these forms are rare as participles in training), "was armed by them" no adjective, and "bitten" no form
    in -ing."""
    form, be, ed, by = (np.array([test(t.lower()) for t in types], bool)[code] for test in (
        _PAST_OR_NOUN.__contains__, _BE_OR_GET.__contains__, lambda t: t.endswith("ed"), "by".__eq__))
    participle, behind = TAGS.index("VBN"), np.minimum(np.arange(len(code)) + 1, len(code) - 1)
    last = begins[behind] | (behind == np.arange(len(code)))
    after_be = ~begins & np.append(False, be[:-1])
    noun = is_noun(tags)
    tags[form & (tags == TAGS.index("NN")) & after_be & (~noun[behind] | last)] = participle
    tags[ed & (tags == TAGS.index("JJ")) & after_be & by[behind] & ~last] = participle
    slip = np.array([not t.lower().translate(_CURLY).endswith(("ing", "in", "in'")) for t in types], bool)[code]
    tags[slip & (tags == TAGS.index("VBG"))] = participle


def tag_words(tokens: pd.DataFrame) -> pd.DataFrame:
    """Add the word class of every token.

    Parameters
    ----------
    tokens : DataFrame
        As `tokenize` gives it.

    Returns
    -------
    DataFrame
        The tokens with a column ``tag`` (category): Penn Treebank tags, -LRB- and -RRB- for brackets.

    Raises
    ------
    ValueError
        If a column is missing.

    References
    ----------
    Marcus, M. P., Santorini, B. and Marcinkiewicz, M. A. (1993). Building a large annotated corpus of English: the
    Penn Treebank. Computational Linguistics 19(2).

    Examples
    --------
    >>> import framing, pandas as pd
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["The angry crowd was not stopped by the police."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> list(framing.tag_words(tokens)["tag"])
    ['DT', 'JJ', 'NN', 'VBD', 'RB', 'VBN', 'IN', 'DT', 'NN', '.']
    """
    require(tokens, ["article", "sentence", "start", "end", "token"], "tokens")
    require_categories(tokens, ["article", "token"], "tokens")
    code = tokens["token"].cat.codes.to_numpy()
    begins, tight = sentence_marks(tokens)
    tags = pd.Categorical.from_codes(tag_codes(token_types(tokens), code, begins, tight), categories=TAGS)
    return with_context(tokens.assign(tag=tags), context_of(tokens))


def sentence_marks(tokens: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Where sentences begin, and which tokens touch the next one."""
    article, sentence = tokens["article"].cat.codes.to_numpy(), tokens["sentence"].to_numpy()
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    n = len(tokens)
    begins, tight = np.ones(n, bool), np.zeros(n, bool)
    begins[1:] = (article[1:] != article[:-1]) | (sentence[1:] != sentence[:-1])
    tight[:-1] = (start[1:] == end[:-1]) & ~begins[1:]
    return begins, tight
