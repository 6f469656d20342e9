"""The telephone system: semicolons, local day-first dates, durations as hh:mm:ss, customer 0 when unknown."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import spell_dates, spell_times
from steelyard.simulate.centre.clutter import INTERNAL, OUTBOUND
from steelyard.simulate.centre.columns import Columns, order_by, stack, take
from steelyard.simulate.centre.world import World
from steelyard.simulate.files.partfile import Cells
from steelyard.simulate.files.spelling import (
    blank_unless,
    name_rows,
    spell_agents,
    spell_contacts,
    spell_customers,
    spell_promises,
)
from steelyard.simulate.setting.scenario import PHONE

NAME = "telephone_calls.csv"
HEADER = (
    "Call ID",
    "Date",
    "Start time",
    "End time",
    "Direction",
    "Queue",
    "Agent ext.",
    "Customer no.",
    "Reason",
    "Outcome",
    "Wait",
    "Talk",
    "Hold",
    "Wrap-up (s)",
    "Transfers",
    "Wrap code",
    "Promise",
    "Promised for",
    "Promise kept at",
)
_TAIL = ("IN", "Porto Phone 1", "1001", "0", "outage", "ANSWERED", "00:00:30")
_LAST = ("30", "0", "SOLVED", "", "", "")
BROKEN = (
    ("CA9000001", "31/02/2026", "10:00:00", "10:05:00", *_TAIL, "00:04:30", "00:00:00", *_LAST),
    ("CA9000002", "14/07/2031", "11:00:00", "11:05:00", *_TAIL, "00:04:30", "00:00:00", *_LAST),
    ("CA9000003", "03/03/2026", "12:00:00", "12:05:00", *_TAIL, "-00:03:10", "00:00:00", *_LAST),
    ("CA9000004", "04/03/2026", "13:61:00", "13:05:00", *_TAIL, "00:04:30", "00:00:00", *_LAST),
)
"""Rows as a failing export leaves them: no such day, the far future, a negative duration, no such time."""


def spell_calls(world: World, contacts: Columns) -> list[Cells]:
    """One week's calls, column by column in the order of HEADER; a few rows occur twice."""
    calls = take(contacts, contacts["channel"] == PHONE)
    calls = order_by(stack([calls, take(calls, _pick_twice(world, calls))]), "at", "contact")
    start, end = world.clock.to_local(calls["at"]), world.clock.to_local(calls["ended_at"])
    abandoned = calls["is_abandoned"]
    ordinary = calls["kind"] == 0
    wrap_code = np.where(calls["is_marked"], "SOLVED", "FOLLOW-UP")
    direction = np.select([calls["kind"] == OUTBOUND, calls["kind"] == INTERNAL], ["OUT", "INT"], "IN")
    return [
        spell_contacts(calls["contact"], calls["channel"]),
        spell_dates(start, "%d/%m/%Y"),
        spell_times(start),
        spell_times(end),
        direction.tolist(),
        name_rows(world.team_names, calls["team"]),
        spell_agents(calls["agent"]),
        spell_customers(calls["customer"], calls["is_identified"], "0"),
        blank_unless(name_rows([topic.name for topic in world.scenario.topics], calls["coded"]), ordinary),
        np.where(abandoned, "ABANDONED", "ANSWERED").tolist(),
        spell_times(calls["wait_s"]),
        spell_times(calls["talk_s"]),
        spell_times(calls["hold_s"]),
        calls["wrap_s"].tolist(),
        calls["transfers"].tolist(),
        blank_unless(wrap_code.tolist(), ordinary & ~abandoned),
        *spell_promises(world, calls, lambda at: _spell_local(world, at)),
    ]


def _spell_local(world: World, at: np.ndarray) -> list[str]:
    local = world.clock.to_local(at)
    return [f"{day} {time}" for day, time in zip(spell_dates(local, "%d/%m/%Y"), spell_times(local), strict=True)]


def _pick_twice(world: World, calls: Columns) -> np.ndarray:
    mixed = calls["contact"] * 2_654_435_761 % 2**32
    picked: np.ndarray = mixed < world.scenario.duplicate_share * 2**32
    return picked
