"""Measures: metrics + facts + dimensions -> sums, and from sums figures with intervals.

sums = measure(snapshot, settings, ["balance", "first_contact_resolution"], by=["team"], period="month")
estimates(sums)                                     every figure with interval, n, maturity, coverage, caveats
differences(sums, {"team": "A", ...}, {"team": "B", ...})
identity(snapshot, settings, Side(...), Side(...))  what a decomposition of the balance needs
return_curve(snapshot, settings)
missing(snapshot, metrics, settings)
cells(snapshot, settings, fact, by, products)       sums of products by strata and group, to fit models without rows
over_range(snapshot, settings)                      the version over what ids missing otherwise than at random may do
"""

from steelyard.measure.cells.cells import Band, Cells, Product, cells
from steelyard.measure.cells.sensitivity import over_range
from steelyard.measure.estimates.difference import differences
from steelyard.measure.estimates.estimate import estimates
from steelyard.measure.estimates.evaluate import settled, worst_case
from steelyard.measure.missing import missing
from steelyard.measure.models.identity import identity
from steelyard.measure.models.return_curve import ReturnCurve, return_curve
from steelyard.measure.models.sides import Identity, Side
from steelyard.measure.sums.model import Sums, merge
from steelyard.measure.sums.read import measure, query

__all__ = [
    "Band",
    "Cells",
    "Identity",
    "Product",
    "ReturnCurve",
    "Side",
    "Sums",
    "cells",
    "differences",
    "estimates",
    "identity",
    "measure",
    "merge",
    "missing",
    "over_range",
    "query",
    "return_curve",
    "settled",
    "worst_case",
]
