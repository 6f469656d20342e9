"""The log of workshops, releases, campaigns and staffing changes, and a form for the next one."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Page
from steelyard.web.bringing import EDITORS
from steelyard.web.logged import LogPage, log_page


def rows(page: LogPage) -> list[dict[str, Any]]:
    """What was logged, as a file has it."""
    return [
        {"event": one.name, "kind": one.kind, "days": one.day, "who_took_part": one.who, "what_for": one.purpose}
        for one in page.entries
    ]


PAGE = Page("log", "Log", "/log", "log.html", log_page, place=75, roles=EDITORS, rows=rows, serves="events")
