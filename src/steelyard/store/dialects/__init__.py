"""From expressions to an engine's SQL. Ibis compiles; what it gets wrong for an engine is put right in one file each.

A dialect's file binds its `COMPILER`; dialects without a file are compiled as Ibis does.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from steelyard.store.engine.duckdb import quote, text
from steelyard.store.lazily import compiler_of, exp, sqlglot

EMBEDDED = "duckdb"
"""The dialect whose names and values are written without the compiler, which then need not be imported."""

CORRECTED = frozenset(module.name for module in iter_modules(__path__))
"""Dialects with a file here."""

KEPT = 300
"""Texts kept in memory: those of four builds of facts."""


def to_sql(expression: Any, dialect: str) -> str:
    """An expression over unbound tables as SQL; equal expressions are compiled once a process.

    Args:
        expression: an Ibis table or value.
        dialect: as Ibis names it: "duckdb", "databricks", "postgres" ...
    """
    return _compiled(expression.op(), dialect)


@lru_cache(KEPT)
def _compiled(node: Any, dialect: str) -> str:
    compiler = _compiler(dialect)
    return str(compiler.to_sqlglot(node.to_expr()).sql(dialect=compiler.dialect, pretty=True))


def fragment(value: Any, dialect: str) -> str:
    """An expression over the columns of one unbound table as SQL, the columns by their bare names."""
    compiler = _compiler(dialect)
    found = compiler.to_sqlglot(value.name("value").as_table()).expressions[0].unalias()
    for column in found.find_all(exp.Column):
        column.set("table", None)
    return str(found.sql(dialect=compiler.dialect))


def pretty(sql: str, dialect: str) -> str:
    """SQL over many lines, for people."""
    named = _compiler(dialect).dialect
    return str(sqlglot.parse_one(sql, dialect=named).sql(dialect=named, pretty=True))


@cache
def quoted(name: str, dialect: str) -> str:
    """A name as an identifier."""
    if dialect == EMBEDDED:
        return quote(name)
    return str(exp.to_identifier(name, quoted=True).sql(dialect=_compiler(dialect).dialect))


def literal(value: str | float | None, kind: str, dialect: str) -> str:
    """A value of a type, "text", "date" or "double", as it is written in a query."""
    if dialect == EMBEDDED:
        plain = "NULL" if value is None else text(value) if isinstance(value, str) else repr(value)
        return f"CAST({plain} AS {kind.upper()})"
    if value is None:
        written = exp.null()
    else:
        written = exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(repr(value))
    return str(exp.cast(written, kind).sql(dialect=_compiler(dialect).dialect))


@cache
def _compiler(dialect: str) -> Any:
    """Of a dialect. Ibis changes how sqlglot writes some; what sqlglot had made of them before is forgotten."""
    if dialect in CORRECTED:
        found = import_module(f"steelyard.store.dialects.{dialect}").COMPILER
    else:
        found = compiler_of(dialect)
    import_module("sqlglot.generator")._DISPATCH_CACHE.clear()
    return found
