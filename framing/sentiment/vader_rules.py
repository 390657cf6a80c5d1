"""VADER's lexicon and its rules for one word among its neighbours, rebuilt without importing vaderSentiment.

The lexicon is read from the installed package. The rules and word lists are those of vaderSentiment 3.3.2 (Hutto
and Gilbert 2014, MIT licence); tests hold them against the package.
"""

from __future__ import annotations

import string
from functools import cache
from heapq import heappop, heappush

from ..resources import package_file

UP, CAPITALS, NEGATED = 0.293, 0.733, -0.74
NEGATIONS = frozenset(
    "aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont "
    "hadnt hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't neednt "
    "needn't never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't "
    "shouldn't uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite".split())
BOOSTERS = dict.fromkeys(
    "absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously "
    "entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin fracking "
    "fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely incredible "
    "incredibly intensely major majorly more most particularly purely quite really remarkably so substantially "
    "thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly very".split(), UP)
BOOSTERS |= dict.fromkeys(
    ["just enough", "kind of", "sort of", *"almost barely hardly kinda kindof kind-of less little marginal "
     "marginally occasional occasionally partly scarce scarcely slight slightly somewhat sorta sortof "
     "sort-of".split()], -UP)
IDIOMS = {"the shit": 3, "the bomb": 3, "bad ass": 1.5, "badass": 1.5, "bus stop": 0.0, "yeah right": -2,
          "kiss of death": -1.5, "to die for": 3, "beating heart": 3.5}
NEAR = frozenset({"no", "least", "this", "kind", "sort", "just"})
IDIOM_WORDS = frozenset(w for idiom in IDIOMS for w in idiom.split()) - {"the", "of", "to", "for"}


@cache
def load_lexicon() -> dict[str, float]:
    """VADER's lexicon: word → valence from −4 to 4.

    Raises
    ------
    ModuleNotFoundError
        If vaderSentiment is not installed.
    """
    return {word: float(value) for word, value in _table("vader_lexicon.txt")}


@cache
def load_emoji() -> dict[str, str]:
    """The single characters that VADER replaces by a description."""
    return {sign: words for sign, words in _table("emoji_utf8_lexicon.txt") if len(sign) == 1}


def _table(name: str):
    lines = package_file("vaderSentiment", name).read_text("utf-8").rstrip("\n").split("\n")
    return [line.strip().split("\t")[:2] for line in lines if line]


def spell_emoji(text: str) -> str:
    """Replace emoji by their descriptions; a blank goes before, not behind, as in VADER."""
    emoji, spelled, blank = load_emoji(), [], True
    for character in text:
        words = emoji.get(character)
        if words is None:
            spelled.append(character)
            blank = character == " "
        else:
            spelled.append(words if blank else " " + words)
            blank = False
    return "".join(spelled)


def bare_word(chunk: str) -> str:
    """The chunk without marks around it; short ones are kept whole, they may be emoticons."""
    stripped = chunk.strip(string.punctuation)
    return stripped if len(stripped) > 2 else chunk


def negates(word: str) -> bool:
    return word in NEGATIONS or "n't" in word


def _boost(word: str, valence: float, capitals: bool) -> float:
    boost = BOOSTERS.get(word.lower(), 0.0)
    if boost:
        if valence < 0:
            boost *= -1
        if capitals and word.isupper():
            boost += CAPITALS if valence > 0 else -CAPITALS
    return boost


def score_word(words: list[str], i: int, capitals: bool) -> float:
    """The valence of word `i` among its neighbours (three before and two behind are all that matter).

    `capitals` says that some words of the text are in capitals, but not all.
    """
    lexicon = load_lexicon()
    lower = [w.lower() for w in words]
    item, behind = lower[i], lower[i + 1] if i + 1 < len(words) else None
    if item in BOOSTERS or item not in lexicon or (item == "kind" and behind == "of"):
        return 0.0
    valence = 0.0 if item == "no" and behind in lexicon else lexicon[item]
    one, two, three = (lower[i - k] if i >= k else None for k in (1, 2, 3))
    if "no" in (one, two) or (three == "no" and one in ("or", "nor")):
        valence = lexicon[item] * NEGATED
    if capitals and words[i].isupper():
        valence += CAPITALS if valence > 0 else -CAPITALS
    for back in (1, 2, 3):
        if i < back or lower[i - back] in lexicon:
            continue
        boost = _boost(words[i - back], valence, capitals)
        valence += boost if back == 1 else boost * (0.95 if back == 2 else 0.9)
        valence = _negate(valence, back, one, two, three)
        if back == 3:
            valence = _idiom(valence, lower, i)
    if one == "least" and one not in lexicon and (i == 1 or two not in ("at", "very")):
        valence *= NEGATED
    return valence


def _negate(valence, back, one, two, three):
    if back == 1:
        return valence * NEGATED if negates(one) else valence
    if back == 2:
        if two == "never" and one in ("so", "this"):
            return valence * 1.25
        spared = two == "without" and one == "doubt"
        return valence * NEGATED if not spared and negates(two) else valence
    # "so" or "this" just before strengthens whatever stands three words back: the original's precedence of and/or.
    if (three == "never" and two in ("so", "this")) or one in ("so", "this"):
        return valence * 1.25
    spared = three == "without" and "doubt" in (one, two)
    return valence * NEGATED if not spared and negates(three) else valence


def _idiom(valence, lower, i):
    three, two, one, item = lower[i - 3:i + 1]
    for phrase in (f"{one} {item}", f"{two} {one} {item}", f"{two} {one}", f"{three} {two} {one}",
                   f"{three} {two}"):
        if phrase in IDIOMS:
            valence = IDIOMS[phrase]
            break
    for reach in (2, 3):
        if i + reach <= len(lower):
            valence = IDIOMS.get(" ".join(lower[i:i + reach]), valence)
    for phrase in (f"{three} {two}", f"{two} {one}"):
        if phrase in BOOSTERS:
            valence = valence + BOOSTERS[phrase]
    return valence


def weigh_but(places: list[int], values: list[float], but: int) -> list[float]:
    """Halve what stands before the first "but" and raise what follows, in place of the first equal value.

    VADER changes the list it searches, so equal values take each other's weight; zeros do not matter. A heap of
    places per value keeps this from growing with the square of the text.
    """
    values = list(values)
    found: dict[float, list[int]] = {}
    for k, value in enumerate(values):
        found.setdefault(value, []).append(k)
    for k in range(len(values)):
        value = values[k]
        heap = found[value]
        while values[heap[0]] != value:
            heappop(heap)
        first = heap[0]
        if places[first] != but:
            values[first] = value * (0.5 if places[first] < but else 1.5)
            heappush(found.setdefault(values[first], []), first)
    return values
