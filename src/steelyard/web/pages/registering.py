"""A form that registers an initiative before anybody looks, and those that are registered."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Page
from steelyard.web.bringing import EDITORS
from steelyard.web.registered import RegisterPage, register_page


def rows(page: RegisterPage) -> list[dict[str, Any]]:
    """What is registered, as a file has it."""
    return [
        {"initiative": one.name, "meant_to_gain": one.gain, "who": one.who, "since": one.since} for one in page.entries
    ]


PAGE = Page(
    "registering",
    "Register an initiative",
    "/initiatives/new",
    "registering.html",
    register_page,
    place=74,
    roles=EDITORS,
    rows=rows,
    serves="initiative",
)
