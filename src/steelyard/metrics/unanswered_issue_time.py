"""What issues nobody answered cost customers."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import CUSTOMER_TIME, IDS

METRIC = Metric(
    id="unanswered_issue_time",
    title="Customer time per issue nobody answered",
    meaning="The customer's own time, waiting and in menus, over all attempts of an issue that was never answered. It "
    "bought nothing; customers' time per issue and unit cost speak of the issues that were answered.",
    family="effort",
    unit="seconds",
    better="low",
    n="timed",
    n_unit="issues nobody answered",
    sums={
        "time": Sum("issues", column="customer_s", where=("is_raised_mature", "is_unanswered")),
        "timed": Sum("issues", where=("is_raised_mature", "is_unanswered"), known=("customer_s",)),
        "issues": Sum("issues", where=("is_raised_mature",)),
        "begun": Sum("issues", where=("is_raised",)),
    },
    formula="time / timed",
    needs=(IDS, "contacts.abandoned", CUSTOMER_TIME),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Issues of which no time is known.",
    differs="No vendor prints it: waits of those who gave up are left out of speed of answer.",
    sources=("Steelyard: issue",),
    limits=(0, None),
)
