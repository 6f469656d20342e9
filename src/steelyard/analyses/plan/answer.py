"""The answer to how long an initiative must run."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.answers import Answer


@dataclass(frozen=True)
class Horizon:
    """What so many weeks would show.

    Args:
        weeks: as many before as since.
        units, customers: the least effect found four times in five with units drawn, and with customers drawn; on the
            scale of the measure's changes; None where that is not known.
        power: how likely the smallest effect worth having is found with units drawn; None where that is not known.
        needed: units on either side for it to be found four times in five.
        likely: how likely the smallest effect worth having is found with customers drawn; None likewise.
    """

    weeks: int
    units: float | None
    customers: float | None
    power: float | None
    needed: int | None
    likely: float | None = None


@dataclass(frozen=True)
class Plan(Answer):
    """A plan.

    Args:
        by: what is drawn. metric, unit: what is measured, and what its changes are told in.
        smallest: the least change worth having.
        horizons: the shortest first.
        treated, control: a lot, balanced on history; empty where too few units are there.
        seed: it is drawn from. apart: how far the two lay apart before, on the scale of changes.
        customers: how many the lot would treat, and how many not, where customers are drawn. apart_p: how often a fair
            lot parts them as far; None where units are drawn.
    """

    by: str = ""
    metric: str = ""
    unit: str = ""
    smallest: float = 0.0
    horizons: tuple[Horizon, ...] = ()
    treated: tuple[str, ...] = ()
    control: tuple[str, ...] = ()
    seed: int = 1
    apart: float | None = None
    customers: tuple[int, int] | None = None
    apart_p: float | None = None
