"""How long must an initiative run to be told, and who should begin?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import ceil, isfinite

import numpy as np

from steelyard import measure, metrics
from steelyard.analyses.initiative.chosen import PRIMARY, SMALLEST, unit_of
from steelyard.analyses.initiative.designs import MANY
from steelyard.analyses.initiative.panel import Panel, by_unit, read
from steelyard.analyses.periods.choice import follow_up, frame, one_sided, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.plan import customers, wording
from steelyard.analyses.plan.answer import Horizon, Plan
from steelyard.answers import Evidence, Missing
from steelyard.declare import Metric
from steelyard.errors import QuestionError
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Lot
from steelyard.stats.arrays import Floats
from steelyard.stats.designs.groups import slope
from steelyard.stats.designs.sizes import detectable, for_means, found_with
from steelyard.store import Snapshot

WEEKS = (4, 8, 13, 26)
"""Lengths that are looked at."""

HISTORY = 13
"""Weeks that the lot is balanced on."""

OF_CUSTOMERS = ("customers", "customer_id")
"""What is typed where customers are to be drawn."""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: str = "team",
    metric: str = "",
    smallest: float | None = None,
    seed: int = 1,
) -> Plan:
    """What so many weeks would show, by units or customers drawn, and a lot.

    Raises:
        QuestionError: there is no such dimension or measure, or it cannot be split so.
    """
    if smallest is not None and smallest <= 0:
        raise QuestionError("smallest is not above zero", next="Say the least change worth having: 0.02 for 2%.")
    days = frame(snapshot, settings)
    from_on, to_on = _weeks(days.first_on, days.mature_on)
    blank = Plan(
        question="plan",
        title="Plan",
        provenance=provenance(snapshot, settings, Span(from_on, max(from_on, to_on))),
        by=by,
        seed=seed,
    )
    reason = one_sided(snapshot)
    if reason:
        return wording.refused(blank, Missing("plan", "", reason, "export all contacts by their start"))
    lot = _lot_of(snapshot, settings, seed) if by in OF_CUSTOMERS else None
    if isinstance(lot, Missing):
        return wording.refused(blank, lot)
    chosen = _measure(snapshot, settings, "" if lot else by, metric)
    if isinstance(chosen, Missing):
        return wording.refused(blank, chosen)
    lengths = [weeks for weeks in WEEKS if from_on + timedelta(weeks=2 * weeks) <= to_on + timedelta(days=1)]
    if not lengths:
        known = max(0, ((to_on - from_on).days + 1) // 7)
        reason = f"the data hold {known} whole weeks of mature issues; {2 * WEEKS[0]} are needed"
        return wording.refused(blank, Missing("plan", "", reason, "load earlier data, or ask again later"))
    from_on = max(from_on, to_on + timedelta(days=1) - timedelta(weeks=4 * WEEKS[-1]))
    snapshot = snapshot.following(follow_up(snapshot, settings, Span(from_on, to_on)))
    least = SMALLEST[unit_of(chosen)] if smallest is None else _on_scale(chosen, smallest)
    if lot:
        return customers.planned(
            replace(blank, smallest=least), snapshot, settings, chosen, lot, (from_on, to_on), lengths
        )
    panel = read(snapshot, settings, by, [chosen.id], from_on, to_on)
    if not panel.units:
        reason = f"no issue carries {by.replace('_', ' ')}, so that nobody can be told apart to be drawn"
        return wording.refused(blank, Missing("plan", "", reason, f"map contacts.{by}, or draw by another dimension"))
    units = _steady(panel, chosen, lengths[0])
    treated, control, apart = _lot(panel, chosen, units, seed)
    answer = replace(
        blank,
        metric=chosen.id,
        unit=unit_of(chosen),
        smallest=least,
        horizons=tuple(_horizon(panel, chosen, units, weeks, least) for weeks in lengths),
        treated=treated,
        control=control,
        apart=apart,
    )
    return replace(
        answer,
        sentences=wording.sentences(answer, chosen, len(units)),
        evidence=Evidence(grade="descriptive", would_change=wording.would_change(answer, len(units))),
    )


def _lot_of(snapshot: Snapshot, settings: Settings, seed: int) -> Lot | Missing:
    """Half of the customers, drawn from the seed."""
    if not snapshot.manifest.known.get("contacts", {}).get("customer_id"):
        return Missing("plan", "", "no contact names its customer", "map contacts.customer_id")
    return Lot(seed, 0.5, "pseudonyms" if settings.privacy.pseudonyms else "plain")


def _on_scale(metric: Metric, size: float) -> float:
    return size if unit_of(metric) != "ln" else float(np.log1p(size))


def _weeks(first_on: date, last_on: date) -> tuple[date, date]:
    from_on = first_on + timedelta(days=-first_on.weekday() % 7)
    return from_on, last_on - timedelta(days=(last_on.weekday() + 1) % 7)


def _measure(snapshot: Snapshot, settings: Settings, by: str, name: str) -> Metric | Missing:
    """The measure asked, or the best the data have; else what is missing."""
    wanted = [metrics.metric(one).id for one in ((name,) if name else PRIMARY)]
    lacking = {entry.metric: entry for entry in measure.missing(snapshot, wanted, settings)}
    for one in wanted:
        found = metrics.metric(one)
        if found.quantile or found.better == "neither":
            raise QuestionError(f"{one} cannot be planned for", next="Take a mean or share that is good or bad.")
        facts = {entry.fact for entry in found.sums.values() if hasattr(entry, "fact")}
        known = set.intersection(*(set(dimensions_of(fact, settings.dimensions)) for fact in facts))
        if by and by not in known:
            raise QuestionError(
                f"{one} cannot be split by {by}", next=f"It knows {', '.join(sorted(known))}, customers."
            )
        if one not in lacking:
            return found
    return lacking[wanted[0]]


def _pairs(panel: Panel, metric: Metric, weeks: int) -> list[Floats]:
    """(units, 2) each: so many weeks and as many after them, from the newest back, no week twice."""
    whole = len(panel.weeks)
    starts = range(whole - 2 * weeks, -1, -2 * weeks)
    return [
        by_unit(panel, metric, [customers.window(panel, at, weeks), customers.window(panel, at + weeks, weeks)])
        for at in starts
    ]


def _steady(panel: Panel, metric: Metric, weeks: int) -> list[int]:
    """Units with a figure in the newest weeks and in those before."""
    return [int(place) for place in np.flatnonzero(np.isfinite(_pairs(panel, metric, weeks)[0]).all(axis=1))]


def _horizon(panel: Panel, metric: Metric, units: Sequence[int], weeks: int, least: float) -> Horizon:
    deviation = _deviation([pair[list(units)] for pair in _pairs(panel, metric, weeks)])
    half = len(units) // 2
    by_units, power, needed = None, None, None
    if half >= MANY and isfinite(deviation) and deviation > 0:
        by_units = detectable(deviation**2 * (1 / half + 1 / (len(units) - half)), len(units) - 2)
        power = float(found_with(half, least / deviation))
        needed = ceil(for_means(least, deviation))
    drawn = customers.detected(panel, metric, weeks, least)
    return Horizon(weeks, by_units, drawn.least, power, needed, drawn.power)


def _deviation(pairs: Sequence[Floats]) -> float:
    """Between units, of a figure less what the same unit's earlier one tells of it; over all stretches together."""
    left, spent = 0.0, 0
    for pair in pairs:
        before, after = pair[np.isfinite(pair).all(axis=1)].T
        if len(before) < 4:
            continue
        off = after - after.mean() - slope(after, before) * (before - before.mean())
        left += float(off @ off)
        spent += len(before) - 2
    return float(np.sqrt(left / spent)) if spent else float("nan")


def _lot(
    panel: Panel, metric: Metric, units: Sequence[int], seed: int
) -> tuple[tuple[str, ...], tuple[str, ...], float | None]:
    """Half of the units: neighbours by their newest figure are paired, and of each pair one is drawn."""
    if len(units) < 2 * MANY:
        return (), (), None
    weeks = min(HISTORY, len(panel.weeks))
    newest = by_unit(panel, metric, [customers.window(panel, len(panel.weeks) - weeks, weeks)])[:, 0]
    order = sorted(units, key=lambda place: (newest[place], panel.units[place]))
    draw = np.random.default_rng(seed)
    treated = [pair[int(draw.integers(2))] for pair in zip(order[::2], order[1::2], strict=False)]
    control = [place for place in order if place not in treated]
    apart = float(newest[treated].mean() - newest[control].mean())
    begin, wait = (tuple(sorted(panel.units[place] for place in side)) for side in (treated, control))
    return begin, wait, apart if isfinite(apart) else None
