"""How many contacts were closed."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="contacts_closed",
    title="Contacts closed",
    meaning="Answered contacts that have an end, a solution or a closure. A total: it grows with the span asked.",
    family="efficiency",
    unit="count",
    better="neither",
    n="contacts",
    n_unit="contacts",
    sums={
        "closed": Sum("contacts", where=("is_contact", "is_closed")),
        "contacts": Sum("contacts", where=("is_contact",)),
        "followed": Sum("contacts", where=("is_contact", "is_followed")),
    },
    formula="closed",
    maturity=("followed", "contacts"),
    needs=("contacts.ended_at|contacts.resolved_at|contacts.closure",),
    excludes="Contacts still open.",
    differs="Vendors count by the day of closing; here a contact belongs to the day it began.",
    sources=("Steelyard: contacts by start",),
    limits=(0, None),
)
