"""Messages about follow-ups: queued once for each change, tried again, given up, never lost."""

from __future__ import annotations

from datetime import timedelta

from tests.desk.conftest import Clock
from tests.desk.test_follow_ups import ANN, PLAIN, proposed

from steelyard.desk import Desk
from steelyard.desk.messages import CLAIM_S, DELAYS_S
from steelyard.settings.model import FollowupSettings


def test_new_and_changed_follow_ups_are_queued_once(desk: Desk) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    assert (desk.messages.queue(), desk.messages.queue()) == (1, 0)
    first = desk.messages.claim()
    assert first is not None
    assert (first.follow_up.customer_id, first.is_first) == ("ann", True)
    assert desk.messages.claim() is None, "it is claimed"
    desk.messages.arrived(first.id)
    desk.follow_ups.take(first.follow_up.id, "bea", 1)
    assert desk.messages.queue() == 1
    second = desk.messages.claim()
    assert second is not None
    assert (second.follow_up.state, second.is_first, second.name != first.name) == ("taken", False, True)


def test_what_is_withheld_is_never_told(desk: Desk) -> None:
    desk.follow_ups.take_over(1, [ANN], FollowupSettings(holdout={"callback": 1.0}))
    assert desk.messages.queue() == 0


def test_what_was_done_before_is_not_told(desk: Desk) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    desk.follow_ups.finish(desk.follow_ups.listed()[0].id, "bea", 1, "helped")
    assert desk.messages.queue() == 0


def test_a_change_overtakes_what_still_waits(desk: Desk) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    desk.messages.queue()
    desk.follow_ups.take(desk.follow_ups.listed()[0].id, "bea", 1)
    assert desk.messages.claim() is None, "it is of an older version"
    desk.messages.queue()
    message = desk.messages.claim()
    assert message is not None
    assert (message.follow_up.state, message.is_first) == ("taken", True)
    assert desk.messages.standing().waiting == 1


def test_it_is_tried_again_ever_later_and_then_given_up(desk: Desk, clock: Clock) -> None:
    desk.follow_ups.take_over(1, [ANN], PLAIN)
    desk.messages.queue()
    names = set()
    for delay_s in DELAYS_S:
        message = desk.messages.claim()
        assert message is not None
        names.add(message.name)
        desk.messages.failed(message.id, "it answered 500")
        standing = desk.messages.standing()
        assert (standing.waiting, standing.failing, standing.error) == (1, 1, "it answered 500")
        clock.at += timedelta(seconds=delay_s - 1)
        assert desk.messages.claim() is None
        clock.pass_by(seconds=1)
    last = desk.messages.claim()
    assert last is not None
    desk.messages.failed(last.id, "it answered 500")
    assert names == {last.name}
    assert (desk.messages.standing().waiting, desk.messages.standing().given_up) == (0, 1)


def test_one_who_stopped_half_way_loses_nothing(desk: Desk, clock: Clock) -> None:
    desk.follow_ups.take_over(1, [ANN, proposed("ben", ("returned", "2026-03-01T10:00:00"))], PLAIN)
    desk.messages.queue()
    assert desk.messages.claim() is not None
    clock.pass_by(seconds=CLAIM_S)
    found = {message.follow_up.customer_id for message in (desk.messages.claim(), desk.messages.claim()) if message}
    assert found == {"ann", "ben"}
