"""How many contacts came in, month by month, and how many of them are still open?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from steelyard import measure
from steelyard.analyses.evidence.wording import clause
from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.choice import Days, Frame, frame, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Answer, Estimate, Missing
from steelyard.measure.estimates.estimate import parts_of
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import counted, figure

MOST_MONTHS = 18
"""How many months are shown."""

_CLOSED = "contacts_closed"


@dataclass(frozen=True)
class Month:
    """The contacts that began in a month.

    Args:
        begun_on: its first day. contacts: answered contacts begun in it.
        still_open: those of them without an end, a solution or a closure at the end of the data.
        is_whole: the data hold all of its days.
    """

    begun_on: date
    contacts: int
    still_open: int
    is_whole: bool = True


@dataclass(frozen=True)
class Volume(Answer):
    """Contacts by the month of their start, the newest last.

    Args:
        months: at most 18; empty where nobody knows what was closed.
        until: the last day of the data.
    """

    months: tuple[Month, ...] = ()
    until: date | None = None


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
) -> Volume:
    """The contacts of every month up to the end of the data, and the backlog by the month it began.

    Counts of what the data hold: they have no interval, since nothing was sampled.

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    missing = measure.missing(snapshot, [_CLOSED], settings)
    answer = Volume(
        question="volume",
        title="Volume and backlog",
        missing=tuple(Missing("volume", "Volume and backlog", entry.reason, entry.unlock) for entry in missing),
        provenance=provenance(snapshot, settings, days.now, where),
        until=days.last_on,
    )
    if missing:
        return replace(answer, sentences=(f"The backlog cannot be computed: {clause(missing[0].reason)}.",))
    months = _months(snapshot, settings, days, where)
    counts = _spans(snapshot, settings, days, where)
    return replace(
        answer,
        months=months,
        estimates=tuple(_estimates(months)),
        sentences=(*_came(counts, days), *_waiting(months, days.last_on)),
    )


def _months(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> tuple[Month, ...]:
    """Every month that holds an answered contact, as it stands at the end of the data."""
    first = days.last_on.replace(day=1)
    for _ in range(MOST_MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    first = max(first, days.first_on)
    sums = measure.measure(
        snapshot, settings, [_CLOSED], period="month", where=where, from_on=first, to_on=days.last_on
    )
    counts = sums.question.metrics[0].sums
    contacts, closed = (sums.total(counts[name]) for name in ("contacts", "closed"))  # type: ignore[arg-type]
    begun = [date.fromisoformat(part["period"]) for part in parts_of(sums)]
    rows = sorted(zip(begun, contacts.tolist(), closed.tolist(), strict=True))
    return tuple(_month(begun_on, round(came), round(came - gone), days) for begun_on, came, gone in rows if came)


def _month(begun_on: date, contacts: int, still_open: int, days: Frame) -> Month:
    span = date_range.span_of(begun_on, "month")
    is_whole = days.first_on <= span.from_on and span.to_on <= days.last_on
    return Month(begun_on, contacts, still_open, is_whole)


def _spans(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> dict[Span, int]:
    """The answered contacts of the days shown, and of those they are compared with."""
    found = {}
    for span in (days.now, *((days.before,) if days.before else ())):
        sums = measure.measure(snapshot, settings, [_CLOSED], where=where, from_on=span.from_on, to_on=span.to_on)
        found[span] = sum(entry.n for entry in measure.estimates(sums))
    return found


def _came(counts: Mapping[Span, int], days: Frame) -> tuple[str, ...]:
    """ "30,228 contacts came in Apr–Jun 2026, 4.1% more than in Apr–Jun 2025." """
    now = counts[days.now]
    said = f"{counted(now, 'answered contacts').capitalize()} began in {days.now.label}"
    before = counts.get(days.before, 0) if days.before else 0
    if not before or days.before is None:
        return (f"{said}.",)
    change = now / before - 1
    if abs(change) < 0.0005:
        return (f"{said}, as many as in {days.before.label}.",)
    return (f"{said}, {figure(abs(change), 'share')} {'more' if change > 0 else 'fewer'} than in {days.before.label}.",)


def _waiting(months: Sequence[Month], until: date) -> tuple[str, ...]:
    """How many are still open at the end of the data, and how many of them began before its last month."""
    waiting = sum(month.still_open for month in months)
    when = f"at the end of the data on {until.day} {until:%b %Y}"
    if not waiting:
        return (f"None of the contacts shown is still open {when}.",)
    old = sum(month.still_open for month in months if month.begun_on < until.replace(day=1))
    verb = "is" if waiting == 1 else "are"
    said = f"{counted(waiting, 'contacts').capitalize()} {verb} still open {when}"
    since = f"{old:,} of them began before that month" if old else "none of them began before that month"
    return (f"{said}; {since}.",)


def _estimates(months: Sequence[Month]) -> list[Estimate]:
    found = []
    for month in months:
        part = {"period": month.begun_on.isoformat()}
        for name, value in (("contacts", month.contacts), ("still_open", month.still_open)):
            found.append(Estimate(name, "count", part, float(value), n=month.contacts, n_unit="contacts"))
    return found
