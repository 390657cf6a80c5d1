"""A first codebook from what an analysis found, for a person to correct."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from ..bundles import require_bundle
from ..schema import require
from .aliases import abbreviates, folded, normal_form

_HEAD = """\
# A first codebook, drafted from {n_articles} article(s). Correct it, then: framing.analyze(source, codebook="codebook.yaml")
# - Names and aliases are matched as written. Move an alias to the actor it belongs to, delete what is wrong.
# - Lines that begin with # are ignored. "?" marks what the texts suggest but do not say.
"""
_TAIL = """
# Terms you want to compare: an issue and its alternatives; * stands for any letters.
# labels:
#   the strike: {strike: [strike, strikes], unrest: [unrest, riot*]}

# Dictionaries of words, phrases and wildcards. Read every hit before you count on one.
# frames:
#   violence: [attack*, "open fire"]
"""


def draft_codebook(analysis, *, min_n: int = 2) -> str:
    """Write a first codebook for a person to correct.

    Parameters
    ----------
    analysis : Analysis
        Or anything with a resolved ``mentions`` table.
    min_n : int
        Actors named less often are left out.

    Returns
    -------
    str
        YAML that `load_codebook` reads: every actor with its type and the forms found, most named first. What was
        refused (a surname of two people) and what may belong together (a short name, an acronym, a name in full) stand
        beside it as comments.

    Raises
    ------
    TypeError
        If `analysis` is no bundle of tables.
    ValueError
        If the mentions are not resolved yet, or `min_n` is below 1.

    Examples
    --------
    >>> import framing
    >>> analysis = framing.analyze(pd.DataFrame({"text": ["President Ann Lee left. Lee said nothing."]}))
    >>> framing.actors.codebook.parse_codebook(draft_codebook(analysis)).names
    {'Ann Lee': 'Ann Lee', 'Lee': 'Ann Lee'}
    """
    require_bundle(analysis, ["mentions"], "draft_codebook")
    mentions = analysis.mentions
    require(mentions, ["article", "text", "label", "actor", "rule"], "mentions")
    if min_n < 1:
        raise ValueError(f"min_n must be at least 1; got {min_n}.")
    rows = pd.DataFrame({"actor": mentions["actor"].astype(object), "form": mentions["text"].astype(object).map(normal_form),
                         "label": mentions["label"].astype(object), "rule": mentions["rule"].astype(object)})
    refused = rows["rule"].astype("str").str.startswith("ambiguous")
    counts = rows[~refused & (rows["actor"] != "")].groupby("actor", sort=True).size()
    counts = counts[counts >= min_n].sort_values(ascending=False, kind="stable")
    n_articles = mentions["article"].nunique()
    if not len(counts):
        return _HEAD.format(n_articles=n_articles) + "actors: []\n" + _TAIL
    kept = rows[~refused & rows["actor"].isin(counts.index)]
    actors = [_actor(name, part) for name, part in kept.groupby("actor", sort=False)]
    actors = _fold(sorted(actors, key=lambda a: (-a.n, a.name)))
    once = _once(actors)
    lines = [_HEAD.format(n_articles=n_articles) + "actors:"]
    for actor in actors:
        lines += _entry(actor, once, actor.notes + _hints(actor, actors))
    if refused.any():
        lines.append("\n# Refused, because the name fits two people; an alias above decides it for all articles:")
        for (form, rule), n in rows[refused].groupby(["form", "rule"]).size().items():
            lines.append("#   " + _one_line(f"{form} ({n}): {rule.removeprefix('ambiguous: ')}"))
    return "\n".join(lines) + "\n" + _TAIL


def _actor(name: str, rows: pd.DataFrame) -> SimpleNamespace:
    labels = rows["label"].value_counts()
    forms = [f for f in rows["form"].value_counts().index if f != name]
    return SimpleNamespace(name=name, n=len(rows), label=labels.index[0], forms=forms, notes=[])


def _fold(actors) -> list[SimpleNamespace]:
    """Without names that stand alone in one article and are a form of one actor in another; that actor gets a note."""
    owners: dict[str, list] = {}
    for actor in actors:
        for form in actor.forms:
            owners.setdefault(form, []).append(actor)
    kept = []
    for actor in actors:
        others = owners.get(actor.name, [])
        if len(others) == 1 and not actor.forms:
            others[0].notes.append(f"{actor.name} also stands without the full name, {actor.n} times; taken as an alias")
        else:
            kept.append(actor)
    return kept


def _once(actors) -> set[str]:
    """Forms that mean one actor only; others cannot be aliases."""
    owners: dict[str, set] = {}
    for actor in actors:
        for form in (normal_form(actor.name), *actor.forms):
            owners.setdefault(form, set()).add(actor.name)
    return {form for form, names in owners.items() if len(names) == 1}


def _entry(actor, once, hints) -> list[str]:
    lines = [f"  - name: {quoted(actor.name)}", f"    type: {actor.label}"]
    good = [f for f in actor.forms if f in once]
    lines.append(f"    aliases: [{', '.join(map(quoted, good))}]")
    lines[0] += f"  # {actor.n} mentions"
    shared = [f for f in actor.forms if f not in once]
    if shared:
        lines.append("    # " + _one_line(f"also seen as {', '.join(shared)}, which names others too"))
    return lines + ["    # ? " + _one_line(hint) for hint in hints]


def _hints(actor, actors) -> list[str]:
    """Other actors that may be the same one, said as a question."""
    hints = []
    own = folded(actor.name).split()
    for other in actors:
        if other is actor or len(other.name) <= len(actor.name):
            continue
        words = folded(other.name).split()
        if len(own) == 1 and own[0] in (words[0], words[-1]) and actor.label == other.label:
            hints.append(f"short for {other.name}?")
        elif actor.name.isupper() and abbreviates(actor.name, other.name):
            hints.append(f"acronym of {other.name}?")
    return hints[:3]


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(text: str) -> str:
    """A text as a YAML scalar in double quotation marks."""
    out = []
    for c in text:
        if c in '"\\':
            out.append("\\" + c)
        elif c.isprintable() and c not in "\u2028\u2029\ufeff":
            out.append(c)
        elif 0xD800 <= ord(c) < 0xE000:
            out.append("\ufffd")
        else:
            out.append(f"\\U{ord(c):08x}")
    return '"' + "".join(out) + '"'
