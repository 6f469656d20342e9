"""Bring files: the form they are sent with."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.bringing import EDITORS, upload

PAGE = Page("upload", "Bring files", "/data/upload", "upload.html", upload, roles=EDITORS)
