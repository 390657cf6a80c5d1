"""What a line of an article looks like by its shape: a heading, a title, an item of a list."""

from __future__ import annotations

import re

_MAX_HEADING_WORDS = 18
_MAX_QUESTION_WORDS = 14
_MAX_HEADING = 110
_MAX_TITLE = 220
_SPEAKER_LABEL = re.compile(r"(?:Q|A|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})\s?:\s+\S")
_LABEL = re.compile(r"(?:correction|clarification|update|previously|editor['’]s note|note|watch|warning)\s*:$", re.I)
_BULLET = re.compile(r"(?:[-–—*•·▪◦‣>+]\s|[-–—•·▪◦‣]|\(?[a-z\d]{1,2}\)\s)")
_NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,5})[.)]\s+")
_ENDS_SENTENCE = re.compile(r"[.!?…][\"”’'»)\]]*$")
_LEADS_TO_QUOTE = re.compile(
    r"\b(?:said|says|say|told|tells|asked|asks|wrote|writes|added|adds|tweeted|posted|replied|answered|continued|"
    r"explained|stated|declared|concluded|recalled|noted|warned|read|reads|statement|following|follows|"
    r"that|which|and|or|including|include|are|is|were|was)\s*:$", re.I)
_DANGLING = re.compile(r"\b(?:the|a|an|of|and|or|but|to|in|with|for|by|from|that|which|who|is|are|was|were|has|have)$")
_ONLY_SINGLE = re.compile(r"['‘][^'‘]+.*['’]$")
_ONLY_DOUBLE = re.compile(r"[\"“«][^\"“”«»]+[\"”»]$")


def starts_list(line: str) -> bool:
    """Whether a line begins like an item of a list."""
    return _BULLET.match(line) is not None


def looks_like_title(line: str) -> bool:
    """Whether a line has the shape of a headline: not long, not ending like a sentence."""
    if len(line) > _MAX_TITLE or starts_list(line) or len(line.split()) > 32:
        return False
    first = line.lstrip("\"'“‘«¿¡([*_")[:1]
    if not (first.isupper() or first.isdigit()):
        return False
    if _SPEAKER_LABEL.match(line) and line[:2] in ("Q:", "A:"):
        return False
    return line[-1] not in ".,;" or line.endswith(("...", "U.S.", "U.K."))


def looks_like_heading(line: str) -> bool:
    """Whether a line has the shape of a heading inside an article."""
    words = line.split()
    if len(line) > _MAX_HEADING or len(words) > _MAX_HEADING_WORDS or starts_list(line):
        return False
    bare = _NUMBERED.sub("", line)
    first = bare.lstrip("\"'“‘«¿¡([*_")[:1]
    if not (first.isupper() or first.isdigit()) or not any(c.isalpha() for c in line):
        return False
    if line[0] in "\"“«":
        return _ONLY_DOUBLE.match(line) is not None and line.rstrip("\"'”’»")[-1:] not in (".", ",", "!", "?", "")
    last = line[-1]
    if last in ".,;…-–—=/&" or line.endswith(("...", '."', ".”", '!"', "!”", ',"', ",”", '?"', "?”", ".'", ".’")):
        return False
    if last in "'’" and line[0] in "'‘" and not _ONLY_SINGLE.match(line):
        return False
    if last == ":" and (_LEADS_TO_QUOTE.search(line) or len(words) > 9):
        return False
    if last == "!" or (line[0] == "(" and last == ")") or _LABEL.match(line):
        return False
    if last == "?" and len(words) > _MAX_QUESTION_WORDS:
        return False
    label = _SPEAKER_LABEL.match(line) and line.split(":")[0]
    if label and label.isupper() and (label in ("Q", "A") or last == "?"):
        return False
    if re.search(r"[^.][.!?][\"”’')]? +[\"“‘'(]?[A-Z]", re.sub(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|vs|No|\d+)\.", "", line)):
        return False
    return not _DANGLING.search(line)


def runs_on(heading: str, following: str) -> bool:
    """Whether the line after a supposed heading is running text."""
    if heading[-1] == ":" and (following[0] in "\"“«" or starts_list(following)):
        return False
    if starts_list(following):
        return True
    if _ENDS_SENTENCE.search(following) or following[-1] == ":":
        return True
    return len(following.split()) > _MAX_HEADING_WORDS
