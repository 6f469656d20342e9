"""From the list through the hold-out, work and the next load to the page: what was planted is found, and no more."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.workspaces import demo_mapping, loaded_at

from steelyard.measure.models.afterwards import After, afterwards
from steelyard.settings.holdout import lot
from steelyard.simulate import Scenario, export, find_scenario
from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, stack, take
from steelyard.simulate.centre.followed import FollowedUp
from steelyard.simulate.centre.reactions import CHURNED
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import FIRST_CUSTOMER, build_world
from steelyard.stats.comparison.randomised import of_shares
from steelyard.workspace import Workspace

pytest.importorskip("fastapi", reason="the serve extra is not installed")

from fastapi.testclient import TestClient
from tests.web.conftest import served

from steelyard import worklist
from steelyard.desk import Desk, FollowUp
from steelyard.desk.follow_ups import OPEN, WITHHELD
from steelyard.story.helped import Effect, compared, effects
from steelyard.web.access.opening import access

CONTACTS, SEED = 24_000, 7
UNTIL, ENDS = date(2025, 12, 9), date(2026, 3, 31)
"""Ten weeks from the first of October, and as long again as a customer's staying is looked at."""

LISTED_AT = datetime(2025, 12, 10, 7)
SETTINGS = """
[followup]
capacity = 1000
holdout_seed = 3
holdout = { callback = 0.4, apology = 0.4, escalation = 0.4, information = 0.4 }
"""


class Clock:
    """A clock that is put forward."""

    def __init__(self) -> None:
        self.at = LISTED_AT

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Told:
    """What became of it.

    Args:
        drawn: all that the lot was drawn for. planted: what following up really did to coming back and staying.
    """

    folder: Path
    workspace: Workspace
    drawn: list[FollowUp]
    planted: dict[str, float]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Customers with an open issue come back late, and many leave: there is time to follow them up."""
    quiet = replace(find_scenario("handle-time-target"), target=None, initiatives=(), breaks=(), gaming=())
    quiet = replace(quiet, callback_days=14.0, churn_unsolved_share=0.4)
    return replace(quiet, begins_on=date(2025, 10, 1), halves_on=date(2026, 1, 1), ends_on=ENDS)


@pytest.fixture(scope="module")
def told(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder, clock = tmp_path_factory.mktemp("followed"), Clock()
    exported = {"contacts": CONTACTS, "seed": SEED, "has_effects": False}
    export(scenario, folder / "exports", until=UNTIL, **exported)
    (folder / "steelyard.toml").write_text(demo_mapping() + SETTINGS, "utf-8")
    workspace = loaded_at(folder)
    desk = Desk.open(workspace.settings, clock)
    worklist.take_over(workspace, desk)
    clock.at += timedelta(hours=5)
    shown = [entry for entry in desk.follow_ups.all() if entry.state == OPEN]
    done = [desk.follow_ups.finish(entry.id, "bea", 1, "helped") for n, entry in enumerate(shown) if n % 10]
    drawn = desk.follow_ups.drawn()
    desk.close()
    followed = _followed(done)
    export(scenario, folder / "exports", followed=followed, **exported)
    workspace.load()
    return Told(folder, workspace, drawn, _planted(scenario, followed, [e for e in drawn if e.state != WITHHELD]))


def _followed(done: list[FollowUp]) -> FollowedUp:
    customers = np.array([int(entry.customer_id) - FIRST_CUSTOMER for entry in done])
    at = np.array([int(entry.done_at.replace(tzinfo=UTC).timestamp()) for entry in done if entry.done_at])
    return FollowedUp(customers, at, settles_share=0.9, keeps_share=0.8)


def _planted(scenario: Scenario, followed: FollowedUp, shown: list[FollowUp]) -> dict[str, float]:
    """Of all that were to be followed up, who came back and who stayed, less the same had nobody done anything."""
    one, other = _outcomes(scenario, followed, shown), _outcomes(scenario, None, shown)
    return {name: float(one[name].mean() - other[name].mean()) for name in one}


def _outcomes(scenario: Scenario, reacting: FollowedUp | None, shown: list[FollowUp]) -> dict[str, np.ndarray]:
    """Of each, whether they came back within two weeks and whether they stayed for 90 days, as it really was."""
    since = int(LISTED_AT.replace(tzinfo=UTC).timestamp())
    mine = np.array([int(entry.customer_id) - FIRST_CUSTOMER for entry in shown])
    centre = Centre(build_world(scenario, CONTACTS, SEED), reacting)
    rows: Columns = stack([week.contacts for week in centre.weeks()])
    rows = take(rows, (rows["kind"] == 0) & rows["is_identified"] & (rows["at"] > since))
    rows = take(rows, rows["at"] <= since + 14 * DAY_S)
    gone = centre.outcomes()
    gone = take(gone, (gone["kind"] == CHURNED) & (gone["at"] > since) & (gone["at"] <= since + 90 * DAY_S))
    return {"came back": np.isin(mine, rows["customer"]), "stayed": ~np.isin(mine, gone["customer"])}


@pytest.fixture(scope="module")
def found(told: Told) -> dict[tuple[str, str], Effect]:
    with told.workspace.snapshot() as snapshot:
        return {(one.action, one.measure): one for one in effects(snapshot, told.workspace.settings, told.drawn)}


def test_what_was_planted_is_found_within_its_interval(told: Told, found: dict[tuple[str, str], Effect]) -> None:
    assert told.planted["came back"] < -0.03
    assert told.planted["stayed"] > 0.1
    for measure, planted in told.planted.items():
        effect = found["all together", measure]
        assert effect.found is not None
        assert effect.found.low <= planted <= effect.found.high
        assert effect.found.n1 + effect.found.n0 == len({entry.customer_id for entry in told.drawn})
    assert found["all together", "stayed"].is_claimed


def test_intervals_hold_what_was_planted_in_nineteen_lots_of_twenty(told: Told, scenario: Scenario) -> None:
    """The lot drawn four hundred times anew among the same customers, each with what either arm would bring."""
    customers = np.unique([int(entry.customer_id) - FIRST_CUSTOMER for entry in told.drawn])
    at = np.full(len(customers), int(LISTED_AT.replace(tzinfo=UTC).timestamp()) + 5 * 3_600)
    everybody = FollowedUp(customers, at, settles_share=0.9, keeps_share=0.8)
    treated, left = _outcomes(scenario, everybody, told.drawn), _outcomes(scenario, None, told.drawn)
    for measure in treated:
        held = 0
        for seed in range(400):
            out = np.array([lot(seed, entry.action, entry.customer_id) < 0.4 for entry in told.drawn])
            y = np.where(out, left[measure], treated[measure]).astype(float)
            found = of_shares(y[~out], np.full((~out).sum(), 1 / 0.6), y[out], np.full(out.sum(), 1 / 0.4))
            assert found is not None
            planted = float(treated[measure][~out].mean() - left[measure][~out].mean())
            held += found.low <= planted <= found.high
        assert 0.92 <= held / 400 <= 0.99


def test_the_page_says_it(told: Told, found: dict[tuple[str, str], Effect]) -> None:
    app = served(told.folder, access=access(told.folder, is_near=True))
    with TestClient(app, base_url="http://localhost") as client:
        page = client.get("/follow-up-effect").text
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert found["all together", "came back"].sentence in plain
    assert "done." in plain


def test_where_nobody_did_anything_at_most_one_lot_in_twenty_claims(told: Told) -> None:
    """The lot drawn two hundred times anew among customers whom nobody followed up more than others."""
    rows = [entry for entry in told.drawn if entry.state == WITHHELD]
    with told.workspace.snapshot() as snapshot:
        asked = [(entry.customer_id, entry.made_at) for entry in rows]
        after: dict[int, After] = dict(
            zip((e.id for e in rows), afterwards(snapshot, told.workspace.settings, asked, 14), strict=True)
        )
    claims = 0
    for seed in range(200):
        again = [
            replace(entry, state=WITHHELD if lot(seed, entry.action, entry.customer_id) < 0.4 else OPEN)
            for entry in rows
        ]
        claims += any(effect.is_claimed for effect in compared(again, after, told.workspace.settings))
    assert claims <= 16
