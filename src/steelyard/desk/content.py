"""All that a desk holds as plain values, and back: the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from steelyard.desk.database import Database
from steelyard.desk.tables import Base, SessionRow
from steelyard.errors import DeskError

LEFT_OUT = {SessionRow.__tablename__}
"""Who is signed in at the moment is nobody's to restore."""

Content = dict[str, list[dict[str, Any]]]


def dump(database: Database) -> Content:
    """Table -> its rows, all of one moment."""
    with database.reading() as session:
        return {
            table.name: [_plain(dict(row)) for row in session.execute(sa.select(table).order_by("id")).mappings()]
            for table in _tables()
        }


def fill(database: Database, content: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put rows into a desk that holds none.

    Raises:
        DeskError: it holds some already, or the rows are not those of a desk.
    """
    known = {table.name: table for table in _tables()}
    if set(content) - set(known):
        hint = "Restore it with the Steelyard that wrote it."
        raise DeskError("this is not what a desk of this Steelyard holds", next=hint)
    with database.writing() as session:
        check_empty(database)
        for name, table in known.items():
            if content.get(name):
                session.execute(sa.insert(table), [_typed(table, row) for row in content[name]])
                if not database.is_sqlite:
                    session.execute(sa.text(_NEXT.format(name)))


def check_empty(database: Database) -> None:
    """DeskError where a desk holds anything."""
    with database.reading() as session:
        held = [table.name for table in _tables() if session.execute(sa.select(table).limit(1)).first()]
    if held:
        what = f"the desk holds {' and '.join(held)} already"
        raise DeskError(what, where=database.name, next="Nothing was changed; name an empty one.")


_NEXT = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"


def _tables() -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _typed(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    instants = {column.name for column in table.columns if isinstance(column.type, sa.DateTime)}
    return {name: datetime.fromisoformat(value) if value and name in instants else value for name, value in row.items()}
