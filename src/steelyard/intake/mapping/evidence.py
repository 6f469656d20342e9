"""What has to be seen of a whole column before its texts can be read: decimal commas, units, how versions compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from steelyard.declare import Column
from steelyard.errors import MappingError
from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import durations, formats, instants, values
from steelyard.intake.mapping.job import Job, where
from steelyard.intake.mapping.texts import texts, trimmed
from steelyard.settings.mapping import ColumnMapping

_NUMBERS = ("number", "money", "count", "seconds")
_DIGITS = r"\d{1,30}(\.\d+)?"


def look(connection: Any, job: Job, relation: str) -> Job:
    """The job with what its columns as wholes say.

    Raises:
        MappingError: numbers or zones that can be read two ways, and the mapping does not say which.
    """
    _check_zones(connection, job, relation)
    signed, spoken = _glance(connection, job, relation)
    comma = _comma_columns(connection, job, relation, signed)
    unspoken = frozenset(column.name for column, _ in job.mapped if column.type == "seconds") - spoken
    version = _version(connection, job, relation) if job.mapping.version else job.version
    return replace(job, comma=comma, unspoken=unspoken, version=version)


def _check_zones(connection: Any, job: Job, relation: str) -> None:
    """MappingError where texts name a zone by a name of several and the mapping does not say which it is."""
    for column, entry in job.mapped:
        zoned = any(instants.compiled(form).has_zone for form in entry.formats)
        if column.type != "instant" or entry.zone or not zoned:
            continue
        text = quoted("t:" + column.name)
        name = f"upper({instants.zone_name(text)})"
        found = connection.execute(
            f"SELECT {name} FROM ({texts(job, relation)}) WHERE _is_kept AND {instants.is_of_several(text)} LIMIT 1"
        ).fetchone()
        if found:
            what = f"{column.name} is in {found[0]}, which is the name of several zones"
            hint = 'Say which it is here: zone = "Asia/Kolkata", "America/Chicago" ...'
            raise MappingError(what, where=where(entry.line), next=hint)


def _glance(connection: Any, job: Job, relation: str) -> tuple[frozenset[str], frozenset[str]]:
    """(columns of which some text has a comma or a point, durations of which some text may say its units).

    Only for these are the long expressions worth compiling that read such texts: most columns hold whole numbers.
    """
    signs = {column.name: _has_sign(quoted("t:" + column.name)) for column, _ in _numbers(job)}
    units = {
        column.name: durations.may_say_units(quoted("t:" + column.name))
        for column, _ in job.mapped
        if column.type == "seconds"
    }
    if not signs and not units:
        return frozenset(), frozenset()
    checks = ", ".join(f"coalesce(bool_or({check}), false)" for check in (*signs.values(), *units.values()))
    found = connection.execute(f"SELECT {checks} FROM ({texts(job, relation)}) WHERE _is_kept").fetchone()
    signed = frozenset(name for name, has in zip(signs, found[: len(signs)], strict=True) if has)
    return signed, frozenset(name for name, may in zip(units, found[len(signs) :], strict=True) if may)


def _numbers(job: Job) -> list[tuple[Column, ColumnMapping]]:
    """The columns whose texts are read as numbers."""
    return [(column, entry) for column, entry in job.mapped if column.type in _NUMBERS and entry.constant is None]


def _comma_columns(connection: Any, job: Job, relation: str, signed: frozenset[str]) -> frozenset[str]:
    """Columns that write 1.234,56: as the mapping says; else some value can only be read so, and none the other way.

    Args:
        signed: columns of which some text has a comma or a point at all.

    Raises:
        MappingError: values can be read both ways, as 1.250, and no other says which.
    """
    told = frozenset(column.name for column, entry in _numbers(job) if entry.decimal == ",")
    open_ones = [(column, entry) for column, entry in _numbers(job) if not entry.decimal and column.name in signed]
    asked = [(column, entry) for column, entry in open_ones if not _is_typed(connection, entry, relation)]
    if not asked:
        return told
    checks = [sql for column, _ in asked for sql in _signs(quoted("t:" + column.name))]
    found = connection.execute(f"SELECT {', '.join(checks)} FROM ({texts(job, relation)}) WHERE _is_kept").fetchone()
    for place, (column, entry) in enumerate(asked):
        comma, point, both, both_point = found[4 * place : 4 * place + 4]
        if both and not comma and not point and column.type != "count":
            raise _two_ways(column.name, entry.line)
        is_whole = column.type == "count" and both_point and not point
        told |= {column.name} if (comma and not point) or is_whole else frozenset()
    return told


def _is_typed(connection: Any, entry: ColumnMapping, relation: str) -> bool:
    """Whether an expression gives numbers, which are written with a point."""
    if not entry.sql:
        return False
    return connection.execute(f"DESCRIBE SELECT (\n{entry.sql}\n) FROM {relation}").fetchone()[1] != "VARCHAR"


def _signs(text: str) -> tuple[str, ...]:
    """Whether some value can only be read with a decimal comma, only with a point, both ways, both ways and a point."""
    bare = durations.amount(text)
    both = values.no_evidence(bare)
    checks = (values.comma_evidence(bare), values.point_evidence(bare), both, f"{both} AND contains({text}, '.')")
    return tuple(f"coalesce(bool_or(CASE WHEN {_has_sign(text)} THEN {check} END), false)" for check in checks)


def _has_sign(text: str) -> str:
    return f"(contains({text}, '.') OR contains({text}, ','))"


def _two_ways(name: str, line: int) -> MappingError:
    return MappingError(
        f"{name} can be read two ways: 1.250 may be 1250 or 1.25, and no value says which",
        where=where(line),
        next='Write decimal = "," where 1.234,56 is meant, decimal = "." where 1,234.56 is.',
    )


def _version(connection: Any, job: Job, relation: str) -> str:
    """SQL of the version as text that sorts as the version does: instants in ISO, numbers padded."""
    text = trimmed(job.mapping.version)
    for column, entry in job.mapped:
        is_same = tuple(name.lower() for name in entry.columns) == (job.mapping.version.lower(),)
        if is_same and column.type == "instant" and not entry.unit:
            own = instants.with_offset(text, entry.formats)
            return _sortable(
                f"coalesce({own}, {instants.utc(instants.without_offset(text, entry.formats), entry.zone or job.zone)})"
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
    return _sortable(instants.read(text, fitting[0])) if fitting else text


def _iso(job: Job, text: str) -> str:
    return f"coalesce({instants.with_offset(text, ())}, {instants.utc(instants.without_offset(text, ()), job.zone)})"


def _sortable(instant: str) -> str:
    return f"strftime({instant}, '%Y-%m-%dT%H:%M:%S.%f')"
