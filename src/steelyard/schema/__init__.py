"""The canonical tables, one file each. `table(name)` gives one, `names()` lists them."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Column, ColumnType, Table


def table(name: str) -> Table:
    """The canonical table of that name."""
    found: Table = catalogue.entry("schema", "TABLE", name)
    return found


def names() -> tuple[str, ...]:
    """Names of all canonical tables."""
    return catalogue.names("schema", "TABLE")


SYSTEM = (
    Column("source", "text", "the source it came from"),
    Column("source_key", "text", "identity across loads within the source: the key's values joined"),
    Column("source_version", "text", "value of the version column, comparable as text; missing where none is declared"),
)
"""Stored beside the canonical columns of every table."""

MOMENT = (
    Column("on", "date", "local date of the table's time in the reporting zone"),
    Column("hour", "count", "local hour of the table's time; missing where the time of day was lost or never known"),
)
"""Stored beside every table that has a time."""

GROUPS = (
    Column("customer_group", "count", "first byte of the MD5 of the customer's id, modulo 64; of the row's where none"),
    Column("row_group", "count", "first byte of the MD5 of the contact's id, modulo 64"),
)
"""Stored with contacts."""


def stored_columns(name: str, dimensions: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Every column of a table as it lies in the store, in order.

    Args:
        name: canonical table.
        dimensions: the workspace's extra dimensions; only contacts carry them.
    """
    definition = table(name)
    marks = tuple(
        Column(f"{column.name}_is_date", "boolean", f"the time of day of {column.name} was lost")
        for column in definition.columns
        if column.type == "instant"
    )
    extra = tuple(Column(entry, "text", "dimension of the workspace") for entry in dimensions)
    is_contacts = name == "contacts"
    return (
        *definition.columns,
        *marks,
        *(MOMENT if definition.time else ()),
        *(GROUPS if is_contacts else ()),
        *(extra if is_contacts else ()),
        *SYSTEM,
    )


SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "instant": "TIMESTAMP",
    "date": "DATE",
    "seconds": "DOUBLE",
    "number": "DOUBLE",
    "count": "BIGINT",
    "money": "DOUBLE",
    "boolean": "BOOLEAN",
}
"""Type of a column in the embedded engine; instants are naive UTC."""

IBIS_TYPES: dict[ColumnType, str] = {
    "text": "string",
    "instant": "timestamp",
    "date": "date",
    "seconds": "float64",
    "number": "float64",
    "count": "int64",
    "money": "float64",
    "boolean": "boolean",
}
"""Type of a column in an Ibis schema."""
