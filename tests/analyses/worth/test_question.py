"""What a point is worth, asked of a centre that was loaded."""

from __future__ import annotations

from datetime import date

from steelyard.workspace import Workspace


def test_the_gap_to_a_target_is_that_of_the_days_the_scorecard_shows(centre: Workspace) -> None:
    worth, scorecard = centre.worth(), centre.scorecard()
    shown = {figure.metric: figure.value for figure in scorecard.estimates}
    assert worth.label_now == scorecard.period
    assert worth.points
    for point in worth.points:
        assert point.now is not None
        assert point.now.value == shown[point.lever]


def test_of_days_that_are_asked_the_gap_is_theirs(centre: Workspace) -> None:
    asked = centre.worth(from_on=date(2025, 7, 1), to_on=date(2025, 12, 31))
    assert asked.label_now == "Jul–Dec 2025"
    newest = {point.lever: point.now.value for point in centre.worth().points if point.now}
    assert any(point.now and point.now.value != newest[point.lever] for point in asked.points)
