"""Scores and the sound of remarks, summed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from steelyard.measure.cells.sentiment import remarks
from steelyard.settings.model import Settings

ANSWER = {"on": date(2026, 5, 4), "is_quality": True, "site": "A", "customer_group": 3, "row_group": 7}


def test_answers_by_month(snapshot: Any, settings: Callable[..., Settings]) -> None:
    snapshot.put("responses", [
        {**ANSWER, "score_share": 1.0, "is_top": True, "sentiment": 0.5},
        {**ANSWER, "score_share": 1.0, "is_top": True, "sentiment": -0.25},
        {**ANSWER, "score_share": 1.0, "is_top": True},
        {**ANSWER, "score_share": 0.25, "is_top": False, "sentiment": -1.0},
        {**ANSWER, "score_share": 1.0, "is_top": True, "sentiment": 0.1, "on": date(2026, 6, 1), "customer_group": 4},
        {**ANSWER, "score_share": 1.0, "is_top": True, "sentiment": 0.1, "is_quality": False},
        {**ANSWER, "sentiment": 0.1},
    ])  # fmt: skip
    found = remarks(snapshot, settings(), by=["site"], chances=("customers", "days", "rows"))
    sums = {label: tuple(row) for label, row in zip(found.labels, found.whole.tolist(), strict=True)}
    may, june = 2026 * 12 + 4, 2026 * 12 + 5
    assert sums == {("A", may): (4.0, 3.25, 2.0, 0.25), ("A", june): (1.0, 1.0, 1.0, 0.1)}
    assert found.groups["customers"][:, 3].sum(axis=0).tolist() == [4.0, 3.25, 2.0, 0.25]
    assert (found.groups["days"].sum(axis=(0, 2)) != 0).sum() == 2
