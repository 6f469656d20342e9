"""Whether the service is effective, valued, well delivered and lean, in that order."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, PART, PERIOD

ANALYSIS = Analysis(
    "verdict",
    "Is the service effective, valued, well delivered and lean, in that order?",
    later("steelyard.analyses.verdict.question"),
    group="What happened",
    takes=(PERIOD, AGAINST, *PART),
)
