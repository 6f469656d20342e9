"""Evaluators beside each other: severity, drift and halo, on contacts that several scored."""

from __future__ import annotations

import numpy as np

from steelyard.analyses.evaluations.answer import EvaluatorTrust
from steelyard.analyses.evidence.agreement import GOLD, is_double
from steelyard.answers import Estimate, Interval
from steelyard.measure.models.evaluated import Evaluated
from steelyard.stats.agreement.halo import Halo, halo
from steelyard.stats.agreement.severity import Severity, severity
from steelyard.stats.agreement.standouts import Standouts
from steelyard.stats.sampling.intervals import t_quantile

DRIFT_DAYS = 90
FEWEST_GOLD = 10
_UNIT = "contacts that others scored too"


def beside_others(
    found: Evaluated, is_named: bool, families: int
) -> tuple[tuple[EvaluatorTrust, ...], Estimate | None]:
    """Each with enough shared contacts, those beyond sampling error first; and the halo of all.

    Args:
        found: people's evaluations. families: kinds of tests that share the five percent.
    """
    rows = found.kept(is_double(found))
    if not len(rows):
        return (), None
    held = severity(rows.contacts, rows.evaluators, 100 * rows.total, rows.day / DRIFT_DAYS, share=families)
    shared = halo(rows.contacts, rows.evaluators, rows.points, share=families) if len(rows.criteria) > 1 else None
    overall = None if shared is None else _overall(shared)
    if held is None:
        return (), overall
    told = [_told(held, shared, place, found, is_named) for place in range(len(held.judges))]
    return tuple(sorted(told, key=lambda one: (not one.finding, -abs(one.severity.value or 0.0)))), overall


def _told(held: Severity, shared: Halo | None, place: int, found: Evaluated, is_named: bool) -> EvaluatorTrust:
    name, n = held.judges[place], held.units[place]
    findings = []
    if held.level.is_one[place]:
        findings.append("lenient" if held.level.value[place] > 0 else "strict")
    if held.drift is not None and held.drift.is_one[place]:
        findings.append("drifts up" if held.drift.value[place] > 0 else "drifts down")
    of_halo = None
    if shared is not None and shared.beside is not None and name in shared.judges:
        at = shared.judges.index(name)
        of_halo = _estimate("evaluator_halo", shared.beside, at, n)
        if shared.beside.is_one[at] and shared.beside.value[at] > 0:
            findings.append("halo")
    return EvaluatorTrust(
        name if is_named else "",
        _estimate("evaluator_severity", held.level, place, n),
        None if held.drift is None else _estimate("evaluator_drift", held.drift, place, n),
        of_halo,
        _gold(found, name),
        ", ".join(findings),
    )


def _gold(found: Evaluated, name: str) -> Estimate | None:
    """Points an evaluator gives above the known score, which stands under the purpose gold without an evaluator."""
    known = {
        contact: total
        for contact, total, purpose, who in zip(
            found.contacts.tolist(),
            found.total.tolist(),
            found.purposes.tolist(),
            found.evaluators.tolist(),
            strict=True,
        )
        if purpose == "gold" and who == GOLD
    }
    gaps = np.array(
        [
            100 * (total - known[contact])
            for contact, total, who in zip(
                found.contacts.tolist(), found.total.tolist(), found.evaluators.tolist(), strict=True
            )
            if who == name and contact in known
        ]
    )
    if len(gaps) < FEWEST_GOLD:
        return None
    error = float(gaps.std(ddof=1)) / len(gaps) ** 0.5
    half = float(t_quantile(len(gaps) - 1)) * error
    mean = float(gaps.mean())
    return Estimate(
        "evaluator_gold",
        "score",
        {},
        mean,
        Interval(mean - half, mean + half, method="t"),
        n=len(gaps),
        n_unit="gold items",
    )


def _estimate(metric: str, found: Standouts, place: int, n: int) -> Estimate:
    value, low, high = (float(held[place]) for held in (found.value, found.low, found.high))
    is_known = bool(np.isfinite(low) and np.isfinite(high))
    interval = Interval(low, high, method="jackknife over contacts", chances=("contacts",)) if is_known else None
    unit = "number" if metric == "evaluator_halo" else "score"
    return Estimate(metric, unit, {}, value if n >= 10 else None, interval if n >= 10 else None, n=n, n_unit=_UNIT)


def _overall(shared: Halo) -> Estimate:
    is_known = bool(np.isfinite(shared.low) and np.isfinite(shared.high))
    interval = Interval(shared.low, shared.high, method="jackknife over contacts", chances=("contacts",))
    value = shared.value if np.isfinite(shared.value) else None
    return Estimate(
        "halo", "number", {}, value, interval if is_known else None, n=shared.pairs, n_unit="pairs of scores"
    )
