"""One SELECT of a user's own over the tables of a version: it reads these and nothing else, and has an end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from steelyard import schema
from steelyard.answers import Rows
from steelyard.errors import MappingError, QuestionError
from steelyard.formats.raw import literal, located, unique_names
from steelyard.intake.sources.sandbox import bounded, explained
from steelyard.intake.sources.sql_guard import check_view
from steelyard.settings.model import Limits
from steelyard.store import Store
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.snapshot import Snapshot

PLACE = "sql"


def select(store: Store, sql: str, limits: Limits, most: int) -> Rows:
    """The rows of a query, at most so many.

    Raises:
        QuestionError: it is not one SELECT, reads something else, names what is not there, fails, or runs too long.
    """
    engine = DuckEngine()
    with store.snapshot(engine, owns_engine=True) as snapshot:
        try:
            return _rows(snapshot, engine, store, sql, limits, most)
        except MappingError as error:
            raise QuestionError(error.what, where=error.where, next=error.next) from None


def _rows(snapshot: Snapshot, engine: DuckEngine, store: Store, sql: str, limits: Limits, most: int) -> Rows:
    shown = snapshot.manifest.shown
    check_view(sql, {*shown, *schema.names()}, PLACE, "query")
    connection = engine.connection
    for setting in (
        f"allowed_directories = [{literal(store.folder)}, {located(store.folder)}, {located(engine.scratch)}]",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    names = [column for columns in shown.values() for column in columns]
    with (
        explained(PLACE, "the query fails", sql, names),
        bounded(connection, engine.scratch, limits, PLACE, "query"),
    ):
        found = connection.execute(sql)
        columns = unique_names([str(name) for name, *_ in found.description or ()])
        rows = found.fetchmany(most + 1)
    return Rows(tuple(columns), tuple(tuple(map(_plain, row)) for row in rows[:most]), len(rows) > most)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
