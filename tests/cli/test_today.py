"""steelyard list: what the data say, how it stands with those who work it, and sending it to another system."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import workspaces
from tests.reasons.test_reasons import FILES, MAPPING
from tests.web.test_webhook import Receiver, receiver

from steelyard import settings
from steelyard.desk import FILE, Desk

__all__ = ["receiver"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    workspaces.loaded(tmp_path, MAPPING, FILES)
    return tmp_path


def test_the_list_without_a_desk_makes_none_and_with_one_knows_it(place: Path, run: Run) -> None:
    code, out, _ = run("list", "-w", str(place), "--json")
    assert code == 0
    assert not (place / FILE).exists()
    names = [item["customer_id"] for item in json.loads(out)["items"]]
    desk = Desk.open(settings.read(place))
    try:
        run("list", "-w", str(place))
        entry = desk.follow_ups.listed()[0]
        desk.follow_ups.finish(entry.id, "bea", 1, "helped")
    finally:
        desk.close()
    found = json.loads(run("list", "-w", str(place), "--json")[1])
    assert entry.customer_id in names
    assert entry.customer_id not in [item["customer_id"] for item in found["items"]]
    assert "follow-up" in run("list", "-w", str(place))[1]


def test_sending_without_an_address_says_what_to_write(place: Path, run: Run) -> None:
    code, _, err = run("list", "-w", str(place), "--send")
    assert code == 1
    assert "[followup] webhook" in err


def test_it_sends_what_is_new_without_a_page_being_opened(place: Path, run: Run, receiver: Receiver) -> None:
    file = place / "steelyard.toml"
    file.write_text(f'{file.read_text()}\n[followup]\nwebhook = "{receiver.address}"\n')
    code, out, _ = run("list", "-w", str(place), "--send", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["sent"] == len(receiver.got) > 1
    assert (told["waiting"], told["failing"], told["given_up"]) == (0, 0, 0)
    assert "0 sent" in run("list", "-w", str(place), "--send")[1]
    assert "0 waiting" in run("list", "-w", str(place), "--queue")[1]


def test_what_fails_stays_in_the_queue_and_is_said(place: Path, run: Run, receiver: Receiver) -> None:
    file = place / "steelyard.toml"
    file.write_text(f'{file.read_text()}\n[followup]\nwebhook = "{receiver.address}"\n')
    receiver.answer = 503
    code, out, _ = run("list", "-w", str(place), "--send")
    assert code == 1
    assert "it answered 503" in out
    code, out, _ = run("list", "-w", str(place), "--queue", "--json")
    assert code == 0
    assert json.loads(out)["failing"] > 0
