"""The helpdesk: email and chat tickets, instants in UTC, minutes with decimals, still open ones at the end."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import DAY_S, spell_instants
from steelyard.simulate.centre.clutter import MERGED, SPAM, TEST
from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.handling import BY_AGENT, BY_BULK, BY_CUSTOMER
from steelyard.simulate.centre.world import World
from steelyard.simulate.files.partfile import Cells
from steelyard.simulate.files.spelling import (
    FIRST_TICKET,
    blank_unless,
    name_rows,
    spell_agents,
    spell_contacts,
    spell_customers,
    spell_promises,
)
from steelyard.simulate.setting.scenario import CHAT, EMAIL

NAME = "helpdesk_tickets.csv"
HEADER = (
    "Ticket ID",
    "Status",
    "Channel",
    "Requester ID",
    "Assignee",
    "Group",
    "Topic",
    "Tags",
    "Priority",
    "Created at",
    "First reply at",
    "Solved at",
    "Closed at",
    "Closure reason",
    "Agent replies",
    "Reopens",
    "Transfers",
    "Time spent (min)",
    "Follow-up of",
    "Merged into",
    "SLA met",
    "Promise",
    "Promised for",
    "Promise kept at",
)
CLOSE_DAYS = 5
"""A solved ticket closes by itself after so many days."""

_START = ("closed", "email", "500001", "1003", "Porto Digital", "outage", "", "normal")
_END = ("agent", "1", "0", "0", "6.50", "", "", "true", "", "", "")
BROKEN = (
    ("9000001", *_START, "n/a", "2026-02-02T10:00:00Z", "2026-02-02T11:00:00Z", "2026-02-07T11:00:00Z", *_END),
    ("9000002", *_START, *(f"2035-01-0{day}T10:00:00Z" for day in (1, 2, 3, 8)), *_END),
    ("9000003", *_START, *(f"1970-01-01T00:00:0{s}Z" for s in (0, 0, 0, 0)), *_END),
)
"""Rows as a failing export leaves them: no instant, the far future, the beginning of time."""


def spell_tickets(world: World, contacts: Columns) -> list[Cells]:
    """One week's tickets, column by column in the order of HEADER."""
    tickets = take(contacts, (contacts["channel"] == EMAIL) | (contacts["channel"] == CHAT))
    end = world.exported_at
    closed_at = tickets["ended_at"] + CLOSE_DAYS * DAY_S
    replied = ~tickets["is_abandoned"] & (tickets["first_reply_at"] < end) & (tickets["kind"] == 0)
    solved, closed = tickets["ended_at"] < end, closed_at < end
    ordinary = (tickets["kind"] == 0) | (tickets["kind"] == MERGED)
    status = np.select([closed, solved, replied], ["closed", "solved", "open"], "new")
    spent_min = (tickets["talk_s"] + tickets["hold_s"] + tickets["wrap_s"]) / 60
    follow_up = (tickets["follows"] >= 0) & (tickets["before_channel"] == EMAIL) & (tickets["channel"] == EMAIL)
    return [
        spell_contacts(tickets["contact"], tickets["channel"]),
        status.tolist(),
        np.where(tickets["channel"] == EMAIL, "email", "chat").tolist(),
        spell_customers(tickets["customer"], ordinary & tickets["is_identified"], ""),
        spell_agents(tickets["agent"]),
        name_rows(world.team_names, tickets["team"]),
        blank_unless(name_rows([topic.name for topic in world.scenario.topics], tickets["coded"]), ordinary),
        _spell_tags(tickets["kind"]),
        _spell_priorities(world, tickets),
        spell_instants(tickets["at"]),
        blank_unless(spell_instants(tickets["first_reply_at"]), replied),
        blank_unless(spell_instants(tickets["ended_at"]), solved),
        blank_unless(spell_instants(closed_at), closed),
        blank_unless(_spell_closures(tickets), solved),
        np.where(replied, tickets["replies"], 0).tolist(),
        tickets["reopens"].tolist(),
        tickets["transfers"].tolist(),
        [f"{minutes:.2f}" for minutes in spent_min.tolist()],
        blank_unless((tickets["follows"] + FIRST_TICKET).astype(str).tolist(), follow_up),
        blank_unless((tickets["merged_into"] + FIRST_TICKET).astype(str).tolist(), tickets["merged_into"] >= 0),
        blank_unless(_spell_sla(tickets), replied),
        *spell_promises(world, tickets, spell_instants),
    ]


def _spell_tags(kind: np.ndarray) -> list[str]:
    tags = {SPAM: "spam", TEST: "agent_test", MERGED: "merged"}
    return [tags.get(value, "") for value in kind.tolist()]


def _spell_priorities(world: World, tickets: Columns) -> list[str]:
    last = len(world.scenario.segments) - 1
    segment = world.customers["segment"][tickets["customer"]]
    difficulty = np.array([topic.difficulty for topic in world.scenario.topics])[tickets["coded"]]
    chosen = np.select([(segment == last) & (difficulty > 0.35), segment == last, difficulty > 0.5], [3, 2, 2], 1)
    return name_rows(["low", "normal", "high", "urgent"], chosen)


def _spell_closures(tickets: Columns) -> list[str]:
    closure, kind = tickets["closure"], tickets["kind"]
    return np.select(
        [
            kind == MERGED,
            kind == SPAM,
            kind == TEST,
            tickets["is_abandoned"],
            closure == BY_AGENT,
            closure == BY_CUSTOMER,
            closure == BY_BULK,
        ],
        ["merged", "spam", "test", "abandoned", "agent", "customer", "bulk"],
        "inactivity",
    ).tolist()


def _spell_sla(tickets: Columns) -> list[str]:
    allowed_s = np.where(tickets["channel"] == EMAIL, 8 * 3_600, 120)
    return np.where(tickets["wait_s"] <= allowed_s, "true", "false").tolist()
