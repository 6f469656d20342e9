"""Which figures may not say what they seem to say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from steelyard import measure
from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.choice import Frame, frame, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings import (
    bunching,
    contact_splitting,
    diverging_metrics,
    diverging_sentiment,
    survey_selection,
    wording,
)
from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.bunching import Histogram
from steelyard.analyses.readings.nonresponse import silence
from steelyard.analyses.readings.signals import Reading, judged, weightiest
from steelyard.answers import Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Settings
from steelyard.stages import tell
from steelyard.store import Snapshot

UNITS = ("site", "team")
"""What is tested one by one where no dimension is named. Never an individual."""

TREND_DAYS = 730
"""How far back months are followed."""

_IDS = ("contacts.customer_id", "contacts.issue_id")
_REMARKS = ("surveys.score", "surveys.sentiment")


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    by: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Readings:
    """Every figure that people can influence directly, tested against records they do not write.

    Bunching just under targets, invitations by how the contact went, answers that no longer distinguish good from bad,
    measures that diverge, one issue counted as several. A finding takes two signals from different records, each beyond
    sampling error after correction for the number of tests (Benjamini and Hochberg, 5%); one alone is a question.

    Args:
        by: dimension of the units; sites and teams unless told. Individuals are never units.

    Raises:
        QuestionError: what does not exist, or a question about an individual.
    """
    for name in (by, *(where or {})):
        _check(name, settings)
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    snapshot = snapshot.following(days.follow_days)
    now = days.now if period or from_on or to_on else _longer(days)
    dimensions = _dimensions(snapshot, settings, by, now, where)
    looked, drawn, lacking = _looked(snapshot, settings, dimensions, days, now, where)
    known = judged(looked)
    shown = weightiest(known)
    is_asked = _knows(snapshot, "surveys.contact_id", "surveys.score")
    silent = silence(snapshot, settings, days, where) if is_asked else None
    if silent is None:
        lacking = (*lacking, wording.unheard())
    looked_at = [signal.is_known for reading in known for signal in reading.signals]
    if not any(looked_at):
        lacking = (wording.unlooked(), *lacking)
    answer = Readings(
        question="readings",
        title="What may mislead",
        provenance=provenance(snapshot, settings, now, where),
        readings=shown,
        looked=sum(looked_at),
        untold=len(looked_at) - sum(looked_at),
        histogram=_strongest(shown, drawn),
        silent=silent,
        label=now.label,
        missing=lacking,
    )
    return wording.told(answer, days)


def _check(name: str, settings: Settings) -> None:
    known = dimensions_of("issues", settings.dimensions)
    if name in ("agent", "agent_id"):
        raise QuestionError("this question is never asked about individuals", next="ask by team or site: --by team")
    if name and name not in known:
        raise QuestionError(f"there is no dimension called {name!r}", next=did_you_mean(name, known))


def _longer(days: Frame) -> Span:
    """The usual days and those right before, where the data reach back: habits outlast a quarter."""
    earlier = date_range.before(days.now)
    return Span(earlier.from_on, days.now.to_on) if earlier.from_on >= days.first_on else days.now


def _dimensions(
    snapshot: Snapshot,
    settings: Settings,
    by: str,
    now: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> tuple[str, ...]:
    """The dimensions asked, or those of sites and teams that have several parts."""
    if by:
        return (by,)
    found = []
    for name in (unit for unit in UNITS if unit not in (where or {})):
        cells = measure.cells(
            snapshot, settings, "contacts", [name], {"n": measure.Product(where=("is_contact",))}, chances=(),
            where=where, from_on=now.from_on, to_on=now.to_on,
        )  # fmt: skip
        if len({part for part in cells.column(name) if part is not None}) > 1:
            found.append(name)
    return tuple(found)


def _looked(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Frame,
    now: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> tuple[list[Reading], dict[tuple[str, str, str, str], Histogram], tuple[Missing, ...]]:
    """Every reading before it is judged, the histograms, and what could not be looked at."""
    readings: list[Reading] = []
    lacking: list[Missing] = []
    is_followed = any(_knows(snapshot, name) for name in _IDS)
    nobody = unidentified(snapshot, settings, where=where, from_on=now.from_on, to_on=now.to_on)
    unknown = nobody.missing("ratings", "Ratings by whether customers came back")
    lacking += (unknown,) if unknown else ()
    is_asked = _knows(snapshot, "surveys.contact_id", "surveys.score")
    if is_asked:
        tell("who is asked and who answers")
        readings += survey_selection.ratings(snapshot, settings, dimensions, now, where, sees_returns=unknown is None)
    if not is_asked or not any(source.invitations == "all" for source in settings.sources):
        reason = "no column says about which contacts customers were asked"
        lacking.append(
            Missing(
                "ratings",
                "Who is asked",
                reason,
                'map surveys.contact_id and set invitations = "all"',
            )
        )
    months = Span(max(days.first_on, days.now.to_on - timedelta(days=TREND_DAYS)), min(days.now.to_on, days.mature_on))
    if months.from_on <= months.to_on:
        tell("measures that part ways")
        readings = _joined(readings, diverging_metrics.signals(snapshot, settings, dimensions, months, where))
        if _knows(snapshot, *_REMARKS):
            readings = _joined(readings, diverging_sentiment.signals(snapshot, settings, dimensions, months, where))
    if is_followed and _knows(snapshot, "contacts.ended_at", "contacts.customer_id"):
        tell("contacts that may be split")
        readings += contact_splitting.splitting(snapshot, settings, dimensions, now, where)
    else:
        reason = "no column says when contacts ended and which customer they belong to"
        lacking.append(
            Missing("splitting", "The number of contacts", reason, "map contacts.ended_at and contacts.customer_id")
        )
    tell("durations that bunch")
    timed = bunching.targets(snapshot, settings, dimensions, now, where)
    readings += [reading for reading, _ in timed]
    if not any(name.startswith("handle_time") for name in settings.targets):
        reason = "no target for handle time is declared, so bunching cannot be tested"
        lacking.append(
            Missing("targets", "Bunching at targets", reason, "declare [targets.handle_time] in steelyard.toml")
        )
    drawn = {_key(reading): histogram for reading, histogram in timed if histogram is not None}
    return readings, drawn, tuple(lacking)


def _joined(
    readings: list[Reading], found: Mapping[tuple[str, diverging_metrics.Key], Sequence[diverging_metrics.Signal]]
) -> list[Reading]:
    """The signals of diverging measures beside those of the same figure and unit, else in a reading of their own."""
    rest = dict(found)
    joined = []
    for reading in readings:
        more = rest.pop((reading.kind, (reading.dimension, reading.part)), ())
        joined.append(replace(reading, signals=(*reading.signals, *more)))
    for (kind, (dimension, part)), signals in rest.items():
        title, asks = diverging_metrics.KINDS.get(kind, ("Customers' ratings", survey_selection.ASKS))
        joined.append(Reading(kind, title, dimension, part, tuple(signals), asks))
    return joined


def _knows(snapshot: Snapshot, *columns: str) -> bool:
    known: Mapping[str, Mapping[str, int]] = snapshot.manifest.known
    return all(known.get(table, {}).get(column) for table, _, column in (name.partition(".") for name in columns))


def _key(reading: Reading) -> tuple[str, str, str, str]:
    return reading.title, reading.detail, reading.dimension, reading.part


def _strongest(shown: Sequence[Reading], drawn: Mapping[tuple[str, str, str, str], Histogram]) -> Histogram | None:
    """Of the first reading whose times bunch beyond sampling error."""
    bunched = (reading for reading in shown if any(signal.id == "bunching" for signal in reading.fired))
    first = next(bunched, None)
    return drawn.get(_key(first)) if first else None
