"""How long the slowest tenth of solutions take."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="resolution_time_p90",
    title="Resolution time, 90th percentile",
    meaning="Nine of ten solved contacts are solved sooner.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact",), known=("resolution_s",)),
    },
    quantile=Quantile("contacts", "resolution_s", 0.9, where=("is_contact",)),
    needs=("contacts.resolved_at",),
    excludes="Contacts not solved: in the newest periods the slow ones are still to come.",
    differs="Calendar time from start to the last solution. Vendors use business hours, the first "
    "solution or the closing; Intercom knows it only after closing, so long ones are missing.",
    sources=("Woodruff 1952",),
    limits=(0, None),
)
