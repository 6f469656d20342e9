"""Every scenario with an initiative, from its files to the verdict; and centres where nothing was done."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspaces import another, simulated

from steelyard import measure
from steelyard.analyses.initiative.answer import Evaluation
from steelyard.settings.undertaken import Initiative, Lot
from steelyard.workspace import Workspace

pytestmark = pytest.mark.slow

BOT = {"Porto": date(2026, 1, 1), "Braga": date(2026, 4, 1)}
QUIET = ("neutral", "cannot tell")


def asked(workspace: Workspace, one: Initiative) -> Evaluation:
    return replace(workspace, settings=replace(workspace.settings, initiatives=(one,))).initiative(one.name)


@pytest.mark.parametrize(
    ("scenario", "contacts", "starts", "verdicts"),
    [
        ("handle-time-target", 60_000, {"Porto": date(2026, 1, 1)}, ("hurt",)),
        ("bot-that-deflects", 120_000, BOT, ("only cut cost",)),
        ("bot-that-solves", 120_000, BOT, ("helped",)),
        ("bot-that-solves", 40_000, BOT, ("helped", "cannot tell")),
    ],
)
def test_what_was_planted_is_the_verdict(
    tmp_path: Path, scenario: str, contacts: int, starts: dict[str, date], verdicts: tuple[str, ...]
) -> None:
    workspace = simulated(tmp_path, scenario, contacts=contacts, seed=2)
    answer = asked(workspace, Initiative(scenario, "more", "site", starts))
    assert answer.verdict in verdicts, answer.sentences


def drawn(luck: random.Random, kinds: dict[str, tuple[str, ...]], until: date | None) -> Initiative:
    """A registration of nothing: any units of any kind, or a lot of customers, from any day on."""
    begun_on = date(2025, 8, 1) + timedelta(days=luck.randrange(90))
    if luck.random() < 0.2:
        lot = Lot(luck.randrange(10_000), 0.5, "plain")
        return Initiative("nothing", "more", "customers", {"treated": begun_on}, until, (), True, lot=lot)
    treats = luck.choice(sorted(kinds))
    units = kinds[treats]
    few = luck.sample(units, luck.randint(1, max(1, min(3, len(units) - 1))))
    return Initiative("nothing", "more", treats, dict.fromkeys(few, begun_on), until)


def claims(workspace: Workspace, count: int, until: date | None = None) -> list[str]:
    """Verdicts other than neutral or cannot tell."""
    luck = random.Random(5)
    kinds = {}
    with workspace.snapshot() as snapshot:
        for treats in ("team", "site", "channel", "topic", "segment"):
            parts = measure.measure(snapshot, workspace.settings, ["contacts_per_issue"], by=[treats]).parts
            kinds[treats] = tuple(str(part[0]) for part in parts if part[0] and "bot" not in part[0].lower())
    kinds = {treats: units for treats, units in kinds.items() if len(units) > 1}
    said = [asked(workspace, drawn(luck, kinds, until)) for _ in range(count)]
    return [answer.sentences[0] for answer in said if answer.verdict not in QUIET]


@pytest.mark.parametrize("seed", [1, 2])
def test_where_nothing_happens_nothing_is_claimed(tmp_path: Path, seed: int) -> None:
    workspace = simulated(tmp_path, "nothing-happens", contacts=25_000, seed=seed)
    found = claims(workspace, 25)
    assert len(found) <= 3, found


@pytest.mark.parametrize("world", ["null0-1001", "b-3001", "e-3001"])
def test_in_worlds_of_another_maker_nothing_is_claimed_of_nothing(tmp_path: Path, shared: Path, world: str) -> None:
    """Before anything was planted; where nothing is, to the end."""
    workspace = another(world, shared, tmp_path / world)
    found = claims(workspace, 25, None if world.startswith("null") else date(2025, 12, 28))
    assert len(found) <= 3, found


@pytest.mark.parametrize(
    ("world", "starts", "must", "must_not"),
    [
        ("b-3001", ("South",), "", "hurt"),
        ("c-3001", ("West",), "", "helped"),
        ("d-3001", ("North", "South"), "only cut cost", "helped"),
        ("e-3001", ("North", "South"), "", "hurt"),
    ],
)
def test_what_another_maker_planted(
    tmp_path: Path, shared: Path, world: str, starts: tuple[str, ...], must: str, must_not: str
) -> None:
    workspace = another(world, shared, tmp_path / world)
    answer = asked(workspace, Initiative("planted", "more", "site", dict.fromkeys(starts, date(2026, 1, 1))))
    assert answer.verdict not in (must_not, "only cut cost" if world == "b-3001" else "")
    assert answer.verdict == (must or answer.verdict)
