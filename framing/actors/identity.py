"""Whom each mention of one article means: codebook first, then what the article itself says, then as written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import ascii_letters
from typing import NamedTuple

from .aliases import (
    Name,
    Person,
    abbreviates,
    find_acronyms,
    find_nicknames,
    folded,
    gather_people,
    initials,
    normal_form,
    split_name,
    words_of,
)
from .organisations import bare_words, find_short_forms

#: Words before a first name that may introduce another bearer of it: "their son, Henry", "King Stephen".
_INTRODUCES = re.compile(
    r"\b(?:king|queen|prince|princess|pope|emperor|sultan|tsar|imam|saint|prophet|father|mother|brother|sister|son|daughter|"
    r"wife|husband|cousin|uncle|aunt|nephew|niece|grandson|granddaughter|grandfather|grandmother|child),?\s*$", re.I)


class Found(NamedTuple):
    """Whom a mention means, by which rule, and how it names them."""

    actor: str
    rule: str
    naming: str


class Resolver:
    """Resolves articles one by one; keeps what depends on a form alone.

    Parameters
    ----------
    names : mapping of normal form to actor
        From the codebook.
    demonyms : mapping of word to country, optional
        None leaves words of a people as they are.
    own_demonyms : mapping
        The codebook's own, which always hold.
    """

    def __init__(self, names: Mapping[str, str], demonyms: Mapping[str, str] | None, own_demonyms: Mapping[str, str]):
        self.book = dict(names)
        for name, actor in names.items():
            if name[:4] in ("the ", "The "):
                self.book.setdefault(name[4:], actor)
        self.demonyms, self.own_demonyms = demonyms or {}, own_demonyms
        self.told: dict[tuple, Found] = {}

    def in_book(self, form: str) -> str | None:
        """The codebook's actor for a form, a leading "the" aside."""
        if not self.book:
            return None
        found = self.book.get(form)
        if found is None and form[:4] in ("the ", "The "):
            found = self.book.get(form[4:])
        return found

    def resolve(self, text: str, outlet: str, texts: Sequence[str], people: Sequence[bool], starts: Sequence[int],
                ends: Sequence[int], organisations: Sequence[bool]) -> list[Found]:
        """Resolve the mentions of one article, given in reading order.

        Parameters
        ----------
        text, outlet : str
        texts : sequence of str
            The mentions as written.
        people : sequence of bool
            Whether each names a person.
        starts, ends : sequences of int
        organisations : sequence of bool
            Whether each names an organisation.

        Returns
        -------
        list of Found, one per mention
        """
        forms = list(map(normal_form, texts))
        persons = [k for k, person in enumerate(people) if person]
        found: list[Found | None] = [None] * len(forms)
        if persons:
            others = [f for f in dict.fromkeys(f for f, person in zip(forms, people, strict=True) if not person) if " " in f]
            self._persons(text, forms, starts, ends, persons, others, found)
        if len(persons) < len(forms):
            self._others(text, outlet, forms, starts, ends, people, organisations, found)
        return found

    # People

    def _persons(self, text, forms, starts, ends, rows, others, found) -> None:
        counts: dict[str, int] = {}
        for k in rows:
            counts[forms[k]] = counts.get(forms[k], 0) + 1
        names = {form: split_name(form) for form in counts}
        people = gather_people(names, counts)
        of_form = {form: person for person in people for form in person.forms}
        for person in people:
            hits = {a for a in map(self.in_book, person.forms) if a}
            person.actor = hits.pop() if len(hits) == 1 else person.canonical()
        nicknames, explained = self._nicknames(text, names, forms, starts, ends, rows, people, of_form)
        by_last = _index(people, lambda p: p.lasts)
        for form in others:  # "Danil Korvey" taken for a place or a people is still a second Korvey
            bare = bare_words(form)  # and "Korvey Ltd" may be meant by "Korvey" as well
            fits = by_last.get(bare[0] if len(bare) == 1 else folded(form.rsplit(" ", 1)[1]))
            if fits is not None and form not in fits and form.count(" ") == 1:
                fits.append(self.in_book(form) or form)
        by_first = _index(people, lambda p: (p.words[0], *sorted(p.firsts)))
        spelling = _spelling({names[f].form: n for f, n in counts.items()})
        known: dict[str, tuple[str, str]] = {}
        for form, name in names.items():
            known[form] = self._whom(form, name, of_form, by_last, by_first, nicknames, spelling)
        doubtful = {form for form, (_, rule) in known.items() if rule == "first name"}
        if doubtful:
            once = {p.words[0] for p in people if sum(p.forms.values()) == 1}
            doubtful = {form for form in doubtful if names[form].words[0] in once}
        for k in rows if doubtful else ():  # one mention of a full name does not outweigh the hint of somebody else
            form, bare = forms[k], names[forms[k]].form
            if form in doubtful and _INTRODUCES.search(text, max(0, starts[k] - 24), starts[k] + len(form) - len(bare)):
                known[form] = spelling[folded(bare)], "as written"
        for k in rows:
            form = forms[k]
            actor, rule = known[form]
            name = names[form]
            titled = bool(name.titles)
            if k in explained and rule != "codebook":
                found[k] = Found("", "explained", "other")
                continue
            if len(name.words) == 1:
                title = name.titles[-1] if titled else _title(text, starts[k])
                if rule.startswith("ambiguous"):
                    actor, rule = self._by_title(text, title, form, by_last, rows, forms, starts, of_form, names) or (
                        actor, rule)
                titled = bool(title)
                if titled and rule == "surname":
                    rule = "title + surname"
            found[k] = self._tell(form, actor, titled, rule, True)

    def _nicknames(self, text, names, forms, starts, ends, rows, people, of_form):
        lasts = {word for p in people for word in p.lasts}
        single = {f for f, n in names.items() if n.form not in of_form and n.words[-1] not in lasts}
        singles = [i for i, k in enumerate(rows) if forms[k] in single]
        if not people or not (singles or any(p.nicknames for p in people)):
            return {}, set()
        fits: dict[str, list[Person]] = {}
        for person in people:
            for word in person.lasts:
                fits.setdefault(word, []).append(person)
        mine = [names[forms[k]] for k in rows]
        only = {word: persons[0] for word, persons in fits.items() if len(persons) == 1}
        owner = [of_form.get(n.form) or only.get(n.words[-1]) for n in mine]
        nicknames, explained = find_nicknames(text, mine, [starts[k] for k in rows], [ends[k] for k in rows], singles,
                                              people, owner)
        for person in people:
            real = nicknames.get(person.words[0])
            if real is not None and real is not person and real.lasts & person.lasts:
                if not self.book and sum(person.forms.values()) > sum(real.forms.values()):
                    real.actor = person.canonical()
                person.actor = real.actor  # "Milo Adrin" once "Milo" is known to be Miloslav Adrin
        return nicknames, {rows[i] for i in explained}

    def _whom(self, form, name, of_form, by_last, by_first, nicknames, spelling) -> tuple[str, str]:
        listed = self.in_book(form) or self.in_book(name.form)
        if listed:
            return listed, "codebook"
        person = of_form.get(name.form)
        nickname = nicknames.get(folded(name.form).removeprefix("the "))
        if person is not None:
            if self.book and any(self.in_book(f) for f in person.forms):
                return person.actor, "codebook"
            return person.actor, "nickname" if nicknames.get(name.words[0]) else "full name"
        for rule, index in (("surname", by_last), ("nickname", None), ("first name", by_first)):
            if index is None:
                if nickname is not None:
                    return nickname.actor, rule
                continue
            fits = index.get(" ".join(name.words), ())
            if len(fits) == 1:
                return fits[0], rule
            if fits:
                return name.form, "ambiguous: " + " | ".join(fits)
        shown = spelling[folded(name.form)]
        return shown, "as written" if shown == form else "spelling"

    def _by_title(self, text, title, form, by_last, rows, forms, starts, of_form, names):
        """Of two people of one surname, the only one whom the article gives this title in full."""
        if not title:
            return None
        fits = set(by_last.get(names[form].words[-1], ()))
        titled = set()
        for k in rows:
            person = of_form.get(names[forms[k]].form)
            if person is not None and person.actor in fits:
                own = names[forms[k]].titles
                if (own[-1] if own else _title(text, starts[k])) == title:
                    titled.add(person.actor)
        return (titled.pop(), "title + surname") if len(titled) == 1 else None

    # Places, organisations, peoples

    def _others(self, text, outlet, forms, starts, ends, people, organisations, found) -> None:
        rows = [k for k, person in enumerate(people) if not person]
        counts: dict[str, int] = {}
        first: dict[str, int] = {}
        for k in rows:
            counts[forms[k]] = counts.get(forms[k], 0) + 1
            if organisations[k]:
                first.setdefault(forms[k], starts[k])
        shorts = find_short_forms(text, first, (form for form, person in zip(forms, people, strict=True) if person))
        spelling = _spelling(counts)
        acronyms = find_acronyms(text, forms, starts, ends, people)
        if outlet and " " in outlet:
            own = initials(outlet)
            if len(own) > 1:
                acronyms.setdefault(folded(own), normal_form(outlet))
        known = {}
        for form in counts:
            actor, rule = self._what(form, spelling, acronyms, shorts.get(form, ()))
            known[form] = self._tell(form, actor, False, rule, False)
        for k in rows:
            found[k] = known[forms[k]]

    def _what(self, form, spelling, acronyms, longer) -> tuple[str, str]:
        listed = self.in_book(form)
        if listed:
            return listed, "codebook"
        if form in self.own_demonyms:
            return self.own_demonyms[form], "codebook"
        long = acronyms.get(folded(form)) if form.upper() == form else None
        if long:
            return self.in_book(long) or spelling.get(_key(long), long), "acronym"
        if form in self.demonyms:
            return self.demonyms[form], "demonym"
        if longer:
            actors = list(dict.fromkeys(self.in_book(name) or spelling[_key(name)] for name in longer))
            if len(actors) == 1:
                return actors[0], "legal form" if bare_words(form) == bare_words(longer[0]) else "short form"
            return form, "ambiguous: " + " | ".join(actors)
        shown = spelling[_key(form)]
        listed = self.in_book(shown)
        if listed:
            return listed, "codebook"
        return shown, "as written" if shown == form else "spelling"

    # How it is named

    def _tell(self, form: str, actor: str, titled: bool, rule: str, person: bool) -> Found:
        key = (form, actor, titled, rule, person)
        told = self.told.get(key)
        if told is None:
            told = self.told[key] = Found(actor, rule, _how(split_name(form) if person else None, form, actor, titled, rule))
        return told


@lru_cache(maxsize=16_384)
def _how(name: Name | None, form: str, actor: str, titled: bool, rule: str) -> str:
    if rule in ("nickname", "acronym"):
        return rule
    if name is None:
        if rule == "demonym":
            return "other"
        if bare_words(form) == bare_words(actor):
            return "full name"
        return "acronym" if form.upper() == form and abbreviates(form, actor) else "other"
    if rule == "first name":
        return "first name"
    whole = split_name(actor)
    last = {whole.last, whole.words[-1]}
    if len(name.words) == 1:
        if rule != "codebook" or name.words[0] in last:
            return "title + surname" if titled else "surname"
        return "first name" if name.words[0] == whole.words[0] else "nickname"
    if rule == "codebook" and name.words[0] != whole.words[0] and len(whole.words) > 1:
        if " ".join(name.words) in last:
            return "surname"
        return "full name" if name.words[0].strip(".")[:1] == name.words[0].strip(".") else "nickname"
    if rule == "surname":
        return "surname"
    return "full name"


def _title(text: str, start: int) -> str:
    """The title right before a name, without its dot; "" if there is none."""
    before = text[max(0, start - 24):start]
    bare = before.rstrip()
    if len(bare) == len(before):
        return ""
    bare = bare.removesuffix(".")
    word = bare[len(bare.rstrip(ascii_letters)):].lower()
    return word if word in words_of("titles") else ""


def _index(people: list[Person], words) -> dict[str, list[str]]:
    """Word to the actors it fits, in the order the article names them."""
    index: dict[str, list[str]] = {}
    for person in people:
        for word in words(person):
            actors = index.setdefault(word, [])
            if person.actor not in actors:
                actors.append(person.actor)
    return index


def _key(form: str) -> str:
    return folded(form).removeprefix("the ")


def _spelling(counts: Mapping[str, int]) -> dict[str, str]:
    """For each name without regard to case: the spelling to show, capitals throughout only if no other is there."""
    best: dict[str, tuple] = {}
    for place, (form, n) in enumerate(counts.items()):
        key = _key(form)
        rank = (form.isupper() and len(form) > 1, form[:4].lower() == "the ", -n, place)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, form[4:] if form.startswith("the ") else form)
    return {key: form for key, (_, form) in best.items()}
