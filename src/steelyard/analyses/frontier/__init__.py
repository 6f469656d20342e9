"""How far each place is from the best practice that exists in the data."""

from steelyard.declare import Analysis, later
from steelyard.parameters import BY, PART, PERIOD, Parameter, as_callback, as_count

ANALYSIS = Analysis(
    "frontier",
    "How far is each place from the best practice that exists in the data?",
    later("steelyard.analyses.frontier.question"),
    group="Teams and places",
    name="Best practice",
    place=30,
    takes=(
        BY.but("What the places are; site, else team, unless told."),
        PERIOD.but("month or quarter; months unless they are too many."),
        Parameter(
            "draws",
            "Of the correction for bias; up to 500 unless told.",
            as_count,
            "--draws",
            "NUMBER",
            least=2,
            annotation="int | None",
        ),
        Parameter("progress", "Called with draws done, and of how many.", as_callback, annotation="Progress | None"),
        *PART,
    ),
    command="Estimate the excess input of each place, against the best practice in the data.",
    listed="How far each place is from best practice.",
    examples={
        "steelyard frontier": "sites, month by month, over the latest two years",
        "steelyard frontier --by team": "teams",
        "steelyard frontier --period quarter": "quarters, where months hold too few issues",
        "steelyard frontier --draws 2000": "for print: a steadier correction, which takes longer",
    },
)
