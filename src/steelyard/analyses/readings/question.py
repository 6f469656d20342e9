"""Which figures may not say what they seem to say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from steelyard import measure
from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.choice import Frame, frame, provenance
from steelyard.analyses.periods.date_range import Span, listed
from steelyard.analyses.readings import (
    bunching,
    contact_splitting,
    diverging_metrics,
    diverging_sentiment,
    survey_selection,
)
from steelyard.analyses.readings.bunching import Histogram
from steelyard.analyses.readings.nonresponse import LEAST_ANSWERED, MOST_EFFECT, Silence, silence
from steelyard.analyses.readings.signals import Reading, judged, weightiest
from steelyard.answers import Answer, Caveat, Check, Evidence, Highlight, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import figure, span

UNITS = ("site", "team")
"""What is looked at one by one where no dimension is named. Never a person."""

TREND_DAYS = 730
"""How far back months are followed."""

_IDS = ("contacts.customer_id", "contacts.issue_id")
_REMARKS = ("surveys.score", "surveys.sentiment")


@dataclass(frozen=True)
class Readings(Answer):
    """Signals that figures may mislead.

    Args:
        readings: findings first, then questions, then one line for each kind of figure where nothing was found.
        looked: how many looks could tell; untold: how many rest on too little to tell.
        histogram: of the strongest bunching; None where none fires.
        silent: what the ratings say of all customers; None where too few answered.
        label: the days looked at.
    """

    readings: tuple[Reading, ...] = ()
    looked: int = 0
    untold: int = 0
    histogram: Histogram | None = None
    silent: Silence | None = None
    label: str = ""

    @property
    def findings(self) -> tuple[Reading, ...]:
        """Those two independent signals agree on."""
        return tuple(reading for reading in self.readings if reading.state == "finding")

    @property
    def leading(self) -> tuple[Reading, ...]:
        """The first of each kind of figure: where its signals are strongest."""
        kinds = {reading.kind: reading for reading in reversed(self.readings)}
        return tuple(reading for reading in self.readings if kinds[reading.kind] is reading)

    @property
    def questions(self) -> tuple[Reading, ...]:
        """Those of one signal alone."""
        return tuple(reading for reading in self.readings if reading.state == "question")


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
    """Every figure that people can talk up, held against records they do not write.

    Bunching just within targets, invitations by how the contact went, answers that no longer tell good from bad, twin
    measures that drift apart, one issue counted as several. A finding takes two signals from different records, each
    beyond chance after the number of looks (Benjamini and Hochberg, 5%); one alone is a question.

    Args:
        by: dimension of the units; sites and teams unless told. Persons are never units.

    Raises:
        QuestionError: what does not exist, or a person asked about.
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
        lacking = (*lacking, _unheard())
    looked_at = [signal.is_known for reading in known for signal in reading.signals]
    if not any(looked_at):
        lacking = (_unlooked(), *lacking)
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
    return _told(answer, days)


def _check(name: str, settings: Settings) -> None:
    known = dimensions_of("issues", settings.dimensions)
    if name in ("agent", "agent_id"):
        raise QuestionError("this is never asked about single persons", next="ask by team or site: --by team")
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
        readings += survey_selection.ratings(snapshot, settings, dimensions, now, where, sees_returns=unknown is None)
    if not is_asked or not any(source.invitations == "all" for source in settings.sources):
        reason = "The data do not say which contacts customers were asked about."
        lacking.append(
            Missing(
                "ratings",
                "Who is asked",
                reason,
                'map surveys.contact_id; invitations = "all"',
            )
        )
    months = Span(max(days.first_on, days.now.to_on - timedelta(days=TREND_DAYS)), min(days.now.to_on, days.mature_on))
    if months.from_on <= months.to_on:
        readings = _twinned(readings, diverging_metrics.signals(snapshot, settings, dimensions, months, where))
        if _knows(snapshot, *_REMARKS):
            readings = _twinned(readings, diverging_sentiment.signals(snapshot, settings, dimensions, months, where))
    if is_followed and _knows(snapshot, "contacts.ended_at", "contacts.customer_id"):
        readings += contact_splitting.splitting(snapshot, settings, dimensions, now, where)
    else:
        reason = "The data do not say when contacts ended and whose they were."
        lacking.append(
            Missing("splitting", "The number of contacts", reason, "map contacts.ended_at and contacts.customer_id")
        )
    timed = bunching.targets(snapshot, settings, dimensions, now, where)
    readings += [reading for reading, _ in timed]
    if not any(name.startswith("handle_time") for name in settings.targets):
        reason = "No target for handle time or first reply is declared, so none can be bunched at."
        lacking.append(
            Missing("targets", "Bunching at targets", reason, "say [bunching.handle_time] in steelyard.toml")
        )
    drawn = {_key(reading): histogram for reading, histogram in timed if histogram is not None}
    return readings, drawn, tuple(lacking)


def _unlooked() -> Missing:
    reason = "No figure here has enough of another record to be held against."
    unlock = "all survey invitations, customers' ids, or a target for handle time, over 8 months"
    return Missing("readings", "False readings", reason, unlock)


def _unheard() -> Missing:
    reason = "Too few ratings, or only contacts that were rated: nothing tells of those who said nothing."
    return Missing("silent", "What the silent may think", reason, "30 ratings, and the contacts that were not rated")


def _twinned(
    readings: list[Reading], found: Mapping[tuple[str, diverging_metrics.Key], Sequence[diverging_metrics.Signal]]
) -> list[Reading]:
    """The twins' signals put beside those of the same figure and unit; a reading of their own where there is none."""
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
    """Of the first reading whose times bunch beyond chance."""
    bunched = (reading for reading in shown if any(signal.id == "bunching" for signal in reading.fired))
    first = next(bunched, None)
    return drawn.get(_key(first)) if first else None


def _told(answer: Readings, days: Frame) -> Readings:
    silent = answer.silent
    said = _found(answer.findings) or [_nothing(answer)]
    if answer.questions:
        said.append(_asked(answer.questions))
    if silent is not None:
        said.append(_silent(silent, days))
    figures = silent.figures if silent else ()
    return replace(
        answer,
        sentences=tuple(said),
        estimates=figures,
        highlights=tuple(Highlight(_finding(reading)) for reading in answer.leading if reading.state == "finding"),
        caveats=(*days.caveats, *_caveats(answer)),
        evidence=_evidence(answer),
    )


def _found(findings: Sequence[Reading]) -> list[str]:
    """The strongest of each kind in full, the other units by name."""
    said = []
    for kind in dict.fromkeys(reading.kind for reading in findings):
        first, *others = [reading for reading in findings if reading.kind == kind]
        said += [_finding(first), first.asks]
        named = [reading.part for reading in others if reading.part]
        if named:
            said.append(f"Two signals agree at {listed(named[:6])}, too.")
    return said


def _finding(reading: Reading) -> str:
    """What was seen of a unit."""
    first, second = _two(reading)
    detail = f" (limit {reading.detail})" if reading.detail else ""
    where = f" at {reading.part}" if reading.part else ""
    return f"{reading.title}{detail}{where} may mislead: {first.said}; {second.said}."


def _two(reading: Reading) -> tuple[diverging_metrics.Signal, diverging_metrics.Signal]:
    """The first signal, and the first from other records."""
    fired = [signal for signal in reading.signals if signal.fires]
    return fired[0], next(signal for signal in fired if signal.records != fired[0].records)


def _nothing(answer: Readings) -> str:
    if not answer.looked:
        return "Whether any figure misleads cannot be said: nothing here can be held against records of its own."
    return (
        f"No figure is found to mislead in {answer.label}: in {answer.looked} looks no two independent signals agree "
        "about any unit."
    )


def _asked(questions: Sequence[Reading]) -> str:
    named = [f"{_lowered(reading.title)} of {reading.unit} ({reading.fired[0].said})" for reading in questions[:3]]
    more = f", and {len(questions) - 3} more" if len(questions) > 3 else ""
    return f"One signal alone asks for a look at {listed(named)}{more}."


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _silent(silent: Silence, days: Frame) -> str:
    """What all would say, what the silent could make of it, and when a change would be gone."""
    low, high = silent.weighted.bounds or (0.0, 100.0)
    naive = figure(silent.naive.value, "score")
    shares = f"{figure(silent.answered_share, 'share')} of the contacts people handled were rated"
    if not silent.is_carried:
        return f"{shares}, {naive} of 100 on average: too few, or too unlike the others, to speak of all customers."
    weighted = figure(silent.weighted.value, "score")
    within = f"whatever the silent think it lies between {figure(low, 'score')} and {figure(high, 'score')}"
    carried = f"carried to all, by channel and how their contact went, it is {weighted}"
    said = f"{shares}, {naive} of 100 on average; {carried}, and {within}"
    if silent.change is None or silent.tipping is None or days.before is None:
        return f"{said}."
    moved = figure(abs(silent.change.value or 0.0), "score")
    way = "rise" if (silent.change.value or 0.0) > 0 else "fall"
    if not silent.is_change_claimed:
        return f"{said}. Since {days.before.label} it has not moved beyond chance."
    tipping = figure(silent.tipping, "score")
    worse = "unhappier" if way == "rise" else "happier"
    return (
        f"{said}. Its {way} of {moved} points since {days.before.label} would be gone were the silent {tipping} points "
        f"{worse} than those alike who spoke."
    )


def _caveats(answer: Readings) -> tuple[Caveat, ...]:
    found = [
        Caveat(
            "question",
            "a signal is a question, never an accusation: scripts, systems and rules leave the same traces as people",
            "warning",
        ),
    ]
    if not any(signal.id == diverging_sentiment.ID for reading in answer.readings for signal in reading.signals):
        text = "no reading of remarks is mapped (surveys.sentiment): whether they sound like the scores is not asked"
        found.append(Caveat("remarks", text))
    if answer.untold:
        found.append(Caveat("thin", f"{answer.untold:,} more looks rest on too little to tell"))
    return tuple(found)


def _evidence(answer: Readings) -> Evidence:
    silent = answer.silent
    checks = [
        Check(
            "looks",
            f"{answer.looked} looks could tell; about one signal in twenty told may be chance.",
            answer.looked > 0,
        ),
    ]
    if silent is not None:
        answered = figure(silent.answered_share, "share")
        checks += [
            Check(
                "answered",
                f"{answered} of contacts were rated, {LEAST_ANSWERED:.0%} are needed to speak of all.",
                silent.answered_share >= LEAST_ANSWERED,
            ),
            Check(
                "weights",
                f"Weighting inflates the variance {silent.effect:.2f} times, up to {MOST_EFFECT:g} is sound.",
                silent.effect <= MOST_EFFECT,
            ),
            Check("silent", "What the silent think is not recorded; weighting cannot mend what depends on it.", None),
        ]
    return Evidence(
        grade="descriptive",
        adjusted_for=("channel, and how the contact went, where invitations and answers are compared",),
        checks=tuple(checks),
        sensitivity=_sensitivity(silent),
        would_change=(
            "A sample of customers asked whatever happened, or called back, would show who is missing.",
            "More months: twins are followed month by month.",
        ),
    )


def _sensitivity(silent: Silence | None) -> tuple[str, ...]:
    if silent is None:
        return ()
    limits = silent.weighted.interval
    between = f" ({span(limits.low, limits.high, 'score', beside=silent.weighted.value)})" if limits else ""
    return (
        f"Unweighted the rating is {figure(silent.naive.value, 'score')}, weighted "
        f"{figure(silent.weighted.value, 'score')}{between}; 1 less twice the spread of chances to answer "
        f"(R-indicator) is {silent.representativity:.2f}.",
    )
