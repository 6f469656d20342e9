"""The parts of the calibration that ask centres of another maker: which, how many, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

from calibration.planted import counting
from calibration.planted.one import World
from calibration.planted.run import asked

SMALL, USUAL = 30_000, 45_000
_MOVED = ("change", "tradeoff", "participation")
"""Questions in which something planted shows."""


@dataclass(frozen=True)
class Part:
    """Centres of one plant.

    Args:
        count: how many. variants: parameters in place of the plant's, taken in turn. questions: all unless some.
    """

    plant: str
    count: int
    variants: tuple[Mapping[str, Any], ...] = ({},)
    questions: tuple[str, ...] = ()


_SLOW = tuple(
    {"contacts": SMALL, "solution_days": mean, "days_after": after}
    for mean, after in product((5.0, 15.0, 30.0), (17, 60, 200))
)

PARTS: Mapping[str, Part] = {
    "centres-null": Part("null", 30, ({"contacts": SMALL},)),
    "centres-replaced": Part("replaced", 12, ({"contacts": SMALL},), ("scorecard", "verdict", *_MOVED)),
    "centres-mix": Part("mix", 12, ({"contacts": SMALL},), _MOVED),
    "centres-slow": Part("slow", 18, _SLOW, ("scorecard", "verdict", "change", "tradeoff")),
    "centres-ids-lost": Part("ids-lost", 10, ({"contacts": USUAL},), ("scorecard", *_MOVED)),
    "centres-gain": Part("gain", 10, ({"contacts": USUAL},), _MOVED),
    "centres-over-service": Part("over-service", 10, ({"contacts": USUAL},), _MOVED),
    "centres-false-economy": Part("false-economy", 10, ({"contacts": 60_000},), _MOVED),
    "centres-bot-deflects": Part("bot-deflects", 10, ({"contacts": USUAL},), _MOVED),
    "centres-bot-solves": Part("bot-solves", 10, ({"contacts": USUAL},), _MOVED),
}


def run(name: str, share: float, seed: int, scratch: Path | None) -> dict[str, Any]:
    """The counts of one part, to be written down."""
    part = PARTS[name]
    count = max(round(part.count * share), 2)
    turns = islice(cycle(part.variants), count)
    worlds = [World(part.plant, seed + place, dict(variant)) for place, variant in enumerate(turns)]
    found = counting.summary(list(asked(worlds, scratch, part.questions)))
    return {**found, "plant": part.plant, "contacts": found["contacts"] * count}
