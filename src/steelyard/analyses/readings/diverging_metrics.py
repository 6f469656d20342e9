"""Diverging measures: two measures of the same thing, one of which people can influence directly and one not.

Where the first improves month after month, the second does not, and the gap between them grows, the first may have
stopped measuring what it did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import stdtr

from steelyard import measure
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.signals import Signal, surest
from steelyard.answers import Estimate
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.cluster_robust import classical, fit_line
from steelyard.store import Snapshot
from steelyard.theme import counted
from steelyard.wording import capital

LEAST_MONTHS, MOST_MONTHS = 8, 24
LEAST_N = 20
"""Of what a month's figure rests on; months with fewer are left out."""

LEAST_MATURE = 0.99

LEAST_POINTS = 2.0
"""A gap that grew by fewer points over the months is not reported."""


@dataclass(frozen=True)
class Pair:
    """Two measures of the same thing.

    Args:
        kind: of reading it is a signal for.
        reported: the measure that people can influence; check: the one that they cannot so easily.
        records: what the check rests on.
        words: what both are called.
    """

    kind: str
    reported: str
    check: str
    records: str
    words: tuple[str, str]


PAIRS = (
    Pair("ratings", "customer_rating", "first_contact_resolution", "returns", ("ratings", "first contact resolution")),
    Pair(
        "marks",
        "resolution_rate",
        "first_contact_resolution",
        "returns",
        ("issues marked solved", "first contact resolution"),
    ),
    Pair("marks", "resolution_rate", "customer_rating", "answers", ("issues marked solved", "ratings")),
    Pair("evaluations", "interaction_quality", "customer_rating", "answers", ("evaluations", "ratings")),
    Pair(
        "evaluations",
        "interaction_quality",
        "first_contact_resolution",
        "returns",
        ("evaluations", "first contact resolution"),
    ),
)

KINDS = {
    "marks": ("Issues marked solved", "Check whether issues are marked solved that are not."),
    "evaluations": ("Evaluations", "Check whether evaluators still see what customers see."),
}

Key = tuple[str, str]
"""Dimension and part; two empty texts for everything together."""


def signals(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> dict[tuple[str, Key], list[Signal]]:
    """(kind of reading, unit) -> a signal for every pair the data can give."""
    names = list(dict.fromkeys(name for pair in PAIRS for name in (pair.reported, pair.check)))
    lacking = {entry.metric for entry in measure.missing(snapshot, names, settings)}
    usable = [pair for pair in PAIRS if not {pair.reported, pair.check} & lacking]
    known = [name for name in names if any(name in (pair.reported, pair.check) for pair in usable)]
    found: dict[tuple[str, Key], list[Signal]] = {}
    ranged = measure.over_range(snapshot, settings) if known else ()
    for dimension in ("", *dimensions) if known else ():
        every = [_months(one, settings, known, dimension, days, where) for one in ranged]
        for unit in sorted({unit for _, unit, _ in every[0]}):
            for pair in usable:
                signal = surest([of_months(pair, months, unit) for months in every])
                found.setdefault((pair.kind, (dimension, unit)), []).append(signal)
    return found


Months = Mapping[tuple[str, str, date], Estimate]


def _months(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    dimension: str,
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> Months:
    """(measure, unit, month) -> figure, of those with a number that is mature; the months tell how sure a trend is."""
    sums = measure.measure(
        snapshot,
        settings,
        names,
        by=[dimension] if dimension else [],
        period="month",
        where=where or {},
        from_on=days.from_on,
        to_on=days.to_on,
        chances=(CUSTOMERS,),
    )
    found = {}
    for entry in measure.estimates(sums):
        unit = entry.part.get(dimension, "")
        is_mature = entry.mature_share is None or entry.mature_share >= LEAST_MATURE
        if entry.value is not None and is_mature and entry.n >= LEAST_N and unit != "(none)":
            found[entry.metric, unit, date.fromisoformat(entry.part["period"])] = entry
    return found


def of_months(pair: Pair, months: Months, unit: str) -> Signal:
    """Whether the reported measure of a unit rose over its months while its check did not."""
    first, second = pair.words
    title = f"{capital(first)} against {second}"
    name = f"pair_{pair.reported}_{pair.check}"
    both = sorted({m for n, u, m in months if n == pair.reported and u == unit and (pair.check, unit, m) in months})
    if len(both) < LEAST_MONTHS:
        return Signal(name, pair.records, title, few_months(len(both), "both"))
    own = [months[pair.reported, unit, month] for month in both]
    other = [months[pair.check, unit, month] for month in both]
    weights = 1 / np.array([1 / one.n + 1 / two.n for one, two in zip(own, other, strict=True)])
    when = np.array([12 * month.year + month.month for month in both], dtype=float)
    values = [np.array([_points(entry) for entry in entries]) for entries in (own, other)]
    rise, rise_p = _trend(when, values[0], weights)
    follows, follows_p = _trend(when, values[1], weights)
    _, gap_p = _trend(when, values[0] - values[1], weights)
    length = when[-1] - when[0]
    check_rose = follows > 0 and follows_p < 0.05
    is_suspect = rise > 0 and rise_p < 0.05 and not check_rose and (rise - follows) * length >= LEAST_POINTS
    said = f"{first} changed by {shift(rise * length)} over {len(both)} months, {second} by {shift(follows * length)}"
    return Signal(name, pair.records, title, said, gap_p, is_suspect)


def few_months(count: int, of: str) -> str:
    return f"{counted(count, 'months')} with {of}; at least {LEAST_MONTHS} are required"


def _points(entry: Estimate) -> float:
    """The figure in points, 0 to 100."""
    return (entry.value or 0.0) * (100 if entry.unit == "share" else 1)


def _trend(when: Floats, values: Floats, weights: Floats) -> tuple[float, float]:
    """Points a month, and the p-value, months being the units of sampling error."""
    root = np.sqrt(weights / weights.mean())
    design = np.column_stack([np.ones_like(when), when - when.mean()]) * root[:, None]
    fit = fit_line(design, values * root)
    slope, error = float(fit.coefficients[1]), float(np.sqrt(classical(fit)[1, 1]))
    freedom = len(when) - 2
    return slope, float(2 * stdtr(freedom, -abs(slope) / error)) if error > 0 else (1.0 if slope == 0 else 0.0)


def shift(points: float) -> str:
    """A movement as people read it: +2.0 points."""
    return f"{points:+.1f} points".replace("-", "\N{MINUS SIGN}")
