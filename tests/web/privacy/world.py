"""A centre with groups that must not be seen: a team of three, a topic that is a channel but for seven contacts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests import workspaces

BEGIN, DAYS = date(2026, 1, 1), 151

TOML = """
[workspace]
name = "Acme"

[sources.calls]
files = "calls.csv"
load = "full"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
agent_id = "agent"
team = "team"
channel = "channel"
topic = "topic"
segment = "segment"
opened_at = "begun"
resolved = "solved"
handle_s = "seconds"

[sources.calls.contacts.dimensions]
desk = "desk"

[sources.answers]
files = "answers.csv"

[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "contact"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
answered_at = "at"
"""


@dataclass(frozen=True)
class Row:
    """One contact, as an attacker who knew everything would have it."""

    id: str
    on: date
    agent_id: str
    team: str
    channel: str
    topic: str
    segment: str
    desk: str


def rows(seed: int = 3) -> list[Row]:
    """Four thousand contacts over five months."""
    chance, found = random.Random(seed), []
    for number in range(4_000):
        team = chance.choices(("Day", "Late", "Night"), (48, 40, 12))[0]
        agent = f"{team}{chance.randrange(3 if team == 'Night' else 12)}"
        channel = chance.choices(("phone", "chat"), (60, 40))[0]
        topic = "account" if channel == "chat" else "billing"
        segment = chance.choices(("plus", "basic", "vip"), (30, 68, 2))[0]
        desk = "north" if channel == "phone" else "south"
        on = BEGIN + timedelta(days=chance.randrange(DAYS))
        if number % 571 == 0:
            topic = "account"
        found.append(Row(str(number), on, agent, team, channel, topic, segment, desk))
    return found


def loaded(folder: Path) -> list[Row]:
    """The workspace in a folder; its rows."""
    chance, held = random.Random(5), rows()
    lines = ["id,customer,agent,team,channel,topic,segment,desk,begun,solved,seconds"]
    answers = ["id,contact,score,at"]
    for row in held:
        begun = f"{row.on} {chance.randrange(8, 19):02d}:{chance.randrange(60):02d}"
        parts = (row.agent_id, row.team, row.channel, row.topic, row.segment, row.desk)
        solved = str(chance.random() < 0.8).lower()
        customer, seconds = f"C{chance.randrange(1500)}", str(chance.randrange(100, 900))
        lines.append(",".join((row.id, customer, *parts, begun, solved, seconds)))
        if chance.random() < 0.3:
            answers.append(f"S{row.id},{row.id},{chance.randrange(1, 6)},{row.on + timedelta(days=1)} 12:00")
    workspaces.loaded(folder, TOML, {"calls.csv": "\n".join([*lines, ""]), "answers.csv": "\n".join([*answers, ""])})
    return held
