"""Today's list in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from steelyard.analyses.list.answer import Cause, Today
from steelyard.answers import Caveat, Estimate, Missing
from steelyard.declare import ACTIONS, PLURALS
from steelyard.measure.models.in_need import Need
from steelyard.theme import counted
from steelyard.wording import capital, change_of, limits_of, listed, lowered


def nothing_tellable() -> str:
    """Why there is no list at all."""
    return (
        "Cannot tell who needs a follow-up: no column says whose contacts they are, or how they went. Map "
        "contacts.customer_id and contacts.resolved to unlock this."
    )


def no_contacts() -> str:
    """Why there is no list where only answers, outcomes or the like are loaded."""
    return (
        "Cannot tell who needs a follow-up: the list is as of the end of the contacts, and none are loaded. Map a "
        "source of contacts to unlock this."
    )


def sentences(answer: Today, found: Need) -> tuple[str, ...]:
    """Who is listed, who is not, where it comes from, and what is not known."""
    return tuple(filter(None, (_listed(answer), *_not_listed(answer), *_causes(answer), _effect(answer))))


def _listed(answer: Today) -> str:
    assert answer.until is not None
    day = f"{answer.until.day} {answer.until:%b %Y}"
    if not answer.counts:
        return f"Nobody has a reason to be followed up on {day}, as far as the data show."
    verb = "has" if answer.counts == 1 else "have"
    kinds = Counter(item.action for item in answer.items)
    said = listed([counted(kinds[action], PLURALS[action]) for action in ACTIONS if kinds[action]])
    shown = len(answer.items)
    first = f"{capital(counted(answer.counts, 'customers'))} {verb} a reason to be followed up on {day}"
    if shown == answer.counts:
        return f"{first}: {said}."
    return f"{first}; the first {shown:,} are listed: {said}."


def _not_listed(answer: Today) -> Iterator[str]:
    reasons = (
        (answer.refused, "asked not to be contacted"),
        (answer.left, "left since"),
        (answer.resting, "the provider contacted within the quiet days"),
    )
    told = [f"{n:,} {'who ' if not why.startswith('the') else 'whom '}{why}" for n, why in reasons if n]
    if told:
        yield f"Not listed: {listed(told)}."
    if answer.followed:
        were = "was" if answer.followed == 1 else "were"
        gave = "has" if answer.followed == 1 else "have"
        yield (
            f"{capital(counted(answer.followed, 'customers'))} who would be listed {were} listed before, and {gave} "
            "been followed up or left out since, without a newer reason."
        )
    if answer.left_out:
        verb = "is" if answer.left_out == 1 else "are"
        yield (
            f"{capital(counted(answer.left_out, 'customers'))} who would be listed {verb} left out by the lot, so that "
            "it can be told what a follow-up changes."
        )
    if answer.unidentified:
        share = answer.unidentified / answer.inbound
        contacts = counted(answer.unidentified, "contacts")
        yield (
            f"{capital(contacts)} of these {answer.window_days} days ({share:.1%}) carry no known customer, who cannot "
            "be listed."
        )


def _causes(answer: Today) -> Iterator[str]:
    """The reason that stands out most, in its topic or team."""
    for cause in [entry for entry in answer.causes if entry.is_claimed][:2]:
        yield f"{cause_said(cause)}."


def cause_said(cause: Cause) -> str:
    """ "Of 61 customers with a promise that was not kept, 23 had it about billing; 9.5 were to be expected ..."."""
    part = f"'{cause.part}'" if cause.by == "step" else cause.part.replace("_", " ")
    where = f"had it {_BY[cause.by]} {part}"
    mix = "" if cause.by == "topic" else ", at the same topics"
    usual = f"{cause.expected:,.1f} were to be expected by the customers there of whom it could hold{mix}"
    return f"Of {counted(cause.of, 'customers')} with {cause.title}, {cause.n:,} {where}; {usual}"


_BY = {"topic": "about", "team": "with", "channel": "by", "step": "at the step"}


def _effect(answer: Today) -> str:
    if not answer.items:
        return ""
    if any(one.is_known for one in answer.helps):
        return _known_effect(answer)
    known = answer.leaving is not None
    worth = "what is at stake (value a year times the chance of leaving)" if known else "their value a year"
    order = counting(answer.value_power, worth)
    by = {item.ranked_by for item in answer.items}
    if by == {"weight"}:
        return "They are ranked by the weight of their weightiest reason alone, since no customer's value is known."
    if not answer.value_power:
        return "They are ranked by the weight of their weightiest reason alone, as the settings have it."
    why = (
        "no effect was found beyond sampling error yet, so it does not count in the rank."
        if answer.helps
        else "it takes a hold-out."
    )
    return (
        f"They are ranked by the weight of their weightiest reason and {order}. What a follow-up changes here is not "
        f"known: {why}"
    )


def counting(power: float, worth: str) -> str:
    """How value counts in the rank."""
    if power == 1:
        return worth
    return f"the square root of {worth}" if power == 0.5 else f"{worth} to the power of {power:g}"


def _known_effect(answer: Today) -> str:
    """How what following up is known to do enters the rank."""
    known = [one for one in answer.helps if one.is_known]
    worth = counting(answer.value_power, "value a year")
    order = f"{worth} times what it adds" if answer.value_power else "what it adds"
    told = listed(
        [
            f"{100 * one.value:+.1f} points after {_ONE[one.action]} ({100 * one.low:.1f} to {100 * one.high:.1f}, "
            f"{counted(one.n, 'customers')})"
            for one in known
        ]
    )
    others = [one for one in ACTIONS if one not in {entry.action for entry in known}]
    rest = f" Not known for {listed([PLURALS[one] for one in others])}, which rank at the mean." if others else ""
    return (
        f"They are ranked by the weight of their weightiest reason times what a follow-up is expected to keep: {order} "
        f"to the chance of staying here, by the hold-out: {told}.{rest}"
    )


_ONE = {"callback": "a callback", "apology": "an apology", "escalation": "an escalation", "information": "information"}


def caveats(answer: Today, found: Need, chance: Estimate | Missing) -> tuple[Caveat, ...]:
    """What a reader must know: how the rank comes about, and how the stake may be read."""
    told = []
    if found.middle is not None and found.unknown and answer.items:
        text = (
            f"{capital(counted(found.unknown, 'customers'))} of unknown value rank as if they had the median value: "
            "unknown is not zero"
        )
        told.append(Caveat("unknown_value", text))
    if answer.leaving is not None:
        more = change_of(answer.leaving).lstrip("+").replace(" pt", " points")
        text = (
            f"The chance of leaving within the loyalty horizon is {more} ({limits_of(answer.leaving)}) higher after an "
            "issue that was not resolved than after a similar one that was: an association, so the stake is the most a "
            "follow-up could save"
        )
        told.append(Caveat("association", text, "warning"))
    elif isinstance(chance, Missing):
        told.append(Caveat("no_stake", f"The stake is not known: {lowered(chance.reason).rstrip('.')}"))
    else:
        text = "The stake is not known: no association of open issues with leaving was found beyond sampling error"
        told.append(Caveat("no_stake", text))
    return tuple(told)
