"""What is associated with an outcome, in sentences; what has to hold for them; and what must not be read into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.churn_hazards import Hazard
from steelyard.analyses.drivers.importance import ALIKE, ENOUGH, Carried, Driver
from steelyard.analyses.drivers.leakage import Leak
from steelyard.analyses.drivers.predictors import Outcome
from steelyard.analyses.evidence.wording import cannot_tell, clause, percent_beside, points
from steelyard.answers import Caveat, Check, Evidence, Highlight, Missing
from steelyard.measure.missing import Unidentified
from steelyard.measure.models.cross_products import Profile
from steelyard.measure.question import AGENTS
from steelyard.theme import counted, figure, number
from steelyard.wording import capital, figure_of, limits_of, listed, with_limits

MOST_SAID = 3
_COMPLETE = 0.8
_SEEN = 0.001
"""A smaller part of the differences prints as none."""

_LITTLE = 0.1
"""A smaller part of the differences is told as "only" so much."""

_WORTH_SAYING = 0.01
"""A smaller part is no finding a report opens with."""


def refused(refusals: Sequence[Missing], outcome: str) -> str:
    """Why nothing can be said."""
    if outcome:
        return cannot_tell(f"which measures are associated with {clause(refusals[0].title)}", refusals[0])
    unlocks = "; or ".join(dict.fromkeys(one.unlock for one in refusals if one.unlock))
    return cannot_tell(
        "which measures are associated with what customers do",
        Missing("drivers", "", "no outcome (retention, repurchase, NPS, rating) is known for enough cases", unlocks),
    )


def told(
    answer: Drivers, outcome: Outcome, found: Carried | None, profile: Profile, otherwise: Sequence[tuple[str, float]]
) -> Drivers:
    """The answer with its sentences, evidence and caveats."""
    said = tuple(_leak(leak, outcome) for leak in answer.leaks)
    if found is None:
        return replace(answer, sentences=(*said, f"No other measure is left to test against {outcome.title}."))
    claimed = [driver for driver in found.drivers if driver.is_claimed]
    sentences = _found(claimed, found, outcome) if claimed else (_nothing(found, outcome),)
    return replace(
        answer,
        title=f"What is associated with {outcome.title}",
        sentences=(sentences[0], *said, *sentences[1:], *_rated(answer.rated, outcome), *_later(answer.hazards)),
        highlights=(Highlight(sentences[0], do=_next_step(claimed, outcome)),)
        if claimed and (found.explained.value or 0.0) >= _WORTH_SAYING
        else (),
        evidence=_evidence(found, outcome, profile, otherwise, answer.leaks),
        caveats=_caveats(answer, found, outcome),
    )


def _next_step(claimed: Sequence[Driver], outcome: Outcome) -> str:
    """What to watch."""
    few = [clause(driver.title) for driver in claimed if driver.is_key] or [clause(claimed[0].title)]
    they = "it is" if len(few) == 1 else "they are"
    return (
        f"Follow {listed(few)} month by month; {they} associated with {outcome.title}, which need not mean cause and "
        "effect."
    )


def with_unidentified(answer: Drivers, nobody: Unidentified, *, has_months: bool) -> Drivers:
    """With what contacts without an id leave out of what is counted over an issue, and the months held equal for it."""
    text = "measures counted over the contacts of an issue miss them, so the shares of these measures are understated"
    evidence = answer.evidence
    if evidence is not None and has_months:
        evidence = replace(
            evidence, adjusted_for=(*evidence.adjusted_for, "month, because the share of contacts without an id varies")
        )
    return replace(answer, caveats=(*answer.caveats, *nobody.caveat(text)), evidence=evidence)


def _found(claimed: Sequence[Driver], found: Carried, outcome: Outcome) -> tuple[str, ...]:
    key = [driver for driver in found.drivers if driver.is_key]
    said = (
        f"{_headline(key, found, outcome)} {_explained(found, outcome)}",
        *(_direction(driver, outcome) for driver in key[:MOST_SAID]),
        _shares(claimed) if len(claimed) > 1 else "",
    )
    return tuple(entry for entry in said if entry)


def _headline(key: Sequence[Driver], found: Carried, outcome: Outcome) -> str:
    names = [clause(driver.title) for driver in key]
    told = listed([*names[:MOST_SAID], *([f"{len(names) - MOST_SAID} more"] if len(names) > MOST_SAID else [])])
    count = len(found.drivers)
    if count == 1:
        return f"The one measure tested, {told}, is associated with {outcome.title}."
    if (found.kept.value or 0.0) >= ENOUGH and len(key) < count:
        few = "one figure suffices" if len(key) == 1 else f"{_numeral(len(key))} figures suffice"
        part = f"{with_limits(found.kept)} of what all {count} measures explain"
        return f"To watch {outcome.title}, {few}: {told}, with {part}."
    few = f"{capital(_numeral(len(key)))} of {count} measures {'is' if len(key) == 1 else 'are'}"
    few = f"{'Both' if count == 2 else f'All {count}'} measures are" if len(key) == count else few
    part = f"; {'it accounts' if len(key) == 1 else 'they account'} for {with_limits(found.kept)} of what all explain"
    part = part if len(key) < count else ""
    return f"{few} associated with {outcome.title} beyond sampling error: {told}{part}."


def _shares(claimed: Sequence[Driver]) -> str:
    first, *others = [(with_limits(one.share), clause(one.title)) for one in claimed[:MOST_SAID]]
    rest = [f"{share} to {title}" for share, title in others]
    return f"Of the explained variation, {listed([f'{first[0]} is attributed to {first[1]}', *rest])}."


def _numeral(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)


def _direction(driver: Driver, outcome: Outcome) -> str:
    effect = driver.effect
    if effect.value is None or not effect.sign:
        return ""
    verb = "are" if driver.more.endswith("s") or driver.more.startswith(("more", "better")) else "is"
    way = outcome.gained if effect.value > 0 else outcome.lost
    size = effect.sized()
    shown = f"{points(figure_of(size).rstrip('%'))} ({limits_of(size)})"
    return f"Among similar cases, {driver.more} {verb} associated with {way}: {shown}."


def _explained(found: Carried, outcome: Outcome) -> str:
    value, count = found.explained.value or 0.0, len(found.drivers)
    only = "only " if value < _LITTLE else ""
    part = f"{only}{with_limits(found.explained)}" if value >= _SEEN else f"less than {figure(_SEEN, 'share')}"
    every = "Both" if count == 2 else f"All {count}"
    who = "It explains" if count == 1 else f"{f'Even {every.lower()}' if only else every} together explain"
    return f"{who} {part} of the variation in {outcome.of}."


def _nothing(found: Carried, outcome: Outcome) -> str:
    count = len(found.drivers)
    asked = f"{'Neither' if count == 2 else 'None'} of the {count} measures tested is"
    asked = asked if count > 1 else f"The one measure tested, {clause(found.drivers[0].title)}, is not"
    limits = found.explained.interval
    most = figure(max(limits.high, _SEEN), "share") if limits else ""
    who = "together they explain" if count > 1 else "it explains"
    bound = f"; {who} at most {most} of the variation in {outcome.of}" if most else ""
    return f"{asked} associated with {outcome.title} beyond sampling error{bound}."


def _rated(rated: Driver | None, outcome: Outcome) -> tuple[str, ...]:
    if rated is None:
        return ()
    among = f"Among the {rated.share.n:,} rated issues, the customer's rating"
    if not rated.is_claimed:
        return (f"{among} is not associated with {outcome.title} beyond sampling error.",)
    return (f"{among} accounts for {with_limits(rated.share)} of the variation that all measures together explain.",)


def _later(hazards: Sequence[Hazard]) -> tuple[str, ...]:
    """What is associated with leaving in a month, beyond sampling error."""
    sure = [one for one in hazards if one.ratio.interval is not None and one.ratio.interval.side_of(1)]
    if not sure:
        return ()
    told = sorted(sure, key=lambda one: -one.share)[:MOST_SAID]
    first, *others = [(one.title, with_limits(one.ratio)) for one in told]
    each = [f"Each {first[0]} in the previous three months is associated with {first[1]} times"]
    each += [f"each {title} with {ratio} times" for title, ratio in others]
    equal = ", other events held equal" if len(hazards) > 1 else ""
    return (f"{listed(each)} the monthly rate of leaving{equal}.",)


def _leak(leak: Leak, outcome: Outcome) -> str:
    tells = (
        f"it ranks {leak.ordered:.0%} of the pairs of cases correctly"
        if leak.ordered is not None
        else f"it explains {leak.explained:.0%} of the variation in {outcome.of}"
    )
    return (
        f"The measure “{leak.title}” is excluded as leakage: on its own {tells}, so it is the outcome under another "
        "name or was known only after it."
    )


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
            f"{percent_beside(share, _COMPLETE)} of the {profile.n:,} {outcome.cases} have a value for every measure; "
            f"at least {_COMPLETE:.0%} is required.",
            share >= _COMPLETE,
        ),
        Check("leakage", _leakage(given), not given),
        Check("alike", _alike(found), not found.alike),
        Check("halo", _halo(found), not found.halo),
        Check("before", _before(outcome, profile), None if outcome.id == "repurchase" else True),
        Check("unseen", "Unmeasured differences between these customers cannot be tested.", None),
    ]
    logistic = listed([f"{clause(title)} {part:.0%}" for title, part in otherwise])
    bracket = listed(
        [
            f"{clause(one.title)} {one.first:.0%} if entered first and {one.last:.0%} if entered last"
            for one in found.drivers[:3]
        ]
    )
    return Evidence(
        grade="adjusted",
        adjusted_for=("segment", "topic family", "channel"),
        checks=tuple(checks),
        sensitivity=(
            *(
                (f"A logistic model on banded values of the largest measures gives these shares: {logistic}.",)
                if logistic
                else ()
            ),
            *((f"The shares depend on the order of entry: {bracket}.",) if len(found.drivers) > 1 else ()),
        ),
        would_change=(
            "An initiative with a comparison group that changes one of these measures would show whether the outcome "
            "follows.",
            "A measure that is not recorded yet, and is associated with the outcome, would change the shares.",
        ),
    )


def _leakage(given: Sequence[Leak]) -> str:
    if not given:
        return "No measure predicts the outcome so well that it must be leakage."
    verb = "is" if len(given) == 1 else "are"
    told = listed([clause(leak.title) for leak in given])
    return f"{capital(counted(len(given), 'measures'))} {verb} excluded as leakage: {told}."


def _alike(found: Carried) -> str:
    if not found.alike:
        return f"No two measures are strongly correlated (all correlations are below {ALIKE:.1f})."
    pairs = listed(
        [f"{clause(one.title)} and {clause(other.title)} ({number(r, 2)})" for one, other, r in found.alike[:3]]
    )
    return f"{capital(pairs)} are strongly correlated, so how their joint share is split between them is uncertain."


def _halo(found: Carried) -> str:
    if not found.halo:
        return "No group of answers shows a halo effect, in which one mood moves them all."
    return (
        f"{capital(listed([clause(one.title) for one in found.halo]))} are strongly correlated with one another, as "
        "under a halo effect: their shares may reflect one mood."
    )


def _before(outcome: Outcome, profile: Profile) -> str:
    if outcome.late:
        return f"{capital(outcome.late)} are excluded, because they may be known only after the answer."
    if outcome.is_turned:
        verb = "is" if profile.early == 1 else "are"
        return (
            f"{capital(counted(profile.early, 'issues'))} {verb} excluded because the customer left within the return "
            "window, before all measures were known."
        )
    return "Purchases within the return window are included, although some may precede a return."


def _caveats(answer: Drivers, found: Carried, outcome: Outcome) -> tuple[Caveat, ...]:
    caveats = [
        Caveat(
            "association",
            "these are associations: if a measure were changed, the outcome need not follow",
            "warning",
        ),
        Caveat(
            "differences",
            "shares describe differences between cases: a measure that is equally good or bad everywhere gets none",
        ),
        Caveat(
            "tails",
            "durations and counts enter as logarithms; differences compare the highest with the lowest tenth of a "
            "measure, or yes with no",
        ),
    ]
    limits = found.explained.interval
    if limits is not None and AGENTS not in limits.chances:
        text = "without agent ids the intervals cover these contacts, not these agents in general"
        caveats.append(Caveat("these_contacts", text))
    if outcome.grain == "answers":
        caveats.append(Caveat("answered", "only customers who answered are included"))
    if answer.hazards:
        text = "the monthly rates adjust for what else happened in those three months, not for who the customer is"
        caveats.append(Caveat("months", text))
    if answer.rated is not None:
        caveats.append(Caveat("rated", "the share of the rating comes from a separate model of the rated issues"))
    return tuple(caveats)
