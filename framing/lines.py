"""What a line of an article looks like: a heading, a title, furniture, a credit."""

from __future__ import annotations

import re

_MAX_HEADING_WORDS = 18
_MAX_QUESTION_WORDS = 14
_MAX_HEADING = 110
_MAX_TITLE = 220
_MAX_FURNITURE_WORDS = 25
_NAME = r"[^\W\d_][\w.'’-]*(?: (?:[^\W\d_][\w.'’-]*|and|&|de|van|von|al|bin)){0,7}"
_AUTHOR = re.compile(
    rf"(?:by|author(?:[`'’]?s)?(?: name)?|written by|text by|reporting by|reported by|words by)\s*:?\s+({_NAME})"
    r"(?:\s*[,|(–—-].*)?$", re.I)
_EDITOR = re.compile(rf"(?:editor|edited by|editing by)\s*:?\s+({_NAME})(?:\s*[,|(–—-].*)?$", re.I)
_CREDIT = re.compile(
    r"(?:(?:photo|photograph|image|picture|illustration|graphic|video|source|credit|translation|translated|"
    r"compiled|additional reporting)s?(?: by| from| credit| courtesy of)?\s*[:©]|photos? by |image by |"
    r"translated (?:by|from) |additional reporting by |copyright\b|©|\(c\) )", re.I)
_SHARE = re.compile(
    r"(?:subscribe\b|sign up\b|follow (?:us|\w+ on)\b|share(?:\s+(?:this|on|via|article|story)\b|\s*:|$)|"
    r"tweet(?: this)?\s*(?::|$)|(?:read|see|watch|listen|learn|find out) (?:more|also|next)\b|also read\b|"
    r"read (?:the )?(?:full|original)\b|related\s*(?::|stories|articles|topics|content|$)|"
    r"more (?:on this|from|stories|about this)\b|recommended(?: (?:for you|reading|stories|articles|videos))?\s*(?::|$)|"
    r"advertisement\s*(?::|$)|advertising$|sponsored(?: (?:by|content|post)\b|$)|comments?\s*(?:\(\d+\))?$|"
    r"leave a (?:comment|reply)\b|print(?: this)?(?: page| article)?$|e-?mail (?:this|us)\b|click here\b|"
    r"download (?:our|the) app\b|join (?:us|our)\b|support (?:our|us)\b|donate(?: (?:now|here|today|to)\b|$)|"
    r"all rights reserved\b|tags?\s*:|topics?\s*:|filed under\b|newsletters?(?: sign-?up)?\s*(?::|$)|"
    r"most (?:read|popular)\s*(?::|$|stories|articles|now|this week)|back to top\b|\d+ (?:min|minutes?) read\b|"
    r"this article (?:was|is) (?:originally|first|republished)\b|have (?:a tip|something to add)\b|"
    r"contact (?:us|the author)\b|our standards\b|terms of (?:use|service)\b|privacy policy\b)", re.I)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)"
_DATE = re.compile(
    rf"(?:(?:published|updated|last (?:updated|modified)|posted|date|first published)(?: on| at)?\s*:?\s*)?"
    rf"(?:{_DAY}\.?,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?"
    rf"\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})(?:[\s,|•·-]*(?:at )?\d{{1,2}}[:.]\d\d.*)?$", re.I)
_CONTRIBUTED = re.compile(r"(?:[A-Z]|and\b).*\bcontributed (?:reporting|to th(?:is|e) (?:report|story|article))\b", re.I)
_STAMP = re.compile(r"(?:published|updated|last updated|posted|first published)\b\s*(?:on|at|:)?\s*[\d\w]", re.I)
_URL = re.compile(r"(?:https?://|www\.)\S+$")
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


def is_furniture(line: str) -> bool:
    """Whether a line is a byline, a date, a credit or a call to share, subscribe or read on."""
    words = len(line.split())
    if words > _MAX_FURNITURE_WORDS:
        return False
    if credit_of(line)[0] or _DATE.match(line) or _URL.match(line) or _CONTRIBUTED.match(line):
        return True
    ends = line[-1] == "." and words > 8
    return not ends and bool(_CREDIT.match(line) or _is_share(line, words) or (words <= 9 and _STAMP.match(line)
                                                                                and line[-1] != "."))


def _is_share(line: str, words: int) -> bool:
    match = _SHARE.match(line)
    if not match:
        return False
    return line[-1] not in ".?" or words <= 12


def credit_of(line: str) -> tuple[str, str]:
    """The role ("author" or "editor") and name in a credit line, or two empty strings."""
    if len(line) > _MAX_HEADING:
        return "", ""
    for role, pattern in (("author", _AUTHOR), ("editor", _EDITOR)):
        match = pattern.match(line)
        if match and match.group(1)[0].isupper() and line[-1] not in "?!:" and _names(match.group(1)):
            return role, match.group(1).strip().rstrip(".")
    return "", ""


def _names(words: str) -> bool:
    return all(w[0].isupper() or w in {"and", "&", "de", "van", "von", "al", "bin"} for w in words.split())


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
