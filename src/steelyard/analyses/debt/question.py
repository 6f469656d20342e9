"""What is broken in customers' journeys, since when, and what does it cost every month?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from steelyard.analyses.debt import levels, wording
from steelyard.analyses.debt.answer import Debt, Debts, Line, Since, Standing
from steelyard.analyses.debt.cells import Cells, Prices, Scope, cells, paid, prices
from steelyard.analyses.debt.finding import (
    SLOW,
    SURGE,
    Found,
    Measure,
    find,
    has_surge,
    is_up,
    kinds_of,
    measures,
    observed,
)
from steelyard.analyses.debt.pricing import MONTH_WEEKS, Added, added, newest, repayment, together
from steelyard.analyses.periods.annualise import YEAR_DAYS
from steelyard.analyses.periods.choice import Frame, frame, one_sided, provenance
from steelyard.analyses.worth.question import MOST_MONTHS, multiple_of
from steelyard.answers import Estimate, Interval, Missing
from steelyard.declare import Fracture
from steelyard.errors import QuestionError
from steelyard.measure import missing as lacking
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.missing import unlock
from steelyard.measure.models import fractures as model
from steelyard.measure.models.customer_base import base, departures
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.stretch import Stretch, beginnings, highest, raised
from steelyard.store import Snapshot
from steelyard.theme import counted
from steelyard.wording import capital

TITLE = "CX debt"
REMOVABLE = 0.5
"""The share of the interest that a repair is assumed to take away, until one was tested."""

LEAST_WEEKS = 16
DISCOUNT = 0.1


@dataclass(frozen=True)
class Data:
    """What was read.

    Args:
        names: fracture -> its title, in the causal order. loyal: customers who left for each issue whose customer
            left; None where not known. kept: money for one customer kept; None where not known.
    """

    held: Cells
    price: Prices
    names: Mapping[str, str]
    dimensions: tuple[str, ...]
    parts: levels.Parts
    customers: Mapping[tuple[Scope, str], int]
    loyal: float | None
    kept: float | None
    currency: str

    def title(self, fracture: str) -> str:
        """As people say it."""
        return {SURGE: "issues that were not there before", SLOW: "work that takes longer"}.get(
            fracture, self.names.get(fracture, fracture)
        )


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    noted: str = "",
) -> Debts:
    """The fractures of the days, and what became more frequent in all weeks, beyond chance.

    Args:
        from_on, to_on: what interest is shown for; debts are looked for in all weeks there are.
        noted: debts of a register, as JSON; each is given a standing.
    """
    told = read_noted(noted)
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    blank = Debts(
        question="debt", title=TITLE, provenance=provenance(snapshot, settings, days.now), removable=REMOVABLE
    )
    first, last = model.whole_weeks(days.first_on, days.mature_on)
    refusal = _refusal(snapshot, settings, first, last)
    if refusal:
        return wording.refused(blank, refusal, told)
    tellable, untold = model.tellable(snapshot, settings)
    data = _read(snapshot, settings, days, tellable, first, last)
    begun = round(data.parts.total(Scope(), "issues")) if Scope() in data.parts.sums else 0
    if begun < FEWEST:
        reason = f"{counted(begun, 'issues')} began in {days.now.label}; {FEWEST} are needed"
        return wording.refused(blank, Missing("debt", TITLE, reason, "ask for more days"), told)
    fractures = tuple(data.names)
    claimed, seen = find(data.held, data.dimensions, fractures)
    found = tuple(_debt(data, one) for one in claimed)
    gross = _gross(data, fractures)
    net, share = _net(data)
    answer = replace(
        blank,
        lines=tuple(_lines(data, fractures)),
        found=found,
        seen=tuple(_debt(data, one) for one in seen),
        standings=tuple(_standing(data, one) for one in told),
        gross=gross,
        net=net,
        service_cost=_service_cost(data),
        tested=claimed[0].tested if claimed else _tested(data, fractures),
        until=data.held.weeks[-1] + timedelta(days=6),
        missing=tuple(
            Missing(f"fracture.{name}", capital(entry.title), "no column tells them", _unlocked(entry))
            for name, entry in untold.items()
        ),
    )
    nobody = unidentified(snapshot, settings, where=None, from_on=days.first_on, to_on=days.mature_on)
    return wording.told(answer, share, data.price, nobody, days, _unknown(data))


def read_noted(text: str) -> list[dict[str, Any]]:
    """Debts of a register.

    Raises:
        QuestionError: it is not a list of them.
    """
    if not text:
        return []
    try:
        found = json.loads(text)
        told = [
            {
                "fracture": str(one["fracture"]),
                "by": str(one.get("by", "")),
                "part": str(one.get("part", "")),
                "since": date.fromisoformat(one["since"]) if one.get("since") else None,
                "repaid": date.fromisoformat(one["repaid"]) if one.get("repaid") else None,
            }
            for one in found
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        hint = 'Write [{"fracture": "returned", "by": "family", "part": "billing", "since": "2026-02-02"}].'
        raise QuestionError("noted is not a list of debts in JSON", next=hint) from None
    return told


def _refusal(snapshot: Snapshot, settings: Settings, first: date, last: date) -> Missing | None:
    """Why nothing can be told; None where something can."""
    reason = one_sided(snapshot)
    if reason:
        return Missing("debt", TITLE, reason, "export all contacts by their start")
    if snapshot.manifest.horizon is None:
        return Missing("debt", TITLE, "nobody knows up to when the data are complete", "load contacts with a start")
    nothing = lacking(snapshot, ["contacts_per_issue"], settings)
    if nothing:
        return Missing("debt", TITLE, nothing[0].reason, nothing[0].unlock)
    weeks = ((last - first).days + 1) // 7
    if weeks < LEAST_WEEKS:
        reason = f"the data hold {max(weeks, 0)} whole weeks of mature issues; {LEAST_WEEKS} are needed"
        return Missing("debt", TITLE, reason, "load a longer period")
    nobody = unidentified(snapshot, settings, where=None, from_on=first, to_on=last)
    return nobody.missing("debt", TITLE)


def _read(
    snapshot: Snapshot, settings: Settings, days: Frame, held: Mapping[str, Fracture], first: date, last: date
) -> Data:
    dimensions = dimensions_of(snapshot, settings)
    follow = 2 * settings.assumptions.return_window_days
    low, high = min(first, days.now.from_on), max(last, days.now.to_on)
    with model.reading(snapshot, settings, held, dimensions, low, high, follow) as asked:
        weekly = model.series(asked)
        level = model.level(asked, days.now.from_on, days.now.to_on)
        people = model.customers(asked, days.now.from_on, days.now.to_on)
    nobody = unidentified(snapshot, settings, where=None, from_on=first, to_on=last)
    identified = 1 / (1 - min(nobody.share, 0.5))
    table = cells(weekly, dimensions, first, last - timedelta(days=6))
    price = prices(table, identified)
    months = ((days.now.to_on - days.now.from_on).days + 1) / (YEAR_DAYS / 12)
    loyal, kept = _loyalty(snapshot, settings, days.first_on)
    return Data(
        paid(table, price),
        price,
        {name: entry.title for name, entry in held.items()},
        dimensions,
        levels.parts(level, months, identified),
        _people(people, tuple(held)),
        loyal,
        kept,
        settings.currency,
    )


def dimensions_of(snapshot: Snapshot, settings: Settings) -> tuple[str, ...]:
    """What scopes may be parts of: topic family, channel, site (else team) and the workspace's own, as far as known."""
    known = snapshot.manifest.known
    contacts, agents = known.get("contacts", {}), known.get("agents", {})
    own = tuple(name for name in settings.dimensions if contacts.get(name, True))
    place = ("site",) if agents.get("site") else ("team",) if contacts.get("team") else ()
    return (
        *(("family",) if contacts.get("topic") else ()),
        *(("channel",) if contacts.get("channel") else ()),
        *place,
        *own,
    )


def _people(rows: Mapping[str, np.ndarray], fractures: Sequence[str]) -> dict[tuple[Scope, str], int]:
    return {
        (Scope(by, part), name): int(rows[f"who_{name}"][at])
        for at, (by, part) in enumerate(zip(rows["by"].tolist(), rows["part"].tolist(), strict=True))
        for name in fractures
    }


def _loyalty(snapshot: Snapshot, settings: Settings, first_on: date) -> tuple[float | None, float | None]:
    """Customers who left for each issue whose customer left, and what keeping one is worth; None where not known."""
    if lacking(snapshot, ["churn_rate"], settings):
        return None, None
    left = departures(snapshot, settings)
    shares = [share for share in left.values() if np.isfinite(share)]
    if not shares:
        return None, None
    held = base(snapshot, settings, first_on)
    multiple = multiple_of(held, MOST_MONTHS, DISCOUNT) if held.value else None
    if multiple is None:
        return float(np.mean(shares)), None
    mean = float(np.average(list(held.value.values()), weights=[held.customers[name] for name in held.value]))
    return float(np.mean(shares)), mean * multiple


def _unlocked(entry: Fracture) -> str:
    return " and ".join(unlock(need) for need in entry.needs)


def _unknown(data: Data) -> dict[str, float]:
    """Share of contacts of which "cost" and "the customer's time" are not known, where they are known of others."""
    contacts = data.parts.total(Scope(), "contacts")
    names = {"cost": "unpriced", "the customer's time": "untimed"}
    shares = {said: data.parts.total(Scope(), name) / contacts for said, name in names.items()} if contacts else {}
    return {said: share for said, share in shares.items() if 0.01 <= share < 1}


def _tested(data: Data, fractures: Sequence[str]) -> int:
    return len(data.held.scopes(data.dimensions)) * len(measures(fractures, data.held))


def _lines(data: Data, fractures: Sequence[str]) -> list[Line]:
    """Every fracture everywhere, then by part."""
    scopes = [Scope()] + [Scope(by, part) for by in data.dimensions for part in data.held.parts[by]]
    known = [scope for scope in scopes if scope in data.parts.sums]
    return [line for scope in known for line in (_line(data, scope, name) for name in fractures) if line]


LEAST_EVENTS = 20
"""Of a part, below which nothing is shown of it."""


def _line(data: Data, scope: Scope, name: str) -> Line | None:
    parts = data.parts
    events = parts.total(scope, f"n_{name}")
    if scope.by and events < LEAST_EVENTS:
        return None
    has_cost = data.price.hour is not None or parts.total(scope, f"cost_{name}") > 0
    has_time = parts.total(Scope(), "customer_s") > 0
    has_value = has_time and parts.total(Scope(), "customer_cost") > 0
    kinds = tuple(kind for kind, is_known in (("cost", has_cost), ("value", has_value)) if is_known)
    gross = [f"{kind}_{name}" for kind in kinds]
    net = [f"net_{kind}_{name}" for kind in kinds]
    spent = [column for column, is_known in (("cost", has_cost), ("customer_cost", has_value)) if is_known]
    lost = _lost(data, scope, name)
    return Line(
        name,
        data.title(name),
        scope.by,
        scope.part,
        data.customers.get((scope, name), 0),
        parts.monthly(scope, [f"n_{name}"], name, "count"),
        parts.monthly(scope, [f"cost_{name}"], "cost", "money") if has_cost else None,
        parts.monthly(scope, [f"seconds_{name}"], "time", "hours", 1 / 3600) if has_time else None,
        parts.monthly(scope, [f"value_{name}"], "time_value", "money") if has_value else None,
        parts.monthly(scope, gross, "interest", "money") if kinds else None,
        parts.monthly(scope, net, "net", "money") if kinds else None,
        parts.ratio(scope, net, spent, "share") if kinds else None,
        lost,
        _priced(lost, data.kept),
        levels.growth(data.held, scope, name) if scope in _in_cells(data) else None,
    )


def _in_cells(data: Data) -> set[Scope]:
    return {Scope(by, part) for by, parts in data.held.parts.items() for part in parts}


def _lost(data: Data, scope: Scope, name: str) -> Estimate | None:
    """Customers a month lost beyond similar issues without any fracture."""
    if data.loyal is None or data.parts.total(scope, f"told_{name}") < levels.LEAST_LOYAL:
        return None
    rows = data.parts.sums[scope]
    values = np.stack([rows[f"{kind}_{name}"] for kind in ("left", "expected", "told", "issues")], axis=1)
    factor = data.loyal * data.parts.identified / data.parts.months

    def lost(sums: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((sums[..., 0] - sums[..., 1]) / sums[..., 2] * sums[..., 3] * factor)

    return data.parts.estimate(scope, values, lost, "lost", "number")


def _priced(lost: Estimate | None, kept: float | None) -> Estimate | None:
    if lost is None or kept is None or lost.value is None:
        return None
    limits = lost.interval
    return replace(
        lost,
        metric="lost_value",
        unit="money",
        value=lost.value * kept,
        interval=replace(limits, low=limits.low * kept, high=limits.high * kept) if limits else None,
    )


def _charged(data: Data) -> tuple[str, ...]:
    has_value = data.parts.total(Scope(), "customer_cost") > 0
    return tuple(kind for kind, known in (("cost", data.price.hour is not None), ("value", has_value)) if known)


def _gross(data: Data, fractures: Sequence[str]) -> Estimate | None:
    names = [f"{kind}_{name}" for kind in _charged(data) for name in fractures]
    return data.parts.monthly(Scope(), names, "gross", "money") if names else None


def _net(data: Data) -> tuple[Estimate | None, Estimate | None]:
    """Everything charged once, a month and as a share of all cost."""
    kinds = _charged(data)
    if not kinds:
        return None, None
    names = [f"once_{kind}" for kind in kinds]
    spent = [{"cost": "cost", "value": "customer_cost"}[kind] for kind in kinds]
    return data.parts.monthly(Scope(), names, "net", "money"), data.parts.ratio(Scope(), names, spent, "share")


def _service_cost(data: Data) -> float | None:
    kinds = _charged(data)
    spent = [{"cost": "cost", "value": "customer_cost"}[kind] for kind in kinds]
    return data.parts.monthly(Scope(), spent, "cost", "money").value if spent else None


def _debt(data: Data, found: Found) -> Debt:
    """A stretch as a debt, with what it costs."""
    held, stretch = data.held, found.stretch
    low, high = found.begins
    weeks = held.weeks
    since = Since(weeks[stretch.begin], weeks[low] - timedelta(days=6), weeks[high] + timedelta(days=6))
    before = np.arange(len(weeks)) < stretch.begin
    inside = stretch.inside(len(weeks))
    x, expected = observed(held, found.scope, found.measure)
    left_over = raised(x, np.where(before | ~inside, expected, 0.0), ~inside & ~before)
    goes_on = stretch.end >= len(weeks) or is_up(left_over, 0.025)
    if goes_on:
        inside = ~before
    until = None if goes_on else weeks[stretch.end - 1] + timedelta(days=6)
    rise = _rise(x, expected, before, stretch.inside(len(weeks)), found.measure.id)
    told = _amounts(data, found.scope, has_surge(found), before, inside, goes_on)
    return Debt(
        id=debt_id(found.measure.id, found.scope.by, found.scope.part),
        fracture=found.measure.id,
        title=wording.debt_title(data.title(found.measure.id), found.scope),
        by=found.scope.by,
        part=found.scope.part,
        since=since,
        until=until,
        rise=rise,
        p=found.p,
        also=found.also,
        topics=kinds_of(held, found),
        **told,
    )


def debt_id(fracture: str, by: str, part: str) -> str:
    """By which a debt is known again."""
    return f"{fracture}@{by}={part}" if by else fracture


def _rise(x: np.ndarray, expected: np.ndarray, before: Flags, inside: Flags, metric: str) -> Estimate:
    effect = raised(x, np.where(before | inside, expected, 0.0), inside)
    level = x[before].sum() / expected[before].sum() if expected[before].sum() > 0 else 0.0
    return _estimate(effect, 1 / (level * expected[inside].sum()) if level > 0 else float("nan"), metric, "share")


def _amounts(data: Data, scope: Scope, surge: bool, before: Flags, inside: Flags, goes_on: bool) -> dict[str, Any]:
    """What it costs a month while it lasts, what in the newest weeks, and in all."""
    all_of_it = added(data.held, data.price, scope, surge, before, inside)
    latest = added(data.held, data.price, scope, surge, before, inside & newest(data.held)) if goes_on else None
    loyal = data.loyal or float("nan")
    lost = _estimate(all_of_it.left, loyal * MONTH_WEEKS / max(all_of_it.left_weeks, 1), "lost", "number")
    lost_told = lost if lost.value is not None else None
    months = max(all_of_it.months, 1e-9)
    interest = _interest(all_of_it)
    monthly = _known(interest, 1 / months, "interest", "money")
    if _surely_fell(monthly):
        return {
            **dict.fromkeys(_MASKED),
            "fell": monthly,
            "lost": lost_told,
            "lost_value": _priced(lost_told, data.kept),
        }
    now = _known(_interest(latest), 1 / max(latest.months, 1e-9), "now", "money") if latest else None
    return {
        "cost": _known(all_of_it.cost, 1 / months, "cost", "money"),
        "time": _known(all_of_it.time_s, 1 / 3600 / months, "time", "hours"),
        "time_value": _known(all_of_it.time_value, 1 / months, "time_value", "money"),
        "contacts": _known(all_of_it.contacts, 1 / months, "contacts", "count"),
        "interest": monthly,
        "now": None if _surely_fell(now) else now,
        "lost": lost_told,
        "lost_value": _priced(lost_told, data.kept),
        "total": _known(interest, 1.0, "total", "money"),
    }


_MASKED = ("cost", "time", "time_value", "contacts", "interest", "now", "total")
"""What is read from all work of a part, and says nothing of a debt where that fell for another reason."""


def _surely_fell(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.interval is not None and estimate.interval.high < 0


def _interest(found: Added) -> Effect:
    return together(found.cost, found.time_value)


def _known(effect: Effect, scale: float, metric: str, unit: str) -> Estimate | None:
    found = _estimate(effect, scale, metric, unit)
    return found if found.value is not None else None


def _estimate(effect: Effect, scale: float, metric: str, unit: str) -> Estimate:
    low, high = effect.limits()
    interval = Interval(low * scale, high * scale, method="weeks beside the other parts", chances=("weeks",))
    return Estimate(metric, unit, {}, effect.value * scale, interval)


def _standing(data: Data, told: Mapping[str, Any]) -> Standing:
    """How a debt of the register stands."""
    scope, fracture = Scope(told["by"], told["part"]), told["fracture"]
    title = wording.debt_title(data.title(fracture), scope)
    blank = Standing(_empty(fracture, scope, title))
    measure = next((one for one in measures(tuple(data.names), data.held) if one.id == fracture), None)
    if measure is None:
        return replace(blank, why="these data do not tell this kind of fracture")
    if scope not in _in_cells(data):
        return replace(blank, why="these data hold no such part")
    level = _level(data, scope, fracture)
    if len(data.held.parts[scope.by]) < 2 and fracture == SURGE:
        return replace(blank, level=level, why="there is no other part to hold it against")
    x, expected = _held_against(data, scope, measure)
    begun = told["since"] or _begun(data, scope, measure)
    if begun is None:
        return replace(blank, level=level, why="no beginning stands out, so that nothing tells what it added")
    return _since(data, scope, measure, begun, told["repaid"], level, title, x, expected)


def _held_against(data: Data, scope: Scope, measure: Measure) -> tuple[np.ndarray, np.ndarray]:
    if measure.id == SURGE or scope.by:
        return observed(data.held, scope, measure)
    return data.held.total(scope, measure.name), data.held.at_mix(scope, measure.name, measure.of)


def _begun(data: Data, scope: Scope, measure: Measure) -> date | None:
    found = highest(*_held_against(data, scope, measure))
    return data.held.weeks[found.begin] if found is not None and found.p <= 0.05 else None


def _since(
    data: Data,
    scope: Scope,
    measure: Measure,
    begun: date,
    repaid: date | None,
    level: Estimate | None,
    title: str,
    x: np.ndarray,
    expected: np.ndarray,
) -> Standing:
    weeks = data.held.weeks
    at = np.array(weeks, dtype="datetime64[D]")
    before, inside = at < np.datetime64(begun), at >= np.datetime64(begun)
    if before.sum() < 4 or not inside.any():
        why = "the data hold fewer than 4 whole weeks before it began, so that nothing tells what it added"
        return Standing(_empty(measure.id, scope, title), level, why=why)
    first = int(np.flatnonzero(inside)[0])
    stretch = Stretch(first, len(weeks), 0.0, 0.0, 1.0)
    low, high = beginnings(x, expected, stretch)
    since = Since(begun, min(begun, weeks[low] - timedelta(days=6)), max(begun, weeks[high] + timedelta(days=6)))
    debt = Debt(
        id=debt_id(measure.id, scope.by, scope.part),
        fracture=measure.id,
        title=title,
        by=scope.by,
        part=scope.part,
        since=since,
        until=None,
        rise=_rise(x, expected, before, inside, measure.id),
        p=None,
        **_amounts(data, scope, measure.id == SURGE, before, inside, True),
    )
    grows = _grows(x, expected, inside)
    if repaid is None:
        return Standing(debt, level, grows=grows)
    found = repayment(x, expected, weeks, begun, repaid)
    was = found.left.value - found.fell.value
    gone = _estimate(found.fell, -1 / was if was > 0 else float("nan"), "gone", "share")
    low_high = gone.interval
    if low_high is not None and low_high.low > low_high.high:
        gone = replace(gone, interval=replace(low_high, low=low_high.high, high=low_high.low))
    risen_on = weeks[found.risen_at] if found.risen_at >= 0 else None
    return Standing(debt, level, found.verdict, gone if gone.value is not None else None, risen_on, grows)


def _grows(x: np.ndarray, expected: np.ndarray, inside: Flags) -> bool:
    """Whether the newest 13 weeks since it began lie above the earlier ones since then."""
    late = inside & (np.arange(len(x)) >= len(x) - 13)
    if (inside & ~late).sum() < 8:
        return False
    return is_up(raised(x, np.where(inside, expected, 0.0), late), 0.025)


def _level(data: Data, scope: Scope, fracture: str) -> Estimate | None:
    if fracture in (SURGE, SLOW) or scope not in data.parts.sums:
        return None
    names = [f"{kind}_{fracture}" for kind in _charged(data)]
    return data.parts.monthly(scope, names, "interest", "money") if names else None


def _empty(fracture: str, scope: Scope, title: str) -> Debt:
    nothing: dict[str, Any] = dict.fromkeys(
        ("since", "until", "rise", "p", "cost", "time", "time_value", "contacts", "interest", "now", "lost",
         "lost_value", "total")
    )  # fmt: skip
    return Debt(
        id=debt_id(fracture, scope.by, scope.part),
        fracture=fracture,
        title=title,
        by=scope.by,
        part=scope.part,
        **nothing,
    )
