"""What runs the queries. An engine is one small file here; the store tells it which files a table consists of.

Each file binds its `ENGINE`; third parties add theirs by entry points of the group `steelyard.store.engine`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from steelyard import catalogue
from steelyard.declare import EngineKind
from steelyard.errors import SettingsError, did_you_mean


class Engine(Protocol):
    """Runs SQL over the tables of one version of the store."""

    dialect: str
    """The name of its SQL, for `ibis.to_sql(expression, dialect=...)`."""

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """Column -> values: numbers as int64 or float64 (missing: NaN), booleans with missing as 1.0, 0.0 and NaN,
        text as objects (missing: None), dates as datetime64[D], instants as datetime64[us] (missing: NaT).

        Raises:
            EngineError: with the SQL and a short cause that quotes no data.
        """
        ...

    def execute(self, sql: str) -> None:
        """Run a statement without a result; EngineError as above."""
        ...

    def keep(self, name: str, sql: str) -> None:
        """Compute a SELECT into a temporary table of that name, replacing the one before."""
        ...

    def view(self, name: str, sql: str) -> None:
        """Give a SELECT a name as a temporary view, replacing the one before."""
        ...

    def drop(self, name: str) -> None:
        """Free a table made by `keep`, if there is one of that name. Views on it are of no use afterwards."""
        ...

    def attach(self, table: str, columns: Mapping[str, str], files: Sequence[tuple[Path, int]]) -> None:
        """Make a table visible as a view under its name, replacing what had that name.

        Args:
            table: its name.
            columns: column -> type of the embedded engine, in order.
            files: Parquet files, each with how many leading columns it holds; the others are missing in its rows.
        """
        ...

    def close(self) -> None:
        """Let go of memory and spilled files."""
        ...


def kinds() -> dict[str, EngineKind]:
    """Kind -> engine, third parties' included."""
    return catalogue.entries("store.engine", "ENGINE")


def kind_of(name: str) -> EngineKind:
    """The engine of that kind; SettingsError with a hint where there is none."""
    if name not in kinds():
        raise SettingsError(f"there is no engine {name!r}", next=did_you_mean(name, kinds()))
    return kinds()[name]


def open(kind: str, address: str = "", **options: Any) -> Engine:
    """Open an engine.

    Args:
        kind: "duckdb", "spark", "postgresql" or a third party's.
        address: where it runs, in the engine's own form; empty means on this machine.
        options: `memory` ("3GB") and `scratch` (a folder for what it spills), as far as the engine has use for them.

    Raises:
        SettingsError: there is no such engine.
        MissingExtraError: its driver is not installed.
        EngineError: it cannot be reached.
    """
    engine: Engine = kind_of(kind).open(address, **options)
    return engine
