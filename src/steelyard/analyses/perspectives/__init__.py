"""Own standards, customers and comparable companies, set against each other."""

from steelyard.declare import Analysis, later
from steelyard.parameters import BY, PART, PERIOD

ANALYSIS = Analysis(
    "perspectives",
    "Where do own standards, customers and comparable companies agree, and where do they contradict each other?",
    later("steelyard.analyses.perspectives.question"),
    group="Customers",
    name="Three perspectives",
    place=32,
    takes=(PERIOD, BY, *PART),
    command="Own standards (evaluations), customers (ratings, effort, recommendation) and comparable companies beside "
    "each other: where they agree, where they contradict each other beyond sampling error, and what each cannot see.",
    listed="Own standards, customers and comparable companies beside each other.",
    examples={
        "steelyard perspectives": "the last quarter",
        "steelyard perspectives --by team": "team by team",
        "steelyard perspectives --where topic=outage": "one topic",
    },
)
