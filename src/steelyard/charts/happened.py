"""What was logged, on any trend: a line on its day and a letter that a table explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steelyard.analyses.periods.happened import Happened
from steelyard.charts.canvas import SMALL_PX, Row, Spec, at, layer, nominal, tooltip
from steelyard.theme import LIGHT

MOST = 26


def letters(events: Sequence[Happened]) -> dict[str, str]:
    """Event -> its letter, by their days; without letters where there are more than the alphabet has."""
    names = [event.name for event in events]
    return {name: chr(ord("A") + place) if len(names) <= MOST else "" for place, name in enumerate(names)}


def marks(events: Sequence[Happened], x: Mapping[str, Any], first: str, last: str) -> list[Spec]:
    """Thin lines on the days of events between two days of the trend, with their letters at the top.

    Args:
        x: how the trend places days: a temporal encoding, whose field is taken over.
    """
    known = letters(events)
    field = str(x["field"])
    rows: list[Row] = [
        {
            field: f"{event.on}",
            "letter": known[event.name],
            "event": event.name,
            "kind": event.kind,
            "day": f"{event.on.day} {event.on:%b %Y}",
        }
        for event in events
        if first <= f"{event.on}" <= last
    ]
    if not rows:
        return []
    shown = tooltip(event="Event", kind="Kind", day="Day")
    place = {"x": dict(x)}
    return [
        layer("rule", rows, {**place, "tooltip": shown}, color=LIGHT["customer"], strokeWidth=1, opacity=0.7),
        layer(
            "text", rows, {**place, "y": at(0), "text": nominal("letter"), "tooltip": shown},
            baseline="bottom", dy=-1, fontSize=SMALL_PX, color=LIGHT["customer"],
        ),
    ]  # fmt: skip
