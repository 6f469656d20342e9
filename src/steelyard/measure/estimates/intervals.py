"""From figures to limits on the scale that suits each unit."""

from __future__ import annotations

import numpy as np

from steelyard.declare import Metric, Quantile
from steelyard.measure.estimates.evaluate import Figure, is_alike, spread
from steelyard.measure.formula import ODDS, names
from steelyard.measure.question import CUSTOMERS, ORDERED, ROWS, quantile_base
from steelyard.measure.sums.model import Sums
from steelyard.stats.arrays import Flags
from steelyard.stats.sampling.intervals import Limits, ratio_limits, score_limits, share_limits
from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.stats.sampling.quantiles import counted, woodruff
from steelyard.stats.sampling.two_way_variance import OtherChance, combine

METHODS = {"share": "jackknife, share", "score": "jackknife, own scale"}
"""unit -> how its interval is found; every other unit on the log scale."""


def limits_of(figure: Figure, sums: Sums, level: float = 0.95) -> Limits:
    """Limits of a figure in every part, (cells,): from the lowest limit of any of its readings to the highest, so that
    what is unknown widens them, and none beyond what is possible; nan where nothing can be said. A reading without
    limits of its own (a ratio at zero) still lies within."""
    if figure.metric.quantile:
        return _quantile_limits(figure, sums, level)
    found = _limits(figure, spread(figure), level)
    known = np.isfinite(found.low[0])
    with np.errstate(invalid="ignore"):
        low = np.fmin.reduce([*found.low, *figure.values], axis=0)
        high = np.fmax.reduce([*found.high, *figure.values], axis=0)
    least, most = (np.nan if limit is None else limit for limit in figure.metric.limits)
    low, high = (np.fmin(np.fmax(limit, least), most) for limit in (low, high))
    return Limits(np.where(known, low, np.nan), np.where(known, high, np.nan))


def method_of(metric: Metric) -> str:
    """How its interval is found, in words."""
    if metric.quantile:
        return "Woodruff"
    plain = METHODS.get(metric.unit, "jackknife, log scale")
    is_spanned = metric.bounds or (metric.formula and ODDS in names(metric.formula))
    return f"{plain}; spans what is unknown" if is_spanned else plain


def _limits(figure: Figure, spreads: Spread, level: float) -> Limits:
    unit, values = figure.metric.unit, figure.values
    if unit == "share":
        shares = share_limits(values, spreads, figure.n, at_edge=figure.at_edge(0, 1), level=level)
        return _where(values > 1, ratio_limits(values, spreads, level=level), shares)
    if unit == "score":
        return _score_limits(figure, spreads, level)
    found, alike = ratio_limits(values, spreads, level=level), is_alike(spreads, values)
    return Limits(np.where(alike, np.nan, found.low), np.where(alike, np.nan, found.high))


def _score_limits(figure: Figure, spreads: Spread, level: float) -> Limits:
    """On the score's own scale; as a share of that scale where all answered alike, so that nothing collapses."""
    least, most = _range(figure.metric)
    plain = score_limits(figure.values, spreads, least=least, most=most, level=level)
    width = most - least
    as_share = share_limits(
        (figure.values - least) / width,
        Spread(spreads.variance / width**2, spreads.df),
        figure.n,
        at_edge=True,
        level=level,
    )
    stuck = (spreads.variance == 0) | figure.at_edge(least, most)
    return _where(stuck, Limits(least + width * as_share.low, least + width * as_share.high), plain)


def _range(metric: Metric) -> tuple[float, float]:
    least, most = metric.limits
    return (0.0 if least is None else least), (100.0 if most is None else most)


def _quantile_limits(figure: Figure, sums: Sums, level: float) -> Limits:
    quantile = figure.metric.quantile
    assert quantile is not None
    held = sums.bins.get(quantile)
    if held is None or not len(held.count):
        return Limits(np.full(len(sums.parts), np.nan), np.full(len(sums.parts), np.nan))
    values = counted(held.cell, held.least, held.most, held.count, len(sums.parts), is_open=held.is_open)
    found = woodruff(values, quantile.q, _share_spread(sums, quantile), level)
    with np.errstate(invalid="ignore"):
        low = np.where(np.isinf(found.low), values.last, np.minimum(found.low, values.last))
    return Limits(low, np.where(np.isinf(found.high), np.nan, found.high))


def _share_spread(sums: Sums, quantile: Quantile) -> Spread:
    """The spread of the share at or below the quantile found."""
    base = quantile_base(quantile)
    spreads = {}
    for chance in sums.question.chances:
        groups = sums.groups[chance]
        below, total = groups[quantile], groups[base]
        full, without = replicate(np.stack([below, total], axis=-1), total != 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares, others = full[:, 0] / full[:, 1], without[..., 0] / without[..., 1]
            spreads[chance] = jackknife(shares, others, total != 0, is_ordered=chance in ORDERED)
    rest = [OtherChance(s, spreads[ROWS]) for chance, s in spreads.items() if chance not in (CUSTOMERS, ROWS)]
    return combine(spreads[CUSTOMERS], *rest)


def _where(condition: Flags, one: Limits, other: Limits) -> Limits:
    return Limits(np.where(condition, one.low, other.low), np.where(condition, one.high, other.high))
