"""What a point of experience or effectiveness is worth."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, Parameter, as_count, as_number

ANALYSIS = Analysis(
    "worth",
    "What is a point of experience or effectiveness worth in retention and money?",
    later("steelyard.analyses.worth.question"),
    group="Cost and effort",
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
            "Discount a year on later money.",
            as_number,
            "--discount",
            "SHARE",
            default=0.1,
            is_default_told=True,
            annotation=float,
        ),
        Parameter(
            "cost_per_point",
            "What one more point costs.",
            as_number,
            "--cost-per-point",
            "MONEY",
            annotation="float | None",
        ),
        *PART,
    ),
    command="Price one more point of resolution, first contact resolution and rating: customers kept, money.",
    listed="What a point is worth, in customers kept and money.",
    examples={
        "steelyard worth": "a point of resolution and rating, in customers and money",
        "steelyard worth --cost-per-point 20000": "also whether a point at this cost pays",
        "steelyard worth --horizon 12": "value of a kept customer over one year",
        "steelyard worth --where segment=business": "one segment",
    },
)
