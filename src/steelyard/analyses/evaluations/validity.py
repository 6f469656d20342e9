"""What criteria tell of customers: does the same contact end better where more points were given?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from steelyard.analyses.evaluations.answer import Advice, CriterionTrust, Tie
from steelyard.analyses.evidence.agreement import Agreement, OfCriterion
from steelyard.answers import Caveat, Estimate, Interval
from steelyard.errors import SteelyardError
from steelyard.measure.models.evaluated import Evaluated, Outcomes
from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import student_sf
from steelyard.stats.sampling.cluster_robust import few_clusters, fit_line
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.surveys.selection import discoveries

LEAST, LEAST_AGENTS = 50, 10
"""Contacts with the outcome, and agents, for a tie."""

LITTLE = 0.02
"""A tie whose whole interval is smaller is none that customers would notice: of a share, for a standard deviation."""

LEAST_FOR_NONE = 200
_GOOD: Mapping[str, int] = {"solved": 1, "came_back": -1, "rating": 1}
_BEYOND = ("rating", "solved", "came_back")


def validity(found: Evaluated, held: Agreement, became: Outcomes, families: int) -> tuple[CriterionTrust, ...]:
    """Criteria with their agreement, what they tell of customers, and what to do with each.

    Args:
        found: people's evaluations. became: what became of the same contacts. families: kinds of tests that share the
            five percent.
    """
    names = found.criteria
    ties = {name: _ties(name, found, found.points[:, place], became) for place, name in enumerate(names)}
    beyond = {name: _beyond(name, found, found.points[:, place], became) for place, name in enumerate(names)}
    flat = [(name, *one) for name in names for one in ties[name]]
    stands = discoveries([p for *_, p in flat], 0.05 / families)
    known = {(name, tie.outcome): bool(is_one) for (name, tie, _), is_one in zip(flat, stands, strict=True)}
    extra = [(name, one) for name in names if (one := beyond[name]) is not None]
    apart = discoveries([p for _, (_, p) in extra], 0.05 / families)
    shift = {
        name: Tie(tie.outcome, tie.slope, bool(is_one)) for (name, (tie, _)), is_one in zip(extra, apart, strict=True)
    }
    whole = float(np.nansum(found.most)) or 1.0
    return tuple(
        _trust(
            name,
            found.dimensions[place],
            float(found.most[place]) / whole,
            held.criteria.get(name),
            tuple(Tie(tie.outcome, tie.slope, known[name, tie.outcome]) for tie, _ in ties[name]),
            shift.get(name),
        )
        for place, name in enumerate(names)
    )


def _trust(
    name: str, dimension: str, weight: float, held: OfCriterion | None, ties: tuple[Tie, ...], beyond: Tie | None
) -> CriterionTrust:
    if held is None:
        why = "no contact was scored by two evaluators"
        none = Estimate("agreement", "number", {"criterion": name}, caveats=(Caveat("few_doubles", why, "refusal"),))
        held = OfCriterion(none, None, "cannot_tell", False, None)
    advice, why = _advice(held, ties, beyond)
    return CriterionTrust(
        name,
        dimension,
        weight,
        held.alpha,
        held.equal,
        held.agreed,
        held.is_unlike,
        held.kappa,
        ties,
        beyond,
        advice,
        why,
    )


def _advice(held: OfCriterion, ties: Sequence[Tie], beyond: Tie | None) -> tuple[Advice, str]:
    good = [tie for tie in ties if tie.is_claimed and tie.slope.sign == _GOOD[tie.outcome]]
    bad = [tie for tie in ties if tie.is_claimed and tie.slope.sign == -_GOOD[tie.outcome]]
    if held.agreed == "unlike":
        return "reword", "evaluators do not score it alike" if held.is_unlike else "evaluators hardly score it alike"
    if bad and not good:
        return "turned", "customers fare worse where it is scored higher"
    if beyond is not None and beyond.is_claimed:
        is_more = beyond.slope.sign == _GOOD[beyond.outcome]
        return "reweight", f"it tells {'more' if is_more else 'less'} of customers than its weight says"
    if held.agreed == "cannot_tell":
        return "cannot_tell", "too few contacts were scored twice"
    if good:
        return "keep", "scored alike, and customers fare better where it is scored higher"
    if ties and all(_is_little(tie) for tie in ties):
        return "drop", "no sign that customers notice it; keep it only where a rule or the law asks for it"
    return "cannot_tell", "whether customers notice it"


def _is_little(tie: Tie) -> bool:
    interval = tie.slope.interval
    return (
        interval is not None and tie.slope.n >= LEAST_FOR_NONE and max(abs(interval.low), abs(interval.high)) < LITTLE
    )


def _ties(name: str, found: Evaluated, points: Floats, became: Outcomes) -> list[tuple[Tie, float]]:
    """Each outcome's tie with its p."""
    told = []
    for outcome in _GOOD:
        fit = _fit(found, points[:, None], getattr(became, outcome))
        if fit is not None:
            estimate, p = _slope(name, outcome, *fit)
            told.append((Tie(outcome, estimate, False), p))
    return told


def _beyond(name: str, found: Evaluated, points: Floats, became: Outcomes) -> tuple[Tie, float] | None:
    """What a criterion tells beside the total, of the first outcome that enough contacts have."""
    if len(found.criteria) < 2:
        return None
    for outcome in _BEYOND:
        fit = _fit(found, np.stack([points, found.total], axis=1), getattr(became, outcome))
        if fit is not None and fit[3] >= LEAST_FOR_NONE:
            estimate, p = _slope(name, outcome, *fit)
            return Tie(outcome, estimate, False), p
    return None


def _fit(found: Evaluated, x: Floats, y: Floats) -> tuple[float, float, float, int] | None:
    """Slope for a standard deviation of the first column within strata, its variance and freedom, and n."""
    is_first = np.zeros(len(found), dtype=bool)
    _, first = np.unique(found.contacts, return_index=True)
    is_first[first] = True
    rows = is_first & np.isfinite(x).all(axis=1) & np.isfinite(y)
    clusters = np.where(found.agents[rows] == "", found.contacts[rows], found.agents[rows])
    if rows.sum() < LEAST or len(np.unique(clusters)) < LEAST_AGENTS:
        return None
    _, strata = np.unique(found.strata[rows], return_inverse=True)
    columns = _within(x[rows], strata)
    response = _within(y[rows][:, None], strata)[:, 0]
    deviations = columns.std(axis=0)
    if not (deviations > 1e-9).all() or not response.std() > 0:
        return None
    try:
        fit = fit_line(columns / deviations, response)
    except SteelyardError:
        return None
    spread = few_clusters(fit, clusters)
    variance, df = float(spread.variance[0]), float(spread.df[0])
    if not (np.isfinite(variance) and variance > 0):
        return None
    return float(fit.coefficients[0]), variance, df, int(rows.sum())


def _within(values: Floats, strata: np.ndarray) -> Floats:
    each = np.bincount(strata).astype(float)
    means = np.stack([np.bincount(strata, column) / each for column in values.T], axis=1)
    return np.asarray(values - means[strata])


def _slope(name: str, outcome: str, slope: float, variance: float, df: float, n: int) -> tuple[Estimate, float]:
    half = float(t_quantile(df)) * variance**0.5
    interval = Interval(slope - half, slope + half, method="CR2 by agent", chances=("contacts", "agents"))
    p = float(2 * student_sf(abs(slope) / variance**0.5, df))
    part = {"criterion": name, "outcome": outcome}
    return Estimate("criterion_tie", "share", part, slope, interval, n=n, n_unit="evaluated contacts"), p
