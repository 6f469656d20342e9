"""Distances to best practice made by hand: one site within sampling error, one that lags and fell back."""

from __future__ import annotations

from datetime import date

from steelyard.analyses.frontier.answer import Frontier, Place, Unit
from steelyard.answers import Estimate, Interval, Provenance

MONTHS = {"2026-04-01": "Apr 2026", "2026-05-01": "May 2026", "2026-06-01": "Jun 2026", "2026-07-01": "Jul 2026"}


def figure(metric: str, unit: str, value: float, half: float) -> Estimate:
    return Estimate(metric, unit, value=value, interval=Interval(value - half, value + half), n=4, n_unit="units")


def unit(place: str, on: str, value: float, is_behind: bool) -> Unit:
    limits = Interval(value - 0.06, min(value + 0.05, 1.0))
    efficiency = Estimate("efficiency", "share", {"site": place, "period": on}, value, limits, n=840, n_unit="issues")
    peers = (("Braga", "Apr 2026", 0.7), ("Braga", "Jun 2026", 0.25), ("Braga", "Jul 2026", 0.05))
    saved = {"paid_s": 0.17 if is_behind else 0.0, "customer_s": 0.12 if is_behind else 0.0}
    return Unit(place, MONTHS[on], efficiency, value + 0.03, 0.93, is_behind, saved, peers if is_behind else ())


def frontier() -> Frontier:
    """Four months of two sites."""
    braga = tuple(unit("Braga", on, 0.96, False) for on in MONTHS)
    porto = tuple(unit("Porto", on, 0.82, True) for on in MONTHS)
    places = (
        Place("Braga", braga, figure("lag", "share", -0.02, 0.04), False, figure("catch_up", "ln", 0.01, 0.05)),
        Place(
            "Porto", porto, figure("lag", "share", 0.11, 0.05), True, figure("catch_up", "ln", -0.09, 0.04), None, True
        ),
    )
    return Frontier(
        "frontier",
        "Distance to best practice",
        ("Porto lags.",),
        tuple(entry.efficiency for place in places for entry in place.units),
        provenance=Provenance(currency="EUR", from_on=date(2026, 4, 1), to_on=date(2026, 7, 31)),
        by="site",
        places=places,
        inputs=("paid_s", "customer_s"),
        outputs=(("billing",), ("technical",)),
        compared=("Apr–May 2026", "Jun–Jul 2026"),
    )
