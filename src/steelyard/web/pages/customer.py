"""The story of one customer as a timeline: their issues, each of which unfolds, and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from steelyard.declare import Page
from steelyard.story import reading
from steelyard.story.answer import CustomerStory, Moment
from steelyard.web.access.rules import TELLERS
from steelyard.web.telling import Line, key, lines, machine, moment, money, told
from steelyard.web.visit import Visit

_DONE = {"churned": "left", "renewed": "renewed", "purchased": "bought", "complained": "complained"}


@dataclass(frozen=True)
class Event:
    """Something of a customer's story.

    Args:
        when, machine: as people and as programs write it. line: an issue; None where the customer did `what`.
    """

    when: str
    machine: str
    line: Line | None = None
    what: str = ""


@dataclass(frozen=True)
class CustomerPage:
    """A customer as a page has them.

    Args:
        events: their issues and what they did, the newest first.
    """

    title: str
    story: CustomerStory
    events: tuple[Event, ...]
    until: str

    def to_dict(self) -> dict[str, Any]:
        """The story itself."""
        return self.story.to_dict()


def load(visit: Visit) -> CustomerPage:
    """Of the newest version; QuestionError where there is no such customer, or none of their issues is one's teams'."""
    story = told(
        visit,
        lambda snapshot, held, teams: reading.customer(
            snapshot, held, reading.find_customer(snapshot, held, key(visit), visit.path["customer"]), teams
        ),
    )
    newest_first = sorted(_events(story), key=lambda entry: _day(entry[0]), reverse=True)
    events = tuple(event for _, event in newest_first)
    return CustomerPage(title="Customer", story=story, events=events, until=moment(story.horizon))


def _events(story: CustomerStory) -> Iterator[tuple[Moment, Event]]:
    for summary, line in zip(story.issues, lines(story.issues, story.currency), strict=True):
        yield summary.on, Event(line.on, machine(summary.on), line)
    for done in story.outcomes:
        what = _did(_DONE.get(done.kind, done.kind), done.amount, story.currency)
        yield done.at, Event(moment(done.at), machine(done.at), what=what)


def _day(at: Moment) -> date:
    """By which events are put in order; what nobody dates comes last."""
    if at is None:
        return date.min
    return at.date() if isinstance(at, datetime) else at


def _did(word: str, amount: float | None, currency: str) -> str:
    return word if amount is None else f"{word}, {money(amount, currency)}"


PAGE = Page("customer", "Customer", "/customer/{customer}", "customer.html", load, roles=TELLERS, gives=CustomerStory)
