"""Who acts and who is acted upon: the role of each mention, and clauses that leave the doer out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..bundles import source_rows
from ..schema import article_rows, context_of, require, with_context
from ..tokens import require_order, token_types
from .elements import NOUNS, NUMBER, VERBS
from .features import verb_kinds
from .lemmas import verb_lemma
from .postags import sentence_marks
from .roles import LABELS, Clauses, find_clauses, with_names
from .rules import AGENT, BY, NONE, OBJECT, SUBJECT

#: Categories of the column ``role``.
ROLES = ("agent", "patient", "none")
#: Categories of the column ``form``.
FORMS = ("active", "passive with agent", "agentless passive")
_ROLE_OF = np.array([2, 0, 1, 1, 0, 2, 2], np.int8)  # in the order of LABELS
_PASSIVE = LABELS.index("passive")
_FAR = np.int64(1) << 32
_TOKEN_COLUMNS = ["article", "section", "sentence", "start", "end", "token"]


def find_roles(mentions: pd.DataFrame, articles: pd.DataFrame, tokens: pd.DataFrame, *,
               clauses: Clauses | None = None) -> pd.DataFrame:
    """Add to each mention whether it acts or is acted upon.

    An agent is the subject of an active verb or stands behind "by" in a passive; a patient is a direct object or the
    subject of a passive. A mention has the role of the noun chunk whose last noun it holds: in "the Kremlin
    spokesman said" the Kremlin has none. What stands in brackets, or in a dateline, has no part in the clause around it:
    in "the United Nations (UN) said" the UN acts once.

    Parameters
    ----------
    mentions : DataFrame
        Any table with ``article``, ``start`` and ``end``.
    articles : DataFrame
        As `read_articles` gives it.
    tokens : DataFrame
        As `tokenize` gives it for these articles.
    clauses : Clauses, optional
        As `framing.agency.read_clauses` gives them for these tokens; saves most of the work, changes no number.

    Returns
    -------
    DataFrame
        The mentions with ``role`` (category: agent, patient, none); ``verb`` (str, the verb as written, "" for none),
        ``verb_start`` and ``verb_end`` (int32, str offsets, -1 for none); ``lemma`` (str, the verb's base form);
        ``passive`` (bool, the clause is passive); ``speaking`` (bool, a verb of speaking or thinking; other verbs count
        as acting); ``negated`` and ``modal`` (bool, the verb group holds a negation; a modal verb such as "would").

    Raises
    ------
    ValueError
        If a column is missing, or a mention names an article that is not there.

    Notes
    -----
    About one role in six is missed, most of them in headlines, lists and appositions, so absolute shares of agents
    are too low: compare agent / (agent + patient), see `count_roles`. ``framing/models/agency.json`` has the figures.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> text = "Ann Lee was arrested by the police. Bo Ray would not join her."
    >>> articles = framing.read_articles(pd.DataFrame({"text": [text]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> names = pd.DataFrame({"article": articles["article"].iloc[[0, 0]], "start": [0, 36], "end": [7, 42]})
    >>> roles = framing.find_roles(names, articles, tokens)
    >>> roles[["role", "verb", "passive", "negated", "modal"]].values.tolist()
    [['patient', 'arrested', True, False, False], ['agent', 'join', False, True, True]]
    """
    require(mentions, ["article", "start", "end"], "mentions")
    require(articles, ["article", "text"], "articles")
    require(tokens, _TOKEN_COLUMNS, "tokens")
    n = len(mentions)
    label, verb_at = np.zeros(n, np.int8), np.full(n, -1, np.int64)
    negated, modal, passive = np.zeros(n, bool), np.zeros(n, bool), np.zeros(n, bool)
    types = token_types(tokens)
    code = tokens["token"].cat.codes.to_numpy()
    low, high = _token_ranges(mentions, articles, tokens)
    held = np.flatnonzero(high > low)
    if len(held):
        begins, tight = sentence_marks(tokens)
        if clauses is not None:
            kept, place = np.arange(len(tokens)), (low[held], high[held])
            clauses = with_names(clauses, types, code, begins, tight, _named(mentions, held, *place, len(kept)))
        else:
            number = np.cumsum(begins) - 1
            wanted = np.zeros(int(number[-1]) + 1, bool)
            wanted[number[low[held]]] = True
            wanted[number[high[held] - 1]] = True
            kept = np.flatnonzero(wanted[number])
            place = np.searchsorted(kept, low[held]), np.searchsorted(kept, high[held])
            clauses = find_clauses(types, code[kept], begins[kept], tight[kept],
                                   names=_named(mentions, held, *place, len(kept)))
        elements = clauses.elements
        chunk = _first_chunks(elements, *place)
        some = chunk >= 0
        held, chunk = held[some], chunk[some]
        label[held] = clauses.label[chunk]
        verb = clauses.verb[chunk]
        filled = (verb >= 0) & (label[held] > NONE)
        label[held[~filled]] = NONE
        held, chunk, verb = held[filled], chunk[filled], verb[filled]
        verb_at[held] = kept[elements.head[verb]]
        negated[held], modal[held] = _clause_marks(clauses, chunk, verb)
        passive[held] = np.isin(label[held], [SUBJECT, BY]) | (clauses.label[verb] == _PASSIVE)
    some = verb_at >= 0
    at = np.maximum(verb_at, 0)
    verb_code = code[at[some]]
    words, lemmas = np.full(n, "", object), np.full(n, "", object)
    words[some] = [types[k] for k in verb_code.tolist()]
    lemmas[some] = [verb_lemma(types[k]) for k in verb_code.tolist()]
    speaking = np.zeros(n, bool)
    speaking[some] = (verb_kinds(types) > 0)[verb_code]
    offset = {}
    for name in ("start", "end"):
        offset[name] = np.full(n, -1, np.int32)
        offset[name][some] = tokens[name].to_numpy()[at[some]]
    roles = mentions.assign(
        role=pd.Categorical.from_codes(_ROLE_OF[label], categories=ROLES), verb=_text(words), verb_start=offset["start"],
        verb_end=offset["end"], lemma=_text(lemmas), passive=passive, speaking=speaking, negated=negated, modal=modal)
    return with_context(roles, context_of(mentions) or context_of(tokens))


def read_clauses(tokens: pd.DataFrame) -> Clauses:
    """The clauses of all sentences, for `find_roles` and `find_passives` of the same tokens: most of their work, done once.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Two men were shot."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> framing.find_passives(tokens, articles, clauses=read_clauses(tokens))["verb"].tolist()
    ['shoot']
    """
    require(tokens, _TOKEN_COLUMNS, "tokens")
    require_order(tokens)
    return find_clauses(token_types(tokens), tokens["token"].cat.codes.to_numpy(), *sentence_marks(tokens))


def find_passives(tokens: pd.DataFrame, articles: pd.DataFrame, *, actives: bool = False,
                  clauses: Clauses | None = None) -> pd.DataFrame:
    """Locate passive clauses with "be" or "get", and whether they name the doer.

    Parameters
    ----------
    tokens : DataFrame
        As `tokenize` gives it.
    articles : DataFrame
        As `read_articles` gives it.
    actives : bool
        Also give active verb groups that have an object: those that could have been passive.
    clauses : Clauses, optional
        As `framing.agency.read_clauses` gives them for these tokens; saves the work, changes no number.

    Returns
    -------
    DataFrame
        One row per verb group in reading order: ``article``, ``section``, ``sentence``; ``start``, ``end`` (int32, the
        whole group: "was not arrested"); ``verb_start``, ``verb_end`` (int32, its main verb); ``verb`` (str, the base
        form); ``form`` (category: active, passive with agent, agentless passive); ``agent`` (str, the doer named with
        "by", "" for none); ``text`` (str, the group as written); ``negated``, ``modal`` (bool).

    Raises
    ------
    ValueError
        If a column is missing, the tokens are out of order or name an article that is not there.

    Notes
    -----
    Participles without "be" or "get" ("those arrested on Friday") are left out: only two thirds of them are found.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Two men were shot. One got hit by a car."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> framing.find_passives(tokens, articles)[["text", "verb", "form", "agent"]].values.tolist()
    [['were shot', 'shoot', 'agentless passive', ''], ['got hit', 'hit', 'passive with agent', 'a car']]
    """
    require(tokens, _TOKEN_COLUMNS, "tokens")
    require(articles, ["article", "text"], "articles")
    types, code = token_types(tokens), tokens["token"].cat.codes.to_numpy()
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    clauses = read_clauses(tokens) if clauses is None else clauses
    elements = clauses.elements
    is_verb = np.isin(elements.symbol, list(VERBS))
    passive = is_verb & (clauses.label == _PASSIVE)
    doer = np.full(len(is_verb), -1, np.int64)
    by = np.flatnonzero((clauses.label == BY) & (clauses.verb >= 0))[::-1]
    doer[clauses.verb[by]] = by
    has_object = np.zeros(len(is_verb), bool)
    has_object[clauses.verb[(clauses.label == OBJECT) & (clauses.verb >= 0)]] = True
    rows = np.flatnonzero(passive | (is_verb & has_object) if actives else passive)
    first, last, head, by = elements.start[rows], elements.end[rows] - 1, elements.head[rows], doer[rows]
    form = np.where(passive[rows], np.where(by >= 0, 1, 2), 0)
    texts = articles["text"].astype(object).to_numpy()[article_rows(tokens, articles, "tokens")[first]]
    agents = ["" if k < 0 else text[start[elements.start[k]]:end[elements.end[k] - 1]]
              for k, text in zip(by.tolist(), texts, strict=True)]
    groups = [text[a:b] for a, b, text in zip(start[first].tolist(), end[last].tolist(), texts, strict=True)]
    found = pd.DataFrame({
        "article": tokens["article"].array[first], "section": tokens["section"].to_numpy()[first],
        "sentence": tokens["sentence"].to_numpy()[first], "start": start[first], "end": end[last],
        "verb_start": start[head], "verb_end": end[head],
        "verb": _text([verb_lemma(types[k]) for k in code[head].tolist()]),
        "form": pd.Categorical.from_codes(form, categories=FORMS), "agent": _text(agents), "text": _text(groups),
        "negated": elements.negated[rows], "modal": elements.modal[rows]})
    return with_context(found, context_of(tokens))


def _text(values):
    return pd.Series(list(values), dtype=str).array


def _token_ranges(mentions, articles, tokens) -> tuple[np.ndarray, np.ndarray]:
    """First token and the one behind the last token that each mention touches."""
    require_order(tokens)
    owner, mine = article_rows(tokens, articles, "tokens"), source_rows(mentions, articles, "mentions")
    seen = owner[np.append(True, owner[1:] != owner[:-1])[:len(owner)]]
    base = np.full(len(articles), len(seen) * _FAR)  # behind all tokens, where an article has none
    base[seen] = np.arange(len(seen)) * _FAR
    low = np.searchsorted(base[owner] + tokens["end"].to_numpy(), base[mine] + mentions["start"].to_numpy(), side="right")
    high = np.searchsorted(base[owner] + tokens["start"].to_numpy(), base[mine] + mentions["end"].to_numpy(), side="left")
    return low, high


def _first_chunks(elements, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The first noun chunk whose head lies in each range of tokens, -1 for none."""
    nouns = np.flatnonzero(np.isin(elements.symbol, list(NOUNS)))
    heads = elements.head[nouns]
    at = np.searchsorted(heads, low)
    inside = at < np.searchsorted(heads, high)
    return np.where(inside, np.append(nouns, -1)[at], -1)


def _named(mentions, held, low, high, n) -> np.ndarray:
    """Tokens inside a mention of a person, place or organisation (peoples are as often adjectives)."""
    if "label" in mentions.columns:
        noun = (mentions["label"].astype(object) != "NORP").to_numpy()[held]
        low, high = low[noun], high[noun]
    change = np.zeros(n + 1, np.int64)
    np.add.at(change, low, 1)
    np.add.at(change, high, -1)
    return np.cumsum(change[:-1]) > 0


def _clause_marks(clauses: Clauses, chunk: np.ndarray, verb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Negation and modal verb of each chunk's clause; in a question the auxiliary stands before the subject."""
    elements = clauses.elements
    before = np.maximum(chunk - 1, 0)
    asked = (elements.symbol[before] == NUMBER["aux"]) & (clauses.label[chunk] == AGENT) & (
        elements.sentence[before] == elements.sentence[chunk]) & (verb > chunk)
    return (elements.negated[verb] | (asked & elements.negated[before]),
            elements.modal[verb] | (asked & elements.modal[before]))
