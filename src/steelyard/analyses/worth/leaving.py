"""How much more often customers leave after an issue that was not resolved: an association, with its interval."""

from __future__ import annotations

from datetime import timedelta

from steelyard import measure
from steelyard.analyses.periods.choice import covered
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.worth import retention_effects
from steelyard.analyses.worth.question import refusal_of
from steelyard.answers import Estimate, Missing
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.models.customer_base import departures
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

TITLE = "Chance of leaving after an issue that was not resolved"


def leaving(snapshot: Snapshot, settings: Settings) -> Estimate | Missing:
    """The difference in departures within the loyalty horizon between similar issues, resolved and not; or why not."""
    first_on, last_on = covered(snapshot, settings)
    refusal = refusal_of(snapshot, settings, first_on, last_on)
    if refusal:
        return Missing("leaving", TITLE, refusal.reason, refusal.unlock)
    until = last_on - timedelta(days=settings.assumptions.loyalty_days)
    days = Span(first_on, max(until, first_on))
    nobody = unidentified(snapshot, settings, where=None, from_on=days.from_on, to_on=days.to_on)
    untold = nobody.missing("leaving", TITLE)
    if untold:
        return untold
    cells = [retention_effects.read(one, settings, days, None) for one in measure.over_range(snapshot, settings)]
    lever = next(entry for entry in retention_effects.LEVERS if entry.metric == "resolution_rate")
    if not all(retention_effects.is_known(lever, one) for one in cells):
        reason = "fewer than 10 customers left after an issue with a mark, or no kind of issue has 20 of either result"
        return Missing("leaving", TITLE, reason, "load a longer period")
    return retention_effects.leaving(lever, cells, departures(snapshot, settings, days.from_on, days.to_on))
