"""Since when: a clear step is dated, noise and drifts without one are not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from steelyard import measure
from steelyard.analyses.periods.change_point import monthly, onset
from steelyard.answers import Estimate, Interval
from steelyard.workspace import Workspace


def months(values: Sequence[float], half: float) -> list[Estimate]:
    """Monthly figures from January 2025."""
    return [
        Estimate(
            "pace",
            "per_hour",
            {"period": f"{2025 + place // 12}-{place % 12 + 1:02}-01"},
            value,
            Interval(value * np.exp(-half), value * np.exp(half)),
        )
        for place, value in enumerate(values)
    ]


def test_a_step_is_dated_by_its_first_month() -> None:
    series = months([9.0] * 9 + [11.0] * 6, 0.02)
    assert onset(series, is_up=True) == "Oct 2025"
    assert onset(series, is_up=False) == ""


def test_a_step_that_comes_in_slowly_is_dated_about() -> None:
    series = months([9.0] * 6 + [9.5] + [10.2] * 5, 0.07)
    assert onset(series, is_up=True).startswith("about ")


def test_noise_is_rarely_a_step() -> None:
    noise = np.exp(np.random.default_rng(1).normal(2, 0.02, (200, 15)))
    told = [onset(months(list(values), 0.04), is_up=True) for values in noise]
    assert sum(bool(month) for month in told) <= 10


def test_few_months_say_nothing() -> None:
    assert onset(months([9.0, 11.0, 11.0], 0.01), is_up=True) == ""
    assert onset([Estimate("pace", "per_hour", {"period": "2025-01-01"})] * 9, is_up=True) == ""


def test_months_are_read_as_known(centre: Workspace) -> None:
    """The same figures as everywhere, without the room for what is unknown."""
    first, last = date(2025, 6, 1), date(2025, 11, 30)
    with centre.snapshot() as snapshot:
        known = monthly(snapshot, centre.settings, "effectiveness", {}, first, last)
        sums = measure.measure(snapshot, centre.settings, ["effectiveness"], period="month", from_on=first, to_on=last)
        told = sorted(measure.estimates(sums), key=lambda entry: entry.part["period"])
    assert len(known) == len(told) == 6
    for one, other in zip(known, told, strict=True):
        assert one.value == pytest.approx(other.value)
        assert one.interval is not None
        assert other.interval is not None
        assert one.bounds is None
        assert other.interval.low < one.interval.low < one.interval.high < other.interval.high
