"""What customers' remarks of some days were read as asking for, as a small table that queries join.

Texts are read in Python and reasons are asked of the engine: told(...) reads each remark once and gives the engine the
ids of those that ask for something, and what for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from steelyard.measure.models.remarks import readings_of
from steelyard.measure.sums import queries
from steelyard.remarks.reading import Reading
from steelyard.remarks.rules import LEAVING
from steelyard.schema import IBIS_TYPES, stored_columns
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.store.lazily import exp, ibis

TABLE = "asks_of_remarks"
ASKED = (LEAVING, "escalation", "apology", "callback", "refund", "cancel", "information")
"""What a remark may be listed for; of several the first."""

_COLUMNS = ("survey_id", "instrument", "ask")


def table() -> Any:
    """survey_id, instrument, ask: remarks that were read as asking for something, once each."""
    return ibis.table(dict.fromkeys(_COLUMNS, "string"), name=TABLE)


def written(surveys: Any, since: datetime, until: datetime) -> Any:
    """Rows of the canonical table with a remark given after one instant, until another."""
    days = surveys.filter(surveys.answered_at > ibis.literal(since), surveys.answered_at <= ibis.literal(until))
    return days.filter(days.comment.notnull())


def told(snapshot: Snapshot, settings: Settings, since: datetime, until: datetime) -> Snapshot:
    """The same version with `table()` of the remarks given after one instant, until another.

    What was read is kept with the version.
    """
    columns = {column.name: IBIS_TYPES[column.type] for column in stored_columns("surveys", settings.dimensions)}
    rows = written(ibis.table(columns, name="surveys"), since, until).select("survey_id", "instrument", "comment")
    ordered = rows.order_by("survey_id", "instrument", "comment")
    found = asked(snapshot, queries.to_sql(ordered, snapshot.engine.dialect))
    readings = readings_of(snapshot, settings, [str(text) for text in found["comment"]])
    said: dict[tuple[str, str], set[str]] = {}
    for survey_id, instrument, reading in zip(found["survey_id"], found["instrument"], readings, strict=True):
        said.setdefault((str(survey_id), str(instrument)), set()).update(_said(reading))
    asks = [(*key, next(ask for ask in ASKED if ask in of)) for key, of in said.items() if of]
    return snapshot.beside(TABLE, _select(asks))


def _said(reading: Reading) -> Iterable[str]:
    return (*reading.asks, *((LEAVING,) if reading.leaving else ()))


def _select(rows: Iterable[tuple[str, str, str]]) -> str:
    """SQL that gives the rows."""
    literal = exp.Literal.string
    values = ", ".join(f"({', '.join(literal(value).sql(dialect='duckdb') for value in row)})" for row in rows)
    if not values:
        return f"SELECT {', '.join(f'CAST(NULL AS VARCHAR) AS {name}' for name in _COLUMNS)} WHERE FALSE"
    return f"SELECT * FROM (VALUES {values}) AS told({', '.join(_COLUMNS)})"
