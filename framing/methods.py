"""Words to paste into a paper: how to cite, and what was measured with what."""

from __future__ import annotations

from .schema import require
from .stats import FEWEST, MOST, mean_intervals

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
    n = analysis.summary()
    outlets = sorted({o for o in analysis.articles["outlet"] if o})
    dates = sorted({d for d in analysis.articles["published"] if len(d) == 10})
    more = f" and {len(outlets) - 8} more" if len(outlets) > 8 else ""
    material = f"{_count(n['articles'], 'article')} ({_count(n['words'], 'word')}"
    material += f"; {_count(len(outlets), 'outlet')}: {', '.join(outlets[:8])}{more}" if outlets else ""
    material += f"; {dates[0]}{f' to {dates[-1]}' if dates[-1] != dates[0] else ''}" if dates else ""
    models = ", ".join(f"{name} {m['version']} (sha256 {m['sha256'][:12]})" for name, m in manifest["models"].items()
                       if name in ("entities", "quotes", "tone", "postags", "agency"))
    libraries = manifest["libraries"]
    chosen = manifest.get("options", {}).get("tagger", "framing")
    tagger = "" if chosen == "framing" else f", by the tagger {chosen},"
    draws = mean_intervals.__kwdefaults__["n_resamples"]
    return (
        f"We analysed {material}) with framing {manifest['framing']} (Python {manifest['python']}, pandas "
        f"{libraries['pandas']}, NumPy {libraries['numpy']}). Articles were cut into title, subtitles, lead, body "
        f"sections and furniture; headings and furniture are left out of all counts. Named persons, places, "
        f"organisations and groups ({_count(n['mentions'], 'mention')}){tagger} and quotations ({n['quotes']:,}) were "
        f"found with the models that ship with the package: {models}. {_codebook(manifest)}Every word was assigned a "
        f"voice (narrator, quoted or attributed). Rates are per 1,000 words of the group. Keyness is the log-likelihood "
        f"G² with the log-ratio as its size, p adjusted after Holm. Intervals of means are 95 % bootstrap intervals "
        f"({draws:,} resamples, fixed seed; Student's t under {FEWEST} units and above {MOST:,}); articles were resampled "
        f"as clusters where a group holds several. Intervals of shares are Wilson's, in a group of several articles with "
        f"the effective number of cases and Student's t. Groups with fewer than 10 sentences or "
        f"mentions, and with fewer than 20 roles, are marked and not compared. Dictionary sentiment uses TextBlob "
        f"{libraries['textblob']}; its validity on news is low, and it is reported for comparison only. The validity of "
        f"each measure on hand-coded texts is given in the package's documentation.")


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _codebook(manifest: dict) -> str:
    book = manifest.get("options", {}).get("codebook")
    return f"Actors were merged after a codebook (sha256 {book[:12]}). " if book else ""
