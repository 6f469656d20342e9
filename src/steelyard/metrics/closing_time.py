"""How long a contact stays open on average."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="closing_time",
    title="Closing time, mean",
    meaning="Mean time from the start of a contact to its end. Auto-close rules add their own days to it: it says "
    "more about the rule than about the service.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "time": Sum("contacts", column="closing_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("closing_s",)),
    },
    formula="time / contacts",
    needs=("contacts.ended_at",),
    excludes="Contacts still open.",
    differs="Calendar time from start to end. Vendors use business hours.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
