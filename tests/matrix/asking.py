"""The ways a question can be asked: plainly, and with each of what it takes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from steelyard import catalogue
from steelyard.declare import Analysis
from steelyard.parameters import Required

WHOLE = "STEELYARD_MATRIX"
"""Set to ask every way in every workspace; unset, each workspace is asked plainly and in one more way, in turn."""

QUESTIONS: Mapping[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")

Options = dict[str, Any]

WAYS: Mapping[str, tuple[Any, ...]] = {
    "by": ("team", "channel", "agent_id", "topic"),
    "period": ("month", "week"),
    "where": ({"channel": ("chat",)}, {"team": ("North",)}),
    "compare": (("team", "North", "South"), ("channel", "phone", "chat")),
    "against": ((date(2026, 3, 1), date(2026, 3, 10)),),
    "outcome": ("rating", "retention", "nps"),
    "of": ("customer", "contact"),
    "design": ("agents",),
    "price": (40.0,),
    "cost_per_point": (10.0,),
}
"""Option -> what is given for it, one after the other."""


def ways(question: str, number: int) -> list[Options]:
    """How a question is put to the workspace of that number on the shelf."""
    known = {parameter.name: parameter.default for parameter in QUESTIONS[question].takes}
    if known.get("metric") is Required:
        return [{"metric": "first_contact_resolution"}]
    further = [{name: value} for name, values in WAYS.items() if name in known for value in values]
    if "from_on" in known:
        further.append({"from_on": date(2026, 3, 12), "to_on": date(2026, 4, 20)})
    if os.environ.get(WHOLE):
        return [{}, *further]
    turn = number + list(QUESTIONS).index(question)
    return [{}, *further[turn % len(further) :][:1]] if further else [{}]
