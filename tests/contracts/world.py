# ruff: noqa: E501
"""A small random contact centre with known mechanics, as canonical tables and the facts built from them.

Everything is drawn by hashing (row, purpose, seed), so that a world cut at an earlier horizon, or robbed of ids, marks
or answers, is the same world seen worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from steelyard import facts, schema
from steelyard.facts import build
from steelyard.settings.mapping import Source
from steelyard.settings.model import Assumptions, Settings
from steelyard.store.engine.duckdb import DuckEngine

START = datetime(2025, 1, 6)
DAYS = 240
END = START + timedelta(days=DAYS)


@dataclass(frozen=True)
class Loss:
    """Shares of customer ids, resolution marks and survey answers that are lost at random."""

    ids: float = 0
    marks: float = 0
    answers: float = 0


@dataclass
class World:
    """A world at a horizon: `snapshot` and `settings` are what `measure` takes."""

    contacts: int = 8_000
    horizon: datetime = END
    loss: Loss = Loss()
    seed: int = 1
    assumptions: Assumptions = field(default_factory=lambda: Assumptions(customer_hour_value=12, loyalty_days=30))

    def __post_init__(self) -> None:
        self.engine = DuckEngine(memory="1GB", threads=1)
        self.settings = Settings(
            Path("."),
            Path("."),
            sources=(Source("world", {}, (), invitations="all"),),
            assumptions=self.assumptions,
        )
        self._draw()
        known = {name: self._store(name, select) for name, select in self._tables().items()}
        selects = build.build(self.engine, self.settings, self.horizon, known)
        for table, select in selects.items():
            self.engine.execute(f"CREATE OR REPLACE TABLE {table} AS {select}")
        tables = {facts.fact(name).table: () for name in facts.names()}
        manifest = SimpleNamespace(known=known, tables=tables, version=1, horizon=self.horizon, settings="", notes={})
        self.snapshot: Any = SimpleNamespace(
            engine=self.engine, results=None, refused={}, follow_days=None, odds=1.0, manifest=manifest
        )

    def _u(self, row: str, purpose: str) -> str:
        """A number from 0 to 1, the same for the same row and purpose."""
        return f"(hash({row} || '{purpose}{self.seed}') / 18446744073709551616.0)"

    def _draw(self) -> None:
        """Three generations of contacts: first ones, returns, and returns of returns, then what happens in each."""
        u = self._u
        self.engine.execute(f"""
            CREATE TABLE firsts AS SELECT 'k' || i AS id, 'c' || CAST(floor({u("i", "c")} * {self.contacts} / 2) AS INT) AS customer,
                TIMESTAMP '{START}' + to_microseconds(CAST({u("i", "t")} * {DAYS} * 86400e6 AS BIGINT)) AS opened_at,
                CAST(floor({u("i", "topic")} * 5) AS INT) AS topic
            FROM (SELECT CAST(range AS VARCHAR) AS i FROM range({self.contacts}))""")
        returns = """SELECT id || 'r' AS id, customer, opened_at + to_microseconds(CAST((0.05 - 3 * ln({late})) * 86400e6 AS BIGINT)) AS opened_at,
            topic FROM {past} WHERE {u} < 0.15 + 0.05 * topic"""
        later = returns.format(past="firsts", late=u("id", "late"), u=u("id", "back"))
        self.engine.execute(f"CREATE TABLE seconds AS {later}")
        later = returns.format(past="seconds", late=u("id", "late"), u=u("id", "back"))
        self.engine.execute(f"CREATE TABLE thirds AS {later}")
        self.engine.execute(f"""
            CREATE TABLE drawn AS SELECT *, CASE WHEN kind < 0.15 THEN 'bot' WHEN kind < 0.6 THEN 'phone' ELSE 'email' END AS channel,
                kind >= 0.15 AND kind < 0.6 AND {u("id", "gone")} < 0.06 AS abandoned,
                opened_at + to_seconds(CAST(300 - 40000 * ln({u("id", "ends")}) * (CASE WHEN kind < 0.6 THEN 0.01 ELSE 1 END) AS INT)) AS ended_at
            FROM (SELECT *, {u("id", "kind")} AS kind, 'team ' || CAST(floor({u("id", "team")} * 6) AS INT) AS team
                  FROM (FROM firsts UNION ALL FROM seconds UNION ALL FROM thirds)
                  WHERE opened_at < TIMESTAMP '{self.horizon}')""")

    def _tables(self) -> dict[str, str]:
        u, seen = self._u, f"TIMESTAMP '{self.horizon}'"
        contacts = f"""SELECT id AS contact_id, CASE WHEN {u("id", "id lost")} >= {self.loss.ids} THEN customer END AS customer_id,
            team || ' a' || CAST(floor({u("id", "agent")} * 12) AS INT) AS agent_id, team, channel, 'topic ' || topic AS topic,
            's' || CAST(floor({u("customer", "segment")} * 3) AS INT) AS segment, 'inbound' AS direction, opened_at,
            CASE WHEN channel = 'email' THEN opened_at + (ended_at - opened_at) / 2 END AS first_reply_at,
            CASE WHEN ended_at < {seen} THEN ended_at END AS ended_at,
            CASE WHEN ended_at < {seen} AND NOT abandoned THEN ended_at END AS resolved_at,
            CASE WHEN channel = 'phone' THEN -50 * ln({u("id", "wait")}) END AS wait_s,
            CASE WHEN channel <> 'bot' AND NOT abandoned THEN -300 * ln({u("id", "handle")}) END AS handle_s,
            CASE WHEN channel = 'phone' AND NOT abandoned THEN -20 * ln({u("id", "hold")}) END AS hold_s,
            CASE WHEN channel <> 'bot' AND NOT abandoned THEN 30 * {u("id", "wrap")} END AS wrap_s,
            CAST(floor(3 * {u("id", "replies")}) AS INT) AS replies, CAST({u("id", "moved")} < 0.12 AS INT) AS transfers,
            CAST({u("id", "reopened")} < 0.05 AS INT) AS reopens,
            CASE WHEN {u("id", "mark lost")} >= {self.loss.marks} AND ended_at < {seen} AND NOT abandoned
                 THEN {u("id", "solved")} < 0.85 - 0.05 * topic END AS resolved,
            CASE WHEN {u("id", "mark lost")} < {self.loss.marks} THEN 'inactivity' END AS closure, abandoned,
            CASE WHEN channel = 'bot' THEN 'bot' ELSE 'human' END AS handled_by,
            CASE WHEN {u("id", "visit")} < 0.05 THEN opened_at + to_seconds(CAST(-90000 * ln({u("id", "way")}) AS INT)) END AS field_visit_at,
            {u("id", "sla")} < 0.9 AS sla_met FROM drawn"""
        answer = f"CASE WHEN {u('id', 'rate lost')} >= {self.loss.answers} THEN {{score}} END"
        opinion = f"least(1, greatest(0, 0.75 - 0.08 * topic + 0.5 * ({u('id', 'mood')} - 0.5)))"
        asked = f"FROM drawn WHERE NOT abandoned AND {u('id', 'asked')} < 0.4 AND ended_at < {seen}"
        survey = """SELECT id || '{name}' AS survey_id, id AS contact_id, '{name}' AS instrument, {answer} AS score, {low} AS scale_min,
            {high} AS scale_max, 'high' AS better, ended_at AS sent_at, ended_at AS answered_at {asked}"""
        scales = {"csat": (1, 5), "ces": (1, 7), "nps": (0, 10)}
        surveys = " UNION ALL ".join(
            survey.format(
                name=name,
                low=low,
                high=high,
                asked=asked,
                answer=answer.format(
                    score=f"CASE WHEN {u('id', name)} < 0.5 THEN round({low} + {high - low} * {opinion}) END"
                ),
            )
            for name, (low, high) in scales.items()
        )
        return {
            "contacts": contacts,
            "surveys": surveys,
            "evaluations": f"""SELECT 'e' || id AS evaluation_id, id AS contact_id, 'q1' AS evaluator_id, 'form' AS rubric, 'all' AS criterion,
                round(80 + 20 * {u("id", "quality")}) AS score, 100 AS max_score, opened_at + INTERVAL 1 HOUR AS evaluated_at
                FROM drawn WHERE channel = 'phone' AND NOT abandoned AND {u("id", "heard")} < 0.15""",
            "costs": f"""SELECT CAST(m AS DATE) AS from_on, CAST(m + INTERVAL 6 DAY AS DATE) AS to_on, 'team ' || t AS team,
                'labour' AS kind, 900 + 25 * t AS amount, 30 + t AS hours
                FROM range(TIMESTAMP '{START}', TIMESTAMP '{END}', INTERVAL 7 DAY) r(m), (SELECT CAST(range AS INT) AS t FROM range(6))
                WHERE m + INTERVAL 7 DAY <= {seen}""",
            "outcomes": f"""SELECT customer AS customer_id, opened_at + to_hours(CAST(1000 * {u("id", "then")} AS INT)) AS "at",
                CASE WHEN {u("id", "what")} < 0.2 THEN 'churned' ELSE 'purchased' END AS kind, 50.0 AS amount
                FROM drawn WHERE {u("id", "does")} < 0.2 AND "at" < {seen}""",
            "agents": """SELECT DISTINCT team || ' a' || a AS agent_id, team, 'site ' || CAST(substr(team, 6) AS INT) % 3 AS site
                FROM drawn, (SELECT range AS a FROM range(12))""",
        }

    def _store(self, name: str, select: str) -> dict[str, int]:
        """Complete a canonical table with what the store keeps beside it, and count what is known."""
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE given AS {select}")
        given = set(self.engine.query("SELECT column_name AS c FROM (DESCRIBE given)")["c"])
        time, key = schema.table(name).time, schema.table(name).key[0]
        made: Mapping[str, str] = {
            "on": f'CAST("{time}" AS DATE)',
            "hour": f'hour(CAST("{time}" AS TIMESTAMP))',
            "source": "'world'",
            "source_key": f'CAST("{key}" AS VARCHAR)',
            "customer_group": _group("coalesce(customer_id, contact_id)"),
            "row_group": _group("contact_id"),
        }
        columns = [
            f'CAST({_source(column.name, given, made)} AS {schema.SQL_TYPES[column.type]}) AS "{column.name}"'
            for column in schema.stored_columns(name)
        ]
        self.engine.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(columns)} FROM given")
        counts = ", ".join(f'count("{column.name}") AS "{column.name}"' for column in schema.stored_columns(name))
        return {column: int(values[0]) for column, values in self.engine.query(f"SELECT {counts} FROM {name}").items()}


def _source(name: str, given: set[str], made: Mapping[str, str]) -> str:
    if name in given:
        return f'"{name}"'
    return made.get(name, "false" if name.endswith("_is_date") else "NULL")


def _group(text: str) -> str:
    return f"CAST('0x' || substr(md5({text}), 1, 2) AS INT) % 64"
