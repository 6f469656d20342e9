"""Where the next unit of effort stops paying."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, Parameter, as_number, as_text

ANALYSIS = Analysis(
    "enough",
    "Where does the next unit of effort stop paying?",
    later("steelyard.analyses.enough.question"),
    group="Cost and effort",
    name="Enough",
    place=40,
    takes=(
        Parameter("price", "What a unit of value is worth.", as_number, "--price", "MONEY", annotation="float | None"),
        Parameter(
            "design",
            "Estimate the effect of a minute from agents' pace.",
            as_text,
            "--design",
            default="",
            choices=("agents",),
        ),
        *PART,
    ),
    command="Compare the value associated with more effort with its cost; is the service optimised?",
    listed="Where the next unit of effort stops paying.",
    examples={
        "steelyard enough": "handling time, waiting time, replies, quality, rating",
        "steelyard enough --price 40": "a unit of value priced at 40 instead of its unit cost",
        "steelyard enough --where channel=phone": "one channel",
        "steelyard enough --design agents": "the effect of a minute, if the agent design passes",
    },
)
