from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case

from steelyard.stats.efficiency.dea import scores
from steelyard.stats.efficiency.slacks import slacks, slacks_based


def test_six_stores_as_published(shared: Path) -> None:
    found = case(shared, "dea", "cst_two_inputs")
    x, y = np.array(found["inputs"]["x"]), np.array(found["inputs"]["y"])
    radial = scores(x, y, returns="constant")
    assert radial.score == pytest.approx(found["expected"]["ccr_in"], abs=1e-6)
    left = slacks(x, y, radial, returns="constant")
    assert left.inputs == pytest.approx(np.array(found["expected"]["input_slacks"]), abs=1e-6)
    assert left.outputs == pytest.approx(0, abs=1e-6)


def test_the_slacks_based_measure_as_published(shared: Path) -> None:
    found = case(shared, "dea", "tone2001_sbm")
    measured = slacks_based(found["inputs"]["x"], found["inputs"]["y"])
    expected = found["expected"]
    assert measured.score == pytest.approx(expected["sbm"], abs=1e-6)
    assert measured.slacks.inputs == pytest.approx(np.array(expected["input_slacks"]), abs=1e-6)
    assert measured.slacks.outputs == pytest.approx(np.array(expected["output_slacks"]), abs=1e-6)


def test_with_variable_returns_a_slack_counts_and_size_does_not() -> None:
    x, y = np.array([[1.0, 1], [2, 2], [2, 3]]), np.array([1.0, 3, 3])
    assert slacks_based(x, y, returns="variable").score == pytest.approx([1, 1, (1 + 2 / 3) / 2])
    assert slacks_based(x, y, returns="constant").score[0] == pytest.approx(2 / 3)
    assert slacks(x, y, scores(x, y)).inputs == pytest.approx(np.array([[0, 0], [0, 0], [0, 1.0]]))
