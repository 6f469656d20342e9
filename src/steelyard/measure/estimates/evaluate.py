"""A metric evaluated on sums: its value in every part, and again without each group of every chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from steelyard.declare import Choice, Metric, StratifiedSum, Sum
from steelyard.measure.estimates.choices import takes_other
from steelyard.measure.estimates.stratified import Carried, carry
from steelyard.measure.estimates.totals import chances_of, is_total, raised
from steelyard.measure.formula import ODDS, evaluate, names
from steelyard.measure.question import (
    ATTEMPTS,
    CUSTOMERS,
    DAYS,
    ISSUE_CONTACTS,
    ISSUES,
    ORDERED,
    ROWS,
    UNIDENTIFIED,
    names_in,
    spans_contacts,
)
from steelyard.measure.sums.model import Sums
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.sampling.jackknife import Spread, jackknife
from steelyard.stats.sampling.two_way_variance import OtherChance, combine

PARTLY = {
    "marked": "whether it was solved",
    "worked": "handling time",
    "costed": "cost",
    "timed": "the customer's own time",
}
"""Sum of the issues for which something is known -> what that is; the others are taken to be like them."""

PRICED = ("money", "value_per_1000")
"""Units in which credit notes may take a figure below zero, where there is none."""

TOLD = "told"
"""Sum of the issues whose first answered contact has a mark or an end, or would have: elsewhere only returns tell."""


_ALIKE = 1e-9
_RATING = ("rating", "contacts")


@dataclass(frozen=True)
class Reading:
    """One way to read a metric: a formula at given odds of unidentified contacts to be returns."""

    formula: str
    odds: float = 1.0

    def of(self, metric: Metric, values: Mapping[str, Floats]) -> Floats:
        """The figure; where it corrects for what is hidden, no further than the metric's limits."""
        found = evaluate(self.formula, {**values, ODDS: np.array(self.odds)})
        least, most = metric.limits
        has_limits = ODDS in names(self.formula) and metric.unit not in PRICED and (least, most) != (None, None)
        return np.clip(found, least, most) if has_limits else found


def readings(metric: Metric, odds: float) -> tuple[Reading, ...]:
    """The value, its bounds where it has any, and these (else the value) at the odds given and at one over them.

    Args:
        odds: at 1 there is nothing to add.
    """
    if not metric.formula:
        return ()
    plain = (metric.formula, *(metric.bounds or ()))
    ends = metric.bounds or (metric.formula,)
    hidden = tuple(formula for formula in ends if ODDS in names(formula)) if odds != 1 else ()
    return (*map(Reading, plain), *(Reading(formula, at) for at in (odds, 1 / odds) for formula in hidden))


@dataclass(frozen=True)
class Replicates:
    """A metric's readings without each group of one chance.

    Attributes:
        values: (readings, cells, groups), see `readings`.
        present: (cells, groups), which groups hold anything.
        n: (cells, groups), how many of what the metric counts each holds.
    """

    values: Floats
    present: Flags
    n: Floats


@dataclass(frozen=True)
class Figure:
    """A metric in every part.

    Attributes:
        values: (readings, cells), see `readings`: the value first, then its bounds where the metric has any.
        n: (cells,). mature, covered: (cells,), shares; nan where they play no role.
        unidentified: (cells,), the share of attempts without a customer; 0 where it plays no role.
        known: what is known of some issues only -> (cells,), of which share of them.
        unusual: (cells,), reasons why a part was counted another way, empty where it was not.
        n_by_group: (cells, groups of customers).
        replicates: chance -> `Replicates`.
        reach: (cells,), see `reach_of`.
        rated: (cells,), the mean rating carried in it, 0 to 1; nan where none is.
        heard: (cells,), the share of what ratings are carried to that is of channels with answers enough; nan likewise.
    """

    metric: Metric
    values: Floats
    n: Floats
    mature: Floats
    covered: Floats
    unidentified: Floats
    known: Mapping[str, Floats]
    unusual: tuple[str, ...]
    n_by_group: Floats
    replicates: Mapping[str, Replicates]
    reach: Floats
    rated: Floats
    heard: Floats

    @property
    def value(self) -> Floats:
        """(cells,)."""
        return self.values[0]

    @property
    def bounds(self) -> Floats:
        """(2, cells), or (0, cells) where it has none."""
        return self.values[1:3] if self.metric.bounds else self.values[:0]

    def at_edge(self, least: float, most: float) -> Flags:
        """(readings, cells), whether any replicate sits at a limit of what is possible."""
        edges = [
            (((rows.values <= least) | (rows.values >= most)) & rows.present).any(axis=-1)
            for chance, rows in self.replicates.items()
            if chance != ROWS
        ]
        return np.any(edges, axis=0)


@dataclass
class Evaluator:
    """Evaluates metrics on one set of sums; what several share is carried once.

    Attributes:
        pools: for each part the number of the comparison it belongs to; a stratum stands alone only where it has
            enough answers in every part of its comparison. Without it every part is read alone.
        alike: the same for what is chosen between two sums; `pools` unless told.
    """

    sums: Sums
    pools: Sequence[int] | None = None
    alike: Sequence[int] | None = None
    _carried: dict[tuple[StratifiedSum, str], Carried] = field(default_factory=dict)

    def figure(self, metric: Metric) -> Figure:
        """The metric in every part, nan where it is not defined."""
        whole = self.whole(metric)
        ways = readings(metric, self.sums.assumptions.unidentified_odds)
        values = np.stack([way.of(metric, whole) for way in ways]) if ways else self._quantile(metric)
        return Figure(
            metric,
            np.broadcast_to(values, (len(values), len(self.sums.parts))),
            whole[metric.n],
            _share(whole, metric.maturity),
            _share(whole, metric.coverage),
            self._unidentified(metric),
            {name: _share(whole, (name, "issues")) for name in (*PARTLY, TOLD) if {name, "issues"} <= whole.keys()},
            self._unusual(metric, whole),
            self._by_group(metric),
            {chance: self._replicates(metric, ways, whole, chance) for chance in chances_of(metric, self.sums)}
            if ways
            else {},
            self._reach(metric),
            _share(whole, ("value", "solved") if {"value", "solved"} <= whole.keys() else _RATING),
            self._heard(metric),
        )

    def _heard(self, metric: Metric) -> Floats:
        entry = next((entry for entry in metric.sums.values() if isinstance(entry, StratifiedSum)), None)
        if entry is None or "channel" not in entry.strata:
            return np.full(len(self.sums.parts), np.nan)
        by_depth = self.carried(entry, "").carried
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(by_depth[:, : entry.strata.index("channel") + 1].sum(axis=1) / by_depth.sum(axis=1))

    def _by_group(self, metric: Metric) -> Floats:
        n = metric.sums[metric.n]
        assert isinstance(n, Sum)
        return self.sums.groups[CUSTOMERS][n]

    def _quantile(self, metric: Metric) -> Floats:
        assert metric.quantile is not None
        cuts = self.sums.cuts.get(metric.quantile)
        return np.full((1, len(self.sums.parts)), np.nan) if cuts is None else cuts[None]

    def whole(self, metric: Metric) -> dict[str, Floats]:
        """The metric's sums in every part: name -> (cells,)."""
        found: dict[str, Floats] = {}
        for name, entry in metric.sums.items():
            if isinstance(entry, Sum):
                found[name] = self.sums.total(entry)
            elif isinstance(entry, StratifiedSum):
                found[name] = self.carried(entry, "").whole[:, 0]
        return found | _chosen(metric, found, self._takes_other(metric, found))

    def takes_other(self, metric: Metric) -> dict[str, Flags]:
        """Name of a choice -> (cells,), where its other sum is taken."""
        return self._takes_other(metric, self.whole(metric))

    def _takes_other(self, metric: Metric, whole: Mapping[str, Floats]) -> dict[str, Flags]:
        return takes_other(metric, self.sums, whole, self.pools if self.alike is None else self.alike)

    def _reach(self, metric: Metric) -> Floats:
        if not spans_contacts(metric):
            return np.ones(len(self.sums.parts))
        return reach_of(self.sums.total(ISSUE_CONTACTS), self.sums.total(ISSUES))

    def _replicates(
        self, metric: Metric, ways: tuple[Reading, ...], whole: Mapping[str, Floats], chance: str
    ) -> Replicates:
        used = {name for way in ways for name in names_in(metric, way.formula)}
        sums = {name: entry for name, entry in metric.sums.items() if name in used}
        by_group = {name: self.sums.groups[chance][e] for name, e in sums.items() if isinstance(e, Sum)}
        carried = {name: self.carried(e, chance) for name, e in sums.items() if isinstance(e, StratifiedSum)}
        held = [*by_group.values(), *(entry.by_group for entry in carried.values())]
        present = np.any([values != 0 for values in held], axis=0)
        count = present.sum(axis=-1, keepdims=True)
        scale = np.where(count > 1, count / np.maximum(count - 1, 1), np.nan)
        if chance == DAYS and is_total(metric):
            scale = self._raised(by_group[metric.formula], present, scale)
        found = {name: _without(whole[name], values, present, scale) for name, values in by_group.items()}
        for name, entry in carried.items():
            found[name] = np.where(present, whole[name][:, None] * _relative(entry) * scale, whole[name][:, None])
        other = self._takes_other(metric, whole)
        found |= _chosen(metric, found, {name: flags[:, None] for name, flags in other.items()})
        values = np.stack([np.broadcast_to(way.of(metric, found), present.shape) for way in ways])
        counted = metric.sums[metric.n]
        assert isinstance(counted, Sum)
        return Replicates(values, present, self.sums.groups[chance][counted])

    def _raised(self, values: Floats, present: Flags, scale: Floats) -> Floats:
        found = np.broadcast_to(scale, values.shape).copy()
        for cell, days in enumerate(self.sums.spans):
            by_day = raised(days, values[cell], present[cell]) if days else found[cell]
            found[cell] = np.where(np.isfinite(by_day), by_day, found[cell])
        return found

    def carried(self, entry: StratifiedSum, chance: str) -> Carried:
        """A stratified sum in every part, and without each group of a chance."""
        if (entry, chance) not in self._carried:
            width = next(iter(self.sums.groups[chance].values())).shape[-1] if chance else 1
            rows = self.sums.strata[entry][chance]
            pools = None if self.pools is None else np.asarray(self.pools, dtype=np.int64)
            self._carried[entry, chance] = carry(rows, len(self.sums.parts), entry.least, groups=width, pools=pools)
        return self._carried[entry, chance]

    def _unidentified(self, metric: Metric) -> Floats:
        if not metric.is_inferred:
            return np.zeros(len(self.sums.parts))
        attempts = self.sums.total(ATTEMPTS)
        return np.where(attempts > 0, self.sums.total(UNIDENTIFIED) / np.maximum(attempts, 1), 0.0)

    def _unusual(self, metric: Metric, whole: Mapping[str, Floats]) -> tuple[str, ...]:
        reasons = [""] * len(self.sums.parts)
        for name, flags in self._takes_other(metric, whole).items():
            entry = metric.sums[name]
            assert isinstance(entry, Choice)
            reasons = [entry.because or old if flag else old for flag, old in zip(flags, reasons, strict=True)]
        return tuple(reasons)


def settled(metric: Metric, sums: Sums) -> tuple[Metric, tuple[str, ...]]:
    """A metric whose choices between sums are made, alike for all parts, and why each was made otherwise than usual.

    The other sum is taken for all where it must be for any part: figures set side by side then count the same.
    """
    evaluator = Evaluator(sums)
    other = {name for name, flags in evaluator.takes_other(metric).items() if flags.any()}
    chosen, reasons = dict(metric.sums), []
    for name in other:
        entry = metric.sums[name]
        assert isinstance(entry, Choice)
        if entry.other:
            chosen[name] = metric.sums[entry.other]
            reasons += [entry.because] if entry.because and entry.because not in reasons else []
    return replace(metric, sums=chosen), tuple(reasons)


def worst_case(metric: Metric, sums: Sums) -> tuple[float, float] | None:
    """The lowest and the highest of a figure of one part with every unidentified contact counted worst and best.

    None where it has no such case, or nothing to compute it from.
    """
    if metric.worst is None or len(sums.parts) != 1:
        return None
    whole = Evaluator(sums).whole(metric)
    ends = [float(Reading(formula).of(metric, whole)[0]) for formula in metric.worst]
    return (min(ends), max(ends)) if np.isfinite(ends).all() else None


def reach_of(contacts: Floats, issues: Floats) -> Floats:
    """Contacts to an issue, 1 at the least: how much further than its credited contact an issue reaches.

    An issue stands in the group of its credited contact's day and agent alone; its later contacts were handled on other
    days and by others, who differ as much. What a day or an agent shares adds to its own contacts and to later ones of
    others' issues: to so many times as much. So does what it left unsolved, to the ratings of contacts on later days.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(np.nan_to_num(contacts / issues, nan=1.0, posinf=1.0), 1.0)


def spread_of(
    values: Floats,
    replicates: Mapping[str, tuple[Floats, Flags]],
    reach: Floats | float = 1.0,
    most_df: Mapping[str, Floats] | None = None,
) -> Spread:
    """The spread of estimates over every chance; nan where a chance cannot be measured.

    Args:
        values: (...), the estimates.
        replicates: chance -> the estimates without each group (..., groups), and which groups hold anything.
        reach: (...), see `reach_of`; 1 where rows stand in the groups of all they took.
        most_df: chance -> degrees of freedom it has at the most, where they are fewer than its groups tell.
    """
    broken = np.zeros(values.shape, dtype=bool)
    for without, present in replicates.values():
        broken |= (~np.isfinite(without) & present).any(axis=-1)
    known = np.where(broken, np.nan, values)
    spreads = {
        chance: jackknife(known, without, np.broadcast_to(present, without.shape), is_ordered=chance in ORDERED)
        for chance, (without, present) in replicates.items()
    }
    for chance, most in (most_df or {}).items():
        spreads[chance] = replace(spreads[chance], df=np.minimum(spreads[chance].df, most))
    others = [
        OtherChance(spread, spreads[ROWS], reach)
        for chance, spread in spreads.items()
        if chance not in (CUSTOMERS, ROWS)
    ]
    return combine(spreads[CUSTOMERS], *others)


def spread(figure: Figure) -> Spread:
    """The spread of every reading of a figure: (readings, cells)."""
    replicates = {chance: (rows.values, rows.present) for chance, rows in figure.replicates.items()}
    return spread_of(figure.values, replicates, figure.reach)


def is_alike(spreads: Spread, values: Floats) -> Flags:
    """Whether nothing varies: whoever is left out, the figure stays the same, so that its spread says nothing."""
    with np.errstate(invalid="ignore"):
        found: Flags = spreads.variance <= (_ALIKE * np.abs(values)) ** 2
    return found


def _without(whole: Floats, values: Floats, present: Flags, scale: Floats) -> Floats:
    return np.where(present, (whole[:, None] - values) * scale, whole[:, None])


def _relative(entry: Carried) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(entry.whole == 0, 1.0, entry.without[:, 0] / entry.whole)


def _chosen(metric: Metric, values: Mapping[str, Floats], takes_other: Mapping[str, Flags]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, flags in takes_other.items():
        entry = metric.sums[name]
        assert isinstance(entry, Choice)
        known = {**values, **found}
        if entry.usual in known:
            other = known[entry.other] if entry.other else np.nan
            found[name] = np.where(flags, other, known[entry.usual])
    return found


def _share(whole: Mapping[str, Floats], pair: tuple[str, str] | None) -> Floats:
    one = np.array([np.nan])
    part, total = (whole.get(name, one) for name in pair) if pair else (one, one)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.broadcast_to(np.minimum(part / total, 1.0), whole[next(iter(whole))].shape)
