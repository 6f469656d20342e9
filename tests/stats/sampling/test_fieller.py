from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case

from steelyard.stats.sampling.fieller import fieller


def test_published_cases(shared: Path) -> None:
    for row in case(shared, "intervals", "ratio_fieller_unbounded")["expected"]:
        parts = [row[name] for name in ("a", "b", "v11", "v22", "v12")]
        limits = fieller(*parts)
        assert bool(limits.is_bounded) is row["bounded"]
        if row["bounded"]:
            assert [limits.low, limits.high] == pytest.approx(row["ci"], abs=1e-8)
        else:
            assert np.isnan([limits.low, limits.high]).all()


def test_a_sure_denominator_gives_the_numerators_interval() -> None:
    limits = fieller(10.0, 2.0, 1.0, 0.0, 0.0)
    assert [limits.low, limits.high] == pytest.approx([5 - 0.979982, 5 + 0.979982], abs=1e-6)


def test_each_limit_is_where_the_difference_is_just_significant() -> None:
    a, b, v11, v22, v12, df = 3.0, 2.0, 0.04, 0.01, 0.005, 8.0
    limits = fieller(a, b, v11, v22, v12, df=df)
    for ratio in (limits.low, limits.high):
        t = abs(a - ratio * b) / np.sqrt(v11 - 2 * ratio * v12 + ratio**2 * v22)
        assert t == pytest.approx(2.306004, abs=1e-6)


def test_cells_along_an_axis() -> None:
    limits = fieller([3.0, 3.0], [2.0, 0.8], [0.04, 0.5], [0.01, 0.2], [0.005, 0.05])
    assert limits.is_bounded.tolist() == [True, False]
