"""Words to paste into a paper: how to cite, and what was measured with what."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .agency_counts import FEW as FEW_CASES
from .differences import test_difference
from .groups import counted_rows, words_per_group
from .schema import require
from .stats import FEW, FEWEST, MOST, mean_intervals

_TITLE = "framing: media-framing analysis of news articles"


def citation(style: str = "text") -> str:
    """How to cite this version of framing.

    Parameters
    ----------
    style : {"text", "bibtex"}

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the style is unknown.

    Examples
    --------
    >>> import framing
    >>> framing.citation().startswith("The framing authors (2026).")
    True
    """
    from . import __version__

    if style == "bibtex":
        return (f"@software{{framing,\n  title = {{{_TITLE}}},\n  author = {{{{The framing authors}}}},\n"
                f"  version = {{{__version__}}},\n  year = {{2026}}\n}}")
    if style == "text":
        return f"The framing authors (2026). {_TITLE} (version {__version__}) [computer software]."
    raise ValueError(f"unknown style {style!r}; choose 'text' or 'bibtex'.")


def methods_paragraph(analysis) -> str:
    """A paragraph for the methods section: material, steps, models, versions and how intervals were made.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the analysis lacks a table.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> "1 article" in framing.methods_paragraph(framing.analyze(pd.DataFrame({"text": ["Rain fell."]})))
    True
    """
    require(analysis.articles, ["article", "outlet", "published"], "articles")
    manifest = analysis.manifest
    n, used = analysis.summary(), _used(analysis)
    outlets = sorted({o for o in analysis.articles["outlet"] if o})
    dates = sorted({d for d in analysis.articles["published"] if len(d) == 10})
    more = f" and {len(outlets) - 8} more" if len(outlets) > 8 else ""
    material = f"{_count(n['articles'], 'article')} ({_count(n['words'], 'word')}, {used['words']:,} of them in running text"
    material += f"; {_count(len(outlets), 'outlet')}: {', '.join(outlets[:8])}{more}" if outlets else ""
    material += f"; {dates[0]}{f' to {dates[-1]}' if dates[-1] != dates[0] else ''}" if dates else ""
    models = ", ".join(f"{name} {m['version']} (sha256 {m['sha256'][:12]})" for name, m in manifest["models"].items()
                       if name in ("entities", "quotes", "tone", "postags", "agency"))
    libraries = manifest["libraries"]
    chosen = manifest.get("options", {}).get("tagger", "framing")
    tagger = "" if chosen == "framing" else f", by the tagger {chosen},"
    draws = mean_intervals.__kwdefaults__["n_resamples"]
    lots = test_difference.__kwdefaults__["n_permutations"]
    return (
        f"We analysed {material}) with framing {manifest['framing']} (Python {manifest['python']}, pandas "
        f"{libraries['pandas']}, NumPy {libraries['numpy']}). Articles were cut into title, subtitles, lead, body "
        f"sections and furniture; counts, rates and scores are those of running text, without headings and furniture, "
        f"where nothing else is said. Named persons, places, organisations and groups "
        f"({_count(n['mentions'], 'mention')}, {used['mentions']:,} of them in running text, {used['actors']:,} of these "
        f"given to an actor){tagger} and quotations ({n['quotes']:,}, {used['quotes']:,} of them in running text) were "
        f"found with the models that ship with the package: {models}. {_codebook(manifest)}Every word was assigned a "
        f"voice (narrator, quoted or attributed). Rates are per 1,000 words of the group. Keyness ranks terms by z of "
        f"their weighted log-odds (informative Dirichlet prior of as many words as the median group has; Monroe et al. "
        f"2008); beside it stand the log-ratio and the log-likelihood G², whose p, adjusted after Holm, takes each word "
        f"for one drawn by itself. Intervals of means are 95 % bootstrap intervals ({draws:,} resamples, fixed seed; "
        f"Student's t under {FEWEST} units and above {MOST:,}); articles were resampled as clusters where a group holds "
        f"several. Intervals of shares are Wilson's, in a group of several articles with the effective number of cases "
        f"and Student's t. Differences between means were tested by permutation ({lots:,} draws, fixed seed), p of pairs "
        f"adjusted after Holm: whole articles were exchanged between groups, the signs of what articles add where they "
        f"hold several groups, and single sentences only where no group has a second article; the smallest p that so many "
        f"units can reach is given. Groups with fewer than {FEW} sentences or mentions, and shares of fewer than "
        f"{FEW_CASES} roles or clauses, are marked as too few to compare. Dictionary sentiment uses TextBlob "
        f"{libraries['textblob']}; its validity on news is low, and it is reported for comparison only. The validity of "
        f"each measure on hand-coded texts is given in the package's documentation.")


def _used(analysis) -> dict[str, int]:
    """How many of the words, mentions, mentions of an actor and quotations stand in running text."""
    words = words_per_group(analysis.tokens, None, pd.DataFrame(index=[0]))[0]
    mentions = counted_rows(analysis.mentions)
    actors = mentions & (analysis.mentions["actor"] != "").to_numpy(bool)
    return {"words": int(np.nan_to_num(words)), "mentions": int(mentions.sum()), "actors": int(actors.sum()),
            "quotes": int(counted_rows(analysis.quotes).sum())}


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _codebook(manifest: dict) -> str:
    book = manifest.get("options", {}).get("codebook")
    return f"Actors were merged after a codebook (sha256 {book[:12]}). " if book else ""
