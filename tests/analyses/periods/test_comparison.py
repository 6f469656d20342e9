"""What a change must be to be claimed: beyond sampling error, and more than a ledger can be trusted with."""

from __future__ import annotations

import pytest

from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Estimate, Interval

OF_LEDGER = (
    "price", "capacity", "technology", "field", "other", "contact_cost",
    "cost_per_contact", "cost_per_issue", "cost_per_resolved_issue", "unit_cost", "unit_cost_provider", "balance",
)  # fmt: skip
NOT_OF_LEDGER = ("handle_time", "pace", "onceness", "experience", "customer_time_per_issue", "unit_cost_customer")


def change(metric: str, value: float, unit: str = "ln") -> Estimate:
    interval = Interval(value - 0.001, value + 0.001, 0.95, "way", ())
    return Estimate(metric, unit, value=value, interval=interval, n=100)


@pytest.mark.parametrize("metric", OF_LEDGER)
def test_what_rests_on_the_ledger_is_claimed_from_half_a_percent_on(metric: str) -> None:
    assert not is_claimed(change(metric, 0.0049))
    assert not is_claimed(change(metric, -0.0049))
    assert is_claimed(change(metric, 0.0051))


@pytest.mark.parametrize("metric", NOT_OF_LEDGER)
def test_what_does_not_is_claimed_wherever_it_can_be_seen(metric: str) -> None:
    assert is_claimed(change(metric, -0.002))


def test_nothing_is_claimed_without_an_interval_or_across_zero() -> None:
    assert not is_claimed(None)
    assert not is_claimed(Estimate("price", "ln", value=0.2))
    assert not is_claimed(change("first_contact_resolution", 0.0001, "share"))
