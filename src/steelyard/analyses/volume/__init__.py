"""How many contacts came in, month by month, and how many of them are still open."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, PART, PERIOD

ANALYSIS = Analysis(
    "volume",
    "How many contacts came in, and how many are still open?",
    later("steelyard.analyses.volume.question"),
    group="What happened",
    name="Volume",
    place=5,
    takes=(PERIOD, *PART, AGAINST),
)
