"""Base forms of English verbs, and which verbs speak or think."""

from __future__ import annotations

from functools import cache

from ..resources import load_json

_VOWELS = frozenset("aeiou")
_SILENT = ("at", "iz", "is", "ut", "uc", "ur", "ir", "or", "ov", "iv", "av", "ev", "rv", "lv", "u", "c", "ag", "ug", "dg",
           "rg", "ng", "ns", "rs", "us", "as", "os", "id", "ud", "ad", "od", "ak", "ok", "ik", "bl", "tl", "dl", "pl", "gl",
           "kl", "fl", "im", "om", "am", "um", "in", "ip", "op", "ap", "it", "ot", "et", "es", "z", "ir", "ar", "ul", "il")


class _Forms(dict):
    """Base form of every verb form asked for, worked out once."""

    def __missing__(self, form: str) -> str:
        if len(self) > 200_000:
            self.clear()
        self[form] = found = _lemma(form)
        return found


@cache
def _lists() -> dict:
    lists = load_json("verbs.json")
    return lists | {"bases": frozenset(lists["bases"]), "kind": {
        word: kind for kind in ("speaking", "thinking") for word in lists[kind]}}


def _lemma(form: str) -> str:
    lists = _lists()
    low = form.lower().replace("’", "'")
    if low.endswith("n't"):
        low = {"won't": "will", "can't": "can", "shan't": "shall", "ain't": "be"}.get(low, low[:-3])
    known = lists["irregular"].get(low)
    if known:
        return known
    bases = lists["bases"]
    if low in bases:
        return low
    guesses = _candidates(low)
    return next((g for g in guesses if g in bases), guesses[0] if guesses else low)


def _candidates(low: str) -> list[str]:
    """Possible base forms of a regular form, the likeliest first."""
    if low.endswith("ies") and len(low) > 4:
        return [low[:-3] + "y"]
    if low.endswith("ied") and len(low) > 4:
        return [low[:-3] + "y"]
    if low.endswith("s") and not low.endswith("ss") and len(low) > 3:
        return [low[:-2], low[:-1]] if low.endswith(("sses", "shes", "ches", "xes", "zzes")) else [low[:-1], low[:-2]]
    for ending in ("ing", "ed"):
        stem = low.removesuffix(ending)
        if stem == low or len(stem) < 2 or (not _VOWELS & {*stem, "y" if "y" in stem else ""} and "y" not in stem):
            continue
        if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsfz":
            return [stem[:-1], stem, stem + "e"]
        if len(stem) > 3 and stem[-1] == stem[-2]:
            return [stem, stem[:-1], stem + "e"]
        silent = stem.endswith(_SILENT) and not (len(stem) > 3 and stem[-3] in _VOWELS and stem[-2] in _VOWELS)
        return [stem + "e", stem] if silent else [stem, stem + "e"]
    return []


_FORMS = _Forms()


def verb_lemma(form: str) -> str:
    """The base form of a verb form: "said" and "saying" give "say".

    Parameters
    ----------
    form : str
        One word.

    Returns
    -------
    str
        In small letters; a form that no rule fits is returned as it is.

    Examples
    --------
    >>> from framing.agency.lemmas import verb_lemma
    >>> [verb_lemma(w) for w in ("said", "Denies", "was", "stopped", "criticised", "putting", "won't")]
    ['say', 'deny', 'be', 'stop', 'criticise', 'put', 'will']
    """
    return _FORMS[form]


def verb_kind(lemma: str) -> str:
    """"speaking", "thinking" or "acting".

    Examples
    --------
    >>> from framing.agency.lemmas import verb_kind
    >>> [verb_kind(w) for w in ("warn", "believe", "invade")]
    ['speaking', 'thinking', 'acting']
    """
    return _lists()["kind"].get(lemma, "acting")
