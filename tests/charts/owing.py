"""CX debts made by hand, full and thin: what the picture is tried on."""

from __future__ import annotations

from datetime import date
from typing import Any

from steelyard.analyses.debt.answer import Debt, Debts, Line, Since
from steelyard.answers import Estimate, Interval


def money(value: float, unit: str = "money") -> Estimate:
    return Estimate("interest", unit, value=value, interval=Interval(value * 0.8, value * 1.2), n=900)


def _debt(title: str, until: date | None) -> Debt:
    nothing: dict[str, Any] = dict.fromkeys(
        ("rise", "p", "cost", "time", "time_value", "contacts", "now", "lost", "lost_value", "total")
    )
    since = Since(date(2026, 2, 2), date(2026, 1, 27), date(2026, 2, 15))
    return Debt(
        id=title,
        fracture="returned",
        title=title,
        by="family",
        part="delivery",
        since=since,
        until=until,
        interest=money(920),
        **nothing,
    )


def _line(title: str, value: float, by: str = "", has_cost: bool = True) -> Line:
    nothing: dict[str, Any] = dict.fromkeys(("time", "time_value", "share", "lost", "lost_value", "growth"))
    priced = money(value) if has_cost else None
    part, events = "phone" if by else "", money(value, "count")
    return Line(title, title, by, part, 40, events, priced, interest=priced, net=priced, **nothing)


def debts() -> Debts:
    """Two debts, one of them over, and three kinds of fractures."""
    return Debts(
        question="debt",
        title="CX debt",
        found=(_debt("Returns: topic family delivery", None), _debt("Transfers: channel phone", date(2026, 5, 31))),
        lines=(
            _line("transfers", 400),
            _line("returns", 900),
            _line("reopened contacts", 0),
            _line("returns", 9, "channel"),
        ),
        until=date(2026, 9, 27),
    )


def thin_debts() -> Debts:
    """No fracture can be told."""
    return Debts(question="debt", title="CX debt")


def unpriced() -> Debts:
    """Fractures of which no cost is known."""
    return Debts(question="debt", title="CX debt", lines=(_line("returns", 40, has_cost=False),))
