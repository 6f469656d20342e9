"""Which days a question is about, which it is compared with, and where its answer comes from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version

import numpy as np

from steelyard import catalogue
from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.periods.volumes import Volumes, months_of, volumes
from steelyard.answers import Caveat, Estimate, Provenance
from steelyard.errors import QuestionError
from steelyard.measure.missing import check_refused
from steelyard.measure.question import filters_of
from steelyard.settings.model import Assumptions, Settings
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.wording import listed

_FACTS = ("fact_contacts", "fact_issues", "fact_responses", "fact_evaluations")
_USUAL = ("quarter", "month")
_OF_THE_DATA = frozenset(
    {
        "unidentified",
        "partly_known",
        "assumed_cost",
        "customer_hour",
        "these_contacts",
        "immature",
        "no_comparison",
        "chosen_days",
    }
)
"""Caveats that are true of the data whatever is measured."""

Days = tuple[date, date]


@dataclass(frozen=True)
class Frame:
    """The days of a question.

    Args:
        now: what is shown.
        before: what it is compared with; None where the data do not reach back.
        first_on, last_on: the local days the data hold.
        mature_on: the last day whose issues are all mature.
        follow_days: up to how many days after its start each issue and contact of both is read; None where nobody
            knows how long they were followed.
        refusal: why periods cannot be compared at all; `before` is then None. Empty where they can.
        caveats: what was chosen, where the reader did not.
    """

    now: Span
    before: Span | None
    first_on: date
    last_on: date
    mature_on: date
    caveats: tuple[Caveat, ...] = ()
    follow_days: float | None = None
    refusal: str = ""


def frame(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
) -> Frame:
    """Choose the days.

    Unless told, `now` is the newest complete quarter of usual volume whose issues are all mature (the newest such month
    where the data hold no such quarter, all days where they hold no such month), and `before` the same days a year
    earlier, so that seasons do not pass for change; where the data do not reach so far back, or hold a sliver there,
    the days right before. Where a period or days are asked for, `before` is the days right before. Where contacts form
    no issues there is nothing to mature. Both are read at the same follow-up (see
    `follow_up`).

    Raises:
        QuestionError: no such period, or days the data do not hold.
    """
    first_on, last_on = covered(snapshot, settings)
    mature_on = _mature_on(snapshot, settings, last_on)
    held: Volumes | None = None
    why: tuple[Caveat, ...] = ()
    if period or from_on or to_on:
        known = _now(period, from_on, to_on, first_on, last_on, mature_on)
    else:
        held = volumes(snapshot)
        known, why = _usual(held, settings, first_on, last_on, mature_on)
    before = _within(Span(*against), first_on, last_on) if against else _before(known, held, first_on)
    refusal = one_sided(snapshot)
    before = None if refusal else before
    follow_days = follow_up(snapshot, settings, known, *((before,) if before else ()))
    incomplete = _incomplete(snapshot, settings, (known, *((before,) if before else ())))
    caveats = (*_caveats(known, before, mature_on, refusal), *incomplete, *why)
    return Frame(known, before, first_on, last_on, mature_on, caveats, follow_days, refusal)


def one_sided(snapshot: Snapshot) -> str:
    """Why periods of these data cannot be compared: a source that holds only what was closed since some day."""
    found = snapshot.manifest.notes.get("closed_since")
    if not isinstance(found, dict) or not found:
        return ""
    source, since_on = min(found.items(), key=lambda entry: entry[1])
    return (
        f"Periods cannot be compared: {source} holds only contacts closed from {since_on} on, so of earlier ones only "
        f"those that took long, and of the newest only those already closed. Export all contacts by their start"
    )


def follow_up(snapshot: Snapshot, settings: Settings, *compared: Span) -> float | None:
    """Up to how many whole days after its start each issue and contact of some spans can be read alike.

    That is the longest that all of them had by the horizon: at least two return windows, and no more than
    `assumptions.follow_up_days`. None without a horizon.
    """
    horizon: datetime | None = snapshot.manifest.horizon
    if horizon is None:
        return None
    zone = settings.time_zone
    had = min(date_range.days_since_end(span, horizon, zone) for span in compared)
    least = 2 * settings.assumptions.return_window_days
    return max(least, min(float(had), settings.assumptions.follow_up_days))


def _incomplete(snapshot: Snapshot, settings: Settings, spans: Sequence[Span]) -> tuple[Caveat, ...]:
    """A warning of days before the first and after the last one that every source of contacts is complete for."""
    begun_on, now = settings.covers_from, max(spans, key=lambda span: span.to_on)
    early: tuple[Caveat, ...] = ()
    if begun_on and min(span.from_on for span in spans) < begun_on:
        since = f"{begun_on.day} {begun_on:%b %Y}"
        text = f"contacts are complete from {since} on (covers_from): figures of earlier days rest on some of them"
        early = (Caveat("incomplete_before", text, "warning"),)
    horizon: datetime | None = snapshot.manifest.horizon
    declared = settings.engine.covers_until or any(source.covers_until for source in settings.sources)
    complete_on = date_range.day_before(horizon, settings.time_zone) if horizon and declared else now.to_on
    if now.to_on <= complete_on:
        return early
    until = f"{complete_on.day} {complete_on:%b %Y}"
    text = f"contacts are complete up to {until} (covers_until): figures of later days rest on some of their contacts"
    return (*early, Caveat("incomplete", text, "warning"))


def _within(span: Span, first_on: date, last_on: date) -> Span:
    if span.to_on < first_on or span.from_on > last_on:
        held = Span(first_on, last_on).label
        raise QuestionError(f"the data hold no days of {span.label} to compare with", next=f"They hold {held}")
    return span


def covered(snapshot: Snapshot, settings: Settings) -> Days:
    """The first and last local day the data hold: as declared where a source says so, else those of the facts.

    Declared days count where no contact fell on them, before the first contact and up to the horizon.
    """
    first_on, last_on = extent(snapshot)
    horizon: datetime | None = snapshot.manifest.horizon
    if settings.covers_from and settings.covers_from <= last_on:
        first_on = settings.covers_from
    return first_on, max(last_on, date_range.day_before(horizon, settings.time_zone)) if horizon else last_on


def extent(snapshot: Snapshot, facts: Sequence[str] = _FACTS) -> Days:
    """The first and last local day of these facts, whatever is declared; QuestionError where they are empty."""
    check_refused(snapshot, "extent")
    found = _extents(snapshot, facts)
    lows = found["low"][~np.isnat(found["low"])]
    if not len(lows):
        what = "the store holds no contacts, and no answers or evaluations that belong to one"
        raise QuestionError(what, next="steelyard check")
    highs = found["high"][~np.isnat(found["high"])]
    return lows.min().astype(date), highs.max().astype(date)


def _extents(snapshot: Snapshot, facts: Sequence[str]) -> dict[str, np.ndarray]:
    """The first and last day of each fact."""
    tables = [table for table in facts if table in snapshot.manifest.tables]
    spoken = " UNION ALL ".join(f'SELECT min("on") AS low, max("on") AS high FROM {table}' for table in tables)
    return asked(snapshot, spoken) if spoken else {"low": np.array([], "datetime64[D]")}


def provenance(
    snapshot: Snapshot, settings: Settings, now: Span | None, where: Mapping[str, Sequence[str]] | None = None
) -> Provenance:
    """Where an answer about those days comes from."""
    manifest = snapshot.manifest
    return Provenance(
        steelyard=version("steelyard"),
        version=manifest.version,
        horizon=manifest.horizon,
        time_zone=settings.time_zone,
        currency=settings.currency,
        from_on=now.from_on if now else None,
        to_on=now.to_on if now else None,
        where=filters_of(where),
        settings=manifest.settings,
        assumptions={**assumed(settings.assumptions, settings.currency), **_followed(snapshot)},
    )


def _followed(snapshot: Snapshot) -> dict[str, str]:
    """Within how long what becomes true later is counted, as people read it."""
    if snapshot.follow_days is None:
        return {}
    return {"follow-up": f"within {snapshot.follow_days:g} days of the start"}


def assumed(assumptions: Assumptions, currency: str) -> dict[str, str]:
    """The assumptions that touch figures, as people read them."""
    found = {"return window": f"{assumptions.return_window_days:g} days"}
    if assumptions.hourly_cost is not None:
        found["hourly cost"] = f"{assumptions.hourly_cost:g} {currency} where the ledger gives none"
    if assumptions.customer_hour_value is not None:
        found["customer's hour"] = f"{assumptions.customer_hour_value:g} {currency}"
    found |= {
        f"minutes per {channel} contact": f"{value:g}" for channel, value in assumptions.minutes_per_contact.items()
    }
    found |= {
        f"cost per {channel} contact": f"{value:g} {currency}"
        for channel, value in assumptions.cost_per_contact.items()
    }
    return found


def gathered(estimates: Iterable[Estimate | None]) -> tuple[Caveat, ...]:
    """The caveats of figures, each said once and of which measures; refusals stay with their own figure."""
    found: dict[Caveat, list[str]] = {}
    for estimate in estimates:
        for caveat in estimate.caveats if estimate else ():
            if estimate and caveat.weight != "refusal":
                found.setdefault(caveat, []).append(estimate.metric)
    texts = Counter(caveat.id for caveat in found)
    return tuple(
        caveat if caveat.id in _OF_THE_DATA and texts[caveat.id] == 1 else caveat.spoken_of(_titles(names))
        for caveat, names in found.items()
    )


def _titles(names: Sequence[str]) -> list[str]:
    entries = catalogue.entries("metrics", "METRIC")
    return [entries[name].title if name in entries else name.replace("_", " ").capitalize() for name in names]


def _mature_on(snapshot: Snapshot, settings: Settings, last_on: date) -> date:
    horizon: datetime | None = snapshot.manifest.horizon
    known = snapshot.manifest.known.get("contacts", {})
    if horizon is None or not (known.get("customer_id") or known.get("issue_id")):
        return last_on
    return min(last_on, date_range.mature_until(horizon, settings.assumptions.return_window_days, settings.time_zone))


def _now(period: str, from_on: date | None, to_on: date | None, first_on: date, last_on: date, mature_on: date) -> Span:
    if from_on or to_on:
        span = Span(from_on or first_on, to_on or max(mature_on, from_on or first_on))
        if span.from_on > span.to_on:
            what = f"the span ends on {span.to_on}, before it begins on {span.from_on}"
            raise QuestionError(what, next="Swap --from and --to.")
        if span.from_on > last_on or span.to_on < first_on:
            raise QuestionError(
                f"there are no data from {span.from_on} to {span.to_on}",
                next=f"The data go from {first_on} to {last_on}.",
            )
        return span
    return date_range.latest_complete(period, first_on, mature_on) or Span(first_on, last_on)


def _usual(
    held: Volumes, settings: Settings, first_on: date, last_on: date, mature_on: date
) -> tuple[Span, tuple[Caveat, ...]]:
    """The newest complete, mature period of usual volume, and why these days were taken."""
    wait = math.ceil(2 * settings.assumptions.return_window_days) + 1 if mature_on < last_on else 0
    for period in _USUAL:
        found, passed = held.latest(period, first_on, mature_on)
        if found:
            return found, (Caveat("chosen_days", _why(held, period, found, passed, wait)),)
    text = "All days of the data are shown: they hold no whole month of usual volume that is old enough to count."
    return Span(first_on, last_on), (Caveat("chosen_days", text),)


def _why(held: Volumes, period: str, found: Span, passed: Sequence[Span], wait: int) -> str:
    """Why a period was taken, what was passed over, and when the next one can be shown.

    Args:
        wait: days from a period's end until its issues are old enough.
    """
    said = (
        f"{found.label} is shown because it is the newest whole {period} of usual volume that is old enough to count."
    )
    if passed:
        slivers = listed([f"{span.label} ({held.held(span):,})" for span in reversed(passed)])
        usual = f"{held.usual(period):,.0f} {held.unit} in a {period} are usual"
        said += f" Passed over because they hold too little: {slivers}; {usual}."
    following = date_range.span_of((passed[0] if passed else found).to_on + timedelta(days=1), period)
    needed = following.to_on + timedelta(days=wait)
    return f"{said} {following.label} can be shown once the data reach to {needed.day} {needed:%b %Y}."


def _before(now: Span, held: Volumes | None, first_on: date) -> Span | None:
    if held is None:
        choices = [date_range.before(now)]
    else:
        period = "quarter" if len(months_of(now)) > 1 else "month"
        choices = [
            span for span in (date_range.year_before(now), date_range.before(now)) if held.is_usual(span, period)
        ]
    return next((span for span in choices if span.from_on >= first_on), None)


def _caveats(now: Span, before: Span | None, mature_on: date, refusal: str) -> Iterable[Caveat]:
    if refusal:
        yield Caveat("closed_only", f"{refusal}.", "warning")
    if now.to_on > mature_on:
        young = f"issues begun after {mature_on.day} {mature_on:%b %Y} may still come back"
        text = f"{now.label} is not yet mature: {young}"
        yield Caveat("immature", text, "warning")
    if before is None and not refusal:
        yield Caveat("no_comparison", f"The data do not reach back far enough to compare {now.label} with anything.")
