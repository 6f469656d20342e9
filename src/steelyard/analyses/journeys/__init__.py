"""Which ways customers take from need to solution, where they wait, turn back and give up."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, COMPARE, PART, PERIOD, Parameter, as_text

OF = Parameter(
    "of",
    "What a journey is: an issue with all its contacts, each contact (case) alone, or all a customer did in the days.",
    as_text,
    "--of",
    "UNIT",
    default="issue",
    choices=("issue", "contact", "customer"),
    is_default_told=True,
)

ANALYSIS = Analysis(
    "journeys",
    "Which ways do customers take from their need to its solution?",
    later("steelyard.analyses.journeys.question"),
    group="Customers",
    name="Journeys",
    place=36,
    takes=(
        PERIOD.but("day, week, month or quarter; all days unless told."),
        AGAINST.but("The days compared with; nothing unless told."),
        COMPARE,
        OF,
        *PART,
    ),
    command="Say which ways customers take, what follows what, where they wait, go round and give up.",
    listed="Which ways customers take from need to solution.",
    examples={
        "steelyard journeys": "all journeys the data hold",
        "steelyard journeys --period quarter": "the last mature quarter against the one before",
        "steelyard journeys --compare team=Porto,Braga": "one part against another",
        "steelyard journeys --of contact": "each case of an event log alone",
        "steelyard journeys --of customer --period quarter": "all that each customer did in the quarter",
        "steelyard journeys --where channel=phone": "journeys that began on the phone",
    },
)
