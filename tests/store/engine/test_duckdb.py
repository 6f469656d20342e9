"""The embedded engine: plain arrays out, words instead of values in errors, interruptible."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from steelyard.errors import EngineError
from steelyard.store.engine.duckdb import DuckEngine, parquet


@pytest.fixture
def engine(tmp_path: Path):
    engine = DuckEngine(memory="500MB", threads=1, scratch=tmp_path / "spill")
    yield engine
    engine.close()


def test_values_without_missing_keep_their_kind(engine: DuckEngine) -> None:
    found = engine.query(
        "SELECT 4::UTINYINT AS n, 1.5::DECIMAL(9,2) AS x, true AS is_on, 'a' AS t, DATE '2026-01-02' AS d, "
        "TIMESTAMP_S '2026-01-02 03:04:05' AS \"at\""
    )
    assert {name: values.dtype.str[1:] for name, values in found.items()} == {
        "n": "i8", "x": "f8", "is_on": "b1", "t": "O", "d": "M8[D]", "at": "M8[us]",
    }  # fmt: skip
    assert found["x"][0] == 1.5
    assert found["d"][0] == np.datetime64("2026-01-02")
    assert found["at"][0] == np.datetime64("2026-01-02T03:04:05")


def test_missing_values_are_missing_never_zero(engine: DuckEngine) -> None:
    found = engine.query(
        "SELECT * FROM (VALUES (7, true, 'a', DATE '2026-01-02', TIMESTAMP '2026-01-02 00:00:00', 5::HUGEINT), "
        '(NULL, NULL, NULL, NULL, NULL, NULL)) AS v(n, is_on, t, d, "at", big)'
    )
    assert found["n"].tolist()[0] == 7.0
    assert found["is_on"].tolist()[0] == 1.0
    assert found["t"].tolist() == ["a", None]
    for name in ("n", "is_on", "big"):
        assert found[name].dtype == np.float64
        assert np.isnan(found[name][1])
    for name in ("d", "at"):
        assert np.isnat(found[name][1])


def test_numbers_beyond_64_signed_bits_do_not_wrap_round(engine: DuckEngine) -> None:
    found = engine.query("SELECT 18446744073709551615::UBIGINT AS n, 9223372036854775807::UBIGINT AS m")
    assert found["n"][0] == 2.0**64
    assert found["m"].dtype == np.int64
    assert found["m"][0] == 2**63 - 1


def test_an_empty_result_has_typed_columns(engine: DuckEngine) -> None:
    found = engine.query("SELECT 1 AS n, 'a' AS t, DATE '2026-01-02' AS d WHERE false")
    assert [values.dtype.str[1:] for values in found.values()] == ["i8", "O", "M8[D]"]
    assert all(len(values) == 0 for values in found.values())


def test_zoned_instants_are_refused(engine: DuckEngine) -> None:
    with pytest.raises(EngineError, match="cast it to TIMESTAMP"):
        engine.query('SELECT now() AS "at"')


def test_the_session_is_in_utc(engine: DuckEngine) -> None:
    found = engine.query("SELECT CAST(TIMESTAMPTZ '2026-01-02 00:00:00+02' AS TIMESTAMP) AS \"at\"")
    assert found["at"][0] == np.datetime64("2026-01-01T22:00:00")


def test_extensions_are_not_fetched(engine: DuckEngine) -> None:
    found = engine.query("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions'")
    assert found["value"].tolist() == ["false", "false"]


def test_a_failure_names_the_column_and_carries_its_sql(engine: DuckEngine) -> None:
    with pytest.raises(EngineError, match="nonsense") as failed:
        engine.query("SELECT nonsense FROM range(3)")
    assert failed.value.sql == "SELECT nonsense FROM range(3)"


def test_a_column_called_interrupted_is_no_interrupt(engine: DuckEngine) -> None:
    with pytest.raises(EngineError, match="interrupted"):
        engine.query("SELECT interrupted FROM range(3)")


def test_a_failure_on_a_value_does_not_quote_it(engine: DuckEngine) -> None:
    engine.execute("CREATE TABLE people AS SELECT 'Ada Lovelace' AS name")
    with pytest.raises(EngineError) as failed:
        engine.query("SELECT CAST(name AS INTEGER) AS n FROM people")
    assert "Ada" not in str(failed.value)


def test_running_out_of_memory_says_so(engine: DuckEngine) -> None:
    engine.execute("SET max_temp_directory_size = '1MB'")
    engine.execute("SET memory_limit = '30MB'")
    with pytest.raises(EngineError, match="ran out of memory"):
        engine.query("SELECT list(i) AS l FROM range(50000000) AS r(i)")


def test_what_was_spilled_is_removed(engine: DuckEngine) -> None:
    engine.execute("SET memory_limit = '60MB'")
    engine.execute("CREATE TEMP TABLE big AS SELECT i, hash(i) AS h FROM range(10000000) AS r(i)")
    assert any(engine.scratch.iterdir())
    engine.close()
    assert not engine.scratch.exists()


@pytest.mark.parametrize("name", ["plain", "with space", "it's", "a[1]*?b", "ünï"])
def test_files_in_any_folder_can_be_read(engine: DuckEngine, tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "x.parquet"
    path.parent.mkdir()
    engine.execute(f"COPY (SELECT 1 AS n) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    assert engine.query(f"SELECT n FROM {parquet([path])}")["n"].tolist() == [1]


def test_attached_files_may_lack_trailing_columns(engine: DuckEngine, tmp_path: Path) -> None:
    engine.execute(f"COPY (SELECT 1 AS n) TO '{tmp_path}/old.parquet' (FORMAT parquet)")
    engine.execute(f"COPY (SELECT 2 AS n, 'b' AS t) TO '{tmp_path}/new.parquet' (FORMAT parquet)")
    columns = {"n": "INTEGER", "t": "VARCHAR"}
    engine.attach("mixed", columns, [(tmp_path / "new.parquet", 2), (tmp_path / "old.parquet", 1)])
    found = engine.query("SELECT * FROM mixed ORDER BY n")
    assert found["t"].tolist() == [None, "b"]
    engine.attach("mixed", columns, [])
    assert engine.query("SELECT * FROM mixed")["t"].dtype == object


INTERRUPTED = """
from pathlib import Path
from steelyard.store.engine.duckdb import DuckEngine
engine = DuckEngine(threads=1)
engine.query("SELECT 1 AS n")
try:
    print("begun", flush=True)
    engine.query("SELECT count(*) AS n FROM range(1000000000) AS a(i), range(1000) AS b(j) WHERE (i * j) % 7 = 3")
except KeyboardInterrupt:
    print("stopped", engine.query("SELECT 1 AS n")["n"][0], flush=True)
"""


def test_an_interrupt_stops_a_query_and_leaves_the_engine_usable() -> None:
    process = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    words, _ = process.communicate(timeout=30)
    assert words == "stopped 1\n"
