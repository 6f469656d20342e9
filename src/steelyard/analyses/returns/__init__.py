"""How many customers have come back, day by day."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, PERIOD

ANALYSIS = Analysis(
    "returns",
    "How many customers have come back, day by day?",
    later("steelyard.analyses.returns.question"),
    group="What happened",
    takes=(PERIOD, *PART),
)
