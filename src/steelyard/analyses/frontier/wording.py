"""What distances to best practice are said with, and how they were reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steelyard.analyses.frontier.answer import Frontier, Place, Unit
from steelyard.analyses.frontier.efficiency import Chosen, Distances
from steelyard.analyses.frontier.malmquist import Moved
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.date_range import Span, span_of
from steelyard.answers import Caveat, Check, Estimate, Evidence
from steelyard.measure.cells.unidentified import CORRECTED, Unidentified
from steelyard.measure.models.inputs_outputs import Practice
from steelyard.theme import log_points, span

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


def listed(names: Sequence[str]) -> str:
    """One, two or more names in a sentence."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


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
    """A place that lags beyond chance."""
    others = f"equal {answer.by}s" if answer.by else "equal months"
    return (
        f"Worked as the best in the data are, {place.name or 'the service'} would have given the same value with "
        f"{_percent(place.lag)} less {taken(answer)} ({_limits(place.lag)}%), beyond what chance makes of {others}."
    )


def none_behind(answer: Frontier) -> str:
    """No place lags beyond chance."""
    what, count = unit(answer.by, answer.period), sum(len(place.units) for place in answer.places)
    who = f"No {answer.by} lags" if answer.by else "The service does not lag"
    return (
        f"{who} behind the best practice in its own data beyond chance: "
        f"what separates the {count} {what}s is no more than chance makes of equal ones."
    )


def target(place: Place, answer: Frontier) -> str:
    """What the latest period that is behind would have taken, and who showed it."""
    behind = [entry for entry in place.units if entry.is_behind]
    if not behind:
        return ""
    last = behind[-1]
    name, share = max(last.saved.items(), key=lambda entry: (entry[0] in ("paid_s", "work_s"), entry[1]))
    return f"{last.place} in {last.label}: the same value with {share:.0%} less {INPUTS[name]}, as {shown(last)}."


def shown(entry: Unit) -> str:
    """The peers of a unit in words; the heaviest two."""
    named = [
        f"at {place or 'the service'} in {label}" for place, label, weight in entry.peers if weight >= _LEAST_WEIGHT
    ]
    return listed(named[:2])


def moving(place: Place, answer: Frontier) -> str:
    """A place that came nearer to, or fell further behind, the frontier of its day."""
    found = place.catch_up
    assert found is not None
    verb = "came nearer to" if (found.value or 0.0) > 0 else "fell further behind"
    return (
        f"{place.name or 'The service'} {verb} best practice between {answer.compared[0]} and {answer.compared[1]}, "
        f"by {log_points(found.value).lstrip('+−')}% ({_limits(found)}%)."
    )


def none_moved(answer: Frontier) -> str:
    """No place moved against the frontier beyond chance; empty where nothing was compared."""
    if not any(answer.compared):
        return ""
    who = f"No {answer.by}" if answer.by else "The service neither"
    verb = "caught up or fell back" if answer.by else "caught up nor fell back"
    return f"{who} {verb} beyond chance between {answer.compared[0]} and {answer.compared[1]}."


def frontier_moved(answer: Frontier) -> str:
    """How the frontier itself moved, where it did beyond chance."""
    found = answer.shift
    if found is None or found.interval is None or not found.interval.leaves_out():
        return ""
    verb = "rose" if found.value and found.value > 0 else "fell"
    size = log_points(found.value).lstrip("+−")
    return f"Best practice itself {verb} by {size}% between the two ({_limits(found)}%)."


def evidence(
    answer: Frontier, found: Practice, chosen: Chosen, measured: Distances, drift: Moved | None, most: float
) -> Evidence:
    """How the answer was reached."""
    count, what = len(chosen.units), unit(answer.by, answer.period)
    strongest = int(measured.influence.argmax())
    place, on = found.units[chosen.units[strongest]]
    rise = float(measured.influence[strongest])
    carried = (
        f"Without {' '.join(name for name in (place, _day(on, answer.period).label) if name)}, which carries most of "
        f"the frontier, the others' mean efficiency would be {100 * rise:.1f} points higher"
    )
    checks = [
        Check("units", f"{count} {what}s for {_model(chosen)}; {chosen.least} are needed", count >= chosen.least),
        Check("leave_one_out", carried, rise < most),
        Check("maturity", "Only issues begun two return windows before the horizon count", True),
    ]
    if drift is None:
        checks.append(Check("over_time", f"too few {what}s to compare two spans: {chosen.least} are needed in each"))
    ways = (measured.seen.score, measured.constant, measured.variable, measured.slacks_based)
    seen, constant, variable, slack = (float(values.mean()) for values in ways)
    return Evidence(
        "adjusted",
        (
            *(("the mix of issues by the handling they need",) if len(answer.outputs) > 1 else ()),
            "size, upwards: small ones are not held to large ones",
        ),
        tuple(checks),
        (
            f"The mean efficiency is {measured.corrected.corrected.mean():.1%} corrected for bias and {seen:.1%} as "
            f"seen; equal {what}s would show {measured.alike.mean():.1%} by chance alone.",
            f"As seen, but with constant returns (size must not matter) {constant:.1%}; with variable returns "
            f"(a {what} is held only to those of its size) {variable:.1%}; with every shortfall of a single input or "
            f"output counted (slacks-based) {slack:.1%}.",
            f"{measured.corrected.draws} draws of the correction.",
        ),
        (
            "A place that does the same with less, joining the data.",
            "Topics told apart more finely, where places differ in what they are asked.",
            "Hours, cost or customers' time known for more of the issues.",
        ),
    )


def caveats(answer: Frontier, found: Practice, chosen: Chosen, days: Frame) -> tuple[Caveat, ...]:
    """What a reader must know."""
    what = unit(answer.by, answer.period)
    told = [caveat for caveat in days.caveats if caveat.id != "no_comparison"]
    if chosen.few_issues:
        told.append(Caveat("few_issues", f"{chosen.few_issues} {what}s with under 200 mature issues are left out."))
    if chosen.few_answers:
        text = f"{chosen.few_answers} {what}s with under 30 rated issues, or no known inputs, are left out."
        told.append(Caveat("few_answers", text))
    nameless = sum(found.whole.sums["issues"][row] for row, (place, _) in enumerate(found.units) if place == "(none)")
    issues = found.whole.sums["issues"].sum()
    if answer.by and nameless:
        told.append(
            Caveat("no_place", f"{nameless / issues:.0%} of the issues belong to no {answer.by}; they are left out.")
        )
    for name in chosen.inputs:
        share = found.known_share(name)
        if share < _ALL:
            text = f"of {share:.0%} of the issues the {INPUTS[name]} is known; the others are taken to be like them"
            told.append(Caveat(f"{name}_known", text))
    attempts, nobody = (float(found.whole.sums[name].sum()) for name in ("attempts", "unidentified"))
    told += Unidentified(nobody / max(attempts, 1.0), 0.0, 1.0).caveat(CORRECTED)
    if found.is_rated:
        text = "over 20% of issues carry no mark: all issues count, at their rating, not the resolved alone"
        told.append(Caveat("no_marks", text, "warning"))
    return tuple(told)


def _model(chosen: Chosen) -> str:
    inputs, outputs = len(chosen.inputs), int(chosen.outputs.max()) + 1
    return f"{inputs} input{'s' * (inputs > 1)} and {outputs} output{'s' * (outputs > 1)}"


def _day(on: str, period: str) -> Span:
    return span_of(date.fromisoformat(on), period)


def _percent(estimate: Estimate) -> str:
    return f"{100 * (estimate.value or 0.0):.0f}%"


def _limits(estimate: Estimate) -> str:
    assert estimate.interval is not None
    return span(estimate.interval.low, estimate.interval.high, "ln", beside=estimate.value)
