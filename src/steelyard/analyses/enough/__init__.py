"""Where the next unit of effort stops paying."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, Parameter, as_number, as_text

ANALYSIS = Analysis(
    "enough",
    "Where does the next unit of effort stop paying?",
    later("steelyard.analyses.enough.question"),
    name="Enough",
    place=40,
    takes=(
        Parameter("price", "What a unit of value is worth.", as_number, "--price", "MONEY", annotation="float | None"),
        Parameter("design", "Judge a minute by agents' pace.", as_text, "--design", default="", choices=("agents",)),
        *PART,
    ),
    command="What more effort goes with among issues alike, against what it costs; where it bends; is it optimised.",
    listed="Where the next unit of effort stops paying.",
    examples={
        "steelyard enough": "handling, waiting, replies, quality, rating",
        "steelyard enough --price 40": "a unit of value counted at 40 instead of what it costs",
        "steelyard enough --where channel=phone": "one channel",
        "steelyard enough --design agents": "what a minute does, if agents' pace may tell",
    },
)
