"""Scores as surveys write them."""

from __future__ import annotations

import duckdb
import pytest

from steelyard.formats.raw import literal
from steelyard.intake.mapping import ratings


@pytest.mark.parametrize(
    ("text", "score", "most"),
    [
        ("5", 5, None),
        ("4,5", None, None),
        ("4/5", 4, 5),
        ("4,5 / 5", 4.5, 5),
        ("8 out of 10", 8, 10),
        ("4 von 5", 4, 5),
        ("4 of 5 stars", 4, 5),
        ("★★★★☆", 4, 5),
        ("⭐⭐⭐", 3, None),
        ("10 - very likely", 10, None),
        ("0 – überhaupt nicht", 0, None),
        ("5 (Excellent)", 5, None),
        ("5 stars", 5, None),
        ("Very likely (10)", 10, None),
        ("-1", -1, None),
        ("4 - 5", None, None),
        ("2026-01-05", None, None),
        ("Very satisfied", None, None),
        ("1st", None, None),
    ],
)
def test_scores(text: str, score: float | None, most: float | None) -> None:
    sql = f"SELECT {ratings.rating(literal(text), is_comma=False)}, {ratings.most(literal(text))}"
    assert duckdb.connect().execute(sql).fetchone() == (score, most)
