"""What a unit of value costs the provider."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import COST, IDS, RATINGS

METRIC = Metric(
    id="unit_cost_provider",
    title="Unit cost of value, provider's part",
    meaning="Provider cost per unit of value: per issue as good as solved to full satisfaction.",
    family="resources",
    unit="money",
    better="low",
    n="rated",
    n_unit="rated issues",
    sums=identity.sums(*identity.VALUE, *identity.FOR_ISSUES, "cost", "costed", "unidentified_cost"),
    formula=f"cost / costed * {identity.PER_ISSUE} / ({identity.VALUE_PER_ISSUE})",
    bounds=(
        f"cost / costed * {identity.PER_ISSUE} / ({identity.MOST_VALUE})",
        f"cost / costed * {identity.PER_ISSUE} / ({identity.LEAST_VALUE})",
    ),
    worst=(
        f"cost / costed * issues / ({identity.BEST_VALUE})",
        f"(cost / costed + unidentified_cost / issues) * issues / ({identity.WORST_VALUE})",
    ),
    needs=(
        IDS,
        RATINGS,
        COST,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    coverage=("rated", "issues"),
    excludes="Issues not yet mature, unidentified contacts. Resolved issues are valued at the mean rating "
    "of those who answered in the same segment, topic family, channel and handling.",
    differs="Its reciprocal, times 1,000, is the balance.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)
