"""Sections that touch the same thing agree or say why they differ, and say nothing where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charts.efforts import enough
from charts.tradeoffs import tradeoff, worth
from report import sample
from steelyard.analyses.scorecard.question import Scorecard
from steelyard.analyses.tradeoff.delayed_harm import Harm
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.answers import Answer, Estimate, Highlight, Interval
from steelyard.report.agreement import RULES, together
from steelyard.report.sections import Section
from view.frontier_sample import frontier
from view.participation_sample import participation


def told(section: str, *answers: Answer) -> str:
    (found,) = together([Section(section, "A title")], answers)
    assert found is not None
    return " ".join(found.fits)


def claimed() -> Tradeoff:
    found = tradeoff()
    assert isinstance(found, Tradeoff)
    assert found.placed is not None
    assert found.placed.is_good is False
    return found


def test_a_loss_where_best_practice_sees_none_is_explained() -> None:
    answer, place = claimed(), claimed().place
    level = replace(frontier(), places=tuple(replace(one, is_behind=False) for one in frontier().places))
    assert f"The trade-off found a loss at {place} all the same." in told("frontier", level, answer)
    named = replace(frontier(), places=(replace(frontier().places[0], name=place, is_behind=True),))
    assert f"The trade-off names {place} too" in told("frontier", named, answer)


def test_longer_handling_without_gain_does_not_make_shorter_handling_safe() -> None:
    effect = Estimate("first_contact_resolution", "share", value=-0.045, interval=Interval(-0.057, -0.034))
    harm = Harm("first_contact_resolution", effect, 40, 0, "Where a team handled a tenth faster, more came back.")
    said = told("enough", enough(), replace(claimed(), harms=(harm,)))
    assert said.startswith("The trade-off shows that shortening did harm. Where a team handled a tenth faster")
    assert told("enough", enough(), replace(claimed(), harms=())) == ""
    pays = replace(enough(), margins=tuple(replace(entry, state="pays") for entry in enough().margins))
    assert told("enough", pays, replace(claimed(), harms=(harm,))) == ""
    others = tuple(entry for entry in enough().margins if entry.line.dose.id != "handle_time")
    assert told("enough", replace(enough(), margins=others), replace(claimed(), harms=(harm,))) == ""


def test_less_time_an_issue_and_work_moved_to_customers_are_told_apart() -> None:
    shorter = replace(
        sample.CUSTOMERS[5],
        change=Estimate("customer_time_per_issue", "ln", value=-0.04, interval=Interval(-0.05, -0.03)),
    )
    card = replace(sample.scorecard(), lines=(shorter,))
    assert isinstance(card, Scorecard)
    assert "counted per issue solved to full satisfaction" in told("participation", participation(), card)
    assert told("participation", participation(), replace(card, lines=())) == ""


def test_two_prices_of_one_loss_are_not_added() -> None:
    stake = Estimate("stake", "money", value=48_000.0, interval=Interval(36_000.0, 62_000.0))
    said = told("worth", worth(), replace(claimed(), highlights=(Highlight("False economy.", stake),)))
    assert said.startswith("The 48,000")
    assert "never add the two" in said
    none = replace(claimed(), leading=None, whole=None, highlights=(Highlight("No loss.", stake),))
    assert told("worth", worth(), none) == ""


def test_returns_say_why_they_are_not_one_less_first_contact_resolution() -> None:
    said = told("returns", sample.returns(), sample.scorecard())
    assert said.startswith("First contact resolution is lower than the 73.9% who did not come back, at 64.1%")


@pytest.mark.parametrize("section", [name for name, _ in RULES])
def test_nothing_is_said_of_answers_that_are_absent(section: str) -> None:
    assert told(section) == ""
