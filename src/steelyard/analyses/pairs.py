"""Two spans of days measured alike and set side by side, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard import measure
from steelyard.analyses.frames import Frame
from steelyard.analyses.spans import Span
from steelyard.answers import Estimate
from steelyard.measure import Sums
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

_PERIOD = "period"


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
    sums = _labelled(snapshot, settings, metrics, days.now, by, where)
    if days.before is not None:
        sums = measure.merge(sums, _labelled(snapshot, settings, metrics, days.before, by, where))
    figures = measure.estimates(sums)
    now = _by_part(figures, by, days.now)
    before = _by_part(figures, by, days.before) if days.before else {}
    parts = tuple(dict.fromkeys(part for _, part in now)) if by else ()
    both = [part for part in (parts or ("",)) if any(key[1] == part for key in before)]
    change: dict[tuple[str, str], Estimate] = {}
    for part in both:
        found = measure.differences(sums, _place(by, part, days.before), _place(by, part, days.now))
        change |= {(entry.metric, part): entry for entry in found}
    return Pair(now, before, change, parts)


def is_claimed(change: Estimate | None) -> bool:
    """Whether a change is beyond chance: its interval leaves zero out."""
    return (
        change is not None
        and change.interval is not None
        and not change.interval.low <= 0 <= change.interval.high
    )


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
    parts = tuple((*part, span.from_on.isoformat()) for part in sums.parts)
    return replace(sums, question=replace(sums.question, period="quarter"), parts=parts)


def _place(by: str, part: str, span: Span | None) -> dict[str, str]:
    assert span is not None
    return ({by: part} if by else {}) | {_PERIOD: span.from_on.isoformat()}


def _by_part(figures: Sequence[Estimate], by: str, span: Span) -> dict[tuple[str, str], Estimate]:
    label = span.from_on.isoformat()
    return {
        (entry.metric, entry.part.get(by, "")): entry for entry in figures if entry.part.get(_PERIOD) == label
    }
