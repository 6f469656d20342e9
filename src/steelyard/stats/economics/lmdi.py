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

from collections.abc import Iterator, Sequence
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


_Side = dict[str, Floats]


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
        logs = np.asarray(np.log1p(step))
        np.log(x / y, out=logs, where=~(np.abs(step) < 0.5))
        mean = (x - y) / logs
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
    how = plan(before, after) if how is None else how
    sides = _per_issue(before), _per_issue(after)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = {name: np.log(sides[1][name] / sides[0][name]) for name in QUANTITIES if name != "M"}
    found = {term: np.zeros(sides[0]["I"].shape) for term in TERMS}
    for sign, total, chains, is_held in ((1, "V", how.value, how.has_value), (-1, "M", how.cost, how.has_cost)):
        frame = _Frame.of(sides, how, total, is_held)
        found["mix"] = np.where(frame.scale > 0, found["mix"], np.nan)
        for chain in chains:
            last = [side[chain.links[-1]] for side in sides]
            places = np.flatnonzero(_over(chain.stop >= 0) & _over(last[0] + last[1] > 0))
            if len(places):
                parts = [side[..., places] for side in last]
                moved = [logs[link][..., places] for link in chain.links]
                for term, effect in frame.at(places).effects(chain, chain.stop[..., places], parts, moved):
                    found[term][..., places] += sign * effect
    return found


@dataclass(frozen=True)
class _Frame:
    """One sum, value or cost, per issue: how much of it lies in cells and segments, and what weight their logs have.

    Attributes:
        shares, cells: (..., K) on both sides, the share of issues and the sum of each segment's cell.
        scale: (..., 1), the logarithmic mean of the whole sum; weight: of the cells', over it; inner: per issue.
        moved: the logarithm of the cells' shares. has_issues, is_smooth: whether the cell has issues, and some of the
            sum beside, in both periods.
    """

    shares: tuple[Floats, Floats]
    cells: tuple[Floats, Floats]
    scale: Floats
    weight: Floats
    inner: Floats
    moved: Floats
    has_issues: Flags
    is_smooth: Flags

    @classmethod
    def of(cls, sides: tuple[_Side, _Side], how: Plan, total: str, is_held: Flags) -> _Frame:
        """The frame of the quantity that is summed; `is_held` says in which cells it is on both sides."""
        shares, cells = (
            (_in_cells(sides[0][name], how.cells), _in_cells(sides[1][name], how.cells)) for name in ("I", total)
        )
        scale = log_mean(*(side[total].sum(axis=-1, keepdims=True) for side in sides))
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = log_mean(*cells) / scale
            inner = log_mean(*(cell / share for cell, share in zip(cells, shares, strict=True)))
            moved = np.log(shares[1] / shares[0])
        return cls(shares, cells, scale, weight, inner, moved, how.has_issues, how.has_issues & is_held)

    def at(self, places: Integers) -> _Frame:
        """Some segments of it."""
        shares, cells = ((one[..., places], two[..., places]) for one, two in (self.shares, self.cells))
        weight, inner, moved = (each[..., places] for each in (self.weight, self.inner, self.moved))
        has_issues, is_smooth = (each[..., places] for each in (self.has_issues, self.is_smooth))
        return _Frame(shares, cells, self.scale, weight, inner, moved, has_issues, is_smooth)

    def effects(
        self, chain: Chain, stop: Integers, parts: Sequence[Floats], logs: Sequence[Floats]
    ) -> Iterator[tuple[str, Floats]]:
        """(term, (..., K)) of one chain: of the cells' shares, the ways' shares, and each link.

        Args:
            stop: of the chain at these segments; parts: its last link on both sides; logs: of its links' movements.
        """
        applies = (stop >= 0) & ((parts[0] > 0) | (parts[1] > 0))
        is_whole, absent = applies & (stop < len(chain.links)), ~self.has_issues
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = [part / share for part, share in zip(parts, self.shares, strict=True)]
            held = sum(part / cell for part, cell in zip(parts, self.cells, strict=True)) / 2
            nested = self.weight * (inside[1] - inside[0]) / self.inner
            whole = np.where(self.is_smooth, nested, (parts[1] - parts[0]) / self.scale)
            weight = self.weight * log_mean(*inside) / self.inner
            mix = np.where(applies & self.is_smooth, self.weight * self.moved * held, 0.0)
            yield chain.terms[0], mix + np.where(is_whole & absent, whole, 0.0)
            for place, (term, before) in enumerate(zip(chain.terms[1:], [self.moved, *logs], strict=False)):
                taken = is_whole & ~absent & (stop == place)
                smooth = weight * (logs[place] - before)
                yield term, np.where(taken, whole, np.where(applies & ~is_whole, smooth, 0.0))


def _per_issue(quantities: ArrayLike) -> _Side:
    """Each of the `QUANTITIES` over all issues, (..., K)."""
    each = np.ascontiguousarray(np.moveaxis(_with_parts(quantities), -1, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return dict(zip(QUANTITIES, each / each[2].sum(axis=-1, keepdims=True), strict=True))


def _over(flags: Flags) -> Flags:
    """(K,): whether it holds of a segment anywhere."""
    return np.asarray(flags.any(axis=tuple(range(flags.ndim - 1))))


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
    is_in = np.eye(int(cells.max(initial=0)) + 1)[cells]
    return np.asarray((values @ is_in)[..., cells])
