"""The first page: how much customers received for what it took."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.answers import Answer
from steelyard.declare import Page
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class Balance:
    """What the first page shows.

    Args:
        headline: what is true, in one sentence.
    """

    headline: str


def load(visit: Visit) -> Balance:
    """The newest version's balance in a sentence."""
    answer = visit.ask("balance", wait_s=60)
    assert isinstance(answer, Answer)
    return Balance(answer.sentences[0] if answer.sentences else "No measure can be computed from these data yet.")


PAGE = Page("balance", "Balance", "/", "balance.html", load, place=10)
