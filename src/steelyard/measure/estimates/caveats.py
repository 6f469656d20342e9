"""What a reader must know beside each figure, and when there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from steelyard import theme
from steelyard.answers import ALL_ALIKE, NO_INTERVAL, UNDEFINED, Caveat
from steelyard.declare import Metric, Sum
from steelyard.measure.estimates import nonrespondents
from steelyard.measure.estimates.evaluate import PARTLY, PRICED, TOLD, Figure, is_alike, spread
from steelyard.measure.missing import CORRECTED, Unidentified
from steelyard.measure.question import ASSUMED, CONTACTS, CUSTOMERS, rated_by, rests_on_work, scale_sums
from steelyard.measure.sums.model import Sums
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.intervals import Limits

FEWEST, FEW = 10, 30
"""Under the first there is no number, under the second it is indicative."""

MOSTLY = 0.95
"""Known for this share of issues or more, it needs no word."""

_FEW_LEFT_OUT = 0.01
"""A share of answers on another scale that needs no warning."""

_ENOUGH = 300
"""Units from which the weight of a single group of customers means something."""


_NETTED = Caveat(
    "netted", "it comes out below zero, which is impossible: do credit notes exceed the costs booked to it?", "refusal"
)


def caveats_of(figure: Figure, limits: Limits, sums: Sums) -> list[tuple[Caveat, ...]]:
    """The caveats of every part, refusals first."""
    common = _declared(figure.metric, sums)
    heavy, without = _heaviest(figure)
    assumed = _assumed_share(figure.metric, sums)
    scales, told = _scales(figure.metric, sums), nonrespondents.of_level(figure)
    limit = sums.assumptions.unidentified_max_share
    least = figure.metric.limits[0] if figure.metric.unit in PRICED else None
    alike = np.zeros(figure.n.shape, dtype=bool)
    if figure.metric.quantile is None:
        alike |= is_alike(spread(figure), figure.values).any(axis=0)
    rows = zip(
        figure.value.tolist(),
        limits.low.tolist(),
        figure.n.tolist(),
        figure.mature.tolist(),
        figure.unidentified.tolist(),
        figure.unusual,
        heavy.tolist(),
        without.tolist(),
        assumed.tolist(),
        strict=True,
    )
    return [
        (
            *scales[cell],
            *(
                (_NETTED,)
                if least is not None and value < least
                else _thin(
                    value, low, n, mature, reason, unidentified, limit, figure.metric.n_unit, is_alike=bool(alike[cell])
                )
            ),
            *(told[cell] if n >= FEWEST else ()),
            *_weight(share, other, n, value),
            *_work(part_assumed),
            *_partly({name: float(shares[cell]) for name, shares in figure.known.items()}),
            *_alone(1 - float(figure.known[TOLD][cell]) if TOLD in figure.known else 0),
            *common,
        )
        for cell, (value, low, n, mature, unidentified, reason, share, other, part_assumed) in enumerate(rows)
    ]


def _thin(
    value: float,
    low: float,
    n: float,
    mature: float,
    reason: str,
    unidentified: float,
    limit: float,
    units: str,
    *,
    is_alike: bool,
) -> list[Caveat]:
    found = []
    nobody = Unidentified(unidentified, 0.0, limit)
    if nobody.is_too_many:
        return [Caveat("unidentified", nobody.refusal, "refusal")]
    if mature == 0 and n == 0:
        found.append(Caveat("immature", f"no {theme.singular(units)} is old enough to count yet", "refusal"))
    elif n == 0:
        found.append(Caveat("no_data", f"there are no {units} to compute it from", "refusal"))
    elif n < FEWEST:
        found.append(
            Caveat("too_few", f"it rests on {theme.counted(n, units)}; a figure needs at least {FEWEST}", "refusal")
        )
    elif math.isinf(value) and math.isfinite(low) and low > 0:
        text = f"more than {theme.figure(low, 'seconds')}: too many are still open to give its value"
        found.append(Caveat("still_open", text, "refusal"))
    elif not math.isfinite(value):
        found.append(replace(UNDEFINED, text=reason) if reason else UNDEFINED)
    elif reason:
        found.append(Caveat("counted_otherwise", reason, "warning"))
    if any(caveat.weight == "refusal" for caveat in found):
        return found
    if n < FEW:
        found.append(Caveat("indicative", f"only {theme.counted(n, units)}: indicative", "warning"))
    if mature < 1:
        found.append(
            Caveat("maturing", f"{mature:.0%} of it is old enough to count; the figure will still change", "warning")
        )
    if not math.isfinite(low):
        found.append(ALL_ALIKE if is_alike else NO_INTERVAL)
    return [*found, *nobody.caveat(CORRECTED)]


def _scales(metric: Metric, sums: Sums) -> list[tuple[Caveat, ...]]:
    """What must be known of the scales that its answers were given on, in every part."""
    kind = rated_by(metric)
    if not kind:
        return [()] * len(sums.parts)
    instrument = sums.assumptions.quality_instrument if kind == "quality" else kind
    asked = dict(sums.question.scales).get(instrument, "several scales")
    counts = zip(*(sums.total(atom).tolist() for atom in scale_sums(kind)), strict=True)
    return [_on_scales(instrument.upper(), asked, *count) for count in counts]


def _on_scales(instrument: str, asked: str, left_out: float, read: float, earlier: float) -> tuple[Caveat, ...]:
    if 0 < earlier < read:
        text = f"the scale of {instrument} changed within these days ({asked}): answers on two scales are not pooled"
        return (Caveat("scale_mixed", text, "refusal"),)
    if not left_out:
        return ()
    share = left_out / (left_out + read)
    text = (
        f"{instrument} was asked on {asked}, which are different questions: {left_out:,.0f} answers ({share:.0%}) on "
        "another scale than the one most used in their quarter are left out"
    )
    return (Caveat("other_scale", text, "warning" if share > _FEW_LEFT_OUT else "note"),)


def _weight(share: float, without: float, n: float, value: float) -> list[Caveat]:
    if n < _ENOUGH or not share > min(0.10, 0.05 + 1 / 64) or not math.isfinite(without) or not math.isfinite(value):
        return []
    return [
        Caveat(
            "concentrated",
            f"one group of customers makes up {share:.0%} of it; without them it is {without:.4g}",
            "warning",
        )
    ]


def _work(share: float) -> list[Caveat]:
    if not share > 0:
        return []
    return [
        Caveat("assumed_minutes", f"the handling time of {share:.0%} of contacts is an assumption from the settings")
    ]


def _partly(known: Mapping[str, float]) -> list[Caveat]:
    """What is known of too few issues to pass over it; 0 of them is a matter for a refusal."""
    told = [(PARTLY[name], share) for name, share in known.items() if name in PARTLY and 0 < share < MOSTLY]
    return [
        Caveat("partly_known", f"{what} is known for {share:.0%} of issues; the rest are assumed to be like them")
        for what, share in told
    ]


def _alone(share: float) -> list[Caveat]:
    """Where nothing but the absence of a return says that a first contact solved anything."""
    if not share >= 0.005:
        return []
    text = (
        f"for {share:.0%} of issues the source says neither whether the first contact was solved nor when it ended: "
        "they count as solved unless the customer returned"
    )
    return [Caveat("absence_alone", text, "warning" if share > 1 - MOSTLY else "note")]


def _declared(metric: Metric, sums: Sums) -> tuple[Caveat, ...]:
    found = []
    columns = {entry.column for entry in metric.sums.values() if isinstance(entry, Sum)}
    if sums.question.compares_staff and not sums.question.has_agents:
        text = "without agent ids the interval covers these contacts, not these teams in general"
        found.append(Caveat("these_contacts", text, "warning"))
    if {"cost", "labour_cost"} & columns and sums.assumptions.hourly_cost is not None:
        text = f"assumed: an hour costs {sums.assumptions.hourly_cost:g} where no column says what it cost"
        found.append(Caveat("assumed_cost", text))
    if "customer_cost" in columns and sums.assumptions.customer_hour_value is not None:
        text = f"assumed: an hour of a customer's time is worth {sums.assumptions.customer_hour_value:g}"
        found.append(Caveat("customer_hour", text))
    return tuple(found)


def _assumed_share(metric: Metric, sums: Sums) -> Floats:
    if not rests_on_work(metric):
        return np.zeros(len(sums.parts))
    return sums.total(ASSUMED) / np.maximum(sums.total(CONTACTS), 1)


def _heaviest(figure: Figure) -> tuple[Floats, Floats]:
    """The largest share of n that one group of customers holds, and the value without it."""
    rows = figure.replicates.get(CUSTOMERS)
    none = np.full(len(figure.n), np.nan)
    if rows is None or not len(none):
        return none, none
    by_group = figure.n_by_group
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = by_group / figure.n[:, None]
    group = np.argmax(by_group, axis=-1)
    cells = np.arange(len(group))
    return shares[cells, group], rows.values[0][cells, group]
