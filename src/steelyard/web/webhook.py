"""Follow-ups sent to another system: Standard Webhooks 1.0, signed, tried again, each message made when it is sent.

No request is made unless the settings name an address. Neither the secret nor what a receiver says is kept or logged.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import stat
import threading
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from steelyard import worklist
from steelyard.desk import Desk, Message
from steelyard.errors import SettingsError, SteelyardError
from steelyard.settings.model import FollowupSettings
from steelyard.web.served import Served

VARIABLE, FILE, PREFIX = "STEELYARD_WEBHOOK_SECRET", "webhook.key", "whsec_"
LEAST, MOST = 24, 64
"""Bytes of a secret, as Standard Webhooks has it."""

TIMEOUT_S, EVERY_S, MOST_AT_ONCE = 15, 20.0, 100
MAKE = f"(umask 077; printf 'whsec_%s' $(head -c 32 /dev/urandom | base64) > {FILE})"


def secret(folder: Path) -> bytes:
    """The key messages are signed with, from the environment or its file in the workspace.

    Raises:
        SettingsError: there is none, it is none, or others may read its file.
    """
    path = folder / FILE
    found, where = os.environ.get(VARIABLE, ""), f"environment, {VARIABLE}"
    if not found:
        where = str(path)
        try:
            mode = path.stat().st_mode
            found = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError("there is no secret to sign messages with", where=where, next=f"type: {MAKE}") from None
        if os.name != "nt" and stat.S_IMODE(mode) & 0o077:
            raise SettingsError("others may read the secret", where=where, next=f"type: chmod 600 {path}")
    try:
        key = base64.b64decode(found.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not (found.startswith(PREFIX) and LEAST <= len(key) <= MOST):
        what = f"the secret is not {PREFIX} and {LEAST} to {MOST} bytes in base64"
        raise SettingsError(what, where=where, next=f"type: {MAKE}")
    return key


def signature(key: bytes, name: str, at_s: int, body: bytes) -> str:
    """What stands in the header webhook-signature."""
    digest = hmac.new(key, f"{name}.{at_s}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def body(message: Message, settings: FollowupSettings) -> bytes:
    """What is sent of a follow-up; the customer's id only where the settings say so."""
    found = message.follow_up
    data: dict[str, Any] = {name: getattr(found, name) for name in ("version", "action", "state", "team", "outcome")}
    data |= {"follow_up": found.id, "due_at": f"{found.due_at.isoformat()}Z"}
    data["reasons"] = [{name: reason.get(name, "") for name in ("reason", "said", "at")} for reason in found.reasons]
    if settings.webhook_customer:
        data["customer_id"] = found.customer_id
    kind = "follow_up.listed" if message.is_first else "follow_up.changed"
    return json.dumps({"type": kind, "data": data}, sort_keys=True).encode()


class _Straight(HTTPRedirectHandler):
    """Follows no redirect: what is signed for one address goes to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


def send(message: Message, settings: FollowupSettings, key: bytes, at: datetime) -> str:
    """Send it once; why it was not taken, in a few words, empty where it was."""
    at_s, content = int(at.timestamp()), body(message, settings)
    head = {
        "Content-Type": "application/json",
        "User-Agent": "Steelyard",
        "webhook-id": message.name,
        "webhook-timestamp": str(at_s),
        "webhook-signature": signature(key, message.name, at_s, content),
    }
    is_near = settings.webhook.startswith("http:")
    opener = build_opener(_Straight(), *([ProxyHandler({})] if is_near else []))
    try:
        with opener.open(Request(settings.webhook, content, head, method="POST"), timeout=TIMEOUT_S) as answer:
            return "" if 200 <= answer.status < 300 else f"it answered {answer.status}"
    except HTTPError as error:
        error.close()
        return f"it answered {error.code}"
    except URLError as error:
        return f"it was not reached ({type(error.reason).__name__})"
    except (OSError, HTTPException, ValueError) as error:
        return f"it was not reached ({type(error).__name__})"


def work_off(desk: Desk, settings: FollowupSettings, folder: Path) -> int:
    """Queue what is new or changed and send what is due; how many arrived."""
    if not settings.webhook:
        return 0
    desk.messages.queue()
    arrived = 0
    for _ in range(MOST_AT_ONCE):
        message = desk.messages.claim()
        if message is None:
            break
        try:
            why = send(message, settings, secret(folder), datetime.now(UTC))
        except SettingsError as error:
            why = error.what
        if why:
            desk.messages.failed(message.id, why)
        else:
            desk.messages.arrived(message.id)
            arrived += 1
    return arrived


class Sender:
    """Works messages off in a thread of its own until it is closed; the list of a new version is taken over first."""

    def __init__(self, served: Served, desk: Desk, every_s: float = EVERY_S) -> None:
        self._served, self._desk, self._every_s = served, desk, every_s
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhook", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send nothing more; what waits stays in the desk."""
        self._ends.set()
        self._thread.join(TIMEOUT_S)

    def _run(self) -> None:
        while not self._ends.wait(self._every_s):
            try:
                workspace = self._served.workspace
                if workspace.settings.followup.webhook and self._served.version:
                    worklist.take_over(workspace, self._desk, self._served.version)
                work_off(self._desk, workspace.settings.followup, self._served.folder)
            except SteelyardError:
                continue
