"""How long customers are put on hold."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="hold_time",
    title="Hold, mean",
    meaning="Mean time on hold per answered contact.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "time": Sum("contacts", column="hold_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("hold_s",)),
    },
    formula="time / contacts",
    needs=("contacts.hold_s",),
    excludes="Contacts for which it is not recorded.",
    differs="Vendors average over contacts with a hold; here over all whose hold is recorded.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
