"""What has to hold for an effect to be the initiative's; each can fail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.initiative.designs import (
    DRAWN,
    MANY,
    MOST_MOVED,
    Found,
    Layout,
    apart_before,
    counts_moved,
    gaps_of,
)
from steelyard.analyses.initiative.looks import Look
from steelyard.analyses.initiative.verdict import ELSEWHERE, most_placebos
from steelyard.answers import Check, Missing
from steelyard.measure.models.homes import Home
from steelyard.settings.undertaken import Initiative
from steelyard.stats.designs.series import step
from steelyard.theme import counted
from steelyard.wording import capital, listed, lowered

LEAST_BEFORE, LEAST_AFTER = 12, 4
"""Weeks needed on either side."""

DATES, DATES_ALONE = 24, 36
"""Weeks before it began that leave dates enough for a placebo test, beside other units and without them."""

BLOCKING = frozenset(
    {
        "pre_trend", "placebo_dates", "placebo_units", "same_level", "same_issues", "overlap", "balance", "crossing",
    }
)  # fmt: skip
"""A verdict rests on these."""


def refused_days(initiative: Initiative, from_on: date, to_on: date) -> Missing | None:
    """Why the days do not suffice; None where they do."""
    begun_on = min(initiative.starts.values())
    before = max(0, (begun_on - from_on).days // 7)
    monday = begun_on + timedelta(days=-begun_on.weekday() % 7)
    since = max(0, ((to_on - monday).days + 1) // 7)
    if before < LEAST_BEFORE:
        reason = f"the data hold {_few(before)} before {_day(begun_on)}; {LEAST_BEFORE} are needed"
        return Missing("initiative", "", reason, f"load data from {_day(begun_on - timedelta(weeks=LEAST_BEFORE))} on")
    if since < LEAST_AFTER:
        if initiative.until and initiative.until <= to_on:
            reason = f"the pilot lasted {_few(since)}; {LEAST_AFTER} are needed"
            return Missing("initiative", "", reason, f"let the next one run {LEAST_AFTER} weeks or more")
        reason = f"the data hold {_few(since)} of mature issues since {_day(begun_on)}; {LEAST_AFTER} are needed"
        unlock = f"ask again when {LEAST_AFTER} weeks since {_day(begun_on)} are mature"
        return Missing("initiative", "", reason, unlock)
    return None


def _few(weeks: int) -> str:
    return f"only {counted(weeks, 'whole weeks')}" if weeks else "no whole week"


def refused_look(initiative: Initiative, look: Look | None, to_on: date) -> Missing | None:
    """Why it is too early by the plan; None where no looks are planned, or one has come."""
    if not initiative.looks or look:
        return None
    first = initiative.looks[0]
    reason = f"its first planned look is on {_day(first)}, and issues are mature to {_day(to_on)}"
    return Missing("initiative", "", reason, f"ask again when issues of {_day(first)} are mature")


def refused_units(initiative: Initiative, held: Layout) -> Missing | None:
    """Why nobody can be compared; None where somebody can."""
    absent = [unit for unit in (*initiative.starts, *initiative.controls) if unit not in held.panel.units]
    if absent:
        known = listed(held.panel.units[:8]) or "none"
        of = initiative.arm or initiative.treats
        reason = f"no issues are found of {of} {listed(absent)}; there are {known}"
        return Missing("initiative", "", reason, "mend treated, starts or controls in steelyard.toml")
    if initiative.treats == "agent_id" and min(held.treated.sum(), held.control.sum() or MANY) < MANY:
        reason = f"fewer than {MANY} agents were treated or left out, and nothing is said of so few people"
        return Missing("initiative", "", reason, f"register it with {MANY} agents or more on either side, or by team")
    if not held.control.any():
        reason = (
            "nobody was left out, so before and after is all there is, and that is no evidence: whatever else changed "
            "would count as the initiative's"
        )
        unlock = "begin it in some units later than in others, best drawn by lot, or name comparable units as controls"
        return Missing("initiative", "", reason, unlock)
    return None


def is_drifting(one: Found) -> bool:
    """Whether the gap of a measure surely moved before anything was begun."""
    return one.drift.p < 0.05


def checks(
    held: Layout,
    initiative: Initiative,
    registered: Sequence[Initiative],
    results: Sequence[Found],
    home: Home | None = None,
) -> tuple[Check, ...]:
    """Everything that was looked at.

    Args:
        results: the primary measure's first. home: where customers by their home are compared.
    """
    primary = results[0]
    found = [_pre_trend(primary)] if held.design not in DRAWN else []
    if held.design == "customers":
        found = [_balance(held, primary)]
    if held.design == "series":
        found += [_placebo(primary), _elsewhere(primary)]
    return (
        *found,
        *_same_level(primary),
        _same_issues(held, primary),
        *(_heard(one) for one in results if np.isfinite(one.heard.p)),
        *([_at_home(home)] if home else []),
        _overlap(initiative, registered, held),
    )


def _pre_trend(one: Found) -> Check:
    quarter = 13 * one.drift.value
    if not np.isfinite(one.drift.p):
        return Check("pre_trend", "There are too few weeks to see whether the gap moved before it began.", None)
    seen = _size(one, 13 * one.drift.detectable)
    said = (
        f"Before it began the gap in {_name(one)} between treated and others moved by {_size(one, quarter)} a quarter "
        f"(p {one.drift.p:.2f}); a drift of {seen} a quarter would have been seen four times in five."
    )
    return Check("pre_trend", said, not is_drifting(one))


UNFAIR = 0.01
"""A lot that parts the two sides before it began as few fair ones do was none."""


def _balance(held: Layout, one: Found) -> Check:
    apart = apart_before(held, one.metric)
    if not np.isfinite(apart.p):
        return Check("balance", "There is too little before it began to see whether the lot was fair.", None)
    said = (
        f"Before it began the two sides of the lot lay {_size(one, abs(apart.value))} apart in {_name(one)} "
        f"(p {apart.p:.2f}); of fair lots one in a hundred parts them so that p is below {UNFAIR:g}."
    )
    return Check("balance", said, apart.p >= UNFAIR)


def _placebo(one: Found) -> Check:
    most = most_placebos(one.elsewhere)
    weeks = DATES if np.isfinite(one.elsewhere) else DATES_ALONE
    said = (
        f"A step in {_name(one)} as sure as the one at its beginning is found at {one.placebo:.0%} of the dates, "
        f"itself included; a claim needs at most {most:.0%}, and so {weeks} weeks before it began."
    )
    is_claimed = one.effect.p < 0.05
    return Check("placebo_dates", said, one.placebo <= most if is_claimed else None)


def _elsewhere(one: Found) -> Check:
    if not np.isfinite(one.elsewhere):
        return Check(
            "placebo_units", "Too few units were left out to see whether any of them moved at that time.", None
        )
    if one.is_permuted:
        said = (
            f"Of all choices of as many units {one.elsewhere:.0%} show as large a change in {_name(one)}, the real one "
            f"included; a claim needs at most {ELSEWHERE:.0%}."
        )
        return Check("placebo_units", said, one.elsewhere <= ELSEWHERE if one.effect.p < 0.05 else None)
    said = (
        f"A step in {_name(one)} as sure at the same time is found at {one.elsewhere:.0%} of the units left out; "
        f"a claim needs at most {ELSEWHERE:.0%}."
    )
    return Check("placebo_units", said, one.elsewhere <= ELSEWHERE if one.effect.p < 0.05 else None)


def _same_level(one: Found) -> tuple[Check, ...]:
    """Where something was found: whether those treated moved beside others that stood as they did before."""
    if one.levelled is None or not one.effect.p < 0.05:
        return ()
    if not np.isfinite(one.levelled.p):
        few = "Too few units to see whether those treated moved beside others of the same level."
        return (Check("same_level", few, False),)
    is_same = bool(one.levelled.p < 0.05 and np.sign(one.levelled.value) == np.sign(one.effect.value))
    said = (
        f"Beside others that stood as those treated did before it began, {_name(one)} changed by "
        f"{_size(one, one.levelled.value)} (p {one.levelled.p:.2f})"
    )
    tail = "it is no mere return to the usual" if is_same else "those chosen for being low or high return by themselves"
    return (Check("same_level", f"{said}: {tail}.", is_same),)


def _same_issues(held: Layout, one: Found) -> Check:
    if held.is_of_customers:
        moved = counts_moved(held, one.metric)
    else:
        gaps, after, _ = gaps_of(held, one.metric, is_count=True)
        moved = step(gaps, after, held.shares)
    share = float(np.expm1(moved.value))
    said = (
        f"Against the others those treated have {abs(share):.0%} {'fewer' if share < 0 else 'more'} "
        f"{one.metric.n_unit} than before; over {MOST_MOVED:.0%} would be another group of issues."
    )
    return Check("same_issues", said, not (abs(share) > MOST_MOVED and moved.p < 0.05))


def _heard(one: Found) -> Check:
    share = float(np.expm1(one.heard.value))
    said = (
        f"{capital(_name(one))} rests on {abs(share):.0%} {'fewer' if share < 0 else 'more'} {one.metric.n_unit} for "
        f"each issue than before, against the others; over {MOST_MOVED:.0%} it would speak of other customers."
    )
    return Check(f"heard_{one.metric.id}", said, not one.is_heard_otherwise)


def _at_home(home: Home) -> Check:
    said = (
        f"Issues that belong to no place went from {home.placeless[0]:.0%} to {home.placeless[1]:.0%}, so customers "
        f"are compared by where they were served before it began: {home.loyal:.0%} of their contacts are still there, "
        f"and {home.known:.0%} of issues are of customers with such a place; the effect on the others is not known."
    )
    return Check("home", said, True)


_PLACES = frozenset({"agent_id", "team", "site"})
_CASES = frozenset({"topic", "channel", "segment"})
"""What is treated by place meets all places alike where another treats by kind of case, and the other way round."""


def _overlap(initiative: Initiative, registered: Sequence[Initiative], held: Layout) -> Check:
    begun_on, end = min(initiative.starts.values()), initiative.until or date.max
    others = [
        one
        for one in registered
        if one is not initiative and min(one.starts.values()) <= end and (one.until or date.max) >= begun_on
    ]
    meeting = [one.name for one in others if _meets(one, initiative, held)]
    if meeting:
        verb = "runs" if len(meeting) == 1 else "run"
        return Check(
            "overlap", f"{listed(meeting)} {verb} at the same time: what either did cannot be told apart.", False
        )
    if others:
        names = listed([one.name for one in others])
        said = f"Of what runs at the same time ({names}), nothing reaches those treated more or less than the others."
        return Check("overlap", said, True)
    return Check("overlap", "No other registered initiative runs at the same time.", True)


def _meets(other: Initiative, initiative: Initiative, held: Layout) -> bool:
    """Whether another initiative may reach those treated otherwise than their control.

    A lot of customers meets all places and kinds of case alike, and so does another lot.
    """
    if other.is_of_customers or initiative.is_of_customers:
        return other.treats == initiative.treats and _is_same_lot(other, initiative)
    if other.treats == initiative.treats:
        compared = {unit for unit, used in zip(held.panel.units, held.treated | held.control, strict=True) if used}
        return bool(compared & {*other.starts})
    kinds = {other.treats, initiative.treats}
    return not (kinds & _PLACES and kinds & _CASES)


def _is_same_lot(other: Initiative, initiative: Initiative) -> bool:
    if other.lot and initiative.lot:
        return other.lot.seed == initiative.lot.seed
    return bool(other.arm) and other.arm == initiative.arm


def short(title: str) -> str:
    """A measure's title without what it is made of or adjusted for."""
    return title.partition(" (")[0].partition(",")[0]


def _name(one: Found) -> str:
    return lowered(short(one.metric.title))


def _size(one: Found, value: float) -> str:
    if one.metric.unit == "share":
        said = f"{100 * value:.1f} points"
    elif one.metric.unit == "score":
        said = f"{value:.1f} points"
    else:
        said = f"{100 * float(np.expm1(value)):.1f}%"
    return said.replace("-", "\N{MINUS SIGN}")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
