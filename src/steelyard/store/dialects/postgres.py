"""PostgreSQL: no cast from truth to a floating number, seconds that round, dates truncated to zoned instants."""

from __future__ import annotations

from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.postgres import PostgresCompiler


class Compiler(PostgresCompiler):
    """Ibis's compiler, put right."""

    __slots__ = ()

    def visit_Cast(self, op: ops.Cast, *, arg: sge.Expression, to: dt.DataType) -> sge.Expression:  # noqa: N802
        """Truth becomes a number by way of a whole one."""
        if op.arg.dtype.is_boolean() and to.is_numeric():
            arg = self.cast(arg, dt.int32)
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_DateTruncate(self, op: ops.DateTruncate, *, arg: sge.Expression, unit: Any) -> sge.Expression:  # noqa: N802
        """A truncated date is a date, whatever the session's zone."""
        return self.cast(self.visit_TimestampTruncate(op, arg=self.cast(arg, dt.timestamp), unit=unit), dt.date)

    def visit_TimestampDelta(  # noqa: N802
        self, op: ops.TimestampDelta, *, part: Any, left: sge.Expression, right: sge.Expression
    ) -> sge.Expression:
        """Seconds are counted between whole ones, as the embedded engine does, instead of rounded."""
        whole = [self.f.date_trunc("second", self.cast(instant, dt.timestamp)) for instant in (left, right)]
        return super().visit_TimestampDelta(op, part=part, left=whole[0], right=whole[1])


COMPILER = Compiler()
