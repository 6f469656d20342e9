"""How prices, or quantities, of many things moved together: the classical index numbers.

Each formula takes the prices and quantities of two periods, things along the last axis, and gives the price index;
with prices and quantities exchanged it gives the quantity index. nan where a basket is worth nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import QuestionError, did_you_mean
from steelyard.stats.arrays import Floats

Formula = Callable[[Floats, Floats, Floats, Floats], Floats]


def laspeyres(p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> Floats:
    """The cost of the first period's quantities at the new prices, over that at the old."""
    return _ratio(_value(p1, q0), _value(p0, q0))


def paasche(p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> Floats:
    """The cost of the second period's quantities at the new prices, over that at the old."""
    return _ratio(_value(p1, q1), _value(p0, q1))


def fisher(p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> Floats:
    """The geometric mean of Laspeyres and Paasche; price times quantity index is exactly the value ratio."""
    return np.sqrt(laspeyres(p0, q0, p1, q1) * paasche(p0, q0, p1, q1))


def tornqvist(p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> Floats:
    """The geometric mean of price changes, weighted by the mean of both periods' value shares.

    A thing absent in a period has no price change there: the index is then not finite.
    """
    shares = (_shares(p0, q0) + _shares(p1, q1)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.exp((shares * np.log(p1 / p0)).sum(axis=-1))


def walsh(p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> Floats:
    """The cost of the geometric mean of both periods' quantities at the new prices, over that at the old."""
    basket = np.sqrt(q0 * q1)
    return _ratio(_value(p1, basket), _value(p0, basket))


FORMULAS: dict[str, Formula] = {
    "laspeyres": laspeyres,
    "paasche": paasche,
    "fisher": fisher,
    "tornqvist": tornqvist,
    "walsh": walsh,
}


def fixed_base(prices: ArrayLike, quantities: ArrayLike, formula: str = "fisher") -> Floats:
    """Every period against the first.

    Args:
        prices, quantities: (..., T, N), T periods of N things.
        formula: a name in FORMULAS.

    Returns:
        (..., T), the first 1.

    Source:
        PPI Manual (ILO and others, 2004), chapter 15. Checked against its tables 19.1 to 19.6.
    """
    p, q = np.asarray(prices, dtype=float), np.asarray(quantities, dtype=float)
    return _formula(formula)(p[..., :1, :], q[..., :1, :], p, q)


def chained(prices: ArrayLike, quantities: ArrayLike, formula: str = "fisher") -> Floats:
    """Every period against the one before, multiplied up; drifts where quantities bounce."""
    p, q = np.asarray(prices, dtype=float), np.asarray(quantities, dtype=float)
    steps = _formula(formula)(p[..., :-1, :], q[..., :-1, :], p[..., 1:, :], q[..., 1:, :])
    return np.cumprod(np.concatenate([np.ones_like(p[..., :1, 0]), steps], axis=-1), axis=-1)


def _formula(name: str) -> Formula:
    if name not in FORMULAS:
        raise QuestionError(f"There is no index number called {name}.", next=did_you_mean(name, FORMULAS))
    return FORMULAS[name]


def _value(prices: Floats, quantities: Floats) -> Floats:
    return (prices * quantities).sum(axis=-1)


def _shares(prices: Floats, quantities: Floats) -> Floats:
    return _ratio(prices * quantities, _value(prices, quantities)[..., None])


def _ratio(above: Floats, below: Floats) -> Floats:
    return above / np.where(below > 0, below, np.nan)
