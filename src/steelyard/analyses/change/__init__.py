"""What moved the balance, between two periods or two parts."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, BY, COMPARE, PART, PERIOD

ANALYSIS = Analysis(
    "change",
    "What moved the balance, between two periods or two parts?",
    later("steelyard.analyses.change.question"),
    group="What happened",
    takes=(
        PERIOD,
        AGAINST.but("The days compared with; a year before unless told, right before where a period is named."),
        BY.but("Split by site, team, channel or family; the one that tells most unless told."),
        COMPARE,
        *PART,
    ),
    command="Split the balance's change into its factors and the mix of issues, each with its interval.",
    listed="What moved the balance.",
    examples={
        "steelyard change": "the last quarter against the same a year before",
        "steelyard change --period month": "the last month against the one before",
        "steelyard change --against 2026-01-01..2026-03-31": "against other days",
        "steelyard change --by site": "and how much of it each site brought",
        "steelyard change --compare site=Porto,Braga": "one site against another, same days",
    },
)
