"""What is said of measures made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.drivers.test_importance import named, summed
from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.importance import Carried, carried
from steelyard.analyses.drivers.leakage import Leak
from steelyard.analyses.drivers.predictors import OUTCOMES
from steelyard.analyses.drivers.wording import told
from steelyard.measure.models.cross_products import Profile, Tail

EMPTY = Drivers("drivers", "What goes with what customers do")


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
    assert answer.sentences[0].startswith("Waiting and holding carry 9")
    assert "of what 4 measures tell about customers' rating: enough for a small dashboard" in answer.sentences[0]
    assert answer.sentences[1].startswith("Among cases alike, more waiting go with higher ratings")
    assert answer.highlights[0].said == answer.sentences[0]
    assert answer.title == "What goes with customers' rating"


def test_nothing_beyond_chance() -> None:
    answer = said(model((0.0, 0.0, 0.0)))
    assert answer.sentences[0].startswith("None of the 3 measures asked goes with customers' rating beyond chance")
    assert answer.highlights == ()


def test_what_explains_next_to_nothing_is_no_finding_to_open_with() -> None:
    answer = said(model((0.05,), n=60_000))
    assert answer.sentences[0] == "Waiting goes with customers' rating."
    assert answer.highlights == ()


@pytest.mark.parametrize("effects", [(0.5, 0.3), (0.0, 0.0)])
def test_a_leak_is_said_at_once(effects: tuple[float, ...]) -> None:
    given = Drivers("drivers", "", leaks=(Leak("score", "Score", 0.57, 0.951),))
    answer = said(model(effects), given)
    assert answer.sentences[1].startswith("Score gives the outcome away (it puts 95% of the pairs")
    assert answer.evidence is not None
    assert not {check.id: check.passed for check in answer.evidence.checks}["leakage"]
    alone = said(None, given)
    assert "is set apart" in alone.sentences[0]
    assert "Nothing else is left" in alone.sentences[1]


def test_purchases_in_the_first_days_cannot_be_told_apart() -> None:
    answer = said(model((0.5, 0.3), "repurchase"), outcome="repurchase")
    assert answer.evidence is not None
    assert {check.id: check.passed for check in answer.evidence.checks}["before"] is None


def test_without_agents_it_speaks_of_these_contacts() -> None:
    assert any(caveat.id == "these_contacts" for caveat in said(model((0.5, 0.3))).caveats)
