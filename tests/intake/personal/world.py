"""A small centre of three tables, whose customers are told apart by what their ids are."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

TOML = """
[workspace]
time_zone = "UTC"
PRIVACY
[sources.calls]
files = "calls*.csv"
LOAD

[sources.calls.contacts]
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = "opened"
ended_at = "ended"
handle_s = { column = "seconds", unit = "s" }
topic = "topic"
channel = "channel"
team = "team"
resolved = "solved"
[sources.calls.contacts.dimensions]
household = "household"

[sources.answers]
files = "answers.csv"
LOAD

[sources.answers.surveys.columns]
survey_id = "survey"
contact_id = "about"
customer_id = "who"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
sent_at = "sent"
answered_at = "sent"
comment = "remark"

[sources.deeds]
files = "deeds.csv"
LOAD

[sources.deeds.outcomes.columns]
customer_id = "client"
at = "when"
kind = "what"

[sources.people]
files = "people.csv"
LOAD

[sources.people.customers.columns]
customer_id = "number"
segment = "kind"
"""
PRIVACY = """
[privacy]
pseudonyms = true
key_file = "../pseudonyms.key"
"""
START = datetime(2026, 3, 2, 8)


def toml(privacy: str = "", load: str = "append") -> str:
    """The mapping of `files`."""
    return TOML.replace("PRIVACY", privacy).replace("LOAD", f'load = "{load}"')


def customer(number: int) -> str:
    """How the calls spell a customer; a table may spell them otherwise."""
    return f"Kunde-{number:05d}"


def files(contacts: int = 400, customers: int = 60) -> dict[str, str]:
    """The exports: calls, answers, deeds, people; some without an id, some that say nobody's."""
    drawn = random.Random(5)
    calls = ["id,customer,household,opened,ended,seconds,topic,channel,team,solved"]
    answers = ["survey,about,who,score,sent,remark"]
    for place in range(contacts):
        who = drawn.randrange(customers)
        name = "" if place % 31 == 0 else "unknown" if place % 29 == 0 else customer(who)
        opened = START + timedelta(minutes=97 * place)
        ended = opened + timedelta(seconds=drawn.randrange(60, 900))
        solved = "yes" if drawn.random() < 0.7 else "no"
        calls.append(
            f"C{place},{name},HH{who // 2},{opened:%Y-%m-%d %H:%M},{ended:%Y-%m-%d %H:%M:%S},"
            f"{drawn.randrange(60, 900)},{drawn.choice(['bill', 'move'])},{drawn.choice(['phone', 'chat'])},"
            f"{drawn.choice(['North', 'South'])},{solved}"
        )
        if place % 3 == 0 and name not in ("", "unknown"):
            about, named = (f"C{place}", "") if place % 2 else ("", name.lower())
            sent = ended + timedelta(minutes=5)
            answers.append(
                f"S{place},{about},{named},{drawn.randrange(1, 6)},{sent:%Y-%m-%d %H:%M},Remark {place} of theirs"
            )
    deeds = ["client,when,what"]
    people = ["number,kind"]
    for who in range(customers):
        people.append(f"{customer(who).upper()},{'home' if who % 2 else 'firm'}")
        if who % 4 == 0:
            at = START + timedelta(days=40 + who / 4)
            deeds.append(f"{customer(who)},{at:%Y-%m-%d %H:%M},{'churned' if who % 8 else 'purchased'}")
    names = {"calls.csv": calls, "answers.csv": answers, "deeds.csv": deeds, "people.csv": people}
    return {name: "\n".join(lines) + "\n" for name, lines in names.items()}
