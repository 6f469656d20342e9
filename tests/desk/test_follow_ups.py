"""Follow-ups: kept across loads, worked by several people, withheld by lot before anybody sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.desk.conftest import Clock

from steelyard.desk import Desk, Proposed
from steelyard.errors import DeskError, StaleError
from steelyard.settings.holdout import lot
from steelyard.settings.model import FollowupSettings

PLAIN = FollowupSettings()


def proposed(who: str, *reasons: tuple[str, str], **given: Any) -> Proposed:
    """A customer with reasons, each with the day it happened."""
    held = tuple({"reason": name, "said": f"{name} said", "at": at} for name, at in reasons)
    told = {"team": "North", "action": "callback", "priority": 1.0, "value": None, "stake": None, **given}
    return Proposed(who, reasons=held, **told)


ANN = proposed("ann", ("returned", "2026-03-01T10:00:00"))


def test_a_list_is_taken_over_once(desk: Desk) -> None:
    assert desk.follow_ups.take_over(1, [ANN], PLAIN) == 1
    assert desk.follow_ups.take_over(1, [ANN], PLAIN) == 0
    assert desk.follow_ups.has_list(1)
    assert not desk.follow_ups.has_list(2)
    assert [found.customer_id for found in desk.follow_ups.listed()] == ["ann"]


def test_new_evidence_is_added_and_nothing_is_lost(desk: Desk, clock: Clock) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    number = desk.follow_ups.listed()[0].id
    desk.follow_ups.take(number, "bea", 1)
    clock.pass_by(days=1)
    more = proposed("ann", ("complained", "2026-03-03T10:00:00"))
    assert desk.follow_ups.take_over(2, [more], PLAIN) == 0
    found = desk.follow_ups.find(number)
    assert (found.state, found.owner) == ("taken", "bea")
    assert [reason["reason"] for reason in found.reasons] == ["complained", "returned"]
    assert [event.what for event in found.history] == ["listed", "taken", "evidence"]


def test_what_is_done_comes_back_for_new_reasons_only(desk: Desk, clock: Clock) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    number = desk.follow_ups.listed()[0].id
    desk.follow_ups.finish(number, "bea", 1, "helped", "called")
    clock.pass_by(days=PLAIN.quiet_days + 1)
    assert desk.follow_ups.take_over(2, [ANN], PLAIN) == 0
    later = proposed("ann", ("returned", "2026-03-09T10:00:00"))
    assert desk.follow_ups.take_over(3, [later], PLAIN) == 1
    assert {found.state for found in desk.follow_ups.listed()} == {"done", "open"}


def test_nobody_is_listed_within_the_quiet_days(desk: Desk, clock: Clock) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    desk.follow_ups.finish(desk.follow_ups.listed()[0].id, "bea", 1, "not reached")
    clock.pass_by(days=PLAIN.quiet_days - 1)
    assert desk.follow_ups.take_over(2, [proposed("ann", ("returned", "2026-03-09T10:00:00"))], PLAIN) == 0


def test_two_people_at_once(desk: Desk) -> None:
    """The second is told, and what the first did stands."""
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    number = desk.follow_ups.listed()[0].id
    desk.follow_ups.add_note(number, "bea", 1, "will call at noon")
    with pytest.raises(StaleError, match="bea: noted"):
        desk.follow_ups.finish(number, "cid", 1, "helped")
    found = desk.follow_ups.find(number)
    assert (found.state, found.version) == ("open", 2)
    assert found.history[-1].detail == "will call at noon"


def test_from_taken_to_done_to_reopened(desk: Desk, clock: Clock) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    number = desk.follow_ups.listed()[0].id
    clock.pass_by(hours=2)
    found = desk.follow_ups.take(number, "bea", 1)
    found = desk.follow_ups.hand_over(number, "bea", found.version, "cid")
    assert (found.state, found.owner) == ("taken", "cid")
    clock.pass_by(hours=1)
    found = desk.follow_ups.finish(number, "cid", found.version, "helped", "all well")
    assert found.first_at == found.made_at + timedelta(hours=2)
    assert found.done_at == found.made_at + timedelta(hours=3)
    with pytest.raises(DeskError, match="done already"):
        desk.follow_ups.take(number, "bea", found.version)
    found = desk.follow_ups.reopen(number, "bea", found.version, "called again")
    assert (found.state, found.done_at, found.outcome) == ("open", None, "")
    with pytest.raises(DeskError, match="is one of"):
        desk.follow_ups.finish(number, "bea", found.version, "whatever")


def test_teams_see_their_own(desk: Desk) -> None:
    desk.follow_ups.take_over(1, [ANN, proposed("bob", ("returned", "2026-03-01"), team="South")], PLAIN)
    assert [found.customer_id for found in desk.follow_ups.listed(teams=("South",))] == ["bob"]
    number = desk.follow_ups.listed(teams=("North",))[0].id
    with pytest.raises(DeskError, match="no such follow-up"):
        desk.follow_ups.find(number, ("South",))
    with pytest.raises(DeskError, match="no such follow-up"):
        desk.follow_ups.take(number, "sue", 1, ("South",))


def test_who_is_withheld_is_written_down_and_never_shown(desk: Desk) -> None:
    told = FollowupSettings(holdout={"callback": 0.5})
    people = [proposed(f"c{n}", ("returned", "2026-03-01")) for n in range(40)]
    assert desk.follow_ups.take_over(1, people, told) == 40
    shown = {found.customer_id for found in desk.follow_ups.listed()}
    assert shown == {entry.customer_id for entry in people if lot(1, "callback", entry.customer_id) >= 0.5}
    assert 5 < len(shown) < 35
    drawn = desk.follow_ups.drawn()
    assert len(drawn) == 40
    withheld = next(found for found in drawn if found.state == "withheld")
    assert desk.follow_ups.listed(state="withheld") == []
    with pytest.raises(DeskError, match="no such follow-up"):
        desk.follow_ups.find(withheld.id)


def test_the_lot_is_even_and_the_customers_own() -> None:
    draws = [lot(1, "callback", f"c{n}") for n in range(4000)]
    assert abs(sum(draw < 0.2 for draw in draws) / len(draws) - 0.2) < 0.03
    assert lot(1, "callback", "c1") == draws[1]
    assert lot(2, "callback", "c1") != draws[1]


def test_no_customer_is_named_in_the_audit_log(desk: Desk) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    desk.follow_ups.take(desk.follow_ups.listed()[0].id, "bea", 1)
    assert not any("ann" in f"{entry.of} {entry.detail}" for entry in desk.audit.latest())


def test_a_backup_holds_them(desk: Desk, tmp_path: Any) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    other = Desk(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other.fill(desk.dump())
    assert [found.customer_id for found in other.follow_ups.listed()] == ["ann"]
    other.close()


def test_who_has_another_id_is_renamed_and_what_was_written_forgotten(desk: Desk) -> None:
    bob = proposed("bob", ("returned", "2026-03-02T10:00:00"))
    desk.follow_ups.take_over(1, [ANN, bob], PLAIN)
    for one in desk.follow_ups.listed():
        desk.follow_ups.add_note(one.id, "bea", one.version, "a note")
    assert desk.follow_ups.rename({"ann": "erased-1", "bob": "p-2"}.__getitem__, lambda name: name == "erased-1") == 2
    found = {one.customer_id: desk.follow_ups.find(one.id) for one in desk.follow_ups.listed()}
    assert found.keys() == {"erased-1", "p-2"}
    assert "a note" not in {event.detail for event in found["erased-1"].history}
    assert "a note" in {event.detail for event in found["p-2"].history}
    assert desk.follow_ups.rename(lambda name: name) == 0
