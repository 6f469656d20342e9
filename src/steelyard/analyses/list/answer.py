"""Today's list: customers, the reasons that put them there, what to do, and what is at stake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Held:
    """A reason that holds of a customer.

    Args:
        reason: its id. title: as people say it. said: the facts behind it, a clause of plain words.
        at: when it happened last, in the workspace's zone, without offset.
        weight: how strongly it speaks for a follow-up, now that it is so old.
        issue_id, team, topic, channel, step: where it lies, the last step of its issue; empty where unknown.
    """

    reason: str
    title: str
    said: str
    at: datetime
    weight: float
    action: str
    issue_id: str = ""
    team: str = ""
    topic: str = ""
    channel: str = ""
    step: str = ""


@dataclass(frozen=True)
class Item:
    """One customer to follow up, once, whatever the number of reasons.

    Args:
        place: on the list, 1 first.
        action: "callback", "apology", "escalation" or "information", as the weightiest reason asks for.
        why: the reasons, the weightiest first. weight: of the first.
        value: money a year; None where it is not known. stake: value times the chance of leaving; None where either is
            not known.
        priority: by which it ranks: weight times value a year as it counts (its square root unless told), the median
            value where the customer's own is not known.
        ranked_by: "weight and value", "weight at the median value" where the customer's own is not known, "weight".
        expected: money a year a follow-up is expected to keep: value times what following up adds to the chance of
            staying, as the hold-out says; None where that or the value is not known.
        state, owner, follow_up: how it stands with those who work the list, by whom, and its number there; empty, 0
            where nobody has it.
    """

    place: int
    customer_id: str
    action: str
    why: tuple[Held, ...]
    weight: float
    value: float | None
    stake: float | None
    ranked_by: str
    team: str = ""
    priority: float = 0.0
    expected: float | None = None
    state: str = ""
    owner: str = ""
    follow_up: int = 0

    @property
    def newest_at(self) -> datetime:
        """When the newest of its reasons happened."""
        return max(entry.at for entry in self.why)

    @property
    def sentence(self) -> str:
        """Why, in one sentence."""
        said = [f"{entry.said} ({entry.at.day} {entry.at:%b %Y})" for entry in self.why]
        joined = "; ".join(said)
        return f"{joined[:1].upper()}{joined[1:]}."


@dataclass(frozen=True)
class Cause:
    """A reason that is commoner in one part than the customers there of whom it could hold lead to expect.

    Args:
        by: "topic", "team", "channel" or "step"; part: of it.
        n: customers of whom the reason holds in this part; of: in all parts; expected: at the rate of all parts, of
            all but topics at the same mix of topics.
        p: how likely so many or more are by chance.
        is_claimed: beyond chance, among all parts and reasons tested.
    """

    reason: str
    title: str
    by: str
    part: str
    n: int
    of: int
    expected: float
    p: float
    is_claimed: bool


@dataclass(frozen=True)
class Help:
    """What following up adds to the chance of staying, of one action, as the hold-out says.

    Args:
        value, low, high: a share, with 95% limits. n: customers followed up and withheld.
        is_claimed: beyond sampling error, among all that is compared.
    """

    action: str
    value: float
    low: float
    high: float
    n: int
    is_claimed: bool = True

    @property
    def is_known(self) -> bool:
        """Whether it is beyond sampling error."""
        return self.is_claimed and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Today(Answer):
    """Who needs a follow-up at the end of the data.

    Args:
        items: the customers listed, first the one to begin with.
        counts: of whom a reason holds: customers who could be listed.
        refused, left, resting: not listed because they asked not to be contacted, have left, or were contacted within
            the quiet days.
        followed: customers who would be listed, had they not been followed up before: they gave no newer reason.
        left_out: customers who would be listed, had the lot not left them out.
        helps: what following up is known to do, by action; empty without a hold-out.
        unidentified, inbound: contacts of the window without a known customer, and all of them.
        leaving: how much more often customers leave after an issue that was not resolved; None where not known.
        causes: reasons beyond chance in one topic, team, channel or step first.
        window_days: how far back it looks. value_power: how much value counts in the rank. capacity: customers a day.
        until: the end of the data.
    """

    items: tuple[Item, ...] = ()
    counts: int = 0
    refused: int = 0
    left: int = 0
    resting: int = 0
    followed: int = 0
    left_out: int = 0
    helps: tuple[Help, ...] = ()
    unidentified: int = 0
    inbound: int = 0
    leaving: Estimate | None = None
    causes: tuple[Cause, ...] = ()
    window_days: int = 14
    value_power: float = 0.5
    capacity: int = 25
    until: datetime | None = None

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row for each customer listed."""
        return [
            {
                "place": item.place,
                "customer_id": item.customer_id,
                "action": item.action,
                "reasons": " ".join(entry.reason for entry in item.why),
                "why": item.sentence,
                "team": item.team,
                "weight": item.weight,
                "value_per_year": item.value,
                "stake": item.stake,
                "expected": item.expected,
                "ranked_by": item.ranked_by,
                "newest_at": item.newest_at.isoformat(),
                "issue_id": next((entry.issue_id for entry in item.why if entry.issue_id), ""),
                "state": item.state,
                "owner": item.owner,
                "follow_up": item.follow_up or None,
            }
            for item in self.items
        ]
