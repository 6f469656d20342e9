"""Refusals say what would tell, and a failed check never prints the limit it fails."""

from __future__ import annotations

import pytest

from steelyard.analyses.evidence.wording import beside, cannot_tell, clause, percent_beside, points
from steelyard.answers import Missing


@pytest.mark.parametrize(
    ("share", "shown"), [(0.7996, "79.96%"), (0.63, "63%"), (0.8, "80%"), (0.8004, "80.04%"), (1.0, "100%")]
)
def test_a_share_keeps_the_places_that_tell_it_from_its_limit(share: float, shown: str) -> None:
    assert percent_beside(share, 0.8) == shown


def test_a_number_beside_its_limit() -> None:
    assert beside(3.0004, 3, 2) == "3.0004"
    assert beside(1.174, 3, 2) == "1.17"
    assert beside(1e-9, 0) == "0.000000", "no more places than a reader wants"


def test_a_refusal_says_what_would_tell() -> None:
    lacking = Missing("x", "", "No column says when customers left.", "map outcomes.at")
    assert cannot_tell("who stays", lacking) == (
        "Cannot tell who stays: no column says when customers left. To unlock this, map outcomes.at."
    )
    assert cannot_tell("who stays", Missing("x", "", "3 issues are too few")).endswith("too few.")


def test_abbreviations_keep_their_capitals() -> None:
    assert clause("SLA met") == "SLA met"
    assert clause("A figure.") == "a figure"
    assert (points("1"), points("8.4")) == ("1 point", "8.4 points")
