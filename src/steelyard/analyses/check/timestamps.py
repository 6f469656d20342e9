"""Odd instants: ends before begins, nothing in between, midnights, everything closed in one second, very short work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from steelyard.analyses.check.finding import Finding, Look

_LATER = ("first_reply_at", "answered_at", "ended_at", "resolved_at")
_TIMED = {"contacts": ("opened_at", *_LATER), "surveys": ("sent_at", "answered_at")}
_MIDNIGHT_SHARE = 0.01
_SAME_SHARE = 0.005
_LEAST = 5
_BULK = 20
_SHORT_S = 10
_SHORT_SHARE = 0.02


def odd_instants(look: Look) -> Iterator[Finding]:
    """Everything odd about when things happened."""
    for column in (name for name in _LATER if look.knows("contacts", name)):
        yield from _order(look, column)
    for table, columns in _TIMED.items():
        for column in (name for name in columns if look.knows(table, name)):
            yield from _midnights(look, table, column)
    for column in ("ended_at", "resolved_at"):
        if look.knows("contacts", column):
            yield from _bulk(look, column)
    if look.knows("contacts", "handle_s"):
        yield from _short(look)


def _order(look: Look, column: str) -> Iterator[Finding]:
    timed = f"{column} IS NOT NULL AND NOT coalesce({column}_is_date, false) AND NOT coalesce(opened_at_is_date, false)"
    rows = look.rows(
        f"SELECT source, count(*) AS n, sum(CASE WHEN {column} < opened_at THEN 1 ELSE 0 END) AS before, "
        f"sum(CASE WHEN {column} = opened_at THEN 1 ELSE 0 END) AS same FROM contacts WHERE {timed} GROUP BY source"
    )
    for row in rows:
        where = f"{row['source']}: {column}"
        if row["before"]:
            yield Finding(
                "before_start",
                f"{column} lies before the start",
                where,
                int(row["before"]),
                int(row["n"]),
                "Durations from it are negative and left out; the rest may be wrong as well.",
                f"Is {column} mapped to the right column, format and time zone?",
            )
        if row["same"] >= _LEAST and row["same"] > _SAME_SHARE * row["n"]:
            yield Finding(
                "same_instant",
                f"{column} is the very instant of the start",
                where,
                int(row["same"]),
                int(row["n"]),
                "A duration of zero pulls means and medians down; often it was never measured.",
                "If zero means that it did not happen, declare it with missing_when.",
                "note",
            )


def _midnights(look: Look, table: str, column: str) -> Iterator[Finding]:
    zones = {look.settings.time_zone, *_zones(look, table, column)}
    minutes = ", ".join(map(str, sorted(set().union(*map(_midnight_minutes, zones)))))
    rows = look.rows(
        f"SELECT source, count(*) AS n, sum(CASE WHEN {column}_is_date THEN 1 ELSE 0 END) AS dated, "
        f"sum(CASE WHEN extract(hour FROM {column}) * 60 + extract(minute FROM {column}) IN ({minutes}) "
        f"AND {column} = date_trunc('minute', {column}) AND NOT coalesce({column}_is_date, false) "
        f"THEN 1 ELSE 0 END) AS midnight FROM {table} WHERE {column} IS NOT NULL GROUP BY source"
    )
    for row in rows:
        where = f"{row['source']}: {column}"
        timed, midnight = row["n"] - row["dated"], row["midnight"]
        if midnight >= _LEAST and midnight > _MIDNIGHT_SHARE * timed:
            yield Finding(
                "midnight",
                f"{column} at exactly midnight, far more than chance",
                where,
                int(midnight),
                int(timed),
                "The time of day was lost: durations from it are wrong by up to a day.",
                f'Add lost_time = "00:00" to {column}: the date is kept, no duration is computed.',
            )
        if row["dated"] and table == "contacts":
            yield Finding(
                "time_lost",
                f"{column} has a date and no time of day",
                where,
                int(row["dated"]),
                int(row["n"]),
                "No duration is computed from it.",
                "Export it with its time of day, where the system still has it.",
                "note",
            )


def _zones(look: Look, table: str, column: str) -> Iterator[str]:
    """The zones a column's local times are declared to be in, where they are not the workspace's."""
    tables = (one for source in look.settings.sources for one in source.tables if one.table == table)
    return (entry.zone for one in tables if (entry := one.columns.get(column)) and entry.zone)


def _midnight_minutes(zone: str) -> set[int]:
    """Minutes of the day, in UTC, of local midnights in winter and summer."""
    days = (datetime(2025, 1, 15), datetime(2025, 7, 15))
    local = (datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in days)
    return {moment.hour * 60 + moment.minute for moment in local} | {0}


def _bulk(look: Look, column: str) -> Iterator[Finding]:
    rows = look.rows(
        f"SELECT source, sum(n) AS n, sum(CASE WHEN n >= {_BULK} THEN n ELSE 0 END) AS together, max(n) AS most FROM "
        f"(SELECT source, {column}, count(*) AS n FROM contacts WHERE {column} IS NOT NULL AND "
        f"NOT coalesce({column}_is_date, false) GROUP BY source, {column}) AS seconds GROUP BY source"
    )
    for row in rows:
        if row["together"] and row["most"] > 0.001 * row["n"]:
            yield Finding(
                "bulk",
                f"{column} of {int(row['most']):,} contacts in one and the same instant, at most",
                f"{row['source']}: {column}",
                int(row["together"]),
                int(row["n"]),
                "Closing in bulk is no solution: it says nothing of the customer's issue.",
                'Map closure so that these are "bulk".',
            )


def _short(look: Look) -> Iterator[Finding]:
    rows = look.rows(
        "SELECT source, count(*) AS n, sum(CASE WHEN handle_s = 0 THEN 1 ELSE 0 END) AS zeros, "
        f"sum(CASE WHEN handle_s > 0 AND handle_s < {_SHORT_S} THEN 1 ELSE 0 END) AS short FROM contacts "
        "WHERE handle_s IS NOT NULL GROUP BY source"
    )
    for row in rows:
        if row["zeros"] >= _LEAST and row["zeros"] > _SHORT_SHARE * row["n"]:
            yield Finding(
                "no_handling",
                "handling time of zero",
                f"{row['source']}: handle_s",
                int(row["zeros"]),
                int(row["n"]),
                "Counted as handled in no time: pace and handle time look better than they are.",
                "If nobody handled them, declare it with missing_when.",
            )
        if row["short"] >= _LEAST and row["short"] > _SHORT_SHARE * row["n"]:
            yield Finding(
                "short_handling",
                f"handled in under {_SHORT_S} seconds",
                f"{row['source']}: handle_s",
                int(row["short"]),
                int(row["n"]),
                "Nobody is helped in that time: hung up by the agent, or a fault of the telephone system.",
                "Listen to a few; compare agents.",
            )
