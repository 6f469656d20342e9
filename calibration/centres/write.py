"""Writes a centre as a workspace that is ready to load: parquet files and steelyard.toml."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np

from calibration.centres import beside
from calibration.centres import contacts as drawing
from calibration.centres.centre import CHANNELS, FAMILIES, FIRST_ON, PLANTS, SITES, TEAMS, Centre
from calibration.centres.contacts import DAY_S, Columns
from calibration.centres.days import days
from calibration.centres.people import Agents, agents, customers
from calibration.centres.truth import Truth, truth

TOPICS = tuple(topic for topics in FAMILIES.values() for topic in topics)


def write(folder: Path, centre: Centre, seed: int) -> Truth:
    """Draw a centre and write its files; `truth.json` beside them is read by no product.

    Args:
        folder: made if missing. seed: the same seed draws the same centre; two plants of one seed share what can be.
    """
    parts = [np.random.default_rng([seed, part]) for part in range(8)]
    when, roster, buyers = days(centre, parts[0]), agents(centre, parts[1]), customers(centre, parts[2])
    issues = drawing.issues(centre, when, buyers, parts[3])
    contacts = drawing.contacts(centre, when, (roster, buyers), issues, parts[4])
    generation, outcomes = beside.generations(when, issues, parts[5])
    contacts["generation"] = generation[contacts["issue"]]
    contacts["is_business"] = buyers.is_business[contacts["customer"]]
    contacts["has_id"] = ~beside.lost_ids(centre, contacts, parts[6])
    contacts["number"] = np.arange(len(contacts["issue"]))
    contacts["reply_s"] = _reply_s(centre, contacts, parts[7])
    tables = {
        "contacts": contacts,
        "surveys": beside.surveys(centre, when, contacts, parts[7]),
        "evaluations": beside.evaluations(when, roster, contacts, parts[7]),
        "outcomes": outcomes,
        "costs": beside.ledger(centre, when, contacts, parts[7]),
        "agents": _agents(roster),
        "customers": _customers(contacts),
    }
    folder.mkdir(parents=True, exist_ok=True)
    _export(folder, tables, len(when.issues))
    found = truth(name_of(centre), centre, issues, contacts)
    (folder / "truth.json").write_text(json.dumps(asdict(found), indent=1, default=str) + "\n", "utf-8")
    return found


def name_of(centre: Centre) -> str:
    """The plant of that change and bot, wherever it is; "own" where there is none."""
    elsewhere = replace(centre.change, place="")
    planted = (
        name
        for name, entry in PLANTS.items()
        if replace(entry.change, place="") == elsewhere
        and entry.bot == centre.bot
        and (entry.trend, entry.ids_lost, entry.ids_odds) == (centre.trend, centre.ids_lost, centre.ids_odds)
        and (entry.solution_days is None) == (centre.solution_days is None)
    )
    return next(planted, "own")


def _reply_s(centre: Centre, contacts: Columns, random: np.random.Generator) -> np.ndarray:
    """The first reply: when the wait ends; by mail some hours later, never after the end."""
    by_mail_s = contacts["opened_s"] + random.lognormal(np.log(5 * 3600), 0.9, len(contacts["issue"]))
    live_s = contacts["opened_s"] + np.nan_to_num(contacts["wait_s"])
    reply_s = np.where(contacts["channel"] == drawing.EMAIL, by_mail_s, live_s)
    return np.minimum(reply_s.astype(np.int64), contacts["ended_s"])


def _agents(roster: Agents) -> Columns:
    return {"agent": np.arange(len(roster.team)), "team": roster.team}


def _customers(contacts: Columns) -> Columns:
    pairs = np.stack([contacts["customer"], contacts["generation"], contacts["is_business"]])[:, contacts["has_id"]]
    found, first = np.unique(pairs, axis=1, return_index=True)
    opened = contacts["opened_s"][contacts["has_id"]][first]
    since_day = opened // DAY_S - 40 - (found[0] * 2_654_435 + found[1] * 97) % 2_900
    return {"customer": found[0], "generation": found[1], "is_business": found[2] > 0, "since_day": since_day}


def _export(folder: Path, tables: dict[str, Columns], count: int) -> None:
    teams = ", ".join(f"'{name}'" for name in TEAMS)
    words = {
        "start": f"TIMESTAMP '{FIRST_ON}'",
        "first": f"DATE '{FIRST_ON}'",
        "end_s": count * DAY_S,
        "channels": str(list(CHANNELS)),
        "topics": str(list(TOPICS)),
        "teams": f"[{teams}, 'Bot']",
        "sites": str([next(site for site, names in SITES.items() if team in names) for team in TEAMS]),
        "customer": "'u' || customer || CASE WHEN generation > 0 THEN '.' || generation ELSE '' END",
    }
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for name, columns in tables.items():
            connection.register("rows", columns)
            connection.execute(f"COPY ({_SELECTS[name].format(**words)}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
            connection.unregister("rows")
    until = FIRST_ON + timedelta(days=count - 1)
    (folder / "steelyard.toml").write_text(_TOML.format(until=until, families=_families()), "utf-8")


def _families() -> str:
    return "\n".join(f"{name} = {json.dumps(topics)}" for name, topics in FAMILIES.items())


_SELECTS = {
    "contacts": """
        SELECT 'k' || number AS id, CASE WHEN has_id THEN {customer} END AS customer,
            {start} + to_seconds(opened_s) AS opened, {channels}[channel + 1] AS channel, {topics}[topic + 1] AS topic,
            CASE WHEN agent >= 0 THEN 'a' || agent END AS agent,
            CASE WHEN channel = 3 THEN 'Bot' ELSE {teams}[team + 1] END AS team,
            CASE WHEN NOT isnan(wait_s) THEN wait_s END AS wait,
            CASE WHEN NOT isnan(handle_s) THEN handle_s END AS handle,
            CASE WHEN NOT isnan(wrap_s) THEN wrap_s END AS wrap,
            CASE WHEN ended_s < {end_s} THEN {start} + to_seconds(ended_s) END AS ended,
            CASE WHEN ended_s < {end_s} AND mark = 1 THEN {start} + to_seconds(ended_s) END AS resolved_at,
            CASE WHEN NOT abandoned AND reply_s < {end_s} THEN {start} + to_seconds(reply_s) END AS first_reply,
            CASE WHEN ended_s < {end_s} THEN CASE mark WHEN 1 THEN 'Y' WHEN 0 THEN 'N' END END AS resolved,
            CASE WHEN abandoned THEN 'Y' ELSE 'N' END AS abandoned, transfers,
            CASE WHEN reopened AND ended_s < {end_s} - 86400 THEN 1 ELSE 0 END AS reopens,
            CASE WHEN NOT isnan(replies) THEN replies END AS replies,
            CASE WHEN channel = 3 THEN 'bot' ELSE 'human' END AS by,
            CASE WHEN has_id THEN CASE WHEN is_business THEN 'business' ELSE 'home' END END AS segment
        FROM rows ORDER BY number""",
    "surveys": """
        SELECT 's' || contact AS id, 'k' || contact AS contact, CASE WHEN NOT isnan(score) THEN score END AS score,
            {start} + to_seconds(sent_s) AS sent,
            CASE WHEN NOT isnan(score) THEN {start} + to_seconds(answered_s) END AS answered FROM rows""",
    "evaluations": """
        SELECT 'e' || contact AS id, 'k' || contact AS contact, score, 100 AS max, {start} + to_seconds(at_s) AS "at"
        FROM rows""",
    "outcomes": """
        SELECT {customer} AS customer, {start} + to_seconds(at_s) AS "at",
            CASE WHEN is_churn THEN 'churned' ELSE 'purchased' END AS kind FROM rows""",
    "costs": """
        SELECT {first} + from_day::INT AS f, {first} + to_day::INT AS t, {teams}[team + 1] AS team,
            CASE WHEN channel >= 0 THEN {channels}[channel + 1] END AS channel,
            CASE WHEN channel >= 0 THEN 'technology' ELSE 'labour' END AS kind,
            round(amount, 2) AS amount, CASE WHEN NOT isnan(hours) THEN round(hours, 2) END AS hours FROM rows""",
    "agents": "SELECT 'a' || agent AS agent, {teams}[team + 1] AS team, {sites}[team + 1] AS site FROM rows",
    "customers": """
        SELECT {customer} AS customer, CASE WHEN is_business THEN 'business' ELSE 'home' END AS segment,
            {first} + since_day::INT AS since, CASE WHEN is_business THEN 600 ELSE 180 END AS value FROM rows""",
}

_TOML = """[workspace]
name = "Centre"
currency = "EUR"
time_zone = "UTC"

[assumptions]
customer_hour_value = 12.0
hourly_cost = 30.0

[topic_families]
{families}

[sources.contacts]
files = "contacts.parquet"
covers_until = {until}

[sources.contacts.contacts]
key = ["id"]

[sources.contacts.contacts.columns]
contact_id = "id"
customer_id = "customer"
agent_id = "agent"
team = "team"
channel = "channel"
topic = "topic"
segment = "segment"
opened_at = "opened"
first_reply_at = "first_reply"
ended_at = "ended"
resolved_at = "resolved_at"
wait_s = "wait"
handle_s = "handle"
wrap_s = "wrap"
replies = "replies"
transfers = "transfers"
reopens = "reopens"
resolved = {{ column = "resolved", values = {{ Y = true, N = false }} }}
abandoned = {{ column = "abandoned", values = {{ Y = true, N = false }} }}
handled_by = "by"

[sources.surveys]
files = "surveys.parquet"
invitations = "all"

[sources.surveys.surveys]
key = ["id"]

[sources.surveys.surveys.columns]
survey_id = "id"
contact_id = "contact"
instrument = {{ constant = "csat" }}
score = "score"
scale_min = 1
scale_max = 5
better = {{ constant = "high" }}
sent_at = "sent"
answered_at = "answered"

[sources.evaluations]
files = "evaluations.parquet"

[sources.evaluations.evaluations]
key = ["id"]

[sources.evaluations.evaluations.columns]
evaluation_id = "id"
contact_id = "contact"
score = "score"
max_score = "max"
evaluated_at = "at"

[sources.costs]
files = "costs.parquet"
load = "full"

[sources.costs.costs.columns]
from_on = "f"
to_on = "t"
team = "team"
channel = "channel"
kind = "kind"
amount = "amount"
hours = "hours"

[sources.customers]
files = "customers.parquet"

[sources.customers.customers]
key = ["customer"]

[sources.customers.customers.columns]
customer_id = "customer"
segment = "segment"
since_on = "since"
value_per_year = "value"

[sources.outcomes]
files = "outcomes.parquet"
load = "full"

[sources.outcomes.outcomes.columns]
customer_id = "customer"
at = "at"
kind = "kind"

[sources.agents]
files = "agents.parquet"

[sources.agents.agents]
key = ["agent"]

[sources.agents.agents.columns]
agent_id = "agent"
team = "team"
site = "site"
"""
