"""How long a solution takes on average."""

from steelyard.declare import Choice, Metric, Sum
from steelyard.metrics.needs import OPEN

METRIC = Metric(
    id="resolution_time",
    title="Resolution time, mean",
    aliases=("ttr", "mttr", "time to resolution"),
    meaning="Mean time from the start of a contact to its solution, over the contacts solved. A few long ones "
    "move it: read it beside the median.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "ended_s": Sum("contacts", column="resolution_s", where=("is_contact",)),
        "ended": Sum("contacts", where=("is_contact",), known=("resolution_s",)),
        "watched_s": Sum("contacts", column="resolution_watched_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("resolution_watched_s",)),
        "within_s": Sum("contacts", column="resolution_within_s", where=("is_contact",)),
        "within": Sum("contacts", where=("is_contact",), known=("resolution_within_s",)),
        "time": Choice("ended_s", "within_s", **OPEN),
        "counted": Choice("ended", "within", **OPEN),
    },
    formula="time / counted",
    needs=("contacts.resolved_at",),
    excludes="Contacts closed without a solution; those still open, as long as they could not move it. Where they "
    "could, it is the mean within the follow-up: longer ones and the open count as that long, and the caveat says so.",
    differs="Calendar time from start to the last solution. Vendors use business hours, the first solution or "
    "the closing.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
