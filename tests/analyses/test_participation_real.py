"""Real data: incidents handed from group to group come back oftener; without customers nothing is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from steelyard.workspace import Workspace


@pytest.mark.shared
def test_what_was_handed_on_is_solved_at_once_less_often(public: Callable[[str], Workspace]) -> None:
    workspace = public("servicenow-incidents")
    answer = workspace.participation(from_on=date(2016, 3, 1), to_on=date(2016, 5, 31))
    ways = {taken.way.id: taken for taken in answer.ways}
    returns = next(effect for effect in ways["handed_on"].effects if effect.metric == "first_contact_resolution")
    assert -0.18 < returns.within.interval.low < returns.within.interval.high < -0.13
    assert answer.shifts == ()
    assert any("surveys.score" in entry.unlock for entry in answer.missing)


@pytest.mark.shared
def test_without_customers_it_is_refused(public: Callable[[str], Workspace]) -> None:
    answer = public("pwc-call-centre").participation()
    assert answer.ways == ()
    assert "100% of contacts have no customer" in answer.sentences[0]
    assert "contacts.customer_id" in answer.missing[0].unlock
