"""Who handled what, and what came with it: bots' share, what they may have solved, contacts per issue, their cost."""

from __future__ import annotations

from steelyard.analyses.attribution.attribution import ratio_change
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Estimate
from steelyard.measure import Identity
from steelyard.measure.models.carrying import BOT, OPEN
from steelyard.metrics.factors import CONTACTS, COST, ISSUES, RESOLVED
from steelyard.stats.arrays import Floats
from steelyard.theme import figure
from steelyard.wording import listed, with_limits

LEAST_SHIFT = 0.02
"""A shift of issues between bots and people smaller than this is not told."""


def handled(found: Identity) -> tuple[str, ...]:
    """What bots alone handled, how much of it was solved as far as that is known, and what moved with it."""
    is_bot = [segment[-1] == BOT for segment in found.segments]
    shares = [float(side[is_bot, ISSUES].sum() / side[:, ISSUES].sum()) for side in (found.before, found.after)]
    told = []
    if abs(shares[1] - shares[0]) >= LEAST_SHIFT:
        told.append(
            f"Bots alone handled {figure(shares[1], 'share', margin=0.005)} of issues, "
            f"{figure(shares[0], 'share', margin=0.005)} before{_with(found)}."
        )
    if found.after[is_bot][:, OPEN].any():
        told.append(_solved(found.after[is_bot]))
    return tuple(told)


def _with(found: Identity) -> str:
    """What contacts per issue and a contact's cost did meanwhile, where sampling error does not explain it."""
    moved = [
        _moved("contacts per issue", ratio_change(found, "contacts_per_issue", CONTACTS, ISSUES)),
        _moved("the cost per contact", ratio_change(found, "cost_per_contact", COST, CONTACTS)),
    ]
    said = [text for text in moved if text]
    return f"; {listed(said)}" if said else ""


def _moved(name: str, change: Estimate) -> str:
    if not is_claimed(change):
        return ""
    return f"{name} {'rose' if change.sign > 0 else 'fell'} {with_limits(change.as_share().sized())}"


def _solved(side: Floats) -> str:
    issues, maybe = float(side[:, ISSUES].sum()), float(side[:, OPEN][:, 1].sum())
    sure = float(side[:, RESOLVED].sum()) - maybe / 2
    low, high = (figure(count / issues, "share", margin=0.005) for count in (sure, sure + maybe))
    return (
        f"Whether bots solved them is not known: {maybe:,.0f} of {issues:,.0f} issues they handled alone carry no "
        f"mark, so between {low} and {high} were solved."
    )
