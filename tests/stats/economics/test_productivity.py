from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case

from steelyard.stats.economics.productivity import is_shifting, productivity


def test_published_service_example(shared: Path) -> None:
    worked = case(shared, "index_numbers", "service_productivity_worked_a")
    rate = worked["inputs"]["customer_rate_per_hour"]
    found = []
    for period, name in (("period0", "t0"), ("period1", "t1")):
        rows = worked["inputs"][period]
        value = sum(row["n"] * row["resolved"] * row["value"] for row in rows)
        provider = sum(row["n"] * row["cost"] for row in rows)
        customer = sum(row["n"] * row["cust_min"] * rate / 60 for row in rows)
        expected = worked["expected"]["levels"][name]
        assert [value, provider, customer] == pytest.approx(
            [expected["value"], expected["provider_cost"], expected["customer_cost"]]
        )
        found.append(productivity(value, provider, customer))
        for side in ("provider", "customer", "joint"):
            assert getattr(found[-1], side) == pytest.approx(expected[f"{side}_productivity"], abs=1e-9)
    for side in ("provider", "customer", "joint"):
        change = np.log(getattr(found[1], side) / getattr(found[0], side))
        assert change == pytest.approx(worked["expected"]["log_change"][f"{side}_productivity"], abs=1e-9)
    assert bool(is_shifting(*found)) is worked["expected"]["cost_shifting"]
    assert not is_shifting(found[1], found[0])


def test_the_parts_add_and_no_cost_gives_no_figure() -> None:
    both = productivity([10.0, 10.0], [5.0, 0.0], [20.0, 20.0])
    assert 1 / both.joint[0] == pytest.approx(1 / both.provider[0] + 1 / both.customer[0])
    assert np.isnan(both.provider[1])
