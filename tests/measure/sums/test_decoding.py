"""Columns of a result as codes."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.sums import decoding
from steelyard.measure.sums.decoding import decode, distinct


@pytest.mark.parametrize("most", [decoding.MOST_COUNTED, 0])
@pytest.mark.parametrize("codes", [[], [0], [5, 0, 5, 2, 2], [3, 3]])
def test_different_codes_are_told_by_counting_as_by_sorting(
    monkeypatch: pytest.MonkeyPatch, codes: list[int], most: int
) -> None:
    monkeypatch.setattr(decoding, "MOST_COUNTED", most)
    first, place = distinct(np.array(codes, dtype=np.int64))
    _, expected, where = np.unique(np.array(codes, dtype=np.int64), return_index=True, return_inverse=True)
    assert (first.tolist(), place.tolist()) == (expected.tolist(), where.tolist())


def test_rows_are_told_apart_by_all_of_their_columns() -> None:
    teams = np.array(["b", "a", None, "b", "a"], dtype=object)
    days = np.array(["2026-02-01", "2026-01-01", "NaT", "2026-01-01", "2026-01-01"], dtype="datetime64[D]")
    parts, place = decode([teams, days], 5)
    assert [parts[one] for one in place.tolist()] == [
        ("b", "2026-02-01"),
        ("a", "2026-01-01"),
        (None, None),
        ("b", "2026-01-01"),
        ("a", "2026-01-01"),
    ]
    assert len(parts) == 4
    assert decode([], 3)[0] == ((),)
