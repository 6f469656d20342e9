"""One small team, loaded once: Spark gives every answer DuckDB gives, over the same files and over its own tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from tests.end_to_end.conftest import Place

from steelyard import facts, schema, workspace
from steelyard.intake.engine import load
from steelyard.settings.model import EngineSettings
from steelyard.store import Store
from steelyard.store import engine as engines
from steelyard.store.engine import Engine
from steelyard.workspace import Workspace

Table = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def embedded(loaded: Place) -> Workspace:
    return workspace.open(loaded.folder)


@pytest.fixture(scope="module")
def on_spark(embedded: Workspace, spark: str) -> Workspace:
    chosen = EngineSettings(kind="spark", address=spark, memory="1GB")
    return Workspace(dataclasses.replace(embedded.settings, engine=chosen), embedded.store)


def close(one: Any, other: Any) -> bool:
    is_number = isinstance(one, float) and isinstance(other, float)
    return bool(one == other or (is_number and np.isclose(one, other, rtol=1e-9, atol=0, equal_nan=True)))


@pytest.mark.parametrize(("question", "options"), [("scorecard", {"by": "team"}), ("returns", {})])
def test_answers_are_the_same(embedded: Workspace, on_spark: Workspace, question: str, options: Any) -> None:
    expected, found = (list(place.ask(question, **options).to_rows()) for place in (embedded, on_spark))
    assert len(found) == len(expected) > 0
    for before, after in zip(expected, found, strict=True):
        assert [name for name in before if not close(before[name], after[name])] == []


def test_what_is_odd_is_found_on_both(embedded: Workspace, on_spark: Workspace) -> None:
    expected, found = embedded.check(), on_spark.check()
    assert found.findings == expected.findings
    assert found.questions == expected.questions


@pytest.fixture(scope="module")
def lake(embedded: Workspace, spark: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The same contacts and answers as tables of Spark's own, and the facts built from them there."""
    engine = engines.open("spark", spark)
    embedded.store.snapshot(engine, speak=embedded.speak)
    for name in ("lake", "made"):
        engine.execute(f"CREATE DATABASE {name} LOCATION '{tmp_path_factory.mktemp(name)}'")
    for name in ("contacts", "surveys"):
        given = ", ".join(f'"{column.name}"' for column in (*schema.table(name).columns, *schema.SYSTEM[:2]))
        engine.execute(f"CREATE TABLE lake.{name} AS SELECT {given} FROM {name}")
    tables = {"contacts": "lake.contacts", "surveys": "lake.surveys"}
    chosen = EngineSettings(kind="spark", address=spark, tables=tables, facts="made")
    settings = dataclasses.replace(embedded.settings, engine=chosen)
    place = Workspace(settings, Store(tmp_path_factory.mktemp("lake_store")))
    load.load(settings, place.store, engine)
    yield place
    for name in ("lake", "made"):
        engine.execute(f"DROP DATABASE {name} CASCADE")
    engine.close()


@pytest.mark.parametrize("table", ["contacts", "surveys", *(facts.fact(name).table for name in facts.names())])
def test_own_tables_give_the_same_rows_in_every_column(embedded: Workspace, lake: Workspace, table: str) -> None:
    with embedded.snapshot() as stored, lake.snapshot() as shown:
        expected, found = _rows(stored.engine, table), _rows(shown.engine, table)
    assert list(found) == list(expected)
    for name, values in expected.items():
        assert len(found[name]) == len(values)
        assert all(map(close, values.tolist(), found[name].tolist())), name


def test_a_question_reads_what_the_load_left(embedded: Workspace, lake: Workspace) -> None:
    with lake.snapshot() as snapshot:
        assert not snapshot.manifest.paths
        assert snapshot.manifest.horizon == embedded.store.snapshot().manifest.horizon
    expected, found = (place.returns().to_rows() for place in (embedded, lake))
    assert [all(map(close, one.values(), other.values())) for one, other in zip(expected, found, strict=True)]


def _rows(engine: Engine, table: str) -> Table:
    """Every column, floats for numbers and texts for dates, in one order."""
    columns = {name: _comparable(values) for name, values in engine.query(f"SELECT * FROM {table}").items()}
    texts = [np.array([str(value) for value in values]) for values in columns.values() if values.dtype == object]
    order = np.lexsort(texts) if texts else slice(None)
    return {name: values[order] for name, values in columns.items()}


def _comparable(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "M":
        return values.astype("datetime64[us]").astype(str).astype(object)
    return values if values.dtype == object else values.astype(float)


def test_the_command_line_runs_on_it(loaded: Place, spark: str, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_ENGINE_KIND", "spark")
    monkeypatch.setenv("STEELYARD_ENGINE_ADDRESS", spark)
    ran = run(loaded, "weigh", "--json")
    assert ran.code == 0
    assert ran.err == ""


def test_an_address_that_does_not_answer_is_named(loaded: Place, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    monkeypatch.setenv("STEELYARD_ENGINE_KIND", "spark")
    monkeypatch.setenv("STEELYARD_ENGINE_ADDRESS", "sc://127.0.0.1:1/;token=hunter2")
    ran = run(loaded, "weigh")
    ran.failed("Spark does not answer", "[engine]")
    assert "hunter2" not in ran.err
