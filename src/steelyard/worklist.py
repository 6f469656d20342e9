"""Today's list as it is worked: what the desk knows goes into the question, and the list goes over into the desk.

A version's list is taken over once a day, before anybody sees or is sent any of it, so that the lot is drawn first. A
day has so many places; what is done today frees none before tomorrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from steelyard.analyses.list.answer import Help, Today
from steelyard.analyses.list.choosing import RESTS, SETTLED, SHOWN, Worked
from steelyard.desk import Desk, Proposed
from steelyard.desk.follow_ups import OPEN, TAKEN, Known
from steelyard.errors import DeskError, SteelyardError
from steelyard.measure.models import in_need
from steelyard.settings import shaping
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.story.helped import effects, of_staying
from steelyard.workspace import Workspace


def told_of(desk: Desk, settings: Settings, snapshot: Snapshot) -> dict[str, Any]:
    """What the desk knows, as the question of today's list takes it: who was listed before, and what following up does.

    Customers whose newest reason lies before the window can only be listed for a newer one, and are left out.
    """
    horizon = snapshot.manifest.horizon
    known = desk.follow_ups.known(quiet_days=settings.followup.quiet_days)
    since = "" if horizon is None else (horizon - timedelta(days=settings.followup.window_days + 1)).isoformat()
    helps = _helps(desk, settings, snapshot)
    used = desk.follow_ups.used_today(settings.time_zone)
    worked: Worked = tuple(
        (who, _state(entry), tuple(sorted(entry.reasons.items())))
        for who, entry in known.items()
        if entry.rests or max(entry.reasons.values(), default="") >= since
    )
    told = {"worked": worked, "helps": helps, "used": used}
    return {name: value for name, value in told.items() if value}


def bar(desk: Desk, settings: Settings, snapshot: Snapshot) -> int:
    """Close what is open for customers who asked not to be contacted since; how many."""
    return desk.follow_ups.bar(in_need.refusing(snapshot, settings))


def _state(entry: Known) -> str:
    return SHOWN if entry.state in (OPEN, TAKEN) else RESTS if entry.rests else SETTLED


def _helps(desk: Desk, settings: Settings, snapshot: Snapshot) -> tuple[Help, ...]:
    """What following up adds to the chance of staying, by action; empty where no lot was drawn or nothing is known."""
    drawn = desk.follow_ups.drawn()
    if not drawn:
        return ()
    try:
        found = of_staying(effects(snapshot, shaping.as_built(settings, snapshot.manifest.notes), drawn))
    except SteelyardError:
        return ()
    return tuple(
        Help(action, of.value, of.low, of.high, of.n1 + of.n0, one.is_claimed)
        for action, one in found.items()
        if (of := one.found) is not None
    )


def proposed(answer: Today) -> list[Proposed]:
    """The customers of a list as the desk takes them."""
    return [
        Proposed(
            item.customer_id,
            item.team,
            item.action,
            tuple({**asdict(entry), "at": entry.at.isoformat()} for entry in item.why),
            item.priority,
            item.value,
            item.stake,
        )
        for item in answer.items
    ]


def take_over(workspace: Workspace, desk: Desk, version: int | None = None) -> int:
    """Take a version's list over into the desk, where it is not there today; how many customers are new on it.

    Args:
        version: of the store; the newest unless told.
    """
    settings = workspace.settings
    if version is not None and desk.follow_ups.has_list(version, settings.time_zone):
        return 0
    with workspace.snapshot(version) as snapshot:
        version = snapshot.manifest.version
        if desk.follow_ups.has_list(version, settings.time_zone):
            return 0
        bar(desk, settings, snapshot)
        answer = workspace.put(snapshot, "list", draws=True, **told_of(desk, settings, snapshot))
    assert isinstance(answer, Today)
    with suppress(DeskError):
        return desk.follow_ups.take_over(version, proposed(answer), settings.followup, settings.time_zone)
    return 0


def ask(workspace: Workspace, desk: Desk, **given: Any) -> Today:
    """Today's list as it stands with those who work it.

    Args:
        given: as the question takes it.
    """
    take_over(workspace, desk)
    with workspace.snapshot() as snapshot:
        answer = workspace.put(snapshot, "list", **given, **told_of(desk, workspace.settings, snapshot))
    assert isinstance(answer, Today)
    return standing(answer, desk.follow_ups.known())


def standing(answer: Today, known: Mapping[str, Known]) -> Today:
    """The answer with how each follow-up stands."""
    items = [
        replace(item, state=entry.state, owner=entry.owner, follow_up=entry.number)
        if (entry := known.get(item.customer_id)) is not None and entry.state in (OPEN, TAKEN)
        else item
        for item in answer.items
    ]
    return replace(answer, items=tuple(items))
