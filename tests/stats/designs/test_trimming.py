"""Bounds where one side was lost more often than the other."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.designs.groups import difference
from steelyard.stats.designs.trimming import trimmed


def test_bounds_hold_what_everybody_would_have_shown() -> None:
    """The weakest of the control are lost; the effect among those seen either way lies within the bounds."""
    draw = np.random.default_rng(1)
    flags = np.arange(4_000) % 2 == 0
    values = draw.normal(size=4_000) + 0.5 * flags
    weak = values < np.quantile(values[~flags], 0.25)
    kept = flags | ~weak
    low, high = trimmed(flags[kept], values[kept], (1.0, 0.75))
    assert low.value < difference(flags[kept], values[kept]).value < high.value
    strong = values - 0.5 * flags >= np.quantile(values[~flags], 0.25)
    among = difference(flags[strong], values[strong]).value
    assert low.value - 0.1 < among < high.value + 0.1


def test_nobody_lost_leaves_one_value() -> None:
    low, high = trimmed([True, True, False, False], [3.0, 5.0, 1.0, 2.0], (0.8, 0.8))
    assert low.value == high.value == pytest.approx(2.5)
