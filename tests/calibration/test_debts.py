"""How debts of centres with a broken step are judged: where they lie, what they really cost, how they are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from calibration.debts import Judged, _lies_there, _monthly, summary

from steelyard.analyses.debt.answer import Debt, Since
from steelyard.simulate.setting.plants import Break

BROKEN = Break(name="page-down", topic="late", begins_on=date(2026, 2, 1), ends_on=date(2026, 4, 30))
LAST = date(2026, 6, 25)
FAMILIES = {"delivery": ("late", "lost")}
EFFECTS = {f"2026-0{month}": {"cost_with": 100.0 + month, "cost_without": 100.0} for month in range(1, 8)}


def debt(by: str = "family", part: str = "delivery", topics: tuple[str, ...] = ()) -> Debt:
    nothing: dict[str, Any] = dict.fromkeys(
        ("rise", "p", "cost", "time", "time_value", "contacts", "interest", "now", "lost", "lost_value", "total")
    )
    since = Since(date(2026, 1, 26), date(2026, 1, 20), date(2026, 2, 8))
    return Debt("x", "surge", "", by, part, since, date(2026, 4, 5), **nothing, topics=topics)


@pytest.mark.parametrize(
    ("one", "lies"),
    [
        (debt(), True),
        (debt(topics=("late",)), True),
        (debt(topics=("lost",)), False),
        (debt(part="billing"), False),
        (debt(by="channel", part="phone"), False),
    ],
)
def test_where_it_lies(one: Debt, lies: bool) -> None:
    assert _lies_there(one, BROKEN, FAMILIES) is lies


def test_what_it_really_added_over_the_days_it_is_said_to_last() -> None:
    """From 26 January to 5 April: 70 days, of which the break fills February, March and five days of April."""
    months = 70 / (365.25 / 12)
    assert _monthly(EFFECTS, "cost", debt(), BROKEN, LAST) == pytest.approx((2 + 3 + 4 * 5 / 30) / months)
    longer = replace(debt(), until=None)
    months = 151 / (365.25 / 12)
    assert _monthly(EFFECTS, "cost", longer, BROKEN, LAST) == pytest.approx((2 + 3 + 4) / months)


def test_counts() -> None:
    found = [
        Judged("slow-step", 1, 2, True, 1, True, False, None),
        Judged("slow-step", 2, 0),
        Judged("nothing-happens", 1, 1, others=1),
    ]
    said = summary(found)
    assert "slow-step: found in 1 of 2; dated 1 of 1; priced 0 of 1; customers' time at least so much 0 of 0" in said
    assert "nothing-happens: a debt is claimed in 1 of 1" in said
