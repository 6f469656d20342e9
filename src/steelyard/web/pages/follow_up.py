"""One follow-up: why, what was done about it, and what happened to its customer."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.access.rules import TELLERS
from steelyard.web.following import TEMPLATE, FollowUpPage, Told, number_of, shown
from steelyard.web.visit import Visit


def load(visit: Visit) -> FollowUpPage:
    """The one named in the path."""
    return shown(visit, number_of(visit.path["number"]))


PAGE = Page("follow_up", "Follow-up", "/list/{number}", TEMPLATE, load, roles=TELLERS, gives=Told)
