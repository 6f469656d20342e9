"""What has to be seen of a whole column before its texts can be read: decimal commas, and how versions compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from steelyard.connectors.raw import literal
from steelyard.errors import MappingError
from steelyard.intake import formats, values
from steelyard.intake.mapping import Job, quoted, texts, trimmed, where

_NUMBERS = ("number", "money", "count", "seconds")
_DIGITS = r"\d{1,30}(\.\d+)?"


def look(connection: Any, job: Job, relation: str) -> Job:
    """The job with what its columns as wholes say."""
    comma = _comma_columns(connection, job, relation)
    version = _version(connection, job, relation) if job.mapping.version else job.version
    return replace(job, comma=comma, version=version)


def _comma_columns(connection: Any, job: Job, relation: str) -> frozenset[str]:
    """Columns that write 1.234,56: some value can only be read so, and none only the other way."""
    names = [column.name for column, entry in job.mapped if column.type in _NUMBERS and entry.constant is None]
    if not names:
        return frozenset()
    checks = [_is_comma(quoted("t:" + name)) for name in names]
    found = connection.execute(f"SELECT {', '.join(checks)} FROM ({texts(job, relation)}) WHERE _is_kept").fetchone()
    return frozenset(name for name, is_comma in zip(names, found, strict=True) if is_comma)


def _is_comma(text: str) -> str:
    comma, point = values.comma_evidence(text), values.point_evidence(text)
    return f"coalesce(bool_or({comma}), false) AND NOT coalesce(bool_or({point}), false)"


def _version(connection: Any, job: Job, relation: str) -> str:
    """SQL of the version as text that sorts as the version does: instants in ISO, numbers padded."""
    text = trimmed(job.mapping.version)
    for column, entry in job.mapped:
        is_same = tuple(name.lower() for name in entry.columns) == (job.mapping.version.lower(),)
        if is_same and column.type == "instant" and not entry.unit:
            own = values.with_offset(text, entry.formats)
            return _sortable(
                f"coalesce({own}, {values.utc(values.without_offset(text, entry.formats), entry.zone or job.zone)})"
            )
    digits, iso = connection.execute(
        f"SELECT bool_and(regexp_full_match({text}, {literal(_DIGITS)})), bool_and({_iso(job, text)} IS NOT NULL) "
        f"FROM {relation} WHERE {text} IS NOT NULL"
    ).fetchone()
    if digits:
        return f"lpad(split_part({text}, '.', 1), 30, '0') || '.' || split_part({text}, '.', 2)"
    if iso:
        return _sortable(_iso(job, text))
    fitting = formats.fitting(connection, relation, text)
    if any("%d/%m" in form for form in fitting) and any("%m/%d" in form for form in fitting):
        what = f"version {job.mapping.version!r} may be day-first or month-first"
        hint = "Map the column to an instant with its format, or name another version."
        raise MappingError(what, where=where(job.mapping.line), next=hint)
    return _sortable(f"try_strptime({text}, {literal(fitting[0])})") if fitting else text


def _iso(job: Job, text: str) -> str:
    return f"coalesce({values.with_offset(text, ())}, {values.utc(values.without_offset(text, ()), job.zone)})"


def _sortable(instant: str) -> str:
    return f"strftime({instant}, '%Y-%m-%dT%H:%M:%S.%f')"
