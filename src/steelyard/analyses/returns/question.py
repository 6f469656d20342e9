"""How many customers have come back, day by day after the first contact's solution?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from steelyard import measure
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.periods.choice import frame, gathered, provenance
from steelyard.answers import Answer, Caveat, Estimate
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import figure, span


@dataclass(frozen=True)
class Returns(Answer):
    """The return curve, Kaplan-Meier over issues.

    Args:
        days: 0, 1, 2 ... up to the longest issue.
        returned: share back by that day, with interval, at the same positions.
        at_risk: issues still followed on that day.
        window_days: the return window, where first contact resolution reads the curve.
    """

    days: tuple[int, ...] = ()
    returned: tuple[Estimate, ...] = ()
    at_risk: tuple[int, ...] = ()
    window_days: float = 7


_METRIC = "first_contact_resolution"


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Returns:
    """The return curve of the issues begun in a period; each issue counts for as long as it could be followed.

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    snapshot = snapshot.following(days.follow_days)
    window = settings.assumptions.return_window_days
    missing = measure.missing(snapshot, [_METRIC], settings)
    answer = Returns(
        question="returns",
        title="Customers who came back",
        missing=missing,
        caveats=tuple(caveat for caveat in days.caveats if caveat.id != "no_comparison"),
        provenance=provenance(snapshot, settings, days.now, where),
        window_days=window,
    )
    refusal = (
        _refusal(snapshot, settings, days.now.from_on, days.now.to_on, where) if not missing else missing[0].reason
    )
    if refusal:
        return replace(answer, sentences=(f"How many customers come back cannot be said: {refusal}",))
    curve = measure.return_curve(snapshot, settings, where=where, from_on=days.now.from_on, to_on=days.now.to_on)
    return replace(
        answer,
        sentences=_sentences(curve.returned, window, days.now.label),
        estimates=curve.returned,
        caveats=(*answer.caveats, *_reopened(snapshot), *gathered(curve.returned)),
        days=curve.days,
        returned=curve.returned,
        at_risk=curve.at_risk,
        evidence=with_worst(None, worst(snapshot, settings, (_METRIC,), days.now, where)),
    )


def _refusal(
    snapshot: Snapshot,
    settings: Settings,
    from_on: date,
    to_on: date,
    where: Mapping[str, Sequence[str]] | None,
) -> str:
    """Why nothing that rests on returns may be said of these issues; empty where it may."""
    sums = measure.measure(snapshot, settings, [_METRIC], where=where or {}, from_on=from_on, to_on=to_on)
    caveats = [caveat for entry in measure.estimates(sums) for caveat in entry.caveats]
    return next((caveat.text for caveat in caveats if caveat.id == "unidentified" and caveat.weight == "refusal"), "")


def _reopened(snapshot: Snapshot) -> tuple[Caveat, ...]:
    """The step on the window's last day, where the data know of reopenings."""
    if not snapshot.manifest.known.get("contacts", {}).get("reopens"):
        return ()
    text = "the day a contact was reopened is not recorded: reopenings stand on the return window's last day"
    return (Caveat("reopened_day", text),)


def _sentences(returned: Sequence[Estimate], window: float, label: str) -> tuple[str, ...]:
    read = returned[min(round(window), len(returned) - 1)] if returned else None
    if read is None or read.value is None or read.interval is None:
        return (f"How many customers came back in {label} cannot be said.",)
    share = figure(read.value, "share", margin=(read.interval.high - read.interval.low) / 2)
    limits = span(read.interval.low, read.interval.high, "share")
    return (f"Of the issues begun in {label}, {share} brought the customer back within {window:g} days ({limits}).",)
