"""Which teams, channels, topics or agents really differ."""

from steelyard.declare import Analysis, later
from steelyard.parameters import BY, PART, PERIOD, Parameter, as_text

ANALYSIS = Analysis(
    "compare",
    "Which teams, channels, topics or agents really differ, after mix and chance?",
    later("steelyard.analyses.compare.question"),
    group="Teams and places",
    name="Who differs",
    place=20,
    takes=(
        BY.but("team, site, channel, topic, family, segment or agent; the first there is unless told."),
        Parameter(
            "metric",
            "A share or a mean; first contact resolution unless told.",
            as_text,
            "--metric",
            "METRIC",
            default="",
        ),
        PERIOD.but("The last day, week, month or quarter that is mature."),
        *PART,
    ),
    command="Say which teams, channels, topics or agents differ beyond their mix and chance. Nothing is ranked.",
    listed="Who really differs, after mix and chance.",
    examples={
        "steelyard compare": "teams on first contact resolution",
        "steelyard compare --by topic": "topics",
        "steelyard compare --by site --metric csat_score": "sites on what customers answered",
        "steelyard compare --by agent --period quarter": "agents of whom something can be said",
    },
)
