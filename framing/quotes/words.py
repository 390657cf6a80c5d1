"""What finding speech needs to know of each word, as bits.

Whatever depends on a word alone (is it a cue verb, a pronoun, a mark that opens?) is worked out once per word
type, as bits; the finders of this floor then look at bits, and at strings only where they name something.
"""

from __future__ import annotations

from functools import cache

from ..resources import load_json
from ..tokens.vocabulary import MAX_TYPES

(DOUBLE, DOUBLE_OPEN, DOUBLE_CLOSE, ANGLE, SINGLE, SINGLE_OPEN, SINGLE_CLOSE, UPPER, LOWER, DIGIT, STOP, COMMA, COLON,
 DASH, BRACKET_OPEN, BRACKET_CLOSE, QUOTE, THAT, BARE, NAMING, ORDER, PROMISE, OBJECT, TOLD, PAST, THIRD, BASE, ING,
 SUBJECT, PRONOUN, DETERMINER, PREPOSITION, AUXILIARY, CONJUNCTION, RELATIVE, ADVERB, TIME, PERSON, ATTRIBUTIVE,
 POSSESSIVE, FIRST_PERSON, SPEAKING_NOUN, OPINION, NAMING_NOUN, WORD_NOUN, SO_CALLED, ELIDED, PARTICLE, FINITE, GERUND,
 ACCOUNT, ACT_NOUN) = (1 << bit for bit in range(52))

MARKS = DOUBLE | DOUBLE_OPEN | DOUBLE_CLOSE | ANGLE | SINGLE | SINGLE_OPEN | SINGLE_CLOSE
DOUBLES = DOUBLE | DOUBLE_OPEN | DOUBLE_CLOSE | ANGLE
SINGLES = SINGLE | SINGLE_OPEN | SINGLE_CLOSE
CUE = QUOTE | THAT | BARE | NAMING | ORDER | PROMISE | OBJECT
WORDS = UPPER | LOWER | DIGIT

#: Words told apart by themselves: forms of "be", verbs that report a bare clause, pronouns that report nothing here.
BE = frozenset("is are was were be been being am 's 're isn't aren't wasn't weren't remains remain seems seem "
               "appears".split())
PLAIN = frozenset("say think believe hope claim insist argue add warn admit fear tell".split())
NO_FIRST = frozenset("i we you it there".split())

_MARK_BITS = {
    '"': DOUBLE, "＂": DOUBLE, "“": DOUBLE_OPEN, "„": DOUBLE_OPEN, "‟": DOUBLE_OPEN, "”": DOUBLE_CLOSE,
    "«": ANGLE, "»": ANGLE, "'": SINGLE, "‘": SINGLE_OPEN, "‚": SINGLE_OPEN, "‛": SINGLE_OPEN, "`": SINGLE_OPEN,
    "’": SINGLE_CLOSE, "´": SINGLE_CLOSE, ",": COMMA, ":": COLON, ";": COMMA, "-": DASH, "--": DASH, "---": DASH,
    "–": DASH, "—": DASH, "―": DASH, "(": BRACKET_OPEN, "[": BRACKET_OPEN, ")": BRACKET_CLOSE, "]": BRACKET_CLOSE,
}
_LISTS = {
    "subject_pronouns": SUBJECT | PRONOUN, "other_pronouns": PRONOUN, "determiners": DETERMINER,
    "prepositions": PREPOSITION, "auxiliaries": AUXILIARY | FINITE, "conjunctions": CONJUNCTION, "relatives": RELATIVE,
    "adverbs": ADVERB, "times": TIME, "persons": PERSON, "attributives": ATTRIBUTIVE, "first_person": FIRST_PERSON,
    "speaking_nouns": SPEAKING_NOUN, "opinion_adjectives": OPINION, "naming_nouns": NAMING_NOUN, "word_nouns": WORD_NOUN,
    "so_called": SO_CALLED, "apostrophe_words": ELIDED, "particles": PARTICLE,
    "irregular_pasts": FINITE, "act_nouns": ACT_NOUN,
}
_CLASSES = {"quote": QUOTE, "that": THAT, "bare": BARE, "naming": NAMING, "order": ORDER, "promise": PROMISE,
            "object": OBJECT, "told": TOLD, "base": BASE, "third": THIRD | FINITE, "past": PAST | FINITE, "ing": ING}
_NOT_ADVERBS = frozenset("family only supply reply fly apply rally ally italy july assembly bully daily early elderly emily "
                         "friendly jelly likely lonely monopoly multiply rely silly ugly weekly "
                         "kelly sally billy".split())
_CAPITAL_CUES = frozenset("said says asked added wrote replied responded answered continued noted".split())
_PARTICLES = {"point": "out", "go": "on", "fire": "back", "shoot": "back", "sum": "up", "chime": "in", "chip": "in",
              "weigh": "in", "snap": "back", "put": "it"}


@cache
def _lexicon() -> tuple[dict[str, int], dict[str, str]]:
    """Bits of every listed word, and the verb of every listed form."""
    data = load_json("cues.json")
    bits, verbs = {}, {}
    for name, words in data["words"].items():
        for word in words:
            bits[word] = bits.get(word, 0) | _LISTS.get(name, 0)
    for form, entry in data["verbs"].items():
        verb, kind, *classes = entry.split()
        verbs[form] = verb
        bits[form] = bits.get(form, 0) | sum({_CLASSES[c] for c in (kind, *classes)})
    return bits, verbs


class _Bits(dict):
    """Bits per word type, filled for new types only."""

    def __missing__(self, word: str) -> int:
        low, first = word.lower(), word[:1]
        bits = _MARK_BITS.get(word, 0) | _lexicon()[0].get(low.replace("’", "'"), 0)
        if first.isalpha():
            bits |= UPPER if first.isupper() else LOWER
            if low == "according":
                bits |= ACCOUNT
            if low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS:
                bits |= ADVERB
            if low.endswith("ing") and len(low) > 4:
                bits |= GERUND
            elif low.endswith("ed") and len(low) > 4 and first.islower():
                bits |= FINITE
        elif first.isdigit():
            bits |= DIGIT
        elif low in ("'s", "’s"):
            bits |= POSSESSIVE
        if first in ".!?…":
            bits |= STOP
        if len(self) > MAX_TYPES:
            self.clear()
        self[word] = bits
        return bits


_BITS = _Bits()


def word_bits(word: str) -> int:
    """What is known of a word type (see the constants of this module)."""
    return _BITS[word]


def is_capital_cue(low: str) -> bool:
    """Is a capitalised word still read as a cue ("Said Lee: …")?"""
    return low in _CAPITAL_CUES


def lone_particle(form: str, following: str) -> bool:
    """Does a verb lack the particle that makes it a cue ("points" without "out")?"""
    wanted = _WITH_PARTICLE[form]
    return wanted is not None and following != wanted


class _WithParticle(dict):
    def __missing__(self, form: str) -> str | None:
        self[form] = found = _PARTICLES.get(verb_of(form))
        return found


_WITH_PARTICLE = _WithParticle()


def verb_of(form: str) -> str:
    """The verb a cue's form belongs to ("" if it is none)."""
    return _lexicon()[1].get(form.lower(), "")
