"""What worlds are drawn from: the values that are set."""

from __future__ import annotations

from dataclasses import dataclass

Beta = tuple[float, float]
"""The two parameters of a Beta distribution over customers."""

SLOT_DAYS = 36
"""Each customer's time is cut into stretches of this many days, each with one issue at most on each line, so that two
issues never lie within a return window of each other: the longest chain, the jitter and a window fit into one."""

JITTER_DAYS = 3
LONGEST = 4
"""Contacts an issue has at most."""

DELAY_DAYS = (1.0, 5.9)
DELAY_SHAPE: Beta = (1, 3)
"""A return comes 1 + 5.9 x Beta(1, 3) days after the solution: 2.5 on average, always within a window of 7 days."""

CHURN_DAYS = (25, 30)
BUY_DAYS = (1, 30)
LOYALTY_DAYS = 31
"""A customer who leaves does so 25 to 30 days after the issue's start; loyalty is looked for over 31 days."""


@dataclass(frozen=True)
class Kind:
    """A kind of customer; `share` of all. Shares and chances from 0 to 1.

    Args:
        busy: chance that a stretch brings an issue (one stretch of each customer surely does).
        returns: chance that an answered contact is followed by another within the window.
        abandons: chance that an answered live contact was preceded by an attempt given up.
        resolved: chance that an issue is solved in the end.
        churns: chance of leaving after an issue. buys: chance of buying again after it.
        slowness: how much longer their contacts take, as a factor.
        transfers: transfers of a contact, on average.
    """

    share: float
    busy: Beta
    returns: Beta
    abandons: Beta
    resolved: float
    churns: float
    buys: float
    slowness: float
    transfers: float


@dataclass(frozen=True)
class Channel:
    """A channel; `share` of all issues.

    Args:
        handle_s: mean handling. wrap_share: after-contact work as a share of it.
        duration_s: mean time from start to end (Gamma, shape 2).
        wait_s: mean wait of a live channel (exponential); 0 where nobody waits. hold_s: mean hold (exponential).
        answers: how readily customers answer surveys here, from 0 to 1; half of it is the answer rate.
        rating: mean rating, 0 to 1, of issues not solved and solved.
        booked_cost: euro, booked on every answered contact. replies: on average.
        own_s: the customer's own mean time where nobody waits.
    """

    name: str
    share: float
    handle_s: float
    wrap_share: float
    duration_s: float
    wait_s: float
    hold_s: float
    answers: float
    rating: tuple[float, float]
    booked_cost: float
    replies: float
    own_s: float


@dataclass(frozen=True)
class Shocks:
    """Days and agents of their own: each factor is 1 +- the value given, uniform, one draw for each day or agent."""

    day_returns: float = 0
    day_handle: float = 0
    day_resolved: float = 0
    agent_returns: float = 0
    agent_handle: float = 0


@dataclass(frozen=True)
class Regime:
    """What holds from the day of change on, as factors of what held before.

    Args:
        first_share: added to the first channel's share and taken from the second's.
        capacity: handling hours over paid hours. price: euro a paid hour; both levels, used with a ledger.
    """

    returns: float = 1
    resolved: float = 1
    rating: float = 1
    handle: float = 1
    first_share: float = 0
    capacity: float = 0.7
    price: float = 30


BEFORE = Regime()

LIGHT = Kind(0.9, (1, 11), (2, 8), (1, 15), 0.82, 0.02, 0.15, 1.0, 0.10)
HEAVY = Kind(0.1, (6, 4), (4, 6), (1, 7), 0.70, 0.05, 0.30, 1.2, 0.25)
PHONE = Channel("phone", 0.6, 360, 0.10, 900, 60, 40, 0.5, (0.45, 0.80), 0.40, 0.0, 0)
EMAIL = Channel("email", 0.4, 540, 0.05, 21_600, 0, 0, 0.9, (0.35, 0.70), 0.10, 1.6, 300)


@dataclass(frozen=True)
class Setting:
    """The population every world is a sample of.

    Args:
        slots: stretches of 36 days. lines: threads a customer can have at once, each on a topic of its own.
        handle_spread: standard deviations of the log of handling, between and within customers.
        sameness: how alike one customer's ratings are; the smaller, the more (Beta's a + b).
        invited: instrument -> share of answered contacts after which it is asked.
        evaluated: share of answered contacts that are evaluated; quality: their mean, 0 to 1.
        reopened, in_time, marked_early: chances of a contact; the last: that one which was not the last is marked
            solved all the same.
        agents, teams: of each world; hourly_cost: euro, of the agents of every other team.
        later: what holds from `change_day` on, in days after day 0.
        drift: how much the first channel's share falls from the first day to the last.
        has_ledger: paid hours and labour come from a ledger by world instead of agents' hourly cost.
    """

    kinds: tuple[Kind, ...] = (LIGHT, HEAVY)
    channels: tuple[Channel, Channel] = (PHONE, EMAIL)
    slots: int = 10
    lines: int = 1
    handle_spread: tuple[float, float] = (0.3, 0.6)
    sameness: float = 4
    invited: tuple[tuple[str, float], ...] = (("csat", 0.6), ("nps", 0.4), ("ces", 0.4))
    evaluated: float = 0.2
    quality: float = 0.85
    reopened: float = 0.04
    in_time: float = 0.9
    marked_early: float = 0.3
    agents: int = 20
    teams: int = 2
    hourly_cost: tuple[float, float] = (30, 36)
    shocks: Shocks = Shocks()
    later: Regime = BEFORE
    change_day: int = 10_000
    drift: float = 0
    has_ledger: bool = False

    @property
    def cells(self) -> int:
        """Issues a customer can have at most."""
        return self.slots * self.lines

    @property
    def last_day(self) -> int:
        """The day after the last one on which an issue can begin."""
        return self.slots * SLOT_DAYS + JITTER_DAYS
