"""A comparison in sentences a head of support can repeat: who differs, by how much, what is mix, how agents lie."""

from __future__ import annotations

import numpy as np

from steelyard.analyses.compare.answer import Comparison, Unit
from steelyard.analyses.compare.case_mix import SPOKEN, STAFF, Standardised
from steelyard.answers import Caveat, Estimate
from steelyard.declare import Metric
from steelyard.metrics import is_better
from steelyard.settings.model import Settings
from steelyard.theme import counted, shift, span
from steelyard.wording import capital, listed

MOST_NAMES = 4

_PLURALS = {
    "family": "topic families",
    "priority": "priorities",
    "hour": "hours of the day",
    "weekday": "weekdays",
    "handled_by": "kinds of handling",
}

_MIX = 0.02
"""A mix that moves a unit by less than this share of the figure needs no word."""


def _one(by: str) -> str:
    """One unit of a dimension: team, topic family."""
    return SPOKEN.get(by, by.replace("_", " "))


def plural(by: str) -> str:
    """Units of a dimension: teams, topic families."""
    return _PLURALS.get(by, f"{_one(by)}s")


def too_few(by: str, figures: Standardised, least: int, unit: str) -> tuple[str, str]:
    """Why a dimension cannot be compared, and the smallest data that would lift it."""
    reason = f"Too few {plural(by)} have at least {least} {unit}, five people and cases comparable to the others'."
    short = np.sort(np.maximum(least - figures.count, 0))[: 5 if by == "agent_id" else 2].max(initial=0)
    if short:
        return reason, f"needs about {short:,.0f} more {unit} each"
    return reason, f"needs {plural(by)} of five people or more that work on the same topics and channels"


def sentences(answer: Comparison, metric: Metric) -> tuple[str, ...]:
    """Who differs; by how much; what of it is mix; how agents lie."""
    found = [_headline(answer, metric)]
    if answer.by != "agent_id":
        found += [*(_group(group, answer) for group in told_apart(answer)), _outlying(answer), _mix(answer, metric)]
    found.append(_agents(answer, metric))
    return tuple(text for text in found if text)


def highlight(answer: Comparison, metric: Metric) -> str:
    """The finding alone, the worse before the better.

    Empty where nobody is told apart, where it is people, and where a distance is neither good nor bad nor money.
    """
    groups = told_apart(answer)
    is_plain = answer.better == "neither" and metric.unit != "money"
    if not groups or is_plain or answer.by == "agent_id":
        return ""
    title, group = _title(metric), groups[0]
    others = f"other {plural(answer.by)} do with similar cases"
    who = _one(answer.by) if len(group) == 1 else plural(answer.by)
    return f"{capital(who)} {_names(group, answer)} {_verb(group)} in {title} than {others}, beyond sampling error."


def next_step(answer: Comparison) -> str:
    """Where to look first, and at whose work beside it."""
    by_verdict = {group[0].verdict: group for group in told_apart(answer)}
    worse, better = by_verdict.get("worse"), by_verdict.get("better")
    if not worse:
        return ""
    last = min(worse, key=lambda unit: _distance(unit, answer))
    first = f"Start with {last.name} ({off(last, answer)})"
    if not better:
        return f"{first}: read its cases of one topic beside those of the others."
    best = max(better, key=lambda unit: _distance(unit, answer))
    return f"{first}: read its cases of one topic beside those of {best.name} ({off(best, answer)})."


def _distance(unit: Unit, answer: Comparison) -> float:
    """How far a unit lies on the good side of all."""
    target = (answer.target.value or 0.0) if answer.target else 0.0
    away = (unit.likely.value or 0.0) - target
    return away if answer.better == "high" else -away


def told_apart(answer: Comparison) -> list[list[Unit]]:
    """The units told apart, the worse (the lower) first."""
    groups = (
        [unit for unit in answer.units if unit.verdict == word] for word in ("worse", "lower", "better", "higher")
    )
    return [group for group in groups if group]


def caveats(answer: Comparison, settings: Settings) -> tuple[Caveat, ...]:
    """Whose an issue is, and who is not shown."""
    found = []
    if answer.by in (*STAFF, "agent_id") and answer.target is not None and "issues" in answer.target.n_unit:
        word = settings.assumptions.credit
        text = f"an issue several worked on counts for the {SPOKEN.get(answer.by, answer.by)} of its {word} contact"
        found.append(Caveat("credit", f"{text} (assumptions.credit changes it)"))
    limits = answer.units[0].adjusted.interval if answer.units else None
    if answer.by in STAFF and limits is not None and "agents" not in limits.chances:
        text = f"without agent ids the intervals cover these contacts, not these {plural(answer.by)} in general"
        found.append(Caveat("these_contacts", text, "warning"))
    if answer.silent_count:
        mostly = "a figure that is mostly sampling error"
        why = f"too few cases, or {mostly}" if answer.by == "agent_id" else "too few cases or people"
        hidden = counted(answer.silent_count, f"more {plural(answer.by)}")
        verb = "is" if answer.silent_count == 1 else "are"
        text = f"{hidden} {verb} not shown: {why}, or cases that no other has"
        found.append(Caveat("silent", text))
    return tuple(found)


def off(unit: Unit, answer: Comparison) -> str:
    """How far a unit lies off what all show, as far as chance lets one say."""
    assert answer.target is not None
    assert answer.target.value is not None
    assert unit.likely.value is not None
    return shift(unit.likely.value - answer.target.value, unit.likely.unit, margin=unit.likely.margin)


def _headline(answer: Comparison, metric: Metric) -> str:
    assert answer.between is not None
    every, title = f"{answer.between.n} {plural(answer.by)}", _title(metric)
    if answer.between.sign <= 0:
        return f"There is no evidence that the {every} differ in {title} beyond case mix and sampling error."
    groups = told_apart(answer)
    if not groups:
        differ = f"The {every} differ in {title} beyond case mix and sampling error"
        return f"{differ}, but none can be distinguished from the rest."
    first, *rest = groups
    also = "".join(f" and {len(group)} {_verb(group)}" for group in rest)
    return (
        f"{capital(_number(len(first)))} of the {every} {_verb(first)}{also} in {title} than the others do with "
        "similar cases, beyond sampling error."
    )


def _group(group: list[Unit], answer: Comparison) -> str:
    """Who, and how far off."""
    return f"{capital(group[0].verdict)}: {_names(group, answer)}."


def _names(group: list[Unit], answer: Comparison) -> str:
    shown = [f"{unit.name} ({off(unit, answer)})" for unit in group[:MOST_NAMES]]
    more = len(group) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def _verb(group: list[Unit]) -> str:
    verdict = group[0].verdict
    if verdict in ("lower", "higher"):
        return f"{'lies' if len(group) == 1 else 'lie'} {verdict}"
    return f"{'does' if len(group) == 1 else 'do'} {verdict}"


def _title(metric: Metric) -> str:
    """The measure within a sentence: first contact resolution, CSAT."""
    name = metric.title.split(",")[0]
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else f"{count}"


def _outlying(answer: Comparison) -> str:
    names = [unit.name for unit in answer.units if unit.is_outlying]
    if not names or not answer.usual_spread:
        return ""
    more = len(names) - MOST_NAMES
    verb = "stands" if len(names) == 1 else "stand"
    shown = listed([*names[:MOST_NAMES], f"{more} more"] if more > 0 else names)
    return f"{shown} {verb} out even against the usual spread between such units."


def _mix(answer: Comparison, metric: Metric) -> str:
    """The unit that looks most unlike what it is, its cases being what they are."""
    if answer.target is None or not answer.target.value:
        return ""
    target = answer.target.value
    looks, mix, unit = max(
        ((_plain(unit.raw) - target, _of_mix(unit, answer.target), unit) for unit in answer.units),
        key=lambda entry: (entry[0] * (entry[0] - entry[1]) < 0, abs(entry[1])),
    )
    if abs(mix) < _MIX * abs(target):
        return ""
    kind = {True: "easier", False: "harder", None: "of its own kind"}[is_better(metric.id, mix)]
    link = "but" if looks * mix > 0 else "and"
    unit_of, margin = metric.unit, abs(mix) / 5
    who = f"{capital(_one(answer.by))} {unit.name}"
    return (
        f"{who} looks {_beside(looks, unit_of, margin)} the average, {link} its cases are {kind}: "
        f"with the same cases the others would be {_beside(mix, unit_of, margin)} their own figure."
    )


def _of_mix(unit: Unit, whole: Estimate) -> float:
    """How far its cases alone carry a unit: what the others show in them, beside what the others show."""
    n, total = unit.expected.n, whole.n
    others = (_plain(whole) * total - _plain(unit.raw) * n) / max(total - n, 1)
    return _plain(unit.expected) - others


def _plain(estimate: Estimate) -> float:
    assert estimate.value is not None
    return estimate.value


def _beside(distance: float, unit: str, margin: float) -> str:
    return f"{shift(abs(distance), unit, margin=margin).lstrip('+')} {'above' if distance > 0 else 'below'}"


def _agents(answer: Comparison, metric: Metric) -> str:
    people = answer.people
    if people is None:
        return ""
    if people.low is None or people.high is None:
        return f"There is no evidence of a difference between the {people.count} agents with enough cases."
    ends = span(people.low, people.high, metric.unit)
    mark = "%" if metric.unit == "share" else ""
    return (
        f"Adjusted for case mix and sampling error, eight in ten of the {people.count} agents lie at {ends}{mark}; "
        f"judging a single agent takes about {people.needed_count:,} {metric.n_unit}."
    )
