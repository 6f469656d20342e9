"""A page for every question in the catalogue: what is chosen, the answer's card, its picture and tables."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.asking import Asked, asked
from steelyard.web.visit import Visit


def load(visit: Visit) -> Asked:
    """The question named in the path, with what the address gives it."""
    return asked(visit, visit.path["question"])


PAGE = Page("question", "Question", "/ask/{question}", "question.html", load)
