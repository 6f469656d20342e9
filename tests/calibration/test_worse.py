"""Fewer ids: what is deleted, and what becomes of figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from calibration.worse import delete_ids, looks_better

from calibration import worse
from steelyard.answers import Estimate, Interval


def estimate(metric: str, value: float, low: float, high: float) -> Estimate:
    return Estimate(metric, "share", value=value, interval=Interval(low, high, 0.95, "made up", ("customers",)))


def test_who_loses_the_id_at_one_share_has_lost_it_at_the_next(tmp_path: Path) -> None:
    lost: list[set[str]] = []
    for share in (0.05, 0.2):
        file = tmp_path / "contacts-0000.parquet"
        rows = "SELECT 'k' || range AS contact_id, 'c' AS customer_id FROM range(20000)"
        duckdb.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
        delete_ids(tmp_path, share)
        found = duckdb.sql(f"SELECT contact_id FROM '{file}' WHERE customer_id IS NULL").fetchall()
        lost.append({name for (name,) in found})
    assert [len(names) / 20_000 for names in lost] == pytest.approx([0.05, 0.2], abs=0.01)
    assert lost[0] < lost[1]


@pytest.mark.parametrize(
    ("metric", "low", "high", "better"),
    [
        ("first_contact_resolution", 0.71, 0.80, True),
        ("first_contact_resolution", 0.60, 0.80, False),
        ("first_contact_resolution", 0.50, 0.60, False),
        ("contacts_per_issue", 0.50, 0.60, True),
        ("contacts_per_issue", 0.71, 0.80, False),
    ],
)
def test_better_is_the_whole_interval_on_the_better_side(metric: str, low: float, high: float, better: bool) -> None:
    full = estimate(metric, 0.70, 0.65, 0.75)
    assert looks_better(estimate(metric, (low + high) / 2, low, high), full) is better


@pytest.mark.slow
def test_intervals_grow_with_the_ids_missing_until_there_is_no_figure(tmp_path: Path) -> None:
    steps = worse.run(12, 150, 3, tmp_path, shares=(0.0, 0.1, 0.3))["steps"]
    for name in ("first_contact_resolution", "contacts_per_issue", "balance"):
        full, some, many = (step["metrics"][name] for step in steps)  # type: ignore[attr-defined]
        assert (full["wider"], full["narrowest"]) == (1, 1)
        assert some["wider"] > 1.02
        assert some["better"] == 0
        assert some["ours"]["width"] > some["naive"]["width"]
        assert many["ours"]["refused"] == {"unidentified": 12}
        assert many["naive"]["figures"] == 12


def test_repeat_contacts_lose_their_ids_at_the_odds_given(tmp_path: Path) -> None:
    """First contacts lose 10%: odds of 1 to 9. Returns at 1.5 times these odds: 1.5 of 10.5, 14.3%."""
    file = tmp_path / "contacts-0000.parquet"
    columns = "'k' || range AS contact_id, 'c' AS customer_id, range // 2 AS issue, range AS opened_at"
    rows = f"SELECT {columns} FROM range(40000)"
    duckdb.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
    delete_ids(tmp_path, 0.10, 1.5)
    lost = f"SELECT opened_at % 2, avg((customer_id IS NULL)::INT) FROM '{file}' GROUP BY 1 ORDER BY 1"
    assert [share for _, share in duckdb.sql(lost).fetchall()] == pytest.approx([0.10, 1.5 / 10.5], abs=0.01)
