"""Signals that a figure may not say what it seems to, and when they add up to a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from steelyard.measure.cells.cells import Cells
from steelyard.stats.arrays import Flags
from steelyard.stats.surveys.selection import discoveries

State = Literal["finding", "question", "quiet", "untold"]
STATES: Mapping[State, str] = {
    "finding": "two sources agree",
    "question": "one source only",
    "quiet": "no sign",
    "untold": "too little data",
}

MOST_UNITS = 40
ENOUGH = 2
"""Independent signals before anything is called a finding."""


@dataclass(frozen=True)
class Signal:
    """One test of one unit.

    Args:
        id: kind of test; records: what it rests on: two signals from the same records are not independent.
        title: what is tested; said: what was found, with its figures.
        p: p-value; None where these data cannot tell.
        is_suspect: large enough, and in the direction that flatters.
        fires: suspect, and beyond sampling error, corrected for the number of tests.
    """

    id: str
    records: str
    title: str
    said: str
    p: float | None = None
    is_suspect: bool = False
    fires: bool = False

    @property
    def is_known(self) -> bool:
        """Whether these data can tell at all."""
        return self.p is not None


def surest(found: Sequence[Signal]) -> Signal:
    """The first of several readings of one look: suspect where all are, at the largest probability of chance."""
    first = found[0]
    known = [signal.p for signal in found if signal.p is not None]
    p = max(known) if len(known) == len(found) else None
    return replace(first, p=p, is_suspect=all(signal.is_suspect for signal in found))


@dataclass(frozen=True)
class Reading:
    """A figure of one unit, and every test of it.

    Args:
        kind: which figure: ratings, targets, marks, evaluations, splitting.
        title: the figure as people say it.
        dimension, part: the unit; empty for everything together.
        asks: what to check where signals fire.
        detail: distinguishes several readings of one kind, such as by the limit.
    """

    kind: str
    title: str
    dimension: str
    part: str
    signals: tuple[Signal, ...]
    asks: str = ""
    detail: str = ""

    @property
    def fired(self) -> tuple[Signal, ...]:
        """The signals beyond sampling error, the surest first."""
        return tuple(sorted((signal for signal in self.signals if signal.fires), key=_chance))

    @property
    def state(self) -> State:
        """A finding only where signals from two sorts of records agree."""
        if len({signal.records for signal in self.fired}) >= ENOUGH:
            return "finding"
        if self.fired:
            return "question"
        return "quiet" if any(signal.is_known for signal in self.signals) else "untold"

    @property
    def unit(self) -> str:
        """The unit as people say it."""
        return self.part or "the service as a whole"


def parts_of(cells: Cells, dimension: str) -> dict[str, Flags]:
    """Unit -> its cells, at most 40 in alphabetical order; without a dimension everything under an empty name."""
    if not dimension:
        return {"": np.ones(len(cells.labels), dtype=bool)}
    names = np.array(cells.column(dimension), dtype=object)
    known = sorted({name for name in names.tolist() if name is not None})[:MOST_UNITS]
    return {name: np.asarray(names == name) for name in known}


def judged(readings: Sequence[Reading], rate: float = 0.05) -> tuple[Reading, ...]:
    """The readings with their signals tested, corrected for all units that were tested in the same way."""
    kinds = sorted({signal.id for reading in readings for signal in reading.signals})
    fires: dict[tuple[int, str], bool] = {}
    for kind in kinds:
        own = [(place, signal) for place, r in enumerate(readings) for signal in r.signals if signal.id == kind]
        stand = discoveries([np.nan if signal.p is None else signal.p for _, signal in own], rate)
        fires |= {(place, kind): bool(s) and one.is_suspect for (place, one), s in zip(own, stand, strict=True)}
    return tuple(
        replace(reading, signals=tuple(replace(signal, fires=fires[place, signal.id]) for signal in reading.signals))
        for place, reading in enumerate(readings)
    )


def weightiest(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Findings first, then questions, units before the whole, the surest first; then one for each other kind."""
    ranked = sorted(readings, key=lambda reading: (_ORDER[reading.state], not reading.part, *_sureness(reading)))
    shown = [reading for reading in ranked if reading.state in ("finding", "question")]
    told = {reading.kind for reading in shown}
    for reading in sorted(ranked, key=lambda reading: (_ORDER[reading.state], bool(reading.part))):
        if reading.kind not in told:
            told.add(reading.kind)
            shown.append(reading)
    return tuple(shown)


_ORDER: Mapping[State, int] = {"finding": 0, "question": 1, "quiet": 2, "untold": 3}


def _chance(signal: Signal) -> float:
    return 1.0 if signal.p is None else signal.p


def _sureness(reading: Reading) -> tuple[int, float]:
    fired = reading.fired
    return -len(fired), float(np.prod([_chance(signal) for signal in fired])) if fired else 1.0
