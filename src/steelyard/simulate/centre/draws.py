"""Random numbers that belong to rows, so that two worlds that differ in one thing share all their luck.

A generator hands its numbers out in order: one contact more, and everything after it has other luck. `RowDraws`
computes a number from the row's own key instead, so a contact that occurs in both worlds draws the same numbers in
both (common random numbers), and the difference between the worlds is what the one thing does.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import gammaincinv, ndtr, ndtri, pdtr

from steelyard.simulate.centre.columns import Columns

CONTACT, RETURN_DECISION, RETURN, OUTCOME, FOLLOWED = range(5)
"""What draws are for; each purpose has numbers of its own."""

_CALLS_PER_PURPOSE = 64
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_GAMMA_GRID = np.linspace(-6.5, 6.5, 4_001)


class RowDraws:
    """Draws for the rows of one table, with the methods of `numpy.random.Generator` the simulation uses.

    The n-th call gives each row a number that depends on the seed, the row's key, the purpose and n alone.
    """

    def __init__(self, seed: int, keys: np.ndarray, purpose: int) -> None:
        self.seed = seed
        self._state = _scramble(keys.astype(np.uint64) + _stride(seed))
        self._call = purpose * _CALLS_PER_PURPOSE

    def random(self, count: int) -> np.ndarray:
        """Uniform on the open interval from 0 to 1."""
        self._call += 1
        bits = _scramble(self._state + _stride(self._call))
        uniform: np.ndarray = ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
        return uniform[:count]

    def uniform(self, low: float, high: float, count: int) -> np.ndarray:
        """Uniform from low to high."""
        return low + (high - low) * self.random(count)

    def integers(self, low: int, high: int, count: int) -> np.ndarray:
        """Whole numbers from low to high - 1."""
        return low + (self.random(count) * (high - low)).astype(np.int64)

    def normal(self, mean: float, sd: float, count: int) -> np.ndarray:
        """Normal."""
        drawn: np.ndarray = mean + sd * ndtri(self.random(count))
        return drawn

    def lognormal(self, mean: float, sd: float, count: int) -> np.ndarray:
        """Exponential of a normal."""
        return np.exp(self.normal(mean, sd, count))

    def exponential(self, scale: float, count: int) -> np.ndarray:
        """Exponential with mean `scale`."""
        return -scale * np.log(self.random(count))

    def gamma(self, shape: float, scale: float, count: int) -> np.ndarray:
        """Gamma, its quantiles read off a table of 4,001 points."""
        return scale * np.interp(ndtri(self.random(count)), _GAMMA_GRID, _gamma_quantiles(shape))

    def poisson(self, mean: float, count: int) -> np.ndarray:
        """Poisson with a small mean."""
        return np.searchsorted(_poisson_shares(mean), self.random(count))


Draws = np.random.Generator | RowDraws


def draw_for(rng: Draws, contacts: Columns, purpose: int) -> Draws:
    """Draws for rows with issue and attempt, which tell a contact from all others; a generator stays itself."""
    if isinstance(rng, np.random.Generator):
        return rng
    return RowDraws(rng.seed, contacts["issue"] * 64 + contacts["attempt"], purpose)


def _stride(steps: int) -> np.uint64:
    return np.uint64(steps * _GOLDEN % 2**64)


def _scramble(bits: np.ndarray) -> np.ndarray:
    """SplitMix64's finaliser (Steele, Lea and Flood 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))


@cache
def _gamma_quantiles(shape: float) -> np.ndarray:
    quantiles: np.ndarray = gammaincinv(shape, ndtr(_GAMMA_GRID))
    return quantiles


@cache
def _poisson_shares(mean: float) -> np.ndarray:
    shares: np.ndarray = pdtr(np.arange(40), mean)
    return shares
