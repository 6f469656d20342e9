"""Two spans of days measured alike and set side by side, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from steelyard import measure, metrics
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.periods.scale_changes import incomparable
from steelyard.analyses.periods.undated import undated
from steelyard.answers import Caveat, Estimate
from steelyard.declare import Sum
from steelyard.measure import Side, Sums
from steelyard.measure.estimates.evaluate import Evaluator
from steelyard.measure.estimates.joint_difference import Together, together
from steelyard.measure.estimates.nonrespondents import MOST_ANSWERED
from steelyard.measure.question import filters_of, names_in
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

_PERIOD = "period"

LEAST = {"ln": 0.0005, "share": 0.0005, "score": 0.05}
"""unit -> a change smaller than this prints as none, and is not claimed however sure it is."""

LEDGER = frozenset({"capacity", "price", "technology", "field", "other", "contact_cost"})
"""Terms of the balance that the ledger makes, whose own error is not in their intervals."""

LEAST_OF_LEDGER = 0.005
"""A smaller movement, in log points, is less than a ledger can be trusted with."""

_LEDGER_COLUMNS = frozenset({"cost", "labour_cost", "technology_cost", "field_cost", "other_cost", "paid_s"})

_LITTLE = 0.01
"""A share of answers under this is said in words."""


@dataclass(frozen=True)
class Pair:
    """Figures of two spans.

    Args:
        now, before, change: (metric, part value or "") -> figure; `before` and `change` are empty without a comparison.
        parts: values of the dimension split by, in order; empty for none.
    """

    now: Mapping[tuple[str, str], Estimate]
    before: Mapping[tuple[str, str], Estimate]
    change: Mapping[tuple[str, str], Estimate]
    parts: tuple[str, ...] = ()


def pair(
    snapshot: Snapshot,
    settings: Settings,
    metrics: Sequence[str],
    days: Frame,
    *,
    by: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
) -> Pair:
    """Measure metrics in both spans of a frame; a change is after less before, with both chances."""
    sums = _of_both(snapshot, settings, metrics, days, by, where)
    figures = measure.estimates(sums, _pools(sums))
    now = _by_part(figures, by, days.now)
    before = _by_part(figures, by, days.before) if days.before else {}
    parts = tuple(dict.fromkeys(part for _, part in now)) if by else ()
    both = [part for part in (parts or ("",)) if any(key[1] == part for key in before)]
    sides = _sides(days, where) if before else []
    untold = incomparable(snapshot, settings, metrics, sides) if before else {}
    untold = {**undated(snapshot, settings, metrics, sides), **untold} if before else {}
    change: dict[tuple[str, str], Estimate] = {}
    for part in both:
        found = measure.differences(sums, _place(by, part, days.before), _place(by, part, days.now))
        change |= {(entry.metric, part): told(entry, untold.get(entry.metric)) for entry in found}
    return Pair(now, before, change, parts)


def behind(
    snapshot: Snapshot,
    settings: Settings,
    metric: str,
    days: Frame,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, float]:
    """Name of each sum of a metric -> what it comes to in the later span, as `pair` has it: its formula's value is the
    figure."""
    sums = _of_both(snapshot, settings, [metric], days, "", where)
    if any(entry.metric == metric for entry in sums.question.missing):
        return {}
    place = sums.place(_place("", "", days.now))
    whole = Evaluator(sums, _pools(sums)).whole(metrics.metric(metric))
    return {name: float(values[place]) for name, values in whole.items()}


def _of_both(
    snapshot: Snapshot,
    settings: Settings,
    metrics: Sequence[str],
    days: Frame,
    by: str,
    where: Mapping[str, Sequence[str]] | None,
) -> Sums:
    """The sums of both spans of a frame."""
    sums = _labelled(snapshot, settings, metrics, days.now, by, where)
    if days.before is None:
        return sums
    return measure.merge(sums, _labelled(snapshot, settings, metrics, days.before, by, where))


def sides_together(
    snapshot: Snapshot,
    settings: Settings,
    metrics: tuple[str, str],
    days: Frame,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
) -> Together:
    """How two metrics changed together from the earlier span of a frame to the later."""
    assert days.before is not None
    spans = (days.before, days.now)
    sums = measure.merge(*(_labelled(snapshot, settings, metrics, one, "", where) for one in spans))
    return together(sums, metrics, _place("", "", days.before), _place("", "", days.now))


def _sides(days: Frame, where: Mapping[str, Sequence[str]] | None) -> list[Side]:
    narrowed = filters_of(where)
    return [Side(span.from_on, span.to_on, narrowed) for span in (days.before, days.now) if span]


def told(change: Estimate, why: Caveat | None) -> Estimate:
    """The change, or no number where it cannot be told: then nothing is said of what would undo it either."""
    if why is None:
        return change
    caveats = (caveat for caveat in change.caveats if caveat.id != "non_respondents")
    return replace(change, value=None, interval=None, bounds=None, caveats=(*caveats, why))


def levels(
    snapshot: Snapshot, settings: Settings, metrics: Sequence[str], sides: Sequence[Side]
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Metrics on two sides that are compared, resting on the same strata."""
    first, second = (
        _named(
            measure.measure(snapshot, settings, metrics, where=side.where, from_on=side.from_on, to_on=side.to_on),
            name,
        )
        for side, name in zip(sides, ("first", "second"), strict=True)
    )
    sums = measure.merge(first, second)
    figures = measure.estimates(sums, _pools(sums))
    one, two = ({f.metric: f for f in figures if f.part[_PERIOD] == name} for name in ("first", "second"))
    return one, two


def is_claimed(change: Estimate | None) -> bool:
    """Whether a change is beyond sampling error and large enough to be seen: its interval leaves zero out.

    What rests on the ledger must be half a percent, see `LEAST_OF_LEDGER`.
    """
    if change is None or change.value is None:
        return False
    least = LEAST.get(change.unit, 0.0)
    if change.unit == "ln" and _rests_on_ledger(change.metric):
        least = LEAST_OF_LEDGER
    return bool(change.sign) and abs(change.value) >= least


@cache
def _rests_on_ledger(metric: str) -> bool:
    """Whether a term of the balance, or a measure's formula, is made of what the ledger says."""
    if metric not in metrics.names():
        return metric in LEDGER
    declared = metrics.metric(metric)
    used = {declared.sums[name] for name in names_in(declared, declared.formula)} if declared.formula else set()
    return any(isinstance(entry, Sum) and entry.column in _LEDGER_COLUMNS for entry in used)


def told_by(estimate: Estimate) -> str:
    """Who told a figure that rests on ratings, as a clause: ", as told by the 9% who answered"; empty where all did."""
    share = estimate.covered_share
    if share is None or not 0 < share <= MOST_ANSWERED:
        return ""
    return f", as told by the {f'{share:.0%}' if share >= _LITTLE else 'few'} who answered"


def _labelled(
    snapshot: Snapshot,
    settings: Settings,
    metrics: Sequence[str],
    span: Span,
    by: str,
    where: Mapping[str, Sequence[str]] | None,
) -> Sums:
    """The sums of a span, its first day standing as their period."""
    split = (by,) if by else ()
    sums = measure.measure(
        snapshot, settings, metrics, by=split, where=where or {}, from_on=span.from_on, to_on=span.to_on
    )
    return _named(sums, span.from_on.isoformat())


def _named(sums: Sums, name: str) -> Sums:
    """Sums whose parts carry a name where the period stands, so that two sides can be merged and told apart."""
    parts = tuple((*part, name) for part in sums.parts)
    return replace(sums, question=replace(sums.question, period="quarter"), parts=parts)


def _pools(sums: Sums) -> list[int]:
    """Parts that differ by their period alone are compared with each other."""
    known = {part: number for number, part in enumerate(dict.fromkeys(part[:-1] for part in sums.parts))}
    return [known[part[:-1]] for part in sums.parts]


def _place(by: str, part: str, span: Span | None) -> dict[str, str]:
    assert span is not None
    return ({by: part} if by else {}) | {_PERIOD: span.from_on.isoformat()}


def _by_part(figures: Sequence[Estimate], by: str, span: Span) -> dict[tuple[str, str], Estimate]:
    label = span.from_on.isoformat()
    return {(entry.metric, entry.part.get(by, "")): entry for entry in figures if entry.part.get(_PERIOD) == label}
