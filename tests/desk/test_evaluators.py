"""Who may be named to score."""

from __future__ import annotations

import pytest

from steelyard.desk import Desk
from steelyard.desk.evaluators import named, spelled, without_account
from steelyard.errors import DeskError


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    desk.users.add("cleo", "analyst", by="ann")
    desk.users.add("dora", "lead", by="ann", teams=["North"])
    desk.users.add("vic", "viewer", by="ann")
    desk.users.add("gone", "analyst", by="ann")
    desk.users.change("gone", by="ann", is_active=False)
    return desk


def test_names_are_spelled_as_accounts_are(staffed: Desk) -> None:
    assert named(staffed.users, [" Cleo ", "CLEO", ""]) == ["cleo"]
    assert spelled(staffed.users, "CLEO") == "cleo"
    assert spelled(staffed.users, " Somebody Else ") == "Somebody Else"


@pytest.mark.parametrize("name", ["cloe", "vic", "gone"])
def test_nobody_is_named_who_could_never_score(staffed: Desk, name: str) -> None:
    with pytest.raises(DeskError, match="may score here"):
        named(staffed.users, [name])
    assert without_account(staffed.users, [name, "cleo"]) == [name]


def test_a_typing_error_is_answered_with_who_was_meant(staffed: Desk) -> None:
    with pytest.raises(DeskError) as raised:
        named(staffed.users, ["cloe"])
    assert raised.value.next == "Did you mean cleo?"


def test_a_lead_calibrates_and_is_given_no_draw_of_all_teams(staffed: Desk) -> None:
    assert named(staffed.users, ["dora"], sees_all=False) == ["dora"]
    with pytest.raises(DeskError, match="dora leads teams"):
        named(staffed.users, ["dora"])


def test_without_accounts_any_name_may_score(desk: Desk) -> None:
    assert named(desk.users, ["Anna", "Anna", "ben"]) == ["Anna", "ben"]
    assert without_account(desk.users, ["Anna"]) == []
