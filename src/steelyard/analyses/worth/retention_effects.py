"""What is associated with one more point of a measure in similar issues: customers kept, contacts avoided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from steelyard import measure
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import UNDEFINED, Estimate, Interval
from steelyard.measure import Cells, Product
from steelyard.measure.estimates.evaluate import reach_of
from steelyard.measure.estimates.replicates import Replicas, chances
from steelyard.measure.estimates.spanning import first_over
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import Contrast, slope_within
from steelyard.stats.sampling.intervals import score_limits
from steelyard.store import Snapshot

STRATA = ("segment", "family", "channel")
LEAST = 20
"""Issues a stratum needs in either state to say anything."""

LEAST_LEFT = 10
"""Churned issues without which a measure is not asked."""

_SCOPE = ("is_loyalty_mature",)


@dataclass(frozen=True)
class Lever:
    """A measure a provider can move.

    Args:
        metric: id; column: what says it of one issue, a mark or a rating from 0 to 1.
        expected: columns that count the issues of a mark, and all that carry it, with what missing ids hide taken off.
        title: as people say it.
        points: points in one of its units.
    """

    metric: str
    column: str
    title: str
    kind: Literal["mark", "rating"]
    points: float
    expected: tuple[str, str] = ("", "")


LEVERS = (
    Lever("resolution_rate", "is_resolved", "resolution", "mark", 100, ("expected_resolved", "expected_marked")),
    Lever(
        "first_contact_resolution",
        "is_fixed_first",
        "first contact resolution",
        "mark",
        100,
        ("expected_fixed_first", "expected_issue"),
    ),
    Lever("customer_rating", "rating", "customers' rating", "rating", 1),
)


@dataclass(frozen=True)
class Found:
    """For one point a year: customers kept, their money, the cost of contacts that would not come."""

    kept: Estimate
    money: Estimate
    handling: Estimate
    pooled: float
    overlap_share: float


Prices = Mapping[str | None, tuple[float, float]]
"""Segment -> customers who leave for each churned issue, and money for one of them kept."""


def read(snapshot: Snapshot, settings: Settings, days: Span, where: Mapping[str, Sequence[str]] | None) -> Cells:
    """Issues whose loyalty horizon has passed, by stratum and group of every chance."""
    products = {
        "n": Product(where=_SCOPE, known=("is_churned",)),
        "contacts": Product(("contacts",), where=_SCOPE, known=("is_churned",)),
    }
    for lever in LEVERS:
        products |= _marks(lever) if lever.kind == "mark" else _moments(lever.column)
    return measure.cells(
        snapshot,
        settings,
        "issues",
        STRATA,
        products,
        chances=chances(snapshot.manifest.known),
        where=where,
        from_on=days.from_on,
        to_on=days.to_on,
    )


def service_cost(
    snapshot: Snapshot, settings: Settings, days: Span, where: Mapping[str, Sequence[str]] | None
) -> float | None:
    """What all contacts of the days cost; None where no cost is known."""
    found = measure.cells(
        snapshot,
        settings,
        "contacts",
        [],
        {"cost": Product(("cost",)), "n": Product(known=("cost",))},
        where=where,
        from_on=days.from_on,
        to_on=days.to_on,
    )
    return float(found.total("cost").sum()) if found.total("n").sum() else None


def is_known(lever: Lever, cells: Cells) -> bool:
    """Whether enough issues carry the measure, and enough of their customers left."""
    if lever.kind == "rating":
        return bool(cells.total(f"{lever.column} y").sum() >= LEAST_LEFT)
    return bool(cells.total(f"{lever.column} y").sum() >= LEAST_LEFT and _support(lever, cells).any())


def found(lever: Lever, cells: Cells, prices: Prices, year: float) -> Found:
    """What a point goes with, its interval from the groups of customers, days and agents.

    Args:
        year: by how much the days asked make a year.
    """
    usual = tuple(np.mean(list(prices.values()), axis=0)) if prices else (1.0, np.nan)
    left, each = np.array([prices.get(name, usual) for name in _segments(cells)]).T
    money = left * each
    chosen = _support(lever, cells)
    kept = _each(lever, chosen, left, year)
    return Found(
        _estimate("customers_kept", "count", cells, kept),
        _estimate("money", "money", cells, _each(lever, chosen, money, year)),
        _estimate("handling", "money", cells, _handling(lever, cells, year)) if lever.kind == "mark" else _none(),
        float(_pooled(lever, cells, left, year)),
        _overlap(lever, cells, chosen),
    )


def over(lever: Lever, cells: Sequence[Cells], prices: Prices, year: float) -> Found:
    """What is associated with a point, its intervals those of all readings of the issues, see `measure.over_range`."""
    return first_over([found(lever, one, prices, year) for one in cells], "kept", "money", "handling")


@dataclass(frozen=True)
class Leaving:
    """By how much more often customers leave within the loyalty horizon after an issue without the good result."""

    chance: Estimate


def leaving(lever: Lever, cells: Sequence[Cells], left: Mapping[str | None, float]) -> Estimate:
    """The mean difference among similar issues, drawn from those without the good result, over all readings of them.

    Args:
        lever: one of a mark. left: segment -> customers who leave for each churned issue.
    """
    return first_over([Leaving(_leaving(lever, one, left)) for one in cells], "chance").chance


def _leaving(lever: Lever, cells: Cells, left: Mapping[str | None, float]) -> Estimate:
    usual = float(np.mean(list(left.values()))) if left else 1.0
    price = np.array([left.get(name, usual) for name in _segments(cells)])
    chosen = _support(lever, cells)

    def formula(sums: Callable[[str], Floats]) -> Floats:
        contrast = _contrast(lever, sums)
        issues = (contrast.n1 + contrast.n0).sum(axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return -100 * _moved(contrast, _finite(contrast.by_stratum()) * price, chosen, 1.0) / issues

    return _estimate("leaving", "share", cells, formula)


Formula = Callable[[Callable[[str], Floats]], Floats]
"""From a way to look up sums by name, (..., cells), to a figure (...)."""


def _marks(lever: Lever) -> dict[str, Product]:
    """Sums in the state (1) and of all that carry the mark: issues (n) and churned (y), less what missing ids hide; and
    issues of known cost (m) and that cost (c) as they are seen, since a return of nobody takes its cost along."""
    column = lever.column
    found = {}
    for state, weight, flags in zip(("1", ""), lever.expected, ((column,), ()), strict=True):
        where, known = (*_SCOPE, *flags), (column,)
        found[f"{column} n{state}"] = Product((weight,), where=_SCOPE, known=(*_known(lever), "is_churned"))
        found[f"{column} y{state}"] = Product((weight, "is_churned"), where=_SCOPE, known=_known(lever))
        found[f"{column} m{state}"] = Product((), where=where, known=(*known, "cost"))
        found[f"{column} c{state}"] = Product(("cost",), where=where, known=known)
    return found


def _known(lever: Lever) -> tuple[str, ...]:
    """What must be known for an issue to count. Of marks nothing: earlier ones in it are hidden whatever its own is."""
    return () if lever.column == "is_resolved" else (lever.column,)


def _moments(column: str) -> dict[str, Product]:
    known = (column, "is_churned")
    columns = {"n": (), "x": (column,), "y": ("is_churned",), "xx": (column, column), "xy": (column, "is_churned")}
    return {f"{column} {name}": Product(entry, where=_SCOPE, known=known) for name, entry in columns.items()}


def _segments(cells: Cells) -> list[str | None]:
    return [None if name is None else str(name) for name in cells.column("segment")]


def _contrast(lever: Lever, sums: Callable[[str], Floats], count: str = "n", total: str = "y") -> Contrast:
    names = [f"{lever.column} {name}{state}" for state in ("1", "") for name in (count, total)]
    n1, y1, n, y = (sums(name) for name in names)
    return Contrast(n1, y1, n - n1, y - y1)


def _support(lever: Lever, cells: Cells, count: str = "n") -> Flags:
    """The strata with enough issues in both states, and some without any one group."""
    if lever.kind == "rating":
        return cells.total(f"{lever.column} n") > 0
    found = _contrast(lever, cells.total, count).supported(LEAST)
    for by_group in cells.groups.values():
        without = _lookup(cells, cells.whole[:, None] - by_group)
        found &= _contrast(lever, without, count).supported(1).all(axis=-1)
    return found


def _each(lever: Lever, chosen: Flags, price: Floats, year: float) -> Formula:
    """What a hundredth more of the measure keeps, each churned issue counted at a price (cells,)."""

    def formula(sums: Callable[[str], Floats]) -> Floats:
        if lever.kind == "rating":
            slope = slope_within(*(sums(f"{lever.column} {name}") for name in ("n", "x", "y", "xx", "xy")))
            return np.asarray(-slope * (sums("n") * price).sum(axis=-1) * year / 100)
        contrast = _contrast(lever, sums)
        return -_moved(contrast, _finite(contrast.by_stratum()) * price, chosen, year)

    return formula


def _handling(lever: Lever, cells: Cells, year: float) -> Formula:
    """The same of what contacts cost, in the strata where enough of that is known."""
    chosen = _support(lever, cells, "m")

    def formula(sums: Callable[[str], Floats]) -> Floats:
        cost = _finite(_contrast(lever, sums, "m", "c").by_stratum())
        return -_moved(_contrast(lever, sums), cost, chosen, year)

    return formula


def _finite(rates: Floats) -> Floats:
    """Differences of rates, zero where a stratum has nobody in one state: it is not chosen."""
    return np.nan_to_num(rates, posinf=0.0, neginf=0.0)


def _moved(contrast: Contrast, each: Floats, chosen: Flags, year: float) -> Floats:
    """A hundredth of all issues moved into the state, drawn from those out of it, with what each brings."""
    weights = np.where(chosen, contrast.n0, 0.0)
    with np.errstate(invalid="ignore"):
        mean = (weights * np.where(chosen, each, 0.0)).sum(axis=-1) / weights.sum(axis=-1)
    return np.asarray(mean * (contrast.n1 + contrast.n0).sum(axis=-1) * year / 100)


def _pooled(lever: Lever, cells: Cells, price: Floats, year: float) -> Floats:
    whole = np.ones(1, dtype=bool)
    mean = float(np.average(price, weights=cells.total("n"))) if cells.total("n").sum() else 1.0

    def sums(name: str) -> Floats:
        return cells.total(name).sum(keepdims=True)

    return _each(lever, whole, np.array([mean]), year)(sums)


def _overlap(lever: Lever, cells: Cells, chosen: Flags) -> float:
    if lever.kind == "rating":
        return 1.0
    out = _contrast(lever, cells.total).n0
    return float(out[chosen].sum() / out.sum()) if out.sum() else 0.0


def _estimate(metric: str, unit: str, cells: Cells, formula: Formula) -> Estimate:
    groups = {chance: values.transpose(1, 0, 2) for chance, values in cells.groups.items()}
    contacts, issues = (np.asarray(cells.total(name).sum()) for name in ("contacts", "n"))
    replicas = Replicas.over(groups, float(reach_of(contacts, issues)))
    values = replicas.of(groups, lambda sums: formula(_lookup(cells, sums)))
    n = round(float(issues))
    spread = replicas.spread(values)
    if not np.isfinite(spread.variance):
        return replace(_none(metric, unit), n=n, n_unit="issues")
    limits = score_limits(values[0], spread, least=-np.inf, most=np.inf)
    interval = Interval(float(limits.low), float(limits.high), 0.95, "jackknife, own scale", replicas.named)
    return Estimate(metric, unit, {}, float(values[0]), interval, n=n, n_unit="issues")


def _none(metric: str = "handling", unit: str = "money") -> Estimate:
    return Estimate(metric, unit, caveats=(UNDEFINED,))


def _lookup(cells: Cells, values: Floats) -> Callable[[str], Floats]:
    return lambda name: values[..., cells.names.index(name)]
