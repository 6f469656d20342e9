"""The register: every [[initiatives]] of steelyard.toml, checked with its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from steelyard import catalogue
from steelyard.errors import did_you_mean
from steelyard.settings.drawn import arm_of, lot_of
from steelyard.settings.model import Settings
from steelyard.settings.nodes import Node
from steelyard.settings.panel_initiatives import UNITS, is_of_panel
from steelyard.settings.undertaken import CUSTOMERS, Initiative

TREATS = {
    "agents": "agent_id",
    "teams": "team",
    "sites": "site",
    "channels": "channel",
    "topics": "topic",
    "segments": "segment",
}
"""What is typed for what is treated -> the dimension; an extra dimension is typed by its own name."""

_KNOWN = (
    "name", "gain", "treats", "treated", "from", "starts", "until", "controls", "assigned", "primary", "smallest",
    "guardrails", "cost", "looks", "reached", "lot", "arm",
)  # fmt: skip
_NEEDED = {
    "name": 'Write name = "new-bot".',
    "gain": 'Say what customers are meant to gain: gain = "shorter waits".',
    "treats": f"Say what is treated: one of {', '.join(TREATS)}, {CUSTOMERS}, or a dimension.",
}
_TELLING = ("family", "priority", "handled_by")
"""Dimensions that cannot be treated, but tell who was reached."""

_ASSIGNED = ("lot", "chosen")


def read_initiatives(node: Node) -> tuple[Initiative, ...]:
    """Everything that is registered.

    Raises:
        SettingsError: names the line, and what to write.
    """
    if not isinstance(node.value, list):
        raise node.error("initiatives must be a list of tables", next="Begin each with [[initiatives]].")
    entries = list(node.tables())
    found = [_initiative(entry) for entry in entries if not is_of_panel(entry)]
    names = [entry.value.get("name") if isinstance(entry.value, dict) else None for entry in entries]
    for place, name in enumerate(names):
        if name is not None and name in names[:place]:
            raise entries[place].error(f"two initiatives are called {name!r}", next="Give each a name of its own.")
    return tuple(found)


def check_initiatives(node: Node, settings: Settings) -> None:
    """What is treated is something that contacts can be told apart by.

    Raises:
        SettingsError: an initiative treats neither one of `TREATS` nor an extra dimension.
    """
    known = (*TREATS.values(), *settings.dimensions)
    reached = (*TREATS.values(), *_TELLING, *settings.dimensions)
    entries = [entry for entry in node.tables() if not is_of_panel(entry)] if isinstance(node.value, list) else []
    for entry, one in zip(entries, settings.initiatives, strict=True):
        for dimension in one.reached:
            if dimension not in reached:
                raise entry.table()["reached"].error(
                    f"initiative {one.name!r} cannot tell who was reached by {dimension!r}",
                    next=did_you_mean(dimension, reached),
                )
        if one.arm and one.arm not in settings.dimensions:
            raise entry.table()["arm"].error(
                f"initiative {one.name!r} cannot tell by {one.arm!r} which customers were drawn",
                next=did_you_mean(one.arm, settings.dimensions) or "Map it as a dimension of contacts.",
            )
        if one.treats not in (*known, CUSTOMERS):
            raise entry.table()["treats"].error(
                f"initiative {one.name!r} cannot treat {one.treats!r}",
                next=did_you_mean(one.treats, (*TREATS, CUSTOMERS, UNITS, *settings.dimensions)),
            )


def _initiative(node: Node) -> Initiative:
    entries = node.table(_KNOWN)
    for name, hint in _NEEDED.items():
        if name not in entries:
            raise node.error(f"an initiative has no {name}", next=hint)
    treats = entries["treats"].text()
    lot, arm = lot_of(node, entries, treats), arm_of(entries, treats)
    starts = {"treated": entries["from"].day()} if lot else _starts(node, entries)
    if treats == CUSTOMERS and len(set(starts.values())) > 1:
        raise entries["starts"].error("customers begin on several days", next="Register each lot by itself.")
    until = entries["until"].day() if "until" in entries else None
    late = [unit for unit, begun_on in starts.items() if until and begun_on > until]
    if late:
        raise entries["until"].error(
            f"the initiative ends on {until}, before {late[0]} begins", next="Mend until, or the start."
        )
    return Initiative(
        name=entries["name"].text(),
        gain=entries["gain"].text(),
        treats=TREATS.get(treats, treats),
        starts=starts,
        until=until,
        controls=_controls(entries, starts),
        is_randomised=treats == CUSTOMERS or ("assigned" in entries and entries["assigned"].choice(_ASSIGNED) == "lot"),
        primary=_metric(entries["primary"]) if "primary" in entries else "",
        smallest=_size(entries["smallest"]) if "smallest" in entries else None,
        guardrails=_guardrails(entries["guardrails"]) if "guardrails" in entries else {},
        cost=float(entries["cost"].number(0)) if "cost" in entries else None,
        looks=_looks(entries["looks"], min(starts.values())) if "looks" in entries else (),
        reached=_reached(entries["reached"]) if "reached" in entries else {},
        lot=lot,
        arm=arm,
    )


def _starts(node: Node, entries: Mapping[str, Node]) -> dict[str, date]:
    """Either one day for all treated, or a day for each."""
    one_day = {"treated", "from"} & entries.keys()
    if "starts" in entries and one_day:
        raise entries["starts"].error("starts stands beside treated or from", next="Write either of the two.")
    if "starts" in entries:
        found = {unit: entry.day() for unit, entry in entries["starts"].table().items()}
    elif len(one_day) == 2:
        found = dict.fromkeys(entries["treated"].texts(), entries["from"].day())
    else:
        hint = 'Write treated = ["Porto"] and from = 2026-01-01, or starts = { Porto = 2026-01-01 }.'
        raise node.error("an initiative does not say who was treated since when", next=hint)
    if not found:
        raise node.error("an initiative treats nobody", next='Write treated = ["Porto"].')
    return found


def _controls(entries: Mapping[str, Node], starts: Mapping[str, date]) -> tuple[str, ...]:
    if "controls" not in entries:
        return ()
    found = entries["controls"].texts()
    both = [unit for unit in found if unit in starts]
    if both:
        raise entries["controls"].error(f"{both[0]!r} is treated and a control", next="Take it out of one of the two.")
    return found


def _looks(node: Node, begun_on: date) -> tuple[date, ...]:
    if not isinstance(node.value, list):
        raise node.error("looks must be a list of days", next="Write looks = [2026-02-01, 2026-04-01].")
    found = tuple(node.child(place, day).day() for place, day in enumerate(node.value))
    if any(later <= earlier for earlier, later in pairwise((begun_on, *found))):
        raise node.error("looks do not follow each other after the beginning", next=f"Begin after {begun_on}.")
    return found


def _reached(node: Node) -> dict[str, tuple[str, ...]]:
    found = {name: entry.texts() for name, entry in node.table().items()}
    if len(found) != 1:
        raise node.error("reached names one dimension", next='Write reached = { channel = ["bot"] }.')
    return found


def _metric(node: Node) -> str:
    known = catalogue.entries("metrics", "METRIC")
    name = node.text()
    if name not in known:
        raise node.error(f"there is no measure {name!r}", next=did_you_mean(name, known))
    if known[name].quantile:
        raise node.error(f"{name} is a quantile, which cannot be summed by unit and week", next="Take a mean or share.")
    if known[name].better == "neither":
        raise node.error(f"{name} is neither good nor bad", next="Take a measure with a better direction.")
    return name


def _size(node: Node) -> float:
    return float(node.number(0))


def _guardrails(node: Node) -> dict[str, float]:
    found = {}
    for name, entry in node.table().items():
        _metric(node.child(name, name))
        found[name] = _size(entry)
    return found
