"""The change of every metric between two parts, under the same chances: shared customers, days and agents cancel."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from steelyard.answers import Caveat, Estimate, Interval
from steelyard.declare import Metric
from steelyard.measure.estimates import nonrespondents
from steelyard.measure.estimates.caveats import caveats_of
from steelyard.measure.estimates.estimate import LEVEL, parts_of, within_days
from steelyard.measure.estimates.evaluate import Evaluator, Figure, is_alike, spread_of
from steelyard.measure.estimates.intervals import limits_of
from steelyard.measure.estimates.totals import chances_of
from steelyard.measure.question import ROWS
from steelyard.measure.sums.model import Part, Sums, take
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.intervals import Limits, newcombe_difference, score_limits, t_quantile
from steelyard.stats.sampling.jackknife import Spread, freedom_of_two

ABSOLUTE = frozenset({"share", "score"})
"""Units whose change is a difference; of the others it is the log of the ratio."""


def differences(sums: Sums, a: Mapping[str, str] | Part, b: Mapping[str, str] | Part) -> tuple[Estimate, ...]:
    """How every metric changed from part a to part b: b - a for shares and scores, ln(b / a) for the others.

    What is unknown (unidentified, unmarked) is read the same way in both parts, at its worst and at its best, and the
    interval spans both. Parts name every key of the question, the period by its first date.

    Raises:
        QuestionError: a part that was not measured.
    """
    pair = take(sums, (sums.place(a), sums.place(b)))
    evaluator = Evaluator(pair, pools=(0, 0))
    lacking = {entry.metric: entry.reason for entry in pair.question.missing}
    names = parts_of(pair)
    part = {
        key: old if old == new else f"{old} to {new}"
        for (key, old), new in zip(names[0].items(), names[1].values(), strict=True)
    }
    return tuple(
        Estimate(metric.id, unit_of(metric), part, caveats=(Caveat("not_in_data", lacking[metric.id], "refusal"),))
        if metric.id in lacking
        else _difference(evaluator.figure(metric), pair, part)
        for metric in pair.question.metrics
    )


def unit_of(metric: Metric) -> str:
    """The unit of a metric's change."""
    return metric.unit if metric.unit in ABSOLUTE else "ln"


def _difference(figure: Figure, pair: Sums, part: Mapping[str, str]) -> Estimate:
    metric = figure.metric
    limits = limits_of(figure, pair, LEVEL)
    told = [caveat for caveats in caveats_of(figure, limits, pair) for caveat in caveats]
    caveats = (*_unequal(figure, pair), *{caveat.id: caveat for caveat in told}.values())
    values = _change(figure.values, metric)
    is_refused = any(caveat.weight == "refusal" for caveat in caveats) or not math.isfinite(values[0])
    low, high = (math.nan, math.nan) if is_refused else _limits(figure, values, limits)
    chances = tuple(chance for chance in chances_of(metric, pair) if chance != ROWS)
    is_sure = math.isfinite(low) and math.isfinite(high)
    caveats += nonrespondents.of_change(figure, float(values[0]), low, high) if is_sure and not is_refused else ()
    return Estimate(
        metric.id,
        unit_of(metric),
        part,
        None if is_refused else float(values[0]),
        Interval(low, high, LEVEL, "Woodruff" if metric.quantile else "jackknife of the change", chances)
        if is_sure
        else None,
        n=round(float(figure.n.min())),
        n_unit=metric.n_unit,
        mature_share=None if np.isnan(figure.mature).any() else float(figure.mature.min()),
        covered_share=None if np.isnan(figure.covered).any() else float(figure.covered.min()),
        caveats=caveats,
        within_days=within_days(pair, metric),
    )


def _unequal(figure: Figure, pair: Sums) -> tuple[Caveat, ...]:
    """A refusal where contacts on either side were not all watched for as long as the follow-up."""
    days = within_days(pair, figure.metric)
    if days is None or figure.metric.n_unit != "contacts" or not (figure.mature < 1).any():
        return ()
    text = f"not all contacts of both were watched for {days:g} days: what was closed or solved later is not known yet"
    return (Caveat("unequal_follow_up", text, "refusal"),)


def _change(values: Floats, metric: Metric) -> Floats:
    """From the first to the second of two parts along axis 1."""
    if metric.unit in ABSOLUTE:
        return values[:, 1] - values[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(values[:, 1] / values[:, 0])


def _limits(figure: Figure, values: Floats, limits: Limits) -> tuple[float, float]:
    if figure.metric.quantile:
        found = score_limits(values, _from_limits(figure, limits), level=LEVEL)
    else:
        changes = {
            chance: (
                _change(rows.values, figure.metric),
                np.broadcast_to(rows.present.any(axis=0), rows.values[:, 0].shape),
            )
            for chance, rows in figure.replicates.items()
        }
        freedom = {chance: freedom_of_two(rows.n) for chance, rows in figure.replicates.items() if chance != ROWS}
        spread = spread_of(values, changes, figure.reach.max(), freedom)
        found = score_limits(values, spread, level=LEVEL)
        if figure.metric.unit == "share":
            found = _mended(figure, spread, found)
        elif is_alike(spread, np.ones_like(values)).any():
            return math.nan, math.nan
    if not np.isfinite(found.low[0]):
        return math.nan, math.nan
    return float(np.nanmin(found.low)), float(np.nanmax(found.high))


def _mended(figure: Figure, spread: Spread, found: Limits) -> Limits:
    """Newcombe's limits where a share sits at 0 or 1, so that the interval does not collapse.

    A ratio above 1 (issues over contacts, where some were never answered) is no share and keeps its own. Where days or
    agents cannot be measured (a single day), independent trials do not stand in for them: nothing is known.
    """
    counts, shares = figure.n, np.clip(figure.values, 0, 1)
    exact = newcombe_difference(shares[:, 1] * counts[1], counts[1], shares[:, 0] * counts[0], counts[0], LEVEL)
    is_share = (figure.values == shares).all(axis=-1)
    is_known = np.isfinite(spread.variance)
    stuck = is_known & is_share & (figure.at_edge(0, 1).any(axis=-1) | (spread.variance == 0))
    return Limits(np.where(stuck, exact.low, found.low), np.where(stuck, exact.high, found.high))


def _from_limits(figure: Figure, limits: Limits) -> Spread:
    """The spread of a log ratio of two quantiles from their own limits, as if independent: never too narrow."""
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.maximum(np.log(limits.high / figure.value), np.log(figure.value / limits.low))
    return Spread(np.array([(half**2).sum()]) / t_quantile(np.inf, LEVEL) ** 2, np.array([np.inf]))
