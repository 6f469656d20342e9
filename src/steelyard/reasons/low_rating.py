"""A low or fallen rating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason


def _find(seen: Any) -> Any:
    rows, told = seen.answers, seen.settings
    is_low = rows.share <= told.low_rating
    is_fallen = (rows.before - rows.share >= told.fallen_by).fill_null(False)
    found = rows.filter(is_low | is_fallen)
    return seen.found(seen.unsettled(found.mutate(amount=found.share)))


def _could(seen: Any) -> Any:
    return seen.answers


def _say(row: Mapping[str, Any], currency: str) -> str:
    said = f"rated {_on_scale(row['amount'], row['text'])}"
    if row["before"] is not None and row["before"] > row["amount"]:
        return f"{said}, {100 * (row['before'] - row['amount']):.0f} points of 100 below their earlier ratings"
    return said


def _on_scale(share: float, scale: str | None) -> str:
    """ "1 of 1 to 5", from the share and "1-5 high"; on 0 to 100 where the scale is not known."""
    ends, _, better = (scale or "").partition(" ")
    low, dash, high = ends.rpartition("-")
    try:
        least, most = float(low), float(high)
    except ValueError:
        return f"{100 * share:.0f} of 100"
    score = least + share * (most - least) if better != "low" else most - share * (most - least)
    return f"{score:.3g} on a scale of {least:g} to {most:g}" if dash else f"{100 * share:.0f} of 100"


REASON = Reason(
    "low_rating",
    "a low rating",
    "The customer's newest rating within the window is at most {low_rating} (0 worst, 1 best), or at least {fallen_by} "
    "below the mean of their earlier ones, and no contact begun since is marked solved.",
    "Only those who answer can be found by it: most customers in need never rate anything. A rating may be of the "
    "product or of the price and not of the service.",
    action="apology",
    weight=0.35,
    find=_find,
    say=_say,
    could=_could,
    needs=("surveys.score", "surveys.answered_at"),
    settings=("window_days", "low_rating", "fallen_by"),
)
