"""How many of those who had to wait give up."""

from steelyard.declare import Choice, Metric, Sum

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
        "abandoned": Sum("contacts", where=("is_abandonable", "is_queued", "is_abandoned")),
        "attempts": Sum("contacts", where=("is_abandonable", "is_queued")),
        "given_up": Sum("contacts", where=("is_abandonable", "is_abandoned")),
        "untimed": Sum("contacts", where=("is_abandonable", "is_abandoned", "is_wait_unknown")),
        "waited": Choice(
            "attempts", "", "untimed", "given_up", "how long those who gave up had waited is not recorded of over 20%"
        ),
    },
    formula="abandoned / waited",
    bounds=("abandoned / waited", "(abandoned + untimed) / (waited + untimed)"),
    needs=("contacts.abandoned", "contacts.wait_s|contacts.answered_at"),
    excludes="Attempts answered or given up without any wait, and those whose wait is not recorded; channels in which "
    "giving up is not recorded. Where over 20% of those who gave up have no wait there is no figure.",
    differs="Some centres print this as their abandonment; it is higher than the share of all attempts.",
    sources=("Steelyard: attempts with a wait over zero",),
    limits=(0, 1),
)
