"""Worlds in which nothing contradicts, as the measurement of three perspectives writes them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from calibration.perspectives import AT_TARGET, ITEMS, NULLS, SCORES, written


@pytest.mark.parametrize("name", NULLS)
def test_what_lies_at_its_target_does_so_in_truth(tmp_path: Path, name: str) -> None:
    assert float(AT_TARGET @ (SCORES - 1) / 4) == pytest.approx(0.85)
    rng = np.random.default_rng(3)
    ratings = []
    for _ in range(8):
        written(tmp_path, NULLS[name], rng)
        rows = list(csv.DictReader((tmp_path / "items.csv").open()))
        ratings += [int(row["score"]) for row in rows if row["kind"] == "rating"]
        quality = [float(row["points"]) for row in csv.DictReader((tmp_path / "scores.csv").open())]
        assert np.mean(quality) == pytest.approx(NULLS[name].quality, abs=1)
    assert (np.mean(ratings) - 1) / 4 == pytest.approx(0.85, abs=0.01)
    assert set(Counter(row["item"] for row in rows)) == set(ITEMS)
