"""Fractures counted and charged by hand, on a few journeys among plain ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.workspaces import loaded

from steelyard.measure.models import fractures
from steelyard.workspace import Workspace

MAPPING = """
[assumptions]
hourly_cost = 36
customer_hour_value = 12

[sources.desk]
files = "desk.csv"
covers_until = "2026-09-30"

[sources.desk.contacts.columns]
contact_id = "id"
customer_id = "who"
topic = "topic"
channel = "channel"
opened_at = "start"
ended_at = "end"
handle_s = "handling"
wait_s = "wait"
transfers = "transfers"
reopens = "reopens"
abandoned = "gave_up"
handled_by = "by"
resolved = "solved"
"""
DECLARED = """
[[fractures]]
name = "long_wait"
title = "waits over ten minutes"
at_least = { wait_s = 600 }
cost = 2.5
minutes = 10
"""
HEAD = "id,who,topic,channel,start,end,handling,wait,transfers,reopens,gave_up,by,solved"


def plain(number: int) -> str:
    """A phone contact of 100 seconds that solved, on a day of the year's first half."""
    day = date(2026, 1, 1).toordinal() + number
    on = date.fromordinal(day)
    return f"p{number},c{number},billing,phone,{on} 10:00:00,{on} 10:05:00,100,20,0,0,no,human,yes"


JOURNEY = (
    "b1,x,billing,bot,2026-03-02 09:00:00,2026-03-02 09:02:00,,0,0,0,no,bot,no",
    "b2,x,billing,phone,2026-03-02 09:10:00,2026-03-02 09:20:00,300,20,2,0,no,human,no",
    "b3,x,billing,phone,2026-03-03 09:00:00,2026-03-03 09:01:00,,40,0,0,yes,human,",
    "b4,x,billing,email,2026-03-03 09:30:00,2026-03-03 10:00:00,200,700,0,1,no,human,yes",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("desk")
    return made(folder, MAPPING + DECLARED)


def made(folder: Path, mapping: str) -> Workspace:
    rows = "\n".join([HEAD, *(plain(number) for number in range(200)), *JOURNEY])
    return loaded(folder, mapping, {"desk.csv": rows})


def levels(workspace: Workspace, by: str = "") -> dict[str, dict[str, float]]:
    """Part -> sum -> its total over groups, of the days that hold the journey."""
    days = date(2026, 3, 1), date(2026, 3, 31)
    with workspace.snapshot() as snapshot:
        held, _ = fractures.tellable(snapshot, workspace.settings)
        given = snapshot, workspace.settings, held, ("channel",)
        with fractures.reading(*given, date(2026, 1, 5), date(2026, 7, 5), 14) as asked:
            rows = fractures.level(asked, *days)
            people = fractures.customers(asked, *days)
    found: dict[str, dict[str, float]] = {}
    for at, (of, part) in enumerate(zip(rows["by"], rows["part"], strict=True)):
        if of == by:
            held_of = found.setdefault(part, {})
            for name in rows:
                if name not in ("by", "part", "customer_group"):
                    held_of[name] = held_of.get(name, 0.0) + float(np.nan_to_num(rows[name][at]))
    for at, (of, part) in enumerate(zip(people["by"], people["part"], strict=True)):
        if of == by:
            found[part] |= {name: float(people[name][at]) for name in people if name.startswith("who_")}
    return found


def test_what_is_counted(desk: Workspace) -> None:
    found = levels(desk)[""]
    assert found["issues"] == 32
    counted = {name: found[f"n_{name}"] for name in ("bot_dead_end", "transfer", "given_up", "reopened", "long_wait")}
    assert counted == {"bot_dead_end": 1, "transfer": 2, "given_up": 1, "reopened": 1, "long_wait": 1}
    assert found["n_returned"] == 1
    assert found["n_forced_switch"] == 2
    assert found["who_returned"] == 1


def test_a_part_holds_the_issue_by_its_first_contact(desk: Workspace) -> None:
    assert levels(desk, "channel")["bot"]["n_returned"] == 1
    assert levels(desk, "channel")["phone"]["n_returned"] == 0


def test_what_is_charged(desk: Workspace) -> None:
    """An hour costs 36, so that a second costs a cent: 100 seconds of a plain contact are 1.00."""
    found = levels(desk)[""]
    assert found["cost_transfer"] == pytest.approx(3.0 - 1.0)
    assert found["cost_returned"] == pytest.approx(2.0)
    assert found["seconds_given_up"] == pytest.approx(40)
    assert found["cost_long_wait"] == pytest.approx(2.5)
    assert found["seconds_long_wait"] == pytest.approx(600)
    assert found["value_long_wait"] == pytest.approx(2.0)


def test_nothing_is_charged_twice(desk: Workspace) -> None:
    """All of it to the bot's dead end, which came first: the transfer, the attempt, and the last contact once."""
    found = levels(desk)[""]
    once = 2.0 + 2.5
    assert found["once_cost"] == pytest.approx(once)
    assert found["net_cost_bot_dead_end"] == pytest.approx(once)
    for name in ("transfer", "given_up", "reopened", "returned", "forced_switch", "long_wait"):
        assert found[f"net_cost_{name}"] == 0
    gross = sum(found[f"cost_{name}"] for name in ("transfer", "returned", "forced_switch", "reopened", "long_wait"))
    assert gross > once


def test_what_no_column_tells_is_not_counted(desk: Workspace) -> None:
    with desk.snapshot() as snapshot:
        _, untold = fractures.tellable(snapshot, desk.settings)
    assert [name for name, entry in untold.items() if not entry.needs[0].startswith("steps.")] == ["broken_promise"]
