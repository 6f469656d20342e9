from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from stats.reference import case
from steelyard.stats.economics.interest import interest, payback


@pytest.mark.shared
def test_the_worked_journeys_of_the_reference(shared: Path) -> None:
    worked = case(shared, "cx_debt", "journey_fractures_worked")
    told, expected = worked["params"], worked["expected"]
    with (shared / "reference" / "cx_debt" / "journeys.csv").open() as file:
        rows = list(csv.DictReader(file))
    broken = [row for row in rows if row["event"] in told["unit_cost"]]
    journeys = {row["journey"] for row in rows}
    clean = journeys - {row["journey"] for row in broken}
    assert len(broken) == expected["n_fractures"]
    assert len(broken) / len(journeys) == pytest.approx(expected["fractures_per_journey"])
    assert len(clean) / len(journeys) == pytest.approx(expected["clean_journeys"])
    count = Counter(row["event"] for row in broken)
    minutes = {name: sum(float(row["customer_min"]) for row in broken if row["event"] == name) for name in count}
    total = 0.0
    for one in expected["by_type"]:
        name = one["event"]
        each = float(interest(count[name], told["unit_cost"][name], minutes[name], told["customer_minute_value"]))
        assert each == pytest.approx(one["interest"])
        principal = told["fix_cost"][name]
        back = payback((principal, principal), (each, each), told["removed_share"])
        assert back.low == pytest.approx(one["payback_periods"])
        assert back.high == pytest.approx(one["payback_periods"])
        total += each
    assert total == pytest.approx(expected["total_interest"])


def test_payback_is_a_range_and_never_where_nothing_may_be_saved() -> None:
    found = payback((1000.0, 2000.0), (100.0, 400.0), 0.5)
    assert (found.low, found.high) == (pytest.approx(5.0), pytest.approx(40.0))
    assert payback((1000.0, 2000.0), (-5.0, 400.0), 0.5).high == float("inf")
