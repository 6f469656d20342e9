"""Both kinds of measure side by side, by period and part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from steelyard import catalogue, measure
from steelyard.analyses.evidence.measured import measured
from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.choice import Days, Frame, frame, gathered, provenance
from steelyard.analyses.periods.comparison import Pair, is_claimed, pair
from steelyard.analyses.periods.happened import Happened, happened
from steelyard.answers import Answer, Caveat, Estimate
from steelyard.declare import Metric
from steelyard.errors import QuestionError
from steelyard.measure import question
from steelyard.measure.sums.model import relabel
from steelyard.metrics import find, is_better
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import counted
from steelyard.wording import change_of, figure_of, listed

_OF_CHANGE = ("change", "change_low", "change_high", "change_unit")


@dataclass(frozen=True)
class Line:
    """One measure of one part.

    Args:
        metric, title, side: side is "customers" (what customers got) or "resources" (what it took).
        now, before: the figure of the period shown and of the one before.
        change: now against before (shares and scores: difference; others: ln ratio), claimed only beyond both chances.
        is_claimed: the change's interval excludes zero.
        trend: the figures by period, oldest first; immature ones included and marked.
    """

    metric: str
    title: str
    side: str
    now: Estimate
    before: Estimate | None = None
    change: Estimate | None = None
    is_claimed: bool = False
    trend: tuple[Estimate, ...] = ()

    def rows(self, *, with_series: bool) -> list[dict[str, Any]]:
        """Flat: the figure with its change and both intervals, the other periods before and after it without."""
        change = self.change.to_row() if self.change else {}
        moved = {name: change.get(name.removeprefix("change_")) for name in _OF_CHANGE}
        moved |= {"change": change.get("value"), "is_claimed": self.is_claimed if change else None}
        shown = self.now.to_row() | moved
        others = [
            entry.to_row() | dict.fromkeys(moved)
            for entry in (self.trend if with_series else ())
            if entry.part.get("period") != self.now.part.get("period")
        ]
        return sorted([*others, shown], key=lambda row: str(row.get("period")))


@dataclass(frozen=True)
class Scorecard(Answer):
    """Every measure that can be computed.

    Args:
        lines: of the whole, customers' side first.
        parts: dimension value -> its lines, where split.
        by: the dimension split by; empty for none.
        period, period_before: as people say them.
        step: the period asked for, whose every one is in the rows (of parts, where measures were named); empty where
            none was.
        events: logged within the days of the data.
    """

    lines: tuple[Line, ...] = ()
    parts: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    by: str = ""
    period: str = ""
    period_before: str = ""
    step: str = ""
    events: tuple[Happened, ...] = ()

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row a part and measure (and period, where one was asked for): the figure, its change, intervals."""
        lines = [*self.lines, *(line for _, part in self.parts for line in part)]
        return [row for line in lines for row in line.rows(with_series=bool(self.step))]


_LEAD = (
    "first_contact_resolution",
    "resolution_rate",
    "customer_rating",
    "interaction_quality",
    "customer_time_per_issue",
    "unit_cost",
    "cost_per_resolved_issue",
    "handle_time",
)
"""What stands first on its side; the others follow by family."""

_FAMILIES = ("effectiveness", "experience", "loyalty", "effort", "balance", "resources", "efficiency")
_CUSTOMERS_FAMILIES = frozenset({"effectiveness", "experience", "loyalty", "effort"})
_CUSTOMERS_METRICS = frozenset({"experience", "effectiveness", "onceness", "unit_cost_customer"})
_TREND_DAYS = {"day": 62, "week": 371, "month": 548, "quarter": 1100}
"""How far back a trend goes, by its step."""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    by: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
    metrics: Sequence[str] = (),
) -> Scorecard:
    """Every measure that can be computed, now, before and as a trend; what cannot be is listed with its reason.

    Args:
        period: "day", "week", "month" or "quarter"; the last complete, mature one is shown (see `frames.frame`).
        by: a dimension to split by; a measure that does not know it is shown for the whole only.
        where: dimension -> values wanted; a measure that does not know it is left out.
        from_on, to_on: local days, instead of a period.
        against: the days compared with.
        metrics: ids; all of them unless told.

    Raises:
        QuestionError: a metric, dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    snapshot = snapshot.following(days.follow_days)
    chosen = ordered([find(name).id for name in metrics] or catalogue.names("metrics", "METRIC"))
    missing = measure.missing(snapshot, chosen, settings)
    lacking = {entry.metric for entry in missing}
    known = fitting([name for name in chosen if name not in lacking], tuple(where or ()), settings)
    whole = pair(snapshot, settings, known, days, where=where)
    trends = {} if days.refusal else _trends(snapshot, settings, known, days, period, where)
    lines = _lines(known, "", whole, trends)
    parts = _split(snapshot, settings, known, days, period if metrics else "", by, where) if by else ()
    every = [line.now for line in (*lines, *(line for _, part in parts for line in part))]
    changes = sum(line.change is not None and line.change.value is not None for line in lines)
    return Scorecard(
        question="scorecard",
        title="Both kinds of measure, side by side",
        sentences=sentences(lines, days, settings.currency),
        estimates=tuple(every),
        missing=missing,
        caveats=(*days.caveats, *gathered(line.now for line in lines), *gathered(map(_undone, lines))),
        provenance=provenance(snapshot, settings, days.now, where),
        lines=lines,
        parts=parts,
        by=by,
        period=days.now.label,
        period_before=days.before.label if days.before else "",
        step=period,
        events=happened(settings.events, days.first_on, days.last_on),
        evidence=measured(
            snapshot,
            settings,
            [line.now for line in lines],
            [name for name in _WORST if name in known],
            days.now,
            where,
            changes=changes,
        ),
    )


_WORST = ("first_contact_resolution", "resolution_rate", "balance")
"""Measures whose worst case is told in the evidence."""


def ordered(names: Sequence[str]) -> list[str]:
    """Measures as they are read: customers' side first, the leading ones first on each side."""
    return sorted(dict.fromkeys(names), key=_rank)


def side_of(metric: Metric) -> str:
    """ "customers" for what customers got, "resources" for what it took."""
    is_customers = metric.family in _CUSTOMERS_FAMILIES or metric.id in _CUSTOMERS_METRICS
    return "customers" if is_customers else "resources"


def fitting(names: Sequence[str], dimensions: tuple[str, ...], settings: Settings) -> list[str]:
    """The measures that can be split or filtered by all those dimensions; QuestionError where none can."""
    found, refusal = [], None
    for name in names:
        try:
            question.ask([name], by=dimensions, dimensions=settings.dimensions)
        except QuestionError as error:
            refusal = error
        else:
            found.append(name)
    if refusal is not None and not found:
        raise refusal
    return found


def _rank(name: str) -> tuple[bool, int, int, str]:
    metric = catalogue.entry("metrics", "METRIC", name)
    lead = _LEAD.index(name) if name in _LEAD else len(_LEAD)
    return side_of(metric) != "customers", lead, _FAMILIES.index(metric.family), name


def _undone(line: Line) -> Estimate | None:
    """A claimed change with what would undo it alone."""
    if line.change is None or not line.is_claimed:
        return None
    return replace(line.change, caveats=tuple(c for c in line.change.caveats if c.id == "non_respondents"))


def _lines(
    names: Sequence[str], part: str, found: Pair, trends: Mapping[tuple[str, str], tuple[Estimate, ...]]
) -> tuple[Line, ...]:
    lines = []
    for name in names:
        metric: Metric = catalogue.entry("metrics", "METRIC", name)
        now, change = found.now.get((name, part)), found.change.get((name, part))
        if now is not None:
            before = found.before.get((name, part))
            trend = trends.get((name, part), ())
            lines.append(Line(name, metric.title, side_of(metric), now, before, change, is_claimed(change), trend))
    return tuple(lines)


def _split(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    days: Frame,
    period: str,
    by: str,
    where: Mapping[str, Sequence[str]] | None,
) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    known = fitting(names, (by, *(where or ())), settings)
    found = pair(snapshot, settings, known, days, by=by, where=where)
    asked = bool(period) and not days.refusal
    trends = _trends(snapshot, settings, known, days, period, where, by) if asked else {}
    return tuple((part, _lines(known, part, found, trends)) for part in found.parts)


def _trends(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    days: Frame,
    period: str,
    where: Mapping[str, Sequence[str]] | None,
    by: str = "",
) -> dict[tuple[str, str], tuple[Estimate, ...]]:
    """(measure, part) -> figures by the period asked, by month unless told, to the data's end; no partial first."""
    step = period or "month"
    from_on = max(days.first_on, days.last_on - timedelta(days=_TREND_DAYS[step]))
    first = date_range.span_of(from_on, step)
    if first.from_on < from_on:
        first = date_range.span_of(first.to_on + timedelta(days=1), step)
    if first.from_on > days.last_on:
        return {}
    split = (by,) if by else ()
    sums = measure.measure(
        snapshot, settings, names, by=split, period=step, where=where or {}, from_on=first.from_on, to_on=days.last_on
    )
    pools = relabel([part[:-1] for part in sums.parts], {}).tolist()
    found: dict[tuple[str, str], list[Estimate]] = {}
    for entry in sorted(measure.estimates(sums, alike=pools), key=lambda entry: entry.part["period"]):
        found.setdefault((entry.metric, entry.part.get(by, "")), []).append(_marked(entry, step, days))
    return {key: tuple(entries) for key, entries in found.items()}


def _marked(entry: Estimate, step: str, days: Frame) -> Estimate:
    """A figure of a period that the data hold only in part is marked immature, whatever it rests on."""
    span = date_range.span_of(date.fromisoformat(entry.part["period"]), step)
    if span.to_on <= days.last_on:
        return entry
    held = (days.last_on - span.from_on).days + 1
    share = held / ((span.to_on - span.from_on).days + 1)
    return replace(entry, mature_share=min(share, 1.0 if entry.mature_share is None else entry.mature_share))


def sentences(lines: Sequence[Line], days: Frame, currency: str) -> tuple[str, ...]:
    """How many measures moved, of how many that cannot be told and why, and what became of the leading ones."""
    shown = counted(len(lines), "measures").capitalize()
    if days.before is None:
        return (f"{shown} of {days.now.label}.",)
    title = f"{shown} of {days.now.label}, compared with {days.before.label}"
    known = [line for line in lines if line.change is not None and line.change.interval is not None]
    if not known:
        return (f"{title}: whether any changed cannot be told, {_untold(lines)}.",)
    told = [_told(line, currency) for line in lines if line.metric in _LEAD and line.is_claimed]
    summary = f"{title}: {_counts(known)}{_rest(len(lines) - len(known))}."
    return (summary, f"{'; '.join(told)}.") if told else (summary,)


def _counts(known: Sequence[Line]) -> str:
    """What became of the measures whose change has an interval."""
    claimed = [line for line in known if line.is_claimed]
    if not claimed:
        return "none changed beyond sampling error"
    ways = [is_better(line.metric, line.change.value if line.change else None) for line in claimed]
    better, worse = ways.count(True), ways.count(False)
    moved = [f"{better or 'none'} improved", f"{worse or 'none'} got worse"]
    if len(claimed) > better + worse:
        moved.append(f"{len(claimed) - better - worse} changed with no better or worse direction")
    still = len(known) - len(claimed)
    return listed([*moved, *([f"{still} changed by no more than sampling error"] if still else [])])


def _rest(untold: int) -> str:
    return f"; for {untold} it cannot be told" if untold else ""


def _untold(lines: Sequence[Line]) -> str:
    """The commonest reason why a change has no interval."""
    reasons = Counter(caveat.text for line in lines for caveat in _reasons(line))
    return (
        f"mostly because {reasons.most_common(1)[0][0].rstrip('.')}" if reasons else "the earlier days hold too little"
    )


def _reasons(line: Line) -> tuple[Caveat, ...]:
    change = line.change.caveats if line.change else ()
    refused = tuple(caveat for caveat in change if caveat.weight == "refusal")
    return refused[:1] or tuple(caveat for caveat in change if caveat.id == "no_interval")


def _told(line: Line, currency: str) -> str:
    assert line.change is not None
    now = figure_of(line.now, currency)
    change = change_of(line.change, currency)
    return f"{line.title} {now} ({change}; {counted(line.now.n, line.now.n_unit)})"
