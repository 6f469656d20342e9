"""Which measures are associated with customers staying, buying again, recommending or rating well."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, Parameter, as_text

ANALYSIS = Analysis(
    "drivers",
    "Which measures are associated with customers staying, buying again, recommending or rating well?",
    later("steelyard.analyses.drivers.question"),
    group="Customers",
    name="What matters",
    place=50,
    takes=(
        Parameter(
            "outcome",
            "What is explained; the first known.",
            as_text,
            "--outcome",
            default="",
            choices=("retention", "repurchase", "nps", "rating"),
        ),
        *PART,
    ),
    command="Rank the measures associated with customers staying, buying again, recommending or rating well.",
    listed="Which measures are associated with retention or ratings.",
    examples={
        "steelyard drivers": "measures associated with the first known outcome",
        "steelyard drivers --outcome rating": "with customers' ratings",
        "steelyard drivers --where segment=home": "in one segment",
    },
)
