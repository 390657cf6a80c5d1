"""TextBlob's polarity lexicon and its cutting of text into tokens, rebuilt without importing TextBlob.

The word lists below and the order of the steps are those of ``textblob._text`` (from the pattern library,
De Smedt and Daelemans 2012, BSD licence); tests hold them against the installed package. The lexicon itself is
read from TextBlob's own ``en-sentiment.xml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from ..resources import package_file
from .chunks import PLAIN

PUNCTUATION = ".,;:!?()[]{}`''\"@#$^&*+-|=~_"
NEGATIONS = ("no", "not", "n't", "never")
IRONY = "(!)"
END = "END-OF-SENTENCE"

EMOTICONS = (
    (+1.00, ("<3", "♥")),
    (+1.00, (">:D", ":-D", ":D", "=-D", "=D", "X-D", "x-D", "XD", "xD", "8-D")),
    (+0.75, (">:P", ":-P", ":P", ":-p", ":p", ":-b", ":b", ":c)", ":o)", ":^)")),
    (+0.50, (">:)", ":-)", ":)", "=)", "=]", ":]", ":}", ":>", ":3", "8)", "8-)")),
    (+0.25, (">;]", ";-)", ";)", ";-]", ";]", ";D", ";^)", "*-)", "*)")),
    (+0.05, (">:o", ":-O", ":O", ":o", ":-o", "o_O", "o.O", "°O°", "°o°")),
    (-0.25, (">:/", ":-/", ":/", ":\\", ">:\\", ":-.", ":-s", ":s", ":S", ":-S", ">.>")),
    (-0.75, (">:[", ":-(", ":(", "=(", ":-[", ":[", ":{", ":-<", ":c", ":-c", "=/")),
    (-1.00, (":'(", ":'''(", ";'(")),
)
# Within a set no emoticon begins another one, so TextBlob's alternation, made from sets, finds the same match
# in whatever order Python's hash seed puts it; test_polarity.py checks both halves of that sentence.
_EMOTICON = re.compile("(" + "|".join(
    r" ?".join(map(re.escape, face)) for _, faces in EMOTICONS for face in faces) + r")($|\s)")
_SARCASM = re.compile(r"\( ?\! ?\)")

ABBREVIATIONS = frozenset(
    "a. adj. adv. al. a.m. c. cf. comp. conf. def. ed. e.g. esp. etc. ex. f. fig. gen. id. i.e. int. l. m. Med. "
    "Mil. Mr. n. n.q. orig. pl. pred. pres. p.m. ref. v. vs. w/".split())
_ABBREVIATED = re.compile(r"[A-Za-z]\.$|([A-Za-z]\.)+$|[A-Z][b|c|d|f|g|h|j|k|l|m|n|p|q|r|s|t|v|w|x|z]+.$")
_SPLITS = tuple((mark, " " + mark) for mark in ("'d", "'m", "'s", "'ll", "'re", "'ve", "n't"))
_MARKS = tuple((mark, f" {mark} ") for mark in "“”‘’'\"")
_LEADING = tuple(PUNCTUATION.replace(".", ""))
_TRAILING = (*_LEADING, ".")
_STOPS = frozenset({"...", ".", "!", "?", END})
_CLOSERS = _STOPS | frozenset("'\"”’)")
# A private character stands for the apostrophe of n't, so that it survives the cutting at apostrophes.
_KEPT = "\ue000"
_CONTRACTED = re.compile(r"(?<=\w)[nN]['’][tT](?!\w)")


class Entry(NamedTuple):
    """What the lexicon says of a word; `modifies` where it has an adverb sense."""

    polarity: float
    subjectivity: float
    intensity: float
    modifies: bool


class Piece(NamedTuple):
    """A token with its place in the text."""

    text: str
    start: int
    end: int


def _mean(values):
    # sum() as it is on the running interpreter: Python 3.12 made it exact, which changes last bits.
    return sum(values) / float(len(values) or 1)


@cache
def load_lexicon() -> dict[str, Entry]:
    """TextBlob's lexicon: word → `Entry`, senses averaged as TextBlob averages them.

    Raises
    ------
    ModuleNotFoundError
        If TextBlob is not installed.
    """
    senses: dict[str, dict] = {}
    for word in ElementTree.parse(package_file("textblob", "en", "en-sentiment.xml")).getroot().findall("word"):
        form, get = word.attrib.get("form"), word.attrib.get
        if form:
            scores = (float(get("polarity", 0.0)), float(get("subjectivity", 0.0)), float(get("intensity", 1.0)))
            senses.setdefault(form, {}).setdefault(get("pos"), []).append(scores)
    by_tag = {}
    for form, tags in senses.items():
        means = {tag: [_mean(each) for each in zip(*scores, strict=True)] for tag, scores in tags.items()}
        by_tag[form] = means | {None: [_mean(each) for each in zip(*means.values(), strict=True)]}
    for form, tags in list(by_tag.items()):
        if "JJ" in tags:
            stem = form[:-1] + "i" if form.endswith("y") else form
            stem = stem[:-2] if stem.endswith("le") else stem
            adverb = by_tag.setdefault(stem + "ly", {})
            adverb["RB"] = adverb[None] = tags["JJ"]
    return {form: Entry(*tags[None], "RB" in tags) for form, tags in by_tag.items()}


@cache
def emoticon_values() -> dict[str, float]:
    """Polarity of each token (in lower case) that TextBlob takes for an emoticon."""
    found: dict[str, float] = {}
    for value, faces in EMOTICONS:
        for face in map(str.lower, faces):
            if not face.isalpha() and len(face) <= 5 and face not in PUNCTUATION:
                found.setdefault(face, value)
    return found


@cache
def emoticon_joins() -> dict[str, frozenset]:
    """Tokens (lower case) that may complete an emoticon → last characters of the token before them."""
    joins: dict[str, set] = {}
    for _, faces in EMOTICONS:
        for face in map(str.lower, faces):
            for cut in range(1, len(face)):
                joins.setdefault(face[cut:], set()).add(face[cut - 1])
    return {tail: frozenset(before) for tail, before in joins.items()}


def cut_chunk(chunk: str, negate: bool = False) -> list[str]:
    """The tokens TextBlob makes of one run of characters without white space.

    With `negate`, n't is kept as one token, which TextBlob intends but breaks at the apostrophe.
    """
    return _cut_plain(chunk) or [t for t in _cut_mixed(chunk, negate) if t and t != END]


def _cut_plain(chunk: str) -> list[str] | None:
    """The tokens of a chunk of usual shape, None for any other."""
    if chunk.isalnum():
        return [chunk]
    word, mark = chunk[:-1], chunk[-1]
    if word.isalnum() and mark in ",;:!?)":
        return [word, mark]
    plain = PLAIN(chunk)
    if plain is None:
        return None
    lead, word, mark, rest, stop, tail = plain.groups()
    if word == END or (mark and rest[0] in "tT" and word[-1] in "nN"):
        return None
    last = rest or word
    if stop and (last + "." in ABBREVIATIONS or _ABBREVIATED.match(last + ".")):
        last, stop = last + ".", ""
    inner = [word, mark, last] if mark else [last]
    return [*lead, *inner, stop, *tail] if stop else [*lead, *inner, *tail]


def _cut_mixed(chunk: str, negate: bool) -> list[str]:
    """The tokens of any chunk, step by step as in TextBlob; "" stands for a character that it drops."""
    if negate and _KEPT not in chunk:
        chunk = _CONTRACTED.sub(f" n{_KEPT}t", chunk)
    for old, new in _SPLITS:
        chunk = chunk.replace(old, new)
    for old, new in _MARKS:
        chunk = chunk.replace(old, new)
    tokens = []
    for piece in chunk.split():
        tail = []
        while piece.startswith(_LEADING):
            tokens.append(piece[0])
            piece = piece[1:]
        while piece.endswith(_TRAILING):
            if piece.endswith(_LEADING):
                tail.append(piece[-1])
                piece = piece[:-1]
            if piece.endswith("..."):
                whole, piece = piece, piece[:-3].rstrip(".")
                tail.extend(["...", *[""] * (len(whole) - 3 - len(piece))])
            if piece.endswith("."):
                if piece in ABBREVIATIONS or _ABBREVIATED.match(piece):
                    break
                tail.append(piece[-1])
                piece = piece[:-1]
        if piece:
            tokens.append(piece)
        tokens.extend(reversed(tail))
    return [t.replace(_KEPT, "'") for t in tokens] if negate else tokens


def cut_text(text: str, negate: bool = False) -> list[Piece]:
    """All tokens of a text with their places: sarcasm marks and emoticons joined, as TextBlob joins them."""
    pieces, end = [], 0
    for found in re.finditer(r"\S+", text):
        if "\n\n" in text[end:found.start()].replace("\r\n", "\n"):
            pieces.append(Piece(END, end, end))
        start, end = found.span()
        for token in _cut_plain(found.group()) or _cut_mixed(found.group(), negate):
            width = len(token) or 1
            if token:
                pieces.append(Piece(token, start, start + width))
            start += width
    if "\n\n" in text[end:].replace("\r\n", "\n"):
        pieces.append(Piece(END, end, end))
    return [joined for sentence in _sentences(pieces) for joined in _join(sentence)]


def _sentences(pieces: list[Piece]) -> list[list[Piece]]:
    sentences: list[list[Piece]] = [[]]
    i = j = 0
    while j < len(pieces):
        if pieces[j].text in _STOPS:
            while j < len(pieces) and pieces[j].text in _CLOSERS:
                mark = pieces[j].text
                if mark in ("'", '"') and sum(p.text == mark for p in sentences[-1]) % 2 == 0:
                    break
                j += 1
            sentences[-1].extend(p for p in pieces[i:j] if p.text != END)
            sentences.append([])
            i = j
        j += 1
    sentences[-1].extend(pieces[i:j])
    return [s for s in sentences if s]


def _join(sentence: list[Piece]) -> list[Piece]:
    line = " ".join(p.text for p in sentence)
    merged = _SARCASM.sub(IRONY, line)
    merged = _EMOTICON.sub(lambda m: m.group(1).replace(" ", "") + m.group(2), merged)
    if merged == line:
        return sentence
    joined, k = [], 0
    for word in merged.split():
        first, size = k, 0
        while size < len(word):
            size += len(sentence[k].text)
            k += 1
        joined.append(Piece(word, sentence[first].start, sentence[k - 1].end))
    return joined
