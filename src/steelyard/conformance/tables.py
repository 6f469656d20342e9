"""Puts rows into an engine as temporary tables, by SQL alone, whatever the engine calls its types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir
from sqlglot import exp

from steelyard import schema
from steelyard.store.dialects import to_sql
from steelyard.store.engine import Engine

BATCH = 2_000
"""Rows of one statement."""


def put(engine: Engine, table: str, rows: Sequence[Mapping[str, Any]], dimensions: tuple[str, ...] = ()) -> None:
    """Makes a canonical table of rows, which needs one at least; what a row does not name is missing.

    Rows that name little go together: a statement is as long as its rows times the columns any of them names.
    """
    columns = {column.name: schema.IBIS_TYPES[column.type] for column in schema.stored_columns(table, dimensions)}
    ordered = sorted(rows, key=lambda row: sum(value is not None for value in row.values()))
    starts = range(0, len(ordered), BATCH)
    pieces = [_batch(engine, f"{table}_from_{start}", columns, ordered[start : start + BATCH]) for start in starts]
    whole = ibis.union(*pieces) if len(pieces) > 1 else pieces[0]
    engine.keep(table, to_sql(whole, engine.dialect))
    for piece in pieces:
        engine.drop(piece.get_name())


def _batch(engine: Engine, name: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Some rows as a temporary table: given as texts, cast to the columns' types."""
    held = [column for column in columns if any(row.get(column) is not None for row in rows)]
    given = ibis.table(dict.fromkeys(held, "string"), name="given")
    typed = given.select(
        **{column: given[column].cast(kind) if column in held else ibis.null(kind) for column, kind in columns.items()}
    )
    names = ", ".join(exp.to_identifier(column, quoted=True).sql(engine.dialect) for column in held)
    values = ", ".join(f"({', '.join(_text(row.get(column), engine.dialect) for column in held)})" for row in rows)
    select = to_sql(typed, engine.dialect)
    engine.keep(name, f"WITH given({names}) AS (VALUES {values}) {select}")
    return ibis.table(columns, name=name)


def _text(value: Any, dialect: str) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, datetime | date):
        return f"'{value}'"
    return exp.Literal.string(str(value)).sql(dialect)
