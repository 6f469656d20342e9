from __future__ import annotations

import numpy as np
import pytest

from analyses.cadence import worlds
from steelyard.analyses.cadence.pace import Pace, milestones, steps


@pytest.mark.parametrize(("between", "carried"), [(0.0, 0.0), (2.0, 0.5)])
def test_where_nothing_moves_nothing_is_promised(between: float, carried: float) -> None:
    rng = np.random.default_rng(5)
    found = [Pace(worlds.weeks(rng, 80, between=between, carried=carried)).weeks_to(85) for _ in range(400)]
    assert sum(one is not None for one in found) / len(found) <= 0.05


def test_a_steady_rise_is_told_with_an_interval_that_holds_the_truth() -> None:
    """Eight points a year from 80: 90 is reached 65 weeks from the first week, less the 78 that have passed at 92."""
    rng = np.random.default_rng(5)
    found = [Pace(worlds.weeks(rng, 80, n=120, yearly=8)).weeks_to(96) for _ in range(200)]
    known = [one for one in found if one is not None]
    truth = (96 - (80 + 8 * 77 / 52)) / 8 * 52
    assert len(known) > 190
    assert np.mean([low <= truth <= high for low, high in known]) > 0.9


def test_of_less_than_a_year_there_is_no_pace() -> None:
    assert not Pace(worlds.weeks(np.random.default_rng(5), 80, count=51)).is_known


@pytest.mark.parametrize(
    ("start", "target", "unit", "found"),
    [
        (70.0, 85.0, "score", (75.0, 80.0, 85.0)),
        (84.0, 85.0, "score", (85.0,)),
        (0.60, 0.70, "share", (0.635, 0.665, 0.70)),
    ],
)
def test_milestones_are_thirds_in_half_points(start: float, target: float, unit: str, found: tuple[float, ...]) -> None:
    assert steps(start, target, unit) == pytest.approx(found)


def test_what_is_reached_has_no_date() -> None:
    held = worlds.weeks(np.random.default_rng(5), 82, n=400)
    first, *_, last = milestones(worlds.level(held), 70, 85, Pace(held), held.on[-1])
    assert first.is_reached
    assert first.latest is None
    assert not last.is_reached
