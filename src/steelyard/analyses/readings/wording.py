"""What tests for gaming and bias found, in sentences, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steelyard.analyses.evidence.wording import beside, cannot_tell, clause, percent_beside, points
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.readings import diverging_sentiment
from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.nonresponse import LEAST_ANSWERED, LEAST_ANSWERS, MOST_EFFECT, Silence
from steelyard.analyses.readings.signals import Reading, Signal
from steelyard.answers import Caveat, Check, Evidence, Highlight, Missing
from steelyard.theme import counted, figure, span
from steelyard.wording import capital, listed

MOST_NAMED = 6
"""Further units of a finding that are named."""


def told(answer: Readings, days: Frame) -> Readings:
    """The answer with its sentences, evidence and caveats."""
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
        highlights=tuple(
            Highlight(_finding(reading), do=reading.asks) for reading in answer.leading if reading.state == "finding"
        ),
        caveats=(*days.caveats, *_caveats(answer)),
        evidence=_evidence(answer),
    )


def unlooked() -> Missing:
    """Why no figure can be tested."""
    reason = "no figure here has enough independent records to be tested against"
    unlock = "map all survey invitations and customer ids, or declare a target for handle time, over 8 months or more"
    return Missing("readings", "False readings", reason, unlock)


def unheard() -> Missing:
    """Why nothing is known of non-respondents."""
    reason = "there are too few ratings, or only rated contacts, so nothing is known of non-respondents"
    unlock = f"map at least {LEAST_ANSWERS} ratings, and the contacts that were not rated"
    return Missing("silent", "What non-respondents may think", reason, unlock)


def _found(findings: Sequence[Reading]) -> list[str]:
    """The strongest of each kind in full, the other units by name."""
    said = []
    for kind in dict.fromkeys(reading.kind for reading in findings):
        first, *others = [reading for reading in findings if reading.kind == kind]
        said += [_finding(first), first.asks]
        named = [reading.part for reading in others if reading.part]
        if named:
            more = [f"{len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
            said.append(f"Two independent sources also agree at {listed([*named[:MOST_NAMED], *more])}.")
    return said


def _finding(reading: Reading) -> str:
    """What was found of a unit."""
    first, second = _two(reading)
    detail = f" (limit {reading.detail})" if reading.detail else ""
    where = f" at {reading.part}" if reading.part else ""
    return f"{reading.title}{detail}{where} may mislead: {first.said}; {second.said}."


def _two(reading: Reading) -> tuple[Signal, Signal]:
    """The first signal, and the first from other records."""
    fired = [signal for signal in reading.signals if signal.fires]
    return fired[0], next(signal for signal in fired if signal.records != fired[0].records)


def _nothing(answer: Readings) -> str:
    if not answer.looked:
        return cannot_tell("whether any figure misleads", unlooked())
    none = "No gaming or bias is confirmed" if answer.questions else "No sign of gaming or bias"
    tests = f"{counted(answer.looked, 'tests')}, none confirmed by a second source"
    return f"{none} in {answer.label}: {tests}."


def _asked(questions: Sequence[Reading]) -> str:
    named = [f"{clause(reading.title)} of {reading.unit} ({reading.fired[0].said})" for reading in questions[:3]]
    more = [f"{len(questions) - 3} more"] if len(questions) > 3 else []
    verb, on = ("is", "on") if len(questions) == 1 else ("are", "each on")
    count = counted(len(questions), "figures")
    return f"{count} {verb} worth checking, {on} one source only: {'; '.join([*named, *more])}."


def _silent(silent: Silence, days: Frame) -> str:
    """What all would say, what non-respondents could make of it, and when a change would disappear."""
    low, high = silent.weighted.bounds or (0.0, 100.0)
    naive = figure(silent.naive.value, "score")
    answered = figure(silent.answered_share, "share")
    handled = f"{answered} of the contacts handled by people in {days.now.label}"
    shares = f"Customers rated {handled}, at {naive} of 100 on average"
    if not silent.is_carried:
        few = "these are too few, or too unlike the others, to speak for all customers"
        return f"{shares}; {few}. A survey of a random sample would tell."
    weighted = figure(silent.weighted.value, "score")
    said = (
        f"{shares}. Weighted to all contacts, by channel and outcome, the rating is {weighted}; without any assumption "
        f"about non-respondents it lies between {figure(low, 'score')} and {figure(high, 'score')}"
    )
    if silent.change is None or silent.tipping is None or days.before is None:
        return f"{said}."
    moved = figure(abs(silent.change.value or 0.0), "score")
    way = "rise" if (silent.change.value or 0.0) > 0 else "fall"
    if not silent.is_change_claimed:
        return f"{said}. Since {days.before.label} it has not changed beyond sampling error."
    tipping = figure(silent.tipping, "score")
    side = "lower" if way == "rise" else "higher"
    return (
        f"{said}. Its {way} of {points(moved)} since {days.before.label} would disappear if non-respondents now lay "
        f"{points(tipping)} {side}, relative to similar respondents, than they did then."
    )


def _caveats(answer: Readings) -> tuple[Caveat, ...]:
    found = [
        Caveat(
            "question",
            "a signal is a reason to check, not an accusation: scripts, systems and rules leave the same traces as "
            "people",
            "warning",
        ),
    ]
    if not any(signal.id == diverging_sentiment.ID for reading in answer.readings for signal in reading.signals):
        text = "no sentiment of comments is mapped (surveys.sentiment), so it was not tested against the scores"
        found.append(Caveat("remarks", text))
    if answer.untold:
        found.append(
            Caveat(
                "thin",
                f"{counted(answer.untold, 'more tests')} {'has' if answer.untold == 1 else 'have'} too little data",
            )
        )
    return tuple(found)


def _evidence(answer: Readings) -> Evidence:
    silent = answer.silent
    expected = "; about 5% of the signs reported are expected to be false" if answer.looked else ""
    checks = [
        Check(
            "looks",
            f"{capital(counted(answer.looked, 'tests'))} had enough data{expected}.",
            answer.looked > 0,
        ),
    ]
    if silent is not None:
        answered = percent_beside(silent.answered_share, LEAST_ANSWERED, 1)
        effect = beside(silent.effect, MOST_EFFECT, 2)
        checks += [
            Check(
                "answered",
                f"{answered} of the contacts handled by people were rated; at least {LEAST_ANSWERED:.0%} is required "
                "to speak for all.",
                silent.answered_share >= LEAST_ANSWERED,
            ),
            Check(
                "weights",
                f"Weighting multiplies the variance by {effect}; at most {MOST_EFFECT:g} is accepted.",
                silent.effect <= MOST_EFFECT,
            ),
            Check("silent", "What non-respondents think is not recorded; weighting cannot correct for it.", None),
        ]
    return Evidence(
        grade="descriptive",
        adjusted_for=("channel and outcome of the contact, where invitations and answers are compared",),
        checks=tuple(checks),
        sensitivity=_sensitivity(silent),
        would_change=(
            "A survey of a random sample, or calls to non-respondents, would show who is missing.",
            "More months would add power, because diverging measures are compared month by month.",
        ),
    )


def _sensitivity(silent: Silence | None) -> tuple[str, ...]:
    if silent is None:
        return ()
    limits = silent.weighted.interval
    between = f" ({span(limits.low, limits.high, 'score', beside=silent.weighted.value)})" if limits else ""
    return (
        f"The rating is {figure(silent.naive.value, 'score')} unweighted and {figure(silent.weighted.value, 'score')}"
        f"{between} weighted; the R-indicator, 1 where every kind of contact answers equally often, is "
        f"{silent.representativity:.2f}.",
    )
