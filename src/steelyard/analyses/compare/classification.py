"""Where units most likely lie, on which side of the target, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from steelyard.analyses.compare.answer import Funnel, Unit, Verdict
from steelyard.analyses.compare.case_mix import Standardised
from steelyard.analyses.periods.comparison import LEAST
from steelyard.answers import Estimate, Interval
from steelyard.declare import Metric
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.comparison.funnel import binomial_limits, funnel_limits, overdispersion
from steelyard.stats.comparison.heterogeneity import (
    Between,
    Estimator,
    Shrunken,
    between_units,
    cases_needed,
    reliability,
    shrunken,
)
from steelyard.stats.comparison.rank_probability import draws, tails
from steelyard.stats.comparison.standardisation import observed_limits
from steelyard.stats.sampling.intervals import FEW, Limits, t_quantile

RELIABLE = 0.7
"""Under this reliability nothing is said of a person."""

FEWEST_UNITS = 5
"""Of fewer units a fifth is no unit."""

_WORDS: dict[str, tuple[Verdict, Verdict]] = {"high": ("better", "worse"), "low": ("worse", "better")}
_FELT = ("effectiveness", "experience", "loyalty")
"""Families of measures whose direction is good or bad by itself; more handling time is neither."""

LEVELS = (0.95, 0.998)
_STEPS = 48


@dataclass(frozen=True)
class Placed:
    """Units on one reading of what is unknown.

    Attributes:
        between: how far they lie apart. likely: where each most likely lies.
        signs: (U,), 1 above the target, -1 below, 0 not told apart.
    """

    between: Between
    likely: Shrunken
    signs: Integers


def direction(metric: Metric) -> str:
    """Which direction of the measure is good by itself: high, low, or neither."""
    return metric.better if metric.family in _FELT else "neither"


def placed(adjusted: Floats, variance: Floats, target: float, unit: str, estimator: Estimator = "reml") -> Placed:
    """Units drawn towards each other; none is told apart unless the limits of the variance between leave 0 out.

    Args:
        unit: of the figure; a distance too small to be seen in it is none.
    """
    between = between_units(adjusted, variance, estimator)
    likely = shrunken(adjusted, variance, between.variance, between.mean, between.se)
    off = likely.mean - target
    is_told = (between.low > 0) & (np.abs(off) > t_quantile(np.inf) * likely.sd) & (np.abs(off) >= LEAST.get(unit, 0.0))
    return Placed(between, likely, np.where(is_told, np.sign(off), 0).astype(np.int64))


def readings(figures: Standardised, metric: Metric) -> tuple[Placed, ...]:
    """Units with what is unknown as it is known, and with it at its worst in all of them."""
    known = placed(figures.adjusted, figures.variance, figures.target, metric.unit)
    if figures.worst is None:
        return (known,)
    worst = figures.target + figures.worst
    return known, placed(worst, figures.variance, figures.target, metric.unit)


def told_apart(ways: Sequence[Placed]) -> Integers:
    """The side of the target each unit lies on, (U,); 0 where readings do not agree."""
    signs = ways[0].signs
    for way in ways[1:]:
        signs = np.where(way.signs == signs, signs, 0)
    return signs


def usual_spread(figures: Standardised) -> float:
    """How far such units lie apart as a rule beyond sampling error, a standard deviation, the farthest drawn in."""
    errors = np.sqrt(figures.variance)
    return float(np.sqrt(overdispersion((figures.adjusted - figures.target) / errors, errors).between))


def funnel(figures: Standardised, metric: Metric) -> Funnel:
    """The funnel around the target, its error that of the median unit for each case: exact for shares."""
    counts = np.geomspace(figures.count.min() * 0.9, figures.count.max() * 1.1, _STEPS)
    each, target = float(np.median(figures.variance * figures.count)), figures.target
    if metric.unit == "share" and 0 < target < 1:
        effective = np.unique(np.ceil(counts * target * (1 - target) / each))
        counts = effective * each / (target * (1 - target))
        found = [binomial_limits(target, effective, level) for level in LEVELS]
        found = [Limits(np.clip(limits.low, 0, 1), np.clip(limits.high, 0, 1)) for limits in found]
    else:
        found = [funnel_limits(target, np.sqrt(each / counts), level=level) for level in LEVELS]
    names = [f"{level:g}" for level in LEVELS]
    low, high = (
        [tuple(ends.tolist()) for ends in side] for side in zip(*((f.low, f.high) for f in found), strict=True)
    )
    return Funnel(tuple(counts.tolist()), dict(zip(names, low, strict=True)), dict(zip(names, high, strict=True)))


def units(
    by: str, metric: Metric, figures: Standardised, raw: Sequence[Estimate], ways: Sequence[Placed]
) -> tuple[Unit, ...]:
    """Every unit with all that is said of it, in the order of their names."""
    between, likely, signs = ways[0].between, ways[0].likely, told_apart(ways)
    share = tails(draws(likely.mean, likely.sd)) if len(figures.names) >= FEWEST_UNITS else None
    rho = reliability(figures.variance, between.variance)
    more = cases_needed(figures.count, figures.variance, between.variance, RELIABLE) - figures.count
    adjusted, lying, outside = _limits(figures, metric), _likely_limits(ways), _is_outlying(figures, signs)
    words = _WORDS.get(direction(metric), ("higher", "lower"))

    def figure(reading: str, place: int, value: float, interval: Interval | None = None) -> Estimate:
        n, part = round(float(figures.count[place])), {by: figures.names[place], "reading": reading}
        mature = raw[place].mature_share
        return Estimate(metric.id, metric.unit, part, value, interval, n=n, n_unit=metric.n_unit, mature_share=mature)

    def interval(limits: Limits, place: int, method: str) -> Interval:
        return Interval(float(limits.low[place]), float(limits.high[place]), method=method, chances=figures.chances)

    return tuple(
        Unit(
            name,
            replace(raw[place], part={by: name, "reading": "raw"}),
            figure("expected", place, float(figures.expected[place])),
            figure(
                "adjusted",
                place,
                float(figures.adjusted[place]),
                interval(adjusted, place, "indirect standardisation, jackknife"),
            ),
            figure("likely", place, float(likely.mean[place]), interval(lying, place, "random effects, REML")),
            None if share is None else float(share.lowest[place]),
            None if share is None else float(share.highest[place]),
            float(rho[place]),
            ceil(more[place]) if 0 < more[place] < np.inf else None,
            "" if signs[place] == 0 else words[0] if signs[place] > 0 else words[1],
            bool(outside[place]),
            float(figures.overlap[place]),
        )
        for place, name in enumerate(figures.names)
    )


def _is_outlying(figures: Standardised, signs: Integers) -> Flags:
    limits = funnel_limits(figures.target, np.sqrt(figures.variance), usual_spread(figures) ** 2)
    is_inside = (figures.adjusted >= limits.low) & (figures.adjusted <= limits.high)
    return np.asarray((signs != 0) & ~is_inside, dtype=bool)


def _likely_limits(ways: Sequence[Placed]) -> Limits:
    found = [funnel_limits(0.0, way.likely.sd) for way in ways]
    low = np.min([way.likely.mean + limits.low for way, limits in zip(ways, found, strict=True)], axis=0)
    high = np.max([way.likely.mean + limits.high for way, limits in zip(ways, found, strict=True)], axis=0)
    return Limits(low, high)


def _limits(figures: Standardised, metric: Metric) -> Limits:
    """Of the adjusted figures, within what is possible: over both readings of what is unknown, and no narrower than
    the exact ones where an outcome is rare."""
    found = funnel_limits(0.0, np.sqrt(figures.variance))
    at = [figures.adjusted, figures.adjusted if figures.worst is None else figures.target + figures.worst]
    low, high = np.min(at, axis=0) + found.low, np.max(at, axis=0) + found.high
    if figures.rare is not None:
        exact, is_common = observed_limits(*figures.rare), figures.target > 0.5
        base = 1 - figures.target if is_common else figures.target
        ends = (1 - base * exact.high, 1 - base * exact.low) if is_common else (base * exact.low, base * exact.high)
        is_rare = figures.rare[0] < FEW
        low, high = (
            np.where(is_rare, np.minimum(low, ends[0]), low),
            np.where(is_rare, np.maximum(high, ends[1]), high),
        )
    least, most = (0.0, 1.0) if metric.unit == "share" else metric.limits
    return Limits(np.clip(low, least, most), np.clip(high, least, most))
