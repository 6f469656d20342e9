"""One mapping of a source to a canonical table as one SELECT.

    texts  ->  parsed  ->  judged  ->  stored columns, beside `_problem_column`, `_problem_reason` and `_aside`

A text is what the file says, trimmed, declared missing values removed, words mapped. Parsed is its typed value, or
missing where it does not fit. Judged adds, per column, the reason why a text that is there gives no value. A row whose
required column has none is a problem; any other such value is set aside and the row kept without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from steelyard import schema
from steelyard.declare import Column
from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import durations, instants, ratings, values
from steelyard.intake.mapping.job import CUSTOMER, Job
from steelyard.intake.mapping.problems import aside, problem, reason
from steelyard.intake.mapping.texts import texts
from steelyard.settings.mapping import ColumnMapping

_RATINGS = {("surveys", "score"), ("survey_items", "score"), ("evaluations", "score")}


def select(job: Job, relation: str) -> str:
    """The whole mapping: stored columns and what is wrong with each row; rows the filter drops are not in it."""
    parsed = [f"{sql} AS {quoted(name)}" for column, entry in job.mapped for name, sql in _parsed(job, column, entry)]
    finished = [f"{_instant(job, entry)} AS {quoted('v:' + column.name)}" for column, entry in _instants(job)]
    judged = [f"{reason(job, column)} AS {quoted('r:' + column.name)}" for column, _ in job.mapped]
    return (
        f"WITH texts AS ({texts(job, relation)}), "
        f"parsed AS (SELECT *{_more(parsed)} FROM texts WHERE _is_kept), "
        f"finished AS (SELECT *{_more(finished)} FROM parsed), "
        f"judged AS (SELECT *{_more(judged)} FROM finished), "
        f"stored AS (SELECT {', '.join(_stored(job))}, {problem(job)} AS _problem, {aside(job)} AS _aside, "
        "_file, _row FROM judged) "
        f"SELECT * EXCLUDE (_problem), _problem.name AS _problem_column, _problem.reason AS _problem_reason FROM stored"
    )


def _more(fields: Sequence[str]) -> str:
    return "".join(f", {entry}" for entry in fields)


def _instants(job: Job) -> list[tuple[Column, ColumnMapping]]:
    return [(column, entry) for column, entry in job.mapped if column.type == "instant"]


def _parsed(job: Job, column: Column, entry: ColumnMapping) -> list[tuple[str, str]]:
    """(name, SQL) of a column's typed value; of an instant its parts, which `_instant` puts together."""
    text, name = quoted("t:" + column.name), column.name
    is_comma = name in job.comma
    if column.type == "instant":
        return _instant_parts(text, name, entry)
    if column.type == "date":
        stamp = f"coalesce({instants.without_offset(text, entry.formats)}, {_local_of_offset(job, text, entry)})"
        return [("v:" + name, f"CAST({stamp} AS DATE)")]
    if column.type == "seconds":
        is_spoken = name not in job.unspoken
        return [("v:" + name, durations.seconds(text, entry.unit, is_comma=is_comma, is_spoken=is_spoken))]
    if (job.mapping.table, name) in _RATINGS:
        return [("v:" + name, ratings.rating(text, is_comma=is_comma))]
    if column.type in ("number", "money"):
        return [("v:" + name, values.number(text, is_comma=is_comma))]
    if column.type == "count":
        return [("v:" + name, values.whole(f"({values.number(text, is_comma=is_comma)})"))]
    if column.type == "boolean":
        return [("v:" + name, values.boolean(text))]
    if column.choices:
        listed = ", ".join(map(literal, column.choices))
        return [("v:" + name, f"CASE WHEN lower({text}) IN ({listed}) THEN lower({text}) END")]
    return [("v:" + name, values.folded_id(text, entry.prefix) if job.folds_ids and name == CUSTOMER else text)]


def _local_of_offset(job: Job, text: str, entry: ColumnMapping) -> str:
    return instants.local(instants.with_offset(text, entry.formats), job.zone)


def _instant_parts(text: str, name: str, entry: ColumnMapping) -> list[tuple[str, str]]:
    none = "CAST(NULL AS TIMESTAMP)"
    if entry.unit == instants.EXCEL_DAYS:
        known, wall, is_date = none, instants.excel_days(text), f"NOT regexp_matches({text}, '[.,]')"
    elif entry.unit:
        known, wall, is_date = instants.epoch(text, entry.unit), none, "false"
    else:
        known, wall = instants.with_offset(text, entry.formats), instants.without_offset(text, entry.formats)
        is_date = instants.is_date_only(text, entry.formats)
    return [("o:" + name, known), ("l:" + name, wall), ("d:" + name, f"({is_date}) AND {text} IS NOT NULL")]


def _instant(job: Job, entry: ColumnMapping) -> str:
    """Naive UTC: the text's own offset, else the source's zone; a lone day begins at midnight of the reporting zone."""
    known, wall = quoted("o:" + entry.target), quoted("l:" + entry.target)
    day = instants.utc(f"date_trunc('day', {wall})", job.zone)
    return (
        f"CASE WHEN {known} IS NOT NULL THEN {known} WHEN {_is_date(entry)} THEN {day} "
        f"ELSE {instants.utc(wall, entry.zone or job.zone)} END"
    )


def _is_date(entry: ColumnMapping) -> str:
    flag = quoted("d:" + entry.target)
    if not entry.lost_time:
        return flag
    shape = "%H:%M:%S" if entry.lost_time.count(":") == 2 else "%H:%M"
    hour, _, rest = entry.lost_time.partition(":")
    wall = f"strftime({quoted('l:' + entry.target)}, '{shape}')"
    return f"({flag} OR coalesce({wall} = {literal(f'{hour:0>2}:{rest}')}, false))"


def _stored(job: Job) -> list[str]:
    mapped = {column.name: entry for column, entry in job.mapped}
    fields = []
    for column in schema.stored_columns(job.mapping.table, job.dimensions):
        kind = schema.SQL_TYPES[column.type]
        fields.append(f"CAST({_stored_value(job, column.name, mapped)} AS {kind}) AS {quoted(column.name)}")
    return fields


def _stored_value(job: Job, name: str, mapped: dict[str, ColumnMapping]) -> str:
    if name in mapped:
        return _good(name)
    if name.removesuffix("_is_date") in mapped and name.endswith("_is_date"):
        entry = mapped[name.removesuffix("_is_date")]
        return f"CASE WHEN {_good(entry.target)} IS NOT NULL THEN {_is_date(entry)} END"
    if name in job.mapping.dimensions:
        return quoted("x:" + name)
    return _computed(job, name, mapped)


def _good(name: str) -> str:
    return f"(CASE WHEN {quoted('r:' + name)} IS NULL THEN {quoted('v:' + name)} END)"


def _computed(job: Job, name: str, mapped: dict[str, ColumnMapping]) -> str:
    time = job.table.time
    if name in ("on", "hour") and time in mapped:
        is_instant = job.table.column(time).type == "instant"
        wall = instants.local(_good(time), job.zone)
        if name == "on":
            return wall if is_instant else _good(time)
        return f"CASE WHEN NOT {_is_date(mapped[time])} THEN hour({wall}) END" if is_instant else "NULL"
    if name == "row_group":
        return values.group(_good("contact_id"))
    if name == "customer_group":
        identity = (
            f"coalesce({_good('customer_id')}, {_good('contact_id')})"
            if "customer_id" in mapped
            else _good("contact_id")
        )
        return values.group(identity)
    return {"source": literal(job.source), "source_key": "_key", "source_version": "_version"}.get(name, "NULL")
