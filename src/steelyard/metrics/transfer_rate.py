"""How often a contact is handed on."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="transfer_rate",
    title="Transfer rate",
    aliases=("transfers",),
    meaning="The share of answered contacts handed on at least once.",
    family="effectiveness",
    unit="share",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "transferred": Sum("contacts", where=("is_contact", "is_transferred")),
        "contacts": Sum("contacts", where=("is_contact",), known=("is_transferred",)),
    },
    formula="transferred / contacts",
    needs=("contacts.transfers",),
    excludes="Contacts for which transfers are not recorded.",
    differs="Genesys posts a transferred contact at both agents, so its counts do not add up over agents; "
    "consults are transfers for some vendors.",
    sources=("Steelyard: share of contacts",),
    limits=(0, 1),
)
