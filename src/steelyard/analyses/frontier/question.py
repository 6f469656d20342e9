"""How far each place, month by month, is from the best practice that exists in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.special import ndtri

from steelyard import measure
from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.frontier import wording as words
from steelyard.analyses.frontier.answer import Frontier, Place, Unit
from steelyard.analyses.frontier.efficiency import (
    LEAST_ANSWERS,
    LEAST_ISSUES,
    Chosen,
    Distances,
    Progress,
    affordable,
    choose,
    distances,
    least_units,
)
from steelyard.analyses.frontier.malmquist import Moved, moved
from steelyard.analyses.frontier.over_range import places_over, shift_over
from steelyard.analyses.periods.annualise import yearly
from steelyard.analyses.periods.choice import Frame, covered, frame, provenance
from steelyard.analyses.periods.date_range import span_of
from steelyard.answers import Estimate, Highlight, Interval, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.models.inputs_outputs import Practice, practice
from steelyard.measure.question import NONE
from steelyard.settings.model import Settings
from steelyard.stages import tell
from steelyard.stats.arrays import Flags, Floats
from steelyard.store import Snapshot
from steelyard.theme import counted

SPLITS = ("site", "team")
PERIODS = ("month", "quarter")

NOT_PLACES = {
    "agent_id": "a single agent's months are mostly sampling error, and individuals are not compared with a frontier",
    "family": "topic families are outputs of places, not places",
    "topic": "topics are outputs of places, not places",
}
"""Dimension -> why it is refused."""

LATEST_MONTHS = 24
"""Unless days are asked for, practice older than this is no model for today."""

MOST_UNITS = 250
"""Above it months give way to quarters."""

MOST_INFLUENCE = 0.02
"""A unit carries the frontier alone where the others' mean score would rise by this much without it."""

MOST_DRAWS = 500
"""Of the correction, unless more are asked for."""

LEVEL = 0.95
_SURE = float(ndtri((1 + LEVEL) / 2))


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: str = "",
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    draws: int | None = None,
    progress: Progress | None = None,
) -> Frontier:
    """Score places in periods by data envelopment analysis: value by kind of issue against what was spent on it.

    Args:
        by: the dimension whose values are the places; site, else team, else the whole service, unless told.
        period: month or quarter; months unless they make too many units.
        from_on, to_on: local days; the latest 24 months of mature issues unless told.
        draws: of the correction for bias; 500 at the most unless told. 2,000 for print.
        progress: told (draws done, of how many).

    Raises:
        QuestionError: a dimension, value or period that does not exist, or days the data do not hold.
    """
    if period and period not in PERIODS:
        raise QuestionError(f"there is no frontier by {period!r}", next=did_you_mean(period, PERIODS))
    if by in NOT_PLACES:
        raise QuestionError(NOT_PLACES[by], next="type: steelyard frontier --by team")
    days = _days(snapshot, settings, from_on, to_on)
    snapshot = snapshot.following(days.follow_days)
    asked_by, asked_period, found = _practice(snapshot, settings, by, period, where, days)
    answer = Frontier(
        question="frontier",
        title="Distance to best practice",
        provenance=provenance(snapshot, settings, days.now, where),
        by=asked_by,
        period=asked_period,
    )
    chosen = choose(found, bool(asked_by))
    refused = _refused(answer, found, chosen)
    if refused:
        text = f"how far each {words.unit(asked_by, asked_period)} is from best practice"
        return replace(answer, missing=(refused,), sentences=(cannot_tell(text, refused),))
    times = draws or affordable(len(chosen.units), MOST_DRAWS)
    read = [_measured(found, chosen, times, progress)]
    read += [
        _measured(_at(end, settings, answer, where, days), chosen, times)
        for end in measure.over_range(snapshot, settings)[1:]
    ]
    told = _answered(answer, days, chosen, read)
    said = worst(snapshot, settings, ("value_per_issue",), days.now, where)
    return replace(told, evidence=with_worst(told.evidence, said))


def _days(snapshot: Snapshot, settings: Settings, from_on: date | None, to_on: date | None) -> Frame:
    first_on, last_on = covered(snapshot, settings)
    months = 12 * last_on.year + last_on.month - LATEST_MONTHS
    recent = date(months // 12, months % 12 + 1, 1)
    return frame(
        snapshot, settings, from_on=from_on or max(first_on, recent if to_on is None else first_on), to_on=to_on
    )


def _practice(
    snapshot: Snapshot,
    settings: Settings,
    by: str,
    period: str,
    where: Mapping[str, Sequence[str]] | None,
    days: Frame,
) -> tuple[str, str, Practice]:
    """The dimension, the period and what was taken and given: the first dimension that has two places or more."""

    def read(dimension: str, length: str) -> Practice:
        return practice(
            snapshot,
            settings,
            by=dimension,
            period=length,
            where=where,
            from_on=days.now.from_on,
            to_on=days.now.to_on,
        )

    for dimension in (by,) if by else (*SPLITS, ""):
        found = read(dimension, period or PERIODS[0])
        places = {place for place, _ in found.units} - {NONE}
        if by or not dimension or len(places) > 1:
            break
    if not period and len(found.units) > MOST_UNITS:
        return dimension, PERIODS[1], read(dimension, PERIODS[1])
    return dimension, period or PERIODS[0], found


def _at(
    snapshot: Snapshot, settings: Settings, answer: Frontier, where: Mapping[str, Sequence[str]] | None, days: Frame
) -> Practice:
    """The same places and periods as the answer's, in another reading of the issues."""
    span = days.now
    return practice(
        snapshot, settings, by=answer.by, period=answer.period, where=where, from_on=span.from_on, to_on=span.to_on
    )


@dataclass(frozen=True)
class _Measured:
    """One reading of the issues, the distances in it, and how places moved."""

    found: Practice
    distances: Distances
    drift: Moved | None


def _measured(found: Practice, chosen: Chosen, draws: int, progress: Progress | None = None) -> _Measured:
    def told(done: int, of: int) -> None:
        tell("draws", done, of)
        if progress is not None:
            progress(done, of)

    measured = distances(found, chosen, draws, told)
    units = [found.units[unit] for unit in chosen.units]
    amounts = measured.amounts
    return _Measured(found, measured, moved(units, amounts.inputs, amounts.outputs, measured.luck, chosen.least))


def _refused(answer: Frontier, found: Practice, chosen: Chosen) -> Missing | None:
    """Why there is no answer, and the smallest data that would lift it."""
    sums = found.whole.sums
    title, unit = answer.title, words.unit(answer.by, answer.period)

    def missing(reason: str, unlock: str) -> Missing:
        return Missing("frontier", title, reason, unlock)

    if found.unidentified.is_too_many:
        return found.unidentified.missing("frontier", title)
    if not float(sums["rated"].sum()):
        return missing("no issue is rated, so the value delivered is not known", "map surveys.score")
    if not chosen.inputs:
        reason = "neither hours nor cost are known for most issues"
        return missing(reason, "map contacts.handle_s or costs.amount for at least 80% of the issues")
    least = least_units(len(chosen.inputs), 1)
    if len(chosen.units) < least:
        lacking = least - len(chosen.units)
        reason = (
            f"the data hold {counted(len(chosen.units), unit + 's')} with at least {LEAST_ISSUES} mature issues and "
            f"{LEAST_ANSWERS} ratings; {least} are required for {counted(len(chosen.inputs), 'inputs')}"
        )
        return missing(reason, f"load a longer period, with {counted(lacking, f'more such {unit}s')}")
    return None


def _answered(answer: Frontier, days: Frame, chosen: Chosen, read: Sequence[_Measured]) -> Frontier:
    """What the first reading says, as far as it holds in all of them."""
    found, measured, drift = read[0].found, read[0].distances, read[0].drift
    places = places_over([_places(answer, days, chosen, one) for one in read])
    whole = shift_over([None if one.drift is None else _whole_shift(one.drift) for one in read])
    told = replace(
        answer,
        places=places,
        inputs=chosen.inputs,
        outputs=_outputs(found, chosen),
        shift=whole,
        compared=words.compared(drift, answer.period) if drift else ("", ""),
    )
    sentences, highlights = _told(told)
    figures = [entry for place in places for entry in (place.lag, place.catch_up, place.shift, place.stake) if entry]
    units = [unit.efficiency for place in places for unit in place.units]
    return replace(
        told,
        sentences=sentences,
        highlights=highlights,
        estimates=(*figures, *((whole,) if whole else ()), *units),
        evidence=words.evidence(told, found, chosen, measured, drift, MOST_INFLUENCE),
        caveats=words.caveats(told, found, chosen, days),
    )


def _places(answer: Frontier, days: Frame, chosen: Chosen, read: _Measured) -> tuple[Place, ...]:
    """The places as one reading of the issues has them."""
    found, measured, drift = read.found, read.distances, read.drift
    cost = found.cost()[chosen.units]
    units = _units(answer, found, chosen, measured)
    names = tuple(dict.fromkeys(unit.place for unit in units))
    places = []
    for name in names:
        member = np.array([unit.place == name for unit in units])
        lag, is_behind = _lag(answer.by, name, member, cost, measured, len(names))
        own = tuple(unit for unit in units if unit.place == name)
        stake = _stake(lag, float(cost[member].sum()), days) if is_behind else None
        places.append(_with_move(Place(name, own, lag, is_behind, stake=stake), answer.by, drift, len(names)))
    return tuple(places)


def _units(answer: Frontier, found: Practice, chosen: Chosen, measured: Distances) -> tuple[Unit, ...]:
    known = [found.units[unit] for unit in chosen.units]
    labels = [span_of(date.fromisoformat(on), answer.period).label for _, on in known]
    low, high = _limits(measured)
    alike, behind = measured.alike.mean(axis=0), _is_behind(measured)
    left = measured.left.inputs / np.where(measured.amounts.inputs > 0, measured.amounts.inputs, 1.0)
    sums = found.whole.sums
    issues, rated, begun = (sums[name][chosen.units] for name in ("issues", "rated", "begun"))
    units = []
    for number, (place, on) in enumerate(known):
        peers, weights = measured.seen.peers(number)
        interval = Interval(
            float(low[number]), float(high[number]), LEVEL, "smoothed bootstrap and jackknife", ("units", "customers")
        )
        efficiency = Estimate(
            "efficiency",
            "share",
            {**({answer.by: place} if answer.by else {}), "period": on},
            float(measured.corrected.corrected[number]),
            interval,
            n=round(issues[number]),
            n_unit="issues",
            mature_share=float(issues[number] / begun[number]),
            covered_share=float(rated[number] / issues[number]),
        )
        seen = float(measured.seen.score[number])
        saved = {name: max(1 - seen + float(left[number, place]), 0.0) for place, name in enumerate(chosen.inputs)}
        units.append(
            Unit(
                place,
                labels[number],
                efficiency,
                seen,
                float(alike[number] - measured.corrected.bias[number]),
                bool(behind[number]),
                saved,
                tuple((known[p][0], labels[p], float(w)) for p, w in zip(peers, weights, strict=True) if p != number),
            )
        )
    return tuple(units)


def _limits(measured: Distances) -> tuple[Floats, Floats]:
    """Both uncertainties at once: where the frontier is, and what the unit's own figures would be another time."""
    found = measured.corrected
    noise = _SURE * measured.noise * found.corrected
    low = found.corrected - np.hypot(found.corrected - found.low, noise)
    high = found.corrected + np.hypot(np.maximum(found.high - found.corrected, 0.0), noise)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def _is_behind(measured: Distances) -> Flags:
    """Units whose score is below that of equal units beyond sampling error, each tested alone."""
    spread = measured.alike.std(axis=0, ddof=1)
    behind: Flags = measured.seen.score < measured.alike.mean(axis=0) - _SURE * spread
    return behind


def _lag(by: str, name: str, member: Flags, cost: Floats, measured: Distances, places: int) -> tuple[Estimate, bool]:
    """What a place spends beyond best practice, less that of equal places; whether it is beyond sampling error."""
    weight = np.where(np.isfinite(cost) & (cost > 0), cost, 0.0) if np.isfinite(cost).all() else np.ones(len(cost))
    weight = np.where(member, weight, 0.0)
    weight = weight / weight.sum()
    luck = measured.alike @ weight
    value, spread = float(luck.mean() - measured.seen.score @ weight), float(luck.std(ddof=1))
    lag = _factor("lag", {by: name} if by else {}, value, spread, int(member.sum()), tuple(measured.luck))
    least = float(ndtri(1 - (1 - LEVEL) / 2 / places))
    return replace(lag, unit="share"), value - least * spread > 0


def _factor(
    metric: str, part: Mapping[str, str], value: float, spread: float, n: int, chances: tuple[str, ...]
) -> Estimate:
    interval = Interval(value - _SURE * spread, value + _SURE * spread, LEVEL, "draws of chance", chances)
    return Estimate(metric, "ln", dict(part), value, interval, n=n, n_unit="units")


def _whole_shift(drift: Moved) -> Estimate:
    return _factor("frontier_shift", {}, drift.whole_shift, drift.whole_shift_sd, sum(drift.counts), drift.chances)


def _stake(lag: Estimate, cost: float, days: Frame) -> Estimate | None:
    """The lag as money of provider's inputs a year; None where the cost is not known."""
    if not np.isfinite(cost) or not cost or lag.value is None or lag.interval is None:
        return None
    limits = replace(lag.interval, low=lag.interval.low * cost, high=lag.interval.high * cost)
    return yearly(replace(lag, unit="money", value=lag.value * cost, interval=limits), days.now)


def _with_move(place: Place, by: str, drift: Moved | None, places: int) -> Place:
    if drift is None or place.name not in drift.places:
        return place
    at = drift.places.index(place.name)
    part = {by: place.name} if by else {}
    value, spread, count = float(drift.catch_up[at]), float(drift.catch_up_sd[at]), drift.counts[at]
    least = float(ndtri(1 - (1 - LEVEL) / 2 / places))
    return replace(
        place,
        catch_up=_factor("catch_up", part, value, spread, count, drift.chances),
        shift=_factor("frontier_shift", part, float(drift.shift[at]), float(drift.shift_sd[at]), count, drift.chances),
        has_moved=abs(value) > least * spread,
    )


def _outputs(found: Practice, chosen: Chosen) -> tuple[tuple[str, ...], ...]:
    counted = found.whole.families[chosen.units, :, 0].sum(axis=0) > 0
    return tuple(
        tuple(
            name
            for name, place, any_ in zip(found.families, chosen.outputs, counted, strict=True)
            if place == output and any_
        )
        for output in range(int(chosen.outputs.max()) + 1)
    )


def _told(answer: Frontier) -> tuple[tuple[str, ...], tuple[Highlight, ...]]:
    """The sentences, what is beyond sampling error first, and that as highlights."""
    behind = [place for place in answer.places if place.is_behind]
    movers = [place for place in answer.places if place.has_moved]
    lagging = [Highlight(words.lagging(place, answer), place.stake, words.target(place, answer)) for place in behind]
    moving = [Highlight(words.moving(place, answer)) for place in movers]
    examples = [words.target(place, answer) for place in behind]
    said = [entry.said for entry in lagging] + examples + [entry.said for entry in moving]
    said += [] if behind else [words.none_behind(answer)]
    said += [] if movers else [words.none_moved(answer)]
    return tuple(text for text in (*said, words.frontier_moved(answer)) if text), (*lagging, *moving)
