"""Fractures that steps tell, counted by hand: errors, questions asked again, rounds, ways back, refunds, own names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.measure.models.test_fractures import levels
from tests.workspaces import loaded

from steelyard.measure.models import fractures
from steelyard.workspace import Workspace

MAPPING = """
[assumptions]
hourly_cost = 36

[sources.desk]
files = "desk.csv"
covers_until = "2026-09-30"

[sources.desk.contacts.columns]
contact_id = "id"
customer_id = "who"
issue_id = "issue"
topic = "topic"
channel = "channel"
opened_at = "start"
handle_s = "handling"

[sources.log]
files = "log.csv"

[sources.log.steps.columns]
contact_id = "id"
issue_id = "issue"
step = "what"
at = "when"
team = "team"
place = "n"

[sources.log.steps.columns.kind]
column = "what"
values = { Open = "opened", Fail = "failed", "Ask again" = "asked_again", Gone = "given_up", Refund = "refunded", Work = "", Check = "", Pack = "" }
"""  # noqa: E501
DECLARED = """
[[fractures]]
name = "packed"
title = "parcels packed"
steps = ["Pack", "No such step"]
cost = 2.5

[[fractures]]
name = "packed_in_haste"
steps = ["Pack"]
at_most = { handle_s = 50 }

[[fractures]]
name = "never"
steps = ["It's | nowhere"]
"""
STEPS = """id,issue,what,when,team,n
a1,,Open,2026-03-02 09:00:00,A,1
a1,,Work,2026-03-02 09:00:00,A,2
a1,,Check,2026-03-02 09:00:00,B,3
a1,,Work,2026-03-02 10:00:00,A,4
a1,,Work,2026-03-02 11:00:00,A,5
a1,,Check,2026-03-02 12:00:00,C,6
a1,,Work,2026-03-02 13:00:00,A,7
a1,,Fail,2026-03-02 14:00:00,A,8
a1,,Fail,2026-03-02 15:00:00,A,9
a1,,Pack,2026-03-02 16:00:00,A,10
a1,,Pack,2026-03-02 17:00:00,A,11
a1,,Fail,2026-05-02 15:00:00,A,12
b1,,Ask again,2026-03-03 09:00:00,A,13
b1,,Gone,2026-03-03 10:00:00,,14
,i3,Refund,2026-03-05 10:00:00,,15
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    rows = ["id,who,issue,topic,channel,start,handling"]
    for number in range(200):
        on = date.fromordinal(date(2026, 1, 1).toordinal() + number)
        rows.append(f"p{number},c{number},j{number},billing,phone,{on} 10:00:00,100")
    rows += [
        "a1,x,i1,billing,phone,2026-03-02 09:00:00,300",
        "b1,y,i2,billing,phone,2026-03-03 09:00:00,40",
        "c1,z,i3,billing,phone,2026-03-04 09:00:00,100",
        "c2,z,i3,billing,phone,2026-03-06 09:00:00,100",
    ]
    folder: Path = tmp_path_factory.mktemp("stepped")
    return loaded(folder, MAPPING + DECLARED, {"desk.csv": "\n".join(rows), "log.csv": STEPS})


def test_what_is_counted(desk: Workspace) -> None:
    found = levels(desk)[""]
    names = ("failed", "asked_again", "dead_end", "ping_pong", "loop", "refunded", "packed", "packed_in_haste")
    counts = {name: found[f"n_{name}"] for name in names}
    assert counts == {
        "failed": 2,
        "asked_again": 1,
        "dead_end": 1,
        "ping_pong": 2,
        "loop": 2,
        "refunded": 1,
        "packed": 2,
        "packed_in_haste": 0,
    }
    assert found["n_returned"] == 1


def test_what_is_declared_is_what_it_costs(desk: Workspace) -> None:
    found = levels(desk)[""]
    assert found["cost_packed"] == pytest.approx(2 * 2.5)
    assert found["cost_failed"] == pytest.approx(3.0 - 1.0)
    assert found["net_cost_packed"] == pytest.approx(5.0), "what lies first in the causal order is charged once"
    assert found["net_cost_failed"] == 0


def test_a_step_that_is_nowhere_is_no_zero(desk: Workspace) -> None:
    with desk.snapshot() as snapshot:
        held, untold = fractures.tellable(snapshot, desk.settings)
        absent = fractures.absent_steps(snapshot, desk.settings)
    assert "never" in untold
    assert {"packed", "failed", "loop"} <= set(held)
    assert set(absent) == {"No such step", "It's | nowhere"}
    answer = desk.ask("debt", period="quarter")
    missing = {one.metric: one for one in answer.missing}
    assert missing["fracture.never"].reason == 'no step in the data is called "It\'s | nowhere"'
    assert any("no step in the data is called 'No such step'" in caveat.text for caveat in answer.caveats)
    assert not any(line.fracture == "never" for line in answer.lines)


def test_without_steps_they_are_not_told(desk: Workspace, tmp_path: Path) -> None:
    rows = "id,who,topic,channel,start,handling\n" + "\n".join(
        f"p{number},c{number},billing,phone,2026-0{1 + number // 28}-{1 + number % 28:02} 10:00:00,100"
        for number in range(160)
    )
    mapping = MAPPING.split("[sources.log]")[0].replace('issue_id = "issue"\n', "")
    plain = loaded(tmp_path, mapping, {"desk.csv": rows})
    with plain.snapshot() as snapshot:
        held, untold = fractures.tellable(snapshot, plain.settings)
    assert {"failed", "loop", "ping_pong", "refunded", "asked_again", "dead_end"} <= set(untold)
    assert "returned" in held


def test_a_log_without_customers_is_read_case_by_case(tmp_path: Path) -> None:
    contacts, steps = ["id,topic,start"], ["id,issue,what,when,team,n"]
    for number in range(300):
        on = date.fromordinal(date(2026, 1, 1).toordinal() + number // 2)
        contacts.append(f"p{number},{'ab'[number % 2]},{on} 10:00:00")
        teams = "ABA" if number % 5 == 0 else "AAB"
        for at, what in enumerate(("Open", "Work", "Fail")):
            steps.append(f"p{number},,{what},{on} 1{at}:00:00,{teams[at]},{at}")
    mapping = MAPPING
    for line in ('customer_id = "who"\n', 'channel = "channel"\n', 'handle_s = "handling"\n'):
        mapping = mapping.replace(line, "")
    mapping = mapping.replace('issue_id = "issue"\ntopic', "topic")
    cases = loaded(tmp_path, mapping, {"desk.csv": "\n".join(contacts), "log.csv": "\n".join(steps)})
    answer = cases.ask("debt", from_on=date(2026, 2, 2), to_on=date(2026, 3, 1))
    events = {line.fracture: line.events.value for line in answer.lines if not line.by}
    months = 28 / (365.25 / 12)
    assert events["failed"] == pytest.approx(56 / months, rel=0.01)
    assert events["ping_pong"] == pytest.approx(11 / months, rel=0.11)
    assert not {"returned", "forced_switch"} & set(events)
    assert all(line.customers is None for line in answer.lines)
    assert "contacts_alone" in [caveat.id for caveat in answer.caveats]
