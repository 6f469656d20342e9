"""Exports of what was closed in a window are told from exports of what began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from steelyard.intake.sources.closings import closed_since
from steelyard.store.engine.duckdb import DuckEngine

KNOWN = {"contacts": {"ended_at": 1}}
BEGIN = datetime(2025, 1, 1)


@pytest.fixture
def engine() -> Iterator[DuckEngine]:
    opened = DuckEngine(memory="1GB", threads=1)
    yield opened
    opened.close()


def put(engine: DuckEngine, starts: np.ndarray, ends: np.ndarray, source: str = "desk") -> None:
    """Contacts of days since the beginning; nan: open."""
    rows = pd.DataFrame(
        {
            "source": source,
            "opened_at": BEGIN + pd.to_timedelta(starts, unit="D"),
            "ended_at": BEGIN + pd.to_timedelta(ends, unit="D"),
            "resolved_at": pd.NaT,
        }
    )
    rows["resolved_at"] = rows["resolved_at"].astype("datetime64[ns]")
    engine.connection.register("rows", rows)
    engine.execute("CREATE OR REPLACE TABLE contacts AS SELECT * FROM rows")


@pytest.mark.parametrize("mean_days", [2, 10, 30, 60])
@pytest.mark.parametrize("growth", [1, 4])
def test_by_start_is_whole(engine: DuckEngine, mean_days: float, growth: float) -> None:
    """Of 400 days, at a volume that stays or grows fourfold, exported with the open ones or without."""
    rng = np.random.default_rng(1)
    starts = 400 * rng.random(8_000) ** (1 / growth) if growth > 1 else rng.uniform(0, 400, 8_000)
    ends = starts + rng.exponential(mean_days, 8_000)
    is_closed = ends < 400
    put(engine, starts, np.where(is_closed, ends, np.nan))
    assert closed_since(engine, KNOWN) == {}
    put(engine, starts[is_closed], ends[is_closed])
    assert closed_since(engine, KNOWN) == {}


@pytest.mark.parametrize("mean_days", [5, 10, 30, 60])
def test_closed_in_the_last_months_is_noticed(engine: DuckEngine, mean_days: float) -> None:
    rng = np.random.default_rng(2)
    starts = rng.uniform(0, 400, 20_000)
    ends = starts + rng.exponential(mean_days, 20_000)
    is_held = (ends >= 300) & (ends < 400)
    put(engine, starts[is_held], ends[is_held], "it's")
    assert closed_since(engine, KNOWN) == {"it's": (BEGIN + timedelta(days=300)).date().isoformat()}


def test_without_ends_nothing_is_told(engine: DuckEngine) -> None:
    put(engine, np.arange(100.0), np.full(100, np.nan))
    assert closed_since(engine, {"contacts": {"opened_at": 100}}) == {}
    assert closed_since(engine, KNOWN) == {}
