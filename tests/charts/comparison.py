"""A comparison made by hand, for the faces that show one."""

from __future__ import annotations

import numpy as np

from steelyard import metrics
from steelyard.analyses.compare.answer import Comparison, People
from steelyard.analyses.compare.case_mix import Standardised
from steelyard.analyses.compare.classification import funnel, readings, units, usual_spread
from steelyard.answers import Estimate, Interval, Provenance

FCR = metrics.metric("first_contact_resolution")
NAMES = ("Braga Digital", "Braga Phone", "Faro Digital", "Faro Phone", "Porto Digital", "Porto Phone")


def comparison(values: tuple[float, ...] = (0.76, 0.75, 0.755, 0.83, 0.62, 0.745)) -> Comparison:
    """Six teams of 400 to 3,400 issues; unless told, one is worse and one is better."""
    adjusted, count = np.array(values), np.arange(400.0, 4000.0, 600.0)
    figures = Standardised(
        NAMES,
        count,
        adjusted - 0.02,
        np.full(6, 0.73),
        adjusted,
        0.1875 / count * 1.5,
        np.ones(6),
        0.75,
        11_400.0,
        rare=np.array([(1 - adjusted) * count, 0.25 * count]),
        held=("topic", "channel"),
        chances=("customers", "agents"),
    )
    ways = readings(figures, FCR)
    between = ways[0].between
    raw = [Estimate(FCR.id, "share", value=float(value)) for value in figures.raw]
    ends = Interval(between.low**0.5, between.high**0.5)
    return Comparison(
        question="compare",
        title="First contact resolution, Apr–Jun 2026, after mix and chance",
        provenance=Provenance(version=3, currency="EUR"),
        metric=FCR.id,
        by="team",
        period="Apr–Jun 2026",
        better="high",
        target=Estimate(FCR.id, "share", {"team": "all"}, 0.75, n=11_400, n_unit="issues"),
        between=Estimate("spread_between", "share", value=between.variance**0.5, interval=ends, n=6),
        units=units("team", FCR, figures, raw, ways),
        funnel=funnel(figures, FCR),
        usual_spread=usual_spread(figures),
        people=People(60, 0.70, 0.80, 240),
    )


def thin_comparison() -> Comparison:
    """Nobody can be compared."""
    return Comparison("compare", "Who differs", sentences=("Which teams really differ cannot be said: too few.",))
