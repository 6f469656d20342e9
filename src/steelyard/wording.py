"""How a figure stands in a sentence, the same for every face: with the places and the limits its interval supports."""

from __future__ import annotations

import re
from collections.abc import Sequence

from steelyard.answers import Estimate
from steelyard.theme import figure, shift, span


def figure_of(estimate: Estimate | None, currency: str = "") -> str:
    """A figure as its interval supports it: "64.1%"; a dash where there is none."""
    if estimate is None:
        return figure(None, "number")
    return figure(estimate.value, estimate.unit, currency=currency, margin=estimate.margin)


def change_of(estimate: Estimate, currency: str = "") -> str:
    """A difference with its sign: "−2.5 pt"; of ln in percent."""
    return shift(estimate.value, estimate.unit, currency=currency, margin=_shown_margin(estimate))


def change_limits_of(estimate: Estimate) -> str:
    """The ends of a difference's interval with their signs, its mark left to the figure: "−4.0 to +1.2"."""
    if estimate.interval is None:
        return ""
    ends = [
        shift(end, estimate.unit, margin=_shown_margin(estimate))
        for end in (estimate.interval.low, estimate.interval.high)
    ]
    return " to ".join(end.removesuffix(" pt").removesuffix("%") for end in ends)


def _shown_margin(estimate: Estimate) -> float | None:
    """Half the interval as it is shown: a change of ln in percent."""
    return estimate.as_share().margin if estimate.unit == "ln" else estimate.margin


def limits_of(estimate: Estimate) -> str:
    """The ends of its interval: "63.2–65.0"; empty where it has none."""
    held = estimate.interval
    return span(held.low, held.high, estimate.unit, beside=estimate.value) if held is not None else ""


def with_limits(estimate: Estimate, currency: str = "") -> str:
    """A figure and its limits: "64.1% (63.2–65.0)"; the figure alone where it has none."""
    ends = limits_of(estimate)
    return f"{figure_of(estimate, currency)} ({ends})" if ends else figure_of(estimate, currency)


_UNIT_BEHIND = re.compile(r"(?<=\d) (?=(?:€|zł|Kč|kr|pt|h|min|d)(?!\w))")


def probability(value: float) -> str:
    """A probability in percent: "97%", "over 99%"."""
    return "over 99%" if value > 0.995 else f"{value:.0%}"


def tied(text: str) -> str:
    """The text with each number and the unit behind it on one line: a headline does not break between them."""
    return _UNIT_BEHIND.sub("\u00a0", text)


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Words joined as in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
