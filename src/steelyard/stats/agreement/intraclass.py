"""The intraclass correlation: how much of what scores differ by is what units differ by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from steelyard.stats.agreement.scores import centred, grouped
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife


@dataclass(frozen=True)
class Components:
    """Variances of units, of judges' severity, and of the rest; one may come out below zero.

    Attributes:
        within: of scores of one unit, whoever gave them. between: of units where judges are not told apart.
    """

    units: float
    judges: float
    rest: float
    between: float
    within: float

    def icc1(self, judges: int = 1) -> float:
        """Of the mean of so many scores by judges drawn anew for each unit."""
        return _share(self.between, self.within / judges)

    def icc2(self, judges: int = 1) -> float:
        """Of the mean of so many scores by the same judges, their severity being error."""
        return _share(self.units, (self.judges + self.rest) / judges)

    def icc3(self, judges: int = 1) -> float:
        """Of the mean of so many scores by the same judges, their severity being no error."""
        return _share(self.units, self.rest / judges)


@dataclass(frozen=True)
class Intraclass:
    """ICC(2,1) with limits over other units, and what it is made of; nan where it cannot be known."""

    value: float
    low: float
    high: float
    components: Components
    units: int
    judges: int


def limits(unit: ArrayLike, score: ArrayLike, probability: float = 0.95) -> tuple[float, float]:
    """Limits of ICC(1) of scores (N,) of units (N labels), judges not told apart; nan where no unit has two scores.

    Source:
        Thomas and Hultquist (1978), Annals of Statistics 6, 582-587: the F limits at the harmonic mean of the units'
        numbers of scores; exact where all are equal.
    """
    values = np.asarray(score, dtype=float)
    _, units, each = np.unique(np.asarray(unit), return_inverse=True, return_counts=True)
    between, within = len(each) - 1, len(values) - len(each)
    if between < 1 or within < 1:
        return float("nan"), float("nan")
    noise = float((centred(units, values) ** 2).sum()) / within
    harmonic = len(each) / float((1 / each).sum())
    means = np.bincount(units, values) / each
    signal = harmonic * float(means.var(ddof=1))
    if not noise > 0:
        return (1.0, 1.0) if signal > 0 else (float("nan"), float("nan"))
    ratio, tail = signal / noise, (1 - probability) / 2
    low = ratio / float(special.fdtri(between, within, 1 - tail))
    high = ratio / float(special.fdtri(between, within, tail))
    return (low - 1) / (low + harmonic - 1), (high - 1) / (high + harmonic - 1)


_UNKNOWN = Components(*([float("nan")] * 5))


def intraclass(unit: ArrayLike, judge: ArrayLike, score: ArrayLike, probability: float = 0.95) -> Intraclass:
    """ICC of scores (N,), each of a unit by a judge (N labels each); no unit need be scored by everybody.

    Source:
        Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428: their six are reproduced. With scores missing the
        components are Henderson's (1953, Biometrics 9, 226-252) third method, which is theirs where none is. Limits
        leave out groups of units, on the scale of log((1 + icc) / (1 - icc)).
    """
    values = np.asarray(score, dtype=float)
    is_known = np.isfinite(values)
    _, units, count = np.unique(np.asarray(unit)[is_known], return_inverse=True, return_counts=True)
    is_paired = count[units] > 1
    labels = np.asarray(judge)[is_known][is_paired]
    _, units = np.unique(units[is_paired], return_inverse=True)
    _, judges = np.unique(labels, return_inverse=True)
    values = values[is_known][is_paired]
    n, most = int(units.max(initial=-1)) + 1, int(judges.max(initial=-1)) + 1
    if n < 3 or most < 2:
        return Intraclass(float("nan"), float("nan"), float("nan"), _UNKNOWN, n, most)
    found = components(units, judges, values)
    value = found.icc2()
    group = grouped(n)[units]
    replicates = np.array([_left_out(units, judges, values, group != one) for one in range(int(group.max()) + 1)])
    if not (np.isfinite(replicates) & (np.abs(replicates) < 1)).all() or not abs(value) < 1:
        return Intraclass(value, float("nan"), float("nan"), found, n, most)
    spread = jackknife(np.arctanh(value), np.arctanh(replicates))
    half = float(t_quantile(spread.df, probability) * np.sqrt(spread.variance))
    low, high = np.tanh(np.arctanh(value) - half), np.tanh(np.arctanh(value) + half)
    return Intraclass(value, float(low), float(high), found, n, most)


def components(unit: Integers, judge: Integers, values: Floats) -> Components:
    """The variances of scores (N,) of units and judges given by codes from 0; nan where they cannot be told apart."""
    rows, units = len(values), int(unit.max()) + 1
    each = np.bincount(unit).astype(float)
    inner = float((centred(unit, values) ** 2).sum())
    if rows <= units or units < 2:
        return _UNKNOWN
    within = inner / (rows - units)
    total = float(((values - values.mean()) ** 2).sum())
    carried = (rows - float((each**2).sum()) / rows) / (units - 1)
    between = ((total - inner) / (units - 1) - within) / carried
    both = _explained_by_judges(unit, judge, values)
    freedom = rows - units - both.freedom
    if freedom < 1 or both.freedom < 1:
        return Components(float("nan"), float("nan"), float("nan"), between, within)
    rest = (inner - both.squares) / freedom
    judges = (both.squares - both.freedom * rest) / both.weight
    of_units = _freedom_of_units(judge, unit, both.freedom)
    beside = float((centred(judge, values) ** 2).sum()) - (inner - both.squares)
    of = (beside - of_units.freedom * rest) / of_units.weight
    return Components(of, judges, rest, between, within)


@dataclass(frozen=True)
class _Explained:
    """What levels explain of values within units: squares, degrees of freedom, and the weight of their variance."""

    squares: float
    freedom: int
    weight: float


def _explained_by_judges(unit: Integers, judge: Integers, values: Floats) -> _Explained:
    cells = np.zeros((int(unit.max()) + 1, int(judge.max()) + 1))
    np.add.at(cells, (unit, judge), 1.0)
    each = cells.sum(axis=1)
    weight = len(values) - float((cells**2 / each[:, None]).sum())
    normal = np.diag(cells.sum(axis=0)) - (cells / each[:, None]).T @ cells
    moved = np.bincount(judge, centred(unit, values), minlength=cells.shape[1])
    effects, _, rank, _ = np.linalg.lstsq(normal, moved, rcond=1e-10)
    return _Explained(float(effects @ moved), int(rank), weight)


def _freedom_of_units(judge: Integers, unit: Integers, judges_freedom: int) -> _Explained:
    """Degrees of freedom and weight of units beside judges: as many as all, less those of judges."""
    cells = np.zeros((int(judge.max()) + 1, int(unit.max()) + 1))
    np.add.at(cells, (judge, unit), 1.0)
    each = cells.sum(axis=1)
    weight = len(unit) - float((cells**2 / each[:, None]).sum())
    return _Explained(0.0, cells.shape[1] + judges_freedom - cells.shape[0], weight)


def _left_out(unit: Integers, judge: Integers, values: Floats, kept: Floats) -> float:
    _, units = np.unique(unit[kept], return_inverse=True)
    _, judges = np.unique(judge[kept], return_inverse=True)
    return components(units, judges, values[kept]).icc2()


def _share(signal: float, noise: float) -> float:
    return signal / (signal + noise) if signal + noise > 0 else float("nan")
