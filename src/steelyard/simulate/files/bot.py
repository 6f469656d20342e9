"""The bot: one nested JSON object per session and line, instants as milliseconds since 1970."""

from __future__ import annotations

import json

import numpy as np

from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.handling import BY_CUSTOMER
from steelyard.simulate.centre.world import World
from steelyard.simulate.files.spelling import name_rows, spell_contacts, spell_customers
from steelyard.simulate.setting.scenario import BOT

NAME = "bot_sessions.jsonl"


def spell_sessions(world: World, contacts: Columns) -> list[str]:
    """One week's sessions as lines."""
    rows = take(contacts, contacts["channel"] == BOT)
    outcome = np.select([rows["handed_over"], rows["closure"] == BY_CUSTOMER], ["handoff", "confirmed"], "contained")
    seconds = rows["ended_at"] - rows["at"]
    cells = zip(
        spell_contacts(rows["contact"], rows["channel"]),
        (rows["at"] * 1_000).tolist(),
        (rows["ended_at"] * 1_000).tolist(),
        spell_customers(rows["customer"], rows["is_identified"], ""),
        name_rows([topic.name for topic in world.scenario.topics], rows["coded"]),
        outcome.tolist(),
        (2 + seconds // 40).tolist(),
        strict=True,
    )
    return [_spell_session(*cell) for cell in cells]


def _spell_session(session: str, start: int, end: int, user: str, intent: str, outcome: str, messages: int) -> str:
    value = {
        "session": {"id": session, "started_at": start, "ended_at": end},
        "user": {"id": user},
        "intent": intent,
        "outcome": outcome,
        "messages": {"user": messages, "bot": messages + 1},
    }
    return json.dumps(value, separators=(",", ":")) + "\n"
