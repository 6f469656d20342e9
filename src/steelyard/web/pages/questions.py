"""The list of questions that can be asked."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.declare import Page
from steelyard.web.menu import Group, groups
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class Questions:
    """Every question with a page, by what it is about."""

    groups: tuple[Group, ...]


def load(visit: Visit) -> Questions:
    """All of them, third parties' included."""
    return Questions(groups())


PAGE = Page("questions", "Questions", "/ask", "questions.html", load, place=30)
