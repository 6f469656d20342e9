"""Costs that net below zero give no cost and no balance, and the reason; never a negative figure, never zero."""

from __future__ import annotations

from pathlib import Path

from tests.matrix.shelf import SHELF
from tests.workspaces import loaded_at

COSTS = ("cost_per_contact", "cost_per_issue", "cost_per_resolved_issue", "unit_cost_provider", "balance")


def test_a_month_of_credit_notes_has_no_cost(tmp_path: Path) -> None:
    workspace = loaded_at(SHELF["odd_costs"]().write(tmp_path))
    answer = workspace.scorecard(by="team", from_on="2026-04-01", to_on="2026-04-30", metrics=COSTS)
    found = {(entry.metric, entry.part.get("team", "")): entry for entry in answer.estimates}
    north = found["cost_per_contact", "North"]
    assert north.value is None
    assert "below zero" in north.caveats[0].text
    assert found["cost_per_contact", "South"].value is not None
    for (name, _), entry in found.items():
        assert entry.value is None or entry.value > 0, name
