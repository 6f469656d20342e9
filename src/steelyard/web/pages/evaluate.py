"""What is to be evaluated: one's queue, and for those who plan, draws and calibrations."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Page
from steelyard.web.access.rules import TELLERS
from steelyard.web.evaluating import Queued, queue


def rows(page: Any) -> list[dict[str, Any]]:
    """The contacts that wait for whoever asks, as a file has them."""
    return [
        {"contact": task.contact_id, "team": task.team, "rubric": task.rubric, "state": task.state}
        for task in page.tasks
    ]


PAGE = Page(
    "evaluate",
    "Evaluate",
    "/evaluate",
    "evaluate.html",
    queue,
    place=26,
    roles=TELLERS,
    gives=Queued,
    rows=rows,
    serves="evaluations",
)
