"""How often actors act or are acted upon, and how often the doer is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .agency import FORMS, ROLES, find_passives
from .bundles import drop_nobody
from .groups import as_list, group_rows
from .schema import codes_in, context_of, require, with_context
from .shares import share_intervals
from .stats import article_codes

#: Groups with fewer role-bearing mentions than this are marked.
FEW = 20


def count_roles(roles: pd.DataFrame, *, by=("actor",), include=()) -> pd.DataFrame:
    """How often each group of mentions acts and is acted upon.

    Parameters
    ----------
    roles : DataFrame
        As `find_roles` gives it.
    by : str or list of str
        Columns to group by: actor, outlet, voice, section, …
    include : iterable of {"heading", "furniture"}
        Parts that are left out unless named here. Roles in headlines are unreliable.

    Returns
    -------
    DataFrame
        The `by` columns; ``n_agent``, ``n_patient`` (int64, mentions); ``n_acting``, ``n_speaking`` (int64, agents of
        acting verbs, and of verbs of speaking or thinking); ``n_mentions`` (int64, with and without a role);
        ``share_agent`` (agent / (agent + patient), NaN without roles); ``low``, ``high`` (its 95 % interval: Wilson's,
        with the effective number of roles where they stand in several articles, see `framing.shares.share_intervals`);
        ``few`` (bool, fewer than 20 role-bearing mentions: do not compare). By actor, mentions of nobody ("") are left out.

    Raises
    ------
    ValueError
        If a column is missing, or `by` names one that is not known.

    Notes
    -----
    The interval of a group within one article tells how far its share may be off among the sentences of that article; it
    knows nothing of other articles. That of a group in several tells of further articles, and is wide for fewer than five.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> articles = framing.read_articles(pd.DataFrame({"text": ["Lee met Ray. Lee said no. Ray was fired by Lee."]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> names = pd.DataFrame({"article": articles["article"].iloc[[0] * 5], "start": [0, 8, 13, 26, 43],
    ...                       "end": [3, 11, 16, 29, 46], "actor": ["Lee", "Ray", "Lee", "Ray", "Lee"]})
    >>> counts = framing.count_roles(framing.find_roles(names, articles, tokens))
    >>> counts[["actor", "n_agent", "n_patient", "n_acting", "n_speaking", "few"]].values.tolist()
    [['Lee', 3, 0, 2, 1, True], ['Ray', 0, 2, 0, 0, True]]
    """
    require(roles, ["article", "role", "speaking", *[c for c in as_list(by) if c == "actor"]], "roles")
    roles = drop_nobody(roles, as_list(by))
    groups = group_rows(roles, as_list(by), include)
    n = len(groups.keys)
    kept = groups.codes >= 0
    code = groups.codes[kept]
    role = codes_in(roles["role"], ROLES)[kept]
    speaking = roles["speaking"].to_numpy(dtype=bool)[kept]
    agent, patient = role == ROLES.index("agent"), role == ROLES.index("patient")

    def count(rows):
        return np.bincount(code[rows], minlength=n)[:n].astype("int64")

    n_agent, n_patient = count(agent), count(patient)
    bearing = n_agent + n_patient
    low, high = share_intervals(agent[agent | patient], code[agent | patient], n,
                                clusters=article_codes(roles)[kept][agent | patient])
    table = groups.keys.assign(
        n_agent=n_agent, n_patient=n_patient, n_acting=count(agent & ~speaking), n_speaking=count(agent & speaking),
        n_mentions=count(np.ones(len(code), bool)), share_agent=_share(n_agent, bearing), low=low, high=high,
        few=bearing < FEW)
    return with_context(table, context_of(roles))


def count_passives(tokens: pd.DataFrame, articles: pd.DataFrame | None = None, *, by="outlet", per_verb: bool = True,
                   include=()) -> pd.DataFrame:
    """How often verbs stand in the active, and in the passive with and without a doer.

    Parameters
    ----------
    tokens : DataFrame
        As `tokenize` gives it; or clauses, as ``find_passives(tokens, articles, actives=True)`` gives them.
    articles : DataFrame, optional
        As `read_articles` gives it; not needed for clauses.
    by : str or list of str
        Columns to group by.
    per_verb : bool
        One row for each verb of a group; else one row for each group.
    include : iterable of {"heading", "furniture"}
        Parts that are left out unless named here.

    Returns
    -------
    DataFrame
        The `by` columns; ``verb`` (str, base form, with `per_verb`); ``n_active`` (int64, active with an object),
        ``n_with_agent``, ``n_agentless`` (int64, passives with "be" or "get" that name the doer with "by", or do not);
        ``n`` (int64, all three); ``share_agentless`` (n_agentless / n, NaN where n is 0); ``low``, ``high`` (its 95 %
        interval, as in `count_roles`); ``few`` (bool, n under 20). The clauses behind a row are those of
        ``find_passives(tokens, articles, actives=True)`` with the same values.

    Raises
    ------
    ValueError
        If a column is missing, `by` names one that is not known, or `tokens` come without `articles`.

    Notes
    -----
    An agentless passive is not yet a hidden doer: "he was born", or the doer stands in the sentence before. Read the
    clauses before you draw a conclusion.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> texts = ["Police shot a man. A man was shot by police.", "A man was shot. A man was shot on Friday."]
    >>> articles = framing.read_articles(pd.DataFrame({"text": texts, "outlet": ["Post", "Sun"]}))
    >>> _, tokens = framing.tokenize(articles, framing.split_sections(articles))
    >>> counts = framing.count_passives(tokens, articles)
    >>> counts[["outlet", "verb", "n_active", "n_with_agent", "n_agentless"]].values.tolist()
    [['Post', 'shoot', 1, 1, 0], ['Sun', 'shoot', 0, 0, 2]]
    """
    clauses = isinstance(tokens, pd.DataFrame) and {"form", "verb"} <= set(tokens.columns)
    if not clauses and articles is None:
        raise ValueError("count_passives needs the articles of the tokens: count_passives(tokens, articles). Without them "
                         "it takes clauses, find_passives(tokens, articles, actives=True).")
    found = tokens if clauses else find_passives(tokens, articles, actives=True)
    by = as_list(by) + (["verb"] if per_verb and "verb" not in as_list(by) else [])
    groups = group_rows(found, by, include)
    n = len(groups.keys)
    kept = groups.codes >= 0
    form = codes_in(found["form"], FORMS)[kept]
    counts = np.bincount(groups.codes[kept] * len(FORMS) + form, minlength=n * len(FORMS)).reshape(-1, len(FORMS))[:n]
    total = counts.sum(axis=1)
    low, high = share_intervals(form == FORMS.index("agentless passive"), groups.codes[kept], n,
                                clusters=article_codes(found)[kept])
    table = groups.keys.assign(
        n_active=counts[:, 0].astype("int64"), n_with_agent=counts[:, 1].astype("int64"),
        n_agentless=counts[:, 2].astype("int64"), n=total.astype("int64"), share_agentless=_share(counts[:, 2], total),
        low=low, high=high, few=total < FEW)
    return with_context(table, context_of(tokens))


def _share(part, whole) -> np.ndarray:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
