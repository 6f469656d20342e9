"""Odd resources: paid hours that do not fit what was handled, contacts and hours that cost what none costs."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from steelyard.analyses.check.finding import Finding, Look, quoted

_HOUR_S = 3_600
_LEAST = 30
"""Contacts a part must have before its hours or cost are held against others."""

_USED_LOW, _USED_HIGH = 0.15, 1.1
"""Handled of paid time that no service has: below even back offices, above what is paid."""

_ABOUT_A_EURO = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD")
_CONTACT_LOW, _CONTACT_HIGH = 0.2, 50.0
_HOUR_LOW, _HOUR_HIGH = 3.0, 250.0
_MONTHS_APART = 3.0


def odd_resources(look: Look) -> Iterator[Finding]:
    """Everything odd about paid hours and cost."""
    if "fact_contacts" not in look.snapshot.manifest.tables:
        return
    rows = look.rows(
        f"SELECT team, CAST(date_trunc('month', {quoted('on')}) AS DATE) AS month, "
        "sum(CASE WHEN is_contact THEN 1 ELSE 0 END) AS n, "
        "sum(CASE WHEN is_contact AND cost IS NOT NULL THEN 1 ELSE 0 END) AS priced, "
        "sum(CASE WHEN is_contact THEN cost END) AS cost, sum(labour_cost) AS labour, sum(paid_s) AS paid_s, "
        "sum(CASE WHEN paid_s IS NOT NULL THEN coalesce(handle_s, 0) + coalesce(wrap_s, 0) END) AS work_s, "
        "sum(CASE WHEN is_contact AND paid_s IS NOT NULL AND handle_s IS NOT NULL THEN 1 ELSE 0 END) AS timed, "
        "sum(CASE WHEN is_contact AND paid_s IS NOT NULL THEN 1 ELSE 0 END) AS staffed "
        "FROM fact_contacts GROUP BY 1, 2"
    )
    yield from _used(rows)
    yield from _hour(look, rows)
    yield from _contact(look, rows)
    yield from _months(rows)


def _used(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Handled of paid time, of all or, where that is plausible, of single teams."""
    parts = [("", rows)]
    parts += [(team, [row for row in rows if row["team"] == team]) for team in _teams(rows)]
    for team, part in parts:
        paid_s, work_s = _sum(part, "paid_s"), _sum(part, "work_s")
        if not paid_s or not work_s or _sum(part, "staffed") < _LEAST:
            continue
        used = work_s / paid_s
        if _USED_LOW <= used <= _USED_HIGH:
            continue
        timed = _sum(part, "timed") / _sum(part, "staffed")
        told = "" if timed > 0.9 else f" Handling time is known of {timed:.0%} of the contacts only."
        is_low = used < _USED_LOW
        yield Finding(
            "capacity",
            f"{work_s / _HOUR_S:,.0f} hours handled in {paid_s / _HOUR_S:,.0f} paid hours, {used:.1%}",
            f"team {team}: hours" if team else "costs.hours, contacts.handle_s",
            int(_sum(part, "staffed")),
            0,
            ("Nobody is paid for so much more than is handled" if is_low else "More cannot be handled than is paid")
            + f": capacity, pace and price are wrong by as much.{told}",
            "Check the units of handle_s and hours, and that the hours are those of the people, teams and days whose "
            "contacts are loaded.",
        )
        if not team:
            return


def _hour(look: Look, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    staffed = [row for row in rows if row["paid_s"] and row["labour"]]
    hours, labour = _sum(staffed, "paid_s") / _HOUR_S, _sum(staffed, "labour")
    currency = look.settings.currency
    if not hours or currency not in _ABOUT_A_EURO or _HOUR_LOW <= labour / hours <= _HOUR_HIGH:
        return
    yield Finding(
        "hour_cost",
        f"a paid hour costs {labour / hours:,.2f} {currency}",
        "costs.amount, costs.hours",
        int(_sum(staffed, "n")),
        0,
        "No wage is like that: amounts and hours are of different units, people or months.",
        "Check that amounts are neither thousands nor cents, and hours neither minutes nor days.",
    )


def _contact(look: Look, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    priced, cost, currency = _sum(rows, "priced"), _sum(rows, "cost"), look.settings.currency
    if priced < _LEAST or currency not in _ABOUT_A_EURO or _CONTACT_LOW <= cost / priced <= _CONTACT_HIGH:
        return
    yield Finding(
        "contact_cost",
        f"a contact costs {cost / priced:,.2f} {currency}",
        "costs.amount, contacts.cost",
        int(priced),
        0,
        "Hardly any service pays so much, or so little: cost of more, or fewer, people or days than the contacts are "
        "of makes every figure of cost wrong by as much.",
        "Check that costs are of the teams, channels and months whose contacts are loaded, and no month stands there "
        "twice; where it is right, nothing.",
    )


def _months(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Months in which a contact costs a multiple of what it costs in others."""
    by_month: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        by_month.setdefault(row["month"], []).append(row)
    costs = {
        month: _sum(part, "cost") / _sum(part, "priced")
        for month, part in by_month.items()
        if _sum(part, "priced") >= _LEAST and _sum(part, "cost") > 0
    }
    if len(costs) < 3:
        return
    usual = median(costs.values())
    odd = {month: cost / usual for month, cost in costs.items() if not 1 / _MONTHS_APART < cost / usual < _MONTHS_APART}
    if not odd:
        return
    month, times = max(odd.items(), key=lambda entry: max(entry[1], 1 / entry[1]))
    yield Finding(
        "month_cost",
        f"a contact costs {times:,.1f} times as much in {str(month)[:7]} as in the middle month",
        "costs.amount, contacts.cost",
        len(odd),
        len(costs),
        "A month that stands there twice, or in part, looks like a change of cost.",
        "Look at the ledger's rows of that month, and whether its contacts are complete.",
    )


def _teams(rows: list[dict[str, Any]]) -> list[str]:
    return sorted({row["team"] for row in rows if row["team"]})


def _sum(rows: list[dict[str, Any]], name: str) -> float:
    return float(sum(row[name] or 0 for row in rows))
