"""A count carried at the mean of those who answered, stratum by stratum."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.estimates.stratified import carry
from steelyard.measure.sums.model import Strata


def rows(*entries: tuple[int, tuple[str, str], int, float, float, float]) -> Strata:
    """From (cell, stratum, group, count, total, answers)."""
    labels = tuple(dict.fromkeys(entry[1] for entry in entries))
    columns = [np.array([entry[place] for entry in entries]) for place in (0, 2)]
    return Strata(
        labels,
        columns[0],
        np.array([labels.index(entry[1]) for entry in entries]),
        columns[1],
        np.array([entry[3:] for entry in entries], dtype=float),
    )


def test_each_stratum_at_its_own_mean() -> None:
    found = carry(rows((0, ("a", "x"), 0, 100, 16, 20), (0, ("b", "x"), 1, 50, 10, 40)), 1, 10)
    assert found.whole[0, 0] == pytest.approx(100 * 0.8 + 50 * 0.25)


def test_few_answers_take_the_parents_mean() -> None:
    """(b, x) has 5 answers: it takes the mean of (x), both strata's 25 answers."""
    found = carry(rows((0, ("a", "x"), 0, 100, 16, 20), (0, ("b", "x"), 1, 50, 0, 5)), 1, 10)
    assert found.whole[0, 0] == pytest.approx(100 * 0.8 + 50 * 16 / 25)


def test_nobody_answered_is_unknown() -> None:
    assert np.isnan(carry(rows((0, ("a", "x"), 0, 100, 0, 0)), 1, 10).whole[0, 0])


def test_without_a_group_only_means_change() -> None:
    """Without group 1 the stratum (b, x) loses its answers' and its count's part there, and keeps its own mean."""
    table = rows((0, ("a", "x"), 0, 100, 16, 20), (0, ("b", "x"), 0, 30, 6, 12), (0, ("b", "x"), 1, 20, 12, 12))
    found = carry(table, 1, 10, groups=2)
    assert found.without[0, 0] == pytest.approx([20 * 1.0, 100 * 0.8 + 30 * 0.5])


def test_pooled_cells_share_the_choice() -> None:
    """(b, x) has answers enough in cell 0 only: with a pool it takes its parent's mean in both."""
    table = rows(
        (0, ("a", "x"), 0, 100, 16, 20), (0, ("b", "x"), 0, 50, 10, 40),
        (1, ("a", "x"), 0, 100, 16, 20), (1, ("b", "x"), 0, 50, 1, 2),
    )  # fmt: skip
    alone, pooled = carry(table, 2, 10), carry(table, 2, 10, pools=np.zeros(2, dtype=np.int64))
    assert alone.whole[:, 0] == pytest.approx([80 + 12.5, 80 + 50 * 17 / 22])
    assert pooled.whole[:, 0] == pytest.approx([80 + 50 * 26 / 60, 80 + 50 * 17 / 22])


def test_segments_add_up_to_the_whole() -> None:
    table = rows((0, ("a", "x"), 0, 100, 16, 20), (0, ("b", "x"), 1, 50, 10, 40), (0, ("b", "y"), 1, 10, 1, 2))
    split = carry(table, 1, 10, segments=np.array([0, 0, 1]))
    assert split.whole.sum() == pytest.approx(carry(table, 1, 10).whole.sum())
    assert split.without.sum(axis=1) == pytest.approx(carry(table, 1, 10).without[:, 0])
