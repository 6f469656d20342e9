"""The factors multiply to the balance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from steelyard import metrics
from steelyard.declare import Choice
from steelyard.measure.formula import evaluate

FACTORS = ("experience", "effectiveness", "onceness", "pace", "capacity", "price")

SUMS = {
    "issues": 700.0, "marked": 640.0, "unmarked": 60.0, "resolved": 500.0, "value_marked": 380.0, "value_rated": 520.0,
    "contacts": 900.0, "contacts_worked": 900.0, "work": 540_000.0, "work_paid": 540_000.0, "paid": 720_000.0,
    "cost": 6_000.0, "cost_paid": 6_000.0, "costed": 700.0, "worked": 700.0, "customer_cost": 900.0, "timed": 450.0,
    "unidentified_cost": 0.0, "unidentified_customer_cost": 0.0, "unidentified": 0.0,
}  # fmt: skip


def value(name: str, formula: str = "") -> float:
    metric = metrics.metric(name)
    known = {key: np.array(amount) for key, amount in SUMS.items()}
    known |= {key: known[e.usual] for key, e in metric.sums.items() if isinstance(e, Choice)}
    return float(evaluate(formula or metric.formula, known))


def test_factors_multiply_to_the_balance() -> None:
    product = math.prod(value(name) for name in FACTORS)
    assert product == pytest.approx(value("balance"), rel=1e-12)


def test_unit_cost_is_the_sum_of_its_parts_and_mirrors_the_balance() -> None:
    provider, customer = value("unit_cost_provider"), value("unit_cost_customer")
    assert provider + customer == pytest.approx(value("unit_cost"), rel=1e-12)
    assert 1000 / provider == pytest.approx(value("balance"), rel=1e-12)


@pytest.mark.parametrize(
    "name", ["balance", "unit_cost", "unit_cost_provider", "unit_cost_customer", "value_per_issue"]
)
def test_bounds_count_the_unmarked_as_none_and_as_all_resolved(name: str) -> None:
    """380 value of 500 resolved: with none of 60 unmarked resolved it stays 380, with all it is 380 x 560 / 500."""
    bounds = metrics.metric(name).bounds
    assert bounds is not None
    reached = sorted(value(name, bound) / value(name) for bound in bounds)
    least, most = 640 / 700, 560 / 500 * 640 / 700
    expected = [least, most] if name in ("balance", "value_per_issue") else [1 / most, 1 / least]
    assert reached == pytest.approx(expected, rel=1e-12)
