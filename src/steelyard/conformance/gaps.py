"""Differences that are known, with their reason. One that is gone fails the check, so that nothing stays declared."""

from __future__ import annotations

from steelyard.conformance.outcome import Gap

GAPS: tuple[Gap, ...] = ()
"""None is known of the engines that ship."""
