"""A story as frozen values: contacts, answers, evaluations and outcomes in the order they happened."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

Moment = datetime | date | None
"""In the workspace's time zone, without offset; a date where the time of day was lost; None where nobody says when."""


@dataclass(frozen=True)
class Step:
    """One contact.

    Args:
        since_s: seconds since the contact of the issue before it began; None for the first, and where unknown.
        outcome: "abandoned", "solved", "not solved", "no mark" (the source says neither).
        wait_s, handle_s, wrap_s, customer_s: seconds; None where not recorded.
        cost, customer_cost: in the workspace's currency; None where nothing is known of it.
    """

    contact_id: str
    at: Moment
    ended: Moment
    since_s: float | None
    channel: str
    topic: str
    team: str
    agent_id: str
    direction: str
    handled_by: str
    outcome: str
    closure: str
    wait_s: float | None
    handle_s: float | None
    wrap_s: float | None
    customer_s: float | None
    replies: int | None
    transfers: int | None
    reopens: int | None
    cost: float | None
    customer_cost: float | None


@dataclass(frozen=True)
class Rating:
    """One invitation to a survey.

    Args:
        score, low, high: the answer and the ends of its scale; score None where nobody answered.
        better: which end is good. sent, at: when it was sent and answered.
    """

    contact_id: str
    instrument: str
    score: float | None
    low: float
    high: float
    better: str
    sent: Moment
    at: Moment


@dataclass(frozen=True)
class Evaluation:
    """One evaluation of a contact: points given over points possible, 0 to 1."""

    contact_id: str
    rubric: str
    quality: float | None
    is_failed: bool | None


@dataclass(frozen=True)
class Outcome:
    """What the customer did: "churned", "renewed", "purchased", "complained"; amount in the workspace's currency."""

    at: Moment
    kind: str
    amount: float | None


@dataclass(frozen=True)
class Summary:
    """One issue in a line.

    Args:
        on: local date of its first contact. team: the one credited.
        contacts: answered ones begun by the customer; attempts: given up. transfers, and seconds of waiting and work.
        is_resolved, is_returned: None where nothing says so. is_mature: old enough to count in both.
        rating: 0 to 1; None where nobody answered. cost, customer_cost: None where nothing is known.
    """

    issue_id: str
    on: date | None
    topic: str
    channel: str
    team: str
    contacts: int
    attempts: int
    transfers: int | None
    wait_s: float | None
    work_s: float | None
    is_resolved: bool | None
    is_returned: bool | None
    is_mature: bool
    rating: float | None
    cost: float | None
    customer_cost: float | None


@dataclass(frozen=True)
class IssueStory:
    """All there is of one issue.

    Args:
        customer_id: empty where unidentified.
        sentence: what happened, in one sentence.
        return_day: whole days from the first solution to the first return; None where there was none.
        horizon: until when the data tell. currency: of all amounts. zone: of all instants.
    """

    summary: Summary
    customer_id: str
    sentence: str
    return_day: int | None
    steps: tuple[Step, ...]
    ratings: tuple[Rating, ...]
    evaluations: tuple[Evaluation, ...]
    horizon: Moment
    currency: str
    zone: str

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON's own values."""
        found: dict[str, Any] = _plain(self)
        return found


@dataclass(frozen=True)
class CustomerStory:
    """All issues of one customer, newest first, and what they did.

    Args:
        hidden: issues that whoever asks may not see. loose: contacts that form no issue.
    """

    customer_id: str
    sentence: str
    issues: tuple[Summary, ...]
    hidden: int
    loose: int
    outcomes: tuple[Outcome, ...]
    horizon: Moment
    currency: str
    zone: str

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON's own values."""
        found: dict[str, Any] = _plain(self)
        return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
