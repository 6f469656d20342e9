"""What contacts cost: the ledger spread, and prices where there is none."""

from __future__ import annotations

import random

import pytest
from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard.facts import build as builder
from steelyard.settings.model import Assumptions

KINDS = ("labour_cost", "technology_cost", "field_cost", "other_cost")


def entry(amount: float, first: int = 0, last: int = 30, **more: object) -> dict[str, object]:
    return {"from_on": day(first).date(), "to_on": day(last).date(), "amount": amount, "kind": "labour", **more}


def test_by_seconds_of_handling_within_days_team_and_channel(world):
    rows = [
        call("a", 1, team="t", channel="phone", handle_s=100.0, wrap_s=50.0),
        call("b", 2, team="t", channel="phone", handle_s=50.0),
        call("c", 2, team="t", channel="email", handle_s=50.0),
        call("d", 40, team="t", channel="phone", handle_s=50.0),
    ]
    made = world(rows, costs=[entry(20, team="t", channel="phone", hours=2.0), entry(3, kind="premises", team="t")])
    contacts = made.by_id("contacts")
    assert [contacts[name]["labour_cost"] for name in "abcd"] == [15, 5, None, None]
    assert [contacts[name]["paid_s"] for name in "abcd"] == [5400, 1800, None, None]
    assert [contacts[name]["technology_cost"] for name in "abcd"] == [1.8, 0.6, 0.6, None]
    assert [contacts[name]["cost"] for name in "ab"] == pytest.approx([16.8, 5.6])
    assert contacts["d"]["cost"] is None


def test_unknown_handling_weighs_as_the_mean_and_none_by_count(world):
    rows = [
        call("a", 1, channel="phone", handle_s=100.0),
        call("b", 1, channel="phone"),
        call("gaveup", 1, channel="phone", abandoned=True),
        call("c", 1, channel="email"),
        call("d", 1, channel="email"),
    ]
    contacts = world(rows, costs=[entry(10, channel="phone"), entry(8, channel="email")]).by_id("contacts")
    assert [contacts[name]["labour_cost"] for name in ("a", "b", "gaveup", "c", "d")] == [5, 5, 0, 4, 4]


def test_an_empty_cell_goes_to_the_next_coarser_and_the_rest_is_idle(world, engine):
    rows = [
        call("a", 1, team="t", channel="phone", handle_s=1.0),
        call("b", 1, team="u", channel="email", handle_s=1.0),
    ]
    costs = [
        entry(1, team="t", channel="email"),
        entry(10, team="nobody", channel="email"),
        entry(100, team="nobody"),
        entry(1000, 60, 90, team="t", hours=4.0),
    ]
    contacts = world(rows, costs=costs).by_id("contacts")
    assert [contacts[name]["labour_cost"] for name in "ab"] == [51, 60]
    assert builder.ledger_notes(engine) == {"idle_rows": 1, "idle_cost": 1000, "idle_hours": 4}


def test_the_ledger_is_conserved_to_the_cent(world, engine):
    dice = random.Random(7)
    teams, channels = ["t", "u", None], ["phone", "email", "chat", None]
    rows = [
        call(
            f"c{n}",
            dice.randrange(100),
            dice.choice(["ada", "bob", None]),
            team=dice.choice(teams),
            channel=dice.choice(channels),
            handle_s=dice.choice([None, 0.0, 60.0, 333.3]),
            abandoned=dice.random() < 0.1,
            direction=dice.choice(["inbound", "inbound", "outbound", None]),
        )
        for n in range(300)
    ]
    kinds = ["labour", "technology", "premises", "field", "other", None]
    costs = []
    for _ in range(80):
        first = dice.randrange(130)
        scope = {"team": dice.choice([*teams, "v"]), "channel": dice.choice([*channels, "fax"])}
        amount = round(dice.uniform(-10, 1000), 2)
        costs.append(
            entry(
                amount,
                first,
                first + dice.randrange(30),
                kind=dice.choice(kinds),
                hours=dice.choice([None, 8.0]),
                **scope,
            )
        )
    made = world(rows, costs=costs)
    idle = builder.ledger_notes(engine)
    contacts = made.rows("contacts")
    spent = sum(row[kind] or 0 for row in contacts for kind in KINDS)
    assert idle["idle_cost"] > 0
    assert spent + idle["idle_cost"] == pytest.approx(sum(row["amount"] for row in costs), abs=0.005)
    assert sum(row["cost"] or 0 for row in contacts) == pytest.approx(spent, abs=0.005)
    paid = sum(row["paid_s"] or 0 for row in contacts) / 3600 + idle["idle_hours"]
    assert paid == pytest.approx(sum(row["hours"] or 0 for row in costs))
    inside = [row for row in contacts if row["issue_id"]]
    assert sum(row["cost"] or 0 for row in made.rows("issues")) == pytest.approx(
        sum(row["cost"] or 0 for row in inside)
    )


def test_prices_where_there_is_no_ledger(world):
    rows = [
        call("own", 1, agent_id="1", channel="phone", handle_s=3600.0, wait_s=1800.0),
        call("declared", 1, channel="phone", handle_s=1800.0),
        call("assumed", 1, channel="email"),
        call("bot", 1, channel="bot", handled_by="bot"),
        call("unknown", 1, channel="fax"),
    ]
    assumptions = Assumptions(
        hourly_cost=20, minutes_per_contact={"email": 6}, cost_per_contact={"bot": 0.5}, customer_hour_value=10
    )
    contacts = world(rows, assumptions=assumptions, agents=[{"agent_id": "1", "hourly_cost": 30.0}]).by_id("contacts")
    assert [contacts[name]["labour_cost"] for name in ("own", "declared", "assumed", "bot", "unknown")] == [
        30,
        10,
        2,
        0,
        None,
    ]
    assert [contacts[name]["cost"] for name in ("bot", "unknown")] == [0.5, None]
    assert [contacts[name]["is_work_assumed"] for name in ("own", "assumed", "unknown")] == [False, True, False]
    assert (contacts["own"]["customer_s"], contacts["own"]["customer_cost"]) == (5400, 15)
    assert contacts["assumed"]["customer_s"] is None


def test_entries_that_meet_no_team_of_theirs_do_not_multiply(world, engine):
    """Payroll that spells every team otherwise falls on all cells: together, not each entry on each."""
    teams, channels = [f"team {n}" for n in range(12)], ["phone", "email", "chat"]
    rows = [
        call(f"{team} {channel} {day}", day, team=team, channel=channel, handle_s=60.0)
        for team in teams
        for channel in channels
        for day in range(1, 4)
    ]
    made = world(rows, costs=[entry(36.0, 1, 3, team=f"{team} (payroll)") for team in teams])
    cells = len(teams) * len(channels) * 3
    assert int(engine.query("SELECT count(*) AS n FROM tmp_pairs")["n"][0]) == cells
    assert {round(row["labour_cost"], 9) for row in made.rows("contacts")} == {12 * 36.0 / cells}
