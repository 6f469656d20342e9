"""Apache Spark: a session in this process, a cluster's master, or a Spark Connect server."""

from __future__ import annotations

import os
import shutil
import socket
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from steelyard.declare import EngineKind
from steelyard.errors import EngineError, MissingExtraError
from steelyard.refusals import why

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOCAL = "local[*]"
CONNECT_PORT = 15002
REACH = "check [engine] in steelyard.toml, and that the server is up and reachable from here"
SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
}
"""What the queries rely on: instants in UTC, overflows and casts that fail instead of turning missing, standard
quotes. Set in every session, restored in one that was handed in."""

PROCESS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF"}
"""What a session begun here is started with. Spark's log quotes values of failed rows: it stays silent."""

ALONE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""And one without a cluster: nobody else can reach it."""

STORED = {"VARCHAR": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ", "INTEGER": "INT", "HUGEINT": "DOUBLE"}
"""Type of the embedded engine -> type in which Spark finds it in a Parquet file, where the names differ."""

SHOWN = {"TIMESTAMP_NTZ": "TIMESTAMP"}
"""Type in the file -> type the queries see, where they differ."""

REFUSED = ("AnalysisException", "ParseException")
"""Failures of the statement, not of a value."""


class SparkEngine:
    """Runs queries in a Spark session; tables at rest, temporary tables and views live in that session only.

    Args:
        session: whose settings are changed for as long as the engine lives.
        is_own: made for this engine, and ended with it.
    """

    dialect = "databricks"

    def __init__(self, session: SparkSession, *, is_own: bool = False) -> None:
        self.session, self._is_own = session, is_own
        self._names: dict[str, None] = {}
        _silence()
        with _failing(""):
            self._before = {name: session.conf.get(name, None) for name in SESSION}
            for name, value in SESSION.items():
                session.conf.set(name, value)

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """Column -> values, see `Engine.query`."""
        with _failing(sql):
            table = self.session.sql(sql).toArrow()
        return {name: _plain(table.column(place)) for place, name in enumerate(table.column_names)}

    def execute(self, sql: str) -> None:
        """Run a statement without a result."""
        self._run(sql)

    def keep(self, name: str, sql: str) -> None:
        """Compute a SELECT into a temporary table, in the executors' memory and on their disks.

        Its plan ends there: what is built on it does not grow with what came before.
        """
        with _failing(sql), _active(self.session):
            self._show(name, self._run(sql).localCheckpoint(eager=True))

    def view(self, name: str, sql: str) -> None:
        """Give a SELECT a name as a temporary view."""
        with _failing(sql):
            self._show(name, self._run(sql))

    def drop(self, name: str) -> None:
        """Free a table made by `keep`."""
        if name in self._names:
            self.session.catalog.dropTempView(name)
            del self._names[name]

    def attach(self, table: str, columns: Mapping[str, str], files: Sequence[tuple[Path, int]]) -> None:
        """Make a table visible as a view, see `Engine.attach`. A file's missing columns are missing in its rows."""
        stored = {_tick(name): STORED.get(kind, kind) for name, kind in columns.items()}
        shown = [f"CAST({name} AS {SHOWN.get(kind, kind)}) AS {name}" for name, kind in stored.items()]
        with _failing(table):
            if files:
                schema = ", ".join(f"{name} {kind}" for name, kind in stored.items())
                rows = self.session.read.schema(schema).parquet(*(_address(path) for path, _ in files))
            else:
                nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in stored.items())
                rows = self.session.sql(f"SELECT {nothing} WHERE false")
            self._show(table, rows.selectExpr(*shown))

    def close(self) -> None:
        """Drop what was put up, and restore or end the session."""
        with suppress(Exception):
            for name in list(self._names):
                self.drop(name)
            if self._is_own and _is_remote(self.session):
                self.session.stop()
            elif not self._is_own:
                for name, value in self._before.items():
                    self.session.conf.unset(name) if value is None else self.session.conf.set(name, value)

    def _run(self, sql: str) -> DataFrame:
        with _failing(sql):
            return self.session.sql(sql)

    def _show(self, name: str, rows: DataFrame) -> None:
        rows.createOrReplaceTempView(name)
        self._names[name] = None


def open_spark(address: str = "", *, memory: str = "3GB", scratch: Path | None = None) -> SparkEngine:
    """Spark at an address.

    Args:
        address: "local[2]" for this machine (the default takes all its processors), "sc://host:15002" for Spark
            Connect, or a cluster's master ("yarn", "k8s://...", "spark://host:7077").
        memory: of the driver of a session begun here.
        scratch: folder a local session spills to.

    Raises:
        MissingExtraError: pyspark or Java is not installed.
        EngineError: the address does not answer.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError("Spark's driver is not installed", next="pip install 'steelyard[spark]'") from None
    if address.startswith("sc://"):
        return SparkEngine(_remote(address), is_own=True)
    _check_java()
    where = address or LOCAL
    with _failing("", where=where), _hushed():
        builder = SparkSession.builder.master(where).appName("steelyard")
        for name, value in {**PROCESS, **_local(where, memory, scratch)}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate().newSession()
    return SparkEngine(session, is_own=True)


def _remote(address: str) -> Any:
    try:
        with _hushed():
            from pyspark.sql.connect.session import SparkSession
    except ImportError:
        hint = "pip install 'steelyard[spark]'"
        raise MissingExtraError("what Spark Connect needs is not installed", next=hint) from None
    _knock(address)
    with _failing("", where="Spark Connect"), _hushed():
        session: Any = SparkSession.builder.remote(address).create()
        session.sql("SELECT 1").collect()
    return session


def _knock(address: str) -> None:
    """EngineError where nobody answers at a Spark Connect address, at once: its client would go on trying."""
    try:
        place = urlsplit(address)
        socket.create_connection((place.hostname or "", place.port or CONNECT_PORT), timeout=10).close()
    except (OSError, ValueError) as error:
        raise EngineError("Spark does not answer", where="Spark Connect", next=REACH) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    if not (shutil.which("java") or (home and Path(home, "bin", "java").exists())):
        hint = "install a Java 17 runtime, or name a Spark Connect server (sc://host:15002) as the address"
        raise MissingExtraError("Spark needs Java, and there is none on this machine", next=hint)


def _local(where: str, memory: str, scratch: Path | None) -> dict[str, str]:
    """What a session on this machine is started with: shuffles as wide as it has processors, not 200."""
    if not where.startswith("local"):
        return {"spark.driver.memory": _bytes(memory)}
    count = where.partition("[")[2].partition("]")[0].partition(",")[0]
    width = int(count) if count.isdigit() else os.cpu_count() or 1
    return {
        **ALONE,
        "spark.driver.memory": _bytes(memory),
        "spark.sql.shuffle.partitions": str(max(width, 1)),
        "spark.default.parallelism": str(max(width, 1)),
        **({"spark.local.dir": str(scratch)} if scratch else {}),
    }


def _bytes(memory: str) -> str:
    """ "3GB" as Spark writes it: "3g"."""
    return memory.lower().replace(" ", "").removesuffix("b").removesuffix("i")


@contextmanager
def _hushed() -> Iterator[None]:
    """Keeps what Java has to say while it starts, and later, off the terminal: it inherits the stream."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _is_remote(session: SparkSession) -> bool:
    return "connect" in type(session).__module__


@contextmanager
def _active(session: Any) -> Iterator[None]:
    """Makes a session of Spark Connect the thread's own for a while: its client takes what the server kept for that
    one's, whoever asked, and another session open in the thread would make the kept table impossible to find."""
    if not _is_remote(session):
        yield
        return
    of_thread = session._active_session
    before = getattr(of_thread, "session", None)
    of_thread.session = session
    try:
        yield
    finally:
        of_thread.session = before


def _address(path: Path) -> str:
    """A file as Spark finds it; characters it reads as patterns are taken literally."""
    return "file://" + "".join(f"\\{char}" if char in "{}[]*?\\" else char for char in str(path))


def _tick(name: str) -> str:
    """A name as an identifier that Spark reads the same in queries and in schemas."""
    return "`" + name.replace("`", "``") + "`"


def _silence() -> None:
    """Keep pyspark from logging failed queries, with the values they failed on, to the terminal."""
    from pyspark.logger import PySparkLogger

    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        PySparkLogger.getLogger(name).disabled = True


def _plain(column: Any) -> np.ndarray:
    """An Arrow column in the types of `Engine.query`."""
    import pyarrow as arrow

    kind, is_missing = column.type, column.null_count > 0
    if arrow.types.is_timestamp(kind) or arrow.types.is_date(kind):
        unit = "D" if arrow.types.is_date(kind) else "us"
        return np.asarray(column.to_numpy()).astype(f"datetime64[{unit}]")
    if arrow.types.is_decimal(kind) or arrow.types.is_floating(kind) or arrow.types.is_null(kind):
        return np.asarray(column.cast(arrow.float64()).to_numpy(), dtype=float)
    if arrow.types.is_boolean(kind) and not is_missing:
        return np.asarray(column.to_numpy(), dtype=bool)
    if arrow.types.is_integer(kind) and not is_missing:
        return np.asarray(column.to_numpy(), dtype=np.int64)
    if arrow.types.is_boolean(kind) or arrow.types.is_integer(kind):
        return np.asarray(column.cast(arrow.int64()).cast(arrow.float64()).to_numpy(), dtype=float)
    return np.array([*column.to_pylist(), None], dtype=object)[:-1]


@contextmanager
def _failing(sql: str, where: str = "") -> Iterator[None]:
    """Turns what Spark, its Java side or its connection raises into EngineError, quoting no values."""
    try:
        yield
    except EngineError:
        raise
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j", "grpc", "pyarrow")):
            raise
        raise _failure(error, sql, where) from error


def _failure(error: Exception, sql: str, where: str) -> EngineError:
    condition = str(getattr(error, "getCondition", lambda: "")() or type(error).__name__)
    if any(kind.__name__ in REFUSED for kind in type(error).__mro__):
        return EngineError(f"the engine refused a query: {why(error, sql)}", sql=sql, where=where)
    if where:
        return EngineError(f"Spark does not answer ({condition})", where=where, next=REACH)
    return EngineError(f"the engine failed on a value or a step of a query ({condition})", sql=sql)


ENGINE = EngineKind(
    name="spark",
    meaning="Apache Spark 4: on this machine, on a cluster, or through Spark Connect.",
    open=open_spark,
    is_certified=True,
)
