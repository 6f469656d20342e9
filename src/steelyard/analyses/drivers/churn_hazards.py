"""How much sooner customers leave after what happened to them, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from steelyard.answers import Estimate, Interval
from steelyard.measure.models.customer_months import EVENTS, Exposure, exposure
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.regression.cox import Cox, fit
from steelyard.stats.regression.importance import shared, subset_fits_of
from steelyard.stats.sampling.intervals import ratio_limits
from steelyard.stats.sampling.jackknife import jackknife
from steelyard.store import Snapshot

LEAST_LEFT = 100
"""Departures without which nothing is said of time."""

TITLES = {
    "answered": "answered contact",
    "given_up": "abandoned attempt",
    "unresolved": "contact that left the issue unresolved",
    "transferred": "transfer",
}


@dataclass(frozen=True)
class Hazard:
    """What is associated with leaving in a month.

    Args:
        name: of the event; title: as people say it.
        ratio: how many times as often customers leave for each one more in the three months before, the rest equal.
        share: its part of the partial likelihood the events explain together.
    """

    name: str
    title: str
    ratio: Estimate
    share: float


def leaving(
    snapshot: Snapshot, settings: Settings, where: Mapping[str, tuple[str, ...]], first_on: date, last_on: date
) -> tuple[Hazard, ...]:
    """Proportional hazards over calendar months in start-stop time; empty where too few left."""
    return hazards(exposure(snapshot, settings, where, first_on, last_on))


def hazards(found: Exposure) -> tuple[Hazard, ...]:
    """From cells of customer-months; what never happened, or happened to nobody who left, is not asked."""
    left = found.left.sum(axis=0)
    kept = [place for place in range(len(EVENTS)) if left[found.x[:, place] > 0].sum() >= LEAST_LEFT / 10]
    if left.sum() < LEAST_LEFT or not kept:
        return ()
    present = found.n.sum(axis=1) > 0
    both = np.stack([found.n, found.left], axis=-1)
    full, x = both.sum(axis=0), found.x[:, kept]
    whole = _fitted(x, found.month, full)
    ratios = np.exp([_fitted(x, found.month, full - group).coefficients for group in both])
    shares = shared(subset_fits_of(lambda members: _explained(x[:, list(members)], found.month, full), len(kept)))
    n = round(float(full[:, 0].sum()))
    part = shares.shares / (shares.total or 1.0)
    return tuple(
        Hazard(
            EVENTS[event],
            TITLES[EVENTS[event]],
            _ratio(float(np.exp(whole.coefficients[place])), ratios[:, place], present, n),
            float(part[place]),
        )
        for place, event in enumerate(kept)
    )


def _fitted(x: Floats, month: Floats, sums: Floats) -> Cox:
    """Of cells with customers in them; each month is a stretch of its own."""
    held = sums[:, 0] > 0
    return fit(x[held], month[held], sums[held, 1], start=month[held] - 1, count=sums[held, 0])


def _explained(x: Floats, month: Floats, sums: Floats) -> float:
    return _fitted(x, month, sums).explained if x.shape[1] else 0.0


def _ratio(value: float, replicates: Floats, present: np.ndarray, n: int) -> Estimate:
    spread = jackknife(value, replicates, present)
    limits = ratio_limits(value, spread)
    interval = Interval(float(limits.low), float(limits.high), 0.95, "jackknife, log scale")
    return Estimate("hazard_ratio", "number", {}, value, interval, n=n, n_unit="customer-months")
