"""How many contacts kept their promise, by the source's own verdict."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="sla_met",
    title="SLA met",
    meaning="The share of contacts the source itself marks as within their service-level agreement.",
    family="efficiency",
    unit="share",
    better="high",
    n="contacts",
    n_unit="contacts",
    sums={
        "met": Sum("contacts", where=("is_contact", "is_sla_met")),
        "contacts": Sum("contacts", where=("is_contact",), known=("is_sla_met",)),
    },
    formula="met / contacts",
    needs=("contacts.sla_met",),
    excludes="Contacts without a verdict.",
    differs="Taken from the source as it is, its business-hours clock and its changes of priority included.",
    sources=("the source",),
    limits=(0, 1),
)
