"""What is asked of a small simulated centre: every face of the answer holds together."""

from __future__ import annotations

import json

import pytest

from steelyard.analyses.debt.lines import LEAST_EVENTS
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace


def test_what_fractures_cost_adds_up(centre: Workspace) -> None:
    answer = centre.ask("debt")
    everywhere = [line for line in answer.lines if not line.by]
    assert [line.fracture for line in everywhere] == [
        "bot_dead_end",
        "given_up",
        "transfer",
        "broken_promise",
        "reopened",
        "forced_switch",
        "returned",
    ]
    assert sum(line.net.value for line in everywhere) == pytest.approx(answer.net.value)
    assert sum(line.interest.value for line in everywhere) == pytest.approx(answer.gross.value)
    assert answer.net.value < answer.gross.value
    assert 0 < answer.net.value < answer.service_cost
    assert all(line.interest.interval for line in everywhere)
    assert "each contact charged once" in " ".join(answer.sentences)


def test_parts_add_up_to_everywhere(centre: Workspace) -> None:
    answer = centre.ask("debt")
    whole = next(line for line in answer.lines if not line.by and line.fracture == "returned")
    parts = [line for line in answer.lines if line.by == "family" and line.fracture == "returned"]
    hidden = whole.events.value - sum(line.events.value for line in parts)
    assert -1e-9 <= hidden < LEAST_EVENTS, "parts of too few events are not shown"


def test_debts_of_a_register_are_given_a_standing(centre: Workspace) -> None:
    told = [
        {"fracture": "returned", "by": "family", "part": "billing", "since": "2025-12-01"},
        {"fracture": "returned", "by": "family", "part": "nowhere", "since": "2025-12-01"},
        {"fracture": "unknown", "by": "", "part": "", "since": None},
    ]
    answer = centre.ask("debt", noted=json.dumps(told))
    first, second, third = answer.standings
    assert first.debt.now is not None
    assert first.level.value > 0
    assert second.why == "these data hold no such part"
    assert third.why == "these data do not tell this kind of fracture"


@pytest.mark.parametrize("noted", ["no json", "[1]", '[{"by": "family"}]', '[{"fracture": "a", "since": "soon"}]'])
def test_what_is_no_register_is_refused(centre: Workspace, noted: str) -> None:
    with pytest.raises(QuestionError, match="noted is not a list of debts"):
        centre.ask("debt", noted=noted)
