"""Spark: differences of instants that drop parts of a second, dates truncated to instants."""

from __future__ import annotations

from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.databricks import DatabricksCompiler


class Compiler(DatabricksCompiler):
    """Ibis's compiler, put right."""

    __slots__ = ()

    def visit_DateTruncate(self, op: ops.DateTruncate, *, arg: sge.Expression, unit: Any) -> sge.Expression:  # noqa: N802
        """A truncated date is a date."""
        return self.cast(self.visit_TimestampTruncate(op, arg=arg, unit=unit), dt.date)

    def visit_TimestampDelta(  # noqa: N802
        self, op: ops.TimestampDelta, *, part: Any, left: sge.Expression, right: sge.Expression
    ) -> sge.Expression:
        """Seconds are counted between whole ones, as the embedded engine does."""
        whole = [self.f.anon.date_trunc("second", instant) for instant in (left, right)]
        return super().visit_TimestampDelta(op, part=part, left=whole[0], right=whole[1])


COMPILER = Compiler()
