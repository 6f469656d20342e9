"""Remarks beside scores, from answers drawn with a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.readings.diverging_sentiment import of_cells
from steelyard.analyses.readings.signals import Signal
from steelyard.measure.cells.cells import Cells

GROUPS = 64


def signal(
    begged: float = 0.0, better: float = 0.0, months: int = 14, size: int = 120, read: float = 0.4, seed: int = 1
) -> Signal:
    """What is seen where so many are begged for the top score in the later half, and service got better by so much."""
    random = np.random.default_rng(seed)
    month = np.repeat(np.arange(months), size)
    late = month >= months / 2
    felt = np.clip(np.round(random.normal(3.5 + better * late, 1.1)), 1, 5)
    score = np.where(late & (random.random(len(month)) < begged), 5, felt)
    tone = np.clip(random.normal(0.3 * (felt - 3), 0.3), -1, 1)
    is_read = random.random(len(month)) < read
    is_read &= score == 5
    values = np.stack([np.ones(len(month)), (score - 1) / 4, is_read, tone * is_read], axis=1)
    groups = {}
    for chance in ("customers", "days", "rows"):
        groups[chance] = np.zeros((months, GROUPS, 4))
        np.add.at(groups[chance], (month, random.integers(0, GROUPS, len(month))), values)
    names = ("answers", "score", "remarks", "tone")
    labels = tuple((place,) for place in range(months))
    cells = Cells(("month",), labels, names, groups["rows"].sum(axis=1), groups)
    return of_cells(cells, np.ones(months, dtype=bool))


def test_begged_scores_leave_remarks_behind() -> None:
    found = signal(begged=0.33)
    assert found.is_suspect
    assert found.p is not None
    assert found.p < 0.01
    assert found.said.startswith("ratings changed by +")
    assert found.said.count("\N{MINUS SIGN}") == 1


@pytest.mark.parametrize("better", [0.5, -0.5])
def test_service_that_changes_moves_both(better: float) -> None:
    found = [signal(better=better, seed=seed) for seed in range(40)]
    assert sum(one.is_suspect and one.p is not None and one.p < 0.05 for one in found) <= 3


def test_where_nothing_happens_chance_goes_as_far_in_one_world_of_twenty() -> None:
    found = [signal(seed=seed) for seed in range(200)]
    assert sum(one.p is not None and one.p < 0.05 for one in found) <= 18
    assert sum(one.is_suspect and one.p is not None and one.p < 0.05 for one in found) <= 2


@pytest.mark.parametrize(
    ("months", "size", "read", "said"),
    [(14, 120, 0.1, "at least 100 are required"), (6, 300, 0.5, "6 months with comments")],
)
def test_too_little_tells_nothing(months: int, size: int, read: float, said: str) -> None:
    found = signal(begged=0.33, months=months, size=size, read=read)
    assert not found.is_known
    assert said in found.said
