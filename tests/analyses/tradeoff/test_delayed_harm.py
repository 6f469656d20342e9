"""What followed faster handling, on cohorts drawn with and without it."""

from __future__ import annotations

from datetime import date

import numpy as np

from steelyard.analyses.tradeoff.delayed_harm import Harm, _harm
from steelyard.measure.cells.cohorts import Cohort, Cohorts

MONTHS = [date(2025, month, 1) for month in range(1, 13)]


def drawn(seed: int, effect: float, *, shared: float = 0.0, varies: float = 0.15) -> tuple[Cohorts, Cohorts]:
    """Ten teams' months: pace and the share solved at once, of 200 issues a half.

    Args:
        effect: of log pace on the share. shared: what single cases make of both, within a half alone.
    """
    rng = np.random.default_rng(seed)
    pace, fixed = {}, {}
    for team in range(10):
        for month in MONTHS:
            level = varies * rng.normal()
            noise = 0.05 * rng.normal(size=2)
            count = np.full(2, 200.0)
            share = 0.7 + effect * level + shared * noise + 0.02 * rng.normal(size=2)
            pace[f"team {team}", month] = Cohort(300 * count * np.exp(level + noise), 300 * count, count, 1.0)
            fixed[f"team {team}", month] = Cohort(share * count, 0.7 * count, count, 1.0)
    return pace, fixed


def harm(*args: float, **more: float) -> Harm | None:
    return _harm("first_contact_resolution", *drawn(*args, **more), date(2026, 12, 31), 0.95)  # type: ignore[arg-type]


def test_what_followed_is_found_with_its_size() -> None:
    """A tenth faster is log 0.9 = -0.105; at 0.4 a log point 4.2 points fewer were solved at once."""
    found = harm(1, 0.4)
    assert found is not None
    assert found.is_claimed
    assert found.effect.value is not None
    assert abs(found.effect.value - 0.4 * np.log(0.9)) < 0.01
    assert found.cohorts == 120


def test_cases_that_take_long_and_come_back_do_not_pass_for_faster_teams() -> None:
    """Within every cohort long cases came back, and no team handled faster to any effect: 5% may be claimed."""
    found = [harm(seed, 0.0, shared=-1.0) for seed in range(40)]
    assert sum(one is not None and one.is_claimed for one in found) <= 5


def test_where_pace_did_not_vary_nothing_is_said() -> None:
    assert sum(harm(seed, 0.0, shared=-1.0, varies=0.0) is not None for seed in range(10)) <= 2
