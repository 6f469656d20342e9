"""What the silent could have thought."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.surveys.nonresponse import bounds, carry, tipping_point


def strata(rows: dict[str, np.ndarray]) -> np.ndarray:
    names = [f"{channel}{resolved:g}" for channel, resolved in zip(rows["channel"], rows["resolved"], strict=True)]
    return np.unique(names, return_inverse=True)[1]


def test_answers_carried_to_all(shared: Path) -> None:
    expected = case(shared, "nonresponse", "csat_nonresponse_a")["expected"]
    rows = table(shared, "nonresponse", "csat_a.csv")
    codes, spoke = strata(rows), rows["responded"]
    size, answers = np.bincount(codes), np.bincount(codes, spoke)
    found = carry(size, answers, np.bincount(codes, spoke * np.nan_to_num(rows["csat"])))
    assert found.answered == pytest.approx(expected["response_rate"], abs=1e-9)
    assert found.naive == pytest.approx(expected["naive_mean"], abs=1e-9)
    assert found.weighted == pytest.approx(expected["poststrat_channel_x_resolved"], abs=1e-5)
    truth = expected["truth_all_interactions"]
    assert abs(found.weighted - truth) < 0.06 < abs(found.naive - truth)
    chances = (answers / size)[codes]
    assert found.representativity == pytest.approx(1 - 2 * chances.std(), abs=1e-3)
    low, high = bounds(found.naive, found.answered, 1, 5)
    assert low < truth < high


def test_thin_strata_are_pooled_and_replicates_follow() -> None:
    size = np.array([[100.0, 50, 10, 8], [90, 45, 10, 8]])
    answers = np.array([[20.0, 10, 2, 4], [18, 9, 2, 4]])
    found = carry(size, answers, answers * np.array([0.8, 0.4, 0.2, 0.5]))
    assert found.weighted[0] == pytest.approx((100 * 0.8 + 50 * 0.4 + 18 * (2 * 0.2 + 4 * 0.5) / 6) / 168)
    assert found.weighted.shape == (2,)
    assert carry([10.0], [10.0], [7.0]).effect == pytest.approx(1)
    assert carry([10.0], [10.0], [7.0]).representativity == pytest.approx(1)


def test_tipping_point() -> None:
    assert tipping_point(3.0, 0.25) == pytest.approx(4)
    assert tipping_point(-3.0, 0.25) == pytest.approx(4)
    assert tipping_point(3.0, 1.0) == np.inf
    mean, answered, silent = 80.0, 0.1, 76.0
    everybody = answered * mean + (1 - answered) * silent
    moved = answered * mean + (1 - answered) * (silent - tipping_point(everybody - 70, answered))
    assert moved == pytest.approx(70)
