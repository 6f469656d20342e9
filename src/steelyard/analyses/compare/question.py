"""Which teams, channels, topics or agents really differ, once mix and chance are allowed for? Never a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

import numpy as np

from steelyard import measure, metrics
from steelyard.analyses.compare import evidence as otherwise
from steelyard.analyses.compare import wording
from steelyard.analyses.compare.answer import Comparison, People
from steelyard.analyses.compare.case_mix import STAFF, Standardised, heads, narrowed, standardise
from steelyard.analyses.compare.classification import (
    RELIABLE,
    Placed,
    direction,
    funnel,
    readings,
    told_apart,
    units,
    usual_spread,
)
from steelyard.analyses.compare.mean_metrics import USUAL, mean_of
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.periods.annualise import yearly
from steelyard.analyses.periods.choice import Frame, frame, gathered, provenance
from steelyard.answers import Caveat, Estimate, Highlight, Interval, Missing
from steelyard.declare import Metric
from steelyard.measure.estimates.nonrespondents import distance_undone_by
from steelyard.measure.question import dimensions_of, filters_of
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags
from steelyard.stats.comparison.heterogeneity import Between, between_units, cases_needed
from steelyard.stats.comparison.rank_probability import draws
from steelyard.stats.surveys.nonresponse import tipping_point
from steelyard.store import Snapshot
from steelyard.wording import capital, lowered

AGENT = "agent_id"
USUAL_DIMENSIONS = ("team", "site", "channel", "topic")
"""Compared where nothing is asked for: the first that has units."""

LEAST_CASES, LEAST_ANSWERS, LEAST_PEOPLE = 40, 30, 5
"""Under these nothing is said of a person, nor of a unit of so few cases or people."""

OVERLAP = 0.5
"""A unit of whose cases fewer than this share are such as others have too is compared with nobody."""

RETURNS = ("first_contact_resolution", "first_contact_resolution_by_customer")
"""Measures whose shortfall is a customer who comes back, at the cost of an issue."""


_MIDDLE = 1.2816
"""Standard deviations either side that hold eight tenths."""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: str = "",
    metric: str = "",
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Comparison:
    """Which units differ on a measure beyond their mix and chance.

    Args:
        by: team, site, channel, topic, family, segment, an extra dimension, or agent; unless told, the first of team,
            site, channel and topic that has units to compare.
        metric: a share or a mean; unless told, first contact resolution, or what comes nearest to it in these data.

    Raises:
        QuestionError: what does not exist, or a measure that is neither a share nor a mean.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    snapshot = snapshot.following(days.follow_days)
    filters = filters_of(where)
    refused: list[Comparison] = []
    for name in (metric,) if metric else USUAL:
        asked = Asked(snapshot, settings, metrics.find(name), days, filters)
        answer = asked.blank(by)
        reason = asked.refusal()
        if reason:
            refused.append(_refused(answer, *reason))
            continue
        for dimension in asked.dimensions(by):
            settled = asked.settled(dimension)
            found = settled.units(dimension)
            answer = replace(settled.blank(by), by=dimension)
            if isinstance(found, Found):
                return _told(replace(answer, missing=_passed_over(refused, name)), settled, found)
            refused.append(_refused(answer, *found))
    return refused[0] if refused else _refused(asked.blank(by), "There is no dimension left to compare along.", "")


@dataclass(frozen=True)
class Found:
    """Units that can be compared, each with its figure as it is, and how many others cannot."""

    figures: Standardised
    raw: tuple[Estimate, ...]
    silent_count: int


@dataclass(frozen=True)
class Asked:
    """The question without its dimension."""

    snapshot: Snapshot
    settings: Settings
    metric: Metric
    days: Frame
    where: Mapping[str, tuple[str, ...]]
    counted: tuple[str, ...] = ()

    def settled(self, by: str) -> Asked:
        """The same with one sum for all units where the measure can be of either: `counted` says why not the usual."""
        parts = () if by == AGENT else (by,)
        metric, counted = measure.settled(self.metric, self._sums(parts))
        if not counted:
            return self
        title = f"{metric.title.split(',')[0]}, mean within the follow-up"
        return replace(self, metric=replace(metric, title=title), counted=counted)

    def blank(self, by: str) -> Comparison:
        """The answer before anything is measured."""
        return Comparison(
            question="compare",
            title=f"{self.metric.title}, {self.days.now.label}, after mix and chance",
            caveats=tuple(entry for entry in self.days.caveats if entry.id != "no_comparison"),
            provenance=provenance(self.snapshot, self.settings, self.days.now, self.where),
            metric=self.metric.id,
            better=direction(self.metric),
            by=AGENT if by == "agent" else by or USUAL_DIMENSIONS[0],
            period=self.days.now.label,
        )

    def dimensions(self, by: str) -> tuple[str, ...]:
        """What units are looked for along."""
        known = dimensions_of(mean_of(self.metric).fact, self.settings.dimensions)
        if by:
            return (AGENT if by == "agent" else by,)
        return tuple(name for name in USUAL_DIMENSIONS if name in known and name not in self.where)

    def refusal(self) -> tuple[str, str] | None:
        """Why the measure has no figure here at all, and what would unlock it."""
        lacking = measure.missing(self.snapshot, [self.metric.id], self.settings)
        if lacking:
            return lacking[0].reason, lacking[0].unlock
        texts = [entry.text for entry in self.measured(())[0].caveats if entry.weight == "refusal"]
        return (f"{capital(texts[0])}.", "") if texts else None

    def units(self, by: str) -> Found | tuple[str, str]:
        """What can be compared, or why nothing can (reason, what would unlock it)."""
        figures = self.standardised(by)
        if figures is None:
            return f"There are no two {wording.plural(by)} with {self.metric.n_unit} in these days.", ""
        return self.comparable(by, figures)

    def comparable(self, by: str, figures: Standardised) -> Found | tuple[str, str]:
        """Of units beside what is expected those that can be compared, or why too few can."""
        raw = {} if by == AGENT or self.counted else {estimate.part[by]: estimate for estimate in self.measured((by,))}
        told = tuple(raw.get(name) or _plain(self.metric, figures, place) for place, name in enumerate(figures.names))
        kept = self._kept(by, figures, told)
        if kept.sum() < (LEAST_PEOPLE if by == AGENT else 2):
            return wording.too_few(by, figures, least_of(self.metric), self.metric.n_unit)
        places = np.flatnonzero(kept).tolist()
        return Found(narrowed(figures, kept), tuple(told[place] for place in places), int((~kept).sum()))

    def standardised(self, by: str) -> Standardised | None:
        """The units beside what is expected of them."""
        now = self.days.now
        return standardise(
            self.snapshot, self.settings, self.metric, by, where=self.where, from_on=now.from_on, to_on=now.to_on
        )

    def measured(self, by: Sequence[str], metric: str = "") -> tuple[Estimate, ...]:
        """A measure as it is."""
        return measure.estimates(self._sums(by, metric))

    def _sums(self, by: Sequence[str], metric: str = "") -> measure.Sums:
        now, name = self.days.now, metric or self.metric.id
        return measure.measure(
            self.snapshot, self.settings, [name], by=by, where=self.where, from_on=now.from_on, to_on=now.to_on
        )

    def _kept(self, by: str, figures: Standardised, raw: Sequence[Estimate]) -> Flags:
        kept = (figures.count >= least_of(self.metric)) & np.isfinite(figures.variance) & (figures.variance > 0)
        kept &= (figures.overlap >= OVERLAP) & np.array([entry.value is not None for entry in raw])
        now = self.days.now
        if by in STAFF:
            counted = heads(
                self.snapshot, self.settings, self.metric, by, where=self.where, from_on=now.from_on, to_on=now.to_on
            )
            kept &= np.array([not counted or counted.get(name, 0) >= LEAST_PEOPLE for name in figures.names])
        return np.asarray(kept, dtype=bool)


def least_of(metric: Metric) -> int:
    """How many cases something is said from."""
    return LEAST_ANSWERS if metric.n_unit == "answers" else LEAST_CASES


def _plain(metric: Metric, figures: Standardised, place: int) -> Estimate:
    return Estimate(metric.id, metric.unit, value=float(figures.raw[place]), n=round(float(figures.count[place])))


def _refused(answer: Comparison, reason: str, unlock: str) -> Comparison:
    why = lowered(reason).rstrip(".")
    said = f"Whether {wording.plural(answer.by)} differ cannot be tested: {why}."
    return replace(answer, sentences=(said,), missing=(Missing("compare", "Who differs", reason, unlock),))


def _passed_over(refused: Sequence[Comparison], name: str) -> tuple[Missing, ...]:
    """The usual measures that could not be compared before the one that is, each with its first reason."""
    first: dict[str, Missing] = {}
    for entry in refused:
        if entry.metric != name:
            title = metrics.metric(entry.metric).title
            first.setdefault(entry.metric, replace(entry.missing[0], metric=entry.metric, title=title))
    return tuple(first.values())


def _told(answer: Comparison, asked: Asked, found: Found) -> Comparison:
    figures, metric = found.figures, asked.metric
    ways = readings(figures, metric)
    every = units(answer.by, metric, figures, found.raw, ways)
    shown = tuple(unit for unit in every if answer.by != AGENT or unit.reliability >= RELIABLE)
    total = round(figures.cases)
    answer = replace(
        answer,
        target=Estimate(metric.id, metric.unit, {answer.by: "all"}, figures.target, n=total, n_unit=metric.n_unit),
        between=_spread(metric, ways[0].between, len(every)),
        units=shown,
        funnel=funnel(figures, metric),
        usual_spread=usual_spread(figures),
        silent_count=found.silent_count + len(every) - len(shown),
        people=_people(asked) if answer.by in STAFF else None,
    )
    said = wording.highlight(answer, metric)
    return replace(
        answer,
        sentences=wording.sentences(answer, metric),
        estimates=tuple(_figures(answer)),
        caveats=(
            *answer.caveats,
            *(Caveat("counted_otherwise", text, "warning") for text in asked.counted),
            *(entry for entry in gathered(asked.measured(())) if entry.id != "counted_otherwise"),
            *wording.caveats(answer, asked.settings),
            *_undone(asked, answer),
        ),
        highlights=(Highlight(said, _stake(asked, figures, ways), wording.next_step(answer)),) if said else (),
        evidence=with_worst(
            otherwise.evidence(answer.by, metric, figures, ways),
            worst(asked.snapshot, asked.settings, (metric.id,), asked.days.now, asked.where),
        ),
    )


def _undone(asked: Asked, answer: Comparison) -> tuple[Caveat, ...]:
    """Of answers: what those who gave none would have to say for the unit told apart least to be like the others."""
    target, metric = answer.target, asked.metric
    is_of_answers = metric.n_unit == "answers" and metric.coverage is not None
    if not is_of_answers or target is None or target.value is None or answer.by == AGENT:
        return ()
    scale = 100 if metric.unit == "share" else 1
    answered = {entry.part[answer.by]: entry.covered_share for entry in asked.measured((answer.by,))}
    known = [
        (float(tipping_point(scale * abs(unit.likely.value - target.value), share)), unit.name, share)
        for group in wording.told_apart(answer)
        for unit in group
        if unit.likely.value is not None and (share := answered.get(unit.name))
    ]
    if not known:
        return ()
    points, name, share = min(known)
    least, most = metric.limits
    return distance_undone_by(points, share, name, scale * ((most or 0.0) - (least or 0.0)))


def _figures(answer: Comparison) -> list[Estimate]:
    whole = [entry for entry in (answer.target, answer.between) if entry is not None]
    return [
        *whole,
        *(entry for unit in answer.units for entry in (unit.raw, unit.expected, unit.adjusted, unit.likely)),
    ]


def _spread(metric: Metric, between: Between, units: int) -> Estimate:
    ends = Interval(float(np.sqrt(between.low)), float(np.sqrt(between.high)), method="Q profile")
    return Estimate("spread_between", metric.unit, value=float(np.sqrt(between.variance)), interval=ends, n=units)


def _people(asked: Asked) -> People | None:
    """How agents lie; None where fewer than five have cases enough."""
    figures = asked.standardised(AGENT)
    if figures is None:
        return None
    kept = (figures.count >= least_of(asked.metric)) & np.isfinite(figures.variance) & (figures.variance > 0)
    if kept.sum() < LEAST_PEOPLE:
        return None
    figures = narrowed(figures, kept)
    between = between_units(figures.adjusted, figures.variance)
    if not between.low > 0:
        return People(len(figures.names))
    reach = _MIDDLE * float(np.sqrt(between.variance))
    needed = cases_needed(figures.count, figures.variance, between.variance, RELIABLE)
    return People(len(figures.names), between.mean - reach, between.mean + reach, ceil(float(np.median(needed))))


def _stake(asked: Asked, figures: Standardised, ways: Sequence[Placed]) -> Estimate | None:
    """What a year would bring if the units told apart as worse came up to what all show; None where it has no price."""
    price = 1.0 if asked.metric.unit == "money" else None
    if asked.metric.id in RETURNS and not measure.missing(asked.snapshot, ["cost_per_issue"], asked.settings):
        price = asked.measured((), "cost_per_issue")[0].value
    is_worse = told_apart(ways) == {"high": -1, "low": 1}.get(asked.metric.better)
    if price is None or not is_worse.any():
        return None
    likely = ways[0].likely
    off = np.abs(figures.target - np.vstack([likely.mean, draws(likely.mean, likely.sd)])) * figures.count * price
    centre, *gains = (off @ is_worse).tolist()
    low, high = np.quantile(gains, [0.025, 0.975]).tolist()
    return yearly(
        Estimate("stake", "money", value=centre, interval=Interval(low, high, method="simulation")), asked.days.now
    )
