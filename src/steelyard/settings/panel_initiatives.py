"""Every [[initiatives]] that treats units of a panel of sums, checked with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from steelyard.settings.nodes import Node
from steelyard.settings.undertaken import PanelInitiative

UNITS = "units"
"""What is typed for `treats` where units of a panel are treated."""

_KNOWN = (
    "name", "gain", "treats", "treated", "from", "starts", "until", "controls", "assigned", "primary", "better",
    "smallest", "guardrails", "spending", "cost", "looks",
)  # fmt: skip
_NEEDED = {
    "name": 'Write name = "new-bot".',
    "gain": 'Say what customers are meant to gain: gain = "shorter waits".',
    "primary": 'Name the measure of the panel that says what customers got: primary = "solved".',
}


def is_of_panel(node: Node) -> bool:
    """Whether a registered initiative treats units of a panel."""
    return isinstance(node.value, dict) and node.value.get("treats") == UNITS


def read_panel_initiatives(node: Node) -> tuple[PanelInitiative, ...]:
    """Those of the register that treat units of a panel.

    Raises:
        SettingsError: names the line, and what to write.
    """
    if not isinstance(node.value, list):
        return ()
    return tuple(_initiative(entry) for entry in node.tables() if is_of_panel(entry))


def _initiative(node: Node) -> PanelInitiative:
    entries = node.table(_KNOWN)
    for name, hint in _NEEDED.items():
        if name not in entries:
            raise node.error(f"an initiative has no {name}", next=hint)
    starts, begins = _starts(node, entries)
    controls = entries["controls"].texts() if "controls" in entries else ()
    both = [unit for unit in controls if unit in starts]
    if both:
        raise entries["controls"].error(f"{both[0]!r} is treated and a control", next="Take it out of one of the two.")
    better = entries["better"].choice(("high", "low")) if "better" in entries else ""
    guardrails = entries["guardrails"].table() if "guardrails" in entries else {}
    return PanelInitiative(
        name=entries["name"].text(),
        gain=entries["gain"].text(),
        primary=entries["primary"].text(),
        starts=starts,
        begins=begins,
        until=_period(entries["until"]) if "until" in entries else "",
        controls=controls,
        is_randomised="assigned" in entries and entries["assigned"].choice(("lot", "chosen")) == "lot",
        better=cast(Literal["", "high", "low"], better),
        smallest=float(entries["smallest"].number(0)) if "smallest" in entries else None,
        guardrails={name: float(entry.number(0)) for name, entry in guardrails.items()},
        spending=entries["spending"].text() if "spending" in entries else "",
        cost=float(entries["cost"].number(0)) if "cost" in entries else None,
        looks=_looks(entries["looks"]) if "looks" in entries else (),
    )


def _starts(node: Node, entries: Mapping[str, Node]) -> tuple[dict[str, str], str]:
    """Unit -> period, or the one period of those the panel calls assigned."""
    if "starts" in entries and {"treated", "from"} & entries.keys():
        raise entries["starts"].error("starts stands beside treated or from", next="Write either of the two.")
    if "starts" in entries:
        found = {unit: _period(entry) for unit, entry in entries["starts"].table().items()}
    elif "treated" in entries:
        if "from" not in entries:
            raise entries["treated"].error("treated says no period", next="Write from = 49, or from = 2026-01-01.")
        found = dict.fromkeys(entries["treated"].texts(), _period(entries["from"]))
    else:
        return {}, _period(entries["from"]) if "from" in entries else ""
    if not found:
        raise node.error("an initiative treats nobody", next='Write treated = ["Porto"].')
    return found, ""


def _looks(node: Node) -> tuple[str, ...]:
    if not isinstance(node.value, list):
        raise node.error("looks must be a list of periods", next="Write looks = [53, 57], as the panel writes them.")
    return tuple(_period(node.child(place, one)) for place, one in enumerate(node.value))


def _period(node: Node) -> str:
    value = node.scalar()
    if isinstance(value, bool) or not str(value).strip():
        raise node.error(f"{node.name} names no period", next="Write it as the panel does: 49, 2026-01-01, 2026-W05.")
    return str(value)
