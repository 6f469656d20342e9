"""What the figures assume, and the targets they are held against; a change is written to steelyard.toml."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.bringing import EDITORS
from steelyard.web.setting import settings_page

PAGE = Page("settings", "Settings", "/settings", "settings.html", settings_page, place=90, roles=EDITORS)
