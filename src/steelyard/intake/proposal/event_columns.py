"""Which columns of an event log say what happened, when, and in which order."""

from __future__ import annotations

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns
from steelyard.intake.proposal.lifecycle import tells_transitions
from steelyard.intake.proposal.model import SURE, Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows
from steelyard.settings.mapping import ColumnMapping

INPUT = "events"
"""What the view calls the rows of the log."""

MOST_ACTIVITIES = 700
_ONLY = 0.7
_CALLED, _OF_STATES = 0.85, 0.65
_NEWEST_FIRST = 2
"""So many times as often the next row of a case lies before as after: the log begins with what happened last."""


def find_activity(file: File, but: str = "") -> tuple[Profile | None, float]:
    """The column of what happened, in words or as numbers, and how sure it is one; None where none else is called so.

    A column of states is one where no column tells which row of a case is the last.
    """
    fitting = [
        (names.match("activity", "activity", p.name)[0], p)
        for p in file.profiles.values()
        if (p.kind in ("text", "boolean") or (p.kind == "number" and p.is_whole))
        and p.name != but
        and 1 < p.distinct <= MOST_ACTIVITIES
        and p.known >= 0.9 * p.rows
        and not tells_transitions(p)
    ]
    strength, found = max(fitting, key=lambda entry: entry[0], default=(0.0, None))
    if strength > SURE:
        return found, _CALLED
    return (found, _OF_STATES) if strength and not find_order(file) else (None, 0.0)


def find_time(file: File) -> Guess | None:
    """When an event happened: of a log with a begin and an end of each, the end; else the only column of instants."""
    found = [guess_columns(table, file).get(target) for table, target in (("steps", "at"), ("contacts", "opened_at"))]
    fitting = [guess for guess in found if guess and is_read(guess.mapping, file)]
    dated = [p for p in file.profiles.values() if p.moment and p.moment.is_plain and p.known >= 0.9 * p.rows]
    if not fitting and len(dated) == 1:
        return Guess(ColumnMapping("at", (dated[0].name,)), _ONLY, "the only column of instants")
    return max(fitting, key=lambda guess: guess.confidence >= SURE, default=None)


def is_read(mapping: ColumnMapping, file: File) -> bool:
    """Whether `instant` reads a mapping: one column of instants, or a date and a time of day."""
    moments = [file.profiles[name].moment for name in mapping.columns]
    is_plain = all(moment is None or moment.is_plain for moment in moments) and moments[:1] != [None]
    return is_plain and (len(moments) == 1 or (len(moments) == 2 and bool(mapping.formats)))


def instant(mapping: ColumnMapping, file: File) -> str:
    """SQL of when an event happened."""
    if len(mapping.columns) == 1:
        return of_column(file.profiles[mapping.columns[0]])
    text = " || ' ' || ".join(f"trim({quoted(name)})" for name in mapping.columns)
    return _read(f"({text})", mapping.formats)


def of_column(profile: Profile) -> str:
    """SQL of an instant: with its offset where the text has one, else what the clocks showed."""
    moment, column = profile.moment, quoted(profile.name)
    assert moment is not None
    if moment.unit.startswith("epoch_"):
        each = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}[moment.unit]
        return f"to_timestamp(TRY_CAST({column} AS DOUBLE) / {each})"
    if moment.unit:
        return f"TIMESTAMP '1899-12-30' + to_microseconds(CAST(TRY_CAST({column} AS DOUBLE) * 86400e6 AS BIGINT))"
    if not moment.formats:
        return f"TRY_CAST({column} AS {'TIMESTAMPTZ' if moment.has_offset else 'TIMESTAMP'})"
    return _read(column, moment.formats)


def _read(text: str, formats: tuple[str, ...]) -> str:
    read = [f"try_strptime({text}, {literal(form)})" for form in formats]
    return read[0] if len(read) == 1 else f"coalesce({', '.join(read)})"


def find_order(file: File) -> str:
    """SQL by which the rows of a case follow each other: a counter before an instant; empty where nothing tells."""
    found = [p for p in file.profiles.values() if names.match("version", "version", p.name)[0] > 0.8]
    counters = [p for p in found if p.kind == "number" and p.is_whole]
    if counters:
        return f"TRY_CAST({quoted(counters[0].name)} AS BIGINT)"
    instants = [p for p in found if p.moment and p.moment.is_plain]
    return of_column(instants[0]) if instants else ""


def place(rows: Rows, case: str, happened: str) -> str:
    """SQL that puts events of one instant in order: as they stand, or from the last row where the newest stand first.

    Args:
        rows: all rows, with their numbers. case: the column of the case. happened: SQL of when.
    """
    before = f"lag(happened) OVER (PARTITION BY {quoted(case)}, _file ORDER BY _row)"
    told = f"(SELECT *, {happened} AS happened FROM {rows.relation})"
    moved = f"SELECT happened - {before} AS moved FROM {told}"
    sql = (
        "SELECT count(*) FILTER (WHERE moved < INTERVAL 0 SECOND), count(*) FILTER (WHERE moved > INTERVAL 0 SECOND) "
        f"FROM ({moved})"
    )
    back, on = rows.connection.execute(sql).fetchone()
    return f"(SELECT max(_row) FROM {INPUT}) - _row" if back > _NEWEST_FIRST * on else "_row"
