"""What a workspace says of its sources: which files, how they are read, which column fills what. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Scalar = str | int | float | bool


@dataclass(frozen=True)
class ColumnMapping:
    """How one canonical column comes out of a source.

    Args:
        target: the canonical column.
        columns: source columns; several are joined with one blank before they are read (a date and a time of day).
        constant: the value itself, where no column is read.
        sql: an expression over the source's columns, where nothing simpler serves.
        formats: strptime formats, tried in order; empty means ISO.
        zone: time zone of the source's local instants; empty means the workspace's, unless the text has an offset.
        unit: of durations: "s", "ms", "min", "h", "d", "hh:mm:ss", "hh:mm", "words", "words_8h"; of instants kept as
            numbers: "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "excel_days".
        decimal: "," where numbers are written 1.234,56, "." where 1,234.56; empty means found out from the column.
        missing: texts that mean missing, on top of the empty one.
        missing_when: a condition over the source's columns under which the value is missing.
        lost_time: a time of day ("00:00") that means the time of day was lost: the date is kept and marked.
        values: source text -> canonical value, an empty one meaning missing; case counts only where two texts differ
            in nothing else; others stay as they are, or, where `only_values`, their rows are quarantined.
        prefix: put before every value, to keep ids of different sources apart.
        line: line in steelyard.toml.
    """

    target: str
    columns: tuple[str, ...] = ()
    constant: Scalar | None = None
    sql: str = ""
    formats: tuple[str, ...] = ()
    zone: str = ""
    unit: str = ""
    decimal: Literal["", ",", "."] = ""
    missing: tuple[str, ...] = ()
    missing_when: str = ""
    lost_time: str = ""
    values: Mapping[str, Scalar] = field(default_factory=dict)
    only_values: bool = False
    prefix: str = ""
    line: int = 0


@dataclass(frozen=True)
class TableMapping:
    """How a source fills one canonical table.

    Args:
        table: canonical table.
        key: source columns that identify a row across loads; empty means the table's own ids, and for costs,
            outcomes and steps, which have none, all columns and the occurrence in the load.
        version: source column whose later value replaces; empty means none.
        filter: a condition over the source's columns; rows for which it does not hold are left out and counted.
        dimensions: name of the dimension -> source column, kept beside the canonical ones (contacts only).
    """

    table: str
    columns: Mapping[str, ColumnMapping]
    key: tuple[str, ...] = ()
    version: str = ""
    filter: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Reading:
    """How files are read. Empty values are found out from the file.

    Args:
        format: "csv", "jsonl", "json", "parquet", "excel", "xes".
        records: dotted path to the list of records in a JSON document.
        sheet: name of the Excel sheet.
        skip: lines before the header, or before the first row where there is none.
        header: rows of the header, of which the first names the columns; 0 where there is none.
        columns: names of the columns in the place of those in the header; they must be as many.
    """

    format: str = ""
    delimiter: str = ""
    quote: str = ""
    encoding: str = ""
    sheet: str = ""
    records: str = ""
    skip: int = 0
    header: int = 1
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Files, or a view over named files, mapped to one or several canonical tables.

    Args:
        files: name -> globs, relative to the data folder. A source without a view has one name, its own.
        view: one SELECT over the names in `files`; empty for plain files.
        covers_from, covers_until: first and last local date the source is complete for; empty means its first and its
            last plausible start.
        load: "append" adds and corrects by key; "full" replaces what the source gave before.
        invitations: whether a survey source holds all invitations, answers only, or does not know.
        fold_answers: of several answers by one customer to one invitation the last counts.
        fold_ids: customers' ids are compared without case, in one Unicode form, and `12001.0` as `12001`.
    """

    name: str
    files: Mapping[str, tuple[str, ...]]
    tables: tuple[TableMapping, ...]
    reading: Mapping[str, Reading] = field(default_factory=dict)
    view: str = ""
    covers_from: date | None = None
    covers_until: date | None = None
    load: Literal["append", "full"] = "append"
    invitations: Literal["all", "answers", "unknown"] = "unknown"
    fold_answers: bool = True
    fold_ids: bool = True
    line: int = 0
