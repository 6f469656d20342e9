"""Over an engine's own tables: what intake would have stored, facts built in the engine, nothing read out but sums."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steelyard.analyses.check import question as check
from steelyard.errors import ConflictError, EngineError, MappingError
from steelyard.intake.engine import load
from steelyard.measure import measure
from steelyard.settings.model import Assumptions, EngineSettings, Settings
from steelyard.store import Store
from steelyard.store.engine.duckdb import DuckEngine

NOW = datetime(2026, 6, 1)
CALLS = """CREATE TABLE lake.calls AS SELECT * FROM (VALUES
    (7, ' K1 ', TIMESTAMP '2026-03-28 23:30:00', TIMESTAMP '2026-03-28 23:40:00', 12.5::DECIMAL(9, 2), 'Inbound', 3),
    (8, 'K1', TIMESTAMP '2026-03-29 23:30:00', NULL, NULL, 'sideways', -1),
    (9, '', TIMESTAMP '2026-03-30 10:00:00', TIMESTAMP '1971-01-01 00:00:00', 'nan'::DOUBLE, NULL, NULL),
    (10, 'K2', NULL, NULL, NULL, NULL, NULL)
    ) AS v(contact_id, Customer_ID, opened_at, ended_at, cost, direction, replies)"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    engine = DuckEngine(memory="1GB", threads=1, scratch=tmp_path / "spill")
    engine.execute("CREATE SCHEMA lake")
    engine.execute("CREATE SCHEMA made")
    engine.execute(CALLS)
    yield engine
    engine.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def settings(zone: str = "Europe/Lisbon", **engine: Any) -> Settings:
    named = EngineSettings(kind="spark", **{"tables": {"contacts": "lake.calls"}, "facts": "made", **engine})
    assumptions = Assumptions(hourly_cost=30)
    return Settings(Path("."), Path("."), time_zone=zone, assumptions=assumptions, engine=named, fingerprint="one")


def group(text: str) -> int:
    return hashlib.md5(text.encode()).digest()[0] % 64


def made(engine: DuckEngine) -> set[str]:
    found = engine.query("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'made'")
    return set(found["name"])


def test_rows_become_what_intake_would_store(engine: DuckEngine, store: Store) -> None:
    report = load.load(settings(), store, engine, now=NOW)
    rows = engine.query("SELECT * FROM contacts ORDER BY opened_at")
    assert rows["contact_id"].tolist() == ["7", "8", "9"]
    assert rows["customer_id"].tolist() == ["k1", "k1", None]
    assert rows["on"].astype(str).tolist() == ["2026-03-28", "2026-03-30", "2026-03-30"]
    assert rows["hour"].tolist() == [23, 0, 11]
    assert rows["direction"].tolist() == ["inbound", None, None]
    assert rows["customer_group"].tolist() == [group("k1"), group("k1"), group("9")]
    assert rows["row_group"].tolist() == [group("7"), group("8"), group("9")]
    assert rows["source_key"].tolist() == ["7", "8", "9"]
    assert set(rows["source"]) == {"lake.calls"}
    assert rows["opened_at_is_date"].tolist() == [False, False, False]
    assert np.isnan(rows["cost"][1:]).all()
    assert np.isnan(rows["replies"][1:]).all()
    assert np.isnat(rows["ended_at"][1:]).all()
    account = report.accounts[0]
    assert (account.read, account.accepted, account.quarantined) == (4, 3, 1)
    assert {(reason.kind, reason.column): reason.count for reason in report.reasons} == {
        ("row", ""): 1,
        ("cell", "direction"): 1,
        ("cell", "replies"): 1,
        ("cell", "ended_at"): 1,
        ("cell", "cost"): 1,
    }


def test_dates_are_days_without_a_time_of_day(engine: DuckEngine, store: Store) -> None:
    engine.execute("CREATE TABLE lake.days AS SELECT 'a' AS contact_id, DATE '2026-03-29' AS opened_at")
    load.load(settings("America/New_York", tables={"contacts": "lake.days"}), store, engine, now=NOW)
    rows = engine.query("SELECT * FROM contacts")
    assert rows["opened_at"] == np.datetime64("2026-03-29T04:00:00")
    assert rows["on"] == np.datetime64("2026-03-29")
    assert rows["opened_at_is_date"].tolist() == [True]
    assert np.isnan(rows["hour"][0])


def test_facts_lie_in_the_schema_named_and_need_no_rebuild(engine: DuckEngine, store: Store, monkeypatch: Any) -> None:
    report = load.load(settings(), store, engine, now=NOW)
    assert report.facts["fact_contacts"] == 3
    assert {name.rpartition("_")[0] for name in made(engine)} == {
        *report.facts,
        load.build.ODDS,
        load.build.STATES,
    }
    assert report.horizon == datetime(2026, 3, 30, 10)
    monkeypatch.setattr(load.build, "build", None)
    snapshot = load.snapshot(settings(), store, engine)
    assert snapshot.engine.query("SELECT count(*) AS n FROM fact_issues")["n"] == [1]
    assert snapshot.manifest.known["contacts"]["customer_id"] == 2
    assert not snapshot.manifest.paths


def test_without_a_schema_facts_are_built_for_each_question(engine: DuckEngine, store: Store) -> None:
    chosen = settings(facts="", covers_until=date(2026, 5, 31))
    report = load.load(chosen, store, engine, now=NOW)
    assert report.horizon == datetime(2026, 5, 31, 23)
    assert made(engine) == set()
    engine.execute("DROP TABLE tmp_start")
    snapshot = load.snapshot(chosen, store, engine)
    assert snapshot.results is None
    sums = measure(snapshot, chosen, ["contacts_closed"])
    assert sums.parts == ((),)


def test_the_facts_of_the_last_two_loads_are_kept(engine: DuckEngine, store: Store) -> None:
    for _ in range(3):
        load.load(settings(), store, engine, now=NOW)
    assert len(made(engine)) == 12, "four facts and two tables beside them, twice"
    assert store.snapshot(engine).manifest.version == 3


def test_a_load_that_fails_leaves_nothing_behind(engine: DuckEngine, store: Store, monkeypatch: Any) -> None:
    load.load(settings(), store, engine, now=NOW)
    before = made(engine)

    def failing(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_publish", failing)
    with pytest.raises(KeyboardInterrupt):
        load.load(settings(), store, engine, now=NOW)
    assert made(engine) == before
    assert store.snapshot(engine).manifest.version == 1


def test_what_the_tables_lack_is_named(engine: DuckEngine, store: Store) -> None:
    with pytest.raises(EngineError, match="nowhere"):
        load.load(settings(tables={"contacts": "lake.nowhere"}), store, engine, now=NOW)
    engine.execute("CREATE TABLE lake.bare AS SELECT 1 AS id")
    with pytest.raises(MappingError, match="no column contact_id, opened_at"):
        load.load(settings(tables={"contacts": "lake.bare"}), store, engine, now=NOW)
    with pytest.raises(MappingError, match="no column product"):
        load.load(settings(dimensions=("product",)), store, engine, now=NOW)


def test_an_id_on_two_rows_is_refused(engine: DuckEngine, store: Store) -> None:
    engine.execute("CREATE VIEW lake.twice AS SELECT * FROM lake.calls UNION ALL SELECT * FROM lake.calls")
    with pytest.raises(ConflictError, match=r"3 rows of lake\.twice repeat the contact_id"):
        load.load(settings(tables={"contacts": "lake.twice"}), store, engine, now=NOW)


def test_values_that_contradict_their_row_are_left_out(engine: DuckEngine, store: Store) -> None:
    engine.execute(
        "CREATE TABLE lake.answers AS SELECT * FROM (VALUES ('a', '7', 5, 1, 5, -0.5), ('b', '8', 6, 1, 5, 0), "
        "('c', 'gone', NULL, 1, 5, 1.5), ('d', '9', 3, 5, 5, 1)) "
        "AS v(survey_id, contact_id, score, scale_min, scale_max, sentiment), "
        "(VALUES ('CSAT', 'high')) AS w(instrument, better)"
    )
    engine.execute(
        "CREATE TABLE lake.spent AS SELECT DATE '2026-03-01' AS from_on, unnest([DATE '2026-03-31', "
        "DATE '2026-02-01', DATE '2026-03-31']) AS to_on, 100 AS amount"
    )
    tables = {"contacts": "lake.calls", "surveys": "lake.answers", "costs": "lake.spent"}
    report = load.load(settings(tables=tables), store, engine, now=NOW)
    assert {account.table: (account.read, account.accepted) for account in report.accounts} == {
        "contacts": (4, 3),
        "surveys": (4, 2),
        "costs": (3, 2),
    }
    assert report.orphans == {"surveys.contact_id": 1}
    assert [(reason.column, reason.count) for reason in report.reasons if reason.table == "surveys"][1:] == [
        ("sentiment", 1)
    ]
    assert len(set(engine.query("SELECT source_key FROM costs")["source_key"])) == 2


class Counting(DuckEngine):
    """Remembers how many rows every query gave."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.most: dict[str, int] = {}

    def query(self, sql: str) -> dict[str, np.ndarray]:
        found = super().query(sql)
        rows = max((len(values) for values in found.values()), default=0)
        self.most[sql] = max(rows, self.most.get(sql, 0))
        return found


def test_no_result_grows_with_the_contacts(tmp_path: Path) -> None:
    sizes = {}
    for contacts in (6_000, 24_000):
        engine = Counting(memory="1GB", threads=1, scratch=tmp_path / f"spill{contacts}")
        engine.execute("CREATE SCHEMA lake")
        engine.execute(
            f"CREATE TABLE lake.calls AS SELECT i AS contact_id, hash(i) % {contacts // 3} AS customer_id, "
            "TIMESTAMP '2026-01-01' + INTERVAL 1 MINUTE * CAST(hash(i, 1) % 130000 AS INT) AS opened_at, "
            "opened_at + INTERVAL 5 MINUTE AS ended_at, 'T' || hash(i, 2) % 2 AS team, "
            "'A' || hash(i, 3) % 9 AS agent_id, "
            "'S' || hash(i, 5) % 3 AS topic, hash(i, 4) % 600 AS handle_s, hash(i, 6) % 2 = 0 AS resolved "
            f"FROM range({contacts}) AS r(i)"
        )
        chosen = dataclasses.replace(settings(facts=""), fingerprint=str(contacts))
        load.load(chosen, Store(tmp_path / f"store{contacts}"), engine, now=NOW)
        snapshot = load.snapshot(chosen, Store(tmp_path / f"store{contacts}"), engine)
        check.ask(snapshot, chosen)
        names = ["first_contact_resolution", "handle_time_p90", "cost_per_issue"]
        measure(snapshot, chosen, names, by=("team",), period="month")
        sizes[contacts] = sum(engine.most.values())
        assert max(engine.most.values()) < contacts / 2
        snapshot.close()
    assert sizes[24_000] < 1.2 * sizes[6_000]
