"""Real and published data: where agents were made by throwing dice, none differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steelyard.workspace import Workspace

RECIPE = Path(__file__).parents[2] / "recipes" / "pwc-call-centre" / "steelyard.toml"


@pytest.mark.shared
def test_made_up_agents_do_not_differ(public: Callable[[str], Workspace]) -> None:
    workspace = public("pwc-call-centre")
    plain = workspace.compare()
    assert (plain.metric, plain.by) == ("csat_score", "topic")
    assert "first_contact_resolution" in {entry.metric for entry in plain.missing}
    for by, metric in (("agent", "csat_score"), ("agent", "handle_time"), ("topic", "csat_score")):
        answer = workspace.compare(by=by, metric=metric)
        assert not [unit.name for unit in answer.units if unit.verdict], (by, metric)
        assert answer.sentences[0].startswith("There is no evidence") or by == "agent"
