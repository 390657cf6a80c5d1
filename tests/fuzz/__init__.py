"""Coverage-guided fuzzing of whatever takes text or files from outside; see `run.py`."""
