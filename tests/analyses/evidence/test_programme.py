"""Whether a mean of evaluations may be claimed for all contacts."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.evidence.agreement import Agreement
from steelyard.analyses.evidence.programme import frame_of
from steelyard.answers import Estimate
from steelyard.measure.models.evaluated import Evaluated

N = 100
ALIKE = Agreement(Estimate("alpha", "number", value=0.9), Estimate("icc", "number", value=0.9), "alike", 60, {})


def evaluated(chance: np.ndarray, purpose: str = "random") -> Evaluated:
    ids = np.array([f"E{n}" for n in range(N)], dtype=object)
    same, agents = np.array([""] * N, dtype=object), np.array([f"A{n % 9}" for n in range(N)], dtype=object)
    purposes, ones = np.array([purpose] * N, dtype=object), np.ones(N)
    nothing = np.zeros((N, 0))
    return Evaluated(
        ids, ids, same, same, purposes, same, agents, same, ones, ones, ones, chance, ones, (), nothing, np.zeros(0), ()
    )


@pytest.mark.parametrize(
    ("known", "refused"),
    [(1.0, ""), (0.0, ""), (0.6, "only 60% of evaluations say how likely their contact was to be drawn")],
)
def test_chances_of_some_evaluations_alone_cannot_be_weighed(known: float, refused: str) -> None:
    chance = np.where(np.arange(N) < known * N, 0.1, np.nan)
    frame = frame_of(evaluated(chance), ALIKE)
    assert refused in frame.refusal
    assert bool(frame.refusal) == bool(refused)
    assert ("with known chances" in frame.said) == (known == 1)


def test_what_nobody_says_was_drawn_is_refused() -> None:
    assert "no column says" in frame_of(evaluated(np.full(N, np.nan), ""), ALIKE).refusal
