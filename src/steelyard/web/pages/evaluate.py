"""What is to be evaluated: one's queue, and for those who plan, draws and calibrations."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.access.rules import TELLERS
from steelyard.web.evaluating import Queued, queue

PAGE = Page("evaluate", "Evaluate", "/evaluate", "evaluate.html", queue, place=26, roles=TELLERS, gives=Queued)
