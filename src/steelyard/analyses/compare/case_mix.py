"""What units show beside what their cases lead one to expect: indirect standardisation from compressed cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steelyard import facts
from steelyard.analyses.compare.mean_metrics import Mean, mean_of, product_of, worst_of
from steelyard.declare import Metric
from steelyard.measure.cells.cells import Band, Cells, Label, Product, cells
from steelyard.measure.question import AGENTS, CUSTOMERS, ORDERED, ROWS
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.comparison.standardisation import PULL, expected_rates, fitted_ratios, of_others
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.stats.sampling.two_way_variance import OtherChance, combine
from steelyard.store.snapshot import Snapshot

MIX: tuple[str | Band, ...] = (
    "topic",
    "channel",
    "segment",
    "priority",
    Band("weekday", (5,)),
    Band("hour", (5, 11, 17)),
)
"""What is fixed before anybody touches a case, the weightiest first. Handle time, transfers and solutions are not."""

SPOKEN = {"hour": "time of day", "weekday": "weekend or not", "family": "topic family", "agent_id": "agent"}
"""Dimension -> as people say it."""

STAFF = ("team", "site")
"""Units that are made of agents, whose own chance counts."""

_SAME = {"topic": ("topic", "family"), "family": ("topic", "family")}
_BY_UNIT = ("count", "raw", "expected", "adjusted", "variance", "overlap")
_COARSE = 2
_ENOUGH = 10


@dataclass(frozen=True)
class Standardised:
    """Units beside what their cases lead one to expect.

    Attributes:
        names: (U,). count: (U,), how many cases each has.
        raw: (U,), the figure as it is. expected: (U,), what the others show in such cases.
        adjusted: (U,), the figure each would show with the mix of all: the target moved by what is its own.
        variance: (U,), of the adjusted figure, as wide as its t interval is; nan where it cannot be known.
        overlap: (U,), the share of its cases that others have too.
        target: what all show together, those left out by `narrowed` included.
        cases: how many they have, those left out included.
        fitted: (U,), adjusted with units and strata fitted together; None where distances are differences.
        rare: observed and expected count of the rarer outcome of a share (2, U); None for other figures.
        worst: (U,), how far each lies off the target with what is unknown counted at its worst in its own strata;
            None where nothing is unknown.
        held: what was held equal, as people say it.
        chances: what was allowed to vary.
    """

    names: tuple[str, ...]
    count: Floats
    raw: Floats
    expected: Floats
    adjusted: Floats
    variance: Floats
    overlap: Floats
    target: float
    cases: float
    fitted: Floats | None = None
    rare: Floats | None = None
    worst: Floats | None = None
    held: tuple[str, ...] = ()
    chances: tuple[str, ...] = ()


def standardise(
    snapshot: Snapshot,
    settings: Settings,
    metric: Metric,
    by: str,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Standardised | None:
    """The units of a dimension, those with a name; None where fewer than two have cases.

    What is expected of a unit is what the others show in the strata its cases lie in. Its distance from them is told
    as its distance from the whole it is part of, so that those of large and small units compare. Its variance is that
    of its own cases under customers' chance (and agents', for teams and sites), and where the others have few such
    cases, theirs.
    """
    mean, worst = mean_of(metric), worst_of(metric, settings.assumptions.unidentified_odds)
    mix = _mix(mean.fact, by)
    reader = _Reader(snapshot, settings, where, from_on, to_on)
    table = reader.whole(mean, [by, *mix])
    total, count = mean.of(tuple(mean.sums), table.values)
    known = np.array([label[0] is not None for label in table.labels], dtype=bool) & (count > 0)
    labels = [label for label, is_known in zip(table.labels, known, strict=True) if is_known]
    units = sorted({str(label[0]) for label in labels})
    if len(units) < 2:
        return None
    unit = np.array([units.index(str(label[0])) for label in labels], dtype=np.int64)
    levels = [_codes([label[1 : depth + 1] for label in labels]) for depth in range(1, len(mix) + 1)]
    fine = _fine(metric, unit, levels, total[known], count[known])
    products = {name: product_of(entry) for name, entry in mean.sums.items()}
    coarse = reader.cells(mean.fact, [by, *mix[:_COARSE]], products, _chances(snapshot, by))
    return replace(
        _compared(metric, mean, coarse, units, labels, fine),
        worst=None if worst is None else _shift(metric, worst, reader.whole(worst, [by, *mix]), labels, fine),
        held=_held(mix, labels),
    )


@dataclass(frozen=True)
class _Table:
    """Cells and the sums in them: (N,) labels and (N, sums)."""

    labels: Sequence[Label]
    values: Floats


@dataclass(frozen=True)
class _Reader:
    """Reads cells of one part of the data."""

    snapshot: Snapshot
    settings: Settings
    where: Mapping[str, Sequence[str]] | None
    from_on: date | None
    to_on: date | None

    def cells(
        self, fact: str, by: Sequence[str | Band], products: Mapping[str, Product], chances: Sequence[str] = ()
    ) -> Cells:
        """Sums of one fact."""
        return cells(
            self.snapshot,
            self.settings,
            fact,
            by,
            products,
            chances=chances,
            where=self.where,
            from_on=self.from_on,
            to_on=self.to_on,
        )

    def whole(self, mean: Mean, by: Sequence[str | Band]) -> _Table:
        """The mean's sums, of all the facts they are of, in the order it names them."""
        known: dict[Label, int] = {}
        pieces = []
        for fact in dict.fromkeys(entry.fact for entry in mean.sums.values()):
            products = {name: product_of(entry) for name, entry in mean.sums.items() if entry.fact == fact}
            found = self.cells(fact, by, products)
            pieces.append((found, [known.setdefault(label, len(known)) for label in found.labels]))
        values = np.zeros((len(known), len(mean.sums)))
        for found, places in pieces:
            values[np.ix_(places, [list(mean.sums).index(name) for name in found.names])] = found.whole
        return _Table(list(known), values)


@dataclass(frozen=True)
class _Events:
    """What is counted: the rarer outcome of a share, so that ratios stay ratios; else the metric's own total.

    What is hidden is taken off a share where it was seen: single cells may fall below zero, units do not.
    """

    total: Floats
    is_flipped: bool
    is_ratio: bool

    def back(self, value: Floats) -> Floats:
        """From the share of events to the metric."""
        return 1 - value if self.is_flipped else value


def _events(metric: Metric, total: Floats, count: Floats) -> _Events:
    is_flipped = metric.unit == "share" and bool(total.sum() > count.sum() / 2)
    events = count - total if is_flipped else total
    is_count = metric.unit == "share" or bool((events >= 0).all())
    is_ratio = metric.unit != "score" and is_count and bool(events.sum() > 0)
    return _Events(events, is_flipped, is_ratio)


@dataclass(frozen=True)
class _Fine:
    """The finest cells: unit, strata from the coarsest, what is counted, cases, and the rate to expect (N,)."""

    unit: Integers
    levels: Sequence[Integers]
    events: _Events
    count: Floats
    rate: Floats

    def by_unit(self, values: Floats) -> Floats:
        """(U,) sums."""
        return np.asarray(np.bincount(self.unit, values), dtype=float)

    @property
    def mean(self) -> float:
        """What is counted, for each case of all."""
        return float(self.events.total.sum() / self.count.sum())

    @property
    def target(self) -> float:
        """The metric all show together."""
        return float(self.events.back(np.array(self.mean)))

    @property
    def coarse(self) -> Integers:
        """Strata of topic and channel."""
        return self.levels[min(_COARSE, len(self.levels)) - 1] if self.levels else np.zeros_like(self.unit)

    def adjusted(self) -> Floats:
        """The metric each unit would show with the mix of all: (U,)."""
        observed, cases = self.by_unit(self.events.total), self.by_unit(self.count)
        expected = self.by_unit(self.rate * self.count)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = self.mean * (observed / expected - 1) if self.events.is_ratio else (observed - expected) / cases
        return self.events.back(self.mean + (1 - cases / cases.sum()) * off)


def _fine(metric: Metric, unit: Integers, levels: Sequence[Integers], total: Floats, count: Floats) -> _Fine:
    events = _events(metric, total, count)
    return _Fine(unit, levels, events, count, expected_rates(unit, levels, events.total, count))


def _shift(metric: Metric, worst: Mean, table: _Table, labels: Sequence[Label], fine: _Fine) -> Floats:
    """How far every unit lies off the target with the unknown at its worst, in its own strata: (U,)."""
    place = {label: index for index, label in enumerate(table.labels)}
    total, count = worst.of(tuple(worst.sums), table.values[[place[label] for label in labels]])
    other = _fine(metric, fine.unit, fine.levels, total, np.maximum(count, 1e-9))
    return other.adjusted() - other.target


def _compared(
    metric: Metric, mean: Mean, coarse: Cells, units: Sequence[str], labels: Sequence[Label], fine: _Fine
) -> Standardised:
    events, count = fine.events, fine.by_unit(fine.count)
    observed, expected = fine.by_unit(events.total), fine.by_unit(fine.rate * fine.count)
    scale = fine.mean if events.is_ratio else 1.0
    spread = _spread(mean, coarse, units, _mean_rates(labels, fine.rate, fine.count), events)
    variance = spread.variance * scale**2
    if metric.unit == "share":
        chance = np.clip(fine.rate, 0, 1)
        plain = fine.by_unit(chance * (1 - chance) * fine.count)
        variance = np.fmax(variance, plain * (scale / np.maximum(expected, 1e-9)) ** 2)
    elif metric.unit == "score":
        variance = np.fmax(variance, _each(variance, count) / count)
    variance = variance * (t_quantile(spread.df) / t_quantile(np.inf)) ** 2
    fitted = fitted_ratios(fine.unit, fine.coarse, events.total, fine.count) if events.is_ratio else None
    return Standardised(
        tuple(units),
        count,
        events.back(observed / count),
        events.back(expected / count),
        fine.adjusted(),
        variance + _borrowed(fine, variance, count),
        _overlap(fine),
        fine.target,
        float(count.sum()),
        fitted=None if fitted is None else events.back(fine.mean * fitted),
        rare=np.maximum([observed, expected], 0.0) if metric.unit == "share" else None,
        chances=tuple(chance for chance in coarse.groups if chance != ROWS),
    )


def _spread(mean: Mean, coarse: Cells, units: Sequence[str], by_cell: Mapping[Label, float], events: _Events) -> Spread:
    """The spread of observed / expected (of their difference for each case) over every chance."""
    place = {name: index for index, name in enumerate(units)}
    kept = [index for index, label in enumerate(coarse.labels) if label in by_cell]
    unit = np.array([place[str(coarse.labels[index][0])] for index in kept], dtype=np.int64)
    rate = np.array([by_cell[coarse.labels[index]] for index in kept])
    spreads = {}
    for chance, values in coarse.groups.items():
        total, count = mean.of(coarse.names, values[kept])
        sums = np.zeros((len(units), values.shape[1], 3))
        observed = count - total if events.is_flipped else total
        np.add.at(sums, unit, np.stack([observed, count * rate[:, None], count], axis=-1))
        full, without = replicate(sums, sums[..., 2] > 0)
        whole, parts = (_figure(part, events.is_ratio) for part in (full, without))
        spreads[chance] = jackknife(whole, parts, sums[..., 2] > 0, is_ordered=chance in ORDERED)
    others = [OtherChance(spreads[name], spreads[ROWS]) for name in spreads if name not in (CUSTOMERS, ROWS)]
    return combine(spreads[CUSTOMERS], *others)


def _figure(sums: Floats, is_ratio: bool) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        if is_ratio:
            return np.asarray(sums[..., 0] / sums[..., 1])
        return np.asarray((sums[..., 0] - sums[..., 1]) / sums[..., 2])


def _borrowed(fine: _Fine, own: Floats, count: Floats) -> Floats:
    """What the others' cases add to a unit's variance where they are fewer, in its strata, than in the whole."""
    codes = fine.levels[-1] if fine.levels else np.zeros_like(fine.unit)
    _, first, cell = np.unique(codes * len(count) + fine.unit, return_index=True, return_inverse=True)
    held, unit = np.bincount(cell, fine.count), fine.unit[first]
    weight = (held / count[unit]) ** 2 / (of_others(fine.unit, codes, fine.count)[first] + PULL)
    return _each(own, count) * np.maximum(np.bincount(unit, weight, len(count)) - 1 / (count.sum() - count), 0.0)


def _each(variance: Floats, count: Floats) -> float:
    """The variance of a single case, all units together: of one near the end of a scale its own says too little."""
    is_known = np.isfinite(variance)
    return float((variance * count**2)[is_known].sum() / max(count[is_known].sum(), 1.0))


def _overlap(fine: _Fine) -> Floats:
    """The share of each unit's cases in strata of topic and channel where others have some too."""
    is_shared = of_others(fine.unit, fine.coarse, fine.count) >= _ENOUGH
    return fine.by_unit(fine.count * is_shared) / fine.by_unit(fine.count)


def _mean_rates(labels: Sequence[Label], rate: Floats, count: Floats) -> dict[Label, float]:
    """Coarse cell of a unit -> what is expected of a case in it."""
    sums: dict[Label, list[float]] = {}
    for label, one, cases in zip(labels, rate.tolist(), count.tolist(), strict=True):
        held = sums.setdefault(tuple(label[: _COARSE + 1]), [0.0, 0.0])
        held[0] += one * cases
        held[1] += cases
    return {label: total / cases for label, (total, cases) in sums.items()}


def _mix(fact: str, by: str) -> list[str | Band]:
    known = facts.fact(fact).dimensions
    taken = _SAME.get(by, (by,))
    return [entry for entry in MIX if _key(entry) in known and _key(entry) not in taken]


def _held(mix: Sequence[str | Band], labels: Sequence[Label]) -> tuple[str, ...]:
    """What of the mix takes more than one value in the cells."""
    varied = [entry for place, entry in enumerate(mix, 1) if len({label[place] for label in labels}) > 1]
    return tuple(SPOKEN.get(_key(entry), _key(entry)) for entry in varied)


def _key(entry: str | Band) -> str:
    return entry if isinstance(entry, str) else entry.column


def _codes(labels: Sequence[Label]) -> Integers:
    known: dict[Label, int] = {}
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int64)


def _chances(snapshot: Snapshot, by: str) -> tuple[str, ...]:
    has_agents = bool(snapshot.manifest.known.get("contacts", {}).get("agent_id"))
    return (CUSTOMERS, AGENTS, ROWS) if by in STAFF and has_agents else (CUSTOMERS,)


def heads(
    snapshot: Snapshot,
    settings: Settings,
    metric: Metric,
    by: str,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> dict[str, int]:
    """Unit -> how many agents its cases were with; empty where agents are not known."""
    mean = mean_of(metric)
    products = {"count": product_of(mean.counted)}
    found = _Reader(snapshot, settings, where, from_on, to_on).cells(mean.fact, [by, "agent_id"], products)
    counted: dict[str, int] = {}
    for (unit, agent), cases in zip(found.labels, found.total("count").tolist(), strict=True):
        if unit is not None and agent is not None and cases > 0:
            counted[str(unit)] = counted.get(str(unit), 0) + 1
    return counted


def leaning(
    snapshot: Snapshot,
    settings: Settings,
    metric: Metric,
    by: str,
    name: str,
    *,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Floats:
    """How much of what is expected of a unit each other one carries, (others,), adding up to 1: by topic and channel.

    Strata in which it has cases and nobody else does are left out; empty where that is all of them.
    """
    mean = mean_of(metric)
    mix = _mix(mean.fact, by)[:_COARSE]
    found = _Reader(snapshot, settings, None, from_on, to_on).cells(
        mean.fact, [by, *mix], {"count": product_of(mean.counted)}
    )
    own: dict[Label, float] = {}
    others: dict[Label, dict[str, float]] = {}
    for (unit, *stratum), cases in zip(found.labels, found.total("count").tolist(), strict=True):
        if unit == name:
            own[tuple(stratum)] = own.get(tuple(stratum), 0.0) + cases
        elif unit is not None and cases > 0:
            held = others.setdefault(tuple(stratum), {})
            held[str(unit)] = held.get(str(unit), 0.0) + cases
    weights: dict[str, float] = {}
    for key, cases in own.items():
        total = sum(others.get(key, {}).values())
        for other, share in others.get(key, {}).items():
            weights[other] = weights.get(other, 0.0) + cases * share / total
    shares = np.array([weight for weight in weights.values() if weight > 0])
    return np.asarray(shares / shares.sum() if len(shares) else shares, dtype=float)


def narrowed(found: Standardised, kept: Flags) -> Standardised:
    """Some of the units, still beside the target of all."""
    places = np.flatnonzero(kept)
    return replace(
        found,
        names=tuple(found.names[place] for place in places),
        rare=None if found.rare is None else found.rare[:, places],
        worst=None if found.worst is None else found.worst[places],
        fitted=None if found.fitted is None else found.fitted[places],
        **{name: getattr(found, name)[places] for name in _BY_UNIT},
    )
