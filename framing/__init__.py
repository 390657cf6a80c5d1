"""framing: media-framing analysis of news articles, from the text to charts of its actors.

Every function takes a tidy table and gives one back; `analyze` walks the whole way once.
"""

import importlib

__version__ = "0.1.0"

_HOMES = {
    "schema": ["LostContextWarning", "LowCoverageWarning"],
    "read": ["read_articles", "list_problems"],
    "sections": ["split_sections", "add_bylines"],
    "tokens": ["tokenize"],
    "entities": ["find_entities"],
    "quotes": ["find_quotes", "add_voices"],
    "actors": ["resolve_actors", "explain_actors"],
    "actors.codebook": ["load_codebook"],
    "actors.drafts": ["draft_codebook"],
    "actors.listed": ["find_listed"],
    "agency.postags": ["tag_words"],
    "agency": ["find_roles", "find_passives"],
    "agency_counts": ["count_roles", "count_passives"],
    "duplicates": ["find_duplicates"],
    "survey": ["survey_articles"],
    "terms": ["count_terms", "compare_terms", "find_context"],
    "counts": ["count_entities"],
    "sentiment": ["score_sentiment", "mean_sentiment", "explain_sentiment", "test_difference"],
    "tone": ["score_tone", "mean_tone", "explain_tone"],
    "naming": ["count_names"],
    "dictionaries": ["count_labels", "count_frames", "find_labels", "find_frames"],
    "speech": ["count_speech", "count_talk"],
    "portraits": ["portray_actors"],
    "evidence": ["find_evidence"],
    "charts": [
        "actor_colours", "describe_chart", "plot_agreement", "plot_entities", "plot_frames", "plot_keyness", "plot_labels",
        "plot_names", "plot_over_time", "plot_passives", "plot_portraits", "plot_positions", "plot_roles", "plot_sections",
        "plot_sentiment", "plot_speakers", "plot_talk", "plot_terms", "plot_tone", "plot_verbs"],
    "coding": ["draw_sample", "write_coding_sheet", "read_coding_sheet", "measure_agreement"],
    "analysis": ["Analysis", "analyze", "load_analysis"],
    "scale": ["load_tables"],
    "features": ["Features", "export_features", "load_features", "make_features", "verify_features"],
    "methods": ["citation", "methods_paragraph"],
    "exercises": ["check"],
    "explorer": ["explore"],
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names}
__all__ = sorted(_WHERE)


def __getattr__(name):
    if name in _WHERE:
        return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
    try:
        return importlib.import_module(f".{name}", __name__)
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
    raise AttributeError(f"module 'framing' has no attribute {name!r}")


def __dir__():
    return sorted(set(globals()) | set(__all__))
