"""Codebooks: a researcher's actors, contested terms and frames, read from YAML and checked line by line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from ..plain_yaml import Node, read_yaml
from ..schema import LABELS
from .aliases import normal_form

#: Limits on a codebook file: characters, levels of nesting, names and patterns.
MAX_CHARACTERS, MAX_DEPTH, MAX_ENTRIES = 2_000_000, 8, 100_000
_TOP = ("actors", "labels", "terms", "frames", "demonyms", "about")
_ACTOR = ("name", "type", "aliases", "roles", "role", "side", "note")


@dataclass(frozen=True)
class Codebook:
    """A checked codebook. Every attribute is a plain dict or tuple; none is meant to be changed.

    Attributes
    ----------
    names : dict of name to actor
        Every name and alias, as `resolve_actors` compares them.
    types : dict of actor to "PERSON", "LOC", "ORG", "NORP" or ""
    sides : dict of actor to the side the researcher put it on, "" if none
    roles : tuple of (words of standing, actor)
    labels : dict of issue to {alternative: tuple of patterns}
        Contested terms.
    frames : dict of frame to tuple of patterns
    demonyms : dict of word to actor
    """

    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    roles: tuple[tuple[str, str], ...] = ()
    labels: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    frames: dict[str, tuple[str, ...]] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)


def load_codebook(source) -> Codebook:
    """Read a codebook and check it.

    Parameters
    ----------
    source : path, dict or Codebook
        A YAML file, the same as a dict, or a codebook that is returned as it is. ::

            actors:
              - name: Ann Lee
                type: PERSON                # PERSON, LOC, ORG or NORP
                aliases: [Lee, the Lark]    # matched as written; the name itself is always one
                roles: [harbour minister]   # takes up "the harbour minister"
                side: government            # optional, for your own grouping
            labels:                         # contested terms: an issue and its alternatives
              the strike: {strike: [strike, strikes], unrest: [unrest, riot*]}
              conflict: [special military operation, war, invasion]
            frames:
              violence: [attack*, open fire]
            demonyms: {Ukrainian: Ukraine}

        `actors` may also be a mapping of name to ``{type: …, aliases: […]}``; `terms` is another word for `labels`.

    Returns
    -------
    Codebook

    Raises
    ------
    TypeError
        If it is neither a file nor a mapping.
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no YAML, too large, nested too deep, uses YAML's anchors, or holds clashes: all of them are listed,
        each with its line.

    Examples
    --------
    >>> book = load_codebook({"actors": [{"name": "Ann Lee", "type": "PERSON", "aliases": ["Lee"]}]})
    >>> book.names
    {'Ann Lee': 'Ann Lee', 'Lee': 'Ann Lee'}
    """
    if isinstance(source, Codebook):
        return source
    if isinstance(source, Mapping):
        return _Check("the codebook").read(_from_python(source))
    if not isinstance(source, (str, PathLike)):
        raise TypeError(f"a codebook is a file or a mapping of its parts; this is {source!r}. "
                        "draft_codebook(analysis) writes a first one.")
    path = Path(source)
    if not path.is_file():
        raise FileNotFoundError(f"there is no codebook {str(path)!r}; draft_codebook(analysis) writes a first one.")
    if path.stat().st_size > 4 * MAX_CHARACTERS:
        raise ValueError(f"codebook {str(path)!r} is larger than {4 * MAX_CHARACTERS:,} bytes; split it.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"codebook {str(path)!r} is no UTF-8 text ({error.reason} at byte {error.start}); "
                         "save it as UTF-8.") from None
    return parse_codebook(text, name=f"codebook {str(path)!r}")


def parse_codebook(text: str, *, name: str = "the codebook") -> Codebook:
    """`load_codebook` for text in hand.

    Raises
    ------
    ValueError
        As `load_codebook`.
    """
    root = read_yaml(text, name, characters=MAX_CHARACTERS, depth=MAX_DEPTH, entries=MAX_ENTRIES)
    return _Check(name).read(Node({}, 1) if root is None else root)


def _from_python(value, depth: int = 0) -> Node:
    if depth > MAX_DEPTH:
        raise ValueError(f"the codebook is nested deeper than {MAX_DEPTH} levels; codebooks need 4.")
    if isinstance(value, Mapping):
        return Node([(_from_python(k, depth + 1), _from_python(v, depth + 1)) for k, v in value.items()], 0)
    if isinstance(value, (list, tuple)):
        return Node(tuple(_from_python(v, depth + 1) for v in value), 0)
    return Node(value if value is None or isinstance(value, str) else str(value), 0)


class _Check:
    """Reads nodes into a codebook and gathers everything that is wrong."""

    def __init__(self, name: str):
        self.name, self.wrong = name, []
        self.book = Codebook()
        self.lines: dict[str, int] = {}
        self.roles: list[tuple[str, str]] = []

    def read(self, root: Node) -> Codebook:
        readers = {"actors": self.actors, "labels": self.labels, "terms": self.labels, "frames": self.frames,
                   "demonyms": self.demonyms, "about": lambda node: None}
        for key, value in self.pairs(root, "the codebook", _TOP):
            if value.value is not None:
                readers[key](value)
        if self.wrong:
            ordered = sorted(self.wrong)
            raise ValueError(f"{self.name} has {len(ordered)} problem(s):\n" + "\n".join(
                f"  line {line}: {what}" if line else f"  {what}" for line, what in ordered))
        return Codebook(self.book.names, self.book.types, self.book.sides, tuple(self.roles), self.book.labels,
                        self.book.frames, self.book.demonyms)

    def complain(self, line: int, what: str) -> None:
        self.wrong.append((line, what))

    def at(self, line: int) -> str:
        return f" (line {line})" if line else ""

    # Shapes

    def pairs(self, node: Node, what: str, allowed=None):
        """Key and value of a mapping; unknown and repeated keys are complained about and left out."""
        if not isinstance(node.value, list) and node.value != {}:
            self.complain(node.line, f"{what} must be a mapping (key: value), not {_shown(node)}.")
            return
        seen: dict[str, int] = {}
        for key, value in node.value or ():
            name = self.text(key, "a key")
            if name is None:
                continue
            if name in seen:
                self.complain(key.line, f"{name!r} stands twice in {what}; the first is in line {seen[name]}." if key.line
                              else f"{name!r} stands twice in {what}.")
            elif allowed is not None and name not in allowed:
                close = difflib.get_close_matches(name, allowed, n=1)
                hint = f" Did you mean {close[0]!r}?" if close else f" Known are {list(allowed)}."
                self.complain(key.line, f"unknown key {name!r} in {what}.{hint}")
            else:
                seen[name] = key.line
                yield name, value

    def text(self, node: Node, what: str) -> str | None:
        if isinstance(node.value, str) and node.value.strip():
            return node.value.strip()
        self.complain(node.line, f"{what} must be text, not {_shown(node)}.")
        return None

    def texts(self, node: Node, what: str) -> list[tuple[str, int]]:
        """A list of texts with their lines; a single text is a list of one, nothing an empty one."""
        if node.value is None:
            return []
        if isinstance(node.value, str):
            node = Node((node,), node.line)
        if not isinstance(node.value, tuple):
            self.complain(node.line, f"{what} must be a list, not {_shown(node)}.")
            return []
        found = [(self.text(item, f"an entry of {what}"), item.line) for item in node.value]
        return [(text, line) for text, line in found if text is not None]

    # Parts

    def actors(self, node: Node) -> None:
        if isinstance(node.value, tuple):
            for item in node.value:
                entry = dict(self.pairs(item, "an actor", _ACTOR))
                if "name" not in entry:
                    self.complain(item.line, "an actor lacks its name.")
                else:
                    name = self.text(entry.pop("name"), "an actor's name")
                    if name is not None:
                        self.actor(name, entry, item.line)
            return
        lines = {k.value: k.line for k, _ in node.value} if isinstance(node.value, list) else {}
        for name, value in self.pairs(node, "actors"):
            if value.value is None or isinstance(value.value, (str, tuple)):
                entry = {"aliases": value}
            else:
                entry = dict(self.pairs(value, f"actor {name!r}", _ACTOR[1:]))
            self.actor(name, entry, lines.get(name, 0))

    def actor(self, name: str, entry: dict[str, Node], line: int) -> None:
        if name in self.book.types:
            self.complain(line, f"actor {name!r} stands twice; the first is in line {self.lines.get(name, 0)}.")
            return
        kind = ""
        if "type" in entry:
            kind = self.text(entry["type"], f"type of {name!r}") or ""
            if kind and kind not in LABELS:
                self.complain(entry["type"].line, f"type of {name!r} is {kind!r}; choose one of {list(LABELS)}.")
        self.book.types[name] = kind
        self.book.sides[name] = (self.text(entry["side"], f"side of {name!r}") or "") if "side" in entry else ""
        self.lines[name] = line
        aliases = self.texts(entry["aliases"], f"aliases of {name!r}") if "aliases" in entry else []
        for alias, where in [(name, line), *aliases]:
            key = normal_form(alias)
            if not any(c.isalnum() for c in key):
                self.complain(where, f"alias {alias!r} of {name!r} holds no letter.")
                continue
            other = self.book.names.setdefault(key, name)
            if other != name:
                self.complain(where, f"{alias!r} is claimed by {name!r} and by {other!r}{self.at(self.lines[key])}; "
                              "leave it to one, or to none if it fits both.")
            else:
                self.lines.setdefault(key, where)
        for key in ("roles", "role"):
            if key in entry:
                self.roles += [(text, name) for text, _ in self.texts(entry[key], f"{key} of {name!r}")]

    def labels(self, node: Node) -> None:
        for issue, value in self.pairs(node, "labels"):
            if issue in self.book.labels:
                self.complain(value.line, f"issue {issue!r} stands in labels and in terms.")
                continue
            if isinstance(value.value, list):
                groups = {k: self.patterns(v, f"{issue} › {k}") for k, v in self.pairs(value, f"issue {issue!r}")}
            else:
                groups = {text: ((text, line),) for text, line in self.patterns(value, f"issue {issue!r}")}
            taken: dict[str, tuple[str, int]] = {}
            for label, patterns in groups.items():
                for pattern, line in patterns:
                    other, first = taken.setdefault(pattern.casefold(), (label, line))
                    if other != label:
                        self.complain(line, f"{pattern!r} of issue {issue!r} is claimed by {label!r} and by {other!r}"
                                      f"{self.at(first)}.")
            self.book.labels[issue] = {k: tuple(dict.fromkeys(p for p, _ in v)) for k, v in groups.items()}

    def frames(self, node: Node) -> None:
        for frame, value in self.pairs(node, "frames"):
            self.book.frames[frame] = tuple(dict.fromkeys(p for p, _ in self.patterns(value, f"frame {frame!r}")))

    def patterns(self, node: Node, what: str) -> tuple[tuple[str, int], ...]:
        kept = []
        for pattern, line in self.texts(node, what):
            if not any(c.isalnum() for c in pattern):
                self.complain(line, f"pattern {pattern!r} of {what} holds no letter; it would match everything or nothing.")
            else:
                kept.append((pattern, line))
        return tuple(kept)

    def demonyms(self, node: Node) -> None:
        for word, value in self.pairs(node, "demonyms"):
            actor = self.text(value, f"the country of {word!r}")
            if actor is not None:
                self.book.demonyms[normal_form(word)] = actor


def _shown(node: Node) -> str:
    if node.value is None:
        return "nothing"
    if isinstance(node.value, str):
        return f"the text {node.value[:40]!r}" if node.value else "nothing"
    return "a list" if isinstance(node.value, tuple) else "a mapping"
