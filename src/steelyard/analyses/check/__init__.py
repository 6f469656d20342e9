"""What the data can answer, what they cannot, and what is odd about them."""

from steelyard.declare import Analysis, later

ANALYSIS = Analysis(
    "check",
    "What can the data answer, and what is odd?",
    later("steelyard.analyses.check.question"),
)
