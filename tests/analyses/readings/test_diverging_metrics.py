"""Measures that diverge, from months made by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from steelyard.analyses.readings.diverging_metrics import PAIRS, of_months
from steelyard.analyses.readings.signals import Signal
from steelyard.answers import Estimate

RATINGS = PAIRS[0]


def months(rating: float, solved: float, count: int = 12, seed: int = 1) -> Signal:
    """A rating and a share solved at once that move by so many points over the months, with a point of noise."""
    rng = np.random.default_rng(seed)
    found = {}
    for place in range(count):
        when = date(2025, 1 + place, 1)
        share, noise = place / max(count - 1, 1), rng.normal(0, 1, 2)
        found[RATINGS.reported, "A", when] = Estimate("", "score", value=70 + rating * share + noise[0], n=200)
        found[RATINGS.check, "A", when] = Estimate("", "share", value=(75 + solved * share + noise[1]) / 100, n=900)
    return of_months(RATINGS, found, "A")


@pytest.mark.parametrize(
    ("rating", "solved", "is_suspect"),
    [(10, 0, True), (10, -8, True), (10, 10, False), (0, 0, False), (-10, -20, False), (0, -10, False)],
)
def test_only_a_rise_its_twin_does_not_share_is_suspect(rating: float, solved: float, is_suspect: bool) -> None:
    signal = months(rating, solved)
    assert signal.is_suspect == is_suspect
    assert signal.p is not None
    assert signal.p < 0.01 or not is_suspect


def test_few_months_tell_nothing() -> None:
    assert not months(10, 0, count=7).is_known
