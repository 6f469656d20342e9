"""From sums to estimates: every figure with its interval and with everything that must be shown beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from steelyard.answers import Caveat, Estimate, Interval
from steelyard.declare import Metric
from steelyard.measure.estimates.caveats import FEWEST, caveats_of
from steelyard.measure.estimates.evaluate import Evaluator, Figure
from steelyard.measure.estimates.intervals import limits_of, method_of
from steelyard.measure.estimates.totals import chances_of
from steelyard.measure.question import NONE, ROWS, is_followed
from steelyard.measure.sums.model import Sums

LEVEL = 0.95


def estimates(
    sums: Sums, pools: Sequence[int] | None = None, *, alike: Sequence[int] | None = None
) -> tuple[Estimate, ...]:
    """Every metric in every part, part by part, in the order asked; thin data give no number, never an error.

    Args:
        pools: for each part the number of the comparison it belongs to, so that the figures of both sides rest on
            the same strata and their ratio is the change that is printed.
        alike: the same for parts that stand beside each other, so that their means are of the same kind.
    """
    evaluator = Evaluator(sums, pools, alike)
    lacking = {entry.metric: entry for entry in sums.question.missing}
    parts = parts_of(sums)
    columns = [
        _lacking(metric, parts, lacking[metric.id].reason)
        if metric.id in lacking
        else _estimates(evaluator.figure(metric), sums, parts)
        for metric in sums.question.metrics
    ]
    return tuple(estimate for row in zip(*columns, strict=True) for estimate in row)


def parts_of(sums: Sums) -> list[dict[str, str]]:
    """The parts as estimates name them."""
    keys = sums.question.keys
    return [{k: NONE if v is None else v for k, v in zip(keys, part, strict=True)} for part in sums.parts]


def _lacking(metric: Metric, parts: list[dict[str, str]], reason: str) -> list[Estimate]:
    caveats = (Caveat("not_in_data", reason, "refusal"),)
    return [Estimate(metric.id, metric.unit, part, n_unit=metric.n_unit, caveats=caveats) for part in parts]


def _estimates(figure: Figure, sums: Sums, parts: list[dict[str, str]]) -> list[Estimate]:
    metric, found = figure.metric, limits_of(figure, sums, LEVEL)
    chances = tuple(chance for chance in chances_of(metric, sums) if chance != ROWS)
    told = caveats_of(figure, found, sums)
    method = method_of(metric)
    rows = zip(
        parts,
        figure.value.tolist(),
        found.low.tolist(),
        found.high.tolist(),
        figure.bounds.T.tolist(),
        figure.n.tolist(),
        figure.mature.tolist(),
        figure.covered.tolist(),
        told,
        strict=True,
    )
    built = []
    for part, value, low, high, bounds, n, mature, covered, caveats in rows:
        is_refused = any(caveat.weight == "refusal" for caveat in caveats)
        is_sure = not is_refused and math.isfinite(low) and math.isfinite(high)
        built.append(
            Estimate(
                metric.id,
                metric.unit,
                part,
                None if is_refused else value,
                Interval(low, high, LEVEL, method, chances) if is_sure else None,
                _bounds(bounds, n) if not is_refused or not math.isfinite(value) else None,
                round(n),
                metric.n_unit,
                None if math.isnan(mature) else mature,
                None if math.isnan(covered) else covered,
                caveats,
                within_days=within_days(sums, metric),
                more_than=low if math.isinf(value) and metric.quantile and math.isfinite(low) else None,
            )
        )
    return built


def within_days(sums: Sums, metric: Metric) -> float | None:
    """Up to how many days after the start a metric counts what happened; None where that plays no role."""
    return sums.question.follow_days if is_followed(metric) else None


def _bounds(bounds: list[float], n: float) -> tuple[float, float] | None:
    if len(bounds) < 2 or n < FEWEST or not all(math.isfinite(bound) for bound in bounds):
        return None
    return min(bounds), max(bounds)
