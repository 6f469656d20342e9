"""Whether the service is optimised and stays so, and how much has to be measured to notice when it does not."""

from steelyard.declare import Analysis, later
from steelyard.parameters import WHERE, Parameter, as_count, as_number

POINTS = Parameter(
    "points",
    "The fall of ratings and quality that must be noticed, in points of 100.",
    as_number,
    "--points",
    "NUMBER",
    default=5.0,
    least=0.1,
    is_default_told=True,
    annotation=float,
)
WITHIN = Parameter(
    "weeks",
    "Within how many weeks it must be noticed.",
    as_count,
    "--weeks",
    "COUNT",
    default=8,
    least=2,
    is_default_told=True,
    annotation=int,
)
MINUTES = Parameter(
    "minutes",
    "What one evaluation takes.",
    as_number,
    "--minutes",
    "NUMBER",
    default=15.0,
    least=0.0,
    is_default_told=True,
    annotation=float,
)

ANALYSIS = Analysis(
    "cadence",
    "Is the service optimised, does it stay so, and how often must it be measured?",
    later("steelyard.analyses.cadence.question"),
    group="Getting better",
    name="Staying optimised",
    place=66,
    takes=(WHERE, POINTS, WITHIN, MINUTES),
    command="Whether quality and ratings are at their targets and stay there, by control charts of mature weeks; the "
    "way to the targets; and how much must be measured to notice a fall in time.",
    listed="Whether the service is optimised and stays so, and how often to measure.",
    examples={
        "steelyard cadence": "the whole",
        "steelyard cadence --where team='Porto Phone 1'": "one team",
        "steelyard cadence --points 3 --weeks 13": "a smaller fall, noticed later",
    },
)
