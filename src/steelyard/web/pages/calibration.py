"""A calibration session: blind scores beside each other once all are in, and what was agreed."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.desk import Calibration
from steelyard.web.evaluating import PLANNERS, CalibrationPage, calibration, number_of
from steelyard.web.visit import Visit


def load(visit: Visit) -> CalibrationPage:
    """The one named in the path."""
    return calibration(visit, number_of(visit.path["number"]))


PAGE = Page(
    "calibration", "Calibration", "/calibrations/{number}", "calibration.html", load, roles=PLANNERS, gives=Calibration
)
