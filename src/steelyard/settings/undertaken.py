"""What a workspace says was done, and when: initiatives, lots of customers, panels, events. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

CUSTOMERS = "customers"
"""What is treated where customers were drawn by lot."""


@dataclass(frozen=True)
class Lot:
    """Customers drawn from a seed: anybody who knows it can draw them again.

    Args:
        share: of all customers that are treated, above 0 and below 1.
        ids: what was drawn from: "plain" for customers' ids as they are, "pseudonyms" for what stands for them.
    """

    seed: int
    share: float
    ids: Literal["plain", "pseudonyms"]


@dataclass(frozen=True)
class Initiative:
    """A change somebody decided on, and what was chosen of its evaluation before anybody looked.

    Args:
        gain: what customers are meant to gain, in words.
        treats: the dimension whose values are treated: "agent_id", "team", "site", "channel", "topic", "segment", an
            extra dimension of the workspace, or "customers".
        starts: value of it -> first local day it was treated; of customers, value of `arm`, or "treated" of a lot.
        until: last local day of a pilot that ended; None where it goes on.
        controls: values that are comparable and not treated; empty for all others.
        is_randomised: who was treated was drawn by lot.
        primary: the measure that says what customers got; empty for the best the data have.
        smallest: the least change of it worth having, in its own unit (0.02 for 2 points of a share), of amounts as a
            share of what was; None for the default.
        guardrails: measure -> the most it may get worse, in the same units.
        cost: what the initiative itself cost, in the workspace's currency; None where it is not told.
        looks: days on which it was planned to look at it while it runs; empty where it is looked at once.
        reached: a dimension -> its values that say an issue was in fact reached; empty where all treated are.
        lot: how customers were drawn. arm: an extra dimension that says which customer was drawn for what instead; both
            empty where units are treated.
    """

    name: str
    gain: str
    treats: str
    starts: Mapping[str, date]
    until: date | None = None
    controls: tuple[str, ...] = ()
    is_randomised: bool = False
    primary: str = ""
    smallest: float | None = None
    guardrails: Mapping[str, float] = field(default_factory=dict)
    cost: float | None = None
    looks: tuple[date, ...] = ()
    reached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lot: Lot | None = None
    arm: str = ""

    @property
    def is_of_customers(self) -> bool:
        """Customers were drawn, not the units that serve them."""
        return self.treats == CUSTOMERS


@dataclass(frozen=True)
class PanelInitiative:
    """An initiative whose evaluation rests on sums by unit and period, of the table `panel`, and on no contacts.

    Args:
        gain: what customers are meant to gain, in words.
        primary: the panel's measure that says what customers got.
        starts: unit -> the period in which it began, written as in the panel; empty where the panel itself says who
            was treated.
        begins: the period in which all began whom the panel calls assigned; empty where the panel says it for each.
        until: the last period of a pilot that ended; empty where it goes on.
        controls: units that are comparable and not treated; empty for all others.
        is_randomised: who was treated was drawn by lot.
        better: which direction of the primary measure is good; empty for what the panel says, else "high".
        smallest: the least change of it worth having, in its own unit; None for 2% of what it was.
        guardrails: measure -> the most it may get worse, in its own unit.
        spending: the measure that says what was spent; empty where none does.
        cost: what the initiative itself cost; None where it is not told.
        looks: periods at which it was planned to look at it while it runs; empty where it is looked at once.
    """

    name: str
    gain: str
    primary: str
    starts: Mapping[str, str] = field(default_factory=dict)
    begins: str = ""
    until: str = ""
    controls: tuple[str, ...] = ()
    is_randomised: bool = False
    better: Literal["", "high", "low"] = ""
    smallest: float | None = None
    guardrails: Mapping[str, float] = field(default_factory=dict)
    spending: str = ""
    cost: float | None = None
    looks: tuple[str, ...] = ()


EventKind = Literal["workshop", "release", "campaign", "staffing", "other"]


@dataclass(frozen=True)
class Event:
    """Something that happened to the service, told by people: drawn on trends, and asked of afterwards.

    Args:
        on, until: its first and its last local day; one day unless told.
        purpose: what it was for, in words.
        treats, treated: who took part, as of an initiative; both empty where it was everybody, or nobody in particular.
        primary: the measure it was to move; empty for the best the data have.
        is_new_baseline: the service works otherwise from here on, so control charts begin anew.
    """

    name: str
    kind: EventKind
    on: date
    until: date | None = None
    purpose: str = ""
    treats: str = ""
    treated: tuple[str, ...] = ()
    primary: str = ""
    is_new_baseline: bool = False
