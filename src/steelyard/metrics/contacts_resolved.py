"""How many answered contacts carry a mark of being solved."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="contacts_resolved",
    title="Contacts marked solved",
    meaning="The share of answered contacts marked solved by agent or customer, over those with a mark. It is what "
    "the provider says; whether customers came back is another measure.",
    family="effectiveness",
    unit="share",
    better="high",
    n="contacts",
    n_unit="contacts",
    sums={
        "resolved": Sum("contacts", where=("is_contact", "is_resolved")),
        "contacts": Sum("contacts", where=("is_contact",), known=("is_resolved",)),
        "answered": Sum("contacts", where=("is_contact",)),
        "followed": Sum("contacts", where=("is_contact", "is_followed")),
    },
    formula="resolved / contacts",
    bounds=("resolved / answered", "(resolved + answered - contacts) / answered"),
    needs=("contacts.resolved",),
    maturity=("followed", "answered"),
    excludes="Contacts without a mark: they widen the bounds.",
    differs="Helpdesks count tickets in a solved state, those closed by a rule included.",
    sources=("Steelyard: share of contacts",),
    limits=(0, 1),
)
