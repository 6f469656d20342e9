"""How long a typical contact stays open."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="closing_time_median",
    title="Closing time, median",
    meaning="Half of the closed contacts are closed sooner.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact",), known=("closing_s",)),
    },
    quantile=Quantile("contacts", "closing_s", 0.5, where=("is_contact",)),
    needs=("contacts.ended_at",),
    excludes="Contacts not closed.",
    differs="Calendar time from start to end. With automatic closing it measures the rule (GitLab: 7 days "
    "after solved), not the service; vendors use business hours.",
    sources=("Woodruff 1952",),
    limits=(0, None),
)
