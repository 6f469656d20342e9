"""What an issue costs the provider."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import COST, IDS

METRIC = Metric(
    id="cost_per_issue",
    title="Cost per issue",
    meaning="Provider cost of all contacts of an issue, whether it was resolved or not.",
    family="resources",
    unit="money",
    better="low",
    n="costed",
    n_unit="issues",
    sums=identity.sums("cost", "costed", *identity.FOR_ISSUES, "begun", "unidentified_cost"),
    formula=f"cost / costed * {identity.PER_ISSUE}",
    worst=("cost / costed", "cost / costed + unidentified_cost / issues"),
    needs=(IDS, COST),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues not yet mature, unidentified contacts, idle cost the ledger cannot place.",
    differs="Cost per ticket or contact falls when customers must come back; this one rises.",
    sources=("Steelyard: spread ledger",),
    limits=(0, None),
)
