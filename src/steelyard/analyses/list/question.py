"""Who needs a follow-up at the end of the data, why, and what is at stake?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from steelyard.analyses.list import wording
from steelyard.analyses.list.answer import Held, Help, Item, Today
from steelyard.analyses.list.causes import causes
from steelyard.analyses.list.choosing import Used, Worked, choose, expecting, spare
from steelyard.analyses.periods.choice import provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.worth.leaving import leaving
from steelyard.answers import Estimate, Missing
from steelyard.declare import Reason
from steelyard.errors import QuestionError
from steelyard.measure.missing import unlock
from steelyard.measure.models import in_need
from steelyard.measure.models.in_need import LEFT, LISTED, REFUSED, RESTING, Need
from steelyard.measure.models.remarks import reads_here, why_none
from steelyard.measure.models.seen import Seen
from steelyard.reasons import action_of
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

TITLE = "Today's list"


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    most: int | None = None,
    team: str = "",
    worked: Worked = (),
    helps: tuple[Help, ...] = (),
    draws: bool = False,
    used: Used = (),
) -> Today:
    """Customers with a reason to be followed up, as of the end of the data; nothing later is read.

    A customer is listed once. Who asked not to be contacted, has left, or was contacted by the provider within the
    quiet days is counted and not listed; so are contacts of nobody known.

    Args:
        most: customers at most; the capacity of a day unless told. team: only what this team had last.
        worked: what became of customers who were listed before.
        helps: what following up is known to do. draws: who the lot leaves out is listed, too, to be written down.
        used: places of today's list that are used, by team; they count where no number is asked for.
    """
    told = settings.followup
    capacity = most or told.capacity_of.get(team, told.capacity)
    answer = Today(question="list", title=TITLE, window_days=told.window_days, capacity=capacity)
    answer = replace(answer, value_power=told.value_power)
    horizon = snapshot.manifest.horizon
    held, lacking = in_need.tellable(snapshot, settings)
    missing = tuple(_lacking(snapshot, reason) for reason in lacking.values())
    if horizon is None or not held:
        answer = replace(answer, missing=missing, provenance=provenance(snapshot, settings, None))
        return replace(answer, sentences=(wording.nothing_tellable() if horizon else wording.no_contacts(),))
    found = in_need.in_need(snapshot, settings, horizon, held, capacity, team, spare(told, worked, helps))
    chance = _chance(snapshot, settings)
    unidentified, inbound = in_need.without_customer(snapshot, settings, horizon)
    known = chance if isinstance(chance, Estimate) and chance.sign > 0 else None
    until = _local(horizon, settings)
    since = _local(Seen(told, horizon, 0).since, settings)
    mine = () if most else tuple((name, n) for name, n in used if team in ("", name))
    items = _items(found, settings, held, known, helps)
    chosen = choose(items, told, capacity, worked, draws=draws, used=mine)
    answer = replace(
        answer,
        items=chosen.items,
        followed=chosen.followed,
        left_out=chosen.left_out,
        helps=helps,
        counts=found.states.get(LISTED, 0),
        refused=found.states.get(REFUSED, 0),
        left=found.states.get(LEFT, 0),
        resting=found.states.get(RESTING, 0),
        unidentified=unidentified,
        inbound=inbound,
        leaving=known,
        causes=causes(found, held),
        until=until,
        missing=(*missing, *((chance,) if isinstance(chance, Missing) else ())),
        estimates=tuple(_counted(found, held)),
        provenance=provenance(snapshot, settings, Span(since.date(), until.date())),
    )
    return replace(answer, sentences=wording.sentences(answer, found), caveats=wording.caveats(answer, found, chance))


def _lacking(snapshot: Snapshot, reason: Reason) -> Missing:
    if reason.is_read and not reads_here(snapshot):
        return Missing(reason.id, f"Customers with {reason.title}", *why_none(snapshot))
    needs = "; ".join(unlock(need) for need in reason.needs)
    return Missing(reason.id, f"Customers with {reason.title}", "the data do not say it", needs)


def _chance(snapshot: Snapshot, settings: Settings) -> Estimate | Missing:
    try:
        return leaving(snapshot, settings)
    except QuestionError as error:
        return Missing("leaving", "Chance of leaving", error.what, error.next)


def _counted(found: Need, held: Mapping[str, Reason]) -> Iterable[Estimate]:
    """Customers of each reason: counts of what the data hold, without interval."""
    for name in held:
        n = found.by_reason.get(name, 0)
        yield Estimate("customers_in_need", "count", {"reason": name}, float(n), n=n, n_unit="customers")


def _items(
    found: Need, settings: Settings, held: Mapping[str, Reason], chance: Estimate | None, helps: tuple[Help, ...]
) -> tuple[Item, ...]:
    names = tuple(found.rows)
    rows = [dict(zip(names, map(_plain, values), strict=True)) for values in zip(*found.rows.values(), strict=True)]
    items = [_item(list(of), settings, held, found, chance) for _, of in groupby(rows, key=lambda row: row["rank"])]
    return expecting(items, helps)


def _item(
    rows: list[dict[str, Any]],
    settings: Settings,
    held: Mapping[str, Reason],
    found: Need,
    chance: Estimate | None,
) -> Item:
    why = tuple(_held(row, settings, held[row["reason"]]) for row in rows)
    first = rows[0]
    value = first["value"]
    ranked_by = "weight" if found.middle is None else "weight and value"
    return Item(
        place=int(first["rank"]) + 1,
        customer_id=first["customer_id"],
        action=why[0].action,
        why=why,
        weight=max(float(row["weight"]) for row in rows),
        value=value,
        stake=None if value is None or chance is None or chance.value is None else value * chance.value,
        ranked_by="weight at the median value" if found.middle is not None and value is None else ranked_by,
        team=first["of"] or "",
        priority=float(first["priority"]),
    )


def _held(row: Mapping[str, Any], settings: Settings, reason: Reason) -> Held:
    return Held(
        reason.id,
        reason.title,
        reason.say(row, settings.currency),
        _local(row["at"], settings),
        float(row["weight"]),
        action_of(reason, settings.followup, row["text"] or ""),
        *(row[name] or "" for name in ("issue_id", "team", "topic", "channel", "step")),
    )


def _local(instant: datetime, settings: Settings) -> datetime:
    """A naive UTC instant in the workspace's zone, without offset."""
    zone = ZoneInfo(settings.time_zone)
    return instant.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, microsecond=0)


def _plain(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[us]").item()
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or value != value else value
