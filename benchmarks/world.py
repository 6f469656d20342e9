"""Synthetic exports of a contact centre as raw Parquet files, and the workspace that reads them.

Every figure of a row is a hash of its number, so rows come in no order at all and the same size gives the same data.
Customers are heavy-tailed; one contact in six follows another of the same customer and topic within six days.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from calibration.mapping import Source, spell_mapping

TEAMS = 40
AGENTS_OF_TEAM = 30
TOPICS = 24
DAYS = 546
FIRST_DAY = "2025-01-01"

_CONTACT = (
    *("contact_id", "customer_id", "agent_id", "team", "channel", "topic", "opened_at", "resolved_at", "ended_at"),
    *("wait_s", "handle_s", "hold_s", "wrap_s", "transfers", "reopens", "resolved", "abandoned"),
)
_SURVEY = ("survey_id", "contact_id", "score", "sent_at")
_SCALE: dict[str, str | float] = {"instrument": "csat", "scale_min": 1, "scale_max": 5, "better": "high"}
SETTINGS = spell_mapping(
    "Benchmark",
    {"return_window_days": 7, "service_level_s": 60},
    [
        Source("desk", "contacts.parquet", "contacts", _CONTACT, {"direction": "inbound", "handled_by": "human"}),
        Source("opinions", "surveys.parquet", "surveys", _SURVEY, _SCALE, options={"invitations": "all"}),
        Source(
            "payroll", "costs.parquet", "costs", ("from_on", "to_on", "team", "amount", "hours"), {"kind": "labour"}
        ),
        Source("staff", "agents.parquet", "agents", ("agent_id", "team", "site")),
    ],
)

_DRAW = "CREATE MACRO draw(number, what, below) AS CAST(hash(number, what) % below AS BIGINT)"

_CONTACTS = """
WITH numbered AS (
  SELECT i, CASE WHEN i % 6 = 5 THEN draw(i, 'of', {size}) // 6 * 6 + draw(i, 'nth', 5) ELSE i END AS origin
  FROM range({size}) AS t(i)
),
drawn AS (
  SELECT i, i <> origin AS is_repeat,
         CAST({customers} * pow(draw(origin, 'customer', 1000003) / 1000003.0, 1.5) AS BIGINT) AS customer_id,
         draw(origin, 'topic', {topics}) AS topic,
         draw(origin, 'team', {teams}) AS team,
         draw(i, 'agent', {agents}) AS nth_agent,
         ['phone', 'chat', 'email'][1 + draw(i, 'channel', 3)] AS channel,
         TIMESTAMP '{first}' + to_seconds(CAST(
           draw(origin, 'day', {days}) * 86400 + 25200 + draw(origin, 'second', 50400)
           + CASE WHEN i = origin THEN 0 ELSE 3600 + draw(i, 'later', 518400) END AS BIGINT)) AS opened_at,
         CAST(-90 * ln((draw(i, 'wait', 99991) + 1) / 100000.0) AS INTEGER) AS wait_s,
         CAST(exp(5.8 + 0.5 * (draw(i, 'work', 1000) + draw(i, 'more', 1000) - 1000) / 400.0) AS INTEGER) AS work_s,
         draw(i, 'wrap', 120) AS wrap_s,
         draw(i, 'gave up', 100) < 5 AS abandoned
  FROM numbered
)
SELECT i AS contact_id, CASE WHEN draw(i, 'who', 100) >= 4 THEN customer_id END AS customer_id,
       'agent-' || (team * {agents} + nth_agent) AS agent_id, 'team-' || lpad(CAST(team AS VARCHAR), 2, '0') AS team,
       channel, topic, opened_at,
       CASE WHEN NOT abandoned THEN opened_at + to_seconds(wait_s + work_s) END AS resolved_at,
       opened_at + to_seconds(wait_s + CASE WHEN abandoned THEN 0 ELSE work_s + wrap_s END) AS ended_at,
       wait_s,
       CASE WHEN NOT abandoned THEN work_s END AS handle_s,
       CASE WHEN NOT abandoned THEN work_s // 7 END AS hold_s,
       CASE WHEN NOT abandoned THEN wrap_s END AS wrap_s,
       CAST(CASE WHEN draw(i, 'passed on', 100) < 12 THEN 1 + draw(i, 'again', 2) ELSE 0 END AS INTEGER) AS transfers,
       CAST(draw(i, 'reopened', 100) < 4 AS INTEGER) AS reopens,
       CASE WHEN NOT abandoned THEN draw(i, 'solved', 100) < 86 END AS resolved,
       abandoned
FROM drawn
"""

_SURVEYS = """
SELECT contact_id + 1000000000 AS survey_id, contact_id, ended_at + INTERVAL 1 HOUR AS sent_at,
       CASE WHEN draw(contact_id, 'answers', 100) < 40
            THEN 1 + CAST(sqrt(draw(contact_id, 'score', 20)) AS INTEGER) END AS score
FROM read_parquet('{folder}/contacts.parquet')
WHERE NOT abandoned AND draw(contact_id, 'asked', 100) < 15
"""

_COSTS = """
SELECT CAST(date_trunc('month', opened_at) AS DATE) AS from_on, last_day(min(opened_at)) AS to_on, team,
       round(sum(handle_s + wrap_s) / 3600.0 * 1.3, 1) AS hours, hours * 28 AS amount
FROM read_parquet('{folder}/contacts.parquet')
GROUP BY 1, team
"""

_AGENTS = """
SELECT DISTINCT agent_id, team, 'site-' || CAST(right(team, 2) AS INTEGER) % 3 AS site
FROM read_parquet('{folder}/contacts.parquet')
"""


def build(folder: Path, size: int) -> None:
    """Write contacts, surveys, costs and agents, and the settings that map them."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = {"size": size, "customers": size // 4, "topics": TOPICS, "teams": TEAMS, "agents": AGENTS_OF_TEAM}
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spill")}) as connection:
        connection.execute(_DRAW)
        for name, sql in (("contacts", _CONTACTS), ("surveys", _SURVEYS), ("costs", _COSTS), ("agents", _AGENTS)):
            select = sql.format(folder=folder, days=DAYS, first=FIRST_DAY, **numbers)
            connection.execute(f"COPY ({select}) TO '{folder}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    (folder / "steelyard.toml").write_text(SETTINGS)
