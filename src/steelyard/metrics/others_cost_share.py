"""How much of an issue's cost other teams bear."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import COST, IDS

METRIC = Metric(
    id="others_cost_share",
    title="Cost borne by others",
    meaning="The share of the cost of a team's issues that arose in contacts handled by other teams. All "
    "of an issue goes to the crediting team; this is the bridge.",
    family="resources",
    unit="share",
    better="neither",
    n="issues",
    n_unit="issues",
    sums={
        "others": Sum("issues", column="others_cost", where=("is_mature",)),
        "cost": Sum("issues", column="cost", where=("is_mature",)),
        "issues": Sum("issues", where=("is_mature",), known=("cost",)),
        "hidden": Sum("issues", column="hidden_others_cost", where=("is_mature",)),
        "contacts": Sum("issues", column="contacts", where=("is_mature",)),
        "hidden_contacts": Sum("issues", column="hidden_contacts", where=("is_mature",)),
        "unidentified_cost": Sum("contacts", column="cost", where=("is_unidentified",)),
        "mature": Sum("issues", where=("is_mature",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="(others + odds * hidden) / cost * contacts / (contacts + (odds - 1) * hidden_contacts)",
    worst=(
        "others / (cost + unidentified_cost)",
        "(others + unidentified_cost) / (cost + unidentified_cost)",
    ),
    needs=(
        IDS,
        COST,
        "contacts.team",
    ),
    is_inferred=True,
    maturity=("mature", "begun"),
    excludes="Issues of which no cost is known.",
    differs="Escalation reports count transfers, not what they cost.",
    sources=("Steelyard: crediting",),
    limits=(0, 1),
)
