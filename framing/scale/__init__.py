"""Many articles: in a stream of chunks, on several processes, or on a Dask cluster, with the same numbers."""

from .cluster import analyze_parquet
from .load import load_tables
from .parts import NOT_MEASURED
from .run import measure_corpus

__all__ = ["NOT_MEASURED", "analyze_parquet", "load_tables", "measure_corpus"]
