"""What was logged, and what moved after each event for those who took part."""

from steelyard.declare import Analysis, later
from steelyard.parameters import Parameter, as_text

EVENT = Parameter("event", "One logged event; the newest ones unless told.", as_text, metavar="[EVENT]", default="")

ANALYSIS = Analysis(
    "events",
    "What was done, and what moved afterwards for those who took part?",
    later("steelyard.analyses.events.question"),
    group="What happened",
    place=67,
    takes=(EVENT,),
    command="Workshops, releases, campaigns and staffing changes as they are logged in steelyard.toml under "
    "[[events]], and after each what moved for those who took part, by the designs of initiatives; or why that cannot "
    "be told.",
    listed="What was logged, and what moved afterwards for those who took part.",
    examples={
        "steelyard events": "the newest ones",
        "steelyard events 'Listening workshop'": "one by its name",
        "steelyard events --json": "as JSON",
    },
)
