"""Contacts drawn to be evaluated: at random within strata, with chances that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.measure.models.evaluable import Frame

NEW_WEIGHT = 2.0
"""How much more often contacts of new agents are drawn."""

LEAST = 2
"""Contacts of a stratum, so that its variance can be told."""


@dataclass(frozen=True)
class Stratum:
    """Contacts that are drawn alike."""

    name: str
    contacts: int
    drawn: int

    @property
    def chance(self) -> float:
        """Of each of its contacts."""
        return self.drawn / self.contacts


@dataclass(frozen=True)
class Draw:
    """What was drawn.

    Attributes:
        strata: what they are made of: "team, channel and new agents" ...
        places: rows of the frame, in random order. of: the stratum of each. twice: which of them are scored twice.
    """

    by: str
    strata: tuple[Stratum, ...]
    places: tuple[int, ...]
    of: tuple[int, ...]
    twice: tuple[bool, ...]


_KINDS = (("team", "channel", "topic", "new"), ("team", "channel", "new"), ("channel", "new"), ("new",), ())
_SAID = {"team": "team", "channel": "channel", "topic": "topic", "new": "new agents"}


def draw(frame: Frame, count: int, twice: float, seed: int) -> Draw:
    """So many contacts, a share of them to be scored twice; the same of the same frame and seed.

    Strata are team, channel, topic family and whether the agent is new, coarser where they would be too many for the
    count. Each gives what its size asks for and at least two; new agents twice as many. Within a stratum contacts stand
    by topic family and every so-manieth is drawn from a random start: where topics are no strata they are spread as in
    the whole, and each contact has the same chance.
    """
    rng = np.random.default_rng(seed)
    count = min(count, len(frame))
    by, codes, names = _strata(frame, count)
    sizes = np.bincount(codes, minlength=len(names))
    weight = sizes * np.array([NEW_WEIGHT if name.endswith("new agents") else 1.0 for name in names])
    given = _allocated(weight, sizes, count)
    places: list[int] = []
    of: list[int] = []
    for one in range(len(names)):
        rows = np.flatnonzero(codes == one)
        rows = rows[np.lexsort((rng.random(len(rows)), frame.families[rows]))]
        chosen = _systematic(rows, int(given[one]), rng)
        places += chosen.tolist()
        of += [one] * len(chosen)
    order = rng.permutation(len(places))
    double = np.zeros(len(places), dtype=bool)
    double[_systematic(np.arange(len(places)), min(len(places), round(twice * len(places))), rng)] = True
    strata = tuple(Stratum(name, int(size), int(n)) for name, size, n in zip(names, sizes, given, strict=True))
    return Draw(
        by,
        strata,
        tuple(places[at] for at in order),
        tuple(of[at] for at in order),
        tuple(bool(double[at]) for at in order),
    )


def _strata(frame: Frame, count: int) -> tuple[str, np.ndarray, Sequence[str]]:
    """The finest that leave half of the count to be given by size."""
    new = np.where(frame.is_new, "new agents", "")
    parts = {"team": frame.teams, "channel": frame.channels, "topic": frame.families, "new": new}
    for kinds in _KINDS:
        labels = np.array([", ".join(filter(None, one)) for one in zip(*(parts[kind] for kind in kinds), strict=True)])
        labels = labels if kinds else np.full(len(frame), "")
        labels = np.where(labels == "", "all others" if kinds else "all", labels)
        names, codes = np.unique(labels, return_inverse=True)
        if len(names) * LEAST <= count / 2 or not kinds:
            told = [_SAID[kind] for kind in kinds]
            said = " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""
            return said, codes, [str(name) for name in names]
    raise AssertionError("the coarsest strata always do")


def _allocated(weight: np.ndarray, sizes: np.ndarray, count: int) -> np.ndarray:
    """Whole numbers by weight, at least two of each (all of a smaller one) where the count allows, at most its size."""
    least = np.minimum(sizes, LEAST) if np.minimum(sizes, LEAST).sum() <= count else np.zeros_like(sizes)
    given = least.copy()
    while given.sum() < count:
        room = sizes - given
        wanted = np.where(room > 0, weight * count / weight.sum() - given, -np.inf)
        given[int(np.argmax(wanted))] += 1
    return given


def _systematic(rows: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """n of the rows, evenly spread from a random start: each with the chance n over their number."""
    if n <= 0 or not len(rows):
        return rows[:0]
    step = len(rows) / n
    at = np.floor(rng.random() * step + step * np.arange(n)).astype(np.int64)
    return rows[np.minimum(at, len(rows) - 1)]
