"""The fractures a workspace declares: every [[fractures]] of steelyard.toml, checked with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from steelyard import catalogue, schema
from steelyard.errors import did_you_mean
from steelyard.settings.model import DeclaredFracture
from steelyard.settings.nodes import Node

_KNOWN = ("name", "title", "where", "at_least", "at_most", "steps", "charge", "place", "cost", "minutes")
_CHARGES = ("contact", "excess")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBERS = ("seconds", "count", "money", "number")
_ABSENT = frozenset({"merged_into", "excluded", "follows_id", "contact_id", "customer_id", "issue_id", "cost"})
"""Columns of contacts the facts do not hold, or hold otherwise."""


def read_fractures(node: Node, dimensions: tuple[str, ...]) -> tuple[DeclaredFracture, ...]:
    """Everything that is declared.

    Args:
        dimensions: the workspace's own columns of contacts, which a condition may name.

    Raises:
        SettingsError: names the line, and what to write.
    """
    if not isinstance(node.value, list):
        raise node.error("fractures must be a list of tables", next="Begin each with [[fractures]].")
    found = [_fracture(entry, dimensions) for entry in node.tables()]
    names = [one.name for one in found]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise node.child(place, node.value[place]).error(
                f"two fractures are called {name!r}", next="Give each a name of its own."
            )
    return tuple(found)


def _fracture(node: Node, dimensions: tuple[str, ...]) -> DeclaredFracture:
    entries = node.table(_KNOWN)
    if "name" not in entries:
        raise node.error("a fracture has no name", next='Write name = "refund".')
    name = entries["name"].text()
    if not _NAME.fullmatch(name):
        hint = 'Write it in small letters, digits and underscores: name = "refund_for_fault".'
        raise entries["name"].error(f"a fracture cannot be called {name!r}", next=hint)
    texts, numbers = _columns(dimensions)
    where = {key: entry.texts() for key, entry in _named(entries, "where", texts)}
    least = {key: float(entry.number()) for key, entry in _named(entries, "at_least", numbers)}
    most = {key: float(entry.number()) for key, entry in _named(entries, "at_most", numbers)}
    is_known = name in catalogue.names("fractures", "FRACTURE")
    steps = tuple(dict.fromkeys(entries["steps"].texts())) if "steps" in entries else ()
    if is_known and (where or least or most or steps):
        raise entries["name"].error(f"{name!r} is built in and has its own condition", next="Choose another name.")
    if not is_known and not (where or least or most or steps):
        hint = 'Write steps = ["Asked again"], where = { topic = ["refund"] }, or at_least = { hold_s = 600 }.'
        raise node.error(f"the fracture {name!r} has no condition", next=hint)
    told: dict[str, Any] = {}
    if "place" in entries:
        told["place"] = int(entries["place"].number(0, 1000))
    if "charge" in entries:
        told["charge"] = entries["charge"].choice(_CHARGES)
    for key in ("cost", "minutes"):
        if key in entries:
            told[key] = float(entries[key].number(0))
    title = entries["title"].text() if "title" in entries else ""
    return DeclaredFracture(name, title, where, least, most, steps, **told)


def _columns(dimensions: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts and the numbers of contacts that a condition may name."""
    known = [column for column in schema.table("contacts").columns if column.name not in _ABSENT]
    texts = tuple(column.name for column in known if column.type == "text")
    return (*texts, *dimensions), tuple(column.name for column in known if column.type in _NUMBERS)


def _named(entries: Mapping[str, Node], name: str, known: tuple[str, ...]) -> list[tuple[str, Node]]:
    if name not in entries:
        return []
    told = entries[name].table()
    for key, entry in told.items():
        if key not in known:
            raise entry.error(f"a fracture's condition cannot name {key!r}", next=did_you_mean(key, known))
    return list(told.items())
