"""The section [followup]: why customers are listed for a follow-up, what for, and how many a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from steelyard import catalogue
from steelyard.declare import ACTIONS
from steelyard.errors import did_you_mean
from steelyard.settings.model import FollowupSettings
from steelyard.settings.nodes import Node

_KNOWN = tuple(entry.name for entry in fields(FollowupSettings))
_WHOLE = {
    "window_days": (1, 366),
    "quiet_days": (0, 366),
    "capacity": (1, 100_000),
    "returns": (1, 100),
    "attempts": (1, 100),
    "silence_days": (0, 366),
    "holdout_seed": (0, 1_000_000_000),
}
_SHARES = ("low_rating", "fallen_by", "high_value_share", "value_power")


def read_followup(node: Node) -> FollowupSettings:
    """What the section says."""
    entries = node.table(_KNOWN)
    found: dict[str, Any] = {name: _whole(entries[name], *_WHOLE[name]) for name in _WHOLE if name in entries}
    found |= {name: float(entries[name].number(0, 1)) for name in _SHARES if name in entries}
    if "effort_minutes" in entries:
        found["effort_minutes"] = float(entries["effort_minutes"].number(0))
    if "capacity_of" in entries:
        teams = entries["capacity_of"].table()
        found["capacity_of"] = {team: _whole(entry, 0, 100_000) for team, entry in teams.items()}
    for name, most in (("holdout", 0.9), ("due_days", 366)):
        if name in entries:
            found[name] = {action: float(entry.number(0, most)) for action, entry in _of_actions(entries[name])}
    if "weights" in entries:
        found["weights"] = {reason: float(entry.number(0, 100)) for reason, entry in _of_reasons(entries["weights"])}
    if "actions" in entries:
        found["actions"] = {reason: entry.choice(ACTIONS) for reason, entry in _of_reasons(entries["actions"])}
    if "webhook" in entries:
        found["webhook"] = _address(entries["webhook"])
    if "webhook_customer" in entries:
        found["webhook_customer"] = entries["webhook_customer"].boolean()
    return FollowupSettings(**found)


def _address(node: Node) -> str:
    """An address that is safe to send to: https, or this machine."""
    text = node.text()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise node.error("followup.webhook is no address", next=_HINT) from None
    is_near = parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1")
    if not host or not (parts.scheme == "https" or is_near):
        raise node.error("followup.webhook must begin with https:// (http:// on this machine alone)", next=_HINT)
    if parts.username is not None or parts.password is not None:
        raise node.error("followup.webhook holds a name or a password", next=_HINT)
    return text


_HINT = 'Write webhook = "https://helpdesk.example/steelyard".'


def _whole(node: Node, low: float, high: float) -> int:
    number = node.number(low, high)
    if number != int(number):
        raise node.error(f"{node.name} must be a whole number")
    return int(number)


def _of_actions(node: Node) -> Iterable[tuple[str, Node]]:
    return node.table(ACTIONS).items()


def _of_reasons(node: Node) -> Iterable[tuple[str, Node]]:
    known = catalogue.names("reasons", "REASON")
    for name, entry in node.table().items():
        if name not in known:
            raise entry.error(f"there is no reason {name!r}", next=did_you_mean(name, known))
        yield name, entry
