"""What is said of measures made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyses.drivers.test_importance import named, summed
from charts.driving import drivers
from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.importance import Carried, carried
from steelyard.analyses.drivers.leakage import Leak
from steelyard.analyses.drivers.predictors import OUTCOMES
from steelyard.analyses.drivers.wording import told
from steelyard.measure.models.cross_products import Profile, Tail

EMPTY = Drivers("drivers", "What is associated with what customers do")


def profile(n: int, p: int) -> Profile:
    return Profile(n, 1.0, 7, np.full(p, float(n)), np.zeros(p), np.ones(p), (Tail(0, 1),) * p, 1, 90, 1.0)


def model(effects: tuple[float, ...], outcome: str = "rating", n: int = 6_000) -> Carried:
    random = np.random.default_rng(1)
    x = random.normal(size=(n, len(effects)))
    y = x @ np.array(effects) + random.normal(size=n)
    return carried(
        summed(x, y), named(*("waiting", "holding", "transfers", "replies")[: len(effects)]), OUTCOMES[outcome]
    )


def said(found: Carried | None, answer: Drivers = EMPTY, outcome: str = "rating") -> Drivers:
    return told(answer, OUTCOMES[outcome], found, profile(6_000, 4), ())


def test_the_key_few_are_the_headline() -> None:
    answer = said(model((0.5, 0.3, 0.0, 0.05)))
    assert answer.sentences[0].startswith(
        "To watch customers' rating, two figures suffice: waiting and holding, with 9"
    )
    assert "All 4 together explain" in answer.sentences[0]
    assert answer.sentences[1].startswith("Among similar cases, more waiting are associated with higher ratings: ")
    assert answer.highlights[0].said == answer.sentences[0]
    assert answer.highlights[0].do.startswith("Follow waiting and holding month by month; they are associated with")


def test_measures_that_carry_less_than_enough_do_not_suffice() -> None:
    every = said(model((0.5, 0.4)))
    assert every.sentences[0].startswith("Both measures are associated with customers' rating beyond sampling error: ")
    assert "Both together explain" in every.sentences[0]


def test_what_explains_little_is_told_as_little() -> None:
    first = said(model((0.2, 0.1, 0.0, 0.0), n=20_000)).sentences[0]
    assert "Even all 4 together explain only" in first


def test_each_monthly_rate_is_per_event() -> None:
    later = said(model((0.5, 0.3)), replace(EMPTY, hazards=drivers().hazards)).sentences[-1]
    assert later.startswith("Each abandoned attempt in the previous three months is associated with 1.90 (1.70–2.10)")
    assert "transfer" not in later


def test_nothing_beyond_chance() -> None:
    answer = said(model((0.0, 0.0, 0.0)))
    assert answer.sentences[0].startswith("None of the 3 measures tested is associated with customers' rating beyond")
    assert answer.highlights == ()


def test_what_explains_next_to_nothing_is_no_finding_to_open_with() -> None:
    answer = said(model((0.05,), n=60_000))
    assert answer.sentences[0].startswith("The one measure tested, waiting, is associated with customers' rating.")
    assert answer.highlights == ()


@pytest.mark.parametrize("effects", [(0.5, 0.3), (0.0, 0.0)])
def test_a_leak_is_said_at_once(effects: tuple[float, ...]) -> None:
    given = Drivers("drivers", "", leaks=(Leak("score", "Score", 0.57, 0.951),))
    answer = said(model(effects), given)
    assert answer.sentences[1].startswith("The measure “Score” is excluded as leakage: on its own it ranks 95%")
    assert answer.evidence is not None
    assert not {check.id: check.passed for check in answer.evidence.checks}["leakage"]
    alone = said(None, given)
    assert "excluded as leakage" in alone.sentences[0]
    assert "No other measure is left" in alone.sentences[1]


def test_purchases_in_the_first_days_cannot_be_told_apart() -> None:
    answer = said(model((0.5, 0.3), "repurchase"), outcome="repurchase")
    assert answer.evidence is not None
    assert {check.id: check.passed for check in answer.evidence.checks}["before"] is None


def test_without_agents_it_speaks_of_these_contacts() -> None:
    assert any(caveat.id == "these_contacts" for caveat in said(model((0.5, 0.3))).caveats)
