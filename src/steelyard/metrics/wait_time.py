"""How long customers wait in the queue."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="wait_time",
    title="Wait, mean",
    meaning="Mean time in the queue until an answer or until giving up.",
    family="effort",
    unit="seconds",
    better="low",
    n="attempts",
    n_unit="attempts",
    sums={
        "wait": Sum("contacts", column="wait_s", where=("is_attempt",)),
        "attempts": Sum("contacts", where=("is_attempt",), known=("wait_s",)),
    },
    formula="wait / attempts",
    needs=("contacts.wait_s",),
    excludes="Outbound and internal contacts; those whose wait is not recorded.",
    differs="Speed of answer leaves out those who gave up, and so looks better the more do.",
    sources=("Steelyard: all attempts",),
    limits=(0, None),
)
