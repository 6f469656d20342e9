"""How much of the paid time was used."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, WORK

METRIC = Metric(
    id="capacity",
    title="Capacity",
    meaning="Handling hours over paid hours.",
    family="balance",
    unit="share",
    better="neither",
    n="worked",
    n_unit="issues",
    sums=identity.sums("issues", "work_paid", "paid", "worked", "begun"),
    formula="work_paid / paid",
    needs=(
        IDS,
        WORK,
        "costs.hours",
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues without paid hours. Conditional on the ledger: its own error is not in the interval.",
    differs="Occupancy divides by time logged in; here all paid time counts. Too high makes customers wait.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)
