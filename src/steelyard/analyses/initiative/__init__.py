"""Whether an initiative helped customers or only cut cost."""

from steelyard.declare import Analysis, later
from steelyard.parameters import Parameter, as_text

NAME = Parameter(
    "name",
    "A registered initiative; all of them unless told.",
    as_text,
    metavar="[NAME]",
    default="",
)

ANALYSIS = Analysis(
    "initiative",
    "Did an initiative help customers, or only cut cost?",
    later("steelyard.analyses.initiative.question"),
    group="Getting better",
    place=65,
    takes=(NAME,),
    name="Initiatives",
    command="Whether a registered initiative helped customers, was neutral, only cut cost or hurt; or why that cannot "
    "be told. Initiatives are registered in steelyard.toml, under [[initiatives]].",
    listed="Whether an initiative helped customers or only cut cost.",
    examples={
        "steelyard initiative": "all that are registered, or the only one",
        "steelyard initiative new-script": "one by its name",
        "steelyard initiative new-script --json": "the whole answer as JSON",
    },
)
