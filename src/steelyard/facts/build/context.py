"""What every step of the build shares: the engine, the settings, and the tables there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from steelyard import schema
from steelyard.settings.model import Assumptions, Settings
from steelyard.store.dialects import to_sql

if TYPE_CHECKING:
    from steelyard.store.engine import Engine

ORIGIN = datetime(2000, 1, 1)
DAY_S = 86_400

HORIZON_S = 4_611_686_018_427_387_807
"""Stands for the horizon in expressions, so that builds that differ in nothing else are compiled once."""


def seconds_of(instant: datetime) -> int:
    """A naive UTC instant in whole seconds since the origin of all numbered instants."""
    return int((instant - ORIGIN).total_seconds())


@dataclass(frozen=True)
class Context:
    """One build: expressions are made on unbound tables, compiled to the engine's dialect and kept in it.

    Args:
        horizon: naive UTC.
        known: canonical table -> column -> count of non-missing values.
        names: canonical table -> what stands in its place in the engine; it stands for itself unless told.
    """

    engine: Engine
    settings: Settings
    horizon: datetime
    known: Mapping[str, Mapping[str, int]]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def assumptions(self) -> Assumptions:
        """The workspace's declared assumptions."""
        return self.settings.assumptions

    @property
    def window_s(self) -> int:
        """The return window in seconds."""
        return round(self.assumptions.return_window_days * DAY_S)

    @property
    def horizon_s(self) -> int:
        """The horizon in whole seconds since the origin of all numbered instants, as it stands in expressions."""
        return HORIZON_S

    @property
    def declared_start_s(self) -> int | None:
        """The start of the first local day contacts are declared complete for; None where that is not declared."""
        first_on = self.settings.covers_from
        return None if first_on is None else self._begin_s(first_on)

    def declared_end_s(self, source: str) -> int | None:
        """The end of the last local day a source is declared complete for; None where that is not declared."""
        declared = {one.name: one.covers_until for one in self.settings.sources}
        last_on = declared.get(source) or self.settings.engine.covers_until
        return None if last_on is None else self._begin_s(last_on + timedelta(days=1))

    def _begin_s(self, day: date) -> int:
        midnight = datetime.combine(day, time(), ZoneInfo(self.settings.time_zone))
        return seconds_of(midnight.astimezone(UTC).replace(tzinfo=None))

    def has(self, table: str, column: str) -> bool:
        """Whether any row of a canonical table has a value there."""
        return self.known.get(table, {}).get(column, 0) > 0

    def canonical(self, name: str) -> ir.Table:
        """A canonical table with all stored columns; an empty one of the same type where it does not exist."""
        columns = {
            column.name: schema.IBIS_TYPES[column.type]
            for column in schema.stored_columns(name, self.settings.dimensions)
        }
        if name in self.known:
            return ibis.table(columns, name=self.names.get(name, name))
        one = self.keep("tmp_one", "SELECT 1 AS one", {"one": "int32"})
        nothing = one.filter(one.one == 0).select(**{name: ibis.null(kind) for name, kind in columns.items()})
        return self.keep(f"tmp_no_{name}", nothing)

    def sql(self, expression: ir.Table) -> str:
        """The expression in the engine's dialect."""
        return self.text(expression, self.engine.dialect)

    def text(self, expression: ir.Table, dialect: str) -> str:
        """The expression in any dialect, the horizon put in."""
        return to_sql(expression, dialect).replace(str(HORIZON_S), str(seconds_of(self.horizon)))

    def keep(self, name: str, content: ir.Table | str, columns: Mapping[str, str] | None = None) -> ir.Table:
        """Computes the content into a temporary table of that name and returns the table."""
        sql = content if isinstance(content, str) else self.sql(content)
        self.engine.keep(name, sql)
        return ibis.table(columns if isinstance(content, str) else content.schema(), name=name)

    def view(self, name: str, content: ir.Table) -> ir.Table:
        """Gives an expression a name in the engine, so that what is built on it stays short."""
        self.engine.view(name, self.sql(content))
        return ibis.table(content.schema(), name=name)

    def drop(self, *tables: ir.Table) -> None:
        """Frees temporary tables that no later step reads."""
        for table in tables:
            self.engine.drop(table.get_name())

    def query(self, expression: ir.Table) -> dict[str, Any]:
        """The rows of an expression, as arrays by column."""
        return self.engine.query(self.sql(expression))

    def count(self, table: ir.Table) -> int:
        """How many rows a table has."""
        return int(self.query(table.aggregate(n=table.count()))["n"][0])
