"""What customers contribute themselves, and what goes with it."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, PART, PERIOD

ANALYSIS = Analysis(
    "participation",
    "What do customers contribute themselves, and did it replace work or only move it to them?",
    later("steelyard.analyses.participation.question"),
    group="Customers",
    name="Customer's part",
    place=60,
    takes=(PERIOD, AGAINST, *PART),
    command="How customers take part, what it is associated with, and whether work was replaced or moved to them.",
    listed="What customers contribute, and whether work was moved to them.",
    examples={
        "steelyard participation": "the last quarter and the same a year before",
        "steelyard participation --period month": "the last month",
        "steelyard participation --against 2026-01-01..2026-03-31": "against other days",
        "steelyard participation --where segment=business": "one segment",
    },
)
