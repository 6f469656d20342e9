"""A measure that gives the outcome away is no driver: it is the outcome once more, under another name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from steelyard.analyses.drivers.predictors import Candidate, Outcome
from steelyard.measure.models.cross_products import Asked, Profile, distribution
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store import Snapshot

GIVEN_AWAY = 0.95
"""A measure that alone puts so many pairs into the right order gives the outcome away."""

IMPLAUSIBLE = {True: 0.5, False: 0.8}
"""Is it yes or no -> the part of its differences no honest single measure explains."""

_WORTH_A_LOOK = 0.03


@dataclass(frozen=True)
class Leak:
    """A measure excluded as leakage.

    Args:
        explained: the part of the outcome's differences it explains alone.
        ordered: of all pairs with different outcomes, the part it puts into the right order; None where the outcome
            is not yes or no.
    """

    name: str
    title: str
    explained: float
    ordered: float | None


def leaks(
    snapshot: Snapshot,
    settings: Settings,
    asked: Asked,
    outcome: Outcome,
    candidates: Sequence[Candidate],
    fits: Floats,
    profile: Profile,
) -> tuple[Leak, ...]:
    """The measures that give the outcome away; each is looked at alone only where it explains much.

    Args:
        fits: (p,), what each explains alone.
        profile: of these measures.
    """
    found = []
    for place, candidate in enumerate(candidates):
        ordered = None
        if outcome.is_event and fits[place] > _WORTH_A_LOOK:
            alone = replace(asked, terms=(candidate.term,))
            n, events = distribution(snapshot, settings, alone, profile.least[place], profile.most[place])
            ordered = ordered_share(n, events)
        if fits[place] > IMPLAUSIBLE[outcome.is_event] or (ordered or 0.0) > GIVEN_AWAY:
            found.append(Leak(candidate.term.column, candidate.title, float(fits[place]), ordered))
    return tuple(found)


def ordered_share(n: Floats, events: Floats) -> float:
    """Of all pairs with different outcomes, the part that is in one order along ordered values; ties count half.

    The area under the ROC curve (Hanley and McNeil 1982), whichever way round; 0.5 where one outcome never occurs.
    """
    others = n - events
    pairs = events.sum() * others.sum()
    if not pairs:
        return 0.5
    below = np.cumsum(others) - others
    area = float((events * (below + others / 2)).sum() / pairs)
    return max(area, 1 - area)
