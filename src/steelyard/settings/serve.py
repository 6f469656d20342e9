"""The section [serve]: how the web application is reached, how long a session lasts, and which groups are too small."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from steelyard.errors import did_you_mean
from steelyard.settings.model import OidcSettings, ServeSettings
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
    if "second_factor" in entries:
        found["second_factor"] = _roles(entries["second_factor"])
    if "scanner" in entries:
        found["scanner"] = entries["scanner"].texts()
        if not all(found["scanner"]):
            raise entries["scanner"].error("serve.scanner needs a program", next='Write ["clamdscan", "--fdpass"].')
    if "oidc" in entries:
        found["oidc"] = _provider(entries["oidc"], has_address="address" in found)
    return ServeSettings(**found)


def _roles(node: Node) -> tuple[str, ...]:
    found = node.texts()
    unknown = next((name for name in found if name not in _ROLES), "")
    if unknown:
        raise node.error(f"there is no role {unknown!r}", next=did_you_mean(unknown, _ROLES))
    return found


_ROLES = ("viewer", "lead", "analyst", "administrator", "agent")
_OIDC = tuple(entry.name for entry in fields(OidcSettings))


def _provider(node: Node, *, has_address: bool) -> OidcSettings:
    entries = node.table(_OIDC)
    for name in ("issuer", "client_id", "roles"):
        if name not in entries:
            hint = 'Write issuer, client_id, roles = { "group" = "viewer" }.'
            raise node.error(f"serve.oidc has no {name}", next=hint)
    if not has_address:
        raise node.error("serve.oidc needs serve.address", next="The provider sends people back there.")
    texts = {name: entries[name].text() for name in _OIDC if name in entries and name != "roles"}
    roles = {value: entry.choice(_ROLES) for value, entry in entries["roles"].table().items()}
    issuer = urlsplit(texts["issuer"])
    is_near = issuer.hostname in ("localhost", "127.0.0.1", "::1")
    if not (issuer.scheme == "https" or (issuer.scheme == "http" and is_near)):
        raise entries["issuer"].error("serve.oidc.issuer must begin with https://")
    return OidcSettings(**texts, roles=roles)


def _address(node: Node) -> str:
    found = node.text().rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise node.error("serve.address must be where people reach it", next='Write "https://support.example.org".')
    return found
