"""What was given for what, in sentences; and whether the customer was made to pay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steelyard import measure
from steelyard.analyses.attribution.joint_change import SURE, Movement
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.comparison import sides_together
from steelyard.analyses.tradeoff.bots import BotShift
from steelyard.analyses.tradeoff.delayed_harm import Harm
from steelyard.analyses.tradeoff.places import Place
from steelyard.answers import Estimate
from steelyard.settings.model import Settings
from steelyard.stats.comparison.joint_outcomes import Joint, below
from steelyard.store import Snapshot
from steelyard.theme import figure, span
from steelyard.wording import capital, change_of, figure_of, limits_of, listed, probability, with_limits

NAMES = {
    "true_gain": "true gain",
    "saving": "gain (a saving)",
    "improvement": "gain for customers",
    "investment": "investment that pays",
    "over_service": "over-service",
    "false_economy": "false economy",
    "decline": "decline",
}
"""Outcome -> as people say it."""


UNTOLD = "shows no change that can be told"
"""Of a movement within sampling error, or smaller than a ledger can be trusted with."""

MOST_TOPICS = 3


@dataclass(frozen=True)
class Told:
    """What is told about.

    Args:
        whole: the movement of everything. leading: what is told first.
        losing: all parts found to lose. standing_out: the part shown that stands out, where one does.
        since: month the pace of the leading part stepped; empty where not known. topics: hit hardest there.
        label_before, label_after: what is compared.
        bot: how issues begun with the bot go on, where it begins more of them than before.
    """

    whole: Movement
    leading: Place
    losing: tuple[Place, ...]
    standing_out: Place | None
    since: str
    topics: tuple[Movement, ...]
    is_shifted: bool | None
    harms: tuple[Harm, ...]
    label_before: str
    label_after: str
    bot: BotShift | None = None

    @property
    def placed(self) -> Movement:
        """The movement told first."""
        return self.leading.movement

    @property
    def settled(self) -> Estimate | None:
        """The balance of everything where a bot's returns decided its outcome."""
        return None if self.bot is None else self.bot.settled

    @property
    def came_back(self) -> str:
        """What a bot saved and how its work came back, where it did and the whole is told first; empty otherwise."""
        if self.bot is None or not self.bot.came_back or self.leading.by:
            return ""
        saved = moved(self.bot.saved, "the cost of an issue", -1)
        return f"by what the bot took over {saved}, but {self.bot.returns.said}: the work came back"


def is_shifted(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> bool | None:
    """Whether the provider's part of the unit cost fell while the sum rose; None where a part is not known."""
    names = ("unit_cost_provider", "unit_cost")
    if days.before is None or measure.missing(snapshot, names, settings):
        return None
    both = sides_together(snapshot, settings, names, days, where=where)
    joint = Joint(both.first, both.second, both.variances, both.correlation, both.df)
    if not joint.is_known:
        return None
    return below(joint, 0.0, math.inf) - below(joint, 0.0, 0.0) >= SURE


def sentences(told: Told, currency: str) -> tuple[str, ...]:
    """Headline, what was given for what, where it sits, and what the customer was made to pay."""
    found = [headline(told, currency), *_price(told.placed, currency), *_beside(told)]
    if told.topics and not told.placed.is_good:
        found.append(f"Hit hardest there: {_topics(told)}.")
    if told.bot is not None and told.bot.returns.said and not told.came_back:
        found.append(capital(f"{told.bot.returns.said}."))
    if told.is_shifted:
        found.append(
            "Cost was shifted to customers: what the provider pays for value fell, what both pay together rose."
        )
    found += [harm.said for harm in told.harms if harm.is_claimed]
    return tuple(found)


def headline(told: Told, currency: str) -> str:
    """The outcome in one sentence, with place, month and size; what can be told where none is claimed."""
    placed = told.placed
    if placed.outcome is None:
        return _undecided(told)
    since = f" from {told.since} on" if told.since else ""
    if told.came_back and placed.outcome == "false_economy" and not placed.is_customers_claimed:
        return f"{_called(placed)}: {told.came_back}{_balance(placed)}."
    if told.came_back:
        return f"{_called(placed)}: {_sizes(placed)}; {told.came_back}{_worth(placed, currency)}."
    sizes = _sizes(placed, None if told.leading.by else told.settled)
    lost = f", but customers lost in {_topics(told)}" if placed.is_good and told.topics else ""
    return f"{_called(placed)}{_at(told.leading)}{since}: {sizes}{lost}{_worth(placed, currency)}."


def _topics(told: Told) -> str:
    """The topic families hit hardest, with what customers got less there: "delivery (−19%)"."""
    return listed([f"{topic.part} ({change_of(topic.customers)})" for topic in told.topics[:MOST_TOPICS]])


def _called(movement: Movement) -> str:
    assert movement.outcome is not None
    return capital(NAMES[movement.outcome])


def _at(place: Place) -> str:
    return f" at {_name(place)}" if place.by else ""


def _name(place: Place) -> str:
    return f"{_DIMENSIONS.get(place.by, place.by.replace('_', ' '))} {place.movement.part}"


_DIMENSIONS = {"family": "topic family"}


def _sizes(placed: Movement, settled: Estimate | None = None) -> str:
    """Cost, customers and balance; the balance as returns settle it, where they do."""
    balance = _balance(placed) if settled is None else _as_people(settled, placed.balance)
    return f"{moved(placed.efficiency, 'the cost of handling', -1)}, {_customers(placed)}{balance}"


def _as_people(settled: Estimate, open_: Estimate) -> str:
    """The balance with a bot's silence taken as people's, beside what it is from none to all of it solved."""
    limits = open_.interval
    said = moved(settled, "what customers got for each unit of cost", 1)
    ends = "" if limits is None else f"{span(math.expm1(limits.low), math.expm1(limits.high), 'share')}%"
    as_people = "if the bot's unmarked sessions solved the issue as often as people do"
    return f"; {as_people}, {said}" + (f"; from none to all of them, {ends}" if ends else "")


def _beside(told: Told) -> Iterator[str]:
    """What else is claimed: other parts that lost, the part that stands out, the whole; never a gain before a loss."""
    others = [place for place in told.losing if place != told.leading]
    if others:
        yield f"Found to lose as well: {listed([f'{_name(place)} ({_lost(place.movement)})' for place in others])}."
    standing = told.standing_out
    if standing is not None and standing != told.leading and standing.movement.is_good:
        yield f"{_called(standing.movement)}{_at(standing)}: {_sizes(standing.movement)}."
    if told.leading.by and told.whole.outcome is not None:
        name = NAMES[told.whole.outcome]
        yield f"Over everything asked: {name}: {_sizes(told.whole, told.settled)}."


def _lost(movement: Movement) -> str:
    return "customers got less" if movement.outcome is None else NAMES[movement.outcome]


def next_step(told: Told) -> str:
    """What to do about a claimed outcome."""
    placed = told.placed
    place = _at(told.leading)
    if placed.outcome in ("false_economy", "decline"):
        first = f", {told.topics[0].part} first," if told.topics else ""
        if told.came_back and not placed.part:
            return (
                "Let the bot hand over the issues that come back, and follow first contact resolution month by month."
            )
        is_faster = placed.outcome == "false_economy" and _is_by_pace(placed)
        what = "Take the pressure off handling time" if is_faster else "Find out what changed"
        rate = _rate(placed)
        why = f": every hour saved cost customers the worth of {rate} fully solved issues" if rate and is_faster else ""
        return f"{what}{place}{first} and follow first contact resolution there month by month{why}."
    if placed.outcome == "over_service":
        return f"Try a cheaper way{place} with a comparison group: customers did not get more for what was added."
    if told.topics:
        return f"Find out why customers lost in {told.topics[0].part}{place} before it is tried elsewhere."
    return f"Keep what changed{place}, and try it elsewhere with a comparison group."


def _is_by_pace(placed: Movement) -> bool:
    """Whether faster handling is what was saved: hours saved have a price in value lost."""
    return placed.exchange.value is not None and placed.exchange.value > 0


def _customers(placed: Movement) -> str:
    """What customers got; where that is not sure, what they lost or gained at most."""
    got, limits = placed.customers, placed.customers.interval
    if placed.is_customers_claimed or limits is None:
        return moved(got, "what customers got", 1)
    if placed.is_loss and placed.has_lost(SURE):
        ends = f"{span(math.expm1(limits.low), math.expm1(limits.high), 'share')}%"
        return f"with a probability of 95% or more customers got less ({ends})"
    if placed.outcome in ("over_service", "investment"):
        return f"customers gained at most {_at_most(limits.high)}"
    return f"customers lost at most {_at_most(limits.low)}"


def _at_most(change: float) -> str:
    """A change of ln as a share, the way it is printed beside its limits."""
    return figure(abs(math.expm1(change)), "share", margin=0.01)


def _balance(placed: Movement) -> str:
    if placed.balance.interval is None:
        return ""
    if placed.outcome == "false_economy" and placed.balance.sign > 0:
        return _not_made_up(placed.balance_at_alpha)
    if not placed.balance.sign:
        ends = _within(placed.balance)
        if placed.is_good:
            return f"; with a probability of {probability(placed.certainty)} they got more for each unit of cost{ends}"
        if placed.outcome == "over_service":
            return f"; with a probability of {probability(placed.certainty)} they got less for each unit of cost{ends}"
        return f", and customers did not surely get more for each unit of cost{ends}"
    return f"; {moved(placed.balance, 'what customers got for each unit of cost', 1)}"


def _not_made_up(balance: Estimate) -> str:
    """That a balance which rose by its own interval did not by that which allows for all parts looked at."""
    return f", and among all parts looked at customers did not surely get more for each unit of cost{_within(balance)}"


def otherwise(told: Told) -> tuple[str, ...]:
    """The whole beside the part, and the outcome's probability beside its rivals."""
    whole, found = told.whole, []
    likely = sorted(whole.probabilities.items(), key=lambda entry: -entry[1])[:3]
    said = listed([f"{SECTOR_NAMES[name]} ({probability(share)})" for name, share in likely if share >= 0.005])
    found.append(
        f"How probable each outcome is over everything asked: {said}."
        if said
        else "Over everything asked: no probability can be formed."
    )
    if whole.exchange.value is not None and whole.exchange.interval is None:
        found.append("Value lost for each hour saved has no interval: the hours saved cannot be told from none.")
    return tuple(found)


SECTOR_NAMES = {
    "true_gain": "cost fell and customers gained",
    "saving": "cost fell by more than customers lost",
    "false_economy": "cost fell by less than customers lost",
    "decline": "cost rose and customers lost",
    "over_service": "cost rose by more than customers gained",
    "investment": "cost rose by less than customers gained",
}
"""Sector of the plane -> in words."""


def _undecided(told: Told) -> str:
    between = f"between {told.label_before} and {told.label_after}{_at(told.leading)}"
    placed = told.placed
    if not placed.joint.is_known:
        return (
            f"Whether anything was traded {between} cannot be told: how far the figures vary is not known. "
            "More days, customers and agents on both sides would tell."
        )
    saved, got = placed.is_efficiency_claimed, placed.is_customers_claimed
    cost = moved(placed.efficiency, "the cost of handling", -1) if saved else f"the cost of handling {UNTOLD}"
    customers = moved(placed.customers, "what customers got", 1) if got else f"what customers got {UNTOLD}"
    if not saved and not got and (placed.efficiency.sign or placed.customers.sign):
        return (
            f"No trade-off is detectable {between}: taken together, the cost of handling"
            f"{_within(placed.efficiency.turned())} and what customers got{_within(placed.customers)} moved no more "
            "than sampling error allows."
        )
    if not saved and not got:
        return (
            f"No trade-off is detectable {between}: neither the cost of handling{_within(placed.efficiency.turned())} "
            f"nor what customers got{_within(placed.customers)} moved beyond sampling error."
        )
    if saved and got:
        return f"{capital(cost)} {between} and {customers}; whether it pays cannot be told."
    first, second = (cost, customers) if saved else (customers, cost)
    return f"{capital(first)} {between}; {second}, so that the outcome cannot be named."


def _within(change: Estimate) -> str:
    """The limits of a change of ln in brackets, as a share."""
    return f" ({limits_of(change.as_share())}%)" if change.interval else ""


def moved(estimate: Estimate, name: str, sign: int) -> str:
    """A change of ln as "the cost of handling fell 7.1% (6.0–8.2)"; sign -1 where a rise of the estimate is a fall."""
    share = (estimate if sign > 0 else estimate.turned()).as_share()
    verb = "rose" if (share.value or 0.0) > 0 else "fell"
    if share.interval is None:
        return f"{name} {verb} {figure_of(share.sized())} (no interval)"
    if not share.sign:
        return f"{name} did not move beyond sampling error ({limits_of(share)}%)"
    return f"{name} {verb} {with_limits(share.sized())}"


def _worth(placed: Movement, currency: str) -> str:
    """What it was worth, in money of the later days; nothing where sampling error could have made it."""
    if placed.outcome in ("false_economy", "decline") and placed.lost.sign > 0:
        return f". Restoring what customers lost would have cost {with_limits(placed.lost, currency)} in these days"
    if placed.outcome == "over_service" and placed.net.turned().sign > 0:
        return f". {with_limits(placed.net.turned(), currency)} were spent in these days on what customers did not get"
    if placed.is_good and placed.net.sign > 0:
        return f". Worth {with_limits(placed.net, currency)} in these days"
    return ""


def _price(placed: Movement, currency: str) -> tuple[str, ...]:
    """Of a false economy: the saving beside the loss, and the rate of exchange."""
    if placed.outcome != "false_economy" or not (placed.saved.sign > 0 and placed.lost.sign > 0):
        return ()
    found = [f"What was saved in these days was worth {with_limits(placed.saved, currency)}."]
    rate = _rate(placed)
    if rate:
        found.append(
            f"For every hour saved customers lost the worth of {rate.replace(' (', ' fully solved issues (')}."
        )
    return tuple(found)


def _rate(placed: Movement) -> str:
    """Fully solved issues lost for every hour saved: "2.9 (1.7–4.4)"; empty where there is no sure rate."""
    rate = placed.exchange
    return with_limits(rate) if rate.value is not None and rate.sign > 0 else ""
