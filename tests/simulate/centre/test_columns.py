from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.columns import count_rows, order_by, stack, take

TABLE = {"a": np.array([2, 1, 2]), "b": np.array([1, 5, 0])}


def test_rows_are_taken_stacked_and_ordered() -> None:
    assert order_by(TABLE, "a", "b")["b"].tolist() == [5, 0, 1]
    assert take(TABLE, TABLE["a"] == 2)["b"].tolist() == [1, 0]
    assert stack([TABLE, {}, take(TABLE, np.array([0]))])["a"].tolist() == [2, 1, 2, 2]


def test_nothing_stays_nothing() -> None:
    empty = take(TABLE, np.zeros(3, bool))
    assert count_rows({}) == count_rows(empty) == count_rows(stack([empty, empty])) == 0
    assert stack([]) == {}
    assert stack([empty, TABLE])["a"].tolist() == [2, 1, 2]
