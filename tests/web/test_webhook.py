"""Follow-ups sent to a server of another system, which verifies the signature as Standard Webhooks has it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.desk.conftest import Clock
from tests.desk.test_follow_ups import PLAIN, proposed

from steelyard.desk import Desk
from steelyard.errors import SettingsError
from steelyard.settings.model import FollowupSettings
from steelyard.web import webhook

KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


class Receiver:
    """A server that keeps what it is sent and answers what the test says."""

    def __init__(self) -> None:
        self.answer, self.got = 204, []  # type: int, list[tuple[dict[str, str], bytes]]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({name.lower(): value for name, value in self.headers.items()}, content))
                self.send_response(outer.answer)
                if outer.answer == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/steelyard"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv(webhook.VARIABLE, SECRET)
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    opened.follow_ups.take_over(1, [proposed("ann", ("returned", "2026-03-01T10:00:00"))], PLAIN)
    yield opened
    opened.close()


def verified(head: dict[str, str], content: bytes) -> dict[str, Any]:
    """What was sent, where its signature holds; worked out here by the standard's own words."""
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + content
    digest = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert head["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    found: dict[str, Any] = json.loads(content)
    return found


def test_it_is_signed_and_names_no_customer(desk: Desk, receiver: Receiver, tmp_path: Path) -> None:
    assert webhook.work_off(desk, FollowupSettings(webhook=receiver.address), tmp_path) == 1
    (got,) = receiver.got
    told = verified(*got)
    assert told["type"] == "follow_up.listed"
    assert (told["data"]["follow_up"], told["data"]["action"], told["data"]["team"]) == (1, "callback", "North")
    assert told["data"]["due_at"] == "2026-03-03T09:00:00Z"
    assert [reason["said"] for reason in told["data"]["reasons"]] == ["returned said"]
    assert b"ann" not in got[1]
    assert webhook.work_off(desk, FollowupSettings(webhook=receiver.address), tmp_path) == 0


def test_the_customer_is_named_where_the_settings_say_so(desk: Desk, receiver: Receiver, tmp_path: Path) -> None:
    webhook.work_off(desk, FollowupSettings(webhook=receiver.address, webhook_customer=True), tmp_path)
    assert verified(*receiver.got[0])["data"]["customer_id"] == "ann"


def test_what_fails_is_sent_again_under_the_same_name(
    desk: Desk, receiver: Receiver, clock: Clock, tmp_path: Path
) -> None:
    settings = FollowupSettings(webhook=receiver.address)
    receiver.answer = 500
    assert webhook.work_off(desk, settings, tmp_path) == 0
    assert desk.messages.standing().error == "it answered 500"
    receiver.answer = 204
    clock.pass_by(seconds=5)
    assert webhook.work_off(desk, settings, tmp_path) == 1
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]
    assert desk.messages.standing().failing == 0


def test_no_redirect_is_followed(desk: Desk, receiver: Receiver, tmp_path: Path) -> None:
    receiver.answer = 302
    assert webhook.work_off(desk, FollowupSettings(webhook=receiver.address), tmp_path) == 0
    assert (len(receiver.got), desk.messages.standing().error) == (1, "it answered 302")


def test_nobody_there_is_no_end(desk: Desk, receiver: Receiver, tmp_path: Path) -> None:
    receiver.server.server_close()
    assert webhook.work_off(desk, FollowupSettings(webhook=receiver.address), tmp_path) == 0
    assert desk.messages.standing().error.startswith("it was not reached")


def test_nothing_is_sent_or_queued_without_an_address(desk: Desk, receiver: Receiver, tmp_path: Path) -> None:
    assert webhook.work_off(desk, PLAIN, tmp_path) == 0
    assert (receiver.got, desk.messages.standing().waiting) == ([], 0)


def test_without_a_secret_nothing_is_sent_and_it_says_so(
    desk: Desk, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(webhook.VARIABLE)
    webhook.work_off(desk, FollowupSettings(webhook=receiver.address), tmp_path)
    assert (receiver.got, desk.messages.standing().error) == ([], "there is no secret to sign messages with")


def test_the_secret_comes_from_a_file_of_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(webhook.VARIABLE, raising=False)
    file = tmp_path / webhook.FILE
    file.write_text(SECRET)
    file.chmod(0o600)
    assert webhook.secret(tmp_path) == KEY
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="others may read"):
        webhook.secret(tmp_path)


@pytest.mark.parametrize("text", ["whsec_c2hvcnQ=", "plain", "whsec_***"])
def test_what_is_no_secret_is_refused_and_not_shown(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(webhook.VARIABLE, text)
    with pytest.raises(SettingsError) as refused:
        webhook.secret(tmp_path)
    assert text not in str(refused.value)


def test_the_example_of_the_standard() -> None:
    """The one that Standard Webhooks' libraries test themselves with."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = webhook.signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
