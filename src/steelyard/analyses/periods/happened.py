"""What was logged within some days, as trends show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from steelyard.settings.undertaken import Event


@dataclass(frozen=True)
class Happened:
    """A logged event: its name, what kind it was, and its first day."""

    name: str
    kind: str
    on: date


def happened(events: Sequence[Event], from_on: date, to_on: date) -> tuple[Happened, ...]:
    """Events that began within some days, by their day."""
    return tuple(Happened(event.name, event.kind, event.on) for event in events if from_on <= event.on <= to_on)
