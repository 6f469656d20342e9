"""How long a solution takes on average."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="resolution_time",
    title="Resolution time, mean",
    meaning="Mean time from the start of a contact to its solution, over the contacts solved. A few long ones "
    "move it: read it beside the median.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "time": Sum("contacts", column="resolution_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("resolution_s",)),
    },
    formula="time / contacts",
    needs=("contacts.resolved_at",),
    excludes="Contacts not solved: in the newest periods the slow ones are still to come.",
    differs="Calendar time from start to the last solution. Vendors use business hours, the first solution or "
    "the closing.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
