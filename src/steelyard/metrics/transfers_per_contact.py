"""How often a contact is handed on."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="transfers_per_contact",
    title="Transfers per contact",
    meaning="Times an answered contact is handed to somebody else, on average.",
    family="effort",
    unit="count",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "transfers": Sum("contacts", column="transfers", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("transfers",)),
    },
    formula="transfers / contacts",
    needs=("contacts.transfers",),
    excludes="Contacts whose transfers the source does not record.",
    differs="ServiceNow counts reassignments, moves within a group included.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
