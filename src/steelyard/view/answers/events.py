"""What was logged as a table: a row an event, with what moved afterwards for those who took part."""

from __future__ import annotations

from steelyard.analyses.events.answer import After, Log
from steelyard.view.table import Cell, Column, Table, Tone
from steelyard.wording import change_limits_of, change_of

_TONES: dict[str, Tone] = {"helped": "good", "hurt": "bad", "only cut cost": "bad", "cannot tell": "unsure"}

_COLUMNS = (
    Column("Day", True),
    Column("Event", wraps=True),
    Column("Kind", rank=3),
    Column("Who took part", rank=2, wraps=True),
    Column("What for", rank=3, wraps=True),
    Column("Afterwards"),
    Column("Effect", True),
    Column("95% interval", True, 2),
    Column("Because", rank=2, wraps=True),
)


def tables(answer: Log) -> tuple[Table, ...]:
    """The newest first."""
    if not answer.entries:
        return ()
    return (Table("What was done, and what moved", _COLUMNS, tuple(_row(one) for one in answer.entries)),)


def _row(one: After) -> tuple[Cell, ...]:
    is_known = one.effect is not None and one.effect.value is not None
    return (
        Cell(f"{one.on.day} {one.on:%b %Y}".replace(" ", "\u00a0"), "quiet"),
        Cell(one.name),
        Cell(one.kind, "quiet"),
        Cell(one.who or "everybody", "quiet"),
        Cell(one.purpose, "quiet"),
        Cell(one.verdict, _TONES.get(one.verdict, "")),
        Cell(change_of(one.effect) if is_known and one.effect else "–", "", one.measure),
        Cell(change_limits_of(one.effect) if one.effect else "", "quiet"),
        Cell(one.why, "quiet"),
    )


TABLES = tables
