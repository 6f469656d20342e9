"""What moved the balance, between two periods or two parts?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from steelyard import measure
from steelyard.analyses.attribution.attribution import (
    Attribution,
    alone,
    attribute,
    difference,
    segments_of,
)
from steelyard.analyses.change import wording
from steelyard.analyses.change.concentration import Concentration, Loss, concentrate, looked_at, losses
from steelyard.analyses.change.handling import handled
from steelyard.analyses.evidence.measured import measured
from steelyard.analyses.periods import comparison
from steelyard.analyses.periods.change_point import monthly, onset
from steelyard.analyses.periods.choice import Days, Frame, frame, gathered, provenance
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.analyses.periods.scale_changes import incomparable
from steelyard.analyses.periods.undated import undated
from steelyard.answers import Answer, Caveat, Estimate
from steelyard.errors import QuestionError
from steelyard.measure import Side
from steelyard.measure.estimates.nonrespondents import undone_by
from steelyard.measure.question import filters_of
from steelyard.metrics.factors import FACTORS
from steelyard.settings.model import Settings
from steelyard.stats.surveys.nonresponse import overturning
from steelyard.store import Snapshot


@dataclass(frozen=True)
class Term:
    """One factor's part of the change of ln balance.

    Args:
        factor: experience, effectiveness, onceness, pace, capacity, price, technology, field and other (cost per
            contact), contact_cost (segments without hours), handled_otherwise (shifts between channels, bots and
            people), mix, who_answered (what a split moves by itself).
        effect: in ln units with its interval; 100 x effect is about percent.
        before, after: the factor's own level, where it has one; price has none where cost is more than labour, as the
            measure of that name divides by all of it.
        is_claimed: its interval excludes zero.
        parts: segment -> its share of this term, largest first, where the change is split over a dimension.
    """

    factor: str
    effect: Estimate
    before: Estimate | None = None
    after: Estimate | None = None
    is_claimed: bool = False
    parts: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class Change(Answer):
    """The balance's change split without remainder: total = sum of the terms.

    Args:
        total: change of ln balance with interval.
        terms: in the order of the identity, mix last.
        before, after: the two balances.
        label_before, label_after: what is compared, as people say it.
        by: the dimension the terms' parts belong to; empty where they have none.
        compared: the dimension whose two parts are compared; empty where two periods are.
        place: the part of `by` in which the change sits; empty where none stands out.
        place_share: the part of the change that comes from it; over 1 where the others moved the other way.
        moved, since: the factor that moved most there, and the month it began ("Jan 2026", "about Jan 2026"); empty
            where none can be told. rose: whether it raised the balance.
        lost: where customers lost although the whole gained ("team North"), the largest loss first.
    """

    total: Estimate | None = None
    terms: tuple[Term, ...] = ()
    before: Estimate | None = None
    after: Estimate | None = None
    label_before: str = ""
    label_after: str = ""
    by: str = ""
    compared: str = ""
    place: str = ""
    place_share: float = 0.0
    moved: str = ""
    since: str = ""
    rose: bool = False
    lost: tuple[str, ...] = ()


SCANNED = ("site", "team", "channel", "family")
"""Where the change is looked for when no dimension is named."""

_SPOKEN = {"segment": "segment", "family": "topic family", "channel": "channel"}

_LEVELS = ("balance", *FACTORS)


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
    compare: tuple[str, str, str] | None = None,
) -> Change:
    """What moved the balance, factor by factor, each with its interval.

    A factor, or a part of the service, is named only where its interval leaves zero out: customers, and days (agents,
    where sites or teams are set apart), could not have made it alone.

    Args:
        by: split every factor by this dimension; unless told, the dimension in which one part stands out most.
        compare: (dimension, first part, second part), both in the same days, instead of two periods.

    Raises:
        QuestionError: what does not exist, or no earlier days to compare with.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    snapshot = snapshot.following(days.follow_days)
    narrowed = filters_of(where)
    if compare:
        days = replace(days, before=None, caveats=())
        dimension, first, second = compare
        sides = [Side(days.now.from_on, days.now.to_on, {**narrowed, dimension: (part,)}) for part in (first, second)]
        labels = (first, second)
    elif days.before is None:
        raise QuestionError(
            days.refusal or f"there are no days before {days.now.label} to compare with",
            next="Name two parts: --compare site=A,B",
        )
    else:
        sides = [Side(span.from_on, span.to_on, narrowed) for span in (days.before, days.now)]
        labels = (days.before.label, days.now.label)
    missing = measure.missing(snapshot, ["balance"], settings)
    compared = compare[0] if compare else ""
    whole = attribute(measure.identity(snapshot, settings, *sides, by=segments_of(compared)))
    lacking = {entry.metric for entry in measure.missing(snapshot, _LEVELS, settings)}
    levels = comparison.levels(snapshot, settings, [name for name in _LEVELS if name not in lacking], sides)
    levels_now = [figure for figure in levels[1].values() if figure.value is not None]
    answer = Change(
        question="change",
        title=f"What moved the balance, {labels[0]} to {labels[1]}",
        missing=missing,
        caveats=(*(caveat for caveat in days.caveats if caveat.id != "no_comparison"), *whole.found.caveats),
        provenance=provenance(snapshot, settings, days.now, where),
        before=levels[0].get("balance"),
        after=levels[1].get("balance"),
        label_before=labels[0],
        label_after=labels[1],
        compared=compared,
        evidence=measured(
            snapshot,
            settings,
            levels_now,
            ("balance",) if levels_now else (),
            days.now,
            where,
            grade="adjusted",
            adjusted_for=tuple(_SPOKEN[name] for name in segments_of(compared)),
        ),
    )
    changed = incomparable(snapshot, settings, ["experience"], sides)
    if not compare:
        changed = {**undated(snapshot, settings, ["effectiveness"], sides), **changed}
    if missing or changed or not whole.is_defined or whole.effect(whole.factors).value is None:
        return _factors_alone(answer, whole, levels, changed)
    taken = {*(narrowed or ()), *((compare[0],) if compare else ())}
    found = _scanned(snapshot, settings, sides, (by,) if by else _scan(taken), compared)
    place = _place(found, by)
    since = ("", "") if compare else _since(snapshot, settings, days, narrowed, place)
    has_risen = not compare and _has_risen(whole.effect(whole.factors))
    if by and has_risen:
        found += _scanned(snapshot, settings, sides, _scan({*taken, by}), compared)
    return _split(answer, whole, place, since, levels, settings.currency, losses(found) if has_risen else ())


def _scan(taken: set[str]) -> tuple[str, ...]:
    return tuple(name for name in SCANNED if name not in taken)


def _scanned(
    snapshot: Snapshot, settings: Settings, sides: Sequence[Side], wanted: Sequence[str], compared: str
) -> list[Concentration]:
    """The change split by each of some dimensions, and the part that stands out in each; all their parts share 5%."""
    splits = {}
    for dimension in wanted:
        found_by = (dimension, *segments_of(compared))
        split = attribute(measure.identity(snapshot, settings, *sides, by=found_by, within=(dimension,)))
        if split.is_defined and len(split.part_names(dimension)) > 1:
            splits[dimension] = split
    looks = sum(len(looked_at(split, dimension)) for dimension, split in splits.items())
    return [concentrate(split, dimension, looks) for dimension, split in splits.items()]


def _place(found: Sequence[Concentration], by: str) -> Concentration | None:
    """The split asked for, else the one of the scanned dimensions in which a part stands out most."""
    if by:
        return found[0] if found else None
    standing_out = [entry for entry in found if entry.part]
    return max(standing_out, key=lambda entry: entry.excess, default=None)


def _has_risen(total: Estimate) -> bool:
    return is_claimed(total) and (total.value or 0.0) > 0


def _since(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    where: Mapping[str, tuple[str, ...]],
    place: Concentration | None,
) -> tuple[str, str]:
    """The factor that moved most in the part that stands out, and the month it began; empty where none can be told."""
    if place is None or place.effect is None or days.before is None:
        return "", ""
    segments = place.split.segments_of(place.dimension, place.part)
    effects = {factor: place.split.effect((factor,), segments) for factor in place.split.factors if factor in _LEVELS}
    claimed = [factor for factor, effect in effects.items() if is_claimed(effect)]
    if not claimed:
        return "", ""
    factor = max(claimed, key=lambda name: abs(effects[name].value or 0.0))
    narrowed = {**where, place.dimension: (place.part,)}
    months = monthly(snapshot, settings, factor, narrowed, days.before.from_on, days.now.to_on)
    month = onset(months, is_up=(effects[factor].value or 0.0) > 0)
    return (factor, month) if month else ("", "")


def _split(
    answer: Change,
    whole: Attribution,
    place: Concentration | None,
    since: tuple[str, str],
    levels: Sequence[Mapping[str, Estimate]],
    currency: str,
    lost: Sequence[Loss],
) -> Change:
    total = whole.effect(whole.factors)
    chosen = place.split if place else whole
    terms = [_term(factor, chosen, place, levels) for factor in chosen.factors]
    if place is not None:
        moved = difference(whole, place.split, "who_answered")
        terms.append(Term("who_answered", moved, is_claimed=is_claimed(moved)))
    claimed = [(term.factor, term.effect) for term in terms if term.is_claimed and term.factor in wording.WORDS]
    sentences = wording.sentences(total, claimed, _comparison(answer, lost), place, since, currency)
    if not answer.compared:
        sentences = (*sentences, *handled(whole.found))
    effects = tuple(effect for term in terms for effect in (term.effect, *term.parts.values()))
    return replace(
        answer,
        total=total,
        terms=tuple(terms),
        by=place.dimension if place else "",
        place=place.part if place else "",
        lost=tuple(wording.name_of(one) for one in lost),
        place_share=_share(place, total),
        moved=since[0],
        since=since[1],
        rose=place is not None and bool(since[0]) and not wording.is_down(place, since[0]),
        sentences=sentences,
        estimates=(total, *effects),
        caveats=(*answer.caveats, *wording.units(total), *gathered((answer.after,)), *_undone(terms, levels)),
    )


def _share(place: Concentration | None, total: Estimate) -> float:
    """The part of the change that comes from the place; 0 where its own effect is within sampling error."""
    if place is None or place.effect is None or not is_claimed(place.effect):
        return 0.0
    return (place.effect.value or 0.0) / (total.value or 1.0)


def _undone(terms: Sequence[Term], levels: Sequence[Mapping[str, Estimate]]) -> tuple[Caveat, ...]:
    """What ratings of those who did not answer would undo the claimed movement of experience."""
    felt = next((term.effect for term in terms if term.factor == "experience" and term.is_claimed), None)
    rated = [level["experience"] for level in levels if "experience" in level]
    shares = [one.covered_share for one in rated if one.covered_share is not None]
    if felt is None or felt.value is None or len(shares) < 2 or rated[1].value is None:
        return ()
    points = float(overturning(felt.value, 100 * rated[1].value, min(shares)))
    return tuple(replace(c, text=f"experience: {c.text}") for c in undone_by(points, min(shares)))


def _comparison(answer: Change, lost: Sequence[Loss] = ()) -> wording.Comparison:
    labels = (answer.label_before, answer.label_after)
    return wording.Comparison(*labels, answer.before, answer.after, answer.compared, tuple(lost))


def _term(
    factor: str, chosen: Attribution, place: Concentration | None, levels: Sequence[Mapping[str, Estimate]]
) -> Term:
    effect = chosen.effect((factor,))
    parts = {}
    if place is not None:
        every = {
            name: replace(
                chosen.effect((factor,), chosen.segments_of(place.dimension, name)),
                part={place.dimension: name},
            )
            for name in chosen.part_names(place.dimension)
        }
        parts = dict(sorted(every.items(), key=lambda entry: -abs(entry[1].value or 0.0)))
    is_of_labour = factor == "price" and not {"technology", "field", "other"}.isdisjoint(chosen.factors)
    before, after = (None if is_of_labour else side.get(factor) for side in levels[:2])
    return Term(factor, effect, before, after, _is_claimed(chosen, factor, effect), parts)


def _is_claimed(split: Attribution, factor: str, effect: Estimate) -> bool:
    """Whether a factor moved beyond sampling error, and beyond what is not in it.

    Which issues people are left with
    depends on what bots take, so where it is open how many of those bots solved, more or fewer issues were solved only
    if it holds with them.
    """
    if not is_claimed(effect):
        return False
    if factor not in ("experience", "effectiveness") or not split.found.has_open:
        return True
    together = split.effect((factor, "handled_value"))
    return is_claimed(together) and (together.value or 0.0) * (effect.value or 0.0) > 0


def _factors_alone(
    answer: Change,
    whole: Attribution,
    levels: Sequence[Mapping[str, Estimate]],
    changed: Mapping[str, Caveat],
) -> Change:
    """Without a balance, or one that can be compared: the factors that exist, each for itself, the mix still in it."""
    effects = ((factor, comparison.told(effect, changed.get(factor))) for factor, effect in alone(whole.found))
    terms = tuple(
        Term(factor, effect, levels[0].get(factor), levels[1].get(factor), is_claimed(effect))
        for factor, effect in effects
        if factor in levels[0] and factor in levels[1]
    )
    few = [caveat.text for caveat in whole.effect(whole.factors).caveats if caveat.id == "too_few"]
    reason = next(iter(changed.values())).text if changed else few[0] if few else "too little is known of value or cost"
    reason = answer.missing[0].reason if answer.missing else reason
    text = "there is no balance to split, so each factor stands alone, with the mix of issues still in it"
    return replace(
        answer,
        terms=terms,
        sentences=wording.alone(
            [(term.factor, term.effect) for term in terms if term.is_claimed], _comparison(answer), reason
        ),
        estimates=tuple(term.effect for term in terms),
        caveats=(*answer.caveats, Caveat("no_balance", text, "warning")),
    )
