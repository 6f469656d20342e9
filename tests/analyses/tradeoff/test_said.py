"""What a trade-off says of those who did not answer, and of parts that hardly moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.charts.tradeoffs import tradeoff

from steelyard.analyses.tradeoff import wording
from steelyard.analyses.tradeoff.question import _of, _undone
from steelyard.answers import Estimate, Interval
from steelyard.view.answers.tradeoff import _named

FELT = [
    Estimate("experience", "share", value=value, covered_share=share) for value, share in ((0.74, 0.3), (0.70, 0.2))
]


def test_what_customers_got_says_which_ratings_of_non_respondents_would_undo_it() -> None:
    """exp(0.223) - 1 of a rating of 70 is 17.5 points of all, which 80% must make: 21.9 of theirs."""
    answer = tradeoff()
    placed = answer.placed
    assert placed is not None
    assert placed.customers.value == pytest.approx(-0.223, abs=0.001)
    (told,) = _undone(answer, FELT)
    assert told.id == "non_respondents"
    assert told.text.startswith("what customers got: the change would disappear if")
    assert "(80%)" in told.text
    assert "by 22 points" in told.text


def test_nothing_is_said_where_nothing_is_claimed_or_everybody_answered() -> None:
    answer = tradeoff()
    assert answer.leading is not None
    quiet = replace(answer.leading.movement, p_value=0.5)
    assert _undone(replace(answer, leading=replace(answer.leading, movement=quiet)), FELT) == ()
    assert _undone(answer, [replace(one, covered_share=0.97) for one in FELT]) == ()
    assert _undone(answer, FELT[:1]) == ()
    assert _undone(answer, [FELT[0], replace(FELT[1], value=None)]) == ()


def test_two_figures_of_which_one_leaves_zero_out_are_only_still_taken_together() -> None:
    answer = tradeoff()
    assert answer.leading is not None
    quiet = replace(answer.leading.movement, p_value=0.5, outcome=None)
    assert quiet.customers.sign
    said = _of(replace(answer, leading=replace(answer.leading, movement=quiet)))
    assert wording.headline(said, "EUR").count("taken together") == 1
    still = replace(quiet, efficiency=_around_zero(quiet.efficiency), customers=_around_zero(quiet.customers))
    said = _of(replace(answer, leading=replace(answer.leading, movement=still)))
    assert "neither the cost of handling (" in wording.headline(said, "EUR")


def _around_zero(change: Estimate) -> Estimate:
    return replace(change, value=0.01, interval=Interval(-0.2, 0.22))


def test_a_part_that_hardly_moved_is_told_from_one_of_which_nothing_is_known() -> None:
    porto, braga, _ = tradeoff().parts
    assert _named(porto) == "false economy"
    still = replace(braga, p_value=0.4)
    assert _named(still) == "no change that can be told"
    unknown = replace(braga.joint, variances=np.array([np.nan, 0.001]))
    assert _named(replace(still, joint=unknown)) == "cannot tell"
    assert _named(braga) == "cannot tell", "its cost moved, and what customers got is open"
