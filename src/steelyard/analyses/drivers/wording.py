"""What goes with an outcome, in sentences; what has to hold for them; and what must not be read into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.churn_hazards import Hazard
from steelyard.analyses.drivers.importance import ALIKE, ENOUGH, Carried, Driver
from steelyard.analyses.drivers.leakage import Leak
from steelyard.analyses.drivers.predictors import Outcome
from steelyard.analyses.periods.date_range import listed
from steelyard.answers import Caveat, Check, Estimate, Evidence, Highlight, Interval, Missing
from steelyard.measure.cells.unidentified import Unidentified
from steelyard.measure.models.cross_products import Profile
from steelyard.measure.question import AGENTS
from steelyard.theme import figure, number, span

MOST_SAID = 3
_COMPLETE = 0.8
_SEEN = 0.001
"""A smaller part of the differences prints as none."""

_WORTH_SAYING = 0.01
"""A smaller part is no finding a report opens with."""


def refused(refusals: Sequence[Missing], outcome: str) -> str:
    """Why nothing can be said."""
    if outcome:
        return f"What goes with {_lower(refusals[0].title)} cannot be said: {_lowered(refusals[0].reason)}"
    return "What goes with what customers do cannot be said: no outcome is known of enough cases."


def told(
    answer: Drivers, outcome: Outcome, found: Carried | None, profile: Profile, otherwise: Sequence[tuple[str, float]]
) -> Drivers:
    """The answer with its sentences, evidence and caveats."""
    said = tuple(_leak(leak, outcome) for leak in answer.leaks)
    if found is None:
        return replace(answer, sentences=(*said, f"Nothing else is left that may go with {outcome.title}."))
    claimed = [driver for driver in found.drivers if driver.is_claimed]
    sentences = _found(claimed, found, outcome) if claimed else (_nothing(found, outcome),)
    return replace(
        answer,
        title=f"What goes with {outcome.title}",
        sentences=(sentences[0], *said, *sentences[1:], *_rated(answer.rated, outcome), *_later(answer.hazards)),
        highlights=(Highlight(sentences[0]),) if claimed and (found.explained.value or 0.0) >= _WORTH_SAYING else (),
        evidence=_evidence(found, outcome, profile, otherwise, answer.leaks),
        caveats=_caveats(answer, found, outcome),
    )


def with_unidentified(answer: Drivers, nobody: Unidentified, *, has_months: bool) -> Drivers:
    """With what contacts without an id leave out of what is counted over an issue, and the months held equal for it."""
    text = "what is counted over an issue's contacts misses them, so that its measures carry more than is seen here"
    evidence = answer.evidence
    if evidence is not None and has_months:
        evidence = replace(evidence, adjusted_for=(*evidence.adjusted_for, "month, as the share without an id differs"))
    return replace(answer, caveats=(*answer.caveats, *nobody.caveat(text)), evidence=evidence)


def _found(claimed: Sequence[Driver], found: Carried, outcome: Outcome) -> tuple[str, ...]:
    key = [driver for driver in found.drivers if driver.is_key]
    shares = listed([f"{_lower(one.title)} {amount(one.share)}" for one in claimed[:MOST_SAID]])
    said = (
        _headline(key, found, outcome),
        *(_direction(driver, outcome) for driver in key[:MOST_SAID]),
        f"Over all orders of asking, the parts are {shares}." if len(claimed) > 1 else "",
        _explained(found, outcome),
    )
    return tuple(entry for entry in said if entry)


def _headline(key: Sequence[Driver], found: Carried, outcome: Outcome) -> str:
    names = [_lower(driver.title) for driver in key]
    told = listed([*names[:MOST_SAID], *([f"{len(names) - MOST_SAID} more"] if len(names) > MOST_SAID else [])])
    verb = "carries" if len(key) == 1 else "carry"
    count = len(found.drivers)
    if count == 1:
        return f"{_capital(told)} goes with {outcome.title}."
    kept = found.kept.value or 0.0
    enough = f": enough for a small dashboard, {_lost(kept)} is lost" if kept >= ENOUGH and len(key) < count else ""
    return f"{_capital(told)} {verb} {amount(found.kept)} of what {count} measures tell about {outcome.title}{enough}."


def _lost(kept: float) -> str:
    return figure(max(1 - kept, 0.0), "share", margin=0.05)


def _direction(driver: Driver, outcome: Outcome) -> str:
    effect = driver.effect
    if effect.value is None or effect.interval is None or not effect.interval.leaves_out():
        return ""
    goes = "go" if driver.more.endswith("s") or driver.more.startswith(("more", "better")) else "goes"
    size = figure(abs(effect.value), effect.unit, margin=(effect.interval.high - effect.interval.low) / 2)
    ends = sorted((abs(effect.interval.low), abs(effect.interval.high)))
    limits = span(ends[0], ends[1], effect.unit, beside=abs(effect.value))
    points = f"{size.rstrip('%')} points ({limits})"
    way = outcome.gained if effect.value > 0 else outcome.lost
    return f"Among cases alike, {driver.more} {goes} with {way}: {points}."


def _explained(found: Carried, outcome: Outcome) -> str:
    value = found.explained.value or 0.0
    part = amount(found.explained) if value >= _SEEN else f"less than {figure(_SEEN, 'share')}"
    all_of_them = "It explains" if len(found.drivers) == 1 else "All together explain"
    return f"{all_of_them} {part} of the differences in {outcome.of}; the rest lies elsewhere."


def _nothing(found: Carried, outcome: Outcome) -> str:
    count = len(found.drivers)
    asked = f"None of the {count} measures asked goes" if count > 1 else f"{found.drivers[0].title} does not go"
    limits = found.explained.interval
    most = figure(max(limits.high, _SEEN), "share") if limits else ""
    bound = f"; together they explain at most {most} of the differences in {outcome.of}" if most else ""
    return f"{asked} with {outcome.title} beyond chance{bound}."


def _rated(rated: Driver | None, outcome: Outcome) -> tuple[str, ...]:
    if rated is None:
        return ()
    among = f"Among the {rated.share.n:,} rated issues, the rating"
    if not rated.is_claimed:
        return (f"{among} goes with {outcome.title} no more than chance would have it.",)
    return (f"{among} carries {amount(rated.share)} of what it and the others explain.",)


def _later(hazards: Sequence[Hazard]) -> tuple[str, ...]:
    """What goes with leaving month by month, beyond chance."""
    sure = [one for one in hazards if one.ratio.interval is not None and not _holds_one(one.ratio.interval)]
    if not sure:
        return ()
    told = sorted(sure, key=lambda one: -one.share)[:MOST_SAID]
    said = listed([f"{amount(one.ratio)} times as often after {one.title}" for one in told])
    return (f"Month by month, the rest equal, customers leave {said} in the three months before.",)


def _holds_one(limits: Interval) -> bool:
    return limits.low <= 1 <= limits.high


def _leak(leak: Leak, outcome: Outcome) -> str:
    tells = (
        f"it puts {leak.ordered:.0%} of the pairs of cases into the right order"
        if leak.ordered is not None
        else f"it alone explains {leak.explained:.0%}"
    )
    return (
        f"{leak.title} gives the outcome away ({tells}): it is the outcome under another name, or was known only "
        "after it, and is set apart."
    )


def amount(estimate: Estimate) -> str:
    """A figure with its interval: 48% (41-55)."""
    if estimate.value is None or estimate.interval is None:
        return figure(estimate.value, estimate.unit)
    limits = estimate.interval
    margin = (limits.high - limits.low) / 2
    shown = figure(estimate.value, estimate.unit, margin=margin)
    return f"{shown} ({span(limits.low, limits.high, estimate.unit, beside=estimate.value)})"


def _evidence(
    found: Carried,
    outcome: Outcome,
    profile: Profile,
    otherwise: Sequence[tuple[str, float]],
    given: Sequence[Leak],
) -> Evidence:
    share = found.n / profile.n if profile.n else 0.0
    checks = [
        Check(
            "complete",
            f"{share:.0%} of the {profile.n:,} {outcome.cases} carry every measure, {_COMPLETE:.0%} are needed.",
            share >= _COMPLETE,
        ),
        Check("leakage", _leakage(given), not given),
        Check("alike", _alike(found), not found.alike),
        Check("halo", _halo(found), not found.halo),
        Check("before", _before(outcome, profile), None if outcome.id == "repurchase" else True),
        Check("unseen", "What else sets these customers apart is not known.", None),
    ]
    logistic = listed([f"{_lower(title)} {part:.0%}" for title, part in otherwise])
    bracket = listed(
        [f"{_lower(one.title)} {one.first:.0%} alone and {one.last:.0%} last" for one in found.drivers[:3]]
    )
    return Evidence(
        grade="adjusted",
        adjusted_for=("segment", "topic family", "channel"),
        checks=tuple(checks),
        sensitivity=(
            *(
                (f"A logistic model on bands of the largest gives {logistic} of what these explain.",)
                if logistic
                else ()
            ),
            *((f"Taken alone or last, of what all explain: {bracket}.",) if len(found.drivers) > 1 else ()),
        ),
        would_change=(
            "An initiative with a comparison group that moves one of these would show whether the outcome follows.",
            "A measure that is not recorded yet and goes with these.",
        ),
    )


def _leakage(given: Sequence[Leak]) -> str:
    if not given:
        return "No measure gives the outcome away."
    verb = "gives the outcome away and is" if len(given) == 1 else "give the outcome away and are"
    return f"{listed([leak.title for leak in given])} {verb} set apart."


def _alike(found: Carried) -> str:
    if not found.alike:
        return f"No two measures move together (correlation under {ALIKE:.1f})."
    pairs = listed(
        [f"{_lower(one.title)} and {_lower(other.title)} ({number(r, 2)})" for one, other, r in found.alike[:3]]
    )
    return f"{_capital(pairs)} move together, so how their share splits between them says little."


def _halo(found: Carried) -> str:
    if not found.halo:
        return "No group of answers all move together as one mood would move them."
    return (
        f"{_capital(listed([_lower(one.title) for one in found.halo]))} all move together, as answers of one mood do: "
        "what they carry may be the mood."
    )


def _before(outcome: Outcome, profile: Profile) -> str:
    if outcome.late:
        return f"Left out because it may be known only after the answer: {outcome.late}."
    if outcome.is_turned:
        return (
            f"{profile.early:,} issues are left out whose customer left within the return window, before everything "
            "here was known."
        )
    return "Purchases within the return window may come before a return: the first days are not told apart."


def _caveats(answer: Drivers, found: Carried, outcome: Outcome) -> tuple[Caveat, ...]:
    caveats = [
        Caveat(
            "association",
            "a share says what goes with the outcome, not what would follow if the measure were moved",
            "warning",
        ),
        Caveat(
            "differences",
            "shares are of differences between cases: what is equally good or bad everywhere carries none",
        ),
        Caveat("tails", "durations and counts enter as logarithms; low and high are the outer tenths"),
    ]
    limits = found.explained.interval
    if limits is not None and AGENTS not in limits.chances:
        text = "without agents' ids the limits speak of these contacts, not of these agents in general"
        caveats.append(Caveat("these_contacts", text))
    if outcome.grain == "answers":
        caveats.append(Caveat("answered", "only customers who answered are seen here"))
    if answer.hazards:
        text = "month by month, only what else happened in those three months is held equal, not who the customer is"
        caveats.append(Caveat("months", text))
    if answer.rated is not None:
        caveats.append(Caveat("rated", "the part of the rating is of those who answered, and of a model of its own"))
    return tuple(caveats)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".") + "."


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
