"""Compares what two engines give for everything read beside measures: cells, sums of models, months of customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.conformance.equality import differing
from steelyard.conformance.outcome import REFUSED, Difference
from steelyard.conformance.world import World
from steelyard.errors import SteelyardError


@dataclass(frozen=True)
class Piece:
    """Numbers of a reading.

    Args:
        said: what they are.
        labels: what each row is of, in an order that follows from them alone.
        values: (labels, ...).
        scale: of what the values are the remainder, where that is larger than they are themselves.
    """

    said: str
    labels: tuple[str, ...]
    values: np.ndarray
    scale: np.ndarray | float = 0.0

    @property
    def is_counted(self) -> bool:
        """Whether these are counts: whole numbers throughout, that stand for themselves."""
        known = self.values[~np.isnan(self.values)]
        return bool((known == np.round(known)).all()) and not np.any(self.scale)


@dataclass(frozen=True)
class Reading:
    """A way to read an engine.

    Args:
        name: as differences name it.
        read: everything it can be asked, of the golden data.
        refused: what is refused where it differs, measures or the reading itself.
    """

    name: str
    read: Callable[[World], Iterable[Piece]]
    refused: tuple[str, ...]

    def pieces(self, world: World) -> tuple[Piece, ...]:
        """All it reads of an engine."""
        return tuple(self.read(world))


def compare(expected: World, found: World, readings: Sequence[Reading]) -> tuple[int, list[Difference]]:
    """How many values were compared, and the readings that differ, each with where it does so first."""
    count = 0
    differences = []
    for reading in readings:
        pieces = expected.once(reading, reading.pieces)
        count += sum(piece.values.size for piece in pieces)
        try:
            others = reading.pieces(found)
        except SteelyardError as error:
            said = f"{REFUSED}: {error.what}"
            differences.append(Difference(reading.name, "whole", "an answer", said, metrics=reading.refused))
            continue
        wrong = [entry for pair in zip(pieces, others, strict=True) if (entry := _wrong(*pair))]
        if wrong:
            place, one, other, _ = wrong[0]
            times = sum(entry[3] for entry in wrong)
            differences.append(Difference(reading.name, place, one, other, times, reading.refused))
    return count, differences


def _wrong(one: Piece, other: Piece) -> tuple[str, str, str, int] | None:
    """The first place at which two pieces differ, both values there, and in how many values they do."""
    held = [Counter(piece.labels) for piece in (one, other)]
    lone = (held[0] - held[1]) | (held[1] - held[0])
    if lone:
        first = min(lone)
        times = [f"{counts[first]} times" for counts in held]
        return f"{one.said}, {first}", times[0], times[1], lone.total()
    places = differing(one.values, other.values, is_exact=one.is_counted, scale=one.scale)
    if not len(places):
        return None
    at = np.unravel_index(places[0], one.values.shape)
    return f"{one.said}, {one.labels[at[0]]}", str(one.values[at]), str(other.values[at]), len(places)
