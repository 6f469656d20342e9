"""A debt in words: what it costs, what cannot be told from nothing, and what other savings hide."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from steelyard.analyses.debt.answer import Debt, Debts, Line, Since, Standing
from steelyard.analyses.debt.priced import surely_fell
from steelyard.analyses.debt.wording import _level, _partial, debt_said, standing_said
from steelyard.answers import Estimate, Interval


def money(value: float, low: float, high: float, metric: str = "interest", unit: str = "money") -> Estimate:
    return Estimate(metric, unit, {}, value, Interval(low, high, 0.95, "by hand", ()), n=100)


def debt(**amounts: Any) -> Debt:
    names = ("until", "rise", "p", "cost", "time", "time_value", "contacts", "interest", "now", "lost", "lost_value")
    given = {**dict.fromkeys((*names, "total")), **amounts}
    since = Since(date(2026, 1, 26), date(2026, 1, 13), date(2026, 2, 1))
    return Debt("transfer@site=Porto", "transfer", "Transfers: site Porto", "site", "Porto", since, **given)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({"interest": money(500, 300, 700)}, "500 € (300–700) a month more than before"),
        ({"interest": money(-80, -300, 140)}, "cannot be told from nothing: −80 € (−300 to 140) a month"),
        ({"fell": money(-1640, -2130, -1160)}, "all work there took 1,640 € (1,160–2,130) a month less than before"),
        ({}, "what it costs is not known"),
    ],
)
def test_what_a_debt_costs_in_words(amounts: dict[str, Estimate], said: str) -> None:
    assert said in debt_said(debt(**amounts), "EUR")


def test_whatsurely_fell_is_no_interest() -> None:
    assert surely_fell(money(-10, -20, -1))
    assert not surely_fell(money(-10, -20, 1))
    assert not surely_fell(None)


def test_what_is_not_known_is_said_and_not_counted_as_none() -> None:
    (caveat,) = _partial({"the customer's time": 0.4})
    assert caveat.weight == "warning"
    assert "the customer's time is not known of 40% of contacts" in caveat.text
    assert list(_partial({})) == []


def test_where_no_fracture_was_seen_none_is_priced() -> None:
    lines = tuple(
        Line(name, name, "", "", 0, Estimate("events", "count", {}, 0.0, n=436), *[None] * 9) for name in ("a", "b")
    )
    answer = Debts("debt", "CX debt", lines=lines, gross=money(0, 0, 0), net=money(0, 0, 0))
    days = SimpleNamespace(now=SimpleNamespace(label="Apr–Jun 2026"))
    assert list(_level(answer, None, "EUR", days)) == ["No fracture was seen in the 436 issues of Apr–Jun 2026."]


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (money(0.89, 0.7, 1.08, "gone", "share"), "Repaid: 89% (70–108) of the interest is gone."),
        (money(1.01, 0.84, 1.17, "gone", "share"), "Repaid: all of the interest is gone (at least 84%)."),
    ],
)
def test_what_a_repair_took_away_in_words(gone: Estimate, said: str) -> None:
    assert standing_said(Standing(debt(), verdict="repaid", gone=gone), "EUR") == said


def test_what_cannot_be_told_says_why() -> None:
    held = Standing(debt(), verdict="cannot tell", reason="chance explains how far it fell")
    assert standing_said(held, "EUR") == "Cannot tell yet whether it is repaid (chance explains how far it fell)."
