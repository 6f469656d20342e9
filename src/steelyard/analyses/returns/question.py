"""How many customers have come back, day by day after the first contact's solution?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from steelyard import measure
from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.periods.choice import frame, gathered, provenance
from steelyard.answers import Answer, Caveat, Estimate, Missing
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import counted
from steelyard.wording import with_limits


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
    refusal = missing[0] if missing else _refusal(snapshot, settings, days.now.from_on, days.now.to_on, where)
    if refusal:
        return replace(answer, sentences=(cannot_tell("how many customers come back", refusal),))
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
) -> Missing | None:
    """Why no figure that depends on returns may be given for these issues; None where it may."""
    sums = measure.measure(snapshot, settings, [_METRIC], where=where or {}, from_on=from_on, to_on=to_on)
    caveats = [caveat for entry in measure.estimates(sums) for caveat in entry.caveats]
    texts = [caveat.text for caveat in caveats if caveat.id == "unidentified" and caveat.weight == "refusal"]
    return Missing(_METRIC, "", texts[0], "map contacts.customer_id for more contacts") if texts else None


def _reopened(snapshot: Snapshot) -> tuple[Caveat, ...]:
    """The step on the window's last day, where the data know of reopenings."""
    if not snapshot.manifest.known.get("contacts", {}).get("reopens"):
        return ()
    text = "the day of a reopening is not recorded, so reopenings are counted on the last day of the return window"
    return (Caveat("reopened_day", text),)


def _unread(read: Estimate | None) -> str:
    """Why the curve gives no share with an interval on that day."""
    followed = counted(read.n if read else 0, "issues")
    if read is None or read.value is None:
        return f"only {followed} could be followed for so long" if read and read.n else f"{followed} could be followed"
    if read.value == 0:
        return f"none of the issues followed did ({followed}), which gives no interval"
    return "the share rests on too few customers, days or agents for an interval"


def _sentences(returned: Sequence[Estimate], window: float, label: str) -> tuple[str, ...]:
    read = returned[min(round(window), len(returned) - 1)] if returned else None
    within = f"within {window:g} {'day' if window == 1 else 'days'}"
    if read is None or read.value is None or read.interval is None:
        lacking = Missing(_METRIC, "", _unread(read), "ask about a longer period or load later days")
        return (cannot_tell(f"how many issues begun in {label} brought the customer back {within}", lacking),)
    return (f"{with_limits(read)} of the issues begun in {label} brought the customer back {within}.",)
