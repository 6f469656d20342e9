"""Where does the next unit of effort stop paying, and is the service optimised?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from steelyard import catalogue, measure
from steelyard.analyses.enough import dose_range, dose_response, marginal_value, refusals, wording
from steelyard.analyses.enough.agent_instrument import assign
from steelyard.analyses.enough.answer import LEAST_HIDDEN, SURE, Condition, Enough
from steelyard.analyses.enough.dose_response import Line, Thin
from steelyard.analyses.evidence.programme import untrusted
from steelyard.analyses.evidence.wording import clause
from steelyard.analyses.periods.choice import Frame, covered, follow_up, frame, gathered, provenance
from steelyard.analyses.periods.comparison import pair
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.verdict.question import State, state, target_of
from steelyard.answers import Estimate, Missing
from steelyard.errors import QuestionError
from steelyard.measure import Product
from steelyard.measure.cells.first_contact import Beginnings
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.missing import CORRECTED
from steelyard.measure.question import filters_of
from steelyard.settings.model import Settings
from steelyard.stages import each
from steelyard.store import Snapshot

LEAST_BEGUN = 0.5
"""Of so large a part of the issues the first contact must be known."""

QUALITY, RATING = "interaction_quality", "customer_rating"


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    price: float | None = None,
    design: Literal["", "agents"] = "",
) -> Enough:
    """What is associated with handling time, waiting, replies, quality and rating, and whether more of it pays.

    Args:
        from_on, to_on: all days unless told; issues that are not mature do not count.
        price: money a unit of value is worth; what it costs now unless told.
        design: "agents" estimates the effect of a minute from agents' pace, if its checks pass.

    Raises:
        QuestionError: a price or design that makes no sense; days the data do not hold.
    """
    _check(price, design)
    first_on, last_on = covered(snapshot, settings)
    days = Span(from_on or first_on, to_on or last_on)
    latest = frame(snapshot, settings, from_on=from_on, to_on=to_on)
    recent = snapshot.following(latest.follow_days)
    snapshot = snapshot.following(follow_up(snapshot, settings, days))
    narrowed = filters_of(where)
    answer = Enough(
        question="enough",
        title="Where effort stops paying",
        provenance=provenance(snapshot, settings, days, where),
    )
    lacking = measure.missing(snapshot, ["resolution_rate"], settings)
    is_marked = not measure.missing(snapshot, ["contacts_resolved"], settings)
    nobody = unidentified(snapshot, settings, where=where, from_on=days.from_on, to_on=days.to_on)
    unknown = nobody.missing("enough", answer.title)
    lacking = (*lacking, unknown) if unknown else lacking
    if lacking and not is_marked:
        answer = replace(answer, missing=(Missing("enough", answer.title, lacking[0].reason, lacking[0].unlock),))
    else:
        told = () if lacking else nobody.caveat(CORRECTED)
        answer = replace(answer, unit="contacts" if lacking else "issues", caveats=told)
        answer = _read(snapshot, settings, narrowed, days, price, design, answer)
    conditions = (*_levels(recent, settings, latest, where), _next_unit(answer))
    answer = replace(
        answer,
        conditions=conditions,
        optimised=_together(conditions),
        estimates=(*_figures(answer), *(entry.estimate for entry in conditions if entry.estimate is not None)),
        caveats=(*answer.caveats, *gathered(entry.estimate for entry in conditions)),
    )
    return wording.told(answer, settings.currency)


def _check(price: float | None, design: str) -> None:
    if price is not None and price <= 0:
        raise QuestionError(f"a price of {price:g}", next="Give what a unit of value is worth, over 0.")
    if design not in ("", "agents"):
        raise QuestionError(f"there is no design called {design!r}", next="The only one is: agents")


def _read(
    snapshot: Snapshot,
    settings: Settings,
    where: Mapping[str, tuple[str, ...]],
    days: Span,
    price: float | None,
    design: str,
    answer: Enough,
) -> Enough:
    source = Beginnings(snapshot, settings, where, days.from_on, days.to_on, answer.unit)
    ranged = measure.over_range(snapshot, settings) if answer.unit == "issues" else (snapshot,)
    strata, begun = dose_response.strata_of(source)
    begun_share = _begun_share(snapshot, settings, where, days, begun) if answer.unit == "issues" else 1.0
    if begun_share < LEAST_BEGUN:
        return replace(answer, missing=(refusals.unbegun(begun_share),))
    tests = sum(len(dose_response.responses_of(dose)) for dose in dose_response.DOSES)
    level = (1 - SURE) / tests
    known = marginal_value.prices(snapshot, settings, where, days.from_on, days.to_on, price)
    lines: list[Line] = []
    missing: list[Missing] = []
    with source.together(ranged, dose_response.columns(), strata) as sources:
        read = [dose_range.read_over(sources, dose, level) for dose in each("kinds of effort", dose_response.DOSES)]
    for found in read:
        if isinstance(found, Thin):
            missing.append(refusals.thin(found))
        else:
            lines += found
    return replace(
        answer,
        margins=tuple(marginal_value.margin(line, known) for line in lines),
        prices=known,
        missing=tuple(missing),
        design=assign(source) if design else None,
        level=level,
        begun_share=begun_share,
    )


def _begun_share(
    snapshot: Snapshot, settings: Settings, where: Mapping[str, tuple[str, ...]], days: Span, begun: float
) -> float:
    """The part of mature issues that say which contact came first; 1 where there are none."""
    products = {"n": Product(where=("is_mature",))}
    found = measure.cells(
        snapshot, settings, "issues", [], products, where=where, from_on=days.from_on, to_on=days.to_on
    )
    mature = float(found.total("n").sum())
    return begun / mature if mature else 1.0


def _levels(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> tuple[Condition, ...]:
    names = (QUALITY, RATING)
    lacking = {entry.metric: entry for entry in measure.missing(snapshot, names, settings)}
    known = [name for name in names if name not in lacking]
    found = pair(snapshot, settings, known, replace(days, before=None), where=where).now if known else {}
    levels = [_against(settings, name, found.get((name, "")), lacking.get(name)) for name in names]
    if levels[0].state == "held":
        lacks = untrusted(snapshot, settings, days.now.from_on, days.now.to_on, where)
        if lacks.refusal:
            levels[0] = replace(levels[0], state="cannot_tell", reason=lacks.refusal, change=wording.TRUSTED)
    return tuple(levels)


def _against(settings: Settings, metric: str, estimate: Estimate | None, lacking: Missing | None) -> Condition:
    target = target_of(settings, metric)
    assert target is not None
    kind = "well_delivered" if metric == QUALITY else "valued"
    title = str(catalogue.entry("metrics", "METRIC", metric).title)
    if lacking is not None:
        change = f"the missing data: {lacking.unlock}"
        return Condition(kind, title, "cannot_tell", None, target.value, clause(lacking.reason), change)
    found = state(estimate, target.value, "high")
    return Condition(kind, title, found, estimate, target.value, wording.held(found), wording.moved(found, metric))


def _next_unit(answer: Enough) -> Condition:
    """Held where every effort with a price surely pays no longer, and nothing hidden could easily hide that it does.

    Not yet where one surely still pays.
    """
    title = "The next unit no longer pays"
    priced = [entry for entry in answer.margins if entry.gap is not None]
    states = {entry.state for entry in priced}
    if "pays" in states:
        found: State = "not_yet"
    elif states == {"no_longer"} and all((entry.hidden or 0.0) >= LEAST_HIDDEN for entry in priced):
        found = "held"
    else:
        found = "cannot_tell"
    reason, change = wording.next_unit(found, priced)
    shown = answer.handling.gap if answer.handling else None
    return Condition("enough", title, found, shown, 0.0, reason, change)


def _together(conditions: Sequence[Condition]) -> State:
    states = {entry.state for entry in conditions}
    return "held" if states == {"held"} else "not_yet" if "not_yet" in states else "cannot_tell"


def _figures(answer: Enough) -> tuple[Estimate, ...]:
    found: list[Estimate] = []
    for entry in answer.margins:
        part = {"dose": entry.line.dose.id}
        kept = (entry.line.slope, entry.line.knee, entry.line.before, entry.line.after, entry.value, entry.gap)
        found += [replace(estimate, part=part) for estimate in kept if estimate is not None]
    return tuple(found)
