"""What the page says first: what customers got for what it took, where, since when, and the one thing to do next.

It leads with the strongest thing that can be said: the balance where it moved, else the main measure that moved most,
else the levels of the period. Only where no measure has a figure does it say that nothing can be told yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from steelyard.analyses.balance.question import Balance
from steelyard.analyses.change.question import Change
from steelyard.analyses.change.wording import WORDS
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.analyses.periods.date_range import Span, year_before
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.analyses.verdict.question import Rung, Verdict
from steelyard.answers import Answer, Provenance
from steelyard.report.findings import Finding
from steelyard.theme import MINUS, figure, shift
from steelyard.wording import capital, change_of, figure_of, limits_of, listed, lowered

MAIN = (
    "first_contact_resolution",
    "customer_rating",
    "unit_cost",
    "resolution_rate",
    "csat_score",
    "interaction_quality",
    "cost_per_contact",
    "handle_time",
)
"""What a headline is made of where there is no balance, the first before all."""

_MONEY = {"EUR": "euro", "USD": "dollar", "GBP": "pound"}
_PLACES = {"site": "at {}", "team": "in team {}", "channel": "in {}", "family": "in {}", "segment": "among {}"}
_NEARLY, _MOSTLY = 0.85, 0.55
MOST_LOST = 2


@dataclass(frozen=True)
class Head:
    """The page's opening.

    Args:
        lead: the sentences after the headline.
        do: the one thing to do next, with the figure it rests on; empty where nothing follows.
        why: why these days are shown.
    """

    headline: str
    lead: tuple[str, ...] = ()
    do: str = ""
    why: str = ""


def head(answers: Mapping[type, Answer], findings: Sequence[Finding]) -> Head:
    """The opening from whatever answers there are.

    Args:
        answers: by their kind; any may be absent.
        findings: what matters most, in order.
    """
    balance, change = answers.get(Balance), answers.get(Change)
    scorecard, verdict = answers.get(Scorecard), answers.get(Verdict)
    lines = _main(scorecard) if isinstance(scorecard, Scorecard) else []
    told = [
        *(_balance(balance, change if isinstance(change, Change) else None) if isinstance(balance, Balance) else ()),
        *_measures(lines, verdict if isinstance(verdict, Verdict) else None, scorecard),
        *_reasons(change if isinstance(change, Change) else None),
    ]
    moved = isinstance(balance, Balance) and is_claimed(balance.change)
    told = told if moved else _strongest_first(told, lines)
    do = _do(findings, verdict) or _unlock(answers)
    told = told or [_nothing(answers)]
    return Head(told[0], tuple(told[1:]), do, _why(answers))


def _balance(balance: Balance, change: Change | None) -> tuple[str, ...]:
    """What customers got for what it took, whether it moved, where and since when."""
    money = _MONEY.get(balance.provenance.currency, balance.provenance.currency)
    total, than = balance.change, _than(balance.provenance, balance.period_before)
    if balance.now is None or balance.now.value is None:
        return ()
    if total is None or total.value is None or total.interval is None:
        return (balance.sentences[0],) if balance.now.interval and balance.sentences else ()
    share = total.as_share()
    if not is_claimed(total):
        ends = " to ".join(shift(end, "ln", margin=share.margin) for end in (total.interval.low, total.interval.high))
        against = than.replace("than in", "against").replace("than a", "against a")
        return (f"What customers got per {money} did not move beyond sampling error {against} ({ends}).",)
    size, limits = figure_of(share.sized()), limits_of(share.sized())
    word = "more" if total.value > 0 else "less"
    return (f"Customers got {size} {word} per {money} {than} ({limits}){_where(change)}.",)


def _than(provenance: Provenance, before: str) -> str:
    """ "than a year ago" where the days before are the same a year earlier, else by their name."""
    if (
        provenance.from_on
        and provenance.to_on
        and before == year_before(Span(provenance.from_on, provenance.to_on)).label
    ):
        return "than a year ago"
    return f"than in {before}" if before else "than before"


def _where(change: Change | None) -> str:
    """Where the change sits, and what began there when; of a gain, where customers lost all the same."""
    if change is not None and change.lost:
        more = [f"{len(change.lost) - MOST_LOST} more"] if len(change.lost) > MOST_LOST else []
        return f", but customers lost at {listed([*change.lost[:MOST_LOST], *more])}"
    if change is None or not change.place or change.place_share <= 0:
        return ""
    share = change.place_share
    how = "nearly all of it" if share >= _NEARLY else "mostly" if share >= _MOSTLY else "a good part of it"
    place = _PLACES.get(change.by, f"in {change.by.replace('_', ' ')} {{}}").format(change.place)
    return f", {how} {place}{_since(change)}"


def _since(change: Change) -> str:
    if change.moved not in WORDS or not change.since:
        return ""
    about = "about " if change.since.startswith("about ") else ""
    month = datetime.strptime(change.since.removeprefix("about "), "%b %Y")
    return f", where {WORDS[change.moved][not change.rose]} from {about}{month:%B %Y}"


def _main(scorecard: Scorecard) -> list[Line]:
    """The main measures that have a figure, in their order; of others the first that moved, else the first."""
    known = {line.metric: line for line in scorecard.lines if line.now.value is not None}
    found = [known[name] for name in MAIN if name in known]
    others = sorted(known.values(), key=lambda line: not line.is_claimed)
    return found or others[:3]


def _measures(lines: Sequence[Line], verdict: Verdict | None, scorecard: Answer | None) -> list[str]:
    """The first rung with its target, and the main measures that moved."""
    rungs = {rung.estimate.metric: rung for rung in verdict.rungs if rung.estimate} if verdict else {}
    currency = scorecard.provenance.currency if scorecard else ""
    period, before = (scorecard.period, scorecard.period_before) if isinstance(scorecard, Scorecard) else ("", "")
    moved = [line for line in lines if _has_moved(line)]
    first = lines[:1]
    found = [f"{_level(line, currency, period)}{_target(rungs.get(line.metric), currency)}." for line in first]
    told = [_moved(line, currency) for line in moved] or [_level(line, currency, "") for line in lines]
    others = told[1:3] if not moved or moved[0] in first else told[:2]
    others = [*others[:1], *(lowered(said) for said in others[1:])]
    if others:
        said = listed(others)
        found.append(f"{capital(said)}.")
    if lines and not moved and any(line.change is not None for line in lines):
        found.append(f"No main measure moved beyond sampling error{f' against {before}' if before else ''}.")
    return found


def _has_moved(line: Line) -> bool:
    return line.is_claimed and line.change is not None and line.change.value is not None


def _level(line: Line, currency: str, period: str) -> str:
    """ "First contact resolution fell 2.5 points to 66.5% (65.0–67.4)", or what it was where it did not move."""
    range_text = f" ({limits_of(line.now)})" if line.now.interval else ""
    if _has_moved(line):
        return f"{_moved(line, currency)}{range_text}"
    when = f" in {period}" if period else ""
    return f"{_title(line)} was {figure_of(line.now, currency)}{range_text}{when}"


def _moved(line: Line, currency: str) -> str:
    change = line.change
    assert change is not None
    size = change_of(change).lstrip(f"+{MINUS}")
    size = (
        size.replace(" pt", " points")
        if change.unit == "share"
        else f"{size} points"
        if change.unit == "score"
        else size
    )
    return f"{_title(line)} {'rose' if (change.value or 0.0) > 0 else 'fell'} {size} to {figure_of(line.now, currency)}"


def _title(line: Line) -> str:
    return line.title.split(",")[0]


def _target(rung: Rung | None, currency: str) -> str:
    """The target beside it, where there is one."""
    if rung is None or rung.target is None or rung.estimate is None:
        return ""
    state = {"held": ", and meets its target of", "not_yet": ", below the target of", "cannot_tell": "; the target is"}
    return f"{state[rung.state]} {figure(rung.target.value, rung.estimate.unit, currency=currency)}"


def _strongest_first(told: Sequence[str], lines: Sequence[Line]) -> list[str]:
    """Where the balance did not move, a main measure that did goes before it; else one that is off its target."""
    marks = (" rose ", " fell ") if any(map(_has_moved, lines)) else (", below the target of", ", and meets its target")
    stronger = [place for place, text in enumerate(told) if any(mark in text for mark in marks)]
    first = stronger[0] if stronger else 0
    return [*told[first : first + 1], *told[:first], *told[first + 1 :]]


def _reasons(change: Change | None) -> tuple[str, ...]:
    """What made the change; nothing where sampling error could have."""
    if change is None or not is_claimed(change.total) or len(change.sentences) < 2:
        return ()
    return change.sentences[1:2]


def _nothing(answers: Mapping[type, Answer]) -> str:
    if not answers:
        return "Nothing has been asked yet."
    return "No measure can be computed from these data yet."


def _unlock(answers: Mapping[type, Answer]) -> str:
    """What would tell the first thing that cannot be told: of the ladder, else of the measures."""
    scorecard = answers.get(Scorecard)
    lines = scorecard.lines if isinstance(scorecard, Scorecard) else ()
    refusals = [(line, caveat) for line in lines for caveat in line.now.caveats if caveat.id == "too_few"]
    if refusals and not any(line.now.value is not None for line in lines):
        line, caveat = refusals[0]
        return f"Load more days: {lowered(_title(line))} {caveat.text.removeprefix('it ').rstrip('.')}."
    asked = [answers[kind] for kind in (Verdict, Scorecard) if kind in answers]
    missing = [entry for answer in asked for entry in answer.missing if entry.unlock]
    verdict = answers.get(Verdict)
    is_open = isinstance(verdict, Verdict) and any(rung.state == "cannot_tell" for rung in verdict.rungs)
    if not missing or not (is_open or not any(line.now.value is not None for line in lines)):
        return ""
    unlock = missing[0].unlock.rstrip(".")
    return f"{capital(unlock)}: this gives {lowered(missing[0].title)}."


def _do(findings: Sequence[Finding], verdict: Answer | None) -> str:
    """What the first finding with a price asks for; else the first rung not held; else any finding."""
    priced = next((one.do for one in findings if one.do and one.stake), "")
    return priced or _of_ladder(verdict) or next((one.do for one in findings if one.do), "")


def _of_ladder(verdict: Answer | None) -> str:
    rung = _constraint(verdict) if isinstance(verdict, Verdict) else None
    if rung is None or rung.estimate is None or rung.estimate.value is None or rung.target is None:
        return ""
    now = figure_of(rung.estimate, ""), figure(rung.target.value, rung.estimate.unit)
    if rung.state == "not_yet" and rung.id != "lean":
        return f"{_AIMS[rung.id]} ({now[0]}, the target is {now[1]})."
    return ""


_AIMS = {
    "effective": "Find out which issues are not solved at the first contact",
    "valued": "Ask customers what they miss",
    "well_delivered": "Look at how contacts are handled",
}


def _constraint(verdict: Verdict) -> Rung | None:
    return next((rung for rung in verdict.rungs if rung.id == verdict.constraint), None)


def _why(answers: Mapping[type, Answer]) -> str:
    """Why these days were chosen, where the reader did not choose them; else why nothing is compared."""
    found = {caveat.id: caveat.text for answer in answers.values() for caveat in answer.caveats}
    said = [found[name] for name in ("chosen_days", "no_comparison", "immature") if name in found]
    return " ".join(f"{text.rstrip('.')}." for text in said)
