"""How much writing back and forth a contact takes."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="replies_per_contact",
    title="Replies per contact",
    meaning="Mean public replies by people per answered contact.",
    family="efficiency",
    unit="count",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "replies": Sum("contacts", column="replies", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("replies",)),
    },
    formula="replies / contacts",
    needs=("contacts.replies",),
    excludes="Contacts for which it is not recorded.",
    differs="Zendesk's one-touch share counts contacts with fewer than two, zero included; dbt exactly one.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)
