"""Did following up help? By intention to treat: all that a lot was drawn for, whether or not anybody did anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from steelyard.declare import ACTIONS
from steelyard.desk import FollowUp
from steelyard.desk.follow_ups import WITHHELD
from steelyard.measure.models.afterwards import After, afterwards
from steelyard.settings.model import Settings
from steelyard.stats.comparison.randomised import FEWEST, Difference, of_means, of_shares
from steelyard.store import Snapshot
from steelyard.theme import counted

_MEASURES = ("came back", "rating", "stayed")
TOGETHER = "all together"
"""Stands for the action where those of several are taken together."""

FALSE_SHARE = 0.05
"""The share of what is claimed, over all actions and measures, that may be false."""


@dataclass(frozen=True)
class Effect:
    """What following up did to one thing, of one action.

    Args:
        measure: "came back", "rating" (0 to 100) or "stayed". unit: "share" or "score".
        found: followed up less withheld; None where too few are known.
        sentence: what it says, with its limits and the smallest effect it could have found; else why there is none.
        is_claimed: beyond sampling error, among all that is compared.
    """

    action: str
    measure: str
    unit: str
    found: Difference | None
    sentence: str
    is_claimed: bool = False


def effects(snapshot: Snapshot, settings: Settings, drawn: Sequence[FollowUp]) -> tuple[Effect, ...]:
    """By action and measure, several actions first together; empty where no lot was ever drawn.

    A customer counts once for each action, when first drawn, and once of all together. Where the share changed over
    time, or differs by action, each counts by one over the chance of the arm. Over all that is compared, claims hold a
    false discovery rate of 5% (Benjamini and Hochberg 1995).
    """
    days = settings.followup.window_days
    after = dict(
        zip(
            (row.id for row in drawn),
            afterwards(snapshot, settings, [(row.customer_id, row.made_at) for row in drawn], days),
            strict=True,
        )
    )
    return compared(drawn, after, settings)


def compared(drawn: Sequence[FollowUp], after: Mapping[int, After], settings: Settings) -> tuple[Effect, ...]:
    """The effects, where what each customer did afterwards is known, by number of the follow-up."""
    by_action = {action: [entry for entry in drawn if entry.action == action] for action in ACTIONS}
    by_action = {action: rows for action, rows in by_action.items() if rows}
    groups: list[tuple[str, Sequence[FollowUp]]] = [*by_action.items()]
    if len(groups) > 1:
        groups.insert(0, (TOGETHER, drawn))
    found = [
        _effect(action, measure, rows, [after[row.id] for row in rows], settings)
        for action, entries in groups
        if (rows := list(_first(entries)))
        for measure in _MEASURES
    ]
    claimed = _claimed([entry.found.p if entry.found else 1.0 for entry in found])
    return tuple(
        replace(entry, is_claimed=True) if mark and entry.found and _is_apart(entry.found) else _unclaimed(entry)
        for entry, mark in zip(found, claimed, strict=True)
    )


def _is_apart(found: Difference) -> bool:
    return found.low > 0 or found.high < 0


def _unclaimed(entry: Effect) -> Effect:
    """An effect that is not claimed, with what would have been found."""
    if entry.found is None:
        return entry
    scale = 1 if entry.measure == "rating" else 100
    least = f"one of {scale * entry.found.smallest:.1f} points would have been, four times in five"
    why = " beyond what so many comparisons show by chance" if _is_apart(entry.found) else ""
    return replace(entry, sentence=f"{entry.sentence} No effect was found{why}; {least}.")


def _claimed(p: Sequence[float]) -> list[bool]:
    """Which hold at the false discovery rate."""
    order = np.argsort(p)
    passed = np.flatnonzero(np.asarray(p)[order] <= FALSE_SHARE * np.arange(1, len(p) + 1) / max(len(p), 1))
    held = set(order[: passed[-1] + 1].tolist()) if len(passed) else set()
    return [place in held for place in range(len(p))]


def of_staying(found: Sequence[Effect]) -> dict[str, Effect]:
    """Action -> what following up added to the share who stayed; only those of which anything is known."""
    told = [one for one in found if one.measure == "stayed" and one.found is not None]
    return {one.action: one for one in told if one.action != TOGETHER}


def _first(rows: Iterable[FollowUp]) -> Iterable[FollowUp]:
    seen: set[str] = set()
    for row in rows:
        if row.customer_id not in seen:
            seen.add(row.customer_id)
            yield row


def _effect(action: str, measure: str, rows: Sequence[FollowUp], after: Sequence[After], settings: Settings) -> Effect:
    known = [
        (row, value) for row, then in zip(rows, after, strict=True) if (value := _value(measure, then)) is not None
    ]
    out = np.array([row.state == WITHHELD for row, _ in known], dtype=bool)
    y = np.array([value for _, value in known], dtype=float)
    share = np.array([row.drawn_share for row, _ in known], dtype=float)
    weights = np.where(out, 1 / share, 1 / (1 - share)) if len(share) else share
    compare = of_means if measure == "rating" else of_shares
    found = compare(y[~out], weights[~out], y[out], weights[out])
    unit = "score" if measure == "rating" else "share"
    if found is None:
        return Effect(action, measure, unit, None, _too_few(measure, int((~out).sum()), int(out.sum()), settings))
    return Effect(action, measure, unit, found, _said(measure, found))


def _value(measure: str, then: After) -> float | None:
    if measure == "rating":
        return None if then.rating is None else 100 * then.rating
    flag = then.has_returned if measure == "came back" else then.has_stayed
    return None if flag is None else float(flag)


def _too_few(measure: str, one: int, nought: int, settings: Settings) -> str:
    days = settings.assumptions.loyalty_days if measure == "stayed" else settings.followup.window_days
    return (
        f"{_TITLES[measure]}: cannot tell. {one} followed up and {nought} withheld are known "
        f"{counted(days, 'days')} after they were listed; at least {FEWEST} of each are needed."
    )


_TITLES = {"came back": "Came back", "rating": "Rating, 0 to 100, of those who answered", "stayed": "Stayed"}


def _said(measure: str, found: Difference) -> str:
    scale, mark = (1, "") if measure == "rating" else (100, "%")
    value, low, high = (scale * number for number in (found.value, found.low, found.high))
    one = f"{scale * found.mean1:.1f}{mark} of {found.n1:,} followed up"
    nought = f"{scale * found.mean0:.1f}{mark} of {found.n0:,} withheld"
    return (
        f"{_TITLES[measure]}: {one} against {nought}, a difference of {value:+.1f} points ({low:+.1f} to {high:+.1f})."
    )


@dataclass(frozen=True)
class Worked:
    """How the list was worked.

    Args:
        listed, begun, done: follow-ups. in_time: of those due by now, the share done in time; None without any.
        first_hours: median hours from being listed to the first thing done; None where nothing was.
        outcomes: (what came of it, how many).
    """

    listed: int
    begun: int
    done: int
    in_time: float | None
    first_hours: float | None
    outcomes: tuple[tuple[str, int], ...]


def worked(rows: Sequence[FollowUp], now: object) -> Worked:
    """Of follow-ups that people saw; now: naive UTC."""
    begun = [(row.first_at - row.made_at).total_seconds() / 3600 for row in rows if row.first_at is not None]
    due = [row for row in rows if row.due_at <= now]  # type: ignore[operator]
    timely = [row.done_at is not None and row.done_at <= row.due_at for row in due]
    names = sorted({row.outcome for row in rows if row.outcome})
    return Worked(
        listed=len(rows),
        begun=len(begun),
        done=sum(row.done_at is not None for row in rows),
        in_time=sum(timely) / len(timely) if timely else None,
        first_hours=float(np.median(begun)) if begun else None,
        outcomes=tuple((name, sum(row.outcome == name for row in rows)) for name in names),
    )
