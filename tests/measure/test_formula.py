"""Arithmetic over named sums, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.errors import QuestionError
from steelyard.measure.formula import evaluate, names

VALUES = {"a": np.array([6.0, 1.0]), "b": np.array([3.0, 0.0])}


def test_arithmetic() -> None:
    assert evaluate("100 * (a - b) / (a + b)", VALUES) == pytest.approx([100 / 3, 100])
    assert evaluate("maximum(b - a, 0) + minimum(a, 2)", VALUES) == pytest.approx([2, 1])


def test_division_by_zero_is_unknown() -> None:
    assert evaluate("a / b", VALUES) == pytest.approx([2, np.nan], nan_ok=True)


def test_names_in_order() -> None:
    assert names("maximum(b - a, 0) / a") == ("b", "a")


@pytest.mark.parametrize("formula", ["a **  2", "c / a", "__import__('os')", "a /", "maximum(a)", "a if b else 1"])
def test_refuses_anything_else(formula: str) -> None:
    with pytest.raises(QuestionError):
        evaluate(formula, VALUES)
