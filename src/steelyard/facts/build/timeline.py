"""Contacts as stretches of time, to find which of them can be chained with each other."""

from __future__ import annotations

import ibis

from steelyard import schema
from steelyard.facts.build.expressions import number
from steelyard.facts.build.merges import solved_at
from steelyard.store.dialects import to_sql

COLUMNS = (
    "source",
    "source_key",
    "on",
    "contact_id",
    "customer_id",
    "issue_id",
    "follows_id",
    "merged_into",
    "agent_id",
)


def stretches(relation: str, dialect: str) -> str:
    """SELECT of every stored contact with its links, `opened_s` and `solved_s` as the facts take them.

    Args:
        relation: a table or view with the stored columns of contacts.
    """
    columns = {column.name: schema.IBIS_TYPES[column.type] for column in schema.stored_columns("contacts")}
    contacts = ibis.table(columns, name=relation)
    times = {"opened_s": number(contacts.opened_at), "solved_s": number(solved_at(contacts))}
    return to_sql(contacts.select(*COLUMNS, **times), dialect)
