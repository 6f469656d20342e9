"""The log: every [[events]] of steelyard.toml, checked with its line."""

from __future__ import annotations

from typing import Any, cast, get_args

from steelyard import catalogue
from steelyard.errors import did_you_mean
from steelyard.settings.initiatives import TREATS
from steelyard.settings.model import Settings
from steelyard.settings.nodes import Node
from steelyard.settings.undertaken import Event, EventKind

KINDS: tuple[EventKind, ...] = get_args(EventKind)

_KNOWN = ("name", "kind", "on", "until", "purpose", "treats", "treated", "primary", "new_baseline")
_NEEDED = {
    "name": 'Write name = "Listening workshop".',
    "kind": f"Say what it was: one of {', '.join(KINDS)}.",
    "on": "Write its first day: on = 2026-03-02.",
}


def read_events(node: Node) -> tuple[Event, ...]:
    """Everything that was logged, by its first day.

    Raises:
        SettingsError: names the line, and what to write.
    """
    if not isinstance(node.value, list):
        raise node.error("events must be a list of tables", next="Begin each with [[events]].")
    found = [_event(entry) for entry in node.tables()]
    names = [event.name for event in found]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise node.child(place, node.value[place]).error(
                f"two events are called {name!r}", next="Give each a name of its own, with its month, say."
            )
    return tuple(sorted(found, key=lambda event: event.on))


def check_events(node: Node, settings: Settings) -> None:
    """Who took part are people or things that contacts can be told apart by.

    Raises:
        SettingsError: an event names neither one of `TREATS` nor an extra dimension.
    """
    known = (*TREATS.values(), *settings.dimensions)
    taken = {one.name for one in settings.initiatives}
    for place, entry in enumerate(node.tables()):
        event = _event(entry)
        if event.treats and event.treats not in known:
            raise entry.table()["treats"].error(
                f"event {event.name!r} cannot name {event.treats!r}",
                next=did_you_mean(event.treats, (*TREATS, *settings.dimensions)),
            )
        if event.name in taken:
            raise node.child(place, node.value[place]).error(
                f"an initiative is called {event.name!r}, too", next="Initiatives stand in the log by themselves."
            )


def _event(node: Node) -> Event:
    entries = node.table(_KNOWN)
    for name, hint in _NEEDED.items():
        if name not in entries:
            raise node.error(f"an event has no {name}", next=hint)
    on = entries["on"].day()
    until = entries["until"].day() if "until" in entries else None
    if until is not None and until < on:
        raise entries["until"].error(f"the event ends on {until}, before it begins", next="Mend on, or until.")
    if ("treats" in entries) != ("treated" in entries):
        raise node.error(
            "an event says only half of who took part",
            next='Write both, treats = "teams" and treated = ["Porto"], or neither.',
        )
    more: dict[str, Any] = {}
    if "treats" in entries:
        treats = entries["treats"].text()
        more = {"treats": TREATS.get(treats, treats), "treated": entries["treated"].texts()}
        if not more["treated"]:
            raise entries["treated"].error("nobody took part", next='Write treated = ["Porto"], or leave out both.')
    return Event(
        name=entries["name"].text(),
        kind=cast(EventKind, entries["kind"].choice(KINDS)),
        on=on,
        until=until,
        purpose=entries["purpose"].text() if "purpose" in entries else "",
        primary=_metric(entries["primary"]) if "primary" in entries else "",
        is_new_baseline="new_baseline" in entries and entries["new_baseline"].boolean(),
        **more,
    )


def _metric(node: Node) -> str:
    known = catalogue.entries("metrics", "METRIC")
    name = node.text()
    if name not in known:
        raise node.error(f"there is no measure {name!r}", next=did_you_mean(name, known))
    return name
