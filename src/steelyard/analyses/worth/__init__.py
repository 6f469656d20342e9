"""What a point of experience or effectiveness is worth."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, Parameter, as_count, as_number

ANALYSIS = Analysis(
    "worth",
    "What is a point of experience or effectiveness worth in retention and money?",
    later("steelyard.analyses.worth.question"),
    name="Worth",
    place=80,
    takes=(
        Parameter(
            "horizon_months",
            "Months a kept customer counts for.",
            as_count,
            "--horizon",
            "MONTHS",
            default=36,
            is_default_told=True,
            annotation=int,
        ),
        Parameter(
            "discount",
            "By which a year later is worth less.",
            as_number,
            "--discount",
            "SHARE",
            default=0.1,
            is_default_told=True,
            annotation=float,
        ),
        Parameter(
            "cost_per_point",
            "What it takes to gain a point.",
            as_number,
            "--cost-per-point",
            "MONEY",
            annotation="float | None",
        ),
        *PART,
    ),
    command="What goes with a point more of resolution, first contact resolution and rating: customers kept, money.",
    listed="What a point is worth, in customers kept and money.",
    examples={
        "steelyard worth": "a point of resolution and rating, in customers and money",
        "steelyard worth --cost-per-point 20000": "and whether a point that costs so much pays",
        "steelyard worth --horizon 12": "a kept customer counted for a year only",
        "steelyard worth --where segment=business": "one segment",
    },
)
