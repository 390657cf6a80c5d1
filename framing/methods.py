"""Words to paste into a paper: how to cite, and what was measured with what."""

from __future__ import annotations

from .schema import require

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
    material = f"{n['articles']:,} article{'s' if n['articles'] != 1 else ''} ({n['words']:,} words"
    material += f"; {len(outlets)} outlets: {', '.join(outlets[:8])}" if outlets else ""
    material += f"; {dates[0]} to {dates[-1]}" if dates else ""
    models = ", ".join(f"{name} {m['version']} (sha256 {m['sha256'][:12]})" for name, m in manifest["models"].items()
                       if name in ("entities", "quotes", "tone", "postags", "agency"))
    libraries = manifest["libraries"]
    return (
        f"We analysed {material}) with framing {manifest['framing']} (Python {manifest['python']}, pandas "
        f"{libraries['pandas']}, NumPy {libraries['numpy']}). Articles were cut into title, subtitles, lead, body "
        f"sections and furniture; headings and furniture are left out of all counts. Named persons, places, "
        f"organisations and groups ({n['mentions']:,} mentions) and quotations ({n['quotes']:,}) were found with the "
        f"models that ship with the package: {models}. Every word was assigned a voice (narrator, quoted or attributed). "
        f"Rates are per 1,000 words of the group. Intervals are 95 % bootstrap intervals with a fixed seed; articles "
        f"were resampled as clusters where a group holds several. Dictionary sentiment uses TextBlob "
        f"{libraries['textblob']}; its validity on news is low, and it is reported for comparison only. "
        f"The validity of each measure on hand-coded texts is given in the package's documentation.")
