"""People of the desk: roles, passwords, changes that meet, and the last administrator."""

from __future__ import annotations

import time

import pytest
from argon2 import PasswordHasher
from tests.desk.conftest import PASSWORD, Clock

from steelyard.desk import Desk, Ends, passwords
from steelyard.errors import DeskError, StaleError


def test_a_person_is_added_and_found_however_the_name_is_written(desk: Desk, clock: Clock) -> None:
    added = desk.users.add(" Anna@Example.org ", "lead", by="root", password=PASSWORD, teams=["Porto", "Lyon"])
    assert (added.name, added.role, added.teams) == ("anna@example.org", "lead", ("Porto", "Lyon"))
    assert (added.is_active, added.has_password, added.created_at) == (True, True, clock.at)
    assert desk.users.get("ANNA@example.ORG") == added
    assert PASSWORD not in repr(added)
    with pytest.raises(DeskError, match="that name already"):
        desk.users.add("anna@example.org", "viewer", by="root")


def test_a_right_password_signs_in_and_nothing_else_does(desk: Desk) -> None:
    desk.users.add("anna", "viewer", by="root", password=PASSWORD)
    desk.users.add("ben", "viewer", by="root")
    found = desk.users.signing_in("Anna", PASSWORD)
    assert found is not None
    assert found.name == "anna"
    for name, password in [("anna", "wrong"), ("ben", ""), ("ben", PASSWORD), ("nobody", PASSWORD), ("", "")]:
        assert desk.users.signing_in(name, password) is None
    desk.users.change("anna", by="root", is_active=False)
    assert desk.users.signing_in("anna", PASSWORD) is None


def test_an_unknown_name_takes_as_long_as_a_wrong_password(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    passwords._nobody.cache_clear()
    desk.users.add("anna", "viewer", by="root", password=PASSWORD)

    def taken(name: str) -> float:
        begun = time.process_time()
        desk.users.signing_in(name, "something else entirely")
        return time.process_time() - begun

    taken("nobody"), taken("anna")
    known, unknown = (min(taken(name) for _ in range(4)) for name in ("anna", "nobody"))
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize(
    ("role", "given", "said"),
    [("chief", {}, "no role"), ("agent", {}, "agent's id"), ("lead", {}, "at least one team")],
)
def test_a_role_needs_what_it_speaks_of(desk: Desk, role: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(DeskError, match=said):
        desk.users.add("anna", role, by="root", **given)


@pytest.mark.parametrize("name", ["", " ", "a" * 101, "an\x00na", "an​na"])
def test_what_is_no_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(DeskError, match="characters"):
        desk.users.add(name, "viewer", by="root")


def test_of_two_changes_that_meet_the_second_is_refused(desk: Desk) -> None:
    seen = desk.users.add("anna", "viewer", by="root")
    changed = desk.users.change("anna", by="one", version=seen.version, role="analyst")
    assert changed.version == seen.version + 1
    with pytest.raises(StaleError, match="in between"):
        desk.users.change("anna", by="other", version=seen.version, is_active=False)
    assert desk.users.get("anna") == changed


@pytest.mark.parametrize("change", [{"role": "analyst"}, {"is_active": False}])
def test_the_last_administrator_stays(desk: Desk, change: dict[str, object]) -> None:
    desk.users.add("root", "administrator", by="root")
    desk.users.add("anna", "viewer", by="root")
    with pytest.raises(DeskError, match="no administrator would be left"):
        desk.users.change("root", by="root", **change)
    assert desk.users.get("root").role == "administrator"
    desk.users.change("anna", by="root", role="administrator")
    desk.users.change("root", by="anna", **change)


def test_whatever_changes_signs_a_person_out(desk: Desk) -> None:
    anna = desk.users.add("anna", "viewer", by="root", password=PASSWORD)
    token = desk.sessions.begin(anna, Ends(), how="password")
    desk.users.change("anna", by="root", role="viewer")
    assert desk.sessions.find(token, Ends()) == anna
    desk.users.change("anna", by="root", role="analyst")
    assert desk.sessions.find(token, Ends()) is None
    token = desk.sessions.begin(desk.users.get("anna"), Ends(), how="password")
    desk.users.set_password("anna", "granite heron brisk kettle", by="anna")
    assert desk.sessions.find(token, Ends()) is None
    assert desk.users.signing_in("anna", PASSWORD) is None


def test_a_provider_vouches_for_one_subject_whatever_it_is_called(desk: Desk) -> None:
    first = desk.users.from_provider("https://id 17", "anna@example.org", "viewer")
    again = desk.users.from_provider("https://id 17", "anna.new@example.org", "analyst")
    assert (again.id, again.name, again.role) == (first.id, "anna@example.org", "analyst")
    desk.users.change("anna@example.org", by="root", is_active=False)
    with pytest.raises(DeskError, match="no longer"):
        desk.users.from_provider("https://id 17", "anna@example.org", "viewer")


def test_a_provider_never_takes_over_an_account_that_has_a_password(desk: Desk) -> None:
    desk.users.add("anna", "administrator", by="root", password=PASSWORD)
    desk.users.add("ben", "analyst", by="root")
    with pytest.raises(DeskError, match="signs in otherwise"):
        desk.users.from_provider("https://id 1", "anna", "viewer")
    assert desk.users.from_provider("https://id 2", "ben", "viewer").role == "viewer"
    with pytest.raises(DeskError, match="signs in otherwise"):
        desk.users.from_provider("https://id 3", "ben", "viewer")
