"""The list against a simulated centre whose customers in need are known, the silent ones included."""

from __future__ import annotations

from pathlib import Path

from tests.workspaces import demo_mapping, loaded

from steelyard import simulate
from steelyard.analyses.list.answer import Today
from steelyard.analyses.list.judging import Judged, judge
from steelyard.settings import shaping


def test_the_list_finds_more_than_a_draw_and_more_value_than_ratings(tmp_path: Path) -> None:
    """30,000 contacts: a hundred listed hold at least half as many more in need as a hundred drawn, silent ones too."""
    truth = simulate.export("steady", tmp_path / "exports", contacts=30_000, seed=3, has_effects=False)
    workspace = loaded(tmp_path, demo_mapping())
    with workspace.snapshot() as snapshot:
        answer = workspace.put(snapshot, "list", most=40)
        assert isinstance(answer, Today)
        held = shaping.as_built(workspace.settings, snapshot.manifest.notes)
        found = judge(snapshot, held, answer, truth.needs["customers"], truth.needs["silent"])
        everybody = workspace.put(snapshot, "list", most=100_000)
        assert isinstance(everybody, Today)
    told = {item.customer_id for item in everybody.items for why in item.why if why.reason == "broken_promise"}
    broken = set(truth.needs["broken"])
    assert told
    assert told <= broken
    assert set(truth.needs["silent"]) <= set(truth.needs["customers"])
    assert found.listed == 40
    assert found.found > 1.5 * found.at_random
    assert found.silent > 0
    assert found.values[0] > max(found.values[1:])


def test_it_is_said_in_a_sentence() -> None:
    said = Judged(25, 10, 5, 25, 9, 4.6, 700, (3000.0, 600.0, 200.0), "EUR").sentence
    assert said.startswith("Of the 25 customers listed 10 are really in need, 5 of them silent")
    assert "25 at random 4.6" in said
