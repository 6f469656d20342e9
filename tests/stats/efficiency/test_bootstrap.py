from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.errors import QuestionError
from steelyard.stats.efficiency.bootstrap import corrected


def test_nineteen_electric_plants_as_published(shared: Path) -> None:
    rows = table(shared, "dea", "electric_plants.csv")
    found = case(shared, "dea", "electric_bootstrap")
    expected, near = found["expected"], found["tolerance"]
    x = np.stack([rows[name] for name in ("Labor", "Fuel", "Capital")], axis=1)
    result = corrected(x, rows["Output"], bandwidth=0.014, draws=2000)
    assert result.score == pytest.approx(expected["theta"], abs=near["theta"])
    assert result.bias == pytest.approx(expected["bias"], abs=near["bias"])
    assert result.corrected == pytest.approx(expected["bias_corrected"], abs=near["bias_corrected"])
    assert result.low == pytest.approx(expected["lo"], abs=near["lo"])
    assert result.high == pytest.approx(expected["hi"], abs=near["hi"])


def test_the_correction_comes_nearer_to_a_known_truth() -> None:
    random = np.random.default_rng(2)
    seen, better, covered = [], [], []
    for seed in range(8):
        x = random.uniform(1, 9, 60)
        truth = np.exp(-random.exponential(0.2, 60))
        found = corrected(x / truth, np.sqrt(x), draws=60, seed=seed)
        seen.append(np.abs(found.score - truth).mean())
        better.append(np.abs(found.corrected - truth).mean())
        covered.append(((found.low <= truth) & (truth <= found.high)).mean())
    assert np.mean(better) < 0.85 * np.mean(seen)
    assert np.mean(covered) > 0.7


def test_a_frontier_without_distances_needs_no_correction() -> None:
    found = corrected([1.0, 2, 3], [1.0, 2, 3], returns="constant", draws=5)
    assert found.corrected == pytest.approx(1)
    with pytest.raises(QuestionError, match="two draws"):
        corrected([1.0], [1.0], draws=1)


def test_progress_is_told_and_a_seed_repeats() -> None:
    told: list[tuple[int, int]] = []
    x, y = [1.0, 2, 4, 3], [1.0, 2, 3, 1]
    first = corrected(x, y, draws=4, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (4, 4)
    assert first.corrected == pytest.approx(corrected(x, y, draws=4).corrected, abs=0)
