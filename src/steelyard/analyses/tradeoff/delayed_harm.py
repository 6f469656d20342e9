"""What followed faster handling: returns, later ratings and churn of the cohorts that were handled faster than before.

A cohort is a team's month. Each team is held against its own past and each month against the other teams, at one mix of
cases, so that lasting differences between teams, what moved all of them at once and which cases came play no part. Pace
is read on one half of the customers and what followed on the other: a case that took long and came back would otherwise
tie both in every cohort, with no team handling any faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steelyard import measure
from steelyard.answers import Estimate, Interval
from steelyard.declare import Sum
from steelyard.measure.cells.cohorts import Cohort, Cohorts, Ratio, cohorts
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.estimates.spanning import widened
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.cluster_robust import few_clusters, fit_line
from steelyard.stats.sampling.fieller import fieller
from steelyard.stats.sampling.jackknife import Spread
from steelyard.store import Snapshot
from steelyard.theme import figure, span

FASTER = 0.10
"""What is told: cohorts handled a tenth faster than their team's own past."""

LEAST_UNITS, LEAST_COHORTS = 6, 30
"""Teams, and cohorts, without which nothing is said."""

LEAST_MATURE = 0.99
LEAST_ANSWERS = 30
STRATA = ("family", "channel", "handled_by")
"""What the cases of a cohort are held equal in."""

_UNITS = ("team", "site")
_PACE, _RETURNS = "handle_time", "first_contact_resolution"

RATIOS = {
    _PACE: Ratio(
        Sum("contacts", column="work_s", where=("is_contact", "is_human")),
        Sum("contacts", where=("is_contact", "is_human"), known=("work_s",)),
    ),
    "first_contact_resolution": Ratio(
        Sum("issues", column="expected_fixed_first", where=("is_first_mature",)),
        Sum("issues", column="expected_issue", where=("is_first_mature",), known=("is_fixed_first",)),
        Sum("issues", column="expected_issue", where=("is_counted",), known=("is_fixed_first",)),
    ),
    "customer_rating": Ratio(
        Sum("responses", column="score_share", where=("is_quality",)), Sum("responses", where=("is_quality",))
    ),
    "churn_rate": Ratio(
        Sum("issues", where=("is_loyalty_mature", "is_churned")),
        Sum("issues", where=("is_loyalty_mature",), known=("is_churned",)),
        Sum("issues", where=("is_counted",)),
    ),
}
"""Measure -> the sums it is read from, cohort by cohort."""

LATER = {
    "first_contact_resolution": ("customers came back within the return window", 0, -1),
    "customer_rating": ("ratings one to three months later", 3, 1),
    "churn_rate": ("customers left within the loyalty horizon", 0, 1),
}
"""Measure -> what is said of it, how many months later it is read, and the sign of a rise as it is told."""


@dataclass(frozen=True)
class Harm:
    """What went with cohorts handled a tenth faster than their team's own past.

    Args:
        metric: the later measure; effect: its difference, in its own unit, with interval.
        cohorts: team-months it rests on; immature_count: those left out because their outcome has not matured.
        said: in a sentence.
    """

    metric: str
    effect: Estimate
    cohorts: int
    immature_count: int
    said: str

    @property
    def is_claimed(self) -> bool:
        """Whether sampling error could not have made it, allowing for how many measures are looked at."""
        return bool(self.effect.sign)


def later(
    snapshot: Snapshot, settings: Settings, where: Mapping[str, tuple[str, ...]], mature_on: date
) -> tuple[Harm, ...]:
    """Every later measure the data can give; empty where there are too few teams or months.

    The measures share a level of 5%: each has an interval at its part of it.
    """
    lacking = {entry.metric for entry in measure.missing(snapshot, [_PACE, *LATER], settings)}
    if unidentified(snapshot, settings, where=where).is_too_many:
        lacking.add("first_contact_resolution")
    names = [name for name in LATER if name not in lacking]
    if _PACE in lacking or not names:
        return ()
    for unit in (name for name in _UNITS if name not in where):
        found = {name: _read(snapshot, settings, name, unit, where) for name in [_PACE, *names]}
        if len({key[0] for key in found[_PACE]}) >= LEAST_UNITS:
            level = 1 - 0.05 / len(names)
            ends = _ends(snapshot, settings, names, unit, where)
            harms = (
                _over_range(name, found[_PACE], [found[name], *ends.get(name, ())], mature_on, level) for name in names
            )
            return tuple(harm for harm in harms if harm is not None)
    return ()


def _read(
    snapshot: Snapshot, settings: Settings, name: str, unit: str, where: Mapping[str, tuple[str, ...]]
) -> Cohorts:
    return cohorts(snapshot, settings, name, RATIOS[name], unit=unit, strata=STRATA, where=where)


def _ends(
    snapshot: Snapshot, settings: Settings, names: Sequence[str], unit: str, where: Mapping[str, tuple[str, ...]]
) -> dict[str, list[Cohorts]]:
    """What unidentified contacts hide, with these more and less likely to be returns: of the measures of returns."""
    if _RETURNS not in names:
        return {}
    ends = measure.over_range(snapshot, settings)[1:]
    return {_RETURNS: [_read(end, settings, _RETURNS, unit, where) for end in ends]}


@dataclass(frozen=True)
class _Row:
    """A cohort on one half of the customers: log pace on the other half, and on this, and what followed on this."""

    unit: str
    month: date
    told: float
    pace: float
    after: float
    weight: float


def _over_range(name: str, pace: Cohorts, after: Sequence[Cohorts], mature_on: date, level: float) -> Harm | None:
    """None where too little is known.

    Args:
        after: what followed, and the same at both ends of what is hidden of it: the interval spans them.
    """
    found = [_harm(name, pace, one, mature_on, level) for one in after]
    known = [one for one in found if one is not None]
    if found[0] is None:
        return None
    effect = widened(found[0].effect, [one.effect for one in known[1:]])
    if len(known) < len(found) or effect.interval is None:
        return None
    return replace(found[0], effect=effect, said=_said(name, LATER[name][0], effect))


def _harm(name: str, pace: Cohorts, after: Cohorts, mature_on: date, level: float) -> Harm | None:
    words, months, _ = LATER[name]
    rows: list[_Row] = []
    immature = 0
    for (unit, month), faster in pace.items():
        steps = range(1, months + 1) if months else range(1)
        followed = [one for step in steps if (one := after.get((unit, _later(month, step)))) is not None]
        if len(followed) < len(steps) or any(one.mature_share < LEAST_MATURE for one in followed) or month > mature_on:
            immature += 1
        elif sum(one.count.sum() for one in followed) >= LEAST_ANSWERS:
            rows += _rows(unit, month, faster, followed)
    if len(rows) < 2 * LEAST_COHORTS or len({row.unit for row in rows}) < LEAST_UNITS:
        return None
    scale, unit_of = (100.0, "score") if name == "customer_rating" else (1.0, "share")
    effect = _effect(name, rows, unit_of, scale, level)
    return None if effect is None else Harm(name, effect, len(rows) // 2, immature, _said(name, words, effect))


def _rows(unit: str, month: date, faster: Cohort, followed: Sequence[Cohort]) -> list[_Row]:
    """Both halves of a cohort; none where a half holds nothing."""
    total, expected, count = (
        np.sum([getattr(one, name) for one in followed], axis=0) for name in ("total", "expected", "count")
    )
    if min(faster.total.min(), faster.expected.min(), count.min()) <= 0:
        return []
    log_pace = np.log(faster.total / faster.expected)
    above = (total - expected) / count
    return [
        _Row(unit, month, float(log_pace[1 - half]), float(log_pace[half]), float(above[half]), float(count[half]))
        for half in (0, 1)
    ]


def _later(month: date, months: int) -> date:
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _effect(name: str, rows: Sequence[_Row], unit: str, scale: float, level: float) -> Estimate | None:
    """What followed for each tenth faster: None where pace did not surely vary within teams.

    Pace on the other half stands in for pace on this one (an instrument): the ratio of two regressions on it, with a
    level for every team and month, and Fieller's limits from variances clustered by team (CR2).
    """
    units, months = sorted({row.unit for row in rows}), sorted({row.month for row in rows})
    weight = np.sqrt([row.weight for row in rows])
    team: Floats = np.array([[row.unit == label for label in units] for row in rows], dtype=float)
    when: Floats = np.array([[row.month == label for label in months[1:]] for row in rows], dtype=float)
    design = np.column_stack([[row.told for row in rows], team, when]) * weight[:, None]
    if np.linalg.matrix_rank(design) < design.shape[1] or len(rows) <= design.shape[1]:
        return None
    clusters = np.array([units.index(row.unit) for row in rows])
    after, pace = (np.array([getattr(row, field) for row in rows]) * weight for field in ("after", "pace"))
    (a, v11, df), (b, v22, _), (_, both, _) = (
        _slope(design, outcome, clusters) for outcome in (after, pace, after + pace)
    )
    if not np.isfinite([v11, v22, both, df]).all():
        return None
    limits = fieller(a, b, v11, v22, (both - v11 - v22) / 2, df=df, level=level)
    if not limits.is_bounded or b <= 0:
        return None
    step = float(np.log(1 - FASTER)) * scale
    low, high = sorted((float(limits.low) * step, float(limits.high) * step))
    interval = Interval(low, high, level, "instrumented by half, clustered by team (CR2)", ("teams",))
    return Estimate(name, unit, {}, a / b * step, interval, n=len(rows) // 2, n_unit="team-months")


def _slope(design: Floats, outcome: Floats, clusters: np.ndarray) -> tuple[float, float, float]:
    """The first coefficient, its variance and degrees of freedom."""
    fit = fit_line(design, outcome)
    spread: Spread = few_clusters(fit, clusters)
    return float(fit.coefficients[0]), float(spread.variance[0]), float(spread.df[0])


def _said(name: str, words: str, effect: Estimate) -> str:
    assert effect.value is not None
    assert effect.interval is not None
    sign = LATER[name][2]
    low, high = sorted(sign * end for end in (effect.interval.low, effect.interval.high))
    value, scale = sign * effect.value, 100 if effect.unit == "share" else 1
    size = figure(abs(value) * scale, "score", margin=(high - low) / 2 * scale)
    least, most = (low, high) if low * high <= 0 else sorted((abs(low), abs(high)))
    limits = span(least * scale, most * scale, "score")
    if name == "customer_rating":
        went = f"{words} were {size} points {'higher' if value > 0 else 'lower'} ({limits})"
    else:
        went = f"{size} points {'more' if value > 0 else 'fewer'} of the {words} ({limits})"
    return f"Where a team handled a tenth faster than in its own past, {went}."
