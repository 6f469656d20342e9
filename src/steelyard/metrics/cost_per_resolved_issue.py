"""What a resolved issue costs."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import COST, IDS, MARKS

METRIC = Metric(
    id="cost_per_resolved_issue",
    title="Cost per resolved issue",
    meaning="Provider cost of all contacts of mature issues over the issues resolved: failures and "
    "repeats are paid by the successes.",
    family="resources",
    unit="money",
    better="low",
    n="resolved",
    n_unit="resolved issues",
    sums=identity.sums("cost", "costed", "unidentified_cost", *identity.MARKS, *identity.FOR_ISSUES),
    formula=f"cost / costed * {identity.PER_ISSUE} / ({identity.EFFECTIVENESS})",
    bounds=(
        f"cost / costed * {identity.PER_ISSUE} / ({identity.RESOLVED_BOUNDS[1]})",
        f"cost / costed * {identity.PER_ISSUE} / ({identity.RESOLVED_BOUNDS[0]})",
    ),
    worst=(
        "cost / costed * issues / minimum(resolved + unmarked + unidentified, issues)",
        "(cost / costed + unidentified_cost / issues) * issues / maximum(resolved - unidentified, 1)",
    ),
    needs=(
        IDS,
        MARKS,
        COST,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="As resolution rate; issues of which no cost is known do not enter the mean cost.",
    differs="Gartner's cost per resolution is per journey by survey; vendors divide cost by closed tickets.",
    sources=("Steelyard: spread ledger",),
    limits=(0, None),
)
