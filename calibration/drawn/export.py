"""Writes worlds as Parquet files and the steelyard.toml that reads them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from calibration.drawn.draw import DAY_S, FIRST_DAY, MOST_POINTS, Columns, draw
from calibration.drawn.setting import BEFORE, LOYALTY_DAYS, SLOT_DAYS, Regime, Setting
from calibration.drawn.truth import CUSTOMER_HOUR_VALUE, SERVICE_LEVEL_S
from calibration.mapping import Source, spell_mapping

AT_ONCE = 200_000
"""Customers drawn at a time."""

SETTLED_DAYS = 40
"""Days after the last possible start until everything is old enough to count."""

_SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}

_CONTACT = (
    *("contact_id", "customer_id", "agent_id", "team", "channel", "topic", "segment", "opened_at", "first_reply_at"),
    *("ended_at", "resolved_at", "wait_s", "handle_s", "wrap_s", "hold_s", "customer_s", "cost", "replies"),
    *("transfers", "reopens", "resolved", "abandoned", "sla_met"),
)
_SURVEY = ("survey_id", "contact_id", "instrument", "score", "scale_min", "scale_max", "sent_at")
_HEARD = ("evaluation_id", "contact_id", "score", "evaluated_at")


def write(
    setting: Setting, folder: Path, *, worlds: int, customers: int, seed: int, until_day: int | None = None
) -> int:
    """Write worlds into a folder as a workspace that is ready to load.

    Args:
        setting: the population. folder: made if missing.
        worlds: how many; `world` is their dimension, "w00000" the first. customers: of each.
        seed: the same seed writes the same rows.
        until_day: the data end before this day, and what was still open then is; without it everything is settled.

    Returns:
        Contacts written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    end_day = until_day or setting.last_day + LOYALTY_DAYS + SETTLED_DAYS
    connection, written = duckdb.connect(), 0
    connection.execute("SET threads = 1")
    step = max(AT_ONCE // customers, 1)
    for piece, first in enumerate(range(0, worlds, step)):
        count = min(step, worlds - first)
        drawn = draw(setting, count, customers, seed * 1_000_003 + piece)
        numbered = {**drawn.contacts, "contact": np.arange(len(drawn.contacts["issue"]))}
        tables = {"contacts": numbered, "surveys": drawn.surveys, "evaluations": drawn.evaluations}
        tables |= {"outcomes": drawn.outcomes}
        if setting.has_ledger:
            tables["costs"] = _ledger(setting, drawn.contacts, count)
        names = np.arange(count * setting.agents)
        tables["agents"] = {"world": names // setting.agents, "agent": names % setting.agents}
        for name, columns in tables.items():
            connection.register("rows", columns)
            select = _SELECTS[name].format(**_words(setting, piece, first, end_day))
            connection.execute(f"COPY ({select}) TO '{folder}/{name}-{piece:04}.parquet' (FORMAT parquet)")
            connection.unregister("rows")
        written += len(drawn.contacts["issue"])
    connection.close()
    _declare(setting, folder, end_day)
    return written


def _words(setting: Setting, piece: int, first: int, end_day: int) -> dict[str, object]:
    names = ", ".join(f"'{channel.name}'" for channel in setting.channels)
    world = f"format('w{{:05d}}', world + {first})"
    invited = ", ".join(f"'{name}'" for name, _ in setting.invited)
    return {
        "piece": piece,
        "first": first,
        "end_s": end_day * DAY_S,
        "start": f"TIMESTAMP '{FIRST_DAY}'",
        "channels": f"[{names}]",
        "instruments": f"[{invited}]",
        "lows": str([_SCALES[name][0] for name, _ in setting.invited]),
        "highs": str([_SCALES[name][1] for name, _ in setting.invited]),
        "teams": setting.teams,
        "world": world,
        "team": world if setting.has_ledger else "format('team {:02d}', team)",
        "hourly": "NULL" if setting.has_ledger else f"{list(setting.hourly_cost)}[agent % {setting.teams} % 2 + 1]",
        "is_first": "true" if piece == 0 else "false",
    }


_SELECTS = {
    "contacts": """
        SELECT format('k{piece}.{{}}', contact) AS contact_id, format('c{piece}.{{}}', customer) AS customer_id,
            {world} AS world, CASE WHEN agent >= 0 THEN {world} || '.' || agent END AS agent_id, {team} AS team,
            {channels}[channel + 1] AS channel, 'topic ' || family AS topic,
            'kind ' || kind AS segment, issue,
            {start} + to_seconds(opened_s) AS opened_at,
            CASE WHEN ended_s < {end_s} THEN {start} + to_seconds(ended_s) END AS ended_at,
            CASE WHEN ended_s < {end_s} AND resolved THEN {start} + to_seconds(ended_s) END AS resolved_at,
            CASE WHEN NOT abandoned AND wait_s IS NULL AND (opened_s + ended_s) / 2 < {end_s}
                THEN {start} + to_milliseconds((500 * (opened_s + ended_s))::BIGINT) END AS first_reply_at,
            CASE WHEN ended_s < {end_s} AND NOT abandoned THEN resolved END AS resolved,
            wait_s, handle_s, wrap_s,
            hold_s, customer_s, cost,
            replies, transfers, reopens,
            abandoned, CASE WHEN NOT abandoned THEN sla_met END AS sla_met
        FROM rows WHERE opened_s < {end_s}
        UNION ALL BY NAME
        SELECT 'anchor' AS contact_id, 'nobody' AS customer_id, 'none' AS world, {start} - INTERVAL 8 DAY AS opened_at,
            {start} - INTERVAL 8 DAY AS ended_at WHERE {is_first}""",
    "surveys": """
        SELECT format('k{piece}.{{}}', contact) || {instruments}[instrument + 1] AS survey_id,
            format('k{piece}.{{}}', contact) AS contact_id, {instruments}[instrument + 1] AS instrument,
            score, {lows}[instrument + 1] AS scale_min, {highs}[instrument + 1] AS scale_max,
            {start} + to_seconds(sent_s) AS sent_at
        FROM rows WHERE sent_s < {end_s}""",
    "evaluations": """
        SELECT format('e{piece}.{{}}', contact) AS evaluation_id, format('k{piece}.{{}}', contact) AS contact_id, score,
            {start} + to_seconds(heard_s) AS evaluated_at FROM rows WHERE heard_s < {end_s}""",
    "outcomes": """
        SELECT format('c{piece}.{{}}', customer) AS customer_id, {start} + to_seconds(at_s) AS "at",
            CASE WHEN is_churn THEN 'churned' ELSE 'purchased' END AS kind FROM rows WHERE at_s < {end_s}""",
    "costs": """
        SELECT ({start} + to_days(from_day::INT))::DATE AS from_on, ({start} + to_days(to_day::INT))::DATE AS to_on,
            {world} AS team, amount, hours FROM rows""",
    "agents": """
        SELECT {world} || '.' || agent AS agent_id, {hourly} AS hourly_cost,
            format('team {{:02d}}', agent % {teams}) AS team FROM rows""",
}


def _ledger(setting: Setting, contacts: Columns, worlds: int) -> Columns:
    """What was paid for the work done: hours at the capacity set, at the price set, before the change and after it."""
    worked_s = np.nan_to_num(contacts["handle_s"] + contacts["wrap_s"])
    is_after = contacts["opened_s"] >= setting.change_day * DAY_S
    pieces = []
    for regime, part, days in (
        (BEFORE, ~is_after, (-SLOT_DAYS, setting.change_day - 1)),
        (setting.later, is_after, (setting.change_day, setting.last_day + 3 * SLOT_DAYS)),
    ):
        hours = np.bincount(contacts["world"][part], worked_s[part], worlds) / 3600 / regime.capacity
        pieces.append(_entries(regime, hours, days))
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def _entries(regime: Regime, hours: np.ndarray, days: tuple[int, int]) -> Columns:
    size = len(hours)
    first, last = (np.full(size, day) for day in days)
    return {"world": np.arange(size), "from_day": first, "to_day": last, "hours": hours, "amount": hours * regime.price}


def _declare(setting: Setting, folder: Path, end_day: int) -> None:
    assumptions = {
        "return_window_days": 7,
        "loyalty_days": LOYALTY_DAYS,
        "service_level_s": SERVICE_LEVEL_S,
        "customer_hour_value": CUSTOMER_HOUR_VALUE,
    }
    text = spell_mapping("Worlds", assumptions, _sources(setting, (FIRST_DAY + timedelta(days=end_day - 1)).date()))
    (folder / "steelyard.toml").write_text(text, "utf-8")


def _sources(setting: Setting, until_on: date) -> list[Source]:
    people = {"direction": "inbound", "handled_by": "human"}
    paid = ("from_on", "to_on", "team", "amount", "hours")
    return [
        Source("desk", "contacts-*.parquet", "contacts", _CONTACT, people, ("world",), {"covers_until": until_on}),
        Source("answers", "surveys-*.parquet", "surveys", _SURVEY, {"better": "high"}, (), {"invitations": "all"}),
        Source("staff", "agents-*.parquet", "agents", ("agent_id", "team", "hourly_cost")),
        Source("heard", "evaluations-*.parquet", "evaluations", _HEARD, {"rubric": "form", "max_score": MOST_POINTS}),
        Source("afterwards", "outcomes-*.parquet", "outcomes", ("customer_id", "at", "kind")),
        *([Source("payroll", "costs-*.parquet", "costs", paid, {"kind": "labour"})] if setting.has_ledger else []),
    ]
