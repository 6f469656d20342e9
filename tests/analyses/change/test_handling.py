"""What bots handled, and what is known of it."""

from __future__ import annotations

from analyses.attribution.test_joint_change import after, identity, with_bots
from steelyard.analyses.change.handling import handled


def test_a_silent_bot_is_told_with_bounds_and_with_what_came_along() -> None:
    """500 of 1,500 issues, 50 marked solved. A contact cost 6,000 / 1,250 = 4.80, then 6,300 / 1,750 = 3.60."""
    shift, solved = handled(with_bots(50))
    assert shift.startswith("Bots alone handled 33.3% of issues, 0.0% before; contacts per issue fell")
    assert "the cost per contact fell 25" in shift
    assert solved == (
        "Whether bots solved them is not known: 450 of 500 issues they handled alone carry no mark, so between 10.0% "
        "and 100.0% were solved."
    )


def test_a_bot_whose_issues_are_marked_is_told_without_bounds() -> None:
    assert [sentence[:18] for sentence in handled(with_bots(500))] == ["Bots alone handled"]


def test_nothing_is_said_of_bots_where_there_are_none() -> None:
    assert handled(identity({"Porto": after(pace=1.2)}, 1e-4)) == ()
