"""What moved the balance in worlds of another maker, whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steelyard.analyses.change.question import Change
from steelyard.workspace import Workspace

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def claimed(answer: Change) -> set[str]:
    return {term.factor for term in answer.terms if term.is_claimed}


def test_a_bot_that_is_silent_is_unknown_with_bounds_and_says_nothing_of_people(
    another: Callable[[str], Workspace],
) -> None:
    """A bot takes 1,200 of 6,000 issues, confirms 240 and says nothing of 960; people are as before."""
    answer = another("bot-unmarked").change()
    assert answer.total is not None
    assert answer.total.interval is not None
    assert answer.total.interval.low < 0 < answer.total.interval.high
    assert claimed(answer) == {"handled_otherwise"}
    said = " ".join(answer.sentences)
    assert "960 of 1,200 issues they handled alone carry no mark, so between 20.0% and 100.0% were solved" in said
    assert "more for every euro" not in said


def test_a_constant_technology_cost_of_a_contact_has_no_effect(another: Callable[[str], Workspace]) -> None:
    """Handling takes a quarter less; technology costs 1.50 a contact throughout."""
    answer = another("faster").change()
    assert claimed(answer) == {"pace"}
    technology = next(term.effect for term in answer.terms if term.factor == "technology")
    assert abs(technology.value or 0.0) < 0.002


def test_a_bot_that_deflects_is_no_gain_and_no_mix(another: Callable[[str], Workspace]) -> None:
    """Solved falls from 85.9 to 82.4%, contacts per issue rise 4%, a contact costs less; the bot is mostly silent."""
    answer = another("d-3001").change()
    assert claimed(answer).isdisjoint({"effectiveness", "experience", "price", "mix"})
    said = " ".join(answer.sentences)
    assert "contacts per issue rose" in said
    assert "the cost per contact fell" in said
    for wrong in ("more issues were solved", "customers received", "a paid hour got cheaper", "the issues got easier"):
        assert wrong not in said.lower(), wrong


def test_the_place_is_named_where_something_was_planted(another: Callable[[str], Workspace]) -> None:
    """South handles 15% faster."""
    answer = another("b-3001").change()
    assert answer.by == "site"
    assert any("site South, where handling got faster" in sentence for sentence in answer.sentences)


def test_no_place_and_no_ledger_term_is_named_where_nothing_was_planted(another: Callable[[str], Workspace]) -> None:
    answer = another("null0-1001").change()
    assert answer.by == ""
    assert claimed(answer) == set()
