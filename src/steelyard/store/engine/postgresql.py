"""A PostgreSQL database: the canonical tables are views over the user's tables, all else is temporary.

Text compares by its bytes, as on every other engine: each table and view made here has its texts collated "C", so
that ties are broken alike whatever the database's own language.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import numpy as np

from steelyard.declare import EngineKind
from steelyard.errors import EngineError, MissingExtraError, SettingsError
from steelyard.refusals import why

if TYPE_CHECKING:
    from pg8000.dbapi import Connection

FORM = "postgresql://USER@HOST:5432/DATABASE"

BOOLEAN, WHOLE, NUMBER = {16}, {20, 21, 23, 26}, {700, 701, 1700}
DATE, INSTANT, ZONED = {1082}, {1114}, {1184}
COLLATED = {18, 25, 1042, 1043}
"""Type numbers of the wire protocol; what is named nowhere is handed on as objects."""

SHOWABLE = {"42P01", "42703", "42883", "42702", "42804", "42501", "42704"}
"""Failures of the statement, not of a value."""

SESSION = ("SET TIME ZONE 'UTC'", "SET client_min_messages = 'error'", "SET jit = off")


class PostgreSQLEngine:
    """One connection; everything it makes is temporary and goes with it.

    Args:
        address: postgresql://user:password@host:port/database; a password left out is taken from PGPASSWORD.
        memory: what one step of a query may hold before it spills, as PostgreSQL spells sizes.
    """

    dialect = "postgres"

    def __init__(self, address: str, memory: str = "256MB") -> None:
        self._connection = _connect(address)
        for statement in (*SESSION, f"SET work_mem = '{_size(memory)}'"):
            self.execute(statement)

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """Column -> values, see `Engine.query`."""
        rows, described = self._run(sql)
        zoned = [name for name, kind in described if kind in ZONED]
        if zoned:
            raise EngineError(f"column {zoned[0]} is a zoned instant; cast it to TIMESTAMP", sql=sql)
        columns = list(zip(*rows, strict=True)) or [()] * len(described)
        return {name: _array(values, kind) for (name, kind), values in zip(described, columns, strict=True)}

    def execute(self, sql: str) -> None:
        """Run a statement without a result."""
        self._run(sql)

    def keep(self, name: str, sql: str) -> None:
        """Compute a SELECT into a temporary table, and let the planner know how large it is."""
        self._clear(name)
        self.execute(f"CREATE TEMP TABLE {quote(name)} AS {self._collated(sql)}")
        self.execute(f"ANALYZE {quote(name)}")

    def view(self, name: str, sql: str) -> None:
        """Give a SELECT a name as a temporary view."""
        self._clear(name)
        self.execute(f"CREATE TEMP VIEW {quote(name)} AS {self._collated(sql)}")

    def drop(self, name: str) -> None:
        """Free a table made by `keep`, with the views on it."""
        self.execute(f"DROP TABLE IF EXISTS pg_temp.{quote(name)} CASCADE")

    def attach(self, table: str, columns: Mapping[str, str], files: Sequence[tuple[Path, int]]) -> None:
        """PostgreSQL reads no Parquet; a table without files is shown as an empty one."""
        if files:
            raise EngineError(
                "PostgreSQL cannot read the store's files",
                next="name its tables under [engine.tables] in steelyard.toml",
            )
        kinds = {name: "DOUBLE PRECISION" if kind == "DOUBLE" else kind for name, kind in columns.items()}
        nothing = ", ".join(f"CAST(NULL AS {kind}) AS {quote(name)}" for name, kind in kinds.items())
        self.view(table, f"SELECT {nothing} WHERE false")

    def close(self) -> None:
        """Leave; the database drops what was temporary."""
        from pg8000.dbapi import Error

        try:
            self._connection.close()
        except (Error, OSError):
            return

    def _clear(self, name: str) -> None:
        found = self.query(
            "SELECT relkind::text AS kind FROM pg_class "
            f"WHERE relname = {text(name)} AND relnamespace = pg_my_temp_schema()"
        )
        for kind in found["kind"]:
            self.execute(f"DROP {'VIEW' if kind == 'v' else 'TABLE'} pg_temp.{quote(name)} CASCADE")

    def _collated(self, sql: str) -> str:
        _, described = self._run(f"SELECT * FROM ({sql}) AS described LIMIT 0")
        columns = [
            f'{quote(name)} COLLATE "C" AS {quote(name)}' if kind in COLLATED else quote(name)
            for name, kind in described
        ]
        return f"SELECT {', '.join(columns)} FROM ({sql}) AS plain"

    def _run(self, sql: str) -> tuple[Sequence[Sequence[Any]], list[tuple[str, int]]]:
        from pg8000.dbapi import Error

        try:
            cursor = self._connection.cursor()
            cursor.execute(sql)
            described = [(str(name), int(kind)) for name, kind, *_ in cursor.description or ()]
            return (cursor.fetchall() if described else ()), described
        except (Error, OSError, ValueError, OverflowError) as error:
            raise _failure(error, sql) from error


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A value as an SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def _connect(address: str) -> Connection:
    try:
        from pg8000.dbapi import Error, connect
    except ImportError as error:
        raise MissingExtraError(
            "the driver for PostgreSQL is not installed", next='pip install "steelyard[postgresql]"'
        ) from error
    parts = _parsed(address)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host = options.get("host", "")
    try:
        connection = connect(
            user=unquote(parts.username or os.environ.get("PGUSER", "")),
            password=unquote(parts.password) if parts.password else os.environ.get("PGPASSWORD"),
            host=parts.hostname or "localhost",
            port=parts.port or 5432,
            unix_sock=f"{host}/.s.PGSQL.{parts.port or 5432}" if host.startswith("/") else None,
            database=unquote(parts.path.lstrip("/")) or None,
            ssl_context=True if options.get("sslmode") in ("require", "verify-ca", "verify-full") else None,
            application_name="steelyard",
        )
    except (Error, OSError) as error:
        raise EngineError(
            f"PostgreSQL does not answer or refuses the user ({_code(error) or type(error).__name__})",
            where=_place(parts),
            next=f"check that it runs, and the address: {FORM}",
        ) from error
    connection.autocommit = True
    return connection


def _parsed(address: str) -> SplitResult:
    parts = urlsplit(address)
    try:
        is_whole = parts.scheme in ("postgresql", "postgres") and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise SettingsError("this is no address of a PostgreSQL database", next=f"write {FORM}")
    return parts


def _place(parts: SplitResult) -> str:
    """Where it was looked for, without the user and the password."""
    return f"{parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"


def _size(memory: str) -> str:
    """A size such as "3GB" as PostgreSQL spells it."""
    bare = memory.replace(" ", "").replace("iB", "B")
    if not bare[:-2].isdigit() or bare[-2:] not in ("kB", "KB", "MB", "GB", "TB"):
        raise SettingsError(f"{memory!r} is no size", next='write it like "256MB"')
    return bare.replace("KB", "kB")


def _array(values: Sequence[Any], kind: int) -> np.ndarray:
    has_missing = any(value is None for value in values)
    if kind in BOOLEAN and not has_missing:
        return np.array(values, dtype=bool)
    if kind in WHOLE and not has_missing:
        return np.array(values, dtype=np.int64)
    if kind in BOOLEAN | WHOLE | NUMBER:
        return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    if kind in DATE | INSTANT:
        return np.array(values, dtype="datetime64[D]" if kind in DATE else "datetime64[us]")
    found = np.empty(len(values), dtype=object)
    found[:] = [str(value) if isinstance(value, Decimal) else value for value in values]
    return found


def _code(error: BaseException) -> str:
    """The five signs by which the server names a failure; empty where it is not the server's."""
    told = error.args[0] if error.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def _failure(error: Exception, sql: str) -> EngineError:
    code = _code(error)
    if code in SHOWABLE:
        return EngineError(f"PostgreSQL refused a query: {why(error, sql)}", sql=sql)
    if code in ("53100", "53200"):
        return EngineError(
            "PostgreSQL ran out of memory or of space to spill to", sql=sql, next="free some, or ask for less at once"
        )
    if not code:
        return EngineError("the connection to PostgreSQL was lost", sql=sql, next="check that it runs, and try again")
    return EngineError(f"PostgreSQL failed on a value or a step of a query (SQLSTATE {code})", sql=sql)


def open_postgresql(address: str = "", *, memory: str = "256MB", scratch: Path | None = None) -> PostgreSQLEngine:
    """A connection to a database; what it spills lies with the server, not in `scratch`."""
    return PostgreSQLEngine(address, memory)


ENGINE = EngineKind(
    name="postgresql",
    meaning="A PostgreSQL database, over tables it holds.",
    open=open_postgresql,
    is_certified=False,
)
