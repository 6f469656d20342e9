"""Which measures go with customers staying, buying again, recommending or rating well."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, Parameter, as_text

ANALYSIS = Analysis(
    "drivers",
    "Which measures go with customers staying, buying again, recommending or rating well?",
    later("steelyard.analyses.drivers.question"),
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
    command="Which measures go with customers staying, buying again, recommending or rating well; what each carries.",
    listed="What goes with customers staying or rating well.",
    examples={
        "steelyard drivers": "what goes with the first outcome that is known",
        "steelyard drivers --outcome rating": "with the rating customers gave",
        "steelyard drivers --where segment=home": "in one segment",
    },
)
