"""Customers' remarks, read on this machine: language, what they ask for, how they feel, whether they threaten to leave.

read(["Nobody called me back, I want my money back"])[0].asks       ("callback", "refund")

Readings are no answers of customers: they never enter a score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steelyard.remarks.reading import ASKS, FEELINGS, LANGUAGES, Reading

if TYPE_CHECKING:
    from steelyard.remarks.reader import read

__all__ = ["ASKS", "FEELINGS", "LANGUAGES", "Reading", "read"]


def __getattr__(name: str) -> Any:
    """`read`, whose classifier is loaded when it is first asked for."""
    if name != "read":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from steelyard.remarks.reader import read

    return read
