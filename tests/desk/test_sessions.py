"""Sessions end: unused, in any case, when signed out, and with the account."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.desk.conftest import Clock

from steelyard.desk import Desk, Ends, User

ENDS = Ends(idle=timedelta(minutes=30), whole=timedelta(hours=12))


@pytest.fixture
def anna(desk: Desk) -> User:
    return desk.users.add("anna", "viewer", by="root")


def test_who_has_the_token_is_the_person(desk: Desk, anna: User) -> None:
    token = desk.sessions.begin(anna, ENDS, how="password")
    assert len(token) >= 43
    assert desk.sessions.find(token, ENDS) == anna
    for other in ("", token[:-1], token.lower()):
        assert desk.sessions.find(other, ENDS) is None


def test_one_that_is_not_used_ends(desk: Desk, anna: User, clock: Clock) -> None:
    token = desk.sessions.begin(anna, ENDS, how="password")
    for _ in range(3):
        clock.pass_by(minutes=29)
        assert desk.sessions.find(token, ENDS) == anna
    clock.pass_by(minutes=30)
    assert desk.sessions.find(token, ENDS) is None
    clock.pass_by(minutes=-20)
    assert desk.sessions.find(token, ENDS) is None


def test_what_a_page_asks_by_itself_keeps_no_session(desk: Desk, anna: User, clock: Clock) -> None:
    token = desk.sessions.begin(anna, ENDS, how="password")
    for _ in range(29):
        clock.pass_by(minutes=1)
        assert desk.sessions.find(token, ENDS, is_used=False) == anna
    clock.pass_by(minutes=1)
    assert desk.sessions.find(token, ENDS, is_used=False) is None


def test_one_that_is_used_ends_too(desk: Desk, anna: User, clock: Clock) -> None:
    token = desk.sessions.begin(anna, ENDS, how="password")
    for _ in range(35):
        clock.pass_by(minutes=20)
        assert desk.sessions.find(token, ENDS) == anna
    clock.pass_by(minutes=20)
    assert desk.sessions.find(token, ENDS) is None


def test_signed_out_is_signed_out(desk: Desk, anna: User) -> None:
    token, other = (desk.sessions.begin(anna, ENDS, how="password") for _ in range(2))
    desk.sessions.end(token)
    assert desk.sessions.find(token, ENDS) is None
    assert desk.sessions.find(other, ENDS) == anna


def test_tokens_and_keys_are_nowhere_in_the_file(tmp_path: Path, clock: Clock) -> None:
    desk = Desk(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    anna = desk.users.add("anna", "viewer", by="root")
    token = desk.sessions.begin(anna, ENDS, how="password")
    key = desk.keys.add("anna", "nightly", clock.at + timedelta(days=9), by="root")
    desk.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in held
    assert key.encode() not in held
