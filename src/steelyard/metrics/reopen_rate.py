"""How often a contact is reopened after it was solved."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="reopen_rate",
    title="Reopen rate",
    aliases=("reopens",),
    meaning="The share of answered contacts reopened at least once. It depends on the auto-close rule: a "
    "reply after closing becomes a new ticket, so teams with different rules are not comparable.",
    family="effectiveness",
    unit="share",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "reopened": Sum("contacts", where=("is_contact", "is_reopened")),
        "contacts": Sum("contacts", where=("is_contact",), known=("is_reopened",)),
        "followed": Sum("contacts", where=("is_contact", "is_followed"), known=("is_reopened",)),
    },
    formula="reopened / contacts",
    maturity=("followed", "contacts"),
    needs=("contacts.reopens",),
    excludes="Contacts whose reopens the source does not record, merged ones.",
    differs="dbt_zendesk counts solved transitions less one, eGain each case once, Zammad events. First "
    "contact resolution adds reopening, follow-ups and repeats into one event and is not moved by "
    "the rule.",
    sources=("Steelyard: share of contacts",),
    limits=(0, 1),
)
