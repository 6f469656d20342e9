"""The factors multiply to the balance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from steelyard import metrics
from steelyard.declare import Choice
from steelyard.measure.formula import evaluate
from steelyard.metrics.factors import COST, FACTORS, VALUE
from steelyard.stats.economics.lmdi import QUANTITIES, TERMS

SUMS = {
    "issues": 700.0, "marked": 640.0, "unmarked": 60.0, "resolved": 500.0, "value_marked": 380.0, "value_rated": 520.0,
    "contacts": 900.0, "contacts_worked": 900.0, "work": 540_000.0, "work_paid": 540_000.0, "paid": 720_000.0,
    "cost": 6_000.0, "cost_paid": 6_000.0, "costed": 700.0, "worked": 700.0, "customer_cost": 900.0, "timed": 450.0,
    "false_start": 21.0, "hidden_contacts": 19.0, "hidden_resolved": 12.0, "hidden_marked": 20.0, "late_resolved": 9.0,
    "late_marked": 14.0,
    "unidentified_cost": 0.0, "unidentified_customer_cost": 0.0, "unidentified": 0.0,
    "bot_issues": 0.0, "bot_resolved": 0.0, "bot_marked": 0.0, "bot_unmarked": 0.0, "bot_value_marked": 0.0,
    "bot_value_rated": 0.0,
}  # fmt: skip


SEEN = {key: 0.0 for key in SUMS if key.split("_")[0] in ("hidden", "false", "late")}
"""Nothing is hidden."""

ODDS = pytest.mark.parametrize("odds", [0.5, 1.0, 2.0])


def value(name: str, formula: str = "", odds: float = 1.0, **given: float) -> float:
    metric = metrics.metric(name)
    known = {key: np.array(amount) for key, amount in (SUMS | {"odds": odds} | given).items()}
    for key, entry in metric.sums.items():
        if isinstance(entry, Choice):
            takes_other = bool(entry.other) and known[entry.missing] > entry.most * known[entry.of]
            known[key] = known[entry.other if takes_other else entry.usual]
    return float(evaluate(formula or metric.formula, known))


def test_each_factor_begins_where_the_one_before_ends() -> None:
    """So that all of them multiplied are value per cost, and their logarithms add up."""
    tops, ends = zip(*FACTORS.values(), strict=True)
    assert (VALUE, *ends) == (*tops, COST)
    assert [QUANTITIES[place] for place in tops] == ["V", "R", "I", "C", "H", "P"]
    assert TERMS[: len(FACTORS)] == tuple(FACTORS)


@ODDS
def test_factors_multiply_to_the_balance(odds: float) -> None:
    """However likely unidentified contacts are to be returns."""
    product = math.prod(value(name, odds=odds) for name in FACTORS)
    assert product == pytest.approx(value("balance", odds=odds), rel=1e-12)


@ODDS
def test_unit_cost_is_the_sum_of_its_parts_and_mirrors_the_balance(odds: float) -> None:
    provider, customer = value("unit_cost_provider", odds=odds), value("unit_cost_customer", odds=odds)
    assert provider + customer == pytest.approx(value("unit_cost", odds=odds), rel=1e-12)
    assert 1000 / provider == pytest.approx(value("balance", odds=odds), rel=1e-12)


def test_what_is_hidden_by_hand() -> None:
    """At twice the odds 500 - 2 x 12 + 9 of 640 - 2 x 20 + 14 are solved; 679 issues took 900 + 19 contacts."""
    assert value("effectiveness", odds=2) == pytest.approx(485 / 614)
    assert value("resolution_rate") == pytest.approx(488 / 620)
    assert value("contacts_per_issue", odds=2) == pytest.approx(919 / 679)
    assert value("onceness") == pytest.approx(679 / 900)
    assert value("cost_per_issue", odds=2) == pytest.approx(6_000 / 679 * 919 / 900)
    assert value("value_per_issue", odds=2) == pytest.approx(380 / 500 * 485 / 614)
    assert value("cost_per_resolved_issue", odds=2) == pytest.approx(6_000 / 679 * 919 / 900 / (485 / 614))


@pytest.mark.parametrize(
    "name", ["balance", "unit_cost", "unit_cost_provider", "unit_cost_customer", "value_per_issue"]
)
def test_bounds_count_the_unmarked_as_none_and_as_all_resolved(name: str) -> None:
    """380 value of 500 resolved: with none of 60 unmarked resolved it stays 380, with all it is 380 x 560 / 500."""
    bounds = metrics.metric(name).bounds
    assert bounds is not None
    reached = sorted(value(name, bound, **SEEN) / value(name, **SEEN) for bound in bounds)
    least, most = 640 / 700, 560 / 500 * 640 / 700
    expected = [least, most] if name in ("balance", "value_per_issue") else [1 / most, 1 / least]
    assert reached == pytest.approx(expected, rel=1e-12)


def test_what_bots_leave_unmarked_is_carried_within_bots() -> None:
    """Bots: 90 of 100 marked, 45 solved. People: 550 of 600, 455 solved. 455 x 600 / 550 + 45 x 100 / 90 = 546.36."""
    bots = SEEN | {"bot_issues": 100.0, "bot_resolved": 45.0, "bot_marked": 90.0, "bot_unmarked": 10.0}
    assert value("effectiveness", **bots) == pytest.approx((455 * 600 / 550 + 45 * 100 / 90) / 700)
    assert value("resolution_rate", **bots) == pytest.approx(value("effectiveness", **bots))


def test_where_bots_leave_too_many_unmarked_half_of_those_count() -> None:
    """Bots: 40 of 100 marked, all solved, worth 30. People: 600 marked of 600, 460 solved, worth 350."""
    bots = SEEN | {
        "bot_issues": 100.0,
        "bot_resolved": 40.0,
        "bot_marked": 40.0,
        "bot_unmarked": 60.0,
        "bot_value_marked": 30.0,
    }
    assert value("effectiveness", **bots) == pytest.approx((460 + 40 + 30) / 700)
    assert value("value_per_issue", **bots) == pytest.approx((350 + 30 + 30 * 380 / 500) / 700)


def test_where_most_carry_no_mark_bots_are_rated_like_all() -> None:
    """Of 700 issues 300 carry no mark: all are valued by their rating, 520, of which bots' 60."""
    given = {"unmarked": 300.0, "marked": 400.0, "bot_issues": 100.0, "bot_unmarked": 90.0, "bot_marked": 10.0}
    assert value("value_per_issue", bot_value_rated=60.0, **given) == pytest.approx(520 / 700)
