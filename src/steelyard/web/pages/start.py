"""The first page of a workspace without data: the demo with one click, or files of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard import background
from steelyard.declare import Page
from steelyard.web.bringing import EDITORS, has_mapping
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class Start:
    """What can be begun with.

    Args:
        has_mapping: steelyard.toml is there, and only a load is missing.
        has_data: something was loaded.
        is_loading: a load runs.
        may_begin: whoever asks may bring data.
        contacts: of the demo.
    """

    has_mapping: bool
    has_data: bool
    is_loading: bool
    may_begin: bool
    contacts: int


def load(visit: Visit) -> Start:
    """As the workspace is now."""
    found = background.state(visit.served.folder)
    return Start(
        has_mapping=has_mapping(visit),
        has_data=visit.version > 0,
        is_loading=bool(found and found.is_running),
        may_begin=visit.viewer.role in EDITORS,
        contacts=background.DEMO_CONTACTS,
    )


PAGE = Page("start", "Begin", "/start", "start.html", load)
