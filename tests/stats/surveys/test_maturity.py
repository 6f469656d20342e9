from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.surveys.maturity import compare_maturity


def test_first_contact_resolution_at_three_horizons(shared: Path) -> None:
    expected = case(shared, "censoring", "fcr_maturity_a")["expected"]
    data = table(shared, "censoring", "fcr_a.csv")
    rows = (data["days_followed"], data["days_to_repeat_or_end"], data["status"] == 1)
    for days in (7, 14, 30):
        known = expected[f"{days}d"]
        found = compare_maturity(*rows, days)
        assert found.km == pytest.approx(known["km"], abs=1e-6)
        assert found.km_se == pytest.approx(known["km_greenwood_se"], abs=1e-6)
        assert found.matured_only == pytest.approx(known["matured_only"], abs=1e-6)
        assert found.matured_count == known["matured_n"]
        assert found.naive == pytest.approx(known["naive_unseen_counts_as_resolved"], abs=1e-6)
        assert found.naive_immature == pytest.approx(known["naive_in_last_window_only"], abs=1e-6)
        assert abs(found.km - known["truth"]) < 3 * found.km_se
        assert found.naive > found.km
    for intent, known in expected["by_intent_7d"].items():
        one = data["intent"] == intent
        found = compare_maturity(*(column[one] for column in rows), 7)
        assert one.sum() == known["n"]
        assert found.km == pytest.approx(known["km"], abs=1e-6)
        assert abs(found.km - known["truth"]) < 3 * found.km_se


def test_by_hand() -> None:
    found = compare_maturity([10, 10, 10, 3], [2, 10, 10, 3], [True, False, False, False], 7)
    assert (found.km, found.matured_only, found.matured_count) == (0.75, pytest.approx(2 / 3), 3)
    assert (found.naive, found.naive_immature) == (0.75, 1.0)


def test_what_nobody_was_watched_for_is_unknown() -> None:
    found = compare_maturity([3, 4], [3, 4], [False, False], 7)
    assert np.isnan([found.km, found.km_se, found.matured_only]).all()
    assert found.matured_count == 0
    assert np.isnan(compare_maturity([], [], [], 7).naive)
