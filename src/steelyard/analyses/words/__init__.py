"""What customers write about, and what of it has become more or less frequent."""

from steelyard.declare import Analysis, later
from steelyard.parameters import AGAINST, BY, PART, PERIOD, QUOTES

ANALYSIS = Analysis(
    "words",
    "What do customers write about, beyond sampling error more than before?",
    later("steelyard.analyses.words.question"),
    group="Customers",
    name="In their words",
    place=33,
    takes=(
        BY.but("team, site, channel, topic, family or segment; team and topic unless told."),
        PERIOD,
        *PART,
        AGAINST,
        QUOTES,
    ),
    command="Say what customers write about, what of it became more frequent, and what they ask for.",
    listed="What customers write about, and ask for.",
    examples={
        "steelyard words": "the last mature quarter against the one a year before",
        "steelyard words --by channel --period month": "the last month, channel by channel",
        "steelyard words --quotes 3": "with up to three remarks for each theme, names and numbers masked",
    },
)
