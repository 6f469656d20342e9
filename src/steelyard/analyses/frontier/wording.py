"""What distances to best practice are said with, and how they were reached."""

from __future__ import annotations

from datetime import date

from steelyard.analyses.evidence.wording import beside
from steelyard.analyses.frontier.answer import Frontier, Place, Unit
from steelyard.analyses.frontier.efficiency import LEAST_ANSWERS, LEAST_ISSUES, Chosen, Distances
from steelyard.analyses.frontier.malmquist import Moved
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.date_range import Span, span_of
from steelyard.answers import Caveat, Check, Estimate, Evidence
from steelyard.measure.missing import CORRECTED
from steelyard.measure.models.inputs_outputs import Practice
from steelyard.theme import counted, log_points, span
from steelyard.wording import listed

INPUTS = {
    "paid_s": "paid time",
    "work_s": "handling time",
    "other_cost": "other cost",
    "customer_s": "customers' time",
}
"""Input -> as people say it."""

_LEAST_WEIGHT = 0.1
"""A peer with less weight is not named."""

_ALL = 0.995
"""From this share on something is known of all issues, for those who read it in whole percent."""


def unit(by: str, period: str) -> str:
    """What one unit is called: "site-month"."""
    return f"{by}-{period}" if by else period


def taken(answer: Frontier) -> str:
    """The inputs in a sentence."""
    return listed([INPUTS[name] for name in answer.inputs])


def compared(drift: Moved, period: str) -> tuple[str, str]:
    """The spans compared, in words."""
    before, after = (
        Span(_day(side[0], period).from_on, _day(side[-1], period).to_on).label for side in (drift.before, drift.after)
    )
    return before, after


def lagging(place: Place, answer: Frontier) -> str:
    """A place that lags beyond sampling error."""
    first, last = place.units[0].label, place.units[-1].label
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return (
        f"At the best practice in the data, {place.name or 'the service'} would have delivered the same value with "
        f"{_percent(place.lag)} less {taken(answer)} ({_limits(place.lag)}%) {when}, a gap beyond sampling error."
    )


def none_behind(answer: Frontier) -> str:
    """No place lags beyond sampling error."""
    what, count = unit(answer.by, answer.period), sum(len(place.units) for place in answer.places)
    who = f"No {answer.by} lags behind the best practice in the data" if answer.by else ""
    who = who or f"The service does not lag behind its own best {what}s"
    equal = f"equal {answer.by}s would show differences as large between their {count} {what}s"
    equal = equal if answer.by else f"{count} equal {what}s would show differences as large"
    return f"{who} beyond sampling error: {equal}."


def target(place: Place, answer: Frontier) -> str:
    """What the latest period that is behind would have taken, and who showed it."""
    behind = [entry for entry in place.units if entry.is_behind]
    if not behind:
        return ""
    last = behind[-1]
    name, share = max(last.saved.items(), key=lambda entry: (entry[0] in ("paid_s", "work_s"), entry[1]))
    peers = shown(last)
    return (
        f"In {last.label}, {last.place or 'the service'} would have needed {share:.0%} less {INPUTS[name]} for the "
        f"same value{f', as shown by {peers}' if peers else ''}."
    )


def shown(entry: Unit) -> str:
    """The peers of a unit in words; the heaviest two."""
    named = [f"{place or 'the service'} in {label}" for place, label, weight in entry.peers if weight >= _LEAST_WEIGHT]
    return listed(named[:2])


def moving(place: Place, answer: Frontier) -> str:
    """A place that moved closer to, or further from, the frontier of its day."""
    found = place.catch_up
    assert found is not None
    way = "closer to" if (found.value or 0.0) > 0 else "further from"
    return (
        f"{place.name or 'The service'} moved {way} best practice by {_size(found)} between {answer.compared[0]} and "
        f"{answer.compared[1]}."
    )


def none_moved(answer: Frontier) -> str:
    """No place moved against the frontier beyond sampling error; empty where nothing was compared."""
    if not any(answer.compared):
        return ""
    who = f"No {answer.by} moved" if answer.by else "The service did not move"
    return (
        f"{who} closer to or further from best practice beyond sampling error between {answer.compared[0]} and "
        f"{answer.compared[1]}."
    )


def frontier_moved(answer: Frontier) -> str:
    """How the frontier itself moved, where it did beyond sampling error."""
    found = answer.shift
    if found is None or not found.sign:
        return ""
    verb = "improved" if found.value and found.value > 0 else "worsened"
    before, after = answer.compared
    return f"Best practice itself {verb} by {_size(found)} between {before} and {after}."


def evidence(
    answer: Frontier, found: Practice, chosen: Chosen, measured: Distances, drift: Moved | None, most: float
) -> Evidence:
    """How the answer was reached."""
    count, what = len(chosen.units), unit(answer.by, answer.period)
    strongest = int(measured.influence.argmax())
    place, on = found.units[chosen.units[strongest]]
    rise = float(measured.influence[strongest])
    named = " ".join(name for name in (place, _day(on, answer.period).label) if name)
    carried = (
        f"Without {named}, which shapes the frontier most, the mean efficiency of the others would be "
        f"{beside(100 * rise, 100 * most, 1)} points higher; less than {100 * most:g} is required."
    )
    checks = [
        Check(
            "units",
            f"{counted(count, what + 's')} are compared on {_model(chosen)}; at least {chosen.least} are required.",
            count >= chosen.least,
        ),
        Check("leave_one_out", carried, rise < most),
        Check(
            "maturity", "Only issues begun at least two return windows before the end of the data are counted.", True
        ),
    ]
    if drift is None:
        checks.append(
            Check(
                "over_time", f"There are too few {what}s to compare two periods: {chosen.least} are required in each."
            )
        )
    ways = (measured.seen.score, measured.constant, measured.variable, measured.slacks_based)
    seen, constant, variable, slack = (float(values.mean()) for values in ways)
    return Evidence(
        "adjusted",
        (
            *(("the mix of issues by handling time needed",) if len(answer.outputs) > 1 else ()),
            "size (smaller places are not compared with larger ones)",
        ),
        tuple(checks),
        (
            f"Mean efficiency is {measured.corrected.corrected.mean():.1%} after bias correction, {seen:.1%} before; "
            f"equal {what}s would show {measured.alike.mean():.1%} from sampling error alone.",
            f"Before correction, mean efficiency is {constant:.1%} with constant returns to scale, {variable:.1%} "
            f"with variable returns and {slack:.1%} with a slacks-based measure, which counts every shortfall.",
            f"The bias correction uses {measured.corrected.draws} bootstrap draws.",
        ),
        (
            "Data of a place that does the same with less would move the frontier.",
            "A finer breakdown of topics would change the result where places differ in what they are asked.",
            "Hours, cost or customers' time known for more issues would make the comparison more complete.",
        ),
    )


def caveats(answer: Frontier, found: Practice, chosen: Chosen, days: Frame) -> tuple[Caveat, ...]:
    """What a reader must know."""
    what = unit(answer.by, answer.period)
    told = [caveat for caveat in days.caveats if caveat.id != "no_comparison"]
    if chosen.few_issues:
        text = f"fewer than {LEAST_ISSUES} mature issues"
        told.append(Caveat("few_issues", _excluded(chosen.few_issues, what, text)))
    if chosen.few_answers:
        text = f"fewer than {LEAST_ANSWERS} rated issues, or without known inputs"
        told.append(Caveat("few_answers", _excluded(chosen.few_answers, what, text)))
    nameless = sum(found.whole.sums["issues"][row] for row, (place, _) in enumerate(found.units) if place == "(none)")
    issues = found.whole.sums["issues"].sum()
    if answer.by and nameless:
        told.append(Caveat("no_place", f"{nameless / issues:.0%} of the issues have no {answer.by} and are excluded"))
    for name in chosen.inputs:
        share = found.known_share(name)
        if share < _ALL:
            text = f"{INPUTS[name]} is known for {share:.0%} of the issues; the others are assumed to be like them"
            told.append(Caveat(f"{name}_known", text))
    told += found.unidentified.caveat(CORRECTED)
    if found.is_rated:
        text = "over 20% of issues have no resolution mark, so all issues count at their rating, not only resolved ones"
        told.append(Caveat("no_marks", text, "warning"))
    return tuple(told)


def _excluded(count: int, what: str, why: str) -> str:
    return f"{counted(count, f'{what}s')} with {why} {'is' if count == 1 else 'are'} excluded"


def _model(chosen: Chosen) -> str:
    inputs, outputs = len(chosen.inputs), int(chosen.outputs.max()) + 1
    return f"{counted(inputs, 'inputs')} and {counted(outputs, 'outputs')}"


def _day(on: str, period: str) -> Span:
    return span_of(date.fromisoformat(on), period)


def _percent(estimate: Estimate) -> str:
    return f"{100 * (estimate.value or 0.0):.0f}%"


def _size(estimate: Estimate) -> str:
    """How far something moved, whichever way: 5.2% (1.4–9.0%)."""
    assert estimate.interval is not None
    ends = sorted((abs(estimate.interval.low), abs(estimate.interval.high)))
    return f"{log_points(abs(estimate.value or 0.0)).lstrip('+')}% ({span(ends[0], ends[1], 'ln')}%)"


def _limits(estimate: Estimate) -> str:
    assert estimate.interval is not None
    return span(estimate.interval.low, estimate.interval.high, "ln", beside=estimate.value)
