"""What is a point of experience or effectiveness worth, in retention and in money?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from steelyard import measure
from steelyard.analyses.evidence.wording import cannot_tell, percent_beside
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.periods import comparison
from steelyard.analyses.periods.annualise import YEAR_DAYS
from steelyard.analyses.periods.choice import Frame, covered, frame, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.verdict.question import target_of
from steelyard.analyses.worth import retention_effects
from steelyard.analyses.worth.retention_effects import LEAST_LEFT, Lever
from steelyard.answers import Answer, Caveat, Check, Estimate, Evidence, Missing
from steelyard.errors import QuestionError
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.missing import CORRECTED, Unidentified
from steelyard.measure.models.customer_base import Base, base, departures
from steelyard.settings.model import Settings
from steelyard.stages import each
from steelyard.stats.economics.customer_lifetime import fit_retention, present_value
from steelyard.store import Snapshot
from steelyard.theme import counted, figure
from steelyard.wording import capital, listed, with_limits

BUDGET = (0.01, 0.03)
"""The rule of thumb for what optimisation may cost: shares of what the service costs."""

LEAST_HISTORY_DAYS = 365
LEAST_OVERLAP = 0.8
"""Of so many issues others of their kind should have ended the other way."""

FAR_POINTS = 5
"""A gap beyond so many points is closed on paper only: the line was fitted where the service stands."""
MOST_MONTHS = 36


@dataclass(frozen=True)
class Point:
    """What is associated with one more point of a measure, in a year.

    Args:
        lever: id of the measure.
        title: as people say it.
        kept: customers kept a year for one point, with interval; money: what they are worth over the horizon.
        handling: cost of contacts a year that would not come, shown apart: it is no part of `money`.
        now: the measure in the newest days.
        gap: points it lacks to its target; None where it has none or lacks nothing.
        gain: money for closing the gap.
        pooled: `kept` without holding the kind of issue equal.
        overlap_share: issues that lie in strata which hold both states.
    """

    lever: str
    title: str
    kept: Estimate
    money: Estimate
    handling: Estimate
    now: Estimate | None
    target: float | None
    gap: float | None
    gain: Estimate
    pooled: float
    overlap_share: float


@dataclass(frozen=True)
class Worth(Answer):
    """Points of experience and effectiveness in money.

    Args:
        points: one for each measure that can be asked, in the ladder's order.
        budget: money a year at both ends of the rule of thumb; None where no cost is known.
        service_cost: what the service costs a year.
        multiple: years of a customer's value that keeping one is worth today; None where it cannot be said.
        horizon_months, discount: over which the value of a kept customer is counted.
        cost_per_point: what the user says a point costs.
        label_now: the days on which measures are held against their targets.
    """

    points: tuple[Point, ...] = ()
    budget: tuple[float, float] | None = None
    service_cost: float | None = None
    multiple: float | None = None
    horizon_months: int = MOST_MONTHS
    discount: float = 0.1
    cost_per_point: float | None = None
    label_now: str = ""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    horizon_months: int = MOST_MONTHS,
    discount: float = 0.1,
    cost_per_point: float | None = None,
) -> Worth:
    """What is associated with one more point of resolution, first contact resolution and rating, in similar issues.

    Args:
        from_on, to_on: all issues whose loyalty horizon has passed unless told.
        horizon_months: how long a kept customer's value is counted, at most 36.
        discount: a year, on later money.
        cost_per_point: money it takes to gain one point; says how many points pay.

    Without a target of its own a measure is held against the ladder's: rating 85, first contact resolution 70%.

    Raises:
        QuestionError: a horizon, discount or cost that makes no sense; days the data do not hold.
    """
    _check(horizon_months, discount, cost_per_point)
    first_on, last_on = covered(snapshot, settings)
    until = last_on - timedelta(days=settings.assumptions.loyalty_days)
    days = Span(from_on or first_on, to_on or max(until, first_on))
    newest = frame(snapshot, settings, from_on=from_on, to_on=to_on)
    answer = Worth(
        question="worth",
        title="What a point is worth",
        provenance=provenance(snapshot, settings, days, where),
        horizon_months=horizon_months,
        discount=discount,
        cost_per_point=cost_per_point,
        label_now=newest.now.label,
    )
    refusal = refusal_of(snapshot, settings, first_on, last_on)
    if refusal:
        return replace(answer, missing=(refusal,), sentences=(cannot_tell("what a point is worth", refusal),))
    nobody = unidentified(snapshot, settings, where=where, from_on=days.from_on, to_on=days.to_on)
    untold = nobody.missing("worth", "What a point of resolution or first contact resolution is worth")
    ranged = measure.over_range(snapshot, settings)
    cells = [retention_effects.read(one, settings, days, where) for one in each("readings of the cases", ranged)]
    held = base(snapshot, settings, first_on)
    multiple = multiple_of(held, horizon_months, discount)
    prices = _prices(held, departures(snapshot, settings, days.from_on, days.to_on), multiple)
    year = YEAR_DAYS / ((days.to_on - days.from_on).days + 1)
    now = _levels(snapshot, settings, newest, where)
    points = tuple(
        _point(lever, retention_effects.over(lever, cells, prices, year), now.get(lever.metric), settings)
        for lever in each("measures", retention_effects.LEVERS)
        if all(retention_effects.is_known(lever, one) for one in cells) and not (untold and lever.kind == "mark")
    )
    cost = retention_effects.service_cost(snapshot, settings, days, where)
    yearly = None if cost is None else cost * year
    answer = replace(
        answer,
        points=points,
        multiple=multiple if prices else None,
        service_cost=yearly,
        budget=None if yearly is None else (BUDGET[0] * yearly, BUDGET[1] * yearly),
        estimates=tuple(entry for point in points for entry in (point.kept, point.money, point.handling, point.gain)),
    )
    answer = replace(answer, missing=(untold,) if untold else ())
    answer = _told(answer, held, nobody, first_on, last_on)
    said = worst(snapshot, settings, [point.lever for point in points], days, where)
    return replace(answer, evidence=with_worst(answer.evidence, said))


def _check(horizon_months: int, discount: float, cost_per_point: float | None) -> None:
    if not 1 <= horizon_months <= MOST_MONTHS:
        raise QuestionError(f"a horizon of {horizon_months} months", next=f"Give 1 to {MOST_MONTHS} months.")
    if not 0 <= discount < 1:
        raise QuestionError(f"a discount of {discount:g}", next="Give a share a year, such as 0.1.")
    if cost_per_point is not None and cost_per_point <= 0:
        raise QuestionError(f"a cost of {cost_per_point:g} per point", next="Give what one point costs, over 0.")


def refusal_of(snapshot: Snapshot, settings: Settings, first_on: date, last_on: date) -> Missing | None:
    """Why retention cannot be told from these data; None where it can."""
    lacking = measure.missing(snapshot, ["churn_rate"], settings)
    if lacking:
        return Missing("worth", "What a point is worth", lacking[0].reason, lacking[0].unlock)
    history = (last_on - first_on).days + 1
    if history < LEAST_HISTORY_DAYS:
        reason = f"the data cover {counted(history, 'days')}; retention takes at least {LEAST_HISTORY_DAYS}"
        more = counted(LEAST_HISTORY_DAYS - history, "more days")
        unlock = f"load {more}; until then, steelyard weigh gives the unit cost of value"
        return Missing("worth", "What a point is worth", reason, unlock)
    return None


def multiple_of(held: Base, months: int, discount: float) -> float | None:
    """Years of value a kept customer is worth now; None where nobody knows how long customers stay."""
    if not held.present.sum() or not held.lost.sum():
        return None
    retention = fit_retention(held.present, held.lost, held.tenure)
    years = -(-months // 12)
    curves = [retention.surviving(years, tenure=int(year) - 1) for year in held.tenure]
    surviving = np.average(curves, axis=0, weights=held.present)
    return present_value(surviving, discount, months)


def _prices(
    held: Base, left: Mapping[str | None, float], multiple: float | None
) -> dict[str | None, tuple[float, float]]:
    """Segment -> (customers who leave for each churned issue, money for one of them kept); nan where unpriced.

    A segment of which no customer's value is recorded takes the mean of all.
    """
    if multiple is None or not held.value:
        return {name: (share, float("nan")) for name, share in left.items()}
    mean = float(np.average(list(held.value.values()), weights=[held.customers[name] for name in held.value]))
    return {name: (share, held.value.get(name, mean) * multiple) for name, share in left.items()}


def _levels(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> dict[str, Estimate]:
    """The measures in the days of a frame, as the scorecard shows them."""
    names = [lever.metric for lever in retention_effects.LEVERS]
    figures = comparison.pair(snapshot.following(days.follow_days), settings, names, days, where=where)
    return {metric: figure for (metric, _), figure in figures.now.items()}


def _point(lever: Lever, found: retention_effects.Found, now: Estimate | None, settings: Settings) -> Point:
    target = target_of(settings, lever.metric)
    aim = target.value if target else None
    gap = None
    if aim is not None and now is not None and now.value is not None and aim > now.value:
        gap = (aim - now.value) * lever.points
    return Point(
        lever.metric,
        lever.title,
        found.kept,
        found.money,
        found.handling,
        now,
        aim,
        gap,
        _times(found.money, gap),
        found.pooled,
        found.overlap_share,
    )


def _times(money: Estimate, gap: float | None) -> Estimate:
    """The money of a gap's points; no number where there is no gap."""
    if gap is None or money.value is None or money.interval is None:
        return replace(money, metric="gain", value=None, interval=None)
    limits = money.interval
    return replace(
        money,
        metric="gain",
        value=money.value * gap,
        interval=replace(limits, low=limits.low * gap, high=limits.high * gap),
    )


def _told(answer: Worth, held: Base, nobody: Unidentified, first_on: date, last_on: date) -> Worth:
    claimed = [point for point in answer.points if point.kept.sign > 0]
    sentences = tuple(_sentence(point, answer) for point in claimed) or (_nothing(answer),)
    return replace(
        answer,
        sentences=(*sentences, *_budget_sentence(answer, claimed)),
        evidence=_evidence(answer, first_on, last_on),
        caveats=(*_caveats(answer, held), *(() if answer.missing else nobody.caveat(CORRECTED))),
        missing=(*answer.missing, *_unpriced(answer, held)),
    )


def _sentence(point: Point, answer: Worth) -> str:
    kept = f"One more point of {point.title} is associated with {with_limits(point.kept)} more customers kept a year"
    if point.money.value is None:
        return f"{kept}."
    return f"{kept}, worth {with_limits(point.money, answer.provenance.currency)} over {answer.horizon_months} months."


def _nothing(answer: Worth) -> str:
    names = [point.title for point in answer.points]
    if not names:
        reason = f"no measure has {LEAST_LEFT} issues or more whose customer left"
        return cannot_tell("what a point is worth", Missing("worth", "", reason, "load a longer period"))
    if len(names) == 1:
        return f"No association of {names[0]} with retention was found beyond sampling error."
    return f"Neither {', '.join(names[:-1])} nor {names[-1]} is associated with retention beyond sampling error."


def _budget_sentence(answer: Worth, claimed: Sequence[Point]) -> tuple[str, ...]:
    if answer.budget is None:
        return ()
    currency, margin = answer.provenance.currency, answer.budget[1] / 10
    low, high = (figure(value, "money", currency=currency, margin=margin) for value in answer.budget)
    rule = f"the rule of thumb, 1 to 3% of the cost of the service, would allow {low} to {high} a year for optimisation"
    best = max(claimed, key=lambda point: point.gain.value or 0.0, default=None)
    if best is None or best.gain.value is None:
        return (f"{capital(rule)}; the data do not show what that would bring.",)
    gain = f"Closing the gap of {best.title} to its target is associated with {with_limits(best.gain, currency)} a year"
    return (f"{gain}; {rule}.", *_stop(best, answer))


_CAUSAL = "If the association is causal"


def _stop(point: Point, answer: Worth) -> tuple[str, ...]:
    """How far it pays: as long as a point costs less than the lower limit of its worth."""
    assert point.money.interval is not None
    currency = answer.provenance.currency
    sure = figure(point.money.interval.low, "money", currency=currency, margin=point.money.margin)
    if answer.cost_per_point is None:
        return (f"{_CAUSAL}, the next point of {point.title} pays for itself if it costs less than {sure}.",)
    cost = figure(answer.cost_per_point, "money", currency=currency)
    if answer.cost_per_point >= point.money.interval.low:
        return (f"At {cost} a point, it is not certain that the next point of {point.title} pays; below {sure} it is.",)
    months = round(12 * answer.cost_per_point / (point.money.value or 1.0))
    back = f"in about {counted(months, 'months')}" if months else "within a month"
    said = f"{_CAUSAL}, the next point of {point.title} pays back {back} at {cost} a point"
    return (f"{said}; stop where a point costs {sure}.",)


def _evidence(answer: Worth, first_on: date, last_on: date) -> Evidence:
    history = (last_on - first_on).days + 1
    overlap = min((point.overlap_share for point in answer.points), default=0.0)
    return Evidence(
        grade="adjusted",
        adjusted_for=("segment", "topic family", "channel"),
        checks=(
            Check("history", f"The data cover {history} days; at least {LEAST_HISTORY_DAYS} are required.", True),
            Check(
                "overlap",
                f"{percent_beside(overlap, LEAST_OVERLAP)} of the issues have similar issues with the other result; at "
                f"least {LEAST_OVERLAP:.0%} is required.",
                overlap >= LEAST_OVERLAP,
            ),
            Check(
                "unseen",
                "Unmeasured differences between customers whose issues went well and badly cannot be tested.",
                None,
            ),
        ),
        sensitivity=tuple(
            f"Without adjustment for the kind of issue, one more point of {point.title} is associated with "
            f"{figure(point.pooled, 'number', margin=point.kept.margin)} more customers kept a year."
            for point in answer.points
        ),
        would_change=(
            "An initiative with a comparison group that changes one of these measures would show how much is cause.",
        ),
    )


def _caveats(answer: Worth, held: Base) -> tuple[Caveat, ...]:
    found = [
        Caveat(
            "association",
            "an association with retention need not be its cause: these figures are the most a point could bring",
            "warning",
        ),
        Caveat(
            "apart", "avoided contacts are shown separately from customers kept; do not add them to a cost already cut"
        ),
    ]
    far = [point.title for point in answer.points if point.gap is not None and point.gap > FAR_POINTS]
    if far:
        text = (
            f"the gap to the target of {listed(far)} is over {FAR_POINTS} points: its gain assumes that the last point "
            "brings as much as the first"
        )
        found.append(Caveat("far", text, "warning"))
    if answer.multiple is not None:
        text = (
            f"a kept customer counts {answer.multiple:.2f} years of the mean value of its segment, over "
            f"{counted(answer.horizon_months, 'months')} discounted at {100 * answer.discount:g}% a year, with "
            "retention fitted to past departures; the intervals take this as exact"
        )
        found.append(Caveat("lifetime", text))
    return tuple(found)


def _unpriced(answer: Worth, held: Base) -> tuple[Missing, ...]:
    if answer.multiple is not None and held.value:
        return ()
    known = {
        "customers.value_per_year": ("what a customer is worth a year", bool(held.value)),
        "customers.since_on": ("how long customers stay", answer.multiple is not None),
    }
    lacking = [name for name, (_, is_known) in known.items() if not is_known]
    reason = f"the data do not show {' or '.join(known[name][0] for name in lacking)}"
    return (Missing("worth_in_money", "Worth in money", reason, f"map {' and '.join(lacking)}"),)
