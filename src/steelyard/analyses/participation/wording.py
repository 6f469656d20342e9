"""The customer's part in sentences, with what stands behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from steelyard.analyses.evidence.wording import percent_beside
from steelyard.analyses.participation.answer import Participation, Taken
from steelyard.analyses.participation.avoidable_work import Help
from steelyard.analyses.participation.bot_returns import BotReturns
from steelyard.analyses.participation.cost_shifting import SURE, TELLING, Shift
from steelyard.analyses.participation.modes import Effect
from steelyard.analyses.periods.annualise import yearly
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Caveat, Check, Estimate, Evidence, Highlight, Missing
from steelyard.settings.model import Settings
from steelyard.theme import currency_sign, figure, span
from steelyard.wording import capital, limits_of, listed, lowered, with_limits

VALUE = "an issue solved to full satisfaction"

ALIKE = "at the same mix of issues a contact costs the provider"
"""In the scorecard the cost per contact has its mix of issues in it."""

_OVERLAP = 0.8
"""The share of a way's issues that must have similar ones."""


def told(answer: Participation, days: Span, settings: Settings) -> dict[str, Any]:
    """Sentences, estimates, highlights, evidence, caveats and refusals of an answer that has its figures."""
    currency = settings.currency
    claimed = sorted((one for one in answer.shifts if one.outcome in TELLING), key=lambda one: one.between != "periods")
    said = [shifted(one, answer, currency) for one in claimed] or [_nothing(answer)]
    return {
        "sentences": (*said, *_gone_with(answer.ways), *_most_help(answer.helps, currency)),
        "estimates": _estimates(answer),
        "highlights": _highlights(claimed, answer, days, currency),
        "evidence": _evidence(answer),
        "caveats": (*answer.caveats, *_caveats(answer)),
        "missing": _missing(answer),
    }


def _highlights(claimed: Sequence[Shift], answer: Participation, days: Span, currency: str) -> tuple[Highlight, ...]:
    """The first that changed over time: what is claimed of a way is part of what is claimed of all.

    Where customers come oftener but put in no more time, the trade-off has priced what they lost already.
    """
    changed = [one for one in claimed if one.between == "periods"][:1]
    changed = [one for one in changed if one.outcome != "moved" or one.customers.sign > 0]
    return tuple(
        Highlight(shifted(one, answer, currency), _stake(one, days), _next_step(one, answer)) for one in changed
    )


def _next_step(one: Shift, answer: Participation) -> str:
    """What to do about work that went to customers."""
    if one.outcome != "moved":
        return "Keep it, and follow customers' time and contacts month by month."
    if not answer.helps:
        return "Find the step that sends customers back, and let the provider do it again."
    return f"Start by helping customers in {answer.helps[0].family}, where further contacts cost most."


def shifted(one: Shift, answer: Participation, currency: str) -> str:
    """A claimed shift in one sentence."""
    period = f" from {answer.label_before} to {answer.label_now}" if one.between == "periods" else ""
    place = "" if one.title == "all issues" else f", in issues {one.title.removeprefix('those ')}"
    if one.outcome == "moved" and one.bot is not None and one.bot.came_back >= SURE:
        return f"Work was moved to customers{period}{place}: {_came_back(one, one.bot)}"
    if one.outcome == "moved" and one.between == "periods" and not one.provider.sign < 0:
        contact, contacts = _percent(one.contact), _percent(one.contacts, "contacts")
        return (
            f"Work was moved to customers{period}{place}: {ALIKE} {contact}, but the same value "
            f"takes {contacts} and, their time included, {_followed(one.both, currency)}."
        )
    provider = _moved(one.provider, "the provider pays", currency)
    customers = _moved(one.customers, "customers put in", currency)
    beside = "" if one.between == "periods" else ", compared with similar issues"
    verdict = _VERDICTS[one.outcome or ""]
    if one.outcome == "replaced" and one.bot is not None and not one.provider.sign < 0:
        less = _percent(one.contact)
        return f"{verdict}{period}{place}: {ALIKE} {less}, and {one.bot.said}.{_unmarked(one)}"
    told = f"{verdict}{period}{place}: for {VALUE} {provider}, and {customers} of their own time{beside}."
    if one.outcome == "replaced" and one.bot is not None and one.bot.said:
        told += f" {capital(one.bot.said)}.{_unmarked(one)}"
    return told


def _came_back(one: Shift, bot: BotReturns) -> str:
    """What the bot took and that customers came again."""
    return f"{ALIKE} {_percent(one.contact)}, but {bot.said}: the work came back.{_unmarked(one)}"


def _unmarked(one: Shift) -> str:
    """What is not known of what bots solved, where something is."""
    if one.value.bounds is None or one.value.interval is None:
        return ""
    limits = span(math.expm1(one.value.interval.low), math.expm1(one.value.interval.high), "share")
    return (
        f" How many of the bot's unmarked sessions solved the issue is not known: an issue gives {limits}% more value "
        "than before, from none to all of them."
    )


_VERDICTS = {
    "moved": "Work was only moved to customers",
    "replaced": "Customers' work replaced the provider's and they were no worse off",
    "shared": "The provider saved more than it moved to customers",
}


def _moved(estimate: Estimate, lead: str, currency: str) -> str:
    """The provider pays 0.40 € (0.12–0.67) less."""
    if not estimate.sign:
        return f"{lead} about as much ({limits_of(estimate)})"
    return f"{lead} {with_limits(estimate.sized(), currency)} {'more' if estimate.sign > 0 else 'less'}"


def _percent(change: Estimate, what: str = "") -> str:
    """A change of ln as "9.3% (7.6–11.1) less"."""
    assert change.value is not None
    less, more = ("fewer", "more") if what else ("less", "more")
    word = (less if change.value < 0 else more) + (f" {what}" if what else "")
    return f"{with_limits(change.as_share().sized())} {word}"


def _followed(both: Estimate, currency: str) -> str:
    """What became of the cost of the same value, provider and customers together."""
    if not both.sign:
        return f"costs no less beyond sampling error ({limits_of(both)} {currency_sign(currency)})"
    only, word = ("", "more") if both.sign > 0 else ("only ", "less")
    return f"costs {only}{with_limits(both.sized(), currency)} {word}"


def _nothing(answer: Participation) -> str:
    if not answer.label_before:
        return (
            "Whether work was moved to customers over time cannot be told: there is no earlier period to compare with."
        )
    if not any(one.between == "periods" for one in answer.shifts):
        reason = answer.untold[0].reason if answer.untold else "Too few issues can be compared."
        return f"Whether work was moved to customers cannot be told: {lowered(reason)}"
    return (
        f"There is no evidence that customers' work replaced the provider's, or that work was moved to customers, "
        f"from {answer.label_before} to {answer.label_now}."
    )


def _gone_with(ways: Sequence[Taken]) -> tuple[str, ...]:
    """What ways that a column tells are associated with beyond sampling error, the first two."""
    found = []
    for taken in ways:
        parts = [said for effect in taken.effects if is_claimed(effect.within) for said in _more_or_less(effect)]
        if taken.way.column and parts:
            before = "" if taken.share_before is None else f", before {figure(taken.share_before, 'share')}"
            share = figure(taken.share, "share") + before
            others = "begun otherwise" if taken.way.is_start else "without that"
            found.append(f"Issues {taken.way.title} ({share}) are {listed(parts)} than similar issues {others}.")
    return tuple(found[:2])


def _more_or_less(effect: Effect) -> tuple[str, ...]:
    value = effect.within.value or 0.0
    if effect.metric == "first_contact_resolution":
        return (f"solved at the first contact {100 * abs(value):.0f} points {'less' if value < 0 else 'more'} often",)
    if effect.metric == "customer_rating":
        return (f"rated {abs(value):.0f} points {'lower' if value < 0 else 'higher'}",)
    return ()


def _most_help(found: Sequence[Help], currency: str) -> tuple[str, ...]:
    if not found:
        return ()
    best = found[0]
    return (
        f"Helping customers would pay most in {best.family}: {best.spared} there are associated with "
        f"{with_limits(best.money, currency)} a year, customers' time included. That is an upper bound on what help "
        "could save.",
    )


def _stake(one: Shift, days: Span) -> Estimate | None:
    """What both parts together changed by in a year, whichever way; None where chance could have made it."""
    if not is_claimed(one.stake):
        return None
    year = yearly(one.stake, days)
    assert year.value is not None
    assert year.interval is not None
    low, high = sorted((abs(year.interval.low), abs(year.interval.high)))
    return replace(year, value=abs(year.value), interval=replace(year.interval, low=low, high=high))


def _estimates(answer: Participation) -> tuple[Estimate, ...]:
    found = [
        replace(entry, part={"issues": one.title, "between": one.between})
        for one in answer.shifts
        for entry in (one.provider, one.customers, one.both, one.value, one.contact, one.contacts)
    ]
    found += [
        replace(entry, part={"way": taken.way.id, "difference": name})
        for taken in answer.ways
        for effect in taken.effects
        for name, entry in (("within", effect.within), ("mix", effect.mix))
    ]
    found += [
        replace(entry, part={"family": one.family, "way": one.way})
        for one in answer.helps
        for entry in (one.hours, one.provider, one.money)
    ]
    return tuple(found)


def _missing(answer: Participation) -> tuple[Missing, ...]:
    """What is untold of all issues or of the bot's; of channels it is a caveat."""
    wanted = [one for one in answer.untold if not one.title.startswith("those begun by")]
    return tuple(
        {
            one.reason: Missing("participation", f"Who carries the cost of {one.title}", one.reason, one.unlock)
            for one in wanted
        }.values()
    )


def _caveats(answer: Participation) -> tuple[Caveat, ...]:
    found = [Caveat("upper_bound", "what help could save is an upper bound: it assumes that all of it is avoidable")]
    channels = [one.title.removeprefix("those ") for one in answer.untold if one.title.startswith("those begun by")]
    if channels:
        text = f"who carries the cost of issues {listed(channels)} cannot be told: {answer.untold[-1].reason.lower()}"
        found.append(Caveat("untold_channels", text.rstrip(".")))
    return tuple(found) if answer.helps else tuple(found[1:])


def _evidence(answer: Participation) -> Evidence:
    effects = [effect for taken in answer.ways for effect in taken.effects if effect.within.n_unit == "issues"]
    least = min((effect.overlap_share for effect in effects), default=0.0)
    share = percent_beside(least, _OVERLAP)
    said = f"At least {share} of the issues of each way have similar issues to compare with; {_OVERLAP:.0%} are needed."
    overlap = (Check("overlap", said, least >= _OVERLAP),) if effects else ()
    return Evidence(
        grade="adjusted",
        adjusted_for=("topic family", "segment", "channel (where the way is none itself)"),
        checks=(
            *overlap,
            Check("chosen", "Customers choose their way of taking part; how else they differ is not recorded.", None),
            Check("alone", "Whether anything else changed at the same time is not recorded.", None),
        ),
        sensitivity=_sensitivity(answer),
        would_change=(
            "An initiative that changes a way of taking part, with a comparison group, would show cause and effect.",
            "The customers' own time on written channels would complete their part: map contacts.customer_s.",
            "Another value of the customer's hour would change the sum: set assumptions.customer_hour_value.",
        ),
    )


def _sensitivity(answer: Participation) -> tuple[str, ...]:
    """Which rates of the customer's hour would turn the sum of the whole."""
    whole = next((one for one in answer.shifts if one.between == "periods"), None)
    if whole is None or not whole.provider.value or not whole.customers.value:
        return ()
    ratio = -whole.provider.value / whole.customers.value
    if ratio <= 0:
        return ("Provider and customers moved the same way, whatever the customer's hour is worth.",)
    return (f"The sum would stay the same with the customer's hour at {ratio:.1f} times its value.",)
