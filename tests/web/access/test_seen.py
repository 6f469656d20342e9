"""Who saw what is written down soon, once, and is not lost where the desk cannot be written for a while."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from steelyard.desk import Desk
from steelyard.errors import DeskError
from steelyard.web.access import seen
from steelyard.web.access.seen import Seen


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(f"sqlite:///{tmp_path / 'desk.sqlite'}")


def test_it_is_written_down_soon_and_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "SOON_S", 0.05)
    found = Seen()
    for number in range(3):
        found.note(desk, "anna", "page.seen", f"/{number}")
    until = time.monotonic() + 20
    while len(desk.audit.latest()) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    found.write()
    assert [entry.of for entry in desk.audit.latest()] == ["/2", "/1", "/0"]


def test_what_could_not_be_written_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "SOON_S", 60)
    found = Seen()
    with monkeypatch.context() as patch:

        def refuse(entries: object) -> None:
            raise DeskError("the disk is full")

        patch.setattr(desk.audit, "note_all", refuse)
        found.note(desk, "anna", "page.seen", "/first")
        found.write()
    found.note(desk, "anna", "page.seen", "/second")
    found.write()
    assert [entry.of for entry in desk.audit.latest()] == ["/second", "/first"]


def test_when_many_wait_they_are_written_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "SOON_S", 60)
    monkeypatch.setattr(seen, "MOST", 5)
    found = Seen()
    for number in range(6):
        found.note(desk, "anna", "page.seen", f"/{number}")
    assert len(desk.audit.latest()) == 6
