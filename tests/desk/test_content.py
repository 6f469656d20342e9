"""All of a desk as plain values, into another of either kind."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.desk.conftest import PASSWORD, Clock

from steelyard.desk import Desk, Ends
from steelyard.errors import DeskError


def test_what_is_dumped_fills_an_empty_desk(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    anna = desk.users.add("anna", "lead", by="root", password=PASSWORD, teams=["Porto"])
    secret = desk.keys.add("anna", "nightly", clock.at + timedelta(days=1), by="anna")
    token = desk.sessions.begin(anna, Ends(), how="password")
    desk.views.save("anna", "mine", "/change")
    content = json.loads(json.dumps(desk.dump()))
    other = Desk(f"sqlite:///{tmp_path / 'other.sqlite'}", clock)
    other.fill(content)
    assert other.dump() == content
    assert other.users.all() == desk.users.all()
    assert other.audit.latest() == desk.audit.latest()
    assert other.users.signing_in("anna", PASSWORD) == anna
    assert other.keys.find(secret) == anna
    assert other.sessions.find(token, Ends()) is None
    other.users.add("ben", "viewer", by="root")
    with pytest.raises(DeskError, match="already"):
        other.fill(content)
    other.close()


def test_a_desk_of_the_other_kind_goes_on_numbering(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    first = Desk(f"sqlite:///{tmp_path / 'first.sqlite'}", clock)
    first.users.add("anna", "viewer", by="root")
    desk.fill(first.dump())
    desk.users.add("ben", "viewer", by="root")
    assert [user.id for user in desk.users.all()] == [1, 2]
    first.close()


def test_what_no_desk_holds_is_refused(desk: Desk) -> None:
    with pytest.raises(DeskError, match="of this Steelyard"):
        desk.fill({"ghosts": []})
    assert all(not rows for rows in desk.dump().values())
