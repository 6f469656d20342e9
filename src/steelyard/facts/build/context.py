"""What every step of the build shares: the engine, the settings, and the tables there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from steelyard import schema
from steelyard.facts.build import shape
from steelyard.facts.build.script import Script
from steelyard.facts.build.standins import DAY_S, HORIZON_S
from steelyard.settings.model import Assumptions, Settings
from steelyard.store.dialects import to_sql


@dataclass(frozen=True)
class Context:
    """One build: expressions are made on unbound tables, compiled to the engine's dialect and kept in it.

    Args:
        engine: also knows what stands for the horizon, and which columns hold anything.
        names: canonical table -> what stands in its place in the engine; it stands for itself unless told.
    """

    engine: Script
    settings: Settings
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
        """See `shape.declared_start_s`."""
        return shape.declared_start_s(self.settings)

    def declared_end_s(self, source: str) -> int | None:
        """See `shape.declared_end_s`."""
        return shape.declared_end_s(self.settings, source)

    def has(self, table: str, column: str) -> bool:
        """Whether any row of a canonical table has a value there."""
        return self.engine.has(table, column)

    def canonical(self, name: str) -> ir.Table:
        """A canonical table with all stored columns; an empty one of the same type where it does not exist."""
        columns = {
            column.name: schema.IBIS_TYPES[column.type]
            for column in schema.stored_columns(name, self.settings.dimensions)
        }
        if self.engine.has(name):
            return ibis.table(columns, name=self.names.get(name, name))
        one = self.keep("tmp_one", "SELECT 1 AS one", {"one": "int32"})
        nothing = one.filter(one.one == 0).select(**{name: ibis.null(kind) for name, kind in columns.items()})
        return self.keep(f"tmp_no_{name}", nothing)

    def sql(self, expression: ir.Table) -> str:
        """The expression in the engine's dialect, with its stand-ins."""
        return to_sql(expression, self.engine.dialect)

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

    def decide(self, expression: ir.Table, how: str) -> Any:
        """What the rows of an expression say, see `decisions`."""
        return self.engine.decide(self.sql(expression), how)

    def holds(self, table: ir.Table) -> bool:
        """Whether a table has a row."""
        return bool(self.decide(table.aggregate(n=table.count()), "is_any"))
