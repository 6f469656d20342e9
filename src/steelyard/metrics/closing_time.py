"""How long a contact stays open on average."""

from steelyard.declare import Choice, Metric, Sum
from steelyard.metrics.needs import OPEN

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
        "ended_s": Sum("contacts", column="closing_s", where=("is_contact",)),
        "ended": Sum("contacts", where=("is_contact",), known=("closing_s",)),
        "watched_s": Sum("contacts", column="closing_watched_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("closing_watched_s",)),
        "within_s": Sum("contacts", column="closing_within_s", where=("is_contact",)),
        "within": Sum("contacts", where=("is_contact",), known=("closing_within_s",)),
        "time": Choice("ended_s", "within_s", **OPEN),
        "counted": Choice("ended", "within", **OPEN),
    },
    formula="time / counted",
    needs=("contacts.ended_at",),
    excludes="Contacts still open, as long as they could not move it. Where they could, it is the mean within the "
    "follow-up: longer ones and the open count as that long, and the caveat says so.",
    differs="Calendar time from start to end. Vendors use business hours.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
