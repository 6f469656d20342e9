"""Issues in a state and similar issues that are not: their sums by stratum and group, and figures formed of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.answers import UNDEFINED, Estimate, Interval
from steelyard.measure import Cells
from steelyard.measure.estimates.evaluate import reach_of, spread_of
from steelyard.measure.question import ROWS
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import Spread, replicate

LEAST = 20
"""Issues a stratum needs in either state to say anything."""

LEAST_IN_ALL = 40
"""Issues either state needs over all strata that hold both."""

Value = str | int | None
Chosen = Callable[[Mapping[str, Value]], int | None]
"""Of a cell's keys: 1 in the state, 0 not in it, None left out."""

Sums = Callable[[str], Floats]
"""A sum by name: (..., 2, strata), those not in the state first."""

Formula = Callable[[Sums], Floats]
"""From sums to a figure (...) or several (..., figures)."""


@dataclass(frozen=True)
class TwoStates:
    """Attributes:
    keys, strata: what is held equal, and its values.
    names: of the sums.
    groups: chance -> (groups, 2, strata, sums).
    """

    keys: tuple[str, ...]
    strata: tuple[tuple[Value, ...], ...]
    names: tuple[str, ...]
    groups: Mapping[str, Floats]

    def total(self, name: str) -> Floats:
        """(2, strata)."""
        return np.asarray(next(iter(self.groups.values()))[..., self.names.index(name)].sum(axis=0))

    def holds(self, name: str, least: float) -> Flags:
        """(strata,), which have enough of a sum in both states, and not from one group alone."""
        enough = (self.total(name) >= least).all(axis=0)
        for by_group in self.groups.values():
            one = by_group[..., self.names.index(name)]
            enough &= (one.sum(axis=0) > one.max(axis=0)).all(axis=0)
        return np.asarray(enough)

    def column(self, key: str) -> list[Value]:
        """The value of a key in every stratum."""
        place = self.keys.index(key)
        return [label[place] for label in self.strata]


def two_states(entries: Sequence[tuple[Cells, Chosen]], keys: Sequence[str]) -> TwoStates:
    """Cells gathered into strata and states.

    Args:
        entries: cells and which of them are in the state; all of the same sums.
        keys: what is held equal.
    """
    strata: dict[tuple[Value, ...], int] = {}
    placed = []
    for held, chosen in entries:
        for place, label in enumerate(held.labels):
            named = dict(zip(held.keys, label, strict=True))
            state = chosen(named)
            if state is not None:
                stratum = strata.setdefault(tuple(named[key] for key in keys), len(strata))
                placed.append((held, place, state, stratum))
    first = entries[0][0]
    groups = {
        chance: np.zeros((by_group.shape[1], 2, len(strata), len(first.names)))
        for chance, by_group in first.groups.items()
    }
    for held, place, state, stratum in placed:
        for chance, by_group in held.groups.items():
            groups[chance][:, state, stratum] += by_group[place]
    return TwoStates(tuple(keys), tuple(strata), first.names, groups)


def figures(two: TwoStates, formula: Formula) -> tuple[Floats, Spread]:
    """What a formula gives (figures,), and how far chance moves it; nothing known of what is divided by zero."""
    value = np.zeros(0)
    without: dict[str, tuple[Floats, Flags]] = {}
    for chance, by_group in two.groups.items():
        present = np.asarray(by_group.any(axis=(1, 2, 3)))
        full, left = replicate(by_group.reshape(len(by_group), -1), present)
        shape = by_group.shape[1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.atleast_1d(formula(_named(two, full.reshape(shape))))
            replicates = formula(_named(two, left.reshape(-1, *shape))).reshape(len(by_group), -1)
        without[chance] = (np.moveaxis(replicates, 0, -1), present)
    return value, spread_of(value, without, _reach(two))


def _reach(two: TwoStates) -> float:
    """Contacts to an issue, by which days weigh more than an issue's own."""
    if not {"contacts", "n"} <= set(two.names):
        return 1.0
    return float(reach_of(two.total("contacts").sum(), two.total("n").sum()))


def estimate(
    two: TwoStates, metric: str, unit: str, value: float, variance: float, df: float, *, n: int, n_unit: str = "issues"
) -> Estimate:
    """A figure with its interval on its own scale; no interval where chance cannot be told."""
    if not np.isfinite(value):
        return Estimate(metric, unit, n=n, n_unit=n_unit, caveats=(UNDEFINED,))
    half = float(t_quantile(df)) * float(np.sqrt(variance)) if np.isfinite(variance) else float("nan")
    chances = tuple(chance for chance in two.groups if chance != ROWS)
    limits = Interval(value - half, value + half, 0.95, "jackknife, own scale", chances) if np.isfinite(half) else None
    return Estimate(metric, unit, {}, value, limits, n=n, n_unit=n_unit)


def _named(two: TwoStates, values: Floats) -> Sums:
    return lambda name: values[..., two.names.index(name)]
