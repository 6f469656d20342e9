"""A scale that changed between two periods makes experience untold, never better or worse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard.analyses.periods import scale_changes
from steelyard.measure import Side
from steelyard.workspace import Workspace


@pytest.fixture(scope="module")
def rescaled(centre: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same centre, whose CSAT is declared on 1 to 6 from 2026 on."""
    folder = tmp_path_factory.mktemp("rescaled")
    shutil.copytree(Path(centre.settings.folder) / "exports", folder / "exports")
    text = (Path(centre.settings.folder) / "steelyard.toml").read_text("utf-8")
    usual = 'scale_max = { column = "Scale", values = { 1-5 = 5, 0-10 = 10, 1-7 = 7 } }'
    assert usual in text
    changed = (
        "scale_max = { sql = \"CASE WHEN Scale = '1-7' THEN '7' WHEN Scale = '0-10' THEN '10' "
        "WHEN Sent >= '2026' THEN '6' ELSE '5' END\" }"
    )
    return loaded(folder, text.replace(usual, changed))


def test_the_same_scale_is_comparable(centre: Workspace) -> None:
    line = {line.metric: line for line in centre.scorecard(metrics=["csat_score", "handle_time"]).lines}
    assert line["csat_score"].change is not None
    assert line["csat_score"].change.value is not None


def test_a_changed_scale_refuses_the_change_and_names_both(rescaled: Workspace) -> None:
    lines = {line.metric: line for line in rescaled.scorecard(metrics=["csat_score", "balance", "handle_time"]).lines}
    for name in ("csat_score", "balance"):
        change = lines[name].change
        assert change is not None
        assert change.value is None
        assert not lines[name].is_claimed
        assert not any("would disappear" in caveat.text for caveat in change.caveats), "there is no change to undo"
        told = next(caveat for caveat in change.caveats if caveat.id == "scale_changed")
        assert "1-5" in told.text
        assert "1-6" in told.text
    assert lines["handle_time"].change is not None
    assert lines["handle_time"].change.value is not None


def test_the_split_of_the_balance_leaves_experience_untold(rescaled: Workspace) -> None:
    change = rescaled.change()
    assert change.total is None
    terms = {term.factor: term for term in change.terms}
    assert terms["experience"].effect.value is None
    assert not terms["experience"].is_claimed
    assert terms["pace"].effect.value is not None
    assert "scale" in " ".join(change.sentences)


def test_the_balance_is_not_compared(rescaled: Workspace) -> None:
    balance = rescaled.balance()
    assert len(balance.sentences) == 1
    assert any(caveat.id == "scale_changed" for caveat in balance.caveats)


def test_instruments_without_answers_change_nothing(centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        sides = [Side(where={"team": ("(none)",)})] * 2
        assert scale_changes.incomparable(snapshot, centre.settings, ["csat_score", "nps"], sides) == {}
