"""The answer to which figures may mislead."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.analyses.readings.bunching import Histogram
from steelyard.analyses.readings.nonresponse import Silence
from steelyard.analyses.readings.signals import Reading
from steelyard.answers import Answer


@dataclass(frozen=True)
class Readings(Answer):
    """Signals that figures may mislead.

    Args:
        readings: findings first, then questions, then one line for each kind of figure where nothing was found.
        looked: how many tests had enough data; untold: how many had too little.
        histogram: of the strongest bunching; None where none fires.
        silent: what the ratings say of all customers; None where too few answered.
        label: the days tested.
    """

    readings: tuple[Reading, ...] = ()
    looked: int = 0
    untold: int = 0
    histogram: Histogram | None = None
    silent: Silence | None = None
    label: str = ""

    @property
    def findings(self) -> tuple[Reading, ...]:
        """Those two independent signals agree on."""
        return tuple(reading for reading in self.readings if reading.state == "finding")

    @property
    def leading(self) -> tuple[Reading, ...]:
        """The first of each kind of figure: where its signals are strongest."""
        kinds = {reading.kind: reading for reading in reversed(self.readings)}
        return tuple(reading for reading in self.readings if kinds[reading.kind] is reading)

    @property
    def questions(self) -> tuple[Reading, ...]:
        """Those of one signal alone."""
        return tuple(reading for reading in self.readings if reading.state == "question")
