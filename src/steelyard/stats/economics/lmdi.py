"""What moved the balance: its log change split into factors, ways of handling and mix, without remainder (LMDI-I).

The balance of a set of issues is V / M over segments k. Segments lie in cells m of the *mix*, what customers came
with; several segments of one cell are *ways* of handling it. With I = sum I_k, shares of issues s_m = I_m / I and
s_k|m = I_k / I_m, value and the additive parts i of cost (labour, technology, field, other) are, per issue,

    V / I = sum_m s_m sum_k s_k|m x R_k/I_k x V_k/R_k
    M / I = sum_m s_m sum_k s_k|m x C_k/I_k x (H_k/C_k x P_k/H_k x L_k/P_k + T_k/C_k + F_k/C_k + O_k/C_k)

For any sum y = sum_k y_k whose parts are products y_k = prod_j x_jk, with L(a, b) = (a - b) / ln(a / b):

    ln(y1 / y0) = sum_k w_k ln(y1_k / y0_k) = sum_j sum_k w_k ln(x1_jk / x0_jk),   w_k = L(y1_k, y0_k) / L(y1, y0)

which is exact. It is done twice: over the cells m, whose y_m = s_m x (y_m / s_m) gives the mix, and within each cell
over its segments and parts of cost. So the mix is the same however finely ways are told apart, and ways that are alike
move nothing. A part of cost that is constant per contact has no effect of its own. Taking all of it per issue makes
the volume cancel. Subtracting the cost side from the value side:

    ln balance change =  experience V/R + effectiveness R/I - onceness C/I
                       - pace H/C - capacity P/H - price L/P - technology T/C - field F/C - other O/C
                       + handled_value (ways' shares in value) - handled_cost (the same in cost) + mix

Where a ratio cannot be formed, a segment's whole part (y1_k - y0_k) / L(y1, y0), which needs no logarithm of it, goes
to one term: no issues of its cell in a period: mix; none of its own: handled otherwise; nothing resolved:
effectiveness; no value: experience; no contacts: onceness; no cost of a kind: that kind's term. Where hours or paid
hours are missing in a period (bots alone) labour and other cost of a contact are one term, contact cost. These choices
are a `Plan`, made once on the full sample and kept in every replicate.

Source:
    Ang (2004), Energy Policy 32, 1131-1139; Ang and Liu (2007), Energy Policy 35, 238-246, for zeros; in two levels as
    Xu and Ang (2014), Energy Economics 44, 375-382. Checked against an independently computed example and,
    for exactness, on random worlds with empty segments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats, Integers

QUANTITIES = ("V", "R", "I", "C", "H", "P", "M", "L", "T", "F", "O")
"""The last axis: value, resolved, issues, contacts, handling hours, paid hours, cost, and the parts cost adds up from:
labour, technology, field, other. The last four may be left out: then all cost is like labour."""

_VALUE = ("I", "R", "V")
_PAID = ("I", "C", "H", "P", "L")
_HOURLESS = ("I", "C", "L")
_VALUE_TERMS = ("mix", "handled_value", "effectiveness", "experience")
_PAID_TERMS = ("mix", "handled_cost", "onceness", "pace", "capacity", "price")

TERMS = (
    "experience",
    "effectiveness",
    "onceness",
    "pace",
    "capacity",
    "price",
    "technology",
    "field",
    "other",
    "contact_cost",
    "handled_value",
    "handled_cost",
    "mix",
)


@dataclass(frozen=True)
class Chain:
    """The product a part of value or cost is, in every segment.

    Attributes:
        links: the quantities, from issues on. terms: what the shares of cells and of ways, then each link, bring.
        stop: (..., K), the place in `links` of the first quantity missing in a period; their number if none is.
    """

    links: tuple[str, ...]
    terms: tuple[str, ...]
    stop: Integers


@dataclass(frozen=True)
class Plan:
    """Which segments cannot be split, and from where: made on the full sample, kept in every replicate.

    Attributes:
        cells: (K,), the cell of the mix each segment lies in.
        value, cost: the chains whose last quantities add up to value and to cost.
        has_issues: (..., K), whether the segment's cell has issues in both periods.
        has_value, has_cost: (..., K), whether it has value, and cost, in both.
    """

    cells: Integers
    value: tuple[Chain, ...]
    cost: tuple[Chain, ...]
    has_issues: Flags
    has_value: Flags
    has_cost: Flags


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


def plan(before: ArrayLike, after: ArrayLike, cells: Integers | None = None) -> Plan:
    """Choose once how each segment is split.

    Args:
        before, after: (..., K, 7 or more), as for `decompose`, of the full sample.
        cells: (K,), the cell of the mix each segment lies in; each in one of its own when None.
    """
    start, end = _with_parts(before), _with_parts(after)
    cell_of = np.arange(start.shape[-2]) if cells is None else np.asarray(cells, dtype=np.int64)
    hours = first_missing(_chain(start, ("H", "P")), _chain(end, ("H", "P"))) == 2

    def chain(links: tuple[str, ...], terms: tuple[str, ...], applies: Flags) -> Chain:
        stop = first_missing(_chain(start, links), _chain(end, links))
        return Chain(links, terms, np.where(applies, stop, -1))

    always = np.ones_like(hours)
    shared = _PAID_TERMS[:3]
    cost = (
        chain(_PAID, _PAID_TERMS, hours),
        chain(_HOURLESS, (*shared, "contact_cost"), ~hours),
        chain(("I", "C", "T"), (*shared, "technology"), always),
        chain(("I", "C", "F"), (*shared, "field"), always),
        chain(("I", "C", "O"), (*shared, "other"), hours),
        chain(("I", "C", "O"), (*shared, "contact_cost"), ~hours),
    )
    held = [
        _in_cells(_chain(start, (name,))[..., 0], cell_of) * _in_cells(_chain(end, (name,))[..., 0], cell_of) > 0
        for name in ("I", "V", "M")
    ]
    return Plan(cell_of, (chain(_VALUE, _VALUE_TERMS, always),), cost, *held)


def decompose(before: ArrayLike, after: ArrayLike, how: Plan | None = None) -> dict[str, Floats]:
    """Split ln(V1/M1) - ln(V0/M0) into `TERMS`.

    Args:
        before, after: (..., K, 7 or more), for K segments the `QUANTITIES` of period 0 and period 1, a row of zeros
            where a segment is absent; segments in the same order. What follows the quantities plays no part.
        how: the `Plan` of the full sample when these are replicates; made from these arrays when None, every segment
            a cell of the mix.

    Returns:
        One array (...) a term, which sum to the log change, in ln units, positive when the balance rose by it. Not
        finite where a total of V or M is 0, or where a replicate loses in one period alone what its plan counts on.
    """
    return {term: effects.sum(axis=-1) for term, effects in decompose_segments(before, after, how).items()}


def decompose_segments(before: ArrayLike, after: ArrayLike, how: Plan | None = None) -> dict[str, Floats]:
    """What each segment brings to each term of `decompose`: (..., K) a term, which sum over K to that term.

    The mix of a cell is laid on its segments by their mean share of what the cell brings.
    """
    start, end = _with_parts(before), _with_parts(after)
    how = plan(start, end) if how is None else how
    found = {term: np.zeros(start.shape[:-1]) for term in TERMS}
    for sign, total, chains, is_held in ((1, "V", how.value, how.has_value), (-1, "M", how.cost, how.has_cost)):
        frame = _Frame(start, end, how, total, is_held)
        found["mix"] = np.where(frame.scale > 0, found["mix"], np.nan)
        for chain in chains:
            for term, effect in frame.effects(chain):
                found[term] = found[term] + sign * effect
    return found


class _Frame:
    """One sum, value or cost, per issue: how much of it lies in cells and segments, and what weight their logs have.

    Args:
        total: the quantity that is summed. is_held: (..., K), whether the segment's cell has some in both periods.
    """

    def __init__(self, start: Floats, end: Floats, how: Plan, total: str, is_held: Flags) -> None:
        volumes = [side[..., 2].sum(axis=-1)[..., None, None] for side in (start, end)]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.sides = tuple(side / volume for side, volume in zip((start, end), volumes, strict=True))
        self.has_issues, self.is_smooth = how.has_issues, how.has_issues & is_held
        self.shares = [_in_cells(_chain(side, ("I",))[..., 0], how.cells) for side in self.sides]
        parts = [_chain(side, (total,))[..., 0] for side in self.sides]
        self.cells = [_in_cells(part, how.cells) for part in parts]
        self.scale = log_mean(*(part.sum(axis=-1) for part in parts))[..., None]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.weight = log_mean(*self.cells) / self.scale
            self.inner = log_mean(*(cell / share for cell, share in zip(self.cells, self.shares, strict=True)))
            self.mix = self.weight * np.log(self.shares[1] / self.shares[0])

    def effects(self, chain: Chain) -> Iterator[tuple[str, Floats]]:
        """(term, (..., K)) of one chain: of the cells' shares, the ways' shares, and each link."""
        start, end = (_chain(side, chain.links) for side in self.sides)
        parts = start[..., -1], end[..., -1]
        applies = (chain.stop >= 0) & ((parts[0] > 0) | (parts[1] > 0))
        is_whole = applies & (chain.stop < len(chain.links))
        whole = self._whole(parts)
        smooth = self._smooth(start, end)
        absent = ~self.has_issues
        yield chain.terms[0], np.where(applies, self._mix(parts), 0.0) + np.where(is_whole & absent, whole, 0.0)
        for place, term in enumerate(chain.terms[1:]):
            taken = is_whole & ~absent & (chain.stop == place)
            yield term, np.where(taken, whole, np.where(applies & ~is_whole, smooth[..., place], 0.0))

    def _whole(self, parts: tuple[Floats, Floats]) -> Floats:
        """A segment's part of the log change without its own logarithm."""
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = [part / share for part, share in zip(parts, self.shares, strict=True)]
            nested = self.weight * (inside[1] - inside[0]) / self.inner
            return np.where(self.is_smooth, nested, (parts[1] - parts[0]) / self.scale)

    def _smooth(self, start: Floats, end: Floats) -> Floats:
        """(..., K, J): of the way's share, then of each link."""
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = [side / share[..., None] for side, share in zip((start, end), self.shares, strict=True)]
            weight = self.weight * log_mean(inside[0][..., -1], inside[1][..., -1]) / self.inner
            ratios = np.log(inside[1] / inside[0])
            return np.asarray(weight[..., None] * np.diff(ratios, axis=-1, prepend=0.0))

    def _mix(self, parts: tuple[Floats, Floats]) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            held = [part / cell for part, cell in zip(parts, self.cells, strict=True)]
            return np.where(self.is_smooth, self.mix * (held[0] + held[1]) / 2, 0.0)


def _with_parts(quantities: ArrayLike) -> Floats:
    """(..., K, 11): where cost is not told apart all of it is like labour."""
    known = np.asarray(quantities, dtype=float)
    if known.shape[-1] >= len(QUANTITIES):
        return known[..., : len(QUANTITIES)]
    nothing = np.zeros((*known.shape[:-1], 3))
    return np.concatenate([known, known[..., 6:7], nothing], axis=-1)


def _chain(quantities: Floats, names: tuple[str, ...]) -> Floats:
    return quantities[..., [QUANTITIES.index(name) for name in names]]


def _in_cells(values: Floats, cells: Integers) -> Floats:
    """(..., K): the sum over each segment's cell."""
    order = np.argsort(cells, kind="stable")
    _, first, place = np.unique(cells[order], return_index=True, return_inverse=True)
    summed = np.add.reduceat(values[..., order], first, axis=-1)
    found = np.empty_like(values)
    found[..., order] = summed[..., place]
    return found
