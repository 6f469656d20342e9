"""What moved the balance: its log change split into factors and mix, without remainder (LMDI-I).

The balance of a set of issues is V / M over segments k. Per issue, with I = sum I_k and s_k = I_k / I the issues'
shares (issues are the volume that mix is measured in):

    V / I = sum_k s_k x R_k/I_k x V_k/R_k
    M / I = sum_k s_k x C_k/I_k x H_k/C_k x P_k/H_k x M_k/P_k

For any sum y = sum_k y_k whose parts are products y_k = prod_j x_jk, with L(a, b) = (a - b) / ln(a / b):

    ln(y1 / y0) = (y1 - y0) / L(y1, y0) = sum_k (y1_k - y0_k) / L(y1, y0)
                = sum_k w_k ln(y1_k / y0_k) = sum_j sum_k w_k ln(x1_jk / x0_jk),   w_k = L(y1_k, y0_k) / L(y1, y0)

which is exact. Taking it per issue (y = V/I, not V) makes the volume cancel even though the weights w_k do not sum to
1; with equal volumes it is the same as splitting V and M themselves. Subtracting the cost side from the value side:

    ln balance change =  sum w^V dln(V_k/R_k)     experience
                       + sum w^V dln(R_k/I_k)     effectiveness
                       - sum w^M dln(C_k/I_k)     onceness
                       - sum w^M dln(H_k/C_k)     pace
                       - sum w^M dln(P_k/H_k)     capacity
                       - sum w^M dln(M_k/P_k)     price
                       + sum (w^V - w^M) dln s_k  mix

Where a ratio cannot be formed, a segment's whole part (y1_k - y0_k) / L(y1, y0), which needs no logarithm of it, goes
to one term: no issues in a period: mix; nothing resolved: effectiveness; no value: experience; no contacts: onceness;
no cost: price.
Where hours or paid hours are missing in a period (bots alone) pace, capacity and price become one term, contact cost,
C_k to M_k. These choices are a `Plan`, made once and kept in every replicate.

Source:
    Ang (2004), Energy Policy 32, 1131-1139; Ang and Liu (2007), Energy Policy 35, 238-246, for zeros. Checked against
    an independently computed example and, for exactness, on random worlds with empty segments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats, Integers

QUANTITIES = ("V", "R", "I", "C", "H", "P", "M")
"""The last axis: value, resolved, issues, contacts, handling hours, paid hours, cost; L, labour cost, may follow."""

_VALUE = ("I", "R", "V")
_PAID = ("I", "C", "H", "P", "M")
_LABOUR = ("I", "C", "H", "P", "L", "M")
_HOURLESS = ("I", "C", "M")


@dataclass(frozen=True)
class Plan:
    """Which segments cannot be split, and from where: made on the full sample, kept in every replicate.

    Attributes:
        value: (..., K), the first quantity of the value's chain that is missing in a period.
        cost: (..., K), the same for the chain of cost that applies.
        is_hourless: (..., K), whether pace, capacity and price are one term.
    """

    value: Integers
    cost: Integers
    is_hourless: Flags


def log_mean(a: ArrayLike, b: ArrayLike) -> Floats:
    """The logarithmic mean (a - b) / ln(a / b) of two numbers of zero or more: a where equal, 0 where either is 0."""
    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = (x - y) / y
        mean = np.where(np.abs(step) < 0.5, (x - y) / np.log1p(step), (x - y) / np.log(x / y))
    return np.where(x == y, x, np.where((x == 0) | (y == 0), 0.0, mean))


def first_missing(before: ArrayLike, after: ArrayLike) -> Integers:
    """The place in each segment's chain of the first quantity that is 0 in a period; the chain's length if none is.

    Args:
        before, after: (..., K, J), the chain of quantities, volume first, in either period.

    Returns:
        (..., K).
    """
    missing = ~((np.asarray(before) > 0) & (np.asarray(after) > 0))
    return np.where(missing.any(axis=-1), missing.argmax(axis=-1), missing.shape[-1]).astype(np.int64)


def split(before: ArrayLike, after: ArrayLike, missing: Integers | None = None) -> Floats:
    """Split the log change of a sum per unit of volume over segments and the links of their chain.

    Args:
        before, after: (..., K, J), for K segments a chain of quantities: the volume, ..., the part y_k of the sum.
        missing: (..., K), from `first_missing` on the full sample; that of these arrays when None.

    Returns:
        (..., K, J): along the last axis the mix, then one term for each link of the chain. Summed over both axes it
        is the log change of sum y_k / sum volume_k. Not finite where that is not defined.
    """
    start, end = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    stop = first_missing(start, end) if missing is None else missing
    with np.errstate(divide="ignore", invalid="ignore"):
        shares_0, shares_1 = _per_volume(start), _per_volume(end)
        part_0, part_1 = shares_0[..., -1], shares_1[..., -1]
        scale = log_mean(part_1.sum(axis=-1), part_0.sum(axis=-1))[..., None]
        weight = log_mean(part_1, part_0) / scale
        links = np.diff(np.log(shares_1 / shares_0), axis=-1, prepend=0.0)
        smooth = weight[..., None] * links
        whole = (part_1 - part_0) / scale
    place = np.arange(start.shape[-1])
    is_whole = place == stop[..., None]
    is_smooth = (stop == start.shape[-1])[..., None]
    return np.where(is_smooth, smooth, np.where(is_whole, whole[..., None], 0.0))


def plan(before: ArrayLike, after: ArrayLike) -> Plan:
    """Choose once how each segment is split.

    Args:
        before, after: (..., K, 7 or 8), as for `decompose`, of the full sample. To spare every replicate from a
            quantity that one group alone carries, give the least over the sample and its replicates.
    """
    start, end = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    chain = _cost_chain(start)
    has_hours = (_chain(start, chain[2:-1]) > 0) & (_chain(end, chain[2:-1]) > 0)
    is_hourless = np.asarray(~has_hours.all(axis=-1))
    split_cost = first_missing(_chain(start, chain), _chain(end, chain))
    joint_cost = first_missing(_chain(start, _HOURLESS), _chain(end, _HOURLESS))
    return Plan(
        first_missing(_chain(start, _VALUE), _chain(end, _VALUE)),
        np.where(is_hourless, joint_cost, split_cost),
        is_hourless,
    )


def decompose(before: ArrayLike, after: ArrayLike, how: Plan | None = None) -> dict[str, Floats]:
    """Split ln(V1/M1) - ln(V0/M0) into experience, effectiveness, onceness, pace, capacity, price and mix.

    Args:
        before, after: (..., K, 7), for K segments the quantities V, R, I, C, H, P, M of period 0 and period 1, a row
            of zeros where a segment is absent; segments in the same order. An eighth, L, labour cost within M, splits
            price into price (L/P) and technology (M/L).
        how: the `Plan` of the full sample when these are replicates; made from these arrays when None.

    Returns:
        One array (...) a term, which sum to the log change: also contact_cost (segments without hours). Log points,
        positive when the balance rose by it. Not finite where a total of V or M is 0, or where a replicate loses what
        its plan counts on: `jackknife` refuses those.
    """
    return {term: effects.sum(axis=-1) for term, effects in decompose_segments(before, after, how).items()}


def decompose_segments(before: ArrayLike, after: ArrayLike, how: Plan | None = None) -> dict[str, Floats]:
    """What each segment brings to each term of `decompose`: (..., K) a term, which sum over K to that term."""
    start, end = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    how = plan(start, end) if how is None else how
    value = split(_chain(start, _VALUE), _chain(end, _VALUE), how.value)
    chain = _cost_chain(start)
    hours = _cost(start, end, chain, how, ~how.is_hourless)
    bots = _cost(start, end, _HOURLESS, how, how.is_hourless)
    price = {"price": -hours[..., 4]}
    if chain is _LABOUR:
        price["technology"] = -hours[..., 5]
    return {
        "experience": value[..., 2],
        "effectiveness": value[..., 1],
        "onceness": -hours[..., 1] - bots[..., 1],
        "pace": -hours[..., 2],
        "capacity": -hours[..., 3],
        **price,
        "contact_cost": -bots[..., 2],
        "mix": value[..., 0] - hours[..., 0] - bots[..., 0],
    }


def _cost(start: Floats, end: Floats, chain: tuple[str, ...], how: Plan, applies: Flags) -> Floats:
    return np.where(applies[..., None], split(_chain(start, chain), _chain(end, chain), how.cost), 0.0)


def _cost_chain(quantities: Floats) -> tuple[str, ...]:
    return _LABOUR if quantities.shape[-1] > len(QUANTITIES) else _PAID


def _chain(quantities: Floats, names: tuple[str, ...]) -> Floats:
    return quantities[..., [(*QUANTITIES, "L").index(name) for name in names]]


def _per_volume(quantities: Floats) -> Floats:
    return quantities / quantities[..., :1].sum(axis=-2, keepdims=True)
