"""Shrinking counts towards what all units show, in three families that do not take them for normal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from steelyard.stats.arrays import Floats

NODES = 41
_BOUNDED = 12.0


@dataclass(frozen=True)
class Conjugate:
    """A fitted family: its two parameters and each unit's posterior mean and standard deviation (U,).

    Attributes:
        a, b: of the beta or gamma distribution of the units; very large ones mean that units do not differ.
    """

    a: float
    b: float
    mean: Floats
    sd: Floats


@dataclass(frozen=True)
class RandomIntercept:
    """A logistic model with one random intercept a unit.

    Attributes:
        centre, spread: mean and standard deviation of the units' intercepts, log odds.
        mean, sd: (U,), each unit's posterior intercept beside its offset, log odds.
    """

    centre: float
    spread: float
    mean: Floats
    sd: Floats


def beta_binomial(successes: ArrayLike, counts: ArrayLike) -> Conjugate:
    """Shares r / n drawn towards a beta distribution fitted to all units by maximum likelihood.

    Source:
        Skellam (1948), JRSS B 10, 257-261. Checked by simulation and against scipy's beta-binomial likelihood.
    """
    r, n = np.asarray(successes, dtype=float), np.asarray(counts, dtype=float)

    def loss(a: float, b: float) -> float:
        return -float((special.betaln(r + a, n - r + b) - special.betaln(a, b)).sum())

    share = r.sum() / n.sum()
    a, b = _fitted(loss, 20 * share, 20 * (1 - share))
    mean = (r + a) / (n + a + b)
    return Conjugate(a, b, mean, np.sqrt(mean * (1 - mean) / (n + a + b + 1)))


def gamma_poisson(observed: ArrayLike, expected: ArrayLike) -> Conjugate:
    """Ratios O / E drawn towards a gamma distribution fitted to all units by maximum likelihood.

    Source:
        Clayton and Kaldor (1987), Biometrics 43, 671-681. Checked by simulation and against scipy's negative binomial.
    """
    count, base = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)

    def loss(a: float, b: float) -> float:
        weighed = special.gammaln(count + a) - special.gammaln(a) + a * np.log(b / (b + base))
        return -float((weighed + count * np.log(base / (b + base))).sum())

    a, b = _fitted(loss, 10.0, 10.0 * base.sum() / count.sum())
    return Conjugate(a, b, (count + a) / (base + b), np.sqrt(count + a) / (base + b))


def logit_normal(successes: ArrayLike, counts: ArrayLike, offsets: ArrayLike = 0.0) -> RandomIntercept:
    """Shares whose log odds are an offset, what is expected, and an intercept that is normal over the units.

    The integral over the intercept is taken by adaptive Gauss-Hermite quadrature.

    Args:
        offsets: (U,), log odds of the share expected of the unit's cases.

    Source:
        Pinheiro and Bates (1995), JCGS 4, 12-35. Checked against the integral by scipy's quad.
    """
    r, n = np.asarray(successes, dtype=float), np.asarray(counts, dtype=float)
    known = np.broadcast_to(np.asarray(offsets, dtype=float), r.shape)
    share = np.clip(r.sum() / n.sum(), 1e-6, 1 - 1e-6)

    def loss(centre: float, log_spread: float) -> float:
        return -float(_integrated(r, n, known + centre, np.exp(log_spread))[0].sum())

    start = [special.logit(share) - known.mean(), -1.0]
    found = optimize.minimize(lambda p: loss(p[0], np.clip(p[1], -_BOUNDED, 5)), start, method="Nelder-Mead")
    centre, spread = float(found.x[0]), float(np.exp(np.clip(found.x[1], -_BOUNDED, 5)))
    _, mean, sd = _integrated(r, n, known + centre, spread)
    return RandomIntercept(centre, spread, centre + mean, sd)


def _integrated(r: Floats, n: Floats, offset: Floats, spread: float) -> tuple[Floats, Floats, Floats]:
    """Log likelihood, posterior mean and sd (U,) of u ~ N(0, spread^2) with r of n at expit(offset + u)."""
    at = np.zeros_like(offset)
    for _ in range(30):
        p = special.expit(offset + at)
        curve = n * p * (1 - p) + 1 / spread**2
        at = at + np.clip((r - n * p - at / spread**2) / curve, -1, 1)
    width = 1 / np.sqrt(curve)
    nodes, weights = np.polynomial.hermite.hermgauss(NODES)
    u = at[:, None] + np.sqrt(2) * width[:, None] * nodes
    eta = offset[:, None] + u
    logs = r[:, None] * eta - n[:, None] * np.logaddexp(0, eta) - (u / spread) ** 2 / 2 + nodes**2 + np.log(weights)
    peak = logs.max(axis=1, keepdims=True)
    held = np.exp(logs - peak)
    total = held.sum(axis=1)
    mean = (held * u).sum(axis=1) / total
    variance = (held * (u - mean[:, None]) ** 2).sum(axis=1) / total
    likelihood = peak[:, 0] + np.log(total) + np.log(width / spread / np.sqrt(np.pi))
    return likelihood, mean, np.sqrt(variance)


def _fitted(loss: Callable[[float, float], float], a: float, b: float) -> tuple[float, float]:
    """Two positive parameters at which the loss is least, kept within e^12 of 1."""

    def bounded(logs: Floats) -> float:
        return loss(*np.exp(np.clip(logs, -_BOUNDED, _BOUNDED)))

    found = optimize.minimize(bounded, np.log([a, b]), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    first, second = np.exp(np.clip(found.x, -_BOUNDED, _BOUNDED))
    return float(first), float(second)
