"""Halves of the customers and what a stratum leads one to expect, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.cells.cohorts import _halves, _ratio_of_stratum


def test_halves_are_even_and_odd_groups_and_a_stratum_has_one_ratio() -> None:
    """Two teams' mail: 10 + 20 of 100 + 200; calls 90 of 100. An unseen stratum has none."""
    parts = [("A", "mail", "2026-01-01"), ("B", "mail", "2026-01-01"), ("A", "call", "2026-01-01"), ("B", "chat", "x")]
    total = _halves(np.array([[4.0, 6.0], [12.0, 8.0], [50.0, 40.0], [0.0, 0.0]]))
    count = _halves(np.array([[50.0, 50.0], [100.0, 100.0], [60.0, 40.0], [0.0, 0.0]]))
    assert total.tolist() == [[4.0, 6.0], [12.0, 8.0], [50.0, 40.0], [0.0, 0.0]]
    ratio = _ratio_of_stratum(parts, {"total": total, "count": count})
    assert ratio == pytest.approx([0.1, 0.1, 0.9, 0.0])
