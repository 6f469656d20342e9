"""Canonical tables as views over an engine's own tables, which hold the canonical columns under their names.

Types are cast; columns the table lacks are missing; what intake works out when it reads files (source, key, local day
and hour, groups, marks of instants without a time of day) is worked out in the view, to the same values. Values that
cannot be are missing and rows that cannot be are left out, as in a load from files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir
import numpy as np

from steelyard import schema
from steelyard.declare import Column, Table
from steelyard.errors import MappingError
from steelyard.facts.build.expressions import group_of, is_true, md5
from steelyard.intake.engine.folding import SPARK, folded, trim
from steelyard.intake.mapping.job import CUSTOMER, WITH_IDS
from steelyard.intake.mapping.problems import EARLIEST
from steelyard.store.engine import Engine

UNIT = "\x1f"
"""Between the parts of a row's identity."""

SPELLED = "spelled:customer_id"
"""A customer's id as the table has it, where it is folded."""


@dataclass(frozen=True)
class Given:
    """A table of the engine that stands for a canonical one.

    Args:
        name: canonical; address: what the engine calls it, "catalog.schema.table".
        columns: name there -> whether it holds plain dates.
        dimensions: extra columns kept with contacts.
        zone: the reporting time zone; now: naive UTC, instants over a day later are absurd.
        folds_ids: customers' ids are brought to one form, see `folding.folded`.
    """

    name: str
    address: str
    columns: Mapping[str, bool]
    dimensions: tuple[str, ...]
    zone: str
    now: datetime
    dialect: str
    folds_ids: bool = True

    @property
    def table(self) -> Table:
        """The canonical table."""
        return schema.table(self.name)

    @property
    def spelled(self) -> dict[str, str]:
        """Name in small letters -> as the engine has it."""
        return {column.lower(): column for column in self.columns}


def look(
    engine: Engine,
    name: str,
    address: str,
    *,
    dimensions: tuple[str, ...],
    zone: str,
    now: datetime,
    folds_ids: bool = True,
) -> Given:
    """A table of the engine with its columns.

    Raises:
        EngineError: the engine has no such table. MappingError: it lacks a required column.
    """
    found = engine.query(f"SELECT * FROM {quoted(address)} WHERE 1 = 0")
    columns = {column: values.dtype == np.dtype("datetime64[D]") for column, values in found.items()}
    kept = dimensions if name == "contacts" else ()
    given = Given(name, address, columns, kept, zone, now, engine.dialect, folds_ids)
    needed = (*(column.name for column in given.table.columns if column.is_required), *given.dimensions)
    lacking = [column for column in needed if column.lower() not in given.spelled]
    if lacking:
        hint = f"name a view of it that has them; required here: {', '.join(needed)}"
        raise MappingError(f"{address} has no column {', '.join(lacking)}", where=f"engine.tables.{name}", next=hint)
    return given


def quoted(address: str) -> str:
    """A dotted name as standard SQL."""
    return ".".join(f'"{part}"' for part in address.split("."))


def marked(given: Given) -> ir.Table:
    """Every row with its stored columns, `is_kept`, and `aside:name`: whether a value is there that cannot be.

    Where customers' ids are folded SPELLED holds them as they are.
    """
    typed = _typed(given)
    held = [column for column in given.table.columns if column.name in typed.columns]
    possible = {column.name: _possible(given, column, typed[column.name]) for column in held}
    values = {name: ibis.cases((fits, typed[name])) for name, fits in possible.items() if fits is not None}
    asides = {f"aside:{name}": is_true(~fits) for name, fits in possible.items() if fits is not None}
    return _derived(given, typed.mutate(**values, **asides))


def kept(given: Given, rows: ir.Table) -> ir.Table:
    """The stored columns of the rows that hold, from `marked`."""
    names = [column.name for column in schema.stored_columns(given.name, given.dimensions)]
    return rows.filter(rows.is_kept).select(*names)


def _typed(given: Given) -> ir.Table:
    """The columns the engine's table has, in the canonical types; texts that are blank are missing."""
    rows = _raw(given)
    fields = {}
    for column in given.table.columns:
        name = given.spelled.get(column.name)
        if name is not None:
            fields[column.name] = _cast(column, rows[name])
            if column.type == "instant":
                fields[f"{column.name}_is_date"] = _date_mark(given, column, rows)
                if given.columns[name]:
                    fields[column.name] = _utc(given, fields[column.name])
    for name in (*given.dimensions, "source", "source_key"):
        if name.lower() in given.spelled:
            fields[name] = _text(rows[given.spelled[name.lower()]])
    if given.folds_ids and CUSTOMER in fields:
        fields[SPELLED] = fields[CUSTOMER]
        fields[CUSTOMER] = folded(fields[CUSTOMER], given.dialect)
    if given.name not in WITH_IDS and "source_key" not in fields:
        fields["source_key"] = _occurrence(rows)
    return rows.select(**fields)


def _raw(given: Given) -> ir.Table:
    """The engine's table. Its columns are declared in a type none of them is cast to, so that no cast is left out."""
    *above, name = given.address.split(".")
    place = dict(zip(("database", "catalog"), reversed(above), strict=False))
    return ibis.table(dict.fromkeys(given.columns, "json"), name=name, **place)


def _cast(column: Column, value: ir.Value) -> ir.Value:
    if column.type != "text":
        return value.cast(schema.IBIS_TYPES[column.type])
    return _text(value).lower() if column.choices else _text(value)


def _text(value: ir.Value) -> ir.Value:
    return trim(value.cast("string")).nullif("")


def _occurrence(rows: ir.Table) -> ir.Value:
    """Rows of tables without ids: the digest of all columns and which occurrence of it a row is."""
    texts = (rows[name].cast("string").fill_null("") for name in rows.columns)
    digest = md5(reduce(lambda left, right: left + UNIT + right, texts))
    place = ibis.row_number().over(group_by=digest, order_by=digest) + 1
    return digest + ":" + place.cast("string")


def _date_mark(given: Given, column: Column, rows: ir.Table) -> ir.Value:
    """Whether the time of day is not known: the table says so, or holds dates."""
    said = given.spelled.get(f"{column.name}_is_date")
    is_date = rows[said].cast("boolean") if said else ibis.literal(given.columns[given.spelled[column.name]])
    return ibis.cases((rows[given.spelled[column.name]].notnull(), is_date))


def _possible(given: Given, column: Column, value: ir.Value) -> ir.Value | None:
    """Whether a value can be; None where any can."""
    if column.choices:
        return value.isin(column.choices)
    if column.type == "instant":
        latest = ibis.timestamp((given.now + timedelta(days=1)).isoformat(sep=" ", timespec="seconds"))
        return (value >= ibis.timestamp(f"{EARLIEST} 00:00:00")) & (value <= latest)
    if column.type in ("seconds", "count"):
        return value >= 0
    if column.between:
        return value.between(*column.between) & ~value.isnan()
    return ~value.isnan() if column.type in ("number", "money") else None


def _derived(given: Given, rows: ir.Table) -> ir.Table:
    """All stored columns beside the marks."""
    fields = {
        column.name: _stored(given, rows, column) for column in schema.stored_columns(given.name, given.dimensions)
    }
    asides = [name for name in rows.columns if name.startswith("aside:") or name == SPELLED]
    derived = rows.select(**fields, **{name: rows[name] for name in asides})
    return derived.mutate(is_kept=_holds(given, derived))


def _stored(given: Given, rows: ir.Table, column: Column) -> ir.Value:
    time, name = given.table.time, column.name
    if name == "on" and time in rows.columns:
        return _local(given, rows[time]).date() if given.table.column(time).type == "instant" else rows[time]
    if name == "hour" and f"{time}_is_date" in rows.columns:
        return ibis.cases((~rows[f"{time}_is_date"], _local(given, rows[time]).hour().cast("int64")))
    if name == "row_group":
        return group_of(rows.contact_id)
    if name == "customer_group":
        return group_of(
            rows.customer_id.fill_null(rows.contact_id) if "customer_id" in rows.columns else rows.contact_id
        )
    if name in rows.columns:
        return rows[name]
    if name == "source":
        return ibis.literal(given.address)
    return _key(given, rows) if name == "source_key" else ibis.null(schema.IBIS_TYPES[column.type])


def _key(given: Given, rows: ir.Table) -> ir.Value:
    """The table's own ids, joined."""
    parts = [rows[name] for name in given.table.key if name in rows.columns]
    joined = reduce(lambda left, right: left + UNIT + right, (part.fill_null("") for part in parts))
    return ibis.cases((ibis.coalesce(*parts).notnull(), joined))


def _holds(given: Given, rows: ir.Table) -> ir.Value:
    """Whether a row has what it needs and does not contradict itself."""
    needed = [rows[column.name].notnull() for column in given.table.columns if column.is_required]
    wrong = []
    if given.name in ("surveys", "survey_items"):
        outside = (rows.score < rows.scale_min) | (rows.score > rows.scale_max)
        wrong = [rows.scale_min >= rows.scale_max, outside]
    if given.name == "evaluations":
        wrong = [rows.max_score <= 0, (rows.score < 0) | (rows.score > rows.max_score)]
    if given.name == "costs":
        wrong = [rows.to_on < rows.from_on]
    if given.name == "steps":
        wrong = [rows.contact_id.isnull() & rows.issue_id.isnull()]
    rules = [*needed, rows.source_key.notnull(), *(~is_true(rule) for rule in wrong)]
    return reduce(lambda left, right: left & right, rules)


def _local(given: Given, instant: ir.Value) -> ir.Value:
    """What the clocks of the reporting zone showed."""
    if given.zone == "UTC":
        return instant
    if given.dialect == SPARK:
        return from_utc_timestamp(instant, given.zone)
    return timezone(given.zone, timezone("UTC", instant))


def _utc(given: Given, wall: ir.Value) -> ir.Value:
    """The instant at which the clocks of the reporting zone showed that."""
    if given.zone == "UTC":
        return wall
    if given.dialect == SPARK:
        return to_utc_timestamp(wall, given.zone)
    return timezone("UTC", timezone(given.zone, wall))


@ibis.udf.scalar.builtin
def timezone(zone: str, instant: datetime) -> datetime:  # type: ignore[empty-body]
    """A wall clock's time as an instant, or an instant as a wall clock's time."""


@ibis.udf.scalar.builtin
def from_utc_timestamp(instant: datetime, zone: str) -> datetime:  # type: ignore[empty-body]
    """What a zone's clocks show at an instant."""


@ibis.udf.scalar.builtin
def to_utc_timestamp(wall: datetime, zone: str) -> datetime:  # type: ignore[empty-body]
    """The instant at which a zone's clocks show that."""
