"""The page of every stored column, from the catalogue.

python -m docs.tables > docs/tables.md
"""

from __future__ import annotations

from collections.abc import Sequence

from steelyard import facts, schema
from steelyard.declare import Column, ColumnType, Fact, Table

TYPES: dict[ColumnType, str] = {
    "text": "text",
    "instant": "instant, UTC",
    "date": "local date",
    "seconds": "seconds",
    "number": "number",
    "count": "whole number",
    "money": "money, in the workspace's currency",
    "boolean": "true or false",
}

_HEAD = """# Tables

Every column of every stored table, generated from `src/steelyard/schema` and `src/steelyard/facts`. Sources are mapped
to the canonical tables (see [the mapping](mapping.md)); the facts are built from them by every load. Any of them leaves
the store with `steelyard export contacts.parquet --table contacts`.

A column in bold must be mapped. Everything else may be missing: what is missing is never taken for zero, and a measure
that needs it says so.
"""

_BESIDE = """## Beside the canonical columns

What every load adds. For each instant there is also a column such as `opened_at_is_date`: the time of day was lost.
"""

_FACTS = """## Facts

Rows with numbers and units. Measures only add them up. Text columns named under "split by" are what `--by` and
`--where` take; the workspace's own dimensions come on top.
"""


def page() -> str:
    """docs/tables.md."""
    tables = [_table(schema.table(name)) for name in schema.names()]
    beside = [
        "### All tables\n\n" + _columns(schema.SYSTEM),
        "### Tables that have a time\n\n" + _columns(schema.MOMENT),
        "### Contacts\n\n" + _columns(schema.GROUPS),
    ]
    built = [_fact(facts.fact(name)) for name in facts.names()]
    return "\n".join([_HEAD, "## Canonical tables\n", *tables, _BESIDE, *beside, _FACTS, *built]).rstrip() + "\n"


def _table(table: Table) -> str:
    time = f" Its time is `{table.time}`." if table.time else ""
    return f"### `{table.name}`\n\n{table.meaning}{time}\n\n{_columns(table.columns)}"


def _fact(fact: Fact) -> str:
    split = ", ".join(f"`{name}`" for name in fact.dimensions)
    return f"### `{fact.table}`\n\nOne row is {fact.grain}. Split by {split}.\n\n{_columns(fact.columns)}"


def _columns(columns: Sequence[Column]) -> str:
    rows = [f"| {_name(column)} | {TYPES[column.type]} | {_meaning(column)} |" for column in columns]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *rows, ""])


def _name(column: Column) -> str:
    return f"**`{column.name}`**" if column.is_required else f"`{column.name}`"


def _meaning(column: Column) -> str:
    choices = ", ".join(f"`{choice}`" for choice in column.choices)
    return f"{column.meaning}: {choices}" if choices else column.meaning


if __name__ == "__main__":
    print(page(), end="")
