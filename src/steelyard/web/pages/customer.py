"""The story of one customer: their issues, and what they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.declare import Page
from steelyard.story import reading
from steelyard.story.answer import CustomerStory
from steelyard.web.access.rules import TELLERS
from steelyard.web.telling import Line, key, lines, moment, money, told
from steelyard.web.visit import Visit

_DONE = {"churned": "left", "renewed": "renewed", "purchased": "bought", "complained": "complained"}


@dataclass(frozen=True)
class CustomerPage:
    """A customer as a page has them.

    Args:
        lines: their issues, the newest first. outcomes: (when, what).
    """

    title: str
    story: CustomerStory
    lines: tuple[Line, ...]
    outcomes: tuple[tuple[str, str], ...]
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
    return CustomerPage(
        title="Customer",
        story=story,
        lines=lines(story.issues, story.currency),
        outcomes=tuple(
            (moment(done.at), _did(_DONE.get(done.kind, done.kind), done.amount, story.currency))
            for done in story.outcomes
        ),
        until=moment(story.horizon),
    )


def _did(word: str, amount: float | None, currency: str) -> str:
    return word if amount is None else f"{word}, {money(amount, currency)}"


PAGE = Page("customer", "Customer", "/customer/{customer}", "customer.html", load, roles=TELLERS, gives=CustomerStory)
