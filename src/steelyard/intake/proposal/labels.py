"""What a question says of its own numbers: "(1 = very satisfied, 5 = very dissatisfied, 99 = no opinion)"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from steelyard.intake.proposal import names
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scales import better_by

_LABEL = re.compile(r"(?<![\d.,])(-?\d{1,3})\s*[=:]\s*([^\W\d_][^\d,;()\[\]|=]*)")
_CODES = frozenset({-1.0, -9.0, -99.0, 77.0, 88.0, 97.0, 98.0, 99.0, 777.0, 888.0, 998.0, 999.0})
_MOST_STEPS = 10
_LEAST_SEEN = 3


@dataclass(frozen=True)
class Labels:
    """The ends of a scale as a question labels them.

    Args:
        span: the least and the greatest number with a label that is an answer; None where fewer than two have one.
        blank: numbers that stand for no answer.
        better: which end is good, where the labels tell.
    """

    span: tuple[int, int] | None = None
    blank: frozenset[float] = frozenset()
    better: Literal["", "high", "low"] = ""


def read_labels(question: str) -> Labels:
    """What a question says of its own numbers."""
    found = {float(number): label.strip().lower() for number, label in _LABEL.findall(question)}
    none = names.vocabulary("unanswered")
    blank = frozenset(number for number, label in found.items() if names.said(label) in none)
    steps: Mapping[str, float] = {label: number for number, label in found.items() if number not in blank}
    if len(steps) < 2:
        return Labels(blank=blank)
    low, high = min(steps.values()), max(steps.values())
    return Labels((int(low), int(high)), blank, better_by(steps))


def codes_of(profile: Profile, labels: Labels) -> tuple[str, ...]:
    """Values of a column of numbers that stand for no answer: as labelled, or -1 and 99 beside at most ten steps."""
    if profile.kind != "number" or not profile.has_few_values:
        return ()
    numbers = {value: number for value in profile.values if (number := _number(value)) is not None}
    if labels.blank:
        return tuple(value for value, number in numbers.items() if number in labels.blank)
    others = {number for number in numbers.values() if number not in _CODES}
    if len(others) < _LEAST_SEEN or min(others) < 0 or max(others) > _MOST_STEPS:
        return ()
    return tuple(value for value, number in numbers.items() if number in _CODES)


def _number(value: str) -> float | None:
    try:
        return float(value.strip().replace(",", "."))
    except ValueError:
        return None
