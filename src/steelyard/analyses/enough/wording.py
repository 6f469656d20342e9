"""What the curves of effort say, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from steelyard.analyses.enough import dose_response
from steelyard.analyses.enough.answer import LEAST_HIDDEN, Condition, Enough
from steelyard.analyses.enough.dose_response import Line
from steelyard.analyses.enough.marginal_value import CASES, MOST_HIDDEN, Margin, at_price
from steelyard.analyses.evidence.wording import beside, cannot_tell, clause, percent_beside
from steelyard.analyses.verdict.question import State
from steelyard.answers import Caveat, Check, Estimate, Evidence, Missing
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.theme import counted, figure
from steelyard.wording import capital, figure_of, listed, with_limits

UNITS = {"minutes": "minutes", "count": "replies", "points": "points"}
EACH = {"minutes": "minute", "count": "reply", "points": "point"}
_NAMED = {"well_delivered": "quality", "valued": "ratings", "enough": "the next unit of effort"}
_DESIGN = {"strength": "instrument strength", "size": "sample size", "monotone": "monotonicity"}
LEAST_BEGUN = 0.9
"""Of so many issues the first contact should be known."""


def told(answer: Enough, currency: str) -> Enough:
    """The answer with its sentences, evidence, refusals and caveats."""
    sentences = (
        _handling(answer, currency),
        *_limit(answer),
        *_bends(answer),
        *_waiting(answer),
        *_kinds(answer),
        *_designed(answer),
        _optimised(answer),
    )
    refusals = () if answer.design and answer.design.per_minute else (_minute(answer),)
    return replace(
        answer,
        sentences=sentences,
        missing=(*answer.missing, *(refusals if answer.handling else ())),
        evidence=_evidence(answer, currency),
        caveats=(*answer.caveats, *_caveats(answer, currency)),
    )


def held(found: State) -> str:
    """Why a measure meets its target or does not."""
    return {
        "held": "the lower limit is at or above the target",
        "not_yet": "the upper limit is below the target",
        "cannot_tell": "the target lies within the interval",
    }[found]


TRUSTED = "evaluations of contacts drawn at random, some of them scored by two evaluators who agree"
"""What would let a mean of evaluations be claimed."""


def moved(found: State, metric: str) -> str:
    """What would change that, as a noun phrase."""
    of = "evaluations" if metric == "interaction_quality" else "answers"
    return {
        "held": "a lower limit below the target in a later period",
        "not_yet": "a lower limit at the target",
        "cannot_tell": f"more {of}, which narrow the interval",
    }[found]


def next_unit(found: State, priced: Sequence[Margin]) -> tuple[str, str]:
    """The reason of the third condition, and what would change it."""
    if not priced:
        return "the cost of effort or the price of value is not known", "handling times, their cost and rated cases"
    paying = [entry.line.dose.title for entry in priced if entry.state == "pays"]
    unsure = [entry.line.dose.title for entry in priced if entry.state == "cannot_tell"]
    if found == "not_yet":
        return (
            f"one more unit of {listed(paying)} is still associated with more value than it costs",
            "an upper limit of value less cost below zero",
        )
    if found == "held":
        titles = listed([entry.line.dose.title for entry in priced])
        return (
            f"one more unit of {titles} is associated with less value than it costs",
            "a higher price of value, or a trial that shows gains",
        )
    if not unsure:
        return (
            "unmeasured difficulty of cases could hide that more effort pays",
            "a trial, or data that distinguish hard cases from easy ones",
        )
    return (
        f"the value of one more unit of {listed(unsure)} cannot be distinguished from its cost",
        "more rated cases, which narrow the interval",
    )


def slope(estimate: Estimate) -> str:
    """A slope in points, with its interval: -0.03 points (-0.18 to 0.12)."""
    if estimate.value is None or estimate.interval is None:
        return "unknown"
    low, high = 100 * estimate.interval.low, 100 * estimate.interval.high
    places = 2 if high - low < 1 else 1
    return f"{_signed(100 * estimate.value, places)} points ({_signed(low, places)} to {_signed(high, places)})"


def amount(value: float, unit: str) -> str:
    """A dose as people say it: 6.2 minutes."""
    return f"{value:.1f} {UNITS[unit]}"


def is_claimed(estimate: Estimate, level: float) -> bool:
    """The slope is beyond sampling error at a level that allows for how many were looked at."""
    if estimate.value is None or estimate.margin is None:
        return False
    return abs(estimate.value) > estimate.margin * float(t_quantile(np.inf, 1 - level) / t_quantile(np.inf))


def _handling(answer: Enough, currency: str) -> str:
    found = answer.handling
    if found is None:
        nothing = Missing("handle_time", "", "no handling times are known", "map contacts.handle_s")
        return cannot_tell("whether longer handling pays", answer.missing[0] if answer.missing else nothing)
    of = found.line.response
    if found.value is None or found.cost is None:
        said = f"Among similar cases, one more minute is associated with {slope(found.line.here)} of {of}."
        return f"{cannot_tell('whether longer handling pays', _unpriced(found))} {said}"
    said = (
        f"one more minute on each of {CASES} cases is associated with {of} worth "
        f"{with_limits(found.value, currency)} and costs {_plain(found.cost, currency)}"
    )
    if found.state == "cannot_tell":
        return f"Cannot tell whether longer handling pays: among similar cases, {said}. More cases would narrow this."
    if found.state == "pays":
        return f"Among similar cases, longer handling is associated with gains worth more than its cost: {said}."
    return f"Among similar cases, longer handling showed no gain worth its cost: {said}."


def _unpriced(found: Margin) -> Missing:
    if found.value is None:
        return Missing(
            "price", "", f"the price of a unit of {found.line.response} is not known", "declare it with --price"
        )
    unlock = "map costs.amount or declare assumptions.hourly_cost"
    return Missing("cost", "", "the cost of a minute of handling is not known", unlock)


def _limit(answer: Enough) -> tuple[str, ...]:
    """What must not be read into the headline."""
    if answer.handling is None or answer.handling.state != "no_longer":
        return ()
    return ("That does not make shortening safe: the effect of a minute itself is not known.",)


def _bends(answer: Enough) -> tuple[str, ...]:
    bent = [entry.line for entry in answer.margins if entry.line.knee is not None]
    straight = [line for line in _lines(answer) if line.knee is None and line.bend_p is not None]
    said = tuple(map(_bent, bent))
    if not straight:
        return said
    names = listed(list(dict.fromkeys(line.dose.title for line in straight)))
    if bent:
        return (*said, f"No other bend exceeds sampling error ({names}).")
    return (f"No point of diminishing returns was found for {names}: no bend exceeds sampling error.",)


def _bent(line: Line) -> str:
    assert line.knee is not None
    assert line.knee.value is not None
    assert line.knee.interval is not None
    assert line.before is not None
    assert line.after is not None
    limits, each, of = line.knee.interval, EACH[line.dose.unit], dose_response.RESPONSES[line.response]
    return (
        f"The curve of {of} over {line.dose.title} bends at {amount(line.knee.value, line.dose.unit)} "
        f"({limits.low:.1f} to {limits.high:.1f}): among similar cases, each {each} is associated with "
        f"{slope(line.before)} of {of} before the bend and {slope(line.after)} after it."
    )


def _waiting(answer: Enough) -> tuple[str, ...]:
    lines = [line for line in _lines(answer) if line.dose.id != "handle_time" and line.knee is None]
    return tuple(
        f"Among similar cases, {line.dose.one} is associated with {slope(line.slope)} of "
        f"{dose_response.RESPONSES[line.response]}."
        for line in lines
        if is_claimed(line.slope, answer.level)
    )


def _kinds(answer: Enough) -> tuple[str, ...]:
    """Where all cases together say something else than similar cases."""
    line = answer.handling.line if answer.handling else None
    if line is None or line.slope.interval is None or line.slope.value is None:
        return ()
    if not line.slope.interval.side_of(line.pooled):
        return ()
    other = "harder" if line.pooled < line.slope.value else "easier"
    return (
        f"Across all cases, one more minute of handling is associated with {_signed(100 * line.pooled, 2)} points of "
        f"{line.response}, among similar cases with {_signed(100 * line.slope.value, 2)}: kinds of case that take "
        f"longer are {other}.",
    )


def _designed(answer: Enough) -> tuple[str, ...]:
    design = answer.design
    if design is None:
        return ()
    if design.per_minute is not None:
        minute = slope(design.per_minute)
        return (f"By the agent design, one more minute of handling changes resolution by {minute}.",)
    failed = listed([_DESIGN.get(check.id, check.id) for check in design.checks if not check.passed])
    return (
        f"Handling by an agent who takes a minute longer on other cases is associated with {slope(design.reduced)} of "
        f"resolution. Cannot tell the effect of a minute itself, as the agent design does not pass on {failed}; a "
        "trial of a different time guidance would tell.",
    )


def _optimised(answer: Enough) -> str:
    if answer.optimised == "held":
        levels = listed([_level(entry) for entry in answer.conditions if entry.id != "enough"])
        return f"Optimised: {levels} are at or above target, and no further effort is worth its cost."
    unknown = [entry for entry in answer.conditions if entry.state == "cannot_tell"]
    if answer.optimised == "cannot_tell":
        why = listed([f"{_NAMED[entry.id]} ({clause(entry.reason)})" for entry in unknown])
        what = "; ".join(dict.fromkeys(entry.change for entry in unknown))
        return f"Cannot tell whether the service is optimised. Not known: {why}. What would tell: {what}."
    rest = f" Not known: {listed([_NAMED[entry.id] for entry in unknown])}." if unknown else ""
    return f"Not optimised yet: {' and '.join(_unmet(answer))}, so it is too early to cut.{rest}"


def _unmet(answer: Enough) -> list[str]:
    """What is surely below its target, and whether more effort surely pays."""
    found = [entry for entry in answer.conditions if entry.state == "not_yet"]
    below = [entry for entry in found if entry.id != "enough"]
    verb = "is" if [entry.id for entry in below] == ["well_delivered"] else "are"
    said = [f"{listed([_level(entry) for entry in below])} {verb} below target"] if below else []
    return said + [clause(entry.reason) for entry in found if entry.id == "enough"]


def _level(entry: Condition) -> str:
    """A measure beside its target: quality (86.6, target 91)."""
    return f"{_NAMED[entry.id]} ({figure_of(entry.estimate)}, target {figure(entry.target, 'score')})"


def _minute(answer: Enough) -> Missing:
    reason = "long handling is not assigned at random, so what is associated with a minute need not be its effect"
    unlock = "run a trial of a different time guidance"
    if answer.design is None:
        unlock = f"ask steelyard enough --design agents, whose checks must pass, or {unlock}"
    return Missing("minute", "Effect of one more minute of handling", reason, unlock)


def _evidence(answer: Enough, currency: str) -> Evidence:
    if not answer.margins:
        return Evidence(
            would_change=("Handling times, waiting times or replies of mature issues would allow an answer.",)
        )
    checks = [_kinds_check(answer), _begun(answer), _tests(answer), *_hidden(answer)]
    checks += answer.design.checks if answer.design else ()
    return Evidence(
        grade="quasi-experiment" if answer.design and answer.design.per_minute else "adjusted",
        adjusted_for=("topic", "channel", "segment", "priority"),
        checks=tuple(checks),
        sensitivity=tuple(_sensitive(answer, currency)),
        would_change=(
            "A trial of a different time guidance, such as one introduced team by team, would show the effect of a "
            "minute.",
            "A declared price of a unit of value (--price) would replace its current unit cost.",
            *(f"The verdict on {_NAMED[entry.id]} would change with {entry.change}." for entry in answer.conditions),
        ),
    )


def _kinds_check(answer: Enough) -> Check:
    line = answer.margins[0].line
    said = (
        f"{capital(counted(line.n, 'cases'))} of {counted(line.strata, 'kinds')} are compared within their kind; "
        "differences in difficulty within a kind are not recorded."
    )
    return Check("kinds", said, None)


def _begun(answer: Enough) -> Check:
    shown = percent_beside(answer.begun_share, LEAST_BEGUN)
    said = f"{shown} of mature {answer.unit} show which contact came first; at least {LEAST_BEGUN:.0%} is required."
    return Check("begun", said, answer.begun_share >= LEAST_BEGUN)


def _tests(answer: Enough) -> Check:
    looked = sum(entry.line.bend_p is not None for entry in answer.margins)
    if not looked:
        least = dose_response.LEAST_POINTS
        return Check("bends", f"No curve was tested for a bend, because none has {least} levels or more.", False)
    verb = "was" if looked == 1 else "were"
    said = (
        f"{capital(counted(looked, 'curves'))} {verb} tested for a bend; a bend is reported at p below "
        f"{answer.level:.4f}, which allows for the number of tests."
    )
    return Check("bends", said, True)


def _hidden(answer: Enough) -> Iterable[Check]:
    for entry in answer.margins:
        if entry.hidden is not None:
            size = beside(entry.hidden, LEAST_HIDDEN, 0 if entry.hidden >= 10 else 1)
            times = f"{size} times" if entry.hidden < MOST_HIDDEN else f"over {MOST_HIDDEN:.0f} times"
            said = (
                f"Unmeasured difficulty would have to matter {times} as much as the known kinds of case to hide gains "
                f"worth the cost of {entry.line.dose.title}."
            )
            yield Check(f"hidden_{entry.line.dose.id}", said, entry.hidden >= LEAST_HIDDEN)


def _sensitive(answer: Enough, currency: str) -> Iterable[str]:
    found = answer.handling
    if found is not None and found.gap is not None:
        for factor, named in ((0.5, "half"), (2.0, "twice")):
            state = at_price(found, factor)
            than = {"pays": "is more than", "no_longer": "is less than"}.get(state, "cannot be distinguished from")
            yield f"At {named} the price, the value associated with one more minute of handling {than} its cost."
    for line in _lines(answer):
        if line.response != "retention":
            ways = {
                f"points of {line.response} across all cases": line.pooled,
                "between kinds of case": line.between,
                "among similar cases": line.slope.value or 0.0,
            }
            told = listed([f"{_signed(100 * way, 2)} {name}" for name, way in ways.items() if isfinite(way)])
            yield f"{capital(line.dose.one)} is associated with {told}."


def _caveats(answer: Enough, currency: str) -> Iterable[Caveat]:
    if not answer.margins:
        return
    text = "these are associations: hard cases take longer and end worse, whatever effort is spent on them"
    yield Caveat("association", text, "warning")
    if answer.unit == "contacts":
        yield Caveat("contacts", "contacts stand for issues here: whether customers came back is not known", "warning")
    prices = answer.prices
    basis = answer.handling.line.response if answer.handling else "value"
    if prices is not None and basis in prices.values:
        price = _plain(prices.values[basis], currency)
        how = "as declared" if not prices.known_as.get(basis) else "its current unit cost"
        yield Caveat("price", f"a unit of {basis} is priced at {price}, {how}; the intervals take prices as exact")
    if prices is not None and "handle_time" in prices.costs:
        own, customers = prices.costs["handle_time"]
        text = f"a minute of handling costs the provider {_plain(own, currency)}"
        text += f" and the customer time worth {_plain(customers, currency)}" if customers else ""
        yield Caveat("minute_cost", text)
    if any(line.dose.unless for line in _lines(answer)):
        yield Caveat(
            "reopened", "handling time and replies exclude reopened contacts, because a reopening adds to both"
        )


def _lines(answer: Enough) -> list[Line]:
    return [entry.line for entry in answer.margins]


def _plain(value: float, currency: str) -> str:
    return figure(value, "money", currency=currency)


def _signed(value: float, places: int) -> str:
    shown = round(value, places)
    return f"{shown:+.{places}f}".replace("-", "\N{MINUS SIGN}") if shown else f"{0:.{places}f}"
