"""Which figures may not say what they seem to say."""

from steelyard.declare import Analysis, later
from steelyard.parameters import BY, PART, PERIOD, PERIODS

ANALYSIS = Analysis(
    "readings",
    "Which figures may not say what they seem to say?",
    later("steelyard.analyses.readings.question"),
    group="Teams and places",
    name="False readings",
    place=70,
    takes=(
        PERIOD.but(f"{PERIODS}; two quarters unless told."),
        BY.but("The units: sites and teams unless told; never individuals."),
        *PART,
    ),
    command="Test figures for signs of gaming or bias against independent records; bound non-respondents.",
    listed="Which figures may mislead, and what non-respondents may think.",
    examples={
        "steelyard readings": "the last half year, site by site and team by team",
        "steelyard readings --by channel": "channel by channel",
        "steelyard readings --period month": "the last month",
        "steelyard readings --where site=Porto": "one site's teams",
    },
)
