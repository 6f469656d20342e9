"""How many customers stay after an issue."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="retention_rate",
    title="Retention after an issue",
    aliases=("retention",),
    meaning="The share of issues whose customer had not left within the loyalty horizon after it.",
    family="loyalty",
    unit="share",
    better="high",
    n="issues",
    n_unit="issues",
    sums={
        "churned": Sum("issues", where=("is_loyalty_mature", "is_churned")),
        "issues": Sum("issues", where=("is_loyalty_mature",), known=("is_churned",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="(issues - churned) / issues",
    needs=(
        IDS,
        "outcomes.kind=churned",
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Unidentified customers, and issues whose loyalty horizon has not passed.",
    differs="The complement of churn after an issue; renewal rates count contracts due.",
    sources=("Steelyard: matured horizon",),
    limits=(0, 1),
)
