"""What an issue costs the customer in time."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import CUSTOMER_RATE, CUSTOMER_TIME, IDS

METRIC = Metric(
    id="customer_cost_per_issue",
    title="Customers' own time per issue, valued",
    meaning="The customer's own time over all contacts of an issue, at the declared value of an hour.",
    family="effort",
    unit="money",
    better="low",
    n="timed",
    n_unit="issues",
    sums=identity.sums("customer_cost", "timed", *identity.FOR_ISSUES, "begun", "unidentified_customer_cost"),
    formula=f"customer_cost / timed * {identity.PER_ISSUE}",
    worst=("customer_cost / timed", "customer_cost / timed + unidentified_customer_cost / issues"),
    needs=(IDS, CUSTOMER_TIME, CUSTOMER_RATE),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues not yet mature, those nobody answered, unidentified contacts.",
    differs="Vendors do not count the customer's time.",
    sources=("Steelyard: the identity",),
    limits=(0, None),
)
