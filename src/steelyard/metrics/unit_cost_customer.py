"""What a unit of value costs customers."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import CUSTOMER_RATE, CUSTOMER_TIME, IDS, RATINGS

METRIC = Metric(
    id="unit_cost_customer",
    title="Unit cost of value, customers' part",
    meaning="The customers' own time, at the declared rate, per unit of value. Work pushed on to "
    "customers comes back here.",
    family="resources",
    unit="money",
    better="low",
    n="rated",
    n_unit="rated issues",
    sums=identity.sums(*identity.VALUE, *identity.FOR_ISSUES, "customer_cost", "timed", "unidentified_customer_cost"),
    formula=f"customer_cost / timed * {identity.PER_ISSUE} / ({identity.VALUE_PER_ISSUE})",
    bounds=(
        f"customer_cost / timed * {identity.PER_ISSUE} / ({identity.MOST_VALUE})",
        f"customer_cost / timed * {identity.PER_ISSUE} / ({identity.LEAST_VALUE})",
    ),
    worst=(
        f"customer_cost / timed * issues / ({identity.BEST_VALUE})",
        f"(customer_cost / timed + unidentified_customer_cost / issues) * issues / ({identity.WORST_VALUE})",
    ),
    needs=(
        IDS,
        RATINGS,
        CUSTOMER_TIME,
        CUSTOMER_RATE,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    coverage=("rated", "issues"),
    excludes="Issues not yet mature, unidentified contacts. Resolved issues are valued at the mean rating "
    "of those who answered in the same segment, topic family, channel and handling.",
    differs="No vendor prints it.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)
