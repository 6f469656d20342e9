"""One contact to be scored, with the rubric beside it."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.access.rules import TELLERS
from steelyard.web.evaluating import ScoringPage, number_of, scoring
from steelyard.web.visit import Visit


def load(visit: Visit) -> ScoringPage:
    """The one named in the path."""
    return scoring(visit, number_of(visit.path["number"]))


PAGE = Page("evaluation", "Score", "/evaluate/{number}", "evaluation.html", load, roles=TELLERS)
