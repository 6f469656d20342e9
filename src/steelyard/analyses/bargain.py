"""What was given for what, in sentences; and whether the customer was made to pay."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steelyard import measure
from steelyard.analyses.frames import Frame
from steelyard.analyses.harm import Harm
from steelyard.analyses.movement import SURE, Movement
from steelyard.analyses.pairs import sides_together
from steelyard.analyses.spans import listed
from steelyard.answers import Estimate
from steelyard.settings.model import Settings
from steelyard.stats.quadrants import Joint, below
from steelyard.store import Snapshot
from steelyard.theme import figure, shift, span

NAMES = {
    "true_gain": "true gain",
    "free_gain": "free gain",
    "investment": "investment",
    "over_service": "over-service",
    "false_economy": "false economy",
    "decline": "decline",
    "no_detectable_change": "no detectable change",
}
"""Outcome -> as people say it."""

MEANINGS = {
    "true_gain": "a contact cost less and customers got more",
    "free_gain": "one side gained and the other did not lose",
    "investment": "a contact cost more and customers got more",
    "over_service": "a contact cost more and customers got no more for it",
    "false_economy": "a contact cost less and customers got less",
    "decline": "customers got less, and nothing was saved by it",
    "no_detectable_change": "neither side moved by more than half a percent",
}
"""Outcome -> what it means."""

MOST_TOPICS = 3


@dataclass(frozen=True)
class Told:
    """What is told about.

    Args:
        whole: the movement of everything; placed: of the part that stands out, the whole where none does.
        by, since: the dimension of the part, and the month its pace stepped; empty where not known.
        topics: hit hardest there.
        label_before, label_after: what is compared.
    """

    whole: Movement
    placed: Movement
    by: str
    since: str
    topics: tuple[Movement, ...]
    is_shifted: bool | None
    harms: tuple[Harm, ...]
    label_before: str
    label_after: str


def is_shifted(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> bool | None:
    """Whether the provider's part of the unit cost fell while the sum rose; None where a part is not known."""
    names = ("unit_cost_provider", "unit_cost")
    if days.before is None or measure.missing(snapshot, names, settings):
        return None
    moved = sides_together(snapshot, settings, names, days, where=where)
    if not all(map(math.isfinite, (moved.first, moved.second, *moved.variances))):
        return None
    joint = Joint(moved.first, moved.second, moved.variances, moved.correlation)
    fell_and_rose = below(joint, 0.0, math.inf) - below(joint, 0.0, 0.0)
    return fell_and_rose >= SURE


def sentences(told: Told, currency: str) -> tuple[str, ...]:
    """Headline, what was given for what, where it sits, and what the customer was made to pay."""
    found = [headline(told, currency), *_price(told.placed, currency)]
    if told.topics:
        names = listed(
            [
                f"{topic.part} ({shift(topic.customers.value, 'ln', margin=_width(topic.customers))})"
                for topic in told.topics[:MOST_TOPICS]
            ]
        )
        found.append(f"Hit hardest there: {names}.")
    if told.is_shifted:
        found.append("Cost was shifted to customers: what the house pays for value fell, what both pay together rose.")
    found += [harm.said for harm in told.harms if harm.is_claimed]
    return tuple(found)


def headline(told: Told, currency: str) -> str:
    """The outcome in one sentence, with place, month and size; what can be told where none is claimed."""
    placed = told.placed
    if placed.outcome is None or placed.outcome == "no_detectable_change":
        return _undecided(told)
    where = f" at {told.by.replace('_', ' ')} {placed.part}" if placed.part else ""
    since = f" from {told.since} on" if told.since else ""
    name = NAMES[placed.outcome]
    sizes = (
        f"{_moved(placed.efficiency, 'the cost of a contact', -1)}, {_moved(placed.customers, 'what customers got', 1)}"
    )
    return f"{name[:1].upper()}{name[1:]}{where}{since}: {sizes}{_worth(placed, currency)}."


def otherwise(told: Told) -> tuple[str, ...]:
    """The whole beside the part, and the outcome's probability beside its rivals."""
    whole, found = told.whole, []
    likely = sorted(whole.probabilities.items(), key=lambda entry: -entry[1])[:3]
    said = listed([f"{NAMES[name]} {probability:.0%}" for name, probability in likely if probability >= 0.005])
    found.append(f"Over everything asked: {said}.")
    if whole.exchange.value is not None and whole.exchange.interval is None:
        found.append("Value lost for each hour saved has no interval: the hours saved cannot be told from none.")
    return tuple(found)


def _undecided(told: Told) -> str:
    between = f"between {told.label_before} and {told.label_after}"
    placed = told.placed
    saved, got = placed.is_efficiency_claimed, placed.is_customers_claimed
    if not saved and not got:
        return (
            f"No detectable change {between}: neither the cost of a contact nor what customers got moved beyond chance."
        )
    side = (
        _moved(placed.efficiency, "the cost of a contact", -1)
        if saved
        else _moved(placed.customers, "what customers got", 1)
    )
    other = "what customers got" if saved and not got else "the cost of a contact"
    if saved and got:
        return f"Both sides moved {between}, but by too little over half a percent to name the outcome ({side})."
    return f"{side[:1].upper()}{side[1:]} {between}; whether {other} moved with it cannot be told."


def _moved(estimate: Estimate, name: str, sign: int) -> str:
    """A change of ln as "the cost of a contact fell 7.1% (6.0–8.2)"; sign -1 where a rise of the estimate is a fall."""
    value = math.expm1(sign * (estimate.value or 0.0))
    verb = "rose" if value > 0 else "fell"
    if estimate.interval is None:
        return f"{name} {verb} {figure(abs(value), 'share')}"
    ends = sorted(math.expm1(sign * end) for end in (estimate.interval.low, estimate.interval.high))
    margin = (ends[1] - ends[0]) / 2
    if ends[0] <= 0 <= ends[1]:
        return f"{name} stayed ({span(ends[0], ends[1], 'share')}%)"
    sizes = sorted(map(abs, ends))
    return f"{name} {verb} {figure(abs(value), 'share', margin=margin)} ({span(sizes[0], sizes[1], 'share')})"


def _worth(placed: Movement, currency: str) -> str:
    """What customers lost, in money, where they lost."""
    lost = placed.lost
    if placed.outcome not in ("false_economy", "decline") or lost.value is None or lost.interval is None:
        return ""
    margin = (lost.interval.high - lost.interval.low) / 2
    limits = span(lost.interval.low, lost.interval.high, "money", beside=lost.value)
    size = figure(lost.value, "money", currency=currency, margin=margin)
    return f"; giving customers again what they lost would take {size} ({limits}) in these days"


def _price(placed: Movement, currency: str) -> tuple[str, ...]:
    """Of a false economy: the saving beside the loss, and the rate of exchange."""
    if placed.outcome != "false_economy" or placed.saved.value is None or placed.lost.value is None:
        return ()
    saved = figure(placed.saved.value, "money", currency=currency, margin=_half(placed.saved))
    lost = figure(placed.lost.value, "money", currency=currency, margin=_half(placed.lost))
    verdict = "less" if placed.saved.value < placed.lost.value else "more"
    found = [f"The saving was worth {saved}, {verdict} than the {lost} customers lost."]
    rate = placed.exchange
    if rate.value is not None and rate.interval is not None and rate.interval.low > 0:
        limits = span(rate.interval.low, rate.interval.high, "number", beside=rate.value)
        each = figure(rate.value, "number", margin=_half(rate))
        found.append(f"For every hour saved customers lost the worth of {each} fully solved issues ({limits}).")
    return tuple(found)


def _width(estimate: Estimate) -> float | None:
    """Half the interval of a change of ln, as a share."""
    limits = estimate.interval
    return None if limits is None else (math.expm1(limits.high) - math.expm1(limits.low)) / 2


def _half(estimate: Estimate) -> float | None:
    return None if estimate.interval is None else (estimate.interval.high - estimate.interval.low) / 2
