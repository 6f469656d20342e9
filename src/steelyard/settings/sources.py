"""The [sources.NAME] part of steelyard.toml: files, how they are read, and which canonical tables they fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytz

from steelyard import schema
from steelyard.declare import Column
from steelyard.errors import did_you_mean
from steelyard.settings.mapping import ColumnMapping, Reading, Scalar, Source, TableMapping
from steelyard.settings.nodes import Node

FORMATS = ("csv", "jsonl", "json", "parquet", "excel", "xes")
DURATION_UNITS = ("s", "ms", "min", "h", "d", "hh:mm:ss", "hh:mm", "words", "words_8h")
INSTANT_UNITS = ("epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "excel_days")

_READING = ("format", "delimiter", "quote", "encoding", "sheet", "records", "skip", "header", "columns")
_OWN = ("files", "view", "covers_from", "covers_until", "load", "invitations", "fold_answers", "fold_ids", "reading")
_TABLE = ("columns", "key", "version", "filter", "dimensions")
_COLUMN = (
    "column", "columns", "constant", "sql", "format", "formats", "zone", "unit", "decimal", "missing", "missing_when",
    "lost_time", "values", "only_values", "prefix",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_DIRECTIVE = re.compile(r"%(-?.)?")
_DIRECTIVES = {*"aAwdbBmyYHIpMSfgnzZjUWcxXGuV%"} | {f"-{letter}" for letter in "dmyHIMSj"}
_FORMAT_HINT = (
    "%d/%m/%Y %H:%M reads 31/12/2026 09:30; %m month, %b Dec, %y 26, %H hour, %I %p 12-hour, %M minute, %S second."
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\Z")


def read_source(name: str, node: Node) -> Source:
    """One source; SettingsError names the line of what does not hold."""
    _check_name(node, name, "a source")
    entries = node.table((*_OWN, *_READING, *schema.names()))
    if "files" not in entries:
        raise node.error(f"source {name} names no files", next=f'Write files = "{name}.csv".')
    view = entries["view"].text() if "view" in entries else ""
    files = _files(name, entries["files"], has_view=bool(view))
    tables = tuple(
        _read_table(table, one) for table in schema.names() if table in entries for one in entries[table].tables()
    )
    if not tables:
        raise node.error(f"source {name} fills no table", next=f"Add [sources.{name}.contacts.columns].")
    return Source(
        name=name,
        files=files,
        tables=tables,
        reading=_readings(files, entries),
        view=view,
        covers_from=entries["covers_from"].day() if "covers_from" in entries else None,
        covers_until=entries["covers_until"].day() if "covers_until" in entries else None,
        load=_pick(entries, "load", ("append", "full"), "append"),
        invitations=_pick(entries, "invitations", ("all", "answers", "unknown"), "unknown"),
        fold_answers=entries["fold_answers"].boolean() if "fold_answers" in entries else True,
        fold_ids=entries["fold_ids"].boolean() if "fold_ids" in entries else True,
        line=node.line,
    )


def _pick(entries: Mapping[str, Node], key: str, choices: tuple[str, ...], default: str) -> Any:
    return entries[key].choice(choices) if key in entries else default


def _check_name(node: Node, name: str, what: str) -> None:
    if not _NAME.match(name):
        raise node.error(f"{name!r} cannot name {what}", next="Use letters, digits and _, a letter first.")


def _files(source: str, node: Node, *, has_view: bool) -> dict[str, tuple[str, ...]]:
    if not isinstance(node.value, dict):
        return {source: _globs(node)}
    if not has_view:
        raise node.error(f"files of {source} have names but no view reads them", next='Add view = "SELECT ...".')
    for name, entry in node.table().items():
        _check_name(entry, name, "files")
    return {name: _globs(entry) for name, entry in node.table().items()}


def _globs(node: Node) -> tuple[str, ...]:
    globs = node.texts()
    if not globs or not all(glob.strip() for glob in globs):
        raise node.error(f"{node.name} names no file")
    return globs


def _readings(files: Mapping[str, Any], entries: Mapping[str, Node]) -> dict[str, Reading]:
    common = {key: entries[key] for key in _READING if key in entries}
    own = entries["reading"].table(files) if "reading" in entries else {}
    return {name: read_reading({**common, **(own[name].table(_READING) if name in own else {})}) for name in files}


def read_reading(entries: Mapping[str, Node]) -> Reading:
    """How files are read; SettingsError names the line of what does not hold."""
    others = ("skip", "header", "columns", "delimiter")
    found: dict[str, Any] = {key: entry.text() for key, entry in entries.items() if key not in others}
    if "format" in entries:
        entries["format"].choice(FORMATS)
    for key, most in (("skip", 1_000_000), ("header", 20)):
        if key in entries:
            found[key] = _count(entries[key], most)
    if "columns" in entries:
        found["columns"] = _names(entries["columns"])
    if "delimiter" in entries:
        found["delimiter"] = _one_sign(entries["delimiter"])
    if "quote" in entries and found["quote"] != "none":
        _one_sign(entries["quote"])
    if "encoding" in entries:
        _check_encoding(entries["encoding"])
    return Reading(**found)


def _count(node: Node, most: int) -> int:
    if node.number(0, most) != int(node.value):
        raise node.error(f"{node.name} must be a whole number")
    return int(node.value)


def _one_sign(node: Node) -> str:
    signs = {"tab": "\t", "\\t": "\t", "space": " "}
    sign = signs.get(str(node.value), node.value)
    if not isinstance(sign, str) or len(sign) != 1:
        raise node.error(f"{node.name} must be one character", next='Write ";" or "tab"; for quote also "none".')
    return sign


def _check_encoding(node: Node) -> None:
    try:
        "".encode(node.text())
    except LookupError:
        known = ("utf-8", "utf-16", "latin-1", "windows-1252", "shift_jis", "iso-8859-15", "gb18030", "euc-jp")
        raise node.error(f"there is no encoding {node.value!r}", next=did_you_mean(node.value, known)) from None


def _read_table(table: str, node: Node) -> TableMapping:
    entries = node.table(_TABLE)
    definition = schema.table(table)
    columns = {}
    for target, entry in entries["columns"].table(definition.names).items() if "columns" in entries else ():
        columns[target] = _read_column(definition.column(target), entry)
    absent = [column.name for column in definition.columns if column.is_required and column.name not in columns]
    if absent:
        place = entries.get("columns", node)
        raise place.error(f"{table} needs {' and '.join(absent)}", next=f'Add {absent[0]} = "its column".')
    return TableMapping(
        table=table,
        columns=columns,
        key=_names(entries["key"]) if "key" in entries else (),
        version=entries["version"].text() if "version" in entries else "",
        filter=entries["filter"].text() if "filter" in entries else "",
        dimensions=_dimensions(table, entries["dimensions"]) if "dimensions" in entries else {},
        line=node.line,
    )


def _names(node: Node) -> tuple[str, ...]:
    names = node.texts()
    if not names or not all(name.strip() for name in names):
        raise node.error(f"{node.name} must name at least one column")
    return names


def _dimensions(table: str, node: Node) -> dict[str, str]:
    if table != "contacts":
        raise node.error(f"only contacts carry dimensions, not {table}")
    stored = {column.name for column in schema.stored_columns("contacts")}
    taken = stored | {"family", "site", "weekday", "hour", "period", "metric"}
    found = {}
    for name, entry in node.table().items():
        _check_name(entry, name, "a dimension")
        if name.lower() in taken:
            raise entry.error(f"{name} is a column of its own", next=f"Call the dimension {name}_name.")
        found[name] = entry.text()
    return found


def _read_column(column: Column, node: Node) -> ColumnMapping:
    if isinstance(node.value, str):
        return ColumnMapping(column.name, columns=(node.text(),), line=node.line)
    if isinstance(node.value, bool | int | float):
        return ColumnMapping(column.name, constant=_constant(column, node), line=node.line)
    entries = node.table(_COLUMN)
    given = [key for key in ("column", "columns", "constant", "sql") if key in entries]
    if len(given) != 1:
        problem = "has neither a column nor a constant" if not given else f"has both {' and '.join(given)}"
        hint = 'Write { column = "..." }, { constant = ... } or { sql = "..." }.'
        raise node.error(f"{column.name} {problem}", next=hint)
    _check_formats(column, entries)
    _check_kind(column, entries)
    return ColumnMapping(
        target=column.name,
        columns=_names(entries[given[0]]) if given[0] in ("column", "columns") else (),
        constant=_constant(column, entries["constant"]) if "constant" in entries else None,
        sql=entries["sql"].text() if "sql" in entries else "",
        formats=next((entries[key].texts() for key in ("formats", "format") if key in entries), ()),
        zone=check_zone(entries["zone"]) if "zone" in entries else "",
        unit=entries["unit"].text() if "unit" in entries else "",
        decimal=_pick(entries, "decimal", (",", "."), ""),
        missing=entries["missing"].texts() if "missing" in entries else (),
        missing_when=entries["missing_when"].text() if "missing_when" in entries else "",
        lost_time=entries["lost_time"].text() if "lost_time" in entries else "",
        values=_values(column, entries["values"]) if "values" in entries else {},
        only_values=entries["only_values"].boolean() if "only_values" in entries else False,
        prefix=entries["prefix"].text() if "prefix" in entries else "",
        line=node.line,
    )


def _check_formats(column: Column, entries: Mapping[str, Node]) -> None:
    for key in ("format", "formats"):
        for text in entries[key].texts() if key in entries else ():
            signs = _DIRECTIVE.findall(text)
            unknown = [sign for sign in signs if sign not in _DIRECTIVES]
            if not signs or unknown:
                what = f"%{unknown[0]}" if unknown else repr(text)
                raise entries[key].error(f"{what} is no date format", next=_FORMAT_HINT)


def _check_kind(column: Column, entries: Mapping[str, Node]) -> None:
    """Options that only some types of column know."""
    allowed = {
        "format": ("instant", "date"), "formats": ("instant", "date"), "zone": ("instant",), "lost_time": ("instant",),
        "unit": ("seconds", "instant"), "decimal": ("number", "count", "money", "seconds"), "prefix": ("text",),
    }  # fmt: skip
    for key, types in allowed.items():
        if key in entries and column.type not in types:
            raise entries[key].error(f"{column.name} is a {column.type}: it takes no {key}")
    if "unit" in entries:
        entries["unit"].choice(DURATION_UNITS if column.type == "seconds" else INSTANT_UNITS)
    if "lost_time" in entries and not _CLOCK.match(entries["lost_time"].text()):
        raise entries["lost_time"].error("lost_time must be a time of day", next='Write "00:00".')


def check_zone(node: Node) -> str:
    """The name of a time zone; an error that proposes where there is none of that name."""
    name = node.text()
    if name not in pytz.all_timezones_set:
        cities = {zone.rpartition("/")[2]: zone for zone in pytz.all_timezones}
        near = cities.get(name.rpartition("/")[2].replace(" ", "_"), "")
        hint = f"Did you mean {near}?" if near else did_you_mean(name, pytz.common_timezones)
        raise node.error(f"there is no time zone {name!r}", next=hint)
    return name


def _constant(column: Column, node: Node) -> Scalar:
    value = node.scalar()
    _check_choice(column, value, node)
    return value


def _values(column: Column, node: Node) -> dict[str, Scalar]:
    found = {}
    for text, entry in node.table().items():
        found[text] = entry.scalar()
        _check_choice(column, found[text], entry)
    return found


def _check_choice(column: Column, value: Scalar, node: Node) -> None:
    if column.choices and value != "" and value not in column.choices:
        raise node.error(f"{column.name} cannot be {value!r}", next=did_you_mean(str(value), column.choices))
    if column.type == "boolean" and value != "" and not isinstance(value, bool):
        raise node.error(f"{column.name} must be true or false, not {value!r}", next="Write it without quotes.")
    if column.type in ("number", "count", "money", "seconds") and (isinstance(value, str | bool) and value != ""):
        raise node.error(f"{column.name} must be a number, not {value!r}", next="Write it without quotes.")
