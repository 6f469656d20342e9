"""What people would use instead, part by part: an expert's SQL, polars, pandas. None of it gives an interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import expert
from benchmarks.ours import Figures


def by_hand(folder: Path) -> Figures:
    """The measures by hand over the raw files."""
    from steelyard.store.engine.duckdb import DuckEngine

    engine = DuckEngine()
    try:
        rows = engine.connection.execute(expert.raw(str(folder))).fetchall()
    finally:
        engine.close()
    return _figures(rows)


def load_by_hand(folder: Path) -> None:
    """The raw contacts chained by hand and written as one Parquet file a month."""
    _copy(expert.chained(str(folder)), folder / "by-hand")


def by_hand_over_facts(folder: Path) -> None:
    """The measures by hand over the stored facts."""
    _queried(folder, tuple(expert.FACTS.values()))


def quantiles_by_hand(folder: Path) -> None:
    """The quantiles by hand over the stored facts."""
    _queried(folder, (expert.FACT_QUANTILES,))


def change_by_hand(folder: Path) -> None:
    """The sums of the balance by half-year and team, by hand over the stored facts."""
    _queried(folder, (expert.FACT_BALANCE,))


def in_polars(folder: Path) -> Figures:
    """The measures in polars over the raw files."""
    from benchmarks import polars_frames

    return _figures(polars_frames.table(folder).select("month", "team", *expert.METRICS).iter_rows())


def in_pandas(folder: Path) -> Figures:
    """The measures in pandas over the raw files."""
    from benchmarks import pandas_frames

    table = pandas_frames.table(folder)[list(expert.METRICS)]
    return _figures((*key, *values) for key, *values in table.itertuples(name=None))


def _figures(rows: Iterable[Sequence[Any]]) -> Figures:
    """Figures of rows whose first two values are month and team; NaN is no figure."""
    return {
        f"{month!s:.10} {team}": [None if value is None or value != value else float(value) for value in values]
        for month, team, *values in rows
    }


def _queried(folder: Path, queries: Sequence[str]) -> None:
    import steelyard

    with steelyard.open(folder).snapshot() as snapshot:
        for sql in queries:
            snapshot.engine.query(sql)


def _copy(select: str, target: Path) -> None:
    from steelyard.store.engine.duckdb import DuckEngine

    engine = DuckEngine()
    try:
        engine.execute(f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month))")
    finally:
        engine.close()
