"""What holds of a place however likely contacts without a customer's id are to be returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steelyard.analyses.frontier.answer import Place, Unit
from steelyard.answers import Estimate
from steelyard.measure.estimates.spanning import first_over, widened


def places_over(found: Sequence[Sequence[Place]]) -> tuple[Place, ...]:
    """The places of the first of several readings of the same units, with the limits of all and what all claim."""
    return tuple(_place(same) for same in zip(*found, strict=True))


def shift_over(found: Sequence[Estimate | None]) -> Estimate | None:
    """An estimate that every reading has, with the limits of all; None where one has none."""
    known = [one for one in found if one is not None]
    return widened(known[0], known[1:]) if len(known) == len(found) else None


def _place(same: Sequence[Place]) -> Place:
    moves = [one.catch_up.value or 0.0 for one in same if one.catch_up is not None]
    return replace(
        first_over(same, "lag"),
        units=tuple(_unit(units) for units in zip(*(one.units for one in same), strict=True)),
        is_behind=all(one.is_behind for one in same),
        catch_up=shift_over([one.catch_up for one in same]),
        shift=shift_over([one.shift for one in same]),
        has_moved=all(one.has_moved for one in same) and min(moves, default=0.0) * max(moves, default=0.0) > 0,
        stake=shift_over([one.stake for one in same]),
    )


def _unit(same: Sequence[Unit]) -> Unit:
    return replace(first_over(same, "efficiency"), is_behind=all(one.is_behind for one in same))
