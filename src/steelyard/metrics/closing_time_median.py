"""How long a typical contact stays open."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="closing_time_median",
    title="Closing time, median",
    meaning="Half of the contacts are closed sooner.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact",), known=("closing_watched_s",)),
    },
    quantile=Quantile("contacts", "closing_s", 0.5, where=("is_contact",), watched="closing_watched_s"),
    needs=("contacts.ended_at",),
    excludes="Contacts whose end is not told. Of contacts still open "
    "the time since their start counts (Kaplan and Meier); where too many are open, it is only 'more than'.",
    differs="Calendar time from start to end. With automatic closing it measures the rule (GitLab: 7 days "
    "after solved), not the service; vendors use business hours.",
    sources=("Woodruff 1952", "Kaplan and Meier 1958"),
    limits=(0, None),
)
