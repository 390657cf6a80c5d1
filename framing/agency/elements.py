"""Noun chunks and verb groups: a tagged sentence as a short sequence of elements.

One pattern over one character per token finds them; what each element is called (its symbol) is all that the rules and
the tagger of `framing.agency.roles` know of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from .postags import TAGS

#: One character per tag; words below get a character of their own.
_LETTER = {"NN": "n", "NNS": "n", "NNP": "m", "NNPS": "m", "PRP": "p", "DT": "d", "PDT": "d", "PRP$": "d", "CD": "q",
           "JJ": "j", "JJR": "j", "JJS": "j", "RB": "r", "RBR": "r", "RBS": "r", "WDT": "w", "WP": "w", "WRB": "w",
           "WP$": "w", "EX": "e", "POS": "s", "MD": "M", "VBD": "v", "VBZ": "v", "VBP": "v", "VB": "i", "VBG": "g",
           "VBN": "N", "TO": "t", "IN": "o", "RP": "R", "CC": "c", ",": "x", ":": "k", "``": "Q", "''": "Q",
           "-LRB-": "(", "-RRB-": ")", ".": "."}
_VERBAL = "MvigN"
_AUXILIARIES = [ord(c) for c in "MHDBG"]
_BE = frozenset("be is are was were been being am 's 're 'm isn't aren't wasn't weren't ain't".split())
_HAVE = frozenset("have has had having 've 'd haven't hasn't hadn't".split())
_DO = frozenset("do does did don't doesn't didn't".split())
_GET = frozenset("get gets got getting gotten".split())
_PATTERN = re.compile(
    r"(?P<verb>(?:tr*)?(?:(?:[MHDBG]r*(?=[rMHDBGviNg]))+)?(?:[viNgMHDBG])R?)"
    r"|(?P<noun>[djqnm]*T|d*(?:q|j|r(?=[jqgN])|(?<=j)x(?=j+[nm])|[nm]s(?=[nmjqgNr])|[nm](?=[nmjq])|(?<=[dqjsr])[gN](?=[jnmqgN]))*[nm]"
    r"|d[djq]*|q[qj]*|p|e|Y)"
    r"|(?P<adjective>j+)|[otcwxkQ().]")

#: Symbols of elements.
SYMBOLS = tuple("""end NNP NN TMP PRPS PRPO PRP EX OTH
    fin pass cop inf infp ger part bare aux
    by of that sub after as prep to
    who which what when and or comma dash quote open close stop adj""".split())
NUMBER = {name: k for k, name in enumerate(SYMBOLS)}
#: Which symbols are noun chunks, and which verb groups.
NOUNS = frozenset(range(NUMBER["NNP"], NUMBER["OTH"] + 1))
VERBS = frozenset(range(NUMBER["fin"], NUMBER["aux"] + 1))
_NOUN_LIST = sorted(NOUNS)
_WORD_SYMBOL = {
    "by": "by", "of": "of", "that": "that", "after": "after", "before": "after", "since": "after", "until": "after",
    "till": "after", "as": "as", "if": "sub", "because": "sub", "while": "sub", "although": "sub", "though": "sub",
    "whether": "sub", "unless": "sub", "once": "sub", "who": "who", "whom": "who", "whose": "who", "which": "which",
    "what": "what", "whatever": "what", "when": "when", "where": "when", "why": "when", "how": "when", "or": "or"}
_TIMES = frozenset("""monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december today yesterday tomorrow tonight morning afternoon evening night noon
    midnight week weekend month year decade century day hour minute moment time times weeks months years days hours
    minutes now then mon tue wed thu fri sat sun jan feb aug sept oct nov dec spring summer autumn winter""".split())
_SUBJECTS = frozenset("i he she they we".split())
_OBJECTS = frozenset("me him them us himself herself themselves itself myself ourselves yourself".split())
_NEGATIONS = frozenset(("not", "never", "n't", "nor", "cannot"))
#: Words that may float between an auxiliary and its verb: "have both accused".
_FLOATING = frozenset(("both", "all", "each"))
#: Names of times that are hardly ever names of people; others are times only behind words such as these.
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight".split())
_BEFORE_TIMES = frozenset("in since until during last next this late early".split())
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d|May")


_FLOAT, _YEARLIKE, _LEAD, _DAY, _SMALL = range(1, 6)


class Elements(NamedTuple):
    """Elements of tagged sentences, in reading order.

    ``symbol`` (int8, index into `SYMBOLS`); ``start`` and ``end`` (positions of the first token and behind the last);
    ``head`` (position of the chunk's last noun, or of the main verb); ``sentence`` (running number); ``negated`` and
    ``modal`` (bool, of verb groups).
    """

    symbol: np.ndarray
    start: np.ndarray
    end: np.ndarray
    head: np.ndarray
    sentence: np.ndarray
    negated: np.ndarray
    modal: np.ndarray


class _Traits(dict):
    """What a word can be, worked out once per type: auxiliary letter, symbol as a connector, as a noun, negation, and what
    it is where a time is told (see `_part_times`)."""

    def __missing__(self, word: str) -> tuple[int, int, int, bool, int]:
        low = word.lower().replace("’", "'")
        letter = next((c for c, words in (("B", _BE), ("H", _HAVE), ("D", _DO), ("G", _GET)) if low in words), "\0")
        nominal = next((NUMBER[name] for name, words in (("TMP", _TIMES), ("PRPS", _SUBJECTS), ("PRPO", _OBJECTS))
                        if low in words), 0)
        connector = NUMBER[_WORD_SYMBOL.get(low, "prep")]
        if len(self) > 500_000:
            self.clear()
        role = (_FLOAT if low in _FLOATING else _YEARLIKE if _YEAR.fullmatch(word) else _LEAD if low in _BEFORE_TIMES else
                _DAY if low in _DAYS else _SMALL if word == low else 0)
        self[word] = found = ord(letter), connector, nominal, low in _NEGATIONS or low.endswith("n't"), role
        return found


_TRAITS = _Traits()
_CODE = {name: k for k, name in enumerate(TAGS)}
_TABLE = np.array([ord(_LETTER.get(tag, "u")) for tag in TAGS], np.uint8)
_IS_VERBAL = np.array([_LETTER.get(tag, "u") in _VERBAL for tag in TAGS])
_NOUN_TABLE = np.full(len(TAGS), NUMBER["OTH"], np.int8)
for _tag, _name in (("NN", "NN"), ("NNS", "NN"), ("NNP", "NNP"), ("NNPS", "NNP"), ("PRP", "PRP"), ("EX", "EX")):
    _NOUN_TABLE[_CODE[_tag]] = NUMBER[_name]


def find_elements(types: list[str], code: np.ndarray, tags: np.ndarray, begins: np.ndarray) -> Elements:
    """Cut tagged sentences into elements.

    Parameters
    ----------
    types : list of str
    code : array of int, one per token
        Index into `types`.
    tags : array of int, one per token
        Index into `framing.agency.postags.TAGS`.
    begins : array of bool
        Whether a sentence begins at the token.

    Returns
    -------
    Elements
    """
    n = len(code)
    traits = np.array(list(map(_TRAITS.__getitem__, types)), np.int64).reshape(len(types), 5)
    # a clitic 's may be possessive; that is the tagger's to say
    auxiliary = np.where(_IS_VERBAL[tags], traits[code, 0], 0).astype(np.uint8)
    chars = np.where(auxiliary > 0, auxiliary, _TABLE[tags])
    _part_times(chars, traits[code, 2] == NUMBER["TMP"], traits[code, 4], begins)
    sentence = np.cumsum(begins) - 1
    place = np.arange(n) + sentence  # one line end before every sentence but the first
    line = np.full(place[-1] + 1 if n else 0, ord("\n"), np.uint8)
    line[place] = chars
    back = np.full(len(line), -1, np.int64)
    back[place] = np.arange(n)
    found = [(*match.span(), match.lastindex or 0) for match in _PATTERN.finditer(line.tobytes().decode("ascii"))]
    span = np.array(found, np.int64).reshape(-1, 3)
    kind = span[:, 2]
    start, end = back[span[:, 0]], back[span[:, 1] - 1] + 1
    head = end - 1
    verb, noun, rest = kind == 1, kind == 2, kind == 0
    head = np.where(verb & (chars[head] == ord("R")) & (head > start), head - 1, head)  # a particle is no head
    symbol = np.full(len(kind), NUMBER["adj"], np.int8)
    symbol[verb] = _verb_symbols(chars, tags, auxiliary, start[verb], head[verb])
    symbol[noun] = _noun_symbols(tags[head[noun]], traits[code[head[noun]], 2])
    symbol[rest] = _rest_symbols(chars[head[rest]], traits[code[head[rest]], 1])
    # "not" may stand in the group, before it ("not to go") or behind it ("is not")
    negative = np.concatenate([[False], traits[code, 3] > 0, [False]])
    joined = np.concatenate([[False], ~begins[1:], [False]]) if n else np.zeros(1, bool)
    running = np.cumsum(negative)
    negated = (running[end] > running[start]) | (negative[start] & joined[start]) | (negative[end + 1] & joined[end])
    modals = np.concatenate([[0], np.cumsum(chars == ord("M"))])
    modal = modals[end] > modals[start]
    return Elements(symbol, start, end, head, sentence[start], negated & verb, modal & verb)


def _part_times(chars, time, role, begins) -> None:
    """Part a time from the name behind it, "On Tuesday Ann Lee", "In 2016 Ann Lee"; and let "both" be an adverb in "have
    both accused"."""
    n = len(chars)
    before, behind = np.arange(n) - 1, np.minimum(np.arange(n) + 1, n - 1)
    letter = np.where(begins, ord("."), chars[before])
    led = ~begins & (role[before] == _LEAD)
    named = (chars[behind] == ord("m")) & ~begins[behind] & ~time[behind]
    named[-1:] = False
    told = np.where(role == _DAY, ~np.isin(letter, _LETTERS_IN_CHUNKS), (role == _SMALL) & ~np.isin(letter, _NOUN_LETTERS))
    told |= led | (~begins & time[before])
    chars[named & told & time & np.isin(chars, _NOUN_LETTERS)] = ord("T")
    chars[named & led & (role == _YEARLIKE)] = ord("Y")
    floats = (role == _FLOAT) & np.isin(letter, _AUXILIARIES) & np.isin(chars[behind], [ord(c) for c in "viNg"])
    chars[floats & ~begins[behind]] = ord("r")


_NOUN_LETTERS = [ord(c) for c in "nm"]
_LETTERS_IN_CHUNKS = [ord(c) for c in "dnmjqs"]


def mend_verbs(elements: Elements, tags: np.ndarray) -> None:
    """Correct, in place, two slips of the tagger that only the whole sentence gives away.

    A participle between two noun chunks, in a sentence without another finite verb, is a past tense: "the police arrested
    the mayor". A verb that opens a sentence and has only prepositions and nouns between it and the next verb is a noun:
    "Talks between Iran and Iraq were suspended".
    """
    symbol, start, end, sentence = elements.symbol, elements.start, elements.end, elements.sentence
    finite = np.isin(symbol, _FINITE)
    opens = np.flatnonzero(np.diff(sentence, prepend=-1) != 0)
    opens = opens[(symbol[opens] == NUMBER["fin"]) & (end[opens] - start[opens] == 1) & (tags[start[opens]] == _CODE["VBZ"])]
    for k in opens.tolist():
        stop = k + 1
        while stop < len(symbol) and sentence[stop] == sentence[k] and symbol[stop] in _PHRASES and stop - k < 12:
            stop += 1
        if stop > k + 2 and symbol[k + 1] in _LINKS and symbol[stop - 1] in NOUNS and stop < len(symbol) and (
                sentence[stop] == sentence[k] and finite[stop]):
            symbol[k], finite[k] = NUMBER["NN"], False
    has_finite = np.bincount(sentence[finite], minlength=int(sentence[-1]) + 1 if len(sentence) else 0) > 0
    noun = np.isin(symbol, _NOUN_LIST)
    inner = np.flatnonzero((symbol == NUMBER["part"]) & (end - start == 1))
    inner = inner[(inner > 0) & (inner < len(symbol) - 1)]
    between = noun[inner - 1] & noun[inner + 1] & (sentence[inner - 1] == sentence[inner + 1])
    between &= (symbol[inner + 1] != NUMBER["TMP"]) & ~has_finite[sentence[inner]]
    symbol[inner[between]] = NUMBER["fin"]


_FINITE = [NUMBER[name] for name in ("fin", "pass", "cop", "aux")]
_LINKS = frozenset(NUMBER[name] for name in ("prep", "of", "by"))
_PHRASES = (NOUNS | _LINKS | {NUMBER[name] for name in ("and", "comma", "adj")}) - {NUMBER["PRPS"]}


def _noun_symbols(tag: np.ndarray, nominal: np.ndarray) -> np.ndarray:
    pronoun = np.isin(nominal, [NUMBER["PRPS"], NUMBER["PRPO"]])
    return np.where((nominal > 0) & ~(pronoun & (tag != _CODE["PRP"])), nominal, _NOUN_TABLE[tag])


def _rest_symbols(letter: np.ndarray, word: np.ndarray) -> np.ndarray:
    out = word.copy()
    for char, name in (("t", "to"), ("x", "comma"), ("k", "dash"), ("Q", "quote"), ("(", "open"), (")", "close"),
                       (".", "stop")):
        out[letter == ord(char)] = NUMBER[name]
    out[(letter == ord("c")) & (word != NUMBER["or"])] = NUMBER["and"]
    out[(letter == ord("w")) & (word == NUMBER["that"])] = NUMBER["which"]
    out[(letter == ord("w")) & (word == NUMBER["prep"])] = NUMBER["when"]
    return out


def _verb_symbols(chars, tags, auxiliary, start, head) -> np.ndarray:
    """The form of each verb group, told from its first word, its last one and the auxiliary before that."""
    main = tags[head]
    last_auxiliary = np.zeros(len(start), np.uint8)
    for step in range(1, 6):  # adverbs may stand between the auxiliary and the verb
        at = head - step
        found = chars[np.maximum(at, 0)]
        take = (at >= start) & (last_auxiliary == 0) & np.isin(found, _AUXILIARIES)
        last_auxiliary = np.where(take, found, last_auxiliary)
    be_get = np.isin(last_auxiliary, [ord("B"), ord("G")])
    participle = main == _CODE["VBN"]
    passive = be_get & (participle | (main == _CODE["VBD"]))  # VBD: a slip of the tagger
    to = chars[start] == ord("t")
    finite = np.isin(tags[start], [_CODE[t] for t in ("MD", "VBD", "VBZ", "VBP")])
    single = head == start
    out = np.full(len(start), NUMBER["bare"], np.int8)
    out[participle] = NUMBER["part"]
    out[(main == _CODE["VBG"]) | (~single & (tags[start] == _CODE["VBG"]))] = NUMBER["ger"]
    out[finite] = NUMBER["fin"]
    out[single & np.isin(chars[head], [ord("M"), ord("D")])] = NUMBER["aux"]
    out[to] = NUMBER["inf"]
    out[passive & ~finite] = NUMBER["infp"]
    out[passive & finite] = NUMBER["pass"]
    out[(auxiliary[head] == ord("B")) & (finite | to)] = NUMBER["cop"]
    return out
