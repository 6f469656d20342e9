"""How long an initiative must run for its effect to be seen, and who should begin."""

from steelyard.declare import Analysis, later
from steelyard.parameters import Parameter, as_count, as_number, as_text

ANALYSIS = Analysis(
    "plan",
    "How long must an initiative run to be told, and who should begin?",
    later("steelyard.analyses.plan.question"),
    group="Getting better",
    place=64,
    takes=(
        Parameter(
            "by",
            "What is drawn: team, agent_id, site, customers ...",
            as_text,
            "--by",
            "DIMENSION",
            default="team",
            is_default_told=True,
        ),
        Parameter("metric", "What customers are meant to gain.", as_text, "--metric", "METRIC", default=""),
        Parameter(
            "smallest",
            "The least change worth having: 0.02 for 2% or 2 points of a share.",
            as_number,
            "--smallest",
            "SIZE",
            annotation="float | None",
        ),
        Parameter(
            "seed",
            "The lot is drawn from it.",
            as_count,
            "--seed",
            "NUMBER",
            default=1,
            is_default_told=True,
            annotation=int,
            least=0,
        ),
    ),
    command="Size an initiative before it begins, from the workspace's own variance: how many weeks and units show an "
    "effect worth having, and a fair lot of who begins.",
    listed="How long an initiative must run, and who should begin.",
    examples={
        "steelyard plan": "teams drawn by lot, the measure of what customers got",
        "steelyard plan --by agent_id --smallest 0.05": "agents, where five points would matter",
        "steelyard plan --by customers --seed 7": "customers drawn from a seed",
        "steelyard plan --metric first_contact_resolution --seed 7": "another measure and another lot",
    },
)
