"""Facts: rows with numbers and units, one file each. Only facts turn timestamps into numbers."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Fact


def fact(name: str) -> Fact:
    """The fact of that name."""
    found: Fact = catalogue.entry("facts", "FACT", name)
    return found


def names() -> tuple[str, ...]:
    """Names of all facts."""
    return catalogue.names("facts", "FACT")
