"""A model's scores beside people's of the same contacts."""

from __future__ import annotations

import numpy as np

from steelyard.analyses.evaluations.answer import ModelTrust
from steelyard.analyses.evidence.agreement import agreed_of, estimate_of
from steelyard.answers import Estimate, Interval
from steelyard.measure.models.evaluated import Evaluated
from steelyard.stats.agreement.krippendorff import alpha
from steelyard.stats.sampling.weighted_mean import weighted_mean


def beside_people(found: Evaluated) -> ModelTrust | None:
    """None where a model scored nothing that people scored."""
    is_model = found.scorers == "model"
    if not is_model.any() or is_model.all():
        return None
    people = _means(found, ~is_model)
    models = _means(found, is_model)
    both = sorted(set(people) & set(models))
    if not both:
        return None
    agents = dict(zip(found.contacts.tolist(), found.agents.tolist(), strict=True))
    apart = np.array([100 * (models[one] - people[one]) for one in both])
    clusters = np.array([agents[one] or one for one in both])
    mean = weighted_mean(apart, np.ones(len(apart)), clusters)
    low, high = mean.limits()
    is_known = bool(np.isfinite(low) and np.isfinite(high)) and len(both) >= 10
    interval = Interval(low, high, method="linearised", chances=("contacts", "agents")) if is_known else None
    unit = "contacts scored by both"
    value = mean.value if len(both) >= 10 else None
    difference = Estimate("model_difference", "score", {}, value, interval, n=len(both), n_unit=unit)
    scores = np.array([[models[one], people[one]] for one in both]).ravel()
    held = estimate_of("model_agreement", {}, alpha(np.repeat(np.arange(len(both)), 2), scores, "interval"))
    return ModelTrust(difference, held, agreed_of(held))


def _means(found: Evaluated, rows: np.ndarray) -> dict[str, float]:
    """Contact -> the mean of its scores."""
    totals: dict[str, list[float]] = {}
    for contact, total in zip(found.contacts[rows].tolist(), found.total[rows].tolist(), strict=True):
        if np.isfinite(total):
            totals.setdefault(contact, []).append(total)
    return {contact: float(np.mean(held)) for contact, held in totals.items()}
