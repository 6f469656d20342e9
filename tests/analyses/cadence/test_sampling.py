from __future__ import annotations

import numpy as np

from analyses.cadence import worlds
from steelyard.analyses.cadence import sampling, weekly
from steelyard.stats.control.rules import signals


def test_as_many_as_told_notice_the_fall_four_times_in_five() -> None:
    """With limits that are known; limits from 26 weeks signal sooner."""
    rng = np.random.default_rng(2)
    held = worlds.weeks(rng, 90, n=60, count=400)
    need = sampling.needed(held, weekly.chart(held, 0), 5, 8)
    assert need is not None
    error = held.deviation / np.sqrt(need)
    found = [signals(rng.standard_normal(8) - 5 / error).any() for _ in range(2000)]
    assert 0.74 < np.mean(found) < 0.87


def test_a_smaller_fall_and_a_shorter_time_need_more() -> None:
    held = worlds.weeks(np.random.default_rng(2), 90)
    sizes = {(one.points, one.weeks): one.needed for one in sampling.samples("x", held, weekly.chart(held, 0), 4, 8)}
    known = {key: size for key, size in sizes.items() if size is not None}
    assert known[2, 8] > known[4, 8] >= known[8, 8]
    assert known[2, 4] > known[2, 8] > known[2, 13]


def test_where_weeks_differ_by_themselves_no_number_would_do() -> None:
    held = worlds.weeks(np.random.default_rng(2), 90, between=8, n=200)
    assert sampling.needed(held, weekly.chart(held, 0), 2, 4) is None
