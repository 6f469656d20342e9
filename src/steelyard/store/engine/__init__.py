"""What runs the queries. An engine is one small file here; the store tells it which files a table consists of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np


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
