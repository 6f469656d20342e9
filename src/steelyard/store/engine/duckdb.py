"""The embedded engine: DuckDB in memory, over Parquet files; loaded and opened when it is first asked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from steelyard.declare import EngineKind
from steelyard.errors import EngineError, SettingsError
from steelyard.refusals import file_trouble, why
from steelyard.store.engine.packed import Packed

if TYPE_CHECKING:
    import duckdb


class DuckEngine:
    """One in-memory database: UTC, no extensions fetched, spilling to a folder of its own.

    Args:
        memory: what it may hold before it spills; Parquet writers and Python come on top.
        threads: as many as there are processors unless told.
        scratch: folder for spilled data, removed on close; one in the system's temporary folder unless told.
    """

    dialect = "duckdb"

    def __init__(self, memory: str = "3GB", threads: int | None = None, scratch: Path | None = None) -> None:
        self._memory, self._threads, self._scratch = memory, threads, scratch
        self._shown: list[str] = []
        self._packed = Packed()
        self._opened: duckdb.DuckDBPyConnection | None = None

    @cached_property
    def scratch(self) -> Path:
        """The folder for spilled data."""
        return self._scratch or Path(tempfile.mkdtemp(prefix="steelyard-"))

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database, opened on first use, with every view that was shown so far."""
        if self._opened is None:
            self._opened = self._open()
        while self._shown:
            self._run_on(self._opened, self._shown.pop(0))
        return self._opened

    def _open(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self._memory,
            "temp_directory": str(self.scratch),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
            **({"threads": str(self._threads)} if self._threads else {}),
        }
        opened = duckdb.connect(config=settings)
        opened.execute("SET TimeZone = 'UTC'")
        opened.execute("SET enable_progress_bar = false")
        return opened

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """Column -> values, see `Engine.query`."""
        self._unpack(sql)
        result = self._run(sql)
        types = {str(name): str(kind) for name, kind, *_ in result.description or ()}
        zoned = [name for name, kind in types.items() if kind == "TIMESTAMP WITH TIME ZONE"]
        if zoned:
            raise EngineError(f"column {zoned[0]} is a zoned instant; cast it to TIMESTAMP", sql=sql)
        try:
            columns = result.fetchnumpy()
        except (_errors(), RuntimeError) as error:
            raise _failure(error, sql) from error
        return {name: _plain(values, types.get(name, "")) for name, values in columns.items()}

    def execute(self, sql: str) -> None:
        """Run a statement without a result."""
        self._run(sql)

    def keep(self, name: str, sql: str) -> None:
        """Compute a SELECT into a temporary table."""
        self._unpack(sql)
        self.execute(f"CREATE OR REPLACE TEMP TABLE {quote(name)} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        """Give a SELECT a name as a temporary view, before the next statement runs."""
        self._shown.append(f"CREATE OR REPLACE TEMP VIEW {quote(name)} AS {sql}")

    def packed(self, name: str, rows: int, columns: Mapping[str, str]) -> None:
        """Say of a view that its rows are work to read; asked often, they are held unpacked, see `expect_much`."""
        self._packed.show(name, rows, columns)

    def expect_much(self) -> None:
        """Say that many statements are to come: packed views that are asked often are held from then on."""
        self._packed.is_worth_it = True

    def _unpack(self, sql: str) -> None:
        """Hold what a statement reads of the packed views and has read often enough before."""
        for name in self._packed.due(sql):
            own = quote(f"{name}_unpacked")
            self.execute(f"CREATE OR REPLACE TEMP TABLE {own} AS SELECT * FROM {quote(name)}")
            self.execute(f"CREATE OR REPLACE TEMP VIEW {quote(name)} AS SELECT * FROM {own}")

    def drop(self, name: str) -> None:
        """Free a table made by `keep`."""
        self.execute(f"DROP TABLE IF EXISTS {quote(name)}")

    def limit(self, threads: int) -> None:
        """Let at most so many threads work."""
        self._threads = threads
        self.execute(f"SET threads = {threads}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One thread within the block: rows leave a query without ORDER BY as they lie in its table."""
        before = self._threads or int(self.query("SELECT current_setting('threads') AS n")["n"][0])
        if before == 1:
            yield
            return
        self.execute("SET threads = 1")
        try:
            yield
        finally:
            self.execute(f"SET threads = {before}")

    def attach(self, table: str, columns: Mapping[str, str], files: Sequence[tuple[Path, int]]) -> None:
        """Make a table visible as a view, see `Engine.attach`, before the next statement runs."""
        self._shown.append(f"CREATE OR REPLACE VIEW {quote(table)} AS {selection(columns, files)}")

    def close(self) -> None:
        """Close the connection and remove what was spilled."""
        if self._opened is not None:
            self._opened.close()
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self._run_on(self.connection, sql)

    @staticmethod
    def _run_on(opened: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return opened.execute(sql)
        except (_errors(), RuntimeError) as error:
            raise _failure(error, sql) from error


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A value as an SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def names(columns: Sequence[str]) -> str:
    """Column names as an SQL list."""
    return ", ".join(quote(column) for column in columns)


def selection(columns: Mapping[str, str], files: Sequence[tuple[Path, int]]) -> str:
    """A SELECT over files that hold different numbers of leading columns; typed and empty without files."""
    if not files:
        return f"SELECT {_leading(columns, 0)} WHERE false"
    by_width = groupby(sorted(files, key=lambda file: file[1]), key=lambda file: file[1])
    return " UNION ALL ".join(
        f"SELECT {_leading(columns, width)} FROM {parquet([path for path, _ in group])}" for width, group in by_width
    )


ROW_NUMBER = "file_row_number"


def numbered(columns: Mapping[str, str], path: Path, width: int) -> str:
    """A SELECT over one file as `selection`, and where each row stands in it, as `ROW_NUMBER`."""
    source = f"read_parquet({text(_literal(path))}, hive_partitioning = false, file_row_number = true)"
    return f"SELECT {_leading(columns, width)}, {ROW_NUMBER} FROM {source}"


def parquet(paths: Sequence[Path]) -> str:
    """Files as a table expression; characters that DuckDB reads as patterns are taken literally."""
    listed = ", ".join(text(_literal(path)) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def filled(engine: DuckEngine, paths: Sequence[Path]) -> dict[str, int]:
    """Column -> how many values are not missing in files, from their metadata alone."""
    listed = ", ".join(text(_literal(path)) for path in paths)
    counts = engine.query(
        "SELECT path_in_schema AS name, CAST(sum(num_values - stats_null_count) AS BIGINT) AS n "
        f"FROM parquet_metadata([{listed}]) GROUP BY 1"
    )
    return {str(name): int(n) for name, n in zip(counts["name"], counts["n"], strict=True)}


def _literal(path: Path) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))


def _leading(columns: Mapping[str, str], width: int) -> str:
    held = [quote(name) for name in list(columns)[:width]]
    lacking = [f"CAST(NULL AS {kind}) AS {quote(name)}" for name, kind in list(columns.items())[width:]]
    return ", ".join(held + lacking)


def _plain(values: np.ndarray, kind: str) -> np.ndarray:
    is_missing = np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else np.zeros(len(values), bool)
    bare = np.ma.getdata(values)
    if bare.dtype.kind == "M":
        unit = "datetime64[D]" if kind == "DATE" else "datetime64[us]"
        return np.where(is_missing, np.datetime64("NaT"), bare).astype(unit)
    if bare.dtype.kind == "O":
        return np.where(is_missing, np.array(None), bare)
    if bare.dtype.kind == "b" and not is_missing.any():
        return bare
    if bare.dtype.kind in "iu" and not is_missing.any() and not (bare > np.iinfo(np.int64).max).any():
        return bare.astype(np.int64)
    return np.where(is_missing, np.nan, bare.astype(np.float64)) if bare.dtype.kind in "biuf" else bare


def _errors() -> type[Exception]:
    import duckdb

    return duckdb.Error


def _failure(error: Exception, sql: str) -> BaseException:
    """What to raise for a driver's exception: an interrupt stays one, and values are never quoted."""
    import duckdb

    if isinstance(error, duckdb.InterruptException) or (isinstance(error, RuntimeError) and "interrupt" in str(error)):
        return KeyboardInterrupt()
    if isinstance(error, duckdb.OutOfMemoryException):
        what = "the engine ran out of memory or of space to spill to"
        return EngineError(what, sql=sql, next="free memory or disk space, or ask for less at once")
    if isinstance(error, duckdb.IOException):
        return EngineError(f"a file cannot be read or written: {file_trouble(str(error)) or 'is it whole?'}", sql=sql)
    if isinstance(error, duckdb.ParserException | duckdb.BinderException | duckdb.CatalogException):
        return EngineError(f"the engine refused a query: {why(error, sql)}", sql=sql)
    return EngineError(f"the engine failed on a value or a step of a query ({type(error).__name__})", sql=sql)


def open_duckdb(address: str = "", *, memory: str = "3GB", scratch: Path | None = None) -> DuckEngine:
    """An embedded engine in this process."""
    if address:
        raise SettingsError("the engine duckdb runs in this process and has no address", next="Leave address out.")
    return DuckEngine(memory=memory, scratch=scratch)


ENGINE = EngineKind(
    name="duckdb",
    meaning="DuckDB in this process, over the store's Parquet files.",
    open=open_duckdb,
    is_certified=True,
)
