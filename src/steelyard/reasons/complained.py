"""A complaint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.store.lazily import ibis


def _find(seen: Any) -> Any:
    rows = seen.outcomes
    complaints = rows.filter(rows.kind == "complained", rows["at"] > ibis.literal(seen.since))
    return seen.found(seen.unsettled(complaints))


def _say(row: Mapping[str, Any], currency: str) -> str:
    return "complained"


REASON = Reason(
    "complained",
    "a complaint",
    "The customer complained within the window, as the outcomes of kind `complained` say, and no contact begun since "
    "is marked solved.",
    "Only complaints that somebody records are found. A complaint does not say which issue it is of.",
    action="apology",
    weight=0.35,
    find=_find,
    say=_say,
    needs=("outcomes.kind=complained",),
    settings=("window_days",),
)
