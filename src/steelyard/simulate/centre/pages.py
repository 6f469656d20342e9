"""A second page of the survey: single things, how they were, what was expected of them, how important they are.

Answers are drawn to fit the overall rating that was given: of several a customer might give, one is drawn by how likely
the overall rating then is. So nothing that was drawn before changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.opinions import CSAT


@dataclass(frozen=True)
class Thing:
    """One thing asked about.

    Args:
        below, above: points of the overall rating (1 to 5) for a step below and above the middle of its scale.
        kind: what it is, as the product calls it; empty where it carries nothing.
        expected, important: the middle of what customers say, 1 to 5.
    """

    name: str
    below: float
    above: float
    kind: str
    expected: float
    important: float


THINGS = (
    Thing("solution", 0.75, 0.05, "basic", 4.4, 4.7),
    Thing("speed", 0.4, 0.4, "performance", 4.3, 4.3),
    Thing("friendliness", 0.0, 0.6, "excitement", 3.4, 3.0),
    Thing("knowledge", 0.0, 0.0, "", 3.6, 4.4),
)
ASKED = ("rated", "expected", "important")
OPENED, HALF = 0.8, 0.5
"""Share of those who rate that open the page; of these, that are asked what they expected and what matters, too."""

_CANDIDATES, _SD = 48, 0.55
_CUTS = np.array([-1.5, -0.95, -0.3, 0.6])
_MOOD, _OWN = 0.45, 0.89


def draw_pages(rng: np.random.Generator, surveys: Columns) -> Columns:
    """Answers to the page of those who gave a CSAT score.

    Returns:
        One row per page: contact, answered_at, and rated, expected, important (N, things), 1 to 5; 0 where not asked.
    """
    opens = rng.random(len(surveys["contact"])) < OPENED
    rows = take(surveys, surveys["is_answered"] & (surveys["instrument"] == CSAT) & opens)
    count = len(rows["contact"])
    mood = rng.normal(size=(count, _CANDIDATES, 1))
    latent = _MOOD * mood + _OWN * rng.normal(size=(count, _CANDIDATES, len(THINGS)))
    steps = np.digitize(latent, _CUTS) - 2
    slopes = np.where(steps < 0, [thing.below for thing in THINGS], [thing.above for thing in THINGS])
    meant = 3.1 + (steps * slopes).sum(axis=-1)
    weight = np.exp(-0.5 * ((rows["score"][:, None] - meant) / _SD) ** 2) + 1e-12
    drawn = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
    chosen = np.minimum((drawn < rng.random((count, 1))).sum(axis=1), _CANDIDATES - 1)
    asked = rng.random(count) < HALF

    def said(middles: list[float]) -> np.ndarray:
        values = np.clip(np.round(np.array(middles) + 0.7 * rng.normal(size=(count, len(THINGS)))), 1, 5)
        return np.where(asked[:, None], values, 0).astype(np.int64)

    return {
        "contact": rows["contact"],
        "answered_at": rows["answered_at"],
        "rated": steps[np.arange(count), chosen] + 3,
        "expected": said([thing.expected for thing in THINGS]),
        "important": said([thing.important for thing in THINGS]),
    }
