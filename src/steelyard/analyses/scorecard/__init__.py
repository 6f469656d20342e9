"""Both kinds of measure side by side, by period and part."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, BY, METRICS, PART, PERIOD

ANALYSIS = Analysis(
    "scorecard",
    "How do both kinds of measure stand, by period and part?",
    later("steelyard.analyses.scorecard.question"),
    group="What happened",
    takes=(PERIOD, BY, AGAINST, METRICS, *PART),
)
