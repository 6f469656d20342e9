"""The rows of customers who are erased, as SQL over every table: other ids in place, and no remarks.

A random id takes the place of each customer's, in the same of the 64 groups. So issues, answers and outcomes stay
linked, and every sum and interval stays what it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal.pseudonyms import own_key
from steelyard.intake.personal.stopped import CONTACT, MARK, alike
from steelyard.settings.model import Settings
from steelyard.settings.privacy import ISSUE
from steelyard.store import Writer

KEYED = ("contacts", "surveys", "survey_items", "outcomes", "customers")
"""Canonical tables whose rows name a customer, so that their keys may, too."""

OF = {
    "fact_contacts": "contacts", "fact_issues": "contacts", "issue_states": "contacts", "fact_responses": "surveys",
}  # fmt: skip
"""Table beside the canonical ones -> the canonical table whose keys its rows have."""

PEOPLE, KEYS, CONTACTS = "erased_people", "erased_keys", "erased_contacts"
"""Tables of the engine while customers are erased."""

REMARK = "comment"


@dataclass(frozen=True)
class Changed:
    """What became of the rows.

    Args:
        new: random ids, in the order of the customers.
        contacts: ids of their contacts. rows: canonical table -> rows of theirs. remarks: answers' remarks deleted.
        left: "contacts.contact_id" -> rows of theirs in which that text still holds a customer's id.
    """

    new: tuple[str, ...]
    contacts: tuple[str, ...]
    rows: Mapping[str, int]
    remarks: int
    left: Mapping[str, int]


def change(writer: Writer, settings: Settings, people: Sequence[str]) -> Changed:
    """Give customers' rows random ids in every table of a store that is written.

    Args:
        people: their ids as they are stored.
    """
    new = tuple(alike(one) for one in people)
    connection: Any = writer.engine.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {PEOPLE} (old VARCHAR, new VARCHAR)")
    connection.executemany(f"INSERT INTO {PEOPLE} VALUES (?, ?)", list(zip(people, new, strict=True)))
    contacts = _contacts(writer)
    _keys(writer)
    remarks, rows, tables = _remarks(writer), {}, writer.tables
    also = _derived(settings)
    for table in tables:
        count = _amend(writer, table, also)
        if count and table in (*KEYED, "evaluations"):
            rows[table] = count
    return Changed(new, contacts, rows, remarks, _left(writer, people, new))


def _contacts(writer: Writer) -> tuple[str, ...]:
    """Ids of their contacts, kept in the engine as well."""
    select = "SELECT CAST(NULL AS VARCHAR) AS id WHERE false"
    if CUSTOMER in writer.columns("contacts"):
        select = f"SELECT {CONTACT} AS id FROM contacts WHERE {CUSTOMER} IN (SELECT old FROM {PEOPLE})"
    writer.engine.keep(CONTACTS, select)
    return tuple(sorted(map(str, writer.engine.query(f"SELECT id FROM {CONTACTS}")["id"])))


def _keys(writer: Writer) -> None:
    """Keys of theirs that may hold a customer's id, with others in the same order."""
    mark = f"{MARK}{secrets.token_hex(8)}-"
    writer.engine.execute(f"CREATE OR REPLACE TEMP TABLE {KEYS} (of VARCHAR, source VARCHAR, old VARCHAR, new VARCHAR)")
    for table in KEYED:
        if CUSTOMER in writer.columns(table):
            number = "row_number() OVER (PARTITION BY source ORDER BY source_key)"
            theirs = f"{CUSTOMER} IN (SELECT old FROM {PEOPLE}) AND NOT ({own_key(table)})"
            new = f"{literal(mark)} || lpad(CAST({number} AS VARCHAR), 8, '0')"
            rows = f"SELECT {literal(table)}, source, source_key, {new} FROM {table} WHERE {theirs}"
            writer.engine.execute(f"INSERT INTO {KEYS} {rows}")


def _remarks(writer: Writer) -> int:
    if REMARK not in writer.columns("surveys"):
        return 0
    sql = f"SELECT count({REMARK}) AS n FROM surveys AS r WHERE {_is_theirs(writer.columns('surveys'))}"
    return int(writer.engine.query(sql)["n"][0])


def _is_theirs(columns: Mapping[str, str]) -> str:
    """SQL of whether a row `r` is one of theirs, by the customer or by the contact."""
    held = [
        f"coalesce(r.{name} IN (SELECT {of} FROM {table}), false)"
        for name, of, table in ((CUSTOMER, "old", PEOPLE), (CONTACT, "id", CONTACTS))
        if name in columns
    ]
    return f"({' OR '.join(held)})" if held else "false"


def _derived(settings: Settings) -> frozenset[str]:
    """issue_id and dimensions that read a column that customer_id reads."""
    found = set()
    for source in settings.sources:
        for table in source.tables:
            entry = table.columns.get(CUSTOMER)
            told = {name.lower() for name in entry.columns} if entry else set()
            read = {name: {column.lower()} for name, column in table.dimensions.items()}
            if ISSUE in table.columns:
                read[ISSUE] = {name.lower() for name in table.columns[ISSUE].columns}
            found |= {name for name, columns in read.items() if columns & told}
    return frozenset(found)


def _amend(writer: Writer, table: str, also: frozenset[str]) -> int:
    """Other values in the rows of one table; how many rows."""
    columns = writer.columns(table)
    fields: dict[str, str] = {}
    touched = []
    if CUSTOMER in columns:
        new = f"(SELECT p.new FROM {PEOPLE} AS p WHERE p.old = r.{CUSTOMER})"
        names = [CUSTOMER, *(name for name in columns if name in also)]
        fields |= {name: f"coalesce({new}, r.{quoted(name)})" for name in names}
        touched.append(f"coalesce(r.{CUSTOMER} IN (SELECT old FROM {PEOPLE}), false)")
    of = table if table in KEYED else OF.get(table, "")
    for source, key in (("source", "source_key"), ("issue_source", "issue_key")) if of else ():
        if {source, key} <= columns.keys():
            found = f"FROM {KEYS} AS k WHERE k.of = {literal(of)} AND k.source = r.{source} AND k.old = r.{key}"
            fields[key] = f"coalesce((SELECT k.new {found}), r.{key})"
            touched.append(f"EXISTS (SELECT 1 {found})")
    if table == "surveys" and REMARK in columns:
        theirs = _is_theirs(columns)
        fields[REMARK] = f"CASE WHEN NOT {theirs} THEN r.{REMARK} END"
        touched.append(theirs)
    return writer.amend(table, fields, f"({' OR '.join(touched)})") if touched else 0


def _left(writer: Writer, people: Sequence[str], new: Sequence[str]) -> dict[str, int]:
    """Where texts of theirs still hold an id, such as contacts' ids that are made of it."""
    found = {}
    pairs = [(old, after) for old, after in zip(people, new, strict=True) if len(old) > 2]
    for table in (name for name in (*KEYED, "evaluations", "steps") if name in writer.tables):
        columns = writer.columns(table)
        for name, kind in columns.items():
            if kind != "VARCHAR" or name == "source" or not pairs:
                continue
            parts = [
                (f"{CUSTOMER} = {literal(after)} AND " if CUSTOMER in columns else "")
                + f"contains(lower({quoted(name)}), {literal(old)})"
                for old, after in pairs
            ]
            sql = f"SELECT count(*) AS n FROM {table} WHERE {' OR '.join(parts)}"
            count = int(writer.engine.query(sql)["n"][0])
            if count:
                found[f"{table}.{name}"] = count
    return found
