"""What is broken in customers' journeys, since when, and at what interest."""

from steelyard.declare import Analysis, later
from steelyard.parameters import FROM, PERIOD, TO, Parameter, as_text

NOTED = Parameter(
    "noted",
    "Debts of a register as JSON: a list of fracture, by, part, since and repaid.",
    as_text,
    default="",
)

ANALYSIS = Analysis(
    "debt",
    "What is broken in customers' journeys, since when, and what does it cost every month?",
    later("steelyard.analyses.debt.question"),
    group="Getting better",
    name="CX debt",
    place=55,
    takes=(PERIOD, FROM, TO, NOTED),
    command="CX debt: what breaks in customers' journeys (returns, transfers, forced switches of channel ...), what it "
    "costs every month, and what became more frequent beyond chance: since when, where, at what interest.",
    listed="What is broken, since when, at what interest.",
    examples={
        "steelyard debt": "in the last mature quarter",
        "steelyard debt --period month": "of the last mature month",
        "steelyard debt --json": "the whole answer as JSON",
    },
)
