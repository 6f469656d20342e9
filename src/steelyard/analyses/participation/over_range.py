"""What holds however likely contacts without a customer's id are to be returns: the figures of each end, as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard.analyses.participation.avoidable_work import Help
from steelyard.analyses.participation.cost_shifting import Outcome, Shift, Untold
from steelyard.analyses.participation.modes import Effect
from steelyard.measure.estimates.spanning import first_over

_FIGURES = ("provider", "customers", "both", "value", "contact", "contacts", "stake")


def shift_over(found: Sequence[Shift | Untold]) -> Shift | Untold:
    """The first of several readings of one shift, with the intervals of all; claimed where all claim the same.

    What cannot be told at one end cannot be told.
    """
    first = found[0]
    untold = [one for one in found if isinstance(one, Untold)]
    shifts = [one for one in found if isinstance(one, Shift)]
    if untold or not isinstance(first, Shift):
        return untold[0]
    outcomes = {one.outcome for one in shifts}
    return replace(
        first_over(shifts, *_FIGURES),
        probabilities=_least([one.probabilities for one in shifts]),
        outcome=first.outcome if len(outcomes) == 1 else None,
    )


def _least(found: Sequence[Mapping[Outcome, float]]) -> dict[Outcome, float]:
    return {name: float(np.min([one[name] for one in found])) for name in found[0]}


def effects_over(found: Sequence[Sequence[Effect]]) -> tuple[Effect, ...]:
    """The effects of the first reading that every reading has, with the intervals of all."""
    first, *others = found
    told = []
    for effect in first:
        ends = [end for other in others for end in other if end.metric == effect.metric]
        if len(ends) == len(others):
            told.append(first_over([effect, *ends], "within", "mix"))
    return tuple(told)


def helps_over(found: Sequence[Sequence[Help]]) -> tuple[Help, ...]:
    """The same of what help would save."""
    first, *others = found
    told = []
    for one in first:
        ends = [end for other in others for end in other if (end.family, end.way) == (one.family, one.way)]
        if len(ends) == len(others):
            told.append(first_over([one, *ends], "hours", "provider", "money"))
    return tuple(told)
