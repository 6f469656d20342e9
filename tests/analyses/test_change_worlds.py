"""What moved the balance in worlds of another maker, whose truth is known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.workspaces import loaded_at

from steelyard.analyses.change.question import Change

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def changed(shared: Path, tmp_path: Path, name: str) -> Change:
    folder = tmp_path / name
    shutil.copytree(shared / "worlds" / name, folder)
    workspace = loaded_at(folder)
    return workspace.change()


def claimed(answer: Change) -> set[str]:
    return {term.factor for term in answer.terms if term.is_claimed}


def test_a_bot_that_is_silent_is_unknown_with_bounds_and_says_nothing_of_people(shared: Path, tmp_path: Path) -> None:
    """A bot takes 1,200 of 6,000 issues, confirms 240 and says nothing of 960; people are as before."""
    answer = changed(shared, tmp_path, "bot-unmarked")
    assert answer.total is not None
    assert answer.total.interval is not None
    assert answer.total.interval.low < 0 < answer.total.interval.high
    assert claimed(answer) == {"handled_otherwise"}
    said = " ".join(answer.sentences)
    assert "960 of 1,200 issues they handled alone carry no mark, so between 20.0% and 100.0% were solved" in said
    assert "more for every euro" not in said


def test_a_constant_technology_cost_of_a_contact_has_no_effect(shared: Path, tmp_path: Path) -> None:
    """Handling takes a quarter less; technology costs 1.50 a contact throughout."""
    answer = changed(shared, tmp_path, "faster")
    assert claimed(answer) == {"pace"}
    technology = next(term.effect for term in answer.terms if term.factor == "technology")
    assert abs(technology.value or 0.0) < 0.002


def test_a_bot_that_deflects_is_no_gain_and_no_mix(shared: Path, tmp_path: Path) -> None:
    """Solved falls from 85.9 to 82.4%, contacts per issue rise 4%, a contact costs less; the bot is mostly silent."""
    answer = changed(shared, tmp_path, "d-3001")
    assert claimed(answer).isdisjoint({"effectiveness", "experience", "price", "mix"})
    said = " ".join(answer.sentences)
    assert "contacts per issue rose" in said
    assert "the cost per contact fell" in said
    for wrong in ("more issues were solved", "customers received", "a paid hour got cheaper", "the issues got easier"):
        assert wrong not in said.lower(), wrong


def test_the_place_is_named_where_something_was_planted(shared: Path, tmp_path: Path) -> None:
    """South handles 15% faster."""
    answer = changed(shared, tmp_path, "b-3001")
    assert answer.by == "site"
    assert any("site South, where handling got faster" in sentence for sentence in answer.sentences)


def test_no_place_and_no_ledger_term_is_named_where_nothing_was_planted(shared: Path, tmp_path: Path) -> None:
    answer = changed(shared, tmp_path, "null0-1001")
    assert answer.by == ""
    assert claimed(answer) == set()
