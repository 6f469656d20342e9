"""A figure in a sentence has the places its interval supports, its limits in brackets, and changes their sign."""

from __future__ import annotations

from math import log

import pytest

from steelyard.answers import Estimate, Interval
from steelyard.wording import (
    change_limits_of,
    change_of,
    figure_of,
    limits_of,
    listed,
    probability,
    tied,
    with_limits,
)


def estimate(unit: str, value: float | None, low: float, high: float) -> Estimate:
    return Estimate("f", unit, value=value, interval=Interval(low, high))


def test_a_figure_has_the_places_its_interval_supports() -> None:
    assert figure_of(estimate("share", 0.6412, 0.632, 0.650)) == "64.1%"
    assert figure_of(estimate("share", 0.6412, 0.44, 0.84)) == "64%"
    assert figure_of(None) == figure_of(Estimate("f", "share")) == "–"


def test_limits_stand_in_brackets_where_there_are_any() -> None:
    told = estimate("money", 38.6, 35.0, 42.2)
    assert (limits_of(told), with_limits(told, "EUR")) == ("35.00–42.20", "38.60 € (35.00–42.20)")
    assert with_limits(Estimate("f", "share", value=0.5)) == "50%"


def test_changes_carry_their_sign() -> None:
    assert change_of(estimate("share", -0.043, -0.05, -0.036)) == "−4.3 pt"
    assert change_limits_of(estimate("share", -0.043, -0.05, -0.036)) == "−5.0 to −3.6"


def test_a_change_of_ln_is_a_percentage() -> None:
    fall = estimate("ln", log(0.8), log(0.78), log(0.82))
    assert (change_of(fall), change_limits_of(fall)) == ("−20.0%", "−22.0 to −18.0")
    assert with_limits(fall.as_share().sized()) == "20.0% (18.0–22.0)"


@pytest.mark.parametrize(
    ("names", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_words_are_listed_as_in_a_sentence(names: tuple[str, ...], said: str) -> None:
    assert listed(names) == said


def test_a_probability_near_one_is_never_one() -> None:
    assert (probability(0.97), probability(0.9999)) == ("97%", "over 99%")


def test_a_number_stays_with_its_unit() -> None:
    assert tied("took 1,640 € less in 5 h, 1.4 pt") == "took 1,640\u00a0€ less in 5\u00a0h, 1.4\u00a0pt"
    assert tied("since 26 Jan 2026 minutes, 3 hours, 4 items") == "since 26 Jan 2026 minutes, 3 hours, 4 items"
