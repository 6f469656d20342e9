"""The section [serve]: how the web application is reached, how long a session lasts, and which groups are too small."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from steelyard.settings.model import ServeSettings
from steelyard.settings.nodes import Node

_KNOWN = tuple(entry.name for entry in fields(ServeSettings))
_LIMITS = {
    "idle_minutes": (1, 24 * 60),
    "session_hours": (0.1, 24 * 30),
    "least_contacts": (1, 1_000_000),
    "least_people": (1, 10_000),
}
_WHOLE = ("least_contacts", "least_people")


def read_serve(node: Node) -> ServeSettings:
    """What the section says."""
    entries = node.table(_KNOWN)
    found: dict[str, Any] = {name: entries[name].number(*_LIMITS[name]) for name in _LIMITS if name in entries}
    for name in (name for name in _WHOLE if name in found):
        if found[name] != int(found[name]):
            raise entries[name].error(f"{name} must be a whole number")
        found[name] = int(found[name])
    if "address" in entries:
        found["address"] = _address(entries["address"])
    return ServeSettings(**found)


def _address(node: Node) -> str:
    found = node.text().rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise node.error("serve.address must be where people reach it", next='Write "https://support.example.org".')
    return found
