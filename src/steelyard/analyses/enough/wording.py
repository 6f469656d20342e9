"""What the curves of effort say, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from steelyard.analyses.enough import dose_response
from steelyard.analyses.enough.answer import LEAST_HIDDEN, Enough
from steelyard.analyses.enough.dose_response import Line, Thin
from steelyard.analyses.enough.marginal_value import CASES, MOST_HIDDEN, Margin, at_price
from steelyard.analyses.verdict.question import State
from steelyard.answers import Caveat, Check, Estimate, Evidence, Missing
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.theme import figure, span

UNITS = {"minutes": "minutes", "count": "replies", "points": "points"}
EACH = {"minutes": "a minute", "count": "a reply", "points": "a point"}
_STATES = {"held": "yes", "not_yet": "not yet", "cannot_tell": "cannot be told"}
_NAMED = {"well_delivered": "interaction quality", "valued": "customers' rating", "enough": "no effort left that pays"}


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


def thin(found: Thin) -> Missing:
    """Why a dose is not shown."""
    title = found.dose.title.capitalize()
    if found.of in dose_response.CHANCES:
        reason = (
            f"How sure it is what goes with {found.dose.title} takes {found.needs} {found.of} or more among its cases."
        )
        return Missing(
            found.dose.id, title, reason, "map contacts.agent_id and contacts.customer_id, or ask about more"
        )
    if not found.has and found.of != dose_response.OVERLAPPING:
        reason = f"No mature case of these days says what goes with {found.dose.title}."
        return Missing(found.dose.id, title, reason, f"map {found.dose.needs}, or ask about more days")
    if found.of == dose_response.OVERLAPPING:
        reason = f"No kinds of case take {found.dose.title} in different amounts, so none can be compared."
        return Missing(found.dose.id, title, reason, "map topics that are handled in several ways")
    reason = f"{found.has:,} {found.of} say what goes with {found.dose.title}; {found.needs:,} are needed."
    return Missing(found.dose.id, title, reason, f"about {max(found.needs - found.has, 1):,} more {found.of}")


def unbegun(share: float) -> Missing:
    """Why nothing is read where issues do not say which contact came first."""
    reason = f"Only {share:.0%} of the issues say which of their contacts came first; the others go by a case number."
    return Missing(
        "enough", "Where effort stops paying", reason, "leave contacts.issue_id unmapped, so chains are found"
    )


def held(found: State) -> str:
    """Why a measure holds its target or does not."""
    return {
        "held": "Its lower limit is at or above the target",
        "not_yet": "Its upper limit is below the target",
        "cannot_tell": "The target lies within the interval",
    }[found]


def moved(found: State, metric: str) -> str:
    """What would change that."""
    of = "evaluations" if metric == "interaction_quality" else "answers"
    return {
        "held": "a lower limit below the target in a later period",
        "not_yet": "a lower limit at the target",
        "cannot_tell": f"more {of}, which narrow the interval",
    }[found]


def next_unit(found: State, priced: Sequence[Margin]) -> tuple[str, str]:
    """The reason of the third condition, and what would change it."""
    if not priced:
        return "What effort costs or value counts for is not known", "handling times, their cost and rated cases"
    paying = [entry.line.dose.title for entry in priced if entry.state == "pays"]
    unsure = [entry.line.dose.title for entry in priced if entry.state == "cannot_tell"]
    if found == "not_yet":
        return (
            f"A unit more of {_listed(paying)} still goes with more value than it costs",
            "a gap whose upper limit is below none",
        )
    if found == "held":
        titles = _listed([entry.line.dose.title for entry in priced])
        return (
            f"A unit more of {titles} goes with less value than it costs",
            "a higher price of value, or a trial that shows gains",
        )
    if not unsure:
        return (
            "What is unknown of cases could hide that more effort pays",
            "a trial, or what tells hard cases from easy",
        )
    return f"Whether a unit more of {_listed(unsure)} pays lies within chance", "more rated cases, which narrow the gap"


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
    """The slope is beyond chance at a level that allows for how many were looked at."""
    if estimate.value is None or estimate.interval is None:
        return False
    half = (estimate.interval.high - estimate.interval.low) / 2
    return abs(estimate.value) > half * float(t_quantile(np.inf, 1 - level) / t_quantile(np.inf))


def _handling(answer: Enough, currency: str) -> str:
    found = answer.handling
    if found is None:
        reason = answer.missing[0].reason if answer.missing else "No handling times are known."
        return f"Where handling stops paying cannot be said: {reason[:1].lower()}{reason[1:]}"
    if found.value is None or found.cost is None:
        of = found.line.response
        said = f"Among cases alike, a minute more of handling goes with {slope(found.line.here)} of {of}"
        return f"{said}; what it costs, or what {of} counts for, is not known."
    said = f"{_money(found.value, currency)} against {_plain(found.cost, currency)} on {CASES} cases alike"
    of = found.line.response
    if found.state == "cannot_tell":
        return f"Whether a minute more of handling goes with {of} worth its cost cannot be told: {said}."
    than = "more" if found.state == "pays" else "less"
    return f"A minute more of handling goes with {than} {of} than it costs: {said}."


def _limit(answer: Enough) -> tuple[str, ...]:
    """What must not be read into the headline."""
    if answer.handling is None or answer.handling.state != "no_longer":
        return ()
    return ("That less handling would do no harm does not follow: what a minute does is not known.",)


def _bends(answer: Enough) -> tuple[str, ...]:
    bent = [entry.line for entry in answer.margins if entry.line.knee is not None]
    straight = [line for line in _lines(answer) if line.knee is None and line.bend_p is not None]
    said = tuple(map(_bent, bent))
    if not straight:
        return said
    names = _listed(list(dict.fromkeys(line.dose.title for line in straight)))
    rest = "No knee here" if not bent else "No other knee"
    return (*said, f"{rest}: no bend is beyond chance in what goes with {names}.")


def _bent(line: Line) -> str:
    assert line.knee is not None
    assert line.knee.value is not None
    assert line.knee.interval is not None
    assert line.before is not None
    assert line.after is not None
    limits, each, of = line.knee.interval, EACH[line.dose.unit], dose_response.RESPONSES[line.response]
    return (
        f"What goes with {line.dose.title} bends at {amount(line.knee.value, line.dose.unit)} "
        f"({limits.low:.1f} to {limits.high:.1f}): {slope(line.before)} of {of} {each} before, "
        f"{slope(line.after)} after."
    )


def _waiting(answer: Enough) -> tuple[str, ...]:
    lines = [line for line in _lines(answer) if line.dose.id != "handle_time" and line.knee is None]
    return tuple(
        f"{line.dose.one.capitalize()} goes with {slope(line.slope)} of {dose_response.RESPONSES[line.response]}."
        for line in lines
        if is_claimed(line.slope, answer.level)
    )


def _kinds(answer: Enough) -> tuple[str, ...]:
    """Where all cases together say something else than cases alike."""
    line = answer.handling.line if answer.handling else None
    if line is None or line.slope.interval is None or line.slope.value is None:
        return ()
    if line.slope.interval.low <= line.pooled <= line.slope.interval.high:
        return ()
    other = "harder" if line.pooled < line.slope.value else "easier"
    return (
        f"Over all cases a minute more goes with {_signed(100 * line.pooled, 2)} points, among cases alike with "
        f"{_signed(100 * line.slope.value, 2)}: kinds of case that take longer are {other} ones.",
    )


def _designed(answer: Enough) -> tuple[str, ...]:
    design = answer.design
    if design is None:
        return ()
    if design.per_minute is not None:
        return (f"Judged by agents' pace, a minute more of handling brings {slope(design.per_minute)} of resolution.",)
    failed = _listed([check.id for check in design.checks if not check.passed])
    return (
        f"Being handled by an agent a minute slower with other cases goes with {slope(design.reduced)} of resolution; "
        f"what a minute does is not said, as the agents' design fails on {failed}.",
    )


def _optimised(answer: Enough) -> str:
    parts = "; ".join(f"{_NAMED[entry.id]}: {_STATES[entry.state]}" for entry in answer.conditions)
    return f"Optimised? {_STATES[answer.optimised].capitalize()} ({parts})."


def _minute(answer: Enough) -> Missing:
    reason = "Which cases take long is not left to chance: what goes with a minute need not be what a minute does."
    if answer.design is not None:
        return Missing(
            "minute", "What a minute does", reason, "a trial of another time guidance: the agents' design fails here"
        )
    unlock = "steelyard enough --design agents, where its checks pass, or a trial of another time guidance"
    return Missing("minute", "What a minute does", reason, unlock)


def _evidence(answer: Enough, currency: str) -> Evidence:
    if not answer.margins:
        return Evidence(would_change=("Handling times, waits or replies of issues that mature.",))
    checks = [_kinds_check(answer), _begun(answer), _tests(answer), *_hidden(answer)]
    checks += answer.design.checks if answer.design else ()
    return Evidence(
        grade="quasi-experiment" if answer.design and answer.design.per_minute else "adjusted",
        adjusted_for=("topic", "channel", "segment", "priority"),
        checks=tuple(checks),
        sensitivity=tuple(_sensitive(answer, currency)),
        would_change=(
            "A trial of another time guidance, or one that reaches teams at different times.",
            "A declared price of a unit of value: --price.",
            *(f"{entry.title}: {entry.change}." for entry in answer.conditions),
        ),
    )


def _kinds_check(answer: Enough) -> Check:
    line = answer.margins[0].line
    said = f"{line.n:,} cases of {line.strata:,} kinds; how hard a case is within its kind is not known."
    return Check("kinds", said, None)


def _begun(answer: Enough) -> Check:
    said = f"{answer.begun_share:.0%} of mature {answer.unit} say which contact came first; 90% are needed."
    return Check("begun", said, answer.begun_share >= 0.9)


def _tests(answer: Enough) -> Check:
    looked = sum(entry.line.bend_p is not None for entry in answer.margins)
    said = f"Bends were looked for {looked} times and are claimed under a probability of {answer.level:.4f} each."
    return Check("bends", said, looked > 0)


def _hidden(answer: Enough) -> Iterable[Check]:
    for entry in answer.margins:
        if entry.hidden is not None:
            times = f"{entry.hidden:.0f} times" if entry.hidden < MOST_HIDDEN else f"over {MOST_HIDDEN:.0f} times"
            said = (
                f"Unknown difficulty would have to weigh {times} as much as the known kinds of case to hide value "
                f"worth the cost of {entry.line.dose.title}."
            )
            yield Check(f"hidden_{entry.line.dose.id}", said, entry.hidden >= LEAST_HIDDEN)


def _sensitive(answer: Enough, currency: str) -> Iterable[str]:
    found = answer.handling
    if found is not None and found.gap is not None:
        for factor, named in ((0.5, "half"), (2.0, "twice")):
            said = {"pays": "pays", "no_longer": "does not pay", "cannot_tell": "cannot be told to pay"}
            yield f"At {named} the price of value the next minute of handling {said[at_price(found, factor)]}."
    for line in _lines(answer):
        if line.response != "retention":
            ways = (line.pooled, line.between, line.slope.value or 0.0)
            pooled, between, alike = (_signed(100 * way, 2) for way in ways)
            one = line.dose.one.capitalize()
            yield f"{one}: {pooled} points over all cases, {between} between kinds, {alike} among cases alike."


def _caveats(answer: Enough, currency: str) -> Iterable[Caveat]:
    if not answer.margins:
        return
    text = "what goes with a unit of effort need not come from it: hard cases take longer and end worse"
    yield Caveat("association", text, "warning")
    if answer.unit == "contacts":
        yield Caveat("contacts", "contacts stand for issues here: nobody sees whose customer came back", "warning")
    prices = answer.prices
    basis = answer.handling.line.response if answer.handling else "value"
    if prices is not None and basis in prices.values:
        counted = _plain(prices.values[basis], currency)
        how = "as declared" if not prices.known_as.get(basis) else "what it costs now"
        yield Caveat("price", f"a unit of {basis} counts {counted}, {how}; intervals leave prices out")
    if prices is not None and "handle_time" in prices.costs:
        own, customers = prices.costs["handle_time"]
        text = f"a minute of handling costs {_plain(own, currency)}"
        text += f" and {_plain(customers, currency)} of customers' time" if customers else ""
        yield Caveat("minute_cost", text)
    if any(line.dose.unless for line in _lines(answer)):
        yield Caveat("reopened", "handling time and replies leave out reopened contacts: a reopening adds to both")


def _lines(answer: Enough) -> list[Line]:
    return [entry.line for entry in answer.margins]


def _money(estimate: Estimate, currency: str) -> str:
    assert estimate.interval is not None
    low, high = estimate.interval.low, estimate.interval.high
    shown = figure(estimate.value, "money", currency=currency, margin=(high - low) / 2)
    return f"{shown} ({span(low, high, 'money', beside=estimate.value)})"


def _plain(value: float, currency: str) -> str:
    return figure(value, "money", currency=currency)


def _signed(value: float, places: int) -> str:
    shown = round(value, places)
    return f"{shown:+.{places}f}".replace("-", "\N{MINUS SIGN}") if shown else f"{0:.{places}f}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
