"""What a unit of value costs in all."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import COST, CUSTOMER_RATE, CUSTOMER_TIME, IDS, RATINGS

METRIC = Metric(
    id="unit_cost",
    title="Unit cost of value",
    meaning="Provider cost and customers' own time per unit of value. The two parts add, so work pushed "
    "on to customers is not saved.",
    family="resources",
    unit="money",
    better="low",
    n="rated",
    n_unit="rated issues",
    sums=identity.sums(
        *identity.VALUE,
        *identity.FOR_ISSUES,
        "cost",
        "costed",
        "unidentified_cost",
        "customer_cost",
        "timed",
        "unidentified_customer_cost",
    ),
    formula=f"(cost / costed + customer_cost / timed) * {identity.PER_ISSUE} / ({identity.VALUE_PER_ISSUE})",
    bounds=(
        f"(cost / costed + customer_cost / timed) * {identity.PER_ISSUE} / ({identity.MOST_VALUE})",
        f"(cost / costed + customer_cost / timed) * {identity.PER_ISSUE} / ({identity.LEAST_VALUE})",
    ),
    worst=(
        f"(cost / costed + customer_cost / timed) * issues / ({identity.BEST_VALUE})",
        "((cost / costed + customer_cost / timed) * issues + unidentified_cost + unidentified_customer_cost) "
        f"/ ({identity.WORST_VALUE})",
    ),
    needs=(
        IDS,
        RATINGS,
        COST,
        CUSTOMER_TIME,
        CUSTOMER_RATE,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    coverage=("rated", "issues"),
    excludes="Issues not yet mature, unidentified contacts. Resolved issues are valued at the mean rating "
    "of those who answered in the same segment, topic family, channel and handling.",
    differs="Cost per ticket counts neither what was solved nor what customers paid in time.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)
