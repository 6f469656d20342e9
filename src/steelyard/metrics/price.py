"""How many paid hours a unit of cost buys."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import COST, IDS, WORK

METRIC = Metric(
    id="price",
    title="Price, paid hours per 1,000",
    meaning="Paid hours per 1,000 of provider cost.",
    family="balance",
    unit="hours",
    better="high",
    n="worked",
    n_unit="issues",
    sums=identity.sums("issues", "paid", "cost_paid", "worked", "begun"),
    formula="1000 * paid / 3600 / cost_paid",
    needs=(
        IDS,
        WORK,
        COST,
        "costs.hours",
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues without paid hours. Conditional on the ledger: its own error is not in the interval.",
    differs="The reciprocal of the loaded hourly cost, technology and field visits included.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)
