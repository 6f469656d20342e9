"""Does more time help, judged by agents who take more or less of it: the leave-one-out agent design, from sums.

Where cases fall to agents as if by lot within a stratum (queue, shift, kind), an agent's pace with other cases says
how much time a case will get, whatever the case is like. It identifies what a minute does only if pace is all that
agents differ in; the dispersion test says whether that can be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.distributions import chi2_sf

LEAST_AGENTS, LEAST_STRATA = 30, 2
STRONG_F = 23.0
"""First-stage F from which the limits of an instrument's estimate hold (Montiel Olea and Pflueger 2013)."""


@dataclass(frozen=True)
class Pace:
    """Sums by agent within stratum, of cells with two cases at least.

    Attributes:
        agent, stratum: (cells,), codes from 0.
        n, x, y, xx, xy, yy: (cells,), cases; totals of the dose, of the response and of their products.
    """

    agent: Integers
    stratum: Integers
    n: Floats
    x: Floats
    y: Floats
    xx: Floats
    xy: Floats
    yy: Floats

    def only(self, chosen: Flags) -> Pace:
        """The cells chosen."""
        return Pace(*(getattr(self, name)[chosen] for name in ("agent", "stratum", "n", "x", "y", "xx", "xy", "yy")))


@dataclass(frozen=True)
class Estimate:
    """A slope with its standard error, clustered by agent."""

    value: float
    se: float

    @property
    def t(self) -> float:
        """The estimate in standard errors; 0 where there is neither."""
        return self.value / self.se if self.se > 0 else 0.0


@dataclass(frozen=True)
class Leniency:
    """What the agent design says.

    Attributes:
        within: slope of the response on the dose within strata, without the design.
        first_stage: the case's dose on the agent's pace with other cases; its F is `first_f`.
        reduced: the response on that pace: what being handled by a slower agent goes with.
        reduced_sds: the same in standard deviations of both.
        per_unit: the response to one unit of dose, by that pace as instrument.
        ujive, tsls: the same by UJIVE (nearly unbiased) and with agent dummies (biased to `within`).
        dispersion, dispersion_df, dispersion_p: agents' spread around the line; small p: more than pace differs.
        agents, strata: how many.
    """

    within: float
    first_stage: Estimate
    reduced: Estimate
    reduced_sds: float
    per_unit: Estimate
    ujive: float
    tsls: float
    dispersion: float
    dispersion_df: int
    dispersion_p: float
    agents: int
    strata: int

    @property
    def first_f(self) -> float:
        """Strength of the first stage."""
        return self.first_stage.t**2


def pace(agent: ArrayLike, stratum: ArrayLike, sums: ArrayLike) -> Pace:
    """Cells of agents within strata, those of a single case and strata of a single agent left out.

    Args:
        agent, stratum: (cells,), codes. sums: (6, cells), n, x, y, xx, xy, yy.
    """
    who, where = np.asarray(agent, dtype=np.int64), np.asarray(stratum, dtype=np.int64)
    found = Pace(who, where, *np.asarray(sums, dtype=float))
    found = found.only(found.n >= 2)
    if not len(found.n):
        return found
    found = found.only(np.bincount(found.stratum)[found.stratum] >= 2)
    return Pace(_coded(found.agent), _coded(found.stratum), *(getattr(found, name) for name in _SUMS))


def leniency(cells: Pace) -> Leniency:
    """The design on those cells.

    Pace is the leave-one-out mean of an agent's residual dose within the stratum. Errors are clustered by agent,
    without a small-sample factor.

    Source:
        Kolesar (2013) for UJIVE; Dobbie, Goldin and Yang (2018) for the leave-one-out mean; Frandsen, Lefgren and
        Leslie (2023) for the dispersion test. Checked against direct formulae on simulated contacts, to 1e-6.
    """
    rest = _residual(cells)
    zz, zx, zy = _instrument(rest)
    first, reduced = zx.sum() / zz.sum(), zy.sum() / zz.sum()
    slope = zy.sum() / zx.sum()
    ujive = _ujive(cells)
    j, df = _dispersion(rest, ujive)
    return Leniency(
        within=float(rest.xy.sum() / rest.xx.sum()),
        first_stage=Estimate(float(first), _clustered(cells.agent, zx - first * zz, zz.sum())),
        reduced=Estimate(float(reduced), _clustered(cells.agent, zy - reduced * zz, zz.sum())),
        reduced_sds=float(reduced * np.sqrt(zz.sum() / rest.yy.sum())) if rest.yy.sum() > 0 else 0.0,
        per_unit=Estimate(float(slope), _clustered(cells.agent, zy - slope * zx, abs(zx.sum()))),
        ujive=ujive,
        tsls=float((rest.x * rest.y / rest.n).sum() / (rest.x**2 / rest.n).sum()),
        dispersion=j,
        dispersion_df=df,
        dispersion_p=float(chi2_sf(j, df)) if df > 0 else float("nan"),
        agents=len(np.unique(cells.agent)),
        strata=len(np.unique(cells.stratum)),
    )


_SUMS = ("n", "x", "y", "xx", "xy", "yy")


def _coded(values: Integers) -> Integers:
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64)


def _of_strata(cells: Pace, values: Floats) -> Floats:
    """(cells,), the total of each cell's stratum."""
    return np.asarray(np.bincount(cells.stratum, weights=values)[cells.stratum])


def _residual(cells: Pace) -> Pace:
    """The same sums of doses and responses less their stratum's means."""
    size = _of_strata(cells, cells.n)
    x0, y0 = _of_strata(cells, cells.x) / size, _of_strata(cells, cells.y) / size
    return Pace(
        cells.agent,
        cells.stratum,
        cells.n,
        cells.x - cells.n * x0,
        cells.y - cells.n * y0,
        cells.xx - 2 * x0 * cells.x + cells.n * x0**2,
        cells.xy - x0 * cells.y - y0 * cells.x + cells.n * x0 * y0,
        cells.yy - 2 * y0 * cells.y + cells.n * y0**2,
    )


def _instrument(rest: Pace) -> tuple[Floats, Floats, Floats]:
    """(cells,) each: sums of squares of the pace of a case's agent with other cases, and of it times dose and response.

    Over a stratum the pace is zero on average, as residuals are.
    """
    others = rest.n - 1
    square = ((rest.n - 2) * rest.x**2 + rest.xx) / others**2
    return square, (rest.x**2 - rest.xx) / others, (rest.x * rest.y - rest.xy) / others


def _ujive(cells: Pace) -> float:
    """Instrument: the agent's mean without the case less the stratum's mean without it."""
    size = np.bincount(cells.stratum, weights=cells.n)

    def product(other: Floats, crossed: Floats) -> float:
        own = ((cells.x * other - crossed) / (cells.n - 1)).sum()
        x, b, c = (np.bincount(cells.stratum, weights=values) for values in (cells.x, other, crossed))
        return float(own - ((x * b - c) / (size - 1)).sum())

    return product(cells.y, cells.xy) / product(cells.x, cells.xx)


def _dispersion(rest: Pace, slope: float) -> tuple[float, int]:
    """Agents' squared distances from the line in units of the variance within cells, and the degrees of freedom.

    Agents who share strata are held against each other; where each has one stratum it is sum n (agent's mean)^2. No
    number where nothing varies within cells.
    """
    error = rest.y - slope * rest.x
    square = rest.yy - 2 * slope * rest.xy + slope**2 * rest.xx
    inside = (square.sum() - (error**2 / rest.n).sum()) / (rest.n.sum() - len(rest.n))
    total, df = 0.0, -1
    for block in _blocks(rest):
        agents, strata = _coded(rest.agent[block]), _coded(rest.stratum[block])
        count = np.zeros((strata.max() + 1, agents.max() + 1))
        np.add.at(count, (strata, agents), rest.n[block])
        known = np.diag(count.sum(axis=0)) - count.T @ (count / count.sum(axis=1, keepdims=True))
        away = np.bincount(agents, weights=error[block])
        total += float(away @ np.linalg.pinv(known, rcond=1e-10, hermitian=True) @ away)
        df += len(away) - 1
    return total / float(inside) if inside > 0 else math.nan, df


def _blocks(cells: Pace) -> list[Integers]:
    """The cells of agents who are joined by strata they share."""
    agents = int(cells.agent.max()) + 1
    size = agents + int(cells.stratum.max()) + 1
    links = coo_array((np.ones(len(cells.n)), (cells.agent, agents + cells.stratum)), shape=(size, size))
    block = connected_components(links, directed=False)[1][cells.agent]
    order = np.argsort(block, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(block[order])) + 1)


def _clustered(agent: Integers, scores: Floats, bread: float) -> float:
    return float(np.sqrt((np.bincount(agent, weights=scores) ** 2).sum()) / bread)
