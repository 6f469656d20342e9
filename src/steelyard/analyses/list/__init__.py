"""Who needs a follow-up today, why, and what is at stake."""

from steelyard.analyses.list.given import as_draws, as_helps, as_used, as_worked
from steelyard.declare import Analysis, later
from steelyard.parameters import Parameter, as_count, as_text

ANALYSIS = Analysis(
    "list",
    "Who needs a callback, an apology, an escalation or information today, and why?",
    later("steelyard.analyses.list.question"),
    place=15,
    takes=(
        Parameter("most", "Customers at most; the capacity of a day unless told.", as_count, "--most", "N", least=1),
        Parameter("team", "Only what this team had last.", as_text, "--team", "TEAM", default=""),
        Parameter(
            "worked", "What became of customers who were listed before.", as_worked, default=(), annotation=tuple
        ),
        Parameter("helps", "What following up is known to do.", as_helps, default=(), annotation=tuple),
        Parameter("used", "Places of today's list that are used.", as_used, default=(), annotation=tuple),
        Parameter("draws", "List those, too, whom the lot leaves out.", as_draws, default=False, annotation=bool),
    ),
    command="Today's list: customers who need a follow-up, the silent ones included, why, and what is at stake.",
    listed="Who needs a follow-up today, and why.",
    examples={
        "steelyard list": "the customers of today, as many as can be followed up in a day",
        "steelyard list --team 'Porto Phone 1' --most 10": "of one team",
        "steelyard list --json": "for another program",
    },
    is_personal=True,
)
