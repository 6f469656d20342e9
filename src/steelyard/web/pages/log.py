"""The log of workshops, releases, campaigns and staffing changes, and a form for the next one."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.bringing import EDITORS
from steelyard.web.logged import log_page

PAGE = Page("log", "Log", "/log", "log.html", log_page, place=75, roles=EDITORS)
