"""How much of their own time an issue costs customers."""

from steelyard.declare import Metric, Sum
from steelyard.metrics import identity
from steelyard.metrics.needs import CUSTOMER_TIME, IDS

METRIC = Metric(
    id="customer_time_per_issue",
    title="Customer time per issue",
    meaning="The customer's own time over all contacts of an issue: waiting, self-service, being handled "
    "on live channels, repeating.",
    family="effort",
    unit="seconds",
    better="low",
    n="timed",
    n_unit="issues",
    sums={
        "time": Sum("issues", column="customer_s", where=("is_mature",)),
        "timed": Sum("issues", where=("is_mature",), known=("customer_s",)),
        "unidentified_time": Sum("contacts", column="customer_s", where=("is_unidentified",)),
        **identity.sums(*identity.FOR_ISSUES, "begun"),
    },
    formula=f"time / timed * {identity.PER_ISSUE}",
    worst=("time / timed", "(time + unidentified_time) / timed"),
    needs=(
        IDS,
        CUSTOMER_TIME,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues for which no time is known; those nobody answered, whose time is a measure of its own; "
    "waiting for an answer to written contacts.",
    differs="No vendor prints it; Zendesk's requester wait time counts hours until solved, night included.",
    sources=("Johnston and Jones 2004: customer inputs",),
    limits=(0, None),
)
