"""How much work follows a contact."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="wrap_time",
    title="After-contact work, mean",
    aliases=("acw", "after call work", "after contact work"),
    meaning="Mean work after the contact.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "time": Sum("contacts", column="wrap_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("wrap_s",)),
    },
    formula="time / contacts",
    needs=("contacts.wrap_s",),
    excludes="Contacts for which it is not recorded.",
    differs="Genesys posts it when it ends, in a later interval; here it belongs to its contact.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
