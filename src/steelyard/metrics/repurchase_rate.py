"""How many customers buy again after an issue."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="repurchase_rate",
    title="Repurchase after an issue",
    aliases=("repurchase",),
    meaning="The share of issues whose customer bought within the loyalty horizon after it.",
    family="loyalty",
    unit="share",
    better="high",
    n="issues",
    n_unit="issues",
    sums={
        "repurchased": Sum("issues", where=("is_loyalty_mature", "is_repurchased")),
        "issues": Sum("issues", where=("is_loyalty_mature",), known=("is_repurchased",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="repurchased / issues",
    needs=(
        IDS,
        "outcomes.kind=purchased",
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Unidentified customers, and issues whose loyalty horizon has not passed.",
    differs="Shops count customers with two orders in any span.",
    sources=("Steelyard: matured horizon",),
    limits=(0, 1),
)
