"""How many issues nobody answered."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="unanswered_issue_rate",
    title="Issues nobody answered",
    meaning="The share of issues whose every attempt was given up: the customer tried, perhaps several times, and was "
    "never answered. They are no part of the identity, whose issues were all answered.",
    family="effectiveness",
    unit="share",
    better="low",
    n="issues",
    n_unit="issues",
    sums={
        "unanswered": Sum("issues", where=("is_raised_mature", "is_unanswered")),
        "issues": Sum("issues", where=("is_raised_mature",)),
        "begun": Sum("issues", where=("is_raised",)),
    },
    formula="unanswered / issues",
    needs=(IDS, "contacts.abandoned"),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues begun in the first window, chains over the most contacts, unidentified attempts, issues not yet "
    "mature.",
    differs="Abandonment counts attempts: one customer who tries five times and is then answered is five of them and "
    "no issue here.",
    sources=("Steelyard: issue",),
    limits=(0, 1),
)
