"""How much value do customers receive for each unit of resource?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from steelyard import measure
from steelyard.analyses.attribution.attribution import SEGMENTS, attribute
from steelyard.analyses.evidence.measured import measured
from steelyard.analyses.evidence.wording import clause
from steelyard.analyses.periods.choice import Days, Frame, frame, gathered, provenance
from steelyard.analyses.periods.comparison import is_claimed, pair, told_by
from steelyard.answers import Answer, Estimate, Interval
from steelyard.measure import Side
from steelyard.measure.question import filters_of
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import figure, number
from steelyard.wording import capital, figure_of, limits_of


@dataclass(frozen=True)
class Balance(Answer):
    """Where the beam stands, and before.

    Args:
        now: the balance, value per 1,000 of provider cost; None where it cannot be said.
        before: of the period before, None where there is none.
        change: of ln balance, as its factors add it up; None where it cannot be told.
        value: V, issues' worth of value; issues: I; resolved_share: R/I; experience: Q, mean quality of the resolved.
        provider_cost, customer_cost: M and w T of the same issues; None where not known.
        unit_cost_provider, unit_cost_customer: per unit of value.
        period, period_before: as people say them ("Jul-Sep 2026").
    """

    now: Estimate | None = None
    before: Estimate | None = None
    change: Estimate | None = None
    value: Estimate | None = None
    issues: Estimate | None = None
    resolved_share: Estimate | None = None
    experience: Estimate | None = None
    provider_cost: Estimate | None = None
    customer_cost: Estimate | None = None
    unit_cost_provider: Estimate | None = None
    unit_cost_customer: Estimate | None = None
    period: str = ""
    period_before: str = ""


_METRICS = (
    "balance",
    "contacts_per_issue",
    "value_per_issue",
    "effectiveness",
    "experience",
    "cost_per_issue",
    "customer_cost_per_issue",
    "unit_cost_provider",
    "unit_cost_customer",
)


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
) -> Balance:
    """The balance of a period, what lies in its pan, what it took, and the balance before.

    Totals are the figure for an issue times the number of mature issues, which is counted and has no chance of its own.

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    snapshot = snapshot.following(days.follow_days)
    missing = measure.missing(snapshot, _METRICS, settings)
    lacking = {entry.metric for entry in missing}
    known = [name for name in _METRICS if name not in lacking]
    found = pair(snapshot, settings, known, days, where=where)
    now = {name: estimate for (name, _), estimate in found.now.items()}
    issues = _issues(now.get("contacts_per_issue"))
    answer = Balance(
        question="balance",
        title=f"The balance: value received per {number(1000)} {settings.currency} spent",
        missing=missing,
        caveats=(*days.caveats, *gathered(now.values())),
        provenance=provenance(snapshot, settings, days.now, where),
        now=now.get("balance"),
        before=found.before.get(("balance", "")),
        value=_total(now.get("value_per_issue"), "value", issues),
        issues=issues,
        resolved_share=now.get("effectiveness"),
        experience=now.get("experience"),
        provider_cost=_total(now.get("cost_per_issue"), "provider_cost", issues),
        customer_cost=_total(now.get("customer_cost_per_issue"), "customer_cost", issues),
        unit_cost_provider=now.get("unit_cost_provider"),
        unit_cost_customer=now.get("unit_cost_customer"),
        period=days.now.label,
        period_before=days.before.label if days.before else "",
    )
    compared = found.change.get(("balance", ""))
    untold = tuple(c for c in compared.caveats if c.id in ("scale_changed", "undated")) if compared else ()
    is_told = answer.before and answer.before.value and not untold
    change = _change(snapshot, settings, days, where) if is_told else None
    if compared and change is not None and is_claimed(change):
        untold = tuple(c for c in compared.caveats if c.id == "non_respondents")
    return replace(
        answer,
        change=change,
        estimates=_figures(answer),
        sentences=_sentences(answer, change, settings.currency),
        caveats=(*answer.caveats, *untold),
        evidence=measured(snapshot, settings, list(now.values()), ("balance",), days.now, where),
    )


def moved(change: Estimate | None, before: str) -> str:
    """A change of ln balance as a clause: "that is 7% less than in Apr–Jun 2025 (5–9)"."""
    if change is None or change.value is None:
        return ""
    if not is_claimed(change):
        return f"whether that is more or less than in {before} cannot be told: the difference is within sampling error"
    size, word = change.as_share().sized(), "more" if change.value > 0 else "less"
    return f"that is {figure_of(size)} {word} than in {before} ({limits_of(size)})"


def _figures(answer: Balance) -> tuple[Estimate, ...]:
    held = (getattr(answer, entry.name) for entry in fields(answer))
    return tuple(entry for entry in held if isinstance(entry, Estimate))


def _change(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> Estimate | None:
    """The change as the factors add it up, so that both answers say the same."""
    if days.before is None:
        return None
    narrowed = filters_of(where)
    sides = [Side(span.from_on, span.to_on, narrowed) for span in (days.before, days.now)]
    split = attribute(measure.identity(snapshot, settings, *sides, by=SEGMENTS))
    return split.effect(split.factors) if split.is_defined else None


def _issues(counted: Estimate | None) -> Estimate | None:
    """The number of mature issues, as a figure."""
    if counted is None or not counted.n:
        return None
    return Estimate(
        "issues",
        "count",
        value=float(counted.n),
        n=counted.n,
        n_unit="issues",
        mature_share=counted.mature_share,
    )


def _total(each: Estimate | None, name: str, issues: Estimate | None) -> Estimate | None:
    """A figure for an issue carried to all of them."""
    if each is None or each.value is None or issues is None:
        return None
    count = issues.n
    interval = each.interval and _scaled(each.interval, count)
    bounds = each.bounds and (each.bounds[0] * count, each.bounds[1] * count)
    return replace(each, metric=name, value=each.value * count, interval=interval, bounds=bounds)


def _scaled(interval: Interval, count: int) -> Interval:
    return replace(interval, low=interval.low * count, high=interval.high * count)


def _sentences(answer: Balance, change: Estimate | None, currency: str) -> tuple[str, ...]:
    now = answer.now
    if now is None or now.value is None or now.interval is None:
        reasons = [entry.reason for entry in answer.missing if entry.metric == "balance"]
        reasons += [caveat.text for caveat in now.caveats if caveat.weight == "refusal"] if now else []
        return (f"The balance cannot be computed: {clause(reasons[0] if reasons else 'there are no mature issues')}.",)
    stands = (
        f"For every {figure(1000, 'money', currency=currency)} spent in {answer.period}, customers received as much as "
        f"{figure_of(now)} issues solved to full satisfaction ({limits_of(now)}){told_by(now)}."
    )
    against = moved(change, answer.period_before)
    return (stands, f"{capital(against)}.") if against else (stands,)
