"""One estimate over several ways to read what is unknown: its interval takes in those of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from steelyard.answers import Estimate

Told = TypeVar("Told")
"""A dataclass that holds estimates."""

_SPANS = "; spans what is unknown"


def spanning(found: Estimate, corners: Sequence[Estimate]) -> Estimate:
    """An estimate whose bounds and interval take in those of every corner; without interval where one has none."""
    if not corners:
        return found
    values = [entry.value for entry in (found, *corners) if entry.value is not None]
    if len(values) <= len(corners):
        return replace(found, interval=None)
    return replace(widened(found, corners), bounds=(min(values), max(values)))


def widened(found: Estimate, corners: Sequence[Estimate]) -> Estimate:
    """An estimate whose interval takes in those of every corner; without interval where one has none."""
    limits = [entry.interval for entry in (found, *corners) if entry.interval is not None]
    if not corners or found.interval is None:
        return found
    if len(limits) <= len(corners):
        return replace(found, interval=None)
    low, high = min(entry.low for entry in limits), max(entry.high for entry in limits)
    method = found.interval.method.removesuffix(_SPANS) + _SPANS
    return replace(found, interval=replace(found.interval, low=low, high=high, method=method))


def first_over(found: Sequence[Told], *names: str) -> Told:
    """The first of several readings of one thing, the estimates of those names with the intervals of all."""
    spans: dict[str, Any] = {
        name: widened(getattr(found[0], name), [getattr(one, name) for one in found[1:]]) for name in names
    }
    return replace(found[0], **spans)  # type: ignore[type-var]
