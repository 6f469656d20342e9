"""Keys of the API: never more than their person may, and no longer than told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.desk.conftest import Clock

from steelyard.desk import Desk
from steelyard.errors import DeskError


def test_a_key_gives_its_role_until_its_end(desk: Desk, clock: Clock) -> None:
    desk.users.add("anna", "analyst", by="root")
    secret = desk.keys.add("anna", "nightly", clock.at + timedelta(days=30), by="root", role="viewer")
    found = desk.keys.find(secret)
    assert found is not None
    assert (found.name, found.role) == ("anna", "viewer")
    (known,) = desk.keys.all()
    assert (known.name, known.person, known.used_at, known.ended_at) == ("nightly", "anna", clock.at, None)
    assert secret not in repr(known)
    assert desk.keys.find(secret[:-1]) is None
    clock.pass_by(days=30)
    assert desk.keys.find(secret) is None


def test_a_key_is_ended_by_its_person_or_an_administrator(desk: Desk, clock: Clock) -> None:
    desk.users.add("anna", "viewer", by="root")
    desk.users.add("ben", "viewer", by="root")
    secret = desk.keys.add("anna", "nightly", clock.at + timedelta(days=30), by="anna")
    number = desk.keys.all("anna")[0].id
    with pytest.raises(DeskError, match="no key"):
        desk.keys.end(number, by="ben", person="ben")
    assert desk.keys.find(secret) is not None
    desk.keys.end(number, by="anna", person="anna")
    assert desk.keys.find(secret) is None
    assert desk.keys.all("ben") == []


def test_a_key_never_gives_more_than_its_person_may_now(desk: Desk, clock: Clock) -> None:
    desk.users.add("anna", "analyst", by="root")
    secret = desk.keys.add("anna", "nightly", clock.at + timedelta(days=30), by="root", role="analyst")
    desk.users.change("anna", by="root", role="viewer")
    assert desk.keys.find(secret) is None
    own = desk.keys.add("anna", "own", clock.at + timedelta(days=30), by="root")
    desk.users.change("anna", by="root", is_active=False)
    assert desk.keys.find(own) is None


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_an_end_is_ahead_and_within_a_year(desk: Desk, clock: Clock, days: int) -> None:
    desk.users.add("anna", "analyst", by="root")
    with pytest.raises(DeskError, match="within a year"):
        desk.keys.add("anna", "nightly", clock.at + timedelta(days=days), by="root")


@pytest.mark.parametrize(("person", "role"), [("viewer", "analyst"), ("agent", "viewer"), ("lead", "administrator")])
def test_a_role_above_the_persons_is_refused(desk: Desk, clock: Clock, person: str, role: str) -> None:
    desk.users.add("anna", person, by="root", teams=["Porto"], agent_id="A1")
    with pytest.raises(DeskError, match="cannot be"):
        desk.keys.add("anna", "nightly", clock.at + timedelta(days=1), by="root", role=role)
