"""The state, the way, and how much to measure, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.analyses.cadence.answer import Brake, Cadence, Milestone, Watched
from steelyard.analyses.cadence.sampling import CALM, URGENT
from steelyard.analyses.cadence.weekly import FULL, LEAST
from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.answers import Estimate, Missing
from steelyard.theme import counted, figure
from steelyard.wording import capital, change_limits_of, change_of, listed, lowered, with_limits

_STATES = {
    "optimised": "{what} {is_} at target and {stays}",
    "not yet": "{what} {is_} short of target",
    "slipping": "{what} {is_} slipping",
    "lost": "{what} {was} at target and {is_} no longer",
    "cannot tell": "whether {what} {is_} at target cannot be told",
}

RULES = "a {point} outside three standard deviations, or eight in a row on one side"


def refused(answer: Cadence, why: str, unlock: str) -> Cadence:
    """The answer where nothing can be watched."""
    lacking = Missing("cadence", "Whether the service stays optimised", why or "no measure can be split so", unlock)
    said = cannot_tell("whether the service stays optimised", lacking)
    return replace(answer, sentences=(said,), missing=(lacking, *answer.missing))


def no_chart(width: int, held: int, needed: int, known: int) -> str:
    """Why a measure has no control chart.

    Args:
        width: weeks of a point. held, needed: points. known: of the baseline's, those in which ten or more answer.
    """
    if held <= needed:
        some = f", since even {width} together hold few" if width > 1 else ""
        return f"it needs {width * (needed + 1)} whole mature weeks{some}, and there are {width * max(held, 0)}"
    if known < LEAST * (1 if width == 1 else FULL):
        each = "a week" if width == 1 else f"in {width} weeks"
        return f"it needs ten {each} or more, which {known} of its first {needed} {_points(width)} hold"
    return f"its first {needed} {_points(width)} do not differ"


def _points(width: int) -> str:
    return "weeks" if width == 1 else f"stretches of {width} weeks"


def sentences(answer: Cadence) -> tuple[str, ...]:
    """The state first, then each measure, what holds it back, and how much to measure."""
    told = {one.metric: one for one in answer.watched}
    return (
        _headline(answer),
        *(f"{capital(_stands(one))}." for one in answer.watched if one.now.value is not None),
        *_way(answer),
        *_held_back(answer),
        *_measuring(answer, told),
    )


def _headline(answer: Cadence) -> str:
    deciding = [one for one in answer.watched if one.metric != "first_contact_resolution"]
    names = [_named(one) for one in deciding if one.now.value is not None]
    if answer.state == "optimised":
        return f"Optimised: {listed(names)} are at their targets, and no sign that they fall."
    if answer.state == "cannot tell":
        lacking = [
            entry.title.lower()
            for entry in answer.missing
            if entry.metric in ("interaction_quality", "customer_rating")
        ]
        open_ = [_named(one) for one in deciding if one.state == "cannot tell"]
        return f"Cannot tell whether the service is optimised: {listed([*open_, *lacking])} cannot be judged yet."
    short = [_named(one) for one in deciding if one.state == answer.state]
    said = {
        "not yet": "Not optimised yet: {} short of target.",
        "slipping": "Slipping: {} worse than in the weeks that set the standard.",
        "lost": "No longer optimised: {} below target, after having reached it.",
    }[answer.state]
    return said.format(f"{listed(short)} {'are' if len(short) > 1 else 'is'}")


def _named(one: Watched) -> str:
    size = figure(one.now.value, one.unit, margin=one.now.margin)
    return f"{lowered(one.title)} ({size} of {figure(one.target, one.unit)})"


def _stands(one: Watched) -> str:
    size = f"{lowered(one.title)} is {with_limits(one.now)} in the newest 13 mature weeks"
    target = figure(one.target, one.unit)
    said = {
        "optimised": f"at or above the target of {target}",
        "not yet": f"short of the target of {target}",
        "lost": f"below the target of {target} that it had reached",
        "slipping": f"and its chart signals a fall ({RULES.format(point='week' if one.width == 1 else 'point')})",
        "cannot tell": f"and whether it is at the target of {target} cannot be told",
    }[one.state]
    chart = f"; there is no chart: {one.why}" if one.why else f"{_pooled(one)}{_signals(one)}"
    return f"{size}, {said}{chart}"


def _pooled(one: Watched) -> str:
    return (
        f"; single weeks hold fewer than ten, so {one.width} weeks make a point of its chart" if one.width > 1 else ""
    )


def _signals(one: Watched) -> str:
    falls = [point.on for point in one.points if point.signal < 0]
    rises = [point.on for point in one.points if point.signal > 0]
    if not falls and not rises:
        return f"; no {'week' if one.width == 1 else 'point'} since its baseline is out of the ordinary"
    noun = "weeks" if one.width == 1 else "points"
    told = [
        f"{counted(len(days), f'{noun} signal a {word}')}, last that of {_day(days[-1])}"
        for word, days in (("fall", falls), ("rise", rises))
        if days
    ]
    return f"; {listed(told)}".replace("1 week signal a", "1 week signals a").replace(
        "1 point signal a", "1 point signals a"
    )


def _way(answer: Cadence) -> tuple[str, ...]:
    """By when the next milestone and the target are reached, or that it cannot be told."""
    found = []
    for one in answer.watched:
        if one.state not in ("not yet", "lost", "slipping") or not one.milestones:
            continue
        ahead = [step for step in one.milestones if not step.is_reached]
        if not ahead:
            continue
        first, last = ahead[0], ahead[-1]
        name = capital(lowered(one.title))
        if first.latest is None:
            found.append(
                f"When {lowered(one.title)} reaches {figure(first.value, one.unit)} cannot be told: {_why(one)}."
            )
            continue
        said = f"{name} reaches {figure(first.value, one.unit)} {when(first)} at this year's pace"
        if last is not first:
            far = f"{figure(last.value, one.unit)} {when(last)}" if last.latest else None
            said += f", and {far}" if far else f"; when it reaches {figure(last.value, one.unit)} cannot be told"
        found.append(f"{said}.")
    return tuple(found)


def when(step: Milestone) -> str:
    """Between when and when a milestone is reached."""
    if step.soonest is None or step.latest is None:
        return "at no time that can be told"
    soonest, latest = f"{step.soonest:%b %Y}", f"{step.latest:%b %Y}"
    return f"in {soonest}" if soonest == latest else f"between {soonest} and {latest}"


def _why(one: Watched) -> str:
    if one.pace is None:
        return "a pace needs 52 mature weeks, most of them of ten or more, so that a season does not pass for one"
    limits = change_limits_of(one.pace)
    moved = f"over the newest 52 weeks it moved by {change_of(one.pace)} ({limits})"
    return f"{moved}, the wrong way" if one.pace.sign < 0 else f"{moved}, too little or too unsure"


def _held_back(answer: Cadence) -> tuple[str, ...]:
    found = []
    for one in answer.watched:
        own = [brake for brake in answer.brakes if brake.metric == one.metric]
        if own:
            told = listed([_brake(brake) for brake in own])
            found.append(f"What holds {lowered(one.title)} back most: {told}.")
    return tuple(found)


def _brake(brake: Brake) -> str:
    unit = brake.estimate.unit
    gain = figure(100 * brake.gain if unit == "share" else brake.gain, "score", margin=0.5)
    return f"{brake.dimension} {brake.part} at {with_limits(brake.estimate)}, which takes {gain} points off the whole"


def _measuring(answer: Cadence, told: dict[str, Watched]) -> tuple[str, ...]:
    found = [_sample(answer, name, told[name]) for name in dict.fromkeys(entry.metric for entry in answer.samples)]
    fired = [one.said.rstrip(".") for one in answer.triggers if one.fires]
    if answer.advice == "more":
        why = listed([lowered(said) for said in fired]) or "what was reached is being lost"
        found.append(f"Measure more now, enough to notice it within {URGENT} weeks, because {why}.")
    elif answer.advice == "less":
        found.append(f"All is steady: measuring enough to notice such a fall within {CALM} weeks suffices.")
    return tuple(found)


def _sample(answer: Cadence, name: str, one: Watched) -> str:
    what = "evaluations" if name == "interaction_quality" else "answers"
    need = next(
        entry.needed
        for entry in answer.samples
        if entry.metric == name and entry.points == answer.fall and entry.weeks == answer.within
    )
    points = f"{answer.fall:g} {'point' if answer.fall == 1 else 'points'}"
    size = f"a fall of {points} within {counted(answer.within, 'weeks')}"
    if need is None:
        least = f"; the least fall noticed so is {figure(one.noticed, 'score')} points" if one.noticed else ""
        why = f"by more {what}: weeks differ more by themselves{least}"
        return f"{capital(size)} cannot be noticed in {lowered(one.title)} {why}."
    hours = f" ({_hours(need * answer.minutes)} at {answer.minutes:g} minutes each)" if what == "evaluations" else ""
    have = f"there are {one.usual:,}" if one.usual else "there are none"
    return f"To notice {size} four times in five takes {need:,} {what} a week{hours}; {have}."


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.1f} hours" if minutes >= 90 else f"{minutes:.0f} minutes"


def neighbours(one: Watched) -> str:
    """Whether neighbouring weeks are alike, and what follows."""
    if one.alike is None:
        return f"{one.title}: whether neighbouring weeks are alike cannot be told."
    said = f"{one.title}: neighbouring weeks correlate by {one.alike:.2f} in the baseline"
    if one.is_alike:
        return f"{said}, beyond chance: runs of weeks on one side are not counted as signals.".replace("-", "−")
    return f"{said}, within chance.".replace("-", "−")


def spreads(one: Watched) -> str:
    """How much more weeks differ than their numbers explain."""
    spread = one.spread or 0.0
    return f"{one.title}: weeks differ {spread:.1f} times as much as their numbers explain, and limits allow for it."


def smoothed(one: Watched) -> str:
    """What the smoothed series says beside the rules."""
    known = [point for point in one.points if point.smoothed is not None]
    is_apart = bool(known) and known[-1].is_apart
    place = "outside" if is_apart else "within"
    return f"{one.title}, exponentially weighted (0.2): {place} its limits in the newest week."


def would_change(answer: Cadence) -> tuple[str, ...]:
    """What would make the answer surer."""
    found = ["Logging workshops, releases, campaigns and staffing changes would show what came before a change."]
    if any(one.why for one in answer.watched):
        found.append("More mature weeks would allow control charts.")
    return tuple(found)


def level_of(estimate: Estimate) -> str:
    """A level with its limits."""
    return with_limits(estimate)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
