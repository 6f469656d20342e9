"""The mean of evaluations against its target: weighted by the plan, and claimed only where it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from steelyard import measure
from steelyard.analyses.evaluations.answer import MeanClaim
from steelyard.analyses.evidence.agreement import Agreement
from steelyard.analyses.evidence.programme import frame_of
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.verdict.question import target_of
from steelyard.measure.models.evaluated import evaluated
from steelyard.measure.question import NONE
from steelyard.settings.model import Settings
from steelyard.stats.agreement.sizes import for_mean
from steelyard.stats.sampling.weighted_mean import WeightedMean, weighted_mean
from steelyard.store import Snapshot

METRIC = "interaction_quality"


def claim(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    held: Agreement,
    rubric: str,
    is_only: bool,
    where: Mapping[str, Sequence[str]] | None,
) -> MeanClaim | None:
    """The mean of the days as interaction quality has it, and what may be said of all contacts.

    Args:
        held: agreement over the year. is_only: whether all evaluations of the year are by this rubric.
    """
    now = days.now
    part = dict(where or {}) if is_only else {**dict(where or {}), "rubric": (rubric or NONE,)}
    asked = measure.measure(
        snapshot.following(days.follow_days), settings, [METRIC], where=part, from_on=now.from_on, to_on=now.to_on
    )
    mean = measure.estimates(asked)[0]
    found = evaluated(snapshot, settings, where=where, from_on=now.from_on, to_on=now.to_on)
    rows = found.kept((found.rubrics == rubric) & np.isfinite(found.quality))
    target = target_of(settings, METRIC)
    if target is None:
        return None
    frame = frame_of(rows, held)
    agents = len(set(rows.agents.tolist()) - {""})
    if frame.refusal or mean.value is None:
        refusal = frame.refusal or "too few evaluations"
        return MeanClaim(mean, target.value, None, None, agents, "cannot_tell", refusal, frame.unlock, None, frame.said)
    whole = _weighted(rows.quality, rows.weight, rows.agents, rows.contacts, rows.chance)
    lower, probability = whole.lower(), whole.chance_above(target.value)
    upper = 2 * whole.value - lower
    state = "held" if lower >= target.value else "not_yet" if upper < target.value else "cannot_tell"
    deviation = float(100 * np.sqrt(np.average((rows.quality - whole.value / 100) ** 2, weights=rows.weight)))
    alike = whole.variance * len(rows) / deviation**2 if deviation > 0 else 1.0
    needed = for_mean(whole.value - target.value, deviation, alike=max(alike, 1.0))
    return MeanClaim(
        mean,
        target.value,
        lower if np.isfinite(lower) else None,
        probability if np.isfinite(probability) else None,
        agents,
        state,  # type: ignore[arg-type]
        needed=needed,
        frame=frame.said,
    )


def _weighted(
    quality: np.ndarray, weight: np.ndarray, agents: np.ndarray, contacts: np.ndarray, chance: np.ndarray
) -> WeightedMean:
    clusters = np.where(agents == "", contacts, agents)
    share = np.where(np.isfinite(chance), chance, 0.0)
    return weighted_mean(100 * quality, weight, clusters, np.round(share, 6), share)
