"""The worst case of contacts without a customer's id: every one hides a return, or turns an issue.

It is no part of an interval, as it would drown every change; it stands in an answer's evidence and where a measure is
explained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from steelyard import measure, metrics, theme
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Evidence
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.store import Snapshot


def worst(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    days: Span | None = None,
    where: Mapping[str, Sequence[str]] | None = None,
) -> tuple[str, ...]:
    """What measures would be in the worst and the best case, one sentence each; none where ids are all but complete.

    Args:
        names: of measures the data can give; those without such a case say nothing.
        days: all unless told.
    """
    found = (_said(snapshot, settings, name, days, where) for name in names)
    return tuple(text for text in found if text)


def with_worst(evidence: Evidence | None, said: Sequence[str]) -> Evidence | None:
    """Evidence with those sentences among what another way to compute it gives."""
    if not said:
        return evidence
    return replace(evidence or Evidence(), sensitivity=(*(evidence.sensitivity if evidence else ()), *said))


def _said(
    snapshot: Snapshot,
    settings: Settings,
    name: str,
    days: Span | None,
    where: Mapping[str, Sequence[str]] | None,
) -> str:
    metric = metrics.metric(name)
    if metric.worst is None or measure.missing(snapshot, (name,), settings):
        return ""
    from_on, to_on = (days.from_on, days.to_on) if days else (None, None)
    sums = measure.measure(snapshot, settings, (name,), where=where, from_on=from_on, to_on=to_on, chances=(CUSTOMERS,))
    told = measure.estimates(sums)
    ends = measure.worst_case(metric, sums)
    if ends is None or len(told) != 1 or told[0].value is None:
        return ""
    if not any(caveat.id == "unidentified" for caveat in told[0].caveats):
        return ""
    title = metric.title.split(",")[0]
    ends_said = theme.span(*ends, metric.unit)
    hidden = "in the worst and the best case of what contacts without a customer id hide"
    return f"{title} would be {ends_said} {hidden}."
