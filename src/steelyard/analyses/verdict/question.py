"""Is the service effective, valued, well delivered and lean, in that order?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from steelyard import catalogue, measure
from steelyard.analyses.evidence.measured import measured
from steelyard.analyses.evidence.programme import untrusted
from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.choice import Days, Frame, frame, gathered, provenance
from steelyard.analyses.periods.comparison import pair, told_by
from steelyard.answers import Answer, Estimate, Missing
from steelyard.declare import Metric
from steelyard.settings.model import Settings, Target
from steelyard.store import Snapshot
from steelyard.theme import figure
from steelyard.wording import capital, figure_of, lowered, with_limits


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder.

    Args:
        id: effective, valued, well_delivered, lean.
        state: held, not_yet, cannot_tell, from its interval against its target.
        is_meaningful: every rung before it is held.
        reason: one plain clause.
    """

    id: str
    title: str
    state: Literal["held", "not_yet", "cannot_tell"]
    estimate: Estimate | None
    target: Target | None
    is_meaningful: bool
    reason: str = ""


@dataclass(frozen=True)
class Verdict(Answer):
    """The ladder, and the one constraint: the first rung not held."""

    rungs: tuple[Rung, ...] = ()
    constraint: str = ""


State = Literal["held", "not_yet", "cannot_tell"]

TARGETS = {
    "first_contact_resolution": Target(
        0.70,
        "the lower end of what a large benchmarker calls good, by survey: another definition, so set your own",
    ),
    "customer_rating": Target(85, "Steelyard's default for a service that is optimised"),
    "interaction_quality": Target(91, "Steelyard's default for a service that is optimised"),
}
"""Where steelyard.toml sets none. Lean has none: the budget, else the year before."""


def target_of(settings: Settings, metric: str) -> Target | None:
    """What a measure is held against, wherever that is asked: the target in steelyard.toml, else the default."""
    return settings.targets.get(metric, TARGETS.get(metric))


_RUNGS = (
    ("effective", "Effective", "first_contact_resolution"),
    ("valued", "Valued", "customer_rating"),
    ("well_delivered", "Well delivered", "interaction_quality"),
    ("lean", "Lean", "unit_cost"),
)
_OPEN = "first_contact_open"
"""What may still lift the first rung: issues whose first contact has not ended."""

_LEAN = ("unit_cost", "unit_cost_provider")

_NAMES = {
    "effective": "First contact resolution",
    "valued": "Customers' rating",
    "well_delivered": "Interaction quality",
    "lean": "The unit cost of value",
}
_UNTIL = {
    "effective": "Find that out first: without it, ratings, quality scores and cost cannot be judged",
    "valued": "Enough issues are solved at first contact; next, find out how customers rate the service",
    "well_delivered": "Issues are solved and customers value it; next, find out how well contacts are handled",
    "lean": "Issues are solved, valued and well delivered; next, find out what value should cost",
}
_AFTER = {
    "effective": "Start with solving issues at first contact; ratings, quality scores and cost come after it",
    "valued": "Enough issues are solved at first contact; before quality scores and cost, find out what customers miss",
    "well_delivered": "Issues are solved and customers value it; before cost, improve how contacts are handled",
    "lean": "Issues are solved, valued and well delivered; what is left to improve is what it takes",
}


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
) -> Verdict:
    """The ladder of a period: each rung from its interval against its target, and the first that does not hold.

    Lean is held against the budget in steelyard.toml, else against the same days a year earlier (not more expensive,
    beyond sampling error); where customers' hours have no declared value, the provider's part stands for the whole.

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    snapshot = snapshot.following(days.follow_days)
    asked = [metric for _, _, metric in _RUNGS[:-1]]
    missing = {entry.metric: entry for entry in measure.missing(snapshot, [*asked, *_LEAN], settings)}
    found = pair(snapshot, settings, [*asked, _OPEN], days, where=where)
    still_open = found.now.get((_OPEN, ""))
    rungs = [
        _held_against(settings, rung, title, metric, found.now.get((metric, "")), missing.get(metric))
        for rung, title, metric in _RUNGS[:-1]
    ]
    rungs[0] = _unless_open(rungs[0], still_open)
    rungs[2] = _unless_untrusted(rungs[2], snapshot, settings, days, where)
    rungs.append(_lean(snapshot, settings, days, missing, where))
    ladder = tuple(
        replace(rung, is_meaningful=all(lower.state == "held" for lower in rungs[:place]))
        for place, rung in enumerate(rungs)
    )
    constraint = next((rung for rung in ladder if rung.state != "held"), None)
    estimates = tuple(rung.estimate for rung in ladder if rung.estimate is not None)
    names = dict.fromkeys(estimate.metric for estimate in estimates)
    return Verdict(
        question="verdict",
        title="Effectiveness first",
        sentences=_sentences(constraint, settings.currency),
        estimates=estimates,
        missing=tuple(missing[name] for name in (*asked, *_LEAN[:1]) if name in missing),
        caveats=(*(caveat for caveat in days.caveats if caveat.id != "no_comparison"), *gathered(estimates)),
        provenance=provenance(snapshot, settings, days.now, where),
        rungs=ladder,
        constraint=constraint.id if constraint else "",
        evidence=measured(snapshot, settings, estimates, tuple(names), days.now, where),
    )


def state(estimate: Estimate | None, target: float, better: str) -> State:
    """Held where the whole interval is at or beyond the target, not yet where all of it falls short.

    Of ratings that do not speak for all customers nothing can be told.
    """
    if estimate is None or estimate.value is None or estimate.interval is None or _unheard(estimate):
        return "cannot_tell"
    worst, best = estimate.interval.low, estimate.interval.high
    if better == "low":
        worst, best, target = -best, -worst, -target
    return "held" if worst >= target else "not_yet" if best < target else "cannot_tell"


def _unheard(estimate: Estimate) -> str:
    """Why a rating does not speak for all customers; empty where it does."""
    return next((caveat.text for caveat in estimate.caveats if caveat.id == "unheard"), "")


def _held_against(
    settings: Settings, rung: str, title: str, metric: str, estimate: Estimate | None, missing: Missing | None
) -> Rung:
    target = target_of(settings, metric)
    assert target is not None
    if missing is not None:
        return Rung(rung, title, "cannot_tell", None, target, False, missing.reason.rstrip("."))
    definition: Metric = catalogue.entry("metrics", "METRIC", metric)
    found = state(estimate, target.value, definition.better)
    return Rung(rung, title, found, estimate, target, False, _reason(found, estimate))


def _unless_open(rung: Rung, still_open: Estimate | None) -> Rung:
    """Not yet only where counting what is open as solved would not lift the rung to its target."""
    share = still_open.value if still_open is not None else None
    if rung.state != "not_yet" or not share or rung.estimate is None or rung.target is None:
        return rung
    interval = rung.estimate.interval
    if interval is None or interval.high + share < rung.target.value:
        return rung
    reason = f"{figure(share, 'share')} of issues are still open at their first contact; solved, they could reach it"
    return replace(rung, state="cannot_tell", reason=reason)


def _unless_untrusted(
    rung: Rung, snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> Rung:
    """Held only where contacts were drawn at random, and evaluators agree."""
    if rung.state != "held":
        return rung
    lacks = untrusted(snapshot, settings, days.now.from_on, days.now.to_on, where)
    return replace(rung, state="cannot_tell", reason=capital(lacks.refusal)) if lacks.refusal else rung


def _lean(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    missing: Mapping[str, Missing],
    where: Mapping[str, Sequence[str]] | None,
) -> Rung:
    metric = next((name for name in _LEAN if name not in missing), "")
    title = _RUNGS[-1][1]
    if not metric:
        return Rung("lean", title, "cannot_tell", None, None, False, missing[_LEAN[1]].reason.rstrip("."))
    year_ago = date_range.year_before(days.now)
    is_known = year_ago.from_on >= days.first_on
    found = pair(snapshot, settings, [metric], replace(days, before=year_ago if is_known else None), where=where)
    now, change = found.now.get((metric, "")), found.change.get((metric, ""))
    budget = target_of(settings, metric)
    if budget is not None:
        held = state(now, budget.value, "low")
        return Rung("lean", title, held, now, budget, False, _reason(held, now))
    before = found.before.get((metric, ""))
    if before is None or before.value is None:
        return Rung("lean", title, "cannot_tell", now, None, False, "No budget is set, and there is no year before")
    held = state(change, 0.0, "low")
    target = Target(before.value, f"what it cost in {year_ago.label}")
    return Rung("lean", title, held, now, target, False, _reason(held, change))


def _reason(found: State, estimate: Estimate | None) -> str:
    if found == "held":
        return "The whole interval is at or beyond the target"
    if found == "not_yet":
        return "The whole interval falls short of the target"
    if estimate and _unheard(estimate):
        return capital(_unheard(estimate))
    refusals = [caveat.text for caveat in estimate.caveats if caveat.weight == "refusal"] if estimate else []
    if refusals:
        return refusals[0]
    return "The target lies within the interval" if estimate and estimate.interval else "There is no interval"


def _sentences(constraint: Rung | None, currency: str) -> tuple[str, ...]:
    if constraint is None:
        return (
            "Issues are solved at first contact, customers value it, contacts are handled well, and it is lean.",
            "Every target is reached: keep it there, and measure just often enough to see that it stays so.",
        )
    after = _AFTER if constraint.state == "not_yet" else _UNTIL
    return f"{_measured(constraint, currency)}.", f"{after[constraint.id]}."


def _measured(rung: Rung, currency: str) -> str:
    """Where a rung stands against its target, or why that cannot be told."""
    name, estimate, target = _NAMES[rung.id], rung.estimate, rung.target
    if estimate is None or estimate.value is None or estimate.interval is None:
        return f"{name} cannot be computed: {lowered(rung.reason.rstrip('.'))}"
    now = figure_of(estimate, currency)
    if _unheard(estimate):
        return f"{name} is {now} among those who answered; {lowered(rung.reason)}"
    now = with_limits(estimate, currency)
    if target is None:
        return f"{name} is {now}; {lowered(rung.reason)}"
    aim = figure(target.value, estimate.unit, currency=currency)
    told = told_by(estimate) if rung.id == "valued" else ""
    if rung.state == "cannot_tell":
        is_scored = rung.id == "well_delivered" and estimate.interval.low >= target.value
        why = f", because {lowered(rung.reason)}" if is_scored else ""
        return f"{name} is {now}{told}: whether it reaches the target of {aim} cannot be told yet{why}"
    short = "above" if rung.id == "lean" else "short of"
    return f"{name} is {now}{told}, {short} the target of {aim}"
