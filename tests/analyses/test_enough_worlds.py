"""Simulated centres: handling time there goes with nothing of its own, though long kinds of issue end worse."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspaces import simulated

from steelyard.analyses.enough.answer import Enough


def world(folder: Path, name: str, contacts: int) -> Enough:
    workspace = simulated(folder, name, contacts=contacts, seed=1)
    return workspace.enough(design="agents")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing-happens", "steady"])
def test_no_knee_and_no_slope_where_nothing_is(tmp_path: Path, name: str) -> None:
    answer = world(tmp_path, name, 20_000)
    assert all(entry.line.knee is None for entry in answer.margins)
    found = answer.handling
    assert found is not None
    assert found.line.slope.interval is not None
    assert found.line.slope.interval.low < 0 < found.line.slope.interval.high
    assert found.line.between < found.line.slope.interval.low
    assert answer.design is not None
    assert answer.design.per_minute is None
    assert answer.highlights == ()


@pytest.mark.slow
def test_waiting_and_rating_are_found(tmp_path: Path) -> None:
    """The simulator lets ratings fall with waits, and badly rated customers leave."""
    answer = world(tmp_path, "handle-time-target", 60_000)
    slopes = {(entry.line.dose.id, entry.line.response): entry.line.slope for entry in answer.margins}
    rating = slopes["rating", "retention"].interval
    assert rating is not None
    assert rating.low > 0
    waiting = slopes["wait_time", "value"]
    assert waiting.interval is not None
    assert waiting.interval.low < 0, "longer waits never surely give more"
