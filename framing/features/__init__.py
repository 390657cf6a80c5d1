"""Sharing without the text: tables from which the charts can be drawn, and from which no text can be put together."""

from .bundle import Features, make_features
from .folder import export_features, load_features
from .paragraphs import verify_features

__all__ = ["Features", "export_features", "load_features", "make_features", "verify_features"]
