"""What followed faster handling: returns, later ratings and churn of the cohorts that were handled faster than before.

A cohort is a team's month. Each team is held against its own past and each month against the other teams', so that
lasting differences between teams and what moved all of them at once play no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from steelyard import measure
from steelyard.answers import Estimate, Interval
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.clusters import few_clusters, fit_line
from steelyard.stats.intervals import t_quantile
from steelyard.store import Snapshot
from steelyard.theme import figure, span

FASTER = 0.10
"""What is told: cohorts handled a tenth faster than their team's own past."""

LEAST_UNITS, LEAST_COHORTS = 6, 30
"""Teams, and cohorts, without which nothing is said."""

LEAST_MATURE = 0.99
LEAST_ANSWERS = 30
_UNITS = ("team", "site")
_PACE = "handle_time"

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
        """Whether chance could not have made it."""
        limits = self.effect.interval
        return limits is not None and not limits.low <= 0 <= limits.high


def later(
    snapshot: Snapshot, settings: Settings, where: Mapping[str, tuple[str, ...]], mature_on: date
) -> tuple[Harm, ...]:
    """Every later measure the data can give; empty where there are too few teams or months."""
    lacking = {entry.metric for entry in measure.missing(snapshot, [_PACE, *LATER], settings)}
    names = [name for name in LATER if name not in lacking]
    if _PACE in lacking or not names:
        return ()
    for unit in (name for name in _UNITS if name not in where):
        cohorts = _read(snapshot, settings, [_PACE, *names], unit, where)
        if len({key[0] for key in cohorts[_PACE]}) >= LEAST_UNITS:
            found = (_harm(name, cohorts, mature_on) for name in names)
            return tuple(harm for harm in found if harm is not None)
    return ()


Cohorts = Mapping[tuple[str, date], Estimate]


def _read(
    snapshot: Snapshot, settings: Settings, names: Sequence[str], unit: str, where: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[tuple[str, date], Estimate]]:
    """Measure -> (unit, month) -> figure, those with a number alone."""
    sums = measure.measure(snapshot, settings, names, by=[unit], period="month", where=where)
    found: dict[str, dict[tuple[str, date], Estimate]] = {name: {} for name in names}
    for entry in measure.estimates(sums):
        if entry.value is not None and entry.part[unit] != "(none)":
            found[entry.metric][entry.part[unit], date.fromisoformat(entry.part["period"])] = entry
    return found


def _harm(name: str, cohorts: Mapping[str, Cohorts], mature_on: date) -> Harm | None:
    words, months, _ = LATER[name]
    rows, immature = [], 0
    for (unit, month), pace in cohorts[_PACE].items():
        after = [cohorts[name].get((unit, _later(month, step))) for step in range(1, months + 1)]
        followed = [one for one in (after if months else [cohorts[name].get((unit, month))]) if one is not None]
        if len(followed) < max(months, 1) or any(not _is_mature(one) for one in followed) or month > mature_on:
            immature += 1
            continue
        weight = sum(one.n for one in followed)
        value = sum((one.value or 0.0) * one.n for one in followed) / weight if weight else 0.0
        if weight >= LEAST_ANSWERS and pace.value:
            rows.append((unit, month, np.log(pace.value), value, float(weight)))
    if len(rows) < LEAST_COHORTS or len({row[0] for row in rows}) < LEAST_UNITS:
        return None
    effect = _effect(name, rows, next(iter(cohorts[name].values())).unit)
    return None if effect is None else Harm(name, effect, len(rows), immature, _said(name, words, effect))


def _is_mature(figure_of: Estimate) -> bool:
    return figure_of.mature_share is None or figure_of.mature_share >= LEAST_MATURE


def _later(month: date, months: int) -> date:
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _effect(name: str, rows: Sequence[tuple[str, date, float, float, float]], unit: str) -> Estimate | None:
    """The slope with a level for every team and every month, turned into a tenth faster."""
    units, months = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    weight = np.sqrt([row[4] for row in rows])
    team: Floats = np.array([[row[0] == label for label in units] for row in rows], dtype=float)
    when: Floats = np.array([[row[1] == label for label in months[1:]] for row in rows], dtype=float)
    design = np.column_stack([[row[2] for row in rows], team, when]) * weight[:, None]
    if np.linalg.matrix_rank(design) < design.shape[1] or len(rows) <= design.shape[1]:
        return None
    fit = fit_line(design, np.array([row[3] for row in rows]) * weight)
    clusters = np.array([units.index(row[0]) for row in rows])
    spread, step = few_clusters(fit, clusters), float(np.log(1 - FASTER))
    error = float(np.sqrt(spread.variance[0]) * t_quantile(spread.df[0]))
    if not np.isfinite(error):
        return None
    value, half = float(fit.coefficients[0]) * step, error * abs(step)
    interval = Interval(value - half, value + half, 0.95, "clustered by team, few clusters (CR2)", ("teams",))
    return Estimate(name, unit, {}, value, interval, n=len(rows), n_unit="team-months")


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
