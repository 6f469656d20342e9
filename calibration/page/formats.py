"""How the page writes numbers: shares in percent, signs, a coverage with its mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calibration.judging import Judged
from steelyard import metrics
from steelyard.theme import DASH, MINUS
from steelyard.theme import figure as written

_CURRENCY = "EUR"
_MARKS = {"holds": "", "chance": "", "narrow": " ▼", "wide": " ▲"}


def percent(share: float) -> str:
    """0.931 as 93.1%."""
    return f"{100 * share:.1f}%"


def signed(value: float, places: int = 1) -> str:
    """A number with its sign."""
    return f"{value:+.{places}f}".replace("-", MINUS)


def log_percent(effect: float) -> str:
    """An effect on ln balance in hundredths, with its sign."""
    return signed(100 * effect)


def rounded(contacts: int) -> str:
    """About how many contacts, to two digits."""
    return f"{float(f'{contacts:.1e}'):,.0f}"


def figure(name: str, value: float, half_width: float) -> str:
    """A measure's figure in its own unit, with the places an interval of that half-width supports."""
    return written(value, metrics.metric(name).unit, margin=half_width, currency=_CURRENCY)


def margin(name: str, half_width: float) -> str:
    """Half the width of an interval, in the measure's own unit; points where that is percent."""
    if metrics.metric(name).unit == "share":
        return f"{100 * half_width:.1f} pt"
    return figure(name, half_width, half_width)


def coverage(entry: Mapping[str, Any]) -> float:
    """The share of a tally's intervals that hold the truth."""
    return float(entry["covered"] / entry["figures"])


def covered(entry: Judged | None) -> str:
    """A coverage, marked where it surely lies outside its limits; a dash where there was none."""
    return DASH if entry is None else f"{percent(entry.coverage)}{_MARKS[entry.state]}"


def bias(entry: Mapping[str, Any]) -> str:
    """The mean error in percent of the truth, with its 95% limits."""
    truth = abs(entry["truth"])
    return f"{signed(100 * entry['bias'] / truth, 2)} ± {196 * entry['bias_error'] / truth:.2f}%"


def worlds_of(part: Mapping[str, Any]) -> str:
    """How many worlds a part took."""
    return f"{part['worlds']:,} worlds"


def title(name: str) -> str:
    """A measure's or a factor's name as readers know it."""
    return metrics.metric(name).title if name in metrics.names() else name.capitalize()
