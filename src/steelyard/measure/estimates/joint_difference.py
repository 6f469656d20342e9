"""How two metrics changed together from one part to another, with the correlation of their changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steelyard import metrics
from steelyard.measure.estimates.evaluate import Evaluator, Figure, spread_of
from steelyard.measure.sums.model import Part, Sums, take
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.joint_outcomes import correlation


@dataclass(frozen=True)
class Together:
    """Two changes of ln, their variances over every chance, the smaller degrees of freedom; nan where unknown."""

    first: float
    second: float
    variances: Floats
    correlation: float
    df: float


def together(sums: Sums, names: tuple[str, str], a: Mapping[str, str] | Part, b: Mapping[str, str] | Part) -> Together:
    """The changes ln(b / a) of two metrics of the sums: the same groups, so what moves both moves them together."""
    pair = take(sums, (sums.place(a), sums.place(b)))
    evaluator = Evaluator(pair, pools=(0, 0))
    figures = [evaluator.figure(metrics.metric(name)) for name in names]
    values = [_log_change(figure.values[0]) for figure in figures]
    replicates = [_replicates(figure) for figure in figures]
    total = {
        chance: (replicates[0][chance][0] + replicates[1][chance][0], replicates[0][chance][1])
        for chance in replicates[0]
    }
    reach = max(float(figure.reach.max()) for figure in figures)
    spreads = [
        spread_of(value, without, reach)
        for value, without in zip((*values, values[0] + values[1]), (*replicates, total), strict=True)
    ]
    first, second, both = (float(spread.variance) for spread in spreads)
    df = float(np.min([spread.df for spread in spreads[:2]]))
    return Together(float(values[0]), float(values[1]), np.array([first, second]), correlation(first, second, both), df)


def _replicates(figure: Figure) -> dict[str, tuple[Floats, Flags]]:
    return {
        chance: (_log_change(rows.values[0]), np.asarray(rows.present.any(axis=0)))
        for chance, rows in figure.replicates.items()
    }


def _log_change(values: Floats) -> Floats:
    """Along the first axis, from its first to its second."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(values[1] / values[0]))
