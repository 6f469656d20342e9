"""Whether speed is bought at the customer's expense."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, BY, COMPARE, PART, PERIOD

ANALYSIS = Analysis(
    "tradeoff",
    "Is speed bought at the customer's expense, or does money buy nothing the customer feels?",
    later("steelyard.analyses.tradeoff.question"),
    group="Cost and effort",
    name="Trade-off",
    place=10,
    takes=(PERIOD, AGAINST, BY.but("The parts to place: site, team or channel unless told."), COMPARE, *PART),
    command="Say whether speed was bought at the customers' expense: gain, investment, over-service or false economy.",
    listed="What was saved, and what customers got.",
    examples={
        "steelyard tradeoff": "the last quarter against the same a year before",
        "steelyard tradeoff --by team": "team by team",
        "steelyard tradeoff --against 2026-01-01..2026-03-31": "against other days",
        "steelyard tradeoff --compare site=Porto,Braga": "one site against another, same days",
    },
)
