"""What SQL a workspace may say: one SELECT over its own inputs, or one expression over a source's columns.

This gives clear errors; what holds the wall is the sandbox, which can reach nothing else (`intake.sandbox`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlglot
from sqlglot import exp

from steelyard.errors import MappingError, did_you_mean

_MULTIPLYING = {"unnest", "explode", "posexplode", "explode_outer", "generate_subscripts"}
_ROW_FUNCTIONS = {"unnest", "explode", "range", "generate_series", "generateseries", "values"}
_FORBIDDEN = re.compile(
    r"(read|scan|parquet|duckdb|pragma|sniff|write|sqlite|postgres|mysql|iceberg|delta)_\w+|read\w+|glob|getenv|query"
    r"|query_table|current_setting|set_config|getvariable|arrow_scan\w*|pandas_scan|python_map_function|nextval|currval"
)
_ORDER = {"limit", "where", "joins", "group", "having", "order", "distinct", "qualify", "windows", "offset"}


def check_view(sql: str, tables: Iterable[str], where: str, what: str = "view") -> None:
    """MappingError unless the text is a single SELECT that reads the named inputs and nothing else.

    Args:
        where: what errors call the place. what: what they call the SELECT.
    """
    tree = _parsed(sql, where)
    if not isinstance(tree, exp.Query):
        raise MappingError(
            f"a {what} must be one SELECT, not {_kind(tree)}", where=where, next="Write SELECT ... FROM ..."
        )
    _check_tables(tree, set(tables), where, what)
    _check_functions(tree, where)


def check_expression(sql: str, where: str) -> None:
    """MappingError unless the text is one expression over columns, without a query inside."""
    tree = _parsed(f"SELECT (\n{sql}\n) FROM source", where)
    is_one = (
        isinstance(tree, exp.Select)
        and len(tree.expressions) == 1
        and isinstance(tree.expressions[0], exp.Paren)
        and not isinstance(tree.expressions[0].this, exp.Alias | exp.Star)
        and not any(tree.args.get(part) for part in _ORDER)
    )
    if not is_one or sum(1 for _ in tree.find_all(exp.Query)) > 1:
        raise MappingError("this must be one expression over the source's columns", where=where)
    if any(_name(function) in _MULTIPLYING for function in tree.find_all(exp.Func)):
        hint = "Make rows of it in a view."
        raise MappingError("this expression gives several rows for one", where=where, next=hint)
    _check_functions(tree, where)


def _parsed(sql: str, where: str) -> exp.Expr:
    try:
        statements = [tree for tree in sqlglot.parse(sql, dialect="duckdb") if tree is not None]
    except sqlglot.errors.SqlglotError as error:
        line = str(error).split("\n", 1)[0]
        raise MappingError(f"the SQL cannot be understood: {line[:160]}", where=where) from None
    except RecursionError:
        raise MappingError("the SQL is nested too deeply", where=where) from None
    if len(statements) != 1:
        raise MappingError(f"there must be one statement, not {len(statements)}", where=where, next="Remove the ';'.")
    return statements[0]


def _kind(tree: exp.Expr) -> str:
    return tree.key.upper()


def _check_tables(tree: exp.Expr, inputs: set[str], where: str, called: str) -> None:
    own = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    known = {name.lower() for name in inputs}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier):
            if table.args.get("db") or table.args.get("catalog") or table.name.lower() not in known | own:
                what = f"the {called} reads {table.sql(dialect='duckdb').split(' ')[0]}, which is none of its inputs"
                raise MappingError(what, where=where, next=did_you_mean(table.name, inputs))
        elif _name(table.this) not in _ROW_FUNCTIONS:
            what = f"a {called} may not call {_name(table.this) or 'this'} as a table"
            raise MappingError(what, where=where, next=f"Its inputs are: {', '.join(sorted(inputs))}.")
    if any(tree.find_all(exp.Into, exp.Command, exp.Insert, exp.Create, exp.Drop, exp.Copy, exp.Attach, exp.Pragma)):
        raise MappingError(f"a {called} may only read", where=where)


def _check_functions(tree: exp.Expr, where: str) -> None:
    for function in tree.find_all(exp.Func):
        if _FORBIDDEN.fullmatch(_name(function)):
            raise MappingError(f"{_name(function)} is not allowed here: it reaches outside the inputs", where=where)


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""
