"""A metric laid open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from steelyard import metrics
from steelyard.analyses.explain import question as explain
from steelyard.errors import QuestionError
from steelyard.settings.model import Settings
from steelyard.store.engine.duckdb import DuckEngine

SETTINGS = Settings(Path("."), Path("."))


@pytest.fixture
def snapshot() -> Iterator[Any]:
    engine = DuckEngine(memory="1GB", threads=1)
    yield SimpleNamespace(
        engine=engine,
        results=None,
        refused={},
        follow_days=None,
        manifest=SimpleNamespace(known={}, tables={}, version=3, horizon=None, settings=""),
    )
    engine.close()


@pytest.mark.parametrize("name", metrics.names())
def test_every_metric_is_laid_open(snapshot: Any, name: str) -> None:
    metric = metrics.metric(name)
    found = explain.ask(snapshot, SETTINGS, metric=name)
    assert (found.metric, found.title, found.meaning) == (name, metric.title, metric.meaning)
    assert set(metric.sums) <= set(found.sums)
    assert "SELECT" in found.query
    assert found.formula
    assert [entry.metric for entry in found.missing] == [name]


def test_unknown_metric(snapshot: Any) -> None:
    with pytest.raises(QuestionError, match="handel_time"):
        explain.ask(snapshot, SETTINGS, metric="handel_time")
