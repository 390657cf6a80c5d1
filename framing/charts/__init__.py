"""Charts: one function per table, drawn into axes. They only draw; what they show is in the table."""

from .agency import plot_passives, plot_roles, plot_verbs
from .articles import plot_positions, plot_sections
from .keyness import plot_keyness
from .matrix import plot_entities, plot_talk
from .palette import actor_colours
from .portraits import plot_portraits
from .sheet import describe_chart
from .speech import plot_names, plot_speakers
from .terms import plot_terms
from .timelines import plot_over_time
from .tone import plot_agreement, plot_sentiment, plot_tone
from .wording import plot_frames, plot_labels

__all__ = [
    "actor_colours", "describe_chart", "plot_agreement", "plot_entities", "plot_frames", "plot_keyness", "plot_labels",
    "plot_names", "plot_over_time", "plot_passives", "plot_portraits", "plot_positions", "plot_roles", "plot_sections",
    "plot_sentiment", "plot_speakers", "plot_talk", "plot_terms", "plot_tone", "plot_verbs"]
