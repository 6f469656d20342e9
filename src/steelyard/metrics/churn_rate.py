"""How many customers leave after an issue."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="churn_rate",
    title="Churn after an issue",
    aliases=("churn",),
    meaning="The share of issues whose customer left within the loyalty horizon (90 days unless set) after it.",
    family="loyalty",
    unit="share",
    better="low",
    n="issues",
    n_unit="issues",
    sums={
        "churned": Sum("issues", where=("is_loyalty_mature", "is_churned")),
        "issues": Sum("issues", where=("is_loyalty_mature",), known=("is_churned",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="churned / issues",
    needs=(
        IDS,
        "outcomes.kind=churned",
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Unidentified customers, and issues whose loyalty horizon has not passed.",
    differs="Churn is usually counted per customer base and month, touched by service or not; this is per "
    "issue and says nothing of cause.",
    sources=("Steelyard: matured horizon",),
    limits=(0, 1),
)
