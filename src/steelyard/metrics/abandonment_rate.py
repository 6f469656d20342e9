"""How many give up before an answer."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="abandonment_rate",
    title="Abandonment",
    meaning="The share of inbound attempts given up before an answer.",
    family="effort",
    unit="share",
    better="low",
    n="attempts",
    n_unit="attempts",
    sums={
        "abandoned": Sum("contacts", where=("is_attempt", "is_abandoned")),
        "attempts": Sum("contacts", where=("is_attempt",)),
    },
    formula="abandoned / attempts",
    needs=("contacts.abandoned",),
    excludes="Outbound and internal contacts.",
    differs="Many centres leave out those who gave up within 5 to 20 seconds; nothing is left out here.",
    sources=("Steelyard: all attempts",),
    limits=(0, 1),
)
