"""Answers to where effort stops paying, made by hand, full and thin: what the faces are tried on."""

from __future__ import annotations

from steelyard.analyses.enough.answer import Condition, Enough
from steelyard.analyses.enough.dose_response import DOSES, Dose, Line
from steelyard.analyses.enough.marginal_value import Prices, margin
from steelyard.answers import Estimate, Interval, Provenance

HANDLING, WAITING, REPLIES, QUALITY, RATING = DOSES
PRICES = Prices({"value": 10.0}, {"value": "unit_cost"}, {"handle_time": (0.5, 0.2), "replies": (2.0, 0.0)})


def estimate(metric: str, unit: str, value: float, half: float) -> Estimate:
    """With a symmetric interval."""
    return Estimate(metric, unit, value=value, interval=Interval(value - half, value + half), n=9_000, n_unit="cases")


def line(dose: Dose, slope: float, half: float, *, knee: float | None = None, response: str = "value") -> Line:
    """Ten bands on a line; with a knee, flat behind it."""
    doses = tuple(float(number) for number in range(1, 11))
    levels = tuple(0.6 + slope * min(at, knee or at) for at in doses)
    found = (
        (
            estimate("knee", dose.unit, knee, 0.5),
            estimate(response, "share", slope, half),
            estimate(response, "share", 0, half),
        )
        if knee is not None
        else (None, None, None)
    )
    return Line(
        dose,
        response,
        doses,
        levels,
        tuple(level - 0.02 for level in levels),
        tuple(level + 0.02 for level in levels),
        estimate(response, "share", slope, half),
        slope - 0.01,
        -0.05,
        0.0001 if knee is not None else 0.6,
        *found,
        7.0,
        9_000,
        90,
    )


def enough() -> Enough:
    """Handling pays up to a knee, waiting costs value, replies bring nothing."""
    shown = (
        line(HANDLING, 0.03, 0.01, knee=5.0),
        line(HANDLING, 0.0, 0.01, response="retention"),
        line(WAITING, -0.02, 0.005),
        line(REPLIES, 0.0, 0.01),
        line(QUALITY, 0.005, 0.02),
        line(RATING, 0.002, 0.0005, response="retention"),
    )
    margins = tuple(margin(entry, PRICES) for entry in shown)
    conditions = (
        Condition("well_delivered", "Interaction quality", "held", estimate("interaction_quality", "score", 93, 1), 91),
        Condition("valued", "Customers' rating", "not_yet", estimate("customer_rating", "score", 80, 1), 85),
        Condition("enough", "The next unit no longer pays", "held", margins[0].gap, 0.0, "It brings less"),
    )
    return Enough(
        "enough",
        "Where effort stops paying",
        ("Among similar cases, longer handling showed no gain worth its cost.",),
        provenance=Provenance(currency="EUR"),
        margins=margins,
        conditions=conditions,
        optimised="not_yet",
        prices=PRICES,
        level=0.05 / 9,
    )


def thin_enough() -> Enough:
    """Nothing can be evaluated."""
    return Enough("enough", "Where effort stops paying")
