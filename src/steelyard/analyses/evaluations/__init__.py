"""Whether evaluations can be trusted, and what they then say."""

from steelyard.declare import Analysis, later
from steelyard.parameters import PART, PERIOD, Parameter, as_text

ANALYSIS = Analysis(
    "evaluations",
    "Do evaluators agree, does what they score matter to customers, and is the mean at its target?",
    later("steelyard.analyses.evaluations.question"),
    group="Teams and places",
    name="Evaluations",
    place=34,
    takes=(
        PERIOD,
        *PART,
        Parameter(
            "rubric",
            "The rubric looked at; the one with most evaluations unless told.",
            as_text,
            "--rubric",
            "NAME",
            default="",
        ),
        Parameter(
            "evaluators",
            "Whether evaluators are counted or named.",
            as_text,
            "--evaluators",
            "HOW",
            default="counted",
            choices=("counted", "named"),
            is_personal=True,
        ),
    ),
    command="Say whether evaluations can be trusted: agreement, severity, drift, halo, what they tell of customers, "
    "and whether their mean is at its target.",
    listed="Whether evaluations can be trusted, and their mean.",
    examples={
        "steelyard evaluations": "the mean of the last mature quarter, agreement over the year up to its end",
        "steelyard evaluations --evaluators named": "which evaluators are lenient, strict or drift",
        "steelyard evaluations --where channel=phone": "one channel",
    },
)
