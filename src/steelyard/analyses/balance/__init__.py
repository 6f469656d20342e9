"""How much value customers receive for each unit of resource."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, PART, PERIOD

ANALYSIS = Analysis(
    "balance",
    "How much value do customers receive for each unit of resource?",
    later("steelyard.analyses.balance.question"),
    group="What happened",
    takes=(PERIOD, AGAINST, *PART),
)
