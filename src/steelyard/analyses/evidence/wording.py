"""How refusals and checks are put into words, the same for every question."""

from __future__ import annotations

from steelyard.answers import Missing

_MOST_PLACES = 6


def clause(text: str) -> str:
    """A reason to stand after a colon: lower case, without its full stop; abbreviations keep their capitals."""
    text = text.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def cannot_tell(what: str, lacking: Missing) -> str:
    """What cannot be told, why, and what would tell: "Cannot tell who stays: ... To unlock this, ..."."""
    unlock = f" To unlock this, {clause(lacking.unlock)}." if lacking.unlock else ""
    return f"Cannot tell {what}: {clause(lacking.reason)}.{unlock}"


def beside(value: float, limit: float, places: int = 0) -> str:
    """A number with as many places as keep it on its own side of a limit: 79.96 beside 80, not 80."""
    for shown in range(places, _MOST_PLACES):
        rounded = round(value, shown)
        if (rounded > limit) == (value > limit) and (rounded < limit) == (value < limit):
            return f"{value:,.{shown}f}"
    return f"{value:,.{_MOST_PLACES}f}"


def percent_beside(share: float, limit: float, places: int = 0) -> str:
    """The same of shares, in percent."""
    return f"{beside(100 * share, 100 * limit, places)}%"


def points(text: str) -> str:
    """A size in points with its noun: "1 point", "8.4 points"."""
    return f"{text} point" if text == "1" else f"{text} points"
