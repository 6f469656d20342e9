"""From files to the store: source -> (view) -> mapping -> canonical rows -> merged, with exact accounting."""

from __future__ import annotations

from steelyard.intake.load import load
from steelyard.intake.load_report import LoadReport, Reason
from steelyard.intake.scored import prepared

__all__ = ["LoadReport", "Reason", "load", "prepared"]
