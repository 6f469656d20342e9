"""From expressions to an engine's SQL. Ibis compiles; what it gets wrong for an engine is put right in one file each.

A dialect's file binds its `COMPILER`; dialects without a file are compiled as Ibis does.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import ibis.backends.sql.compilers as compilers

CORRECTED = frozenset(module.name for module in iter_modules(__path__))
"""Dialects with a file here."""


def to_sql(expression: Any, dialect: str) -> str:
    """An expression over unbound tables as SQL.

    Args:
        expression: an Ibis table or value.
        dialect: as Ibis names it: "duckdb", "databricks", "postgres" ...
    """
    compiler = _compiler(dialect)
    return str(compiler.to_sqlglot(expression.unbind()).sql(dialect=compiler.dialect, pretty=True))


def _compiler(dialect: str) -> Any:
    if dialect in CORRECTED:
        return import_module(f"steelyard.store.dialects.{dialect}").COMPILER
    return getattr(compilers, dialect).compiler
