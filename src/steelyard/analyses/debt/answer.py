"""CX debt: the fractures of journeys, what they cost every month, and what became more frequent beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Line:
    """A kind of fracture in one part, in the days asked; amounts are a month.

    Args:
        by, part: where; empty for everywhere. customers: different ones, over all days; None where nobody knows whose
            a contact is.
        events: how often. cost: the provider's. time: the customers' hours; time_value: in money, None without a rate.
        interest: cost and time together, everything the fracture is part of; net: only where it came first, so that
            nothing is charged twice. share: net, of all that the journeys cost.
        lost: customers lost beyond what similar issues without a fracture lost; lost_value: their worth; None where
            not known. Associations.
        growth: of the rate against the earlier weeks, at one mix of topics; a share.
    """

    fracture: str
    title: str
    by: str
    part: str
    customers: int | None
    events: Estimate
    cost: Estimate | None
    time: Estimate | None
    time_value: Estimate | None
    interest: Estimate | None
    net: Estimate | None
    share: Estimate | None
    lost: Estimate | None
    lost_value: Estimate | None
    growth: Estimate | None


@dataclass(frozen=True)
class Since:
    """From when on, and the days between which that lies."""

    on: date
    low: date
    high: date


@dataclass(frozen=True)
class Debt:
    """A fracture that became more frequent in one part, or that people noted; amounts are a month.

    Args:
        id: fracture and scope, "surge@family=delivery". title: what is broken, and where.
        since: when it began; None where people noted it and no beginning stands out. until: its last day; None where it
            goes on.
        rise: by how much it lies above what was expected; a share. p: how likely chance shows one as clear.
        cost, time, time_value, contacts: beyond what there was before, while it lasted.
        interest: cost and the customers' time. now: the same in the newest 13 weeks; None where it is over. Both are
            None where all work there surely fell meanwhile, by `fell`: what the debt adds does not show in it.
        lost, lost_value: customers lost beyond before; associations. total: interest since it began, in money.
        also: other fractures that rose with it. topics: of a family, in which it lies.
    """

    id: str
    fracture: str
    title: str
    by: str
    part: str
    since: Since | None
    until: date | None
    rise: Estimate | None
    p: float | None
    cost: Estimate | None
    time: Estimate | None
    time_value: Estimate | None
    contacts: Estimate | None
    interest: Estimate | None
    now: Estimate | None
    lost: Estimate | None
    lost_value: Estimate | None
    total: Estimate | None
    also: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    fell: Estimate | None = None


@dataclass(frozen=True)
class Standing:
    """How a debt of the register stands in these data.

    Args:
        debt: what it costs; its fields are None where these data cannot tell. why: then, why not.
        level: all interest of the fracture in its scope a month, whether or not it was there before.
        verdict: of a repair: "repaid", "partly repaid", "not repaid", "cannot tell"; empty where none was noted.
        reason: where it cannot be told, why not.
        gone: the share of the interest that the repair took away, with its interval. risen_on: the day from which on it
            rises again beyond chance.
        grows: whether the newest weeks lie above the earlier ones since it began, beyond chance.
    """

    debt: Debt
    level: Estimate | None = None
    verdict: str = ""
    gone: Estimate | None = None
    risen_on: date | None = None
    grows: bool = False
    why: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Debts(Answer):
    """What is broken, since when, at what interest.

    Args:
        lines: the fractures everywhere, in the causal order, then by part.
        found: debts proposed, the clearest first. seen: surges that may be no more than other demand: no debts.
        standings: of the debts that were named. gross, net: all fractures' interest a month, each charged in full, and
            everything once. service_cost: what the journeys cost a month, the customers' time included.
        removable: the share of the interest that a repair is assumed to take away. tested: fractures times parts.
        until: the last day of the newest week.
    """

    lines: tuple[Line, ...] = ()
    found: tuple[Debt, ...] = ()
    seen: tuple[Debt, ...] = ()
    standings: tuple[Standing, ...] = ()
    gross: Estimate | None = None
    net: Estimate | None = None
    service_cost: float | None = None
    removable: float = 0.5
    tested: int = 0
    until: date | None = None

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row for each fracture and part."""
        return [_row(line) for line in self.lines]


def _row(line: Line) -> dict[str, Any]:
    amounts = {
        "events": line.events,
        "cost": line.cost,
        "time_h": line.time,
        "time_value": line.time_value,
        "interest": line.interest,
        "net": line.net,
        "share": line.share,
        "lost": line.lost,
        "lost_value": line.lost_value,
        "growth": line.growth,
    }
    found: dict[str, Any] = {"fracture": line.fracture, "by": line.by, "part": line.part, "customers": line.customers}
    for name, entry in amounts.items():
        found[name] = entry.value if entry else None
        found[f"{name}_low"] = entry.interval.low if entry and entry.interval else None
        found[f"{name}_high"] = entry.interval.high if entry and entry.interval else None
    return found
