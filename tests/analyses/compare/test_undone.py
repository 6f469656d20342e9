"""What non-respondents would have to say until a team is like the others: of every measure of answers, on its scale."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from tests.matrix.shelf import Centre, Made, Row, answer
from tests.workspaces import loaded_at

from steelyard.workspace import Workspace

CENTRE = Centre(size=6000, days=120, agents=24, teams=("North", "South", "East"), channels=("phone",), topics=("bill",))
SCALES = {
    "csat": (1, 5, (3, 4, 5), (2, 3, 4)),
    "ces": (1, 7, (2, 6, 7), (2, 3, 6)),
    "nps": (0, 10, (5, 9, 10), (5, 5, 9)),
}
"""Instrument -> the scale's ends, what customers of most teams say, and what those of South say."""


def said(contact: Row, instrument: str, dice: random.Random) -> Row:
    least, most, usual, south = SCALES[instrument]
    score = dice.choice(south if contact["team"] == "South" else usual)
    row = answer(contact, score, dice) | {"instrument": instrument, "scale_min": least, "scale_max": most}
    return row | {"survey_id": f"{instrument}{contact['contact_id']}"}


@pytest.fixture(scope="module")
def lopsided(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A fifth of all contacts answered every survey; those of South think worse."""
    dice = random.Random(5)
    contacts = CENTRE.contacts()
    surveys = [said(row, name, dice) for row in contacts if dice.random() < 0.2 for name in SCALES]
    folder: Path = tmp_path_factory.mktemp("lopsided")
    return loaded_at(Made({"contacts": contacts, "surveys": surveys}).write(folder / "workspace"))


@pytest.mark.parametrize("metric", ["csat_score", "csat_top_two", "ces_score", "ces_net_easy", "nps"])
def test_a_claimed_difference_says_what_would_undo_it(lopsided: Workspace, metric: str) -> None:
    found = lopsided.compare(by="team", metric=metric)
    assert found.sentences[0]
    told = {caveat.id: caveat.text for caveat in found.caveats}["non_respondents"]
    match = re.search(r"the distance of (\w+) would disappear .* by (\d+) points", told)
    assert match is not None
    unit = next(unit for unit in found.units if unit.name == match[1])
    assert unit.likely.value is not None
    assert unit.raw.covered_share == pytest.approx(0.2, abs=0.03)
    assert found.target is not None
    off = abs(unit.likely.value - (found.target.value or 0.0)) * (100 if metric == "csat_top_two" else 1)
    assert int(match[2]) == pytest.approx(off / (1 - unit.raw.covered_share), abs=1)
