"""Who of those in need is listed: what people did before, the lot, what following up is known to do, and capacity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard.analyses.list.answer import Help, Item
from steelyard.settings.holdout import is_left_out
from steelyard.settings.model import FollowupSettings

SHOWN, RESTS, SETTLED = "shown", "rests", "settled"
"""A customer has a follow-up that is not done; was followed up or withheld within the quiet days; before that."""

Used = tuple[tuple[str, int], ...]
"""Team -> places of today's list that are used."""

Worked = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
"""Customers listed before: id, one of these, and the reasons known -> when each happened last (ISO)."""

ROUNDED = 50
ALL = 1_000_000


def spare(settings: FollowupSettings, worked: Worked, helps: Sequence[Help]) -> int:
    """How many customers more must be looked at, so that the list is full when some drop out of it or change places.

    It is rounded, so that what was read before is mostly found again.
    """
    if any(settings.holdout.values()) or any(one.is_known for one in helps):
        return ALL
    out = sum(state != SHOWN for _, state, _ in worked)
    return -(-out // ROUNDED) * ROUNDED


def expecting(items: Sequence[Item], helps: Sequence[Help]) -> tuple[Item, ...]:
    """Items in the order of what a follow-up is expected to keep, where that is known of any action.

    An action of which it is not known ranks at the mean of the others: unknown is not zero. One that does harm is last.
    """
    known = {one.action: one for one in helps if one.is_known}
    if not known:
        return tuple(items)
    gains = {action: max(one.value, 0.0) for action, one in known.items()}
    mean = sum(gains[action] * one.n for action, one in known.items()) / sum(one.n for one in known.values())
    told = []
    for item in items:
        gain = gains.get(item.action, mean)
        is_told = item.action in known and item.value is not None
        expected = item.value * known[item.action].value if is_told and item.value is not None else None
        told.append(replace(item, priority=item.priority * gain, expected=expected))
    ordered = sorted(told, key=lambda item: (-item.priority, item.place))
    return tuple(replace(item, place=place) for place, item in enumerate(ordered, 1))


@dataclass(frozen=True)
class Chosen:
    """The list, and how many would be on it had they not been followed up before, or left out by the lot."""

    items: tuple[Item, ...]
    followed: int
    left_out: int


def choose(
    items: Sequence[Item],
    settings: FollowupSettings,
    most: int,
    worked: Worked,
    *,
    draws: bool = False,
    used: Used = (),
) -> Chosen:
    """The first customers, at most so many, within what each team can do in a day.

    A customer who was followed up is left in peace until the quiet days have passed and there is a newer reason. Who
    the lot leaves out takes the place they would have had, so that the lot is not drawn for others in their stead.

    Args:
        draws: who the lot leaves out is listed, too. used: places that are taken already.
    """
    before = {who: (state, dict(known)) for who, state, known in worked}
    chosen: list[Item] = []
    taken: Counter[str] = Counter(dict(used))
    followed = left_out = 0
    places = taken.total()
    for item in items:
        if places >= most:
            break
        if taken[item.team] >= settings.capacity_of.get(item.team, most):
            continue
        state, known = before.get(item.customer_id, ("", {}))
        if state == RESTS or (state == SETTLED and not _has_news(item, known)):
            followed += 1
            continue
        places += 1
        taken[item.team] += 1
        if not draws and state != SHOWN and is_left_out(settings, item.action, item.customer_id):
            left_out += 1
            continue
        chosen.append(replace(item, place=len(chosen) + 1))
    return Chosen(tuple(chosen), followed, left_out)


def _has_news(item: Item, known: Mapping[str, str]) -> bool:
    """Whether a reason holds that was not known when the customer was followed up."""
    return any(entry.reason not in known or entry.at.isoformat() > known[entry.reason] for entry in item.why)
