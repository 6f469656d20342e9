"""Not yet, optimised, slipping, lost: from the level beside its target, what was before, and the chart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steelyard.analyses.cadence.answer import State
from steelyard.analyses.cadence.weekly import Control, Weeks
from steelyard.answers import Estimate
from steelyard.stats.control.rules import RUN
from steelyard.stats.sampling.intervals import t_quantile

RECENT = 4
"""A signal in the newest of so many weeks is a signal now."""

LEAST, ONE_SIDED = 4, 0.025
"""Known weeks that say a level fell, and how often they may be wrong."""

DOUBT = 0.05
"""Of all earlier stretches together, to take one for at its target that was not."""


def widened(estimate: Estimate, spread: float | None) -> Estimate:
    """A level whose interval allows for weeks that differ more than their numbers explain."""
    if estimate.interval is None or estimate.value is None or spread is None or not spread > 1:
        return estimate
    low, high = (
        estimate.value + spread * (end - estimate.value) for end in (estimate.interval.low, estimate.interval.high)
    )
    most = 1.0 if estimate.unit == "share" else 100.0
    interval = replace(estimate.interval, low=max(0.0, low), high=min(most, high))
    return replace(estimate, interval=interval)


def reached_at(weeks: Weeks, target: float, spread: float) -> int | None:
    """The place of the first week of the earliest 13 that were surely at the target, those of now left out.

    Stretches do not overlap, and share one chance to be wrong. Where all answers are alike their chance is not known.
    """
    now = weeks.now
    ends = list(range(len(weeks.on) - now, now - 1, -now))
    for end in reversed(ends):
        held = slice(end - now, end)
        known = np.isfinite(weeks.values[held]) & (weeks.errors[held] > 0)
        if known.sum() < 0.75 * now:
            continue
        precision = (weeks.errors[held][known] * max(1.0, spread)) ** -2
        level = float((precision * weeks.values[held][known]).sum() / precision.sum())
        reach = float(t_quantile(max(now - 1, 2), 1 - 2 * DOUBT / len(ends))) / np.sqrt(precision.sum())
        if level - reach >= target:
            return end - now
    return None


def state(now: Estimate, target: float, was_reached: bool, control: Control | None) -> State:
    """What may be said of a measure.

    Once surely reached, a target counts as reached until the chart signals a fall or the level is short of it.
    """
    if now.value is None or now.interval is None:
        return "cannot tell"
    is_held, is_short = now.interval.low >= target, now.interval.high < target
    is_worse = control is not None and has_fallen(control)
    if was_reached and is_short:
        return "lost"
    if (was_reached or is_held) and is_worse:
        return "slipping"
    stays = was_reached and now.value >= target
    return "optimised" if is_held or stays else "not yet" if is_short else "cannot tell"


def has_fallen(control: Control) -> bool:
    """A signal downwards among the newest weeks, and the newest eight surely below the baseline.

    The second keeps apart what 26 weeks could not know of their own mean and spread: without it one steady service in
    twenty were told to slip.
    """
    held = control.scores[control.first : control.last]
    after = control.scores[control.last :][-max(LEAST, RUN // control.width) :]
    counts = [int(np.isfinite(part).sum()) for part in (held, after)]
    if not (control.signals[-max(1, RECENT // control.width) :] < 0).any() or min(counts) < LEAST:
        return False
    error = control.carry / control.spread * float(np.sqrt(sum(1 / count for count in counts)))
    gap = float(np.nanmean(after) - np.nanmean(held))
    return gap < -float(t_quantile(counts[0] - 1, 1 - 2 * ONE_SIDED)) * error


_WORST: tuple[State, ...] = ("lost", "slipping", "not yet", "cannot tell", "optimised")


def together(states: list[State]) -> State:
    """Of several measures: the worst, as optimised means all of them."""
    return next((one for one in _WORST if one in states), "cannot tell")
