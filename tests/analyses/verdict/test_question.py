"""Rungs: held, not yet or cannot tell, from the interval and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.analyses.verdict.question import Rung, _held_against, _sentences, _unless_open, state
from steelyard.answers import Caveat, Estimate, Interval
from steelyard.settings.model import Settings, Target


def figure(low: float, high: float) -> Estimate:
    return Estimate("f", "share", value=(low + high) / 2, interval=Interval(low, high))


@pytest.mark.parametrize(
    ("low", "high", "better", "expected"),
    [
        (0.71, 0.74, "high", "held"),
        (0.70, 0.74, "high", "held"),
        (0.69, 0.74, "high", "cannot_tell"),
        (0.60, 0.69, "high", "not_yet"),
        (0.66, 0.70, "high", "cannot_tell"),
        (0.60, 0.69, "low", "held"),
        (0.71, 0.74, "low", "not_yet"),
        (0.69, 0.74, "low", "cannot_tell"),
    ],
)
def test_a_rung_is_held_only_by_its_whole_interval(low: float, high: float, better: str, expected: str) -> None:
    assert state(figure(low, high), 0.70, better) == expected


@pytest.mark.parametrize("estimate", [None, Estimate("f", "share"), Estimate("f", "share", value=0.9)])
def test_without_a_figure_or_an_interval_it_cannot_be_told(estimate: Estimate | None) -> None:
    assert state(estimate, 0.70, "high") == "cannot_tell"


@pytest.mark.parametrize(("still_open", "expected"), [(0.0, "not_yet"), (0.09, "not_yet"), (0.11, "cannot_tell")])
def test_what_is_open_may_still_lift_a_rung(still_open: float, expected: str) -> None:
    """Up to 60% solved against 70%: a tenth of issues more would reach it."""
    rung = Rung("effective", "Effective", "not_yet", figure(0.50, 0.60), Target(0.70, ""), True)
    found = _unless_open(rung, Estimate("first_contact_open", "share", value=still_open))
    assert found.state == expected
    assert ("still open" in found.reason) == (expected == "cannot_tell")


def rating(*caveats: Caveat) -> Estimate:
    limits = Interval(70.0, 74.0)
    return Estimate("customer_rating", "score", {}, 72.0, limits, n=158, covered_share=0.09, caveats=caveats)


def test_answers_of_one_channel_decide_nothing_about_all_customers() -> None:
    """Under the target with its whole interval, but told by a channel with a quarter of the contacts."""
    unheard = Caveat("unheard", "only channels with 25% of contacts have answers enough", "warning")
    settings = Settings(Path("."), Path("."))
    held = _held_against(settings, "valued", "Valued", "customer_rating", rating(unheard), None)
    assert held.state == "cannot_tell"
    assert "25% of contacts" in held.reason
    assert "72.0 among those who answered; only channels with 25%" in _sentences(held, "EUR")[0]


def test_a_rating_says_who_told_it() -> None:
    rung = _held_against(Settings(Path("."), Path(".")), "valued", "Valued", "customer_rating", rating(), None)
    assert rung.state == "not_yet"
    assert "72.0 (70.0–74.0), as told by the 9% who answered, short of the target of 85" in _sentences(rung, "EUR")[0]


def test_a_mean_that_may_not_be_claimed_says_why() -> None:
    quality = Estimate("interaction_quality", "score", value=96.0, interval=Interval(95.0, 97.0))
    reason = "No column says that contacts were drawn at random"
    rung = Rung("well_delivered", "Well delivered", "cannot_tell", quality, Target(91, ""), True, reason)
    assert (
        "cannot be told yet, because no column says that contacts were drawn at random." in _sentences(rung, "EUR")[0]
    )
