"""What one contact took."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard.settings.model import Assumptions


def test_durations_are_missing_where_they_cannot_be(world):
    rows = [
        call("a", 1, first_reply_at=day(1, 1), resolved_at=day(2), ended_at=day(3), field_visit_at=day(1, 2)),
        call("b", 1, first_reply_at=day(0), resolved_at=day(1), resolved_at_is_date=True),
        call("c", 1, opened_at_is_date=True, ended_at=day(2), hour=None),
    ]
    contacts = world(rows).by_id("contacts")
    names = ("first_reply_s", "resolution_s", "closing_s", "dispatch_s")
    assert [contacts["a"][name] for name in names] == [3600, 86400, 172800, 7200]
    assert [contacts["b"][name] for name in names] == [None, None, None, None]
    assert (contacts["c"]["closing_s"], contacts["c"]["hour"], contacts["a"]["hour"]) == (None, None, "00")
    assert contacts["a"]["weekday"] == "5"


def test_waiting_and_service_level(world):
    rows = [
        call("given", 1, wait_s=20.0),
        call("late", 1, wait_s=21.0),
        call("derived", 1, answered_at=day(1, 0.01), self_service_s=30.0),
        call("gaveup", 1, wait_s=5.0, abandoned=True),
        call("unknown", 1),
        call("out", 1, wait_s=5.0, direction="outbound"),
    ]
    contacts = world(rows, assumptions=Assumptions(service_level_s=20)).by_id("contacts")
    names = ("given", "late", "derived", "gaveup", "unknown", "out")
    assert [contacts[name]["wait_s"] for name in names] == [20, 21, 6, 5, None, 5]
    assert [contacts[name]["answer_s"] for name in names] == [20, 21, 6, None, None, None]
    assert [contacts[name]["is_within_service_level"] for name in names] == [True, False, True, False, None, None]
    assert [contacts[name]["is_attempt"] for name in names] == [True] * 5 + [False]
    assert [contacts[name]["is_contact"] for name in names] == [True, True, True, False, True, False]


def test_giving_up_counts_where_it_can_be_recorded(world):
    """The phone where some gave up, the chat that says nobody did, the forum where one did; not emails, nor silence."""
    rows = [
        call("a", 1, channel="phone", abandoned=True),
        call("b", 2, channel="phone"),
        call("c", 3, channel="chat", abandoned=False),
        call("d", 4, channel="email", abandoned=False),
        call("e", 5, channel="video"),
        call("f", 6, channel="forum", abandoned=True),
        call("g", 7, channel="forum", abandoned=False),
        call("h", 8, channel="phone", direction="outbound"),
    ]
    contacts = world(rows).by_id("contacts")
    assert [name for name, row in contacts.items() if row["is_abandonable"]] == ["a", "b", "c", "f", "g"]


def test_giving_up_ends_the_wait_unless_a_rule_closed_the_contact(world):
    rows = [
        call("hungup", 1, ended_at=day(1, 0.01), abandoned=True),
        call("silent", 1, ended_at=day(3), abandoned=True, closure="inactivity"),
    ]
    contacts = world(rows).by_id("contacts")
    assert [contacts[name]["wait_s"] for name in ("hungup", "silent")] == [36, None]


def test_work_is_missing_where_handling_is_unknown(world):
    rows = [
        call("a", 1, handle_s=60.0),
        call("b", 1, wrap_s=9.0),
        call("c", 1, handle_s=60.0, wrap_s=9.0),
        call("d", 1, abandoned=True),
    ]
    contacts = world(rows).by_id("contacts")
    assert [contacts[name]["work_s"] for name in "abcd"] == [60, None, 69, 0]
    assert [contacts[name]["is_wrap_known"] for name in "ab"] == [False, True]


def test_names_come_from_agents_and_customers_where_the_contact_has_none(world):
    rows = [call("a", 1, agent_id="1"), call("b", 1, team="t"), call("c", 1, team="spread", segment="own")]
    agents = [
        {"agent_id": "1", "team": "t", "site": "here"},
        {"agent_id": "2", "team": "spread", "site": "here"},
        {"agent_id": "3", "team": "spread", "site": "there"},
    ]
    made = world(rows, agents=agents, customers=[{"customer_id": "ada", "segment": "gold"}])
    contacts = made.by_id("contacts")
    assert [contacts[name]["team"] for name in "abc"] == ["t", "t", "spread"]
    assert [contacts[name]["site"] for name in "abc"] == ["here", "here", None]
    assert [contacts[name]["segment"] for name in "abc"] == ["gold", "gold", "own"]


def test_the_local_day_is_the_stored_one(world):
    row = call("a", datetime(2026, 3, 28, 23, 30), on=datetime(2026, 3, 29).date(), hour=0)
    contact = world([row]).by_id("contacts")["a"]
    assert (contact["on"], contact["hour"], contact["weekday"]) == (datetime(2026, 3, 29).date(), "00", "7")


def test_equal_contact_ids_of_two_rows_stay_two_rows(world):
    rows = [call("a", 1, source_key="1"), call("a", 40, source_key="2")]
    made = world(rows)
    assert len(made.rows("contacts")) == 2
    assert len(made.rows("issues")) == 2


def test_a_bots_session_is_its_customers_time_unless_it_was_left_open(world):
    bot = {"channel": "bot", "handled_by": "bot"}
    rows = [
        call("short", 1, ended_at=day(1, 0.1), wait_s=5.0, **bot),
        call("open", 2, ended_at=day(2, 3), **bot),
        call("silent", 3, ended_at=day(3, 0.1), closure="inactivity", **bot),
        call("measured", 4, ended_at=day(4, 0.1), handle_s=60.0, **bot),
        call("person", 5, ended_at=day(5, 0.1)),
        call("menus", 6, self_service_s=30.0, pending_s=7.0, handle_s=60.0, answered_at=day(6, 0.01)),
    ]
    contacts = world(rows).by_id("contacts")
    names = ("short", "open", "silent", "measured", "person", "menus")
    assert [contacts[name]["customer_s"] for name in names] == [365, None, 360, 60, None, 96]
    assert (contacts["menus"]["self_service_s"], contacts["menus"]["pending_s"]) == (30, 7)
    assert all(contacts[name]["work_s"] == 0 for name in names[:3])


def test_a_lot_splits_the_rows_of_every_group(world):
    """The half comes from another digit of the digest than the group: also where the row's group is the customer's."""
    found = world([call(f"k{number}", number, customer=None) for number in range(400)]).rows("contacts")
    for row in found:
        digest = hashlib.md5(row["contact_id"].encode()).hexdigest()
        assert row["row_group"] == int(digest[:2], 16) % 64 + 64 * int(digest[2] >= "8")
        assert row["customer_group"] == row["row_group"] % 64
    halves = {(row["customer_group"], row["row_group"] >= 64) for row in found}
    assert len(halves) > 1.5 * len({group for group, _ in halves})
