"""What is said of places made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard.analyses.frontier import wording
from view.frontier_sample import frontier


def test_a_place_that_moved_away_is_given_a_positive_size() -> None:
    """9.0% (5.0 to 13.0%) further, not -13 to -5%."""
    said = wording.moving(frontier().places[1], frontier())
    assert said.startswith("Porto moved further from best practice by 9.0% (5")
    assert "\N{MINUS SIGN}" not in said


def test_a_place_that_lags_is_given_its_size_interval_and_months() -> None:
    said = wording.lagging(frontier().places[1], frontier())
    assert "11% less paid time and customers' time (6.0–16.0%) from Apr 2026 to Jul 2026" in said


def test_without_heavy_peers_nobody_is_named() -> None:
    place = frontier().places[1]
    alone = replace(place, units=tuple(replace(unit, peers=()) for unit in place.units))
    assert wording.target(alone, frontier()).endswith("for the same value.")
    assert wording.target(place, frontier()).endswith("as shown by Braga in Apr 2026 and Braga in Jun 2026.")


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 site-month with few is excluded"), (3, "3 site-months with few are")]
)
def test_excluded_units_are_counted_in_the_right_number(count: int, said: str) -> None:
    assert wording._excluded(count, "site-month", "few").startswith(said)
