"""Spark gives the protocol's types, keeps its temporary tables to itself, and fails without quoting values."""

from __future__ import annotations

import builtins
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steelyard.errors import EngineError, MissingExtraError
from steelyard.store import engine as engines
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.engine.spark import SparkEngine, open_spark

COLUMNS = {
    "n": "INTEGER",
    "t": "VARCHAR",
    "at": "TIMESTAMP",
    "day": "DATE",
    "big": "BIGINT",
    "is_so": "BOOLEAN",
    "x": "DOUBLE",
}


@pytest.fixture(scope="module", params=["connect", "session"])
def address(request: pytest.FixtureRequest, spark: str, spark_connect: str) -> str:
    """A session in this process's own Spark, and the same Spark through Spark Connect."""
    return spark if request.param == "session" else spark_connect


@pytest.fixture(scope="module")
def engine(address: str) -> Iterator[SparkEngine]:
    engine = engines.open("spark", address, memory="1GB")
    assert isinstance(engine, SparkEngine)
    yield engine
    engine.close()


def test_values_come_in_the_protocols_types(engine: SparkEngine) -> None:
    found = engine.query(
        "SELECT 1 AS whole, CAST(1.10 AS DECIMAL(9, 2)) AS money, true AS is_so, 'x' AS text, "
        "DATE '2024-03-31' AS day, TIMESTAMP '2024-03-31 01:30:00' AS at, 0.5D AS number"
    )
    assert found["whole"].dtype == np.int64
    assert (found["money"].dtype, found["money"][0]) == (np.float64, 1.1)
    assert (found["is_so"].dtype, found["text"].dtype) == (np.bool_, object)
    assert found["day"] == np.array(["2024-03-31"], "datetime64[D]")
    assert found["at"] == np.array(["2024-03-31T01:30:00"], "datetime64[us]")
    assert found["number"][0] == 0.5


def test_missing_values_are_missing_never_zero(engine: SparkEngine) -> None:
    kinds = {"whole": "INT", "money": "DECIMAL(9, 2)", "is_so": "BOOLEAN", "text": "STRING", "day": "DATE"}
    fields = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in kinds.items())
    found = engine.query(f"SELECT {fields}, CAST(NULL AS TIMESTAMP) AS at")
    assert np.isnan([found["whole"][0], found["money"][0], found["is_so"][0]]).all()
    assert found["text"][0] is None
    assert np.isnat(found["day"][0])
    assert np.isnat(found["at"][0])


def test_an_empty_result_has_typed_columns(engine: SparkEngine) -> None:
    found = engine.query("SELECT 1 AS n, 'x' AS t, DATE '2024-01-01' AS day WHERE 1 = 0")
    assert [column.dtype for column in found.values()] == [np.int64, object, np.dtype("datetime64[D]")]


def test_a_failure_names_what_is_wrong_and_quotes_no_value(
    engine: SparkEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EngineError, match="nowhere") as unknown:
        engine.query("SELECT 1 FROM nowhere")
    assert unknown.value.sql == "SELECT 1 FROM nowhere"
    with pytest.raises(EngineError, match="CAST_INVALID_INPUT") as failed:
        engine.query("SELECT CAST(concat('Ada', id) AS INT) FROM range(9)")
    assert "Ada" not in str(failed.value)
    assert "Ada" not in "".join(capfd.readouterr())


def test_what_cannot_be_counted_fails_and_is_not_missing(engine: SparkEngine) -> None:
    with pytest.raises(EngineError, match="OVERFLOW"):
        engine.query("SELECT CAST(2000000000 AS INT) + CAST(2000000000 AS INT) AS n")
    with pytest.raises(EngineError, match="DIVIDE_BY_ZERO"):
        engine.query("SELECT 1 / 0 AS n")


def test_temporary_tables_and_views_are_replaced_and_freed(engine: SparkEngine) -> None:
    for number in (1, 2):
        engine.keep("kept", f"SELECT {number} AS n")
        engine.view("seen", 'SELECT n + 1 AS n FROM "kept"')
        assert engine.query("SELECT n FROM seen")["n"] == [number + 1]
    engine.drop("kept")
    engine.drop("kept")
    with pytest.raises(EngineError, match="kept"):
        engine.query("SELECT n FROM kept")


def test_a_kept_table_is_computed_once_and_ends_its_plan(engine: SparkEngine) -> None:
    engine.keep("dice", "SELECT rand() AS x FROM range(3)")
    assert (
        engine.query("SELECT sum(x) AS x FROM dice")["x"] == engine.query("SELECT sum(x) AS x FROM dice")["x"]
    ).all()
    engine.keep("again", "SELECT x FROM dice")
    assert "Range" not in str(engine.query("EXPLAIN EXTENDED SELECT * FROM again")["plan"][0])


def test_engines_do_not_see_each_others_tables(engine: SparkEngine, address: str) -> None:
    with closing(open_spark(address)) as other:
        other.keep("mine", "SELECT 1 AS n")
        engine.keep("ours", "SELECT 2 AS n")
        with pytest.raises(EngineError, match="mine"):
            engine.query("SELECT n FROM mine")
        assert other.query("SELECT n FROM mine")["n"] == [1]


@pytest.mark.parametrize("folder", ["plain", "od d[1]*{a,b}", "it's 100%"])
def test_files_with_fewer_columns_are_read_wherever_they_lie(engine: SparkEngine, tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    duck = DuckEngine(memory="200MB", threads=1, scratch=tmp_path / "spill")
    values = "2, 'b', TIMESTAMP '2024-03-31 01:30:00.000001', DATE '2024-03-31', 4::BIGINT, true, 0.1"
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    for name, select in {"old": "SELECT 1 AS n", "new": f"SELECT * FROM (VALUES ({values})) AS v({names})"}.items():
        path = str(place / f"{name}.parquet").replace("'", "''")
        duck.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    duck.close()
    engine.attach("rows", COLUMNS, [(place / "old.parquet", 1), (place / "new.parquet", len(COLUMNS))])
    found = engine.query("SELECT * FROM rows ORDER BY n")
    assert list(found) == list(COLUMNS)
    assert found["n"].tolist() == [1, 2]
    assert found["t"].tolist() == [None, "b"]
    assert found["at"][1] == np.datetime64("2024-03-31T01:30:00.000001")
    assert np.isnan(found["x"][0])
    engine.attach("rows", COLUMNS, [])
    assert len(engine.query("SELECT * FROM rows")["n"]) == 0


def test_a_session_handed_in_is_given_back_as_it_was(address: str) -> None:
    with closing(open_spark(address)) as opened:
        session = opened.session
        session.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
        session.range(3).createOrReplaceTempView("theirs")
        ours = SparkEngine(session)
        assert ours.query("SELECT count(*) AS n FROM theirs")["n"] == [3]
        assert ours.query("SELECT TIMESTAMP '2024-01-01 00:00:00' AS at")["at"] == np.datetime64("2024-01-01")
        ours.keep("kept", "SELECT 1 AS n")
        ours.close()
        assert session.conf.get("spark.sql.session.timeZone") == "Asia/Tokyo"
        assert [table.name for table in session.catalog.listTables()] == ["theirs"]


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("pyspark"):
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=r"steelyard\[spark\]"):
        open_spark("local[1]")


def test_absent_java_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(MissingExtraError, match="Java"):
        open_spark("local[1]")
