"""How long a typical solution takes."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="resolution_time_median",
    title="Resolution time, median",
    meaning="Half of the contacts are solved sooner.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact",), known=("resolution_watched_s",)),
    },
    quantile=Quantile("contacts", "resolution_s", 0.5, where=("is_contact",), watched="resolution_watched_s"),
    needs=("contacts.resolved_at",),
    excludes="Contacts closed without a solution. Of contacts still open "
    "the time since their start counts (Kaplan and Meier); where too many are open, it is only 'more than'.",
    differs="Calendar time from start to the last solution. Vendors use business hours, the first "
    "solution or the closing; Intercom knows it only after closing, so long ones are missing.",
    sources=("Woodruff 1952", "Kaplan and Meier 1958"),
    limits=(0, None),
)
