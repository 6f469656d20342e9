"""How many of those who had to wait give up."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="abandonment_rate_queued",
    title="Abandonment of those who waited",
    meaning="The share of inbound attempts that waited in a queue at all and were given up before an answer.",
    family="effort",
    unit="share",
    better="low",
    n="attempts",
    n_unit="attempts that waited",
    sums={
        "abandoned": Sum("contacts", where=("is_attempt", "is_queued", "is_abandoned")),
        "attempts": Sum("contacts", where=("is_attempt", "is_queued")),
    },
    formula="abandoned / attempts",
    needs=("contacts.abandoned", "contacts.wait_s"),
    excludes="Attempts answered or given up without any wait, and those whose wait is not recorded.",
    differs="Some centres print this as their abandonment; it is higher than the share of all attempts.",
    sources=("Steelyard: attempts with a wait over zero",),
    limits=(0, 1),
)
