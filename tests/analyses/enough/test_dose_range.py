"""What holds of a dose's line in every reading of the issues."""

from __future__ import annotations

import pytest

from charts.efforts import HANDLING, line
from steelyard.analyses.enough import dose_range
from steelyard.analyses.enough.dose_response import AMOUNTS, Line, Thin


def over(monkeypatch: pytest.MonkeyPatch, *readings: list[Line] | Thin) -> list[Line] | Thin:
    """The lines over readings that say this, one after the other."""
    told = iter(readings)
    monkeypatch.setattr(dose_range, "read", lambda *_: next(told))
    return dose_range.read_over([None] * len(readings), HANDLING, 0.01)  # type: ignore[list-item]


def test_limits_take_in_those_of_every_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    found = over(monkeypatch, *([line(HANDLING, slope, 0.01)] for slope in (0.03, 0.05, 0.0)))
    assert isinstance(found, list)
    slope = found[0].slope
    assert slope.value == 0.03
    assert slope.interval is not None
    assert (slope.interval.low, slope.interval.high) == pytest.approx((-0.01, 0.06))
    assert found[0].highs[-1] == pytest.approx(0.6 + 0.05 * 10 + 0.02)
    assert found[0].lows[-1] == pytest.approx(0.6 - 0.02)


def test_a_bend_is_told_where_every_reading_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bent, straight = line(HANDLING, 0.03, 0.01, knee=5.0), line(HANDLING, 0.03, 0.01)
    found = over(monkeypatch, [bent], [bent])
    assert isinstance(found, list)
    assert found[0].knee is not None
    found = over(monkeypatch, [bent], [straight])
    assert isinstance(found, list)
    assert (found[0].knee, found[0].bend_p) == (None, straight.bend_p)


def test_where_a_reading_has_no_line_the_slope_has_no_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    thin = Thin(HANDLING, 3, 100, AMOUNTS)
    found = over(monkeypatch, [line(HANDLING, 0.03, 0.01)], thin)
    assert isinstance(found, list)
    assert (found[0].slope.interval, found[0].bend_p) == (None, None)
    assert over(monkeypatch, thin, [line(HANDLING, 0.03, 0.01)]) is thin
