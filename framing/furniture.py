"""Furniture: bylines, dates, credits, captions, calls to share or subscribe, and what else stands around an article."""

from __future__ import annotations

import re

_MAX_WORDS = 25
_MAX_CREDIT = 110
_PARTICLES = frozenset("and & de van von al bin der den la el da dos di du ten ter".split())
_NAME = r"[^\W\d_][\w.'’-]*(?:\ (?:[^\W\d_][\w.'’-]*|&)){0,7}?"
_AFTER_NAME = r"""(?:
    \s*[,|(·•–—-].*
    | \s+(?:for|in|at|from)\s+(?-i:[A-Z].*)
    | (?:;|(?<=\.))\s*(?:editing|edited|photo\w*|pictures?|additional\ reporting|reporting|writing|translat\w+)\ by\b.*
    )?$"""
_AUTHOR = re.compile(rf"""
    (?: by | author(?:[`'’]?s)?(?:\ name)? | interview(?=\s*:)
      | (?:written|text|reporting|reported|words|story|interview|analysis|opinion)\ by )
    \s*:?\s+({_NAME}){_AFTER_NAME}""", re.I | re.X)
_EDITOR = re.compile(rf"(?:editor|edited\ by|editing\ by)\s*:?\s+({_NAME}){_AFTER_NAME}", re.I | re.X)
#: "By Monday" and "By contrast" name nobody.
_NO_NAMES = frozenset("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december christmas easter ramadan spring summer autumn winter midnight noon contrast comparison
    default design definition law chance tradition""".split())
_NOBODY = frozenset("our staff agencies agency correspondent reporter".split())
_CREDIT = re.compile(r"""
    (?:photo|photograph|image|picture|illustration|graphic|video|source|credit|translation|translated|compiled
      |additional\ reporting)s?(?:\ by|\ from|\ credit|\ courtesy\ of)?\s*[:©]
    | (?:photos?\ by|image\ by|translated\ by|translated\ from|additional\ reporting\ by)\ | image\ (?:source|caption),""",
    re.I | re.X)
_COPYRIGHT = re.compile(r"copyright\b(?:\s*[:©,]|\s*\(c\)|.*(?:\b(?:19|20)\d\d\b|\breserved\b))|©|\(c\) ", re.I)
_CAPTION = re.compile(r"""
    file\ (?:photo|picture|image|pic)\s*[:–—-]
    | .*\b(?:photograph|photo|image|picture|illustration)(?:\ credit)?s?:\s(?-i:[A-Z])[^.:]{1,50}\)?\.?$
    | .*(?:\bvia\ |[/|(,—–]\s?)(?:getty\ images|getty|shutterstock)\)?\.?$ | .*/\ ?(?:reuters|afp|ap|pa|epa)\)?\.?$
    | (?:getty\ images|reuters|pa\ media|ap\ photo|afp)(?:[/|].*)?$""", re.I | re.X)
#: What a page asks its readers to do, tells of itself, or puts above its links.
_CALL = re.compile(r"""(?:
    subscribe\b | sign\ up\b | follow\ (?:us|me|\w+\ on)\b | join\ (?:us|our|the\ conversation|the\ discussion)\b
    | support\ (?:our|us)\b | (?:please\ |kindly\ )?share(?:\s+(?:this|on|via|or\ comment|article|story)\b|\s*:|$)
    | tweet(?:\ this)?\s*(?::|$)
    | (?:copy|gift|save|bookmark|print|e-?mail)\ (?:the\ |this\ )?(?:link|url|article|story|page)\b
    | print(?:\ this)?(?:\ page|\ article)?$ | e-?mail\ (?:this|us)\b | bookmark$ | save(?:\ article)?$
    | click\ here\b | (?:read|see|watch|listen|learn|find\ out)\ (?:more|also|next)\b | also\ read\b
    | read\ (?:the\ )?(?:full|original)\b | read\ on\ after\b | continue\ reading\b
    | listen\ to\ (?:this|the)\ (?:article|story)\b | scroll\ down\b | load\ more\b | download\ (?:our|the)\ app\b
    | donate(?:\ (?:now|here|today|to)\b|$) | get\ (?:the\ latest|our|all\ the\ latest)\b
    | (?:sign|log)\ in(?:\s+(?:to|or)\b|$) | register(?:\ now|\ here|\ for\ free)?$ | enter\ your\ e-?mail\b
    | already\ (?:a\ subscriber|subscribed|registered|have\ an\ account)\b
    | thank\ you\ for\ (?:subscribing|reading|signing)\b | (?:accept|manage|reject)(?:\ all)?\ cookies\b
    | we\ use\ cookies\b | skip\ to\ (?:main\ )?content$ | back\ to\ top\b | comments?\s*(?:\(\d+\))?$
    | leave\ a\ (?:comment|reply)\b | [+\d]*\s*view\ (?:comments|gallery)$
    | (?:show|hide|load|see|post)\ (?:all\ |more\ )?comments?\b | have\ (?:a\ tip|something\ to\ add)\b
    | contact\ (?:us|the\ author)\b | related\s*(?::|stories|articles|topics|content|$)
    | more\ (?:on\ this|from|stories|about\ this)\b
    | recommended(?:\ (?:for\ you|reading|stories|articles|videos))?\s*(?::|$)
    | most\ (?:read|popular)\s*(?::|$|stories|articles|now|this\ week) | (?:trending|popular)(?:\ now|\ in\ \w+)?$
    | (?:next|previous)\ (?:article|story|post)$ | up\ next$ | quick\ guide$ | tags?\s*: | topics?\s*:
    | categor(?:y|ies)\s*: | filed\ under\b | advertisement\s*(?::|$) | advertising$
    | sponsored(?:\ (?:by|content|post)\b|$) | (?:story|article)\ continues\ (?:below|after)\b
    | newsletters?(?:\ sign-?up)?\s*(?::|$) | (?:free\ )?(?:daily\ |weekly\ )?newsletter$
    | \d+\ (?:min|minutes?)\ read\b | reading\ time\b
    | this\ (?:article|story|text|piece|report|interview)\ (?:was|is|has\ been)\ (?:originally|first|republished|translated
      |edited)\b
    | (?:the\ )?(?:views|opinions)\ expressed\b | about\ the\ (?:author|writer)s?$ | notes?\ to\ editors?$
    | [—–-]?\s*ends\s*[—–-]?$ | for\ immediate\ release\b | embargoed\ (?:until|till)\b
    | (?:media|press)\ contacts?\s*(?::|$) | live\s*[–—-]\s*updated\b | (?:published|updated|last\ updated)$
    | all\ rights\ reserved\b | our\ standards\b | terms\ of\ (?:use|service)\b | privacy\ policy\b
    )""", re.I | re.X)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)"
_DATE = re.compile(
    rf"(?:(?:published|updated|last (?:updated|modified)|posted|date|first published)(?: on| at)?\s*:?\s*|on\s+)?"
    rf"(?:{_DAY}\.?,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?"
    rf"\s+\d{{4}}|\d{{4}}[-/]\d\d[-/]\d\d(?:T\d\d:\d\d\S*)?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
    rf"(?:[\s,|•·–—-]*(?:at )?\d{{1,2}}[:.]\d\d.*)?$|"
    rf"(?:\d{{1,2}}\s+{_MONTH}|(?:19|20)\d\d[01]\d[0-3]\d)$", re.I)
_CONTRIBUTED = re.compile(r"(?:[A-Z]|and\b).*\bcontributed (?:reporting|to th(?:is|e) (?:report|story|article))\b", re.I)
_STAMP = re.compile(r"(?:published|updated|last updated|posted|first published)\b\s*(?:on|at|:)?\s*[\d\w]", re.I)
_ADDRESS = re.compile(r"""
    (?:https?://|www\.)\S+$ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+$ | (?:[@\#]\w+(?:\s+|$))+$ | \+\d[\d\ ()/-]{6,}$
    | \#{3,}$""", re.X)
_PLAIN = (_DATE, _ADDRESS, _CONTRIBUTED, _COPYRIGHT)
_DECORATED = re.compile(r"[*_\[(•]")
_MAY_CREDIT = re.compile(r"[/:|]|[Gg]etty|[Ss]hutter|(?:Reuters|Media|Photo|AFP)$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LIST_OF_LINKS = re.compile(r"""
    (?: related(?:\ (?:stories|articles|topics|content|news|links))?
      | recommended(?:\ (?:for\ you|reading|stories|articles))? | (?:read|see)\ (?:more|also) | also\ read
      | more\ (?:on\ this(?:\ story|\ topic)?|stories|from\ (?:us|\S+))
      | most\ (?:read|popular) )\s*:?$""", re.I | re.X)
_RUBRIC = re.compile(r"""
    home | menu | search | (?:(?:world|uk|us|local|national|breaking|latest)\ )?news | world | politics | business
    | economy | sports? | culture | science | health | travel | opinions? | comment | editorial | analysis | features?
    | review | exclusive | breaking | live | letters | obituar(?:y|ies) | interview | explainer | (?:the\ )?long\ read
    | in\ depth | video | podcast""", re.I | re.X)
_BARE_BYLINE = re.compile(r"""
    ((?:(?:Dr|Prof)\.?\ )?[^\W\d_a-z][\w'’-]+(?:\ [^\W\d_a-z]\.?)?(?:\ (?:de|van|von|al|bin|der|den|la|el|da|dos))*
     (?:\ [^\W\d_a-z][\w.'’-]+){1,2}?)
    (?: \s*[,|·•–—(-].* | \s+(?:in|at|for|and)\ [A-Z].*
      | \s+(?:[A-Z]?[a-z]+\ ){0,2}(?:correspondent|reporter|editor|writer)\b.* )?$""", re.X)
_ROLE = re.compile(r"""
    \b(?:correspondent|reporter|editor|writer|columnist|contributor|staff|analyst|agency|agencies|news\ desk)s?\b
    | \s(?:in|at)\ [A-Z] | \b(?:19|20)\d\d\b | \|""", re.I | re.X)
_TELLS = re.compile(r" (?:is|are|was|writes|reports|covers|has|teaches)\b")
_EMPHASIS = re.compile(r"(\*\*|\*|__|_)(\S(?:.*?\S)?)\1")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def is_furniture(line: str) -> bool:
    """Whether a line is a byline, a date, a credit or a call to share, subscribe or read on."""
    words = len(line.split())
    if words > _MAX_WORDS:
        return False
    line = bare(line)
    if not line or credit_of(line)[0] or any(p.match(line) for p in _PLAIN) or (
            _MAY_CREDIT.search(line) and _CAPTION.match(line)):
        return True
    ends = line[-1] == "." and words > 8
    return not ends and bool(_CREDIT.match(line) or _is_call(line, words) or (
        words <= (16 if _YEAR.search(line) else 9) and _STAMP.match(line) and line[-1] != "."))


def bare(line: str) -> str:
    """A line without the brackets, stars and bullets around it, and its links as the words they show."""
    if not _DECORATED.search(line):
        return line
    line = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", line)).removeprefix("• ").strip()
    return line[1:-1] if line[:1] + line[-1:] in ("()", "[]") and line.count(line[0]) == 1 else line


def is_rubric(line: str) -> bool:
    """Whether a line names a part of a paper or of its page: "Opinion", "World news", "Home"."""
    return _RUBRIC.fullmatch(line) is not None


def lists_links(line: str) -> bool:
    """Whether a line is the heading of a list of links to other articles, or of their topics."""
    return _LIST_OF_LINKS.match(line) is not None


def opens_caption(line: str) -> bool:
    """Whether the next line is the caption or the source of a picture: "Image caption,"."""
    return line.endswith(",") and _CREDIT.match(line) is not None


def tells_of(name: str, line: str) -> bool:
    """Whether a line says who the author of that name is: "Ann Lee is a staff writer."."""
    line = bare(line)
    return line.startswith(name) and _TELLS.match(line, len(name)) is not None


def names_author(line: str) -> str:
    """The name in a byline without "by": two or three capitalised words, alone or before a comma and a role or place."""
    match = _BARE_BYLINE.match(bare(line))
    return match.group(1) if match and not {w.lower() for w in match.group(1).split()} & _NO_NAMES else ""


def tells_role(line: str) -> bool:
    """Whether a line that begins with a name says what its bearer does for the paper, or when or where it was written."""
    return _ROLE.search(line) is not None


def _is_call(line: str, words: int) -> bool:
    match = _CALL.match(line)
    if not match:
        return False
    return line[-1] not in ".?" or words <= 12


def credit_of(line: str) -> tuple[str, str]:
    """The role ("author" or "editor") and name in a credit line ("" for "staff reporter"), or two empty strings."""
    line = bare(line)
    if len(line) > _MAX_CREDIT or (line[-1:] == "." and len(line.split()) > 8 and ";" not in line):
        return "", ""
    for role, pattern in (("author", _AUTHOR), ("editor", _EDITOR)):
        match = pattern.match(line)
        if match and line[-1] not in "?!:" and _names(match.group(1)):
            name = match.group(1).strip().rstrip(".")
            return role, "" if name.split()[0].lower() in _NOBODY else name
    return "", ""


def _names(words: str) -> bool:
    parts = words.split()
    return parts[0][0].isupper() and parts[0].lower().strip(".,") not in _NO_NAMES and all(
        w[0].isupper() or w in _PARTICLES for w in parts)
