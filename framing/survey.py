"""What was read: a first look at a source before anything is measured."""

from __future__ import annotations

import pandas as pd

from .duplicates import find_duplicates
from .formats import propose_columns
from .read import list_problems
from .schema import TABLES, require
from .sections import split_sections
from .terms import stop_words
from .tokens.pieces import cut_pieces

#: English news holds 35 to 50 % function words; a text under this share is probably not English.
ENGLISH = 0.2
_TOO_SHORT = 20


def survey_articles(articles: pd.DataFrame) -> dict:
    """Count what a source holds and what looks odd.

    Parameters
    ----------
    articles : DataFrame
        As `read_articles` gives it.

    Returns
    -------
    dict
        ``articles``, ``words``, ``sections`` (int), ``outlets`` (Series: articles per outlet, "" = not told),
        ``first``, ``last`` (ISO dates, "" where none is told), ``undated`` (int), ``not_english`` (list of
        articles), ``columns`` (list: further columns of tables and of front matter, kept as metadata), ``proposed``
        (dict: ours that is not told everywhere, to the further column that may hold it by its name), ``duplicates``
        (table of `find_duplicates`), ``problems`` (table).

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> import framing
    >>> framing.survey_articles(framing.read_articles(pd.DataFrame({"text": ["It rained on the town."]})))["words"]
    5
    """
    require(articles, ["article", "text", "outlet", "published"], "articles")
    stops = stop_words("english")
    foreign, words = [], 0
    for name, text in zip(articles["article"].astype(object), articles["text"].astype(object), strict=True):
        cut = cut_pieces([text])
        lowered = [t.lower().replace("’", "'") for t in cut.types]
        mine = [lowered[c] for c in cut.code if lowered[c][:1].isalnum()]
        words += len(mine)
        if len(mine) >= _TOO_SHORT and sum(w in stops for w in mine) < ENGLISH * len(mine):
            foreign.append(name)
    columns = [name for name in articles.columns if name not in TABLES["articles"]]
    proposed = {ours: name for ours, name in propose_columns(columns).items() if (articles[ours] == "").any()}
    dates = sorted(d for d in articles["published"].dropna() if len(d) == 10 and d[4] == d[7] == "-")
    return {
        "articles": len(articles), "words": words, "sections": len(split_sections(articles)),
        "outlets": articles["outlet"].fillna("").value_counts(), "first": dates[0] if dates else "",
        "last": dates[-1] if dates else "", "undated": len(articles) - len(dates), "not_english": foreign,
        "columns": columns, "proposed": proposed,
        "duplicates": find_duplicates(articles), "problems": list_problems(articles)}
