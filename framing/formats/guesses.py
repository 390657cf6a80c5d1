"""The encoding of bytes that do not tell it and are no UTF-8: guessed from the letters that they would be.

Languages in Latin letters are told by their own letters: "č" and "ř" stand together in Czech, "è" and "ø" in no language.
A *misfit* is a letter that the language which explains most of the others is not written with, or a character where none
stands: a sign between two letters ("mo¿e"), a capital after a small letter ("fŸr"), a letter before a digit ("Ł40"). The
encoding with the fewest misfits is taken, and Windows-1252, which a browser takes too where nothing is told (WHATWG,
Encoding), unless another is clearly better. English is written without such letters: its names come from anywhere, so that
only characters out of place count. Other scripts are left to charset-normalizer.

Measured on translated messages of Debian's programs (with which the rules were developed, too), 60 texts each of 200, 1,000
and 5,000 characters; how many of 100 are read without a wrong letter, before these rules (charset-normalizer alone) and now:
English with names from anywhere (cp1252) 45, 48, 8 and 100, 100, 100; Spanish 83, 62, 10 and 100, 100, 100; French 67, 90,
98 and 100, 100, 100; German 84, 100, 98 and 100, 100, 100; Polish (cp1250) 87, 100, 100 and 98, 100, 100; Czech 95, 90, 100
and 100, 100, 100; Hungarian 97, 82, 100 and 83, 97, 100; Romanian 95, 97, 95 and 82, 100, 100; Turkish (cp1254) 68, 62, 87
and 98, 100, 100; Russian (cp1251, koi8-r) and Ukrainian 100 always; Greek (cp1253) 95, 97, 100 before and now. A short text
without the letters that tell falls to Windows-1252.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

#: Encodings of languages in Latin letters; of those that explain a text alike the first is taken.
LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman", "cp850")
#: Letters beside a to z, language by language.
_LETTERS = {
    "French": "àâæçéèêëîïôœùûüÿ", "Spanish": "áéíñóúüªº", "Portuguese": "àáâãçéêíóôõúüªº", "Italian": "àèéìíîòóùúªº",
    "German": "äöüß", "Swedish, Finnish": "åäöé", "Danish, Norwegian": "åæøé", "Icelandic": "áæðéíóöúýþ",
    "Dutch": "áçèéëíïóöü", "Catalan": "àçèéíïòóúü", "Albanian": "çë", "Estonian": "äõöšüž",
    "Polish": "ąćęłńóśźż", "Czech": "áčďéěíňóřšťúůýž", "Slovak": "áäčďéíĺľňóôŕšťúýž", "Hungarian": "áéíóöőúüű",
    "Romanian": "âăîşţ", "Croatian, Slovene": "ćčđšž",
    "Turkish": "âçğıîöşüi\u0307", "Lithuanian": "ąčėęįšųūž", "Latvian": "āčēģīķļņšūž",
}
#: Another encoding is clearly better if so many of the letters fit that do not fit in Windows-1252.
_CLEARLY = 0.02
#: Texts hold fewer bytes beyond ASCII than this if their letters are Latin; Czech has one in six.
_LATIN_SHARE = 0.5
_ENGLISH_SHARE = 0.1
_ENGLISH = re.compile(rb"\b(?:the|of|and|to|in|is|for|that|with|by)\b", re.I)
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_FILLED = re.compile(rb"\S+")
_HIGH = re.compile(rb"[\x80-\xff]+")
#: A word of another script: Latin ones hardly ever have four such letters in a row.
_OTHER = re.compile(rb"[\x80-\xff]{4,}")
_BETWEEN = re.compile(r"(?=(.)([^\x00-\x7f])(.))", re.S)
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UTF8_SHARE = 0.8
_JOINS = frozenset("’‘–—…·\u00ad\u00a0")


@lru_cache(maxsize=4)
def guess_encoding(data: bytes) -> str | None:
    """The likeliest encoding of bytes beyond ASCII: "utf-8" for a damaged text in it; None if they look like no text."""
    high = _bytes_of(_HIGH, data)
    if _bytes_of(_UTF8, data) > _UTF8_SHARE * high:
        return "utf-8"
    if high > _LATIN_SHARE * _bytes_of(_FILLED, data) or _bytes_of(_OTHER, data) > high / 2:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return None if best is None else best.encoding
    english = len(_ENGLISH.findall(data)) > _ENGLISH_SHARE * len(_WORD.findall(data))
    found = {name: count for name in LATIN if (count := _count_misfits(data, name, english)) is not None}
    best = min(found, key=lambda name: found[name][0])
    default = found.get(LATIN[0])
    misfits, letters = found[best]
    return LATIN[0] if default and default[0] - misfits <= _CLEARLY * letters else best


def _bytes_of(pattern: re.Pattern[bytes], data: bytes) -> int:
    return sum(map(len, pattern.findall(data)))


def _count_misfits(data: bytes, name: str, english: bool) -> tuple[int, int] | None:
    """Misfits and letters beyond ASCII if the bytes are of this encoding; None if they cannot be."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    letters: Counter[str] = Counter()
    misplaced = 0
    for (before, character, after), n in Counter(_BETWEEN.findall(f" {text} ")).items():
        if character.isalpha():
            letters[character.lower()] += n
            out = after.isdigit() or (character.isupper() and before.islower())
        else:
            out = character < "\xa0" or (before.isalpha() and after.isalpha() and character not in _JOINS)
        misplaced += n * out
    explained = max(sum(n for letter, n in letters.items() if letter in mine) for mine in _LETTERS.values())
    return misplaced + (0 if english else letters.total() - explained), letters.total()
