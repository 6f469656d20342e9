"""What contacts without a customer hide of a segment's issues; by hand."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.models.hidden_returns import corrected, kept, scaled


def sums(**given: float) -> dict[str, np.ndarray]:
    names = {
        "issues": 100.0, "marked": 80.0, "resolved": 60.0, "contacts": 150.0, "false_start": 0.0, "hidden_marked": 0.0,
        "hidden_resolved": 0.0, "late_marked": 0.0, "late_resolved": 0.0, "hidden_contacts": 0.0, **given,
    }  # fmt: skip
    return {name: np.array([value, value]) for name, value in names.items()}


def test_nothing_hidden_changes_nothing() -> None:
    found = sums()
    begun, ended, took = corrected(found, 2.0)
    assert (begun.tolist(), ended.resolved.tolist(), ended.marked.tolist()) == ([100] * 2, [60] * 2, [80] * 2)
    assert took.tolist() == [1, 1]
    own, every = kept(found, begun, ended, is_merged=False)
    assert (own.tolist(), every.tolist()) == ([1, 1], [1])


@pytest.mark.parametrize(("odds", "resolved", "marked", "contacts"), [(1.0, 50, 68, 1), (2.0, 44, 64, 1.1)])
def test_issues_are_counted_by_how_they_ended(odds: float, resolved: float, marked: float, contacts: float) -> None:
    """10 of the resolved and 12 of the marked hide a return; 4 and 8 late ones are real at twice the odds."""
    hidden = sums(hidden_resolved=10.0, hidden_marked=12.0, late_resolved=4.0, late_marked=8.0, hidden_contacts=15.0)
    _, ended, took = corrected(hidden, odds)
    assert (ended.resolved[0], ended.marked[0], took[0]) == pytest.approx((resolved, marked, contacts))


def test_no_more_than_half_is_taken_off() -> None:
    begun, ended, _ = corrected(sums(false_start=90.0, hidden_marked=79.0, hidden_resolved=70.0), 1.0)
    assert (begun[0], ended.marked[0], ended.resolved[0]) == (50, 40, 0)


def test_segments_add_up_to_what_is_left_of_the_whole() -> None:
    """Two segments keep 0.5 and 0.8 of 60 each, the whole 0.7 of 120: each is scaled to 84."""
    found = scaled(np.array([60.0, 60.0]), np.array([0.5, 0.8]), np.array([0.7]))
    assert found.sum() == pytest.approx(84)
    assert found[1] / found[0] == pytest.approx(1.6)
    begun, ended, _ = corrected(sums(false_start=20.0), 1.0)
    assert [part[0] for part in kept(sums(), begun, ended, is_merged=True)] == pytest.approx([0.8, 0.8])
