"""What one mapping needs to become SQL, and how its errors call what they point to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from steelyard import schema
from steelyard.declare import Column, Table
from steelyard.errors import MappingError, did_you_mean
from steelyard.settings.mapping import ColumnMapping, TableMapping

CUSTOMER = "customer_id"
WITH_IDS = ("contacts", "surveys", "survey_items", "evaluations", "agents", "customers")


@dataclass(frozen=True)
class Job:
    """What one mapping needs to become SQL.

    Args:
        columns: the source's columns as the file spells them.
        zone: the reporting time zone; now: naive UTC, later instants are absurd.
        comma: targets whose numbers are written with a decimal comma.
        unspoken: targets of durations of which no text says its units.
        version: SQL of the version as comparable text.
        place: which of the source's mappings to this table it is, from 0.
        folds_ids: customers' ids are brought to one form, see `values.folded_id`.
    """

    source: str
    mapping: TableMapping
    columns: tuple[str, ...]
    dimensions: tuple[str, ...]
    zone: str
    now: datetime
    comma: frozenset[str] = field(default_factory=frozenset)
    unspoken: frozenset[str] = field(default_factory=frozenset)
    version: str = "CAST(NULL AS VARCHAR)"
    place: int = 0
    folds_ids: bool = True

    @property
    def table(self) -> Table:
        """The canonical table."""
        return schema.table(self.mapping.table)

    @property
    def mapped(self) -> tuple[tuple[Column, ColumnMapping], ...]:
        """Canonical columns the mapping fills, in the table's order."""
        return tuple(
            (column, self.mapping.columns[column.name])
            for column in self.table.columns
            if column.name in self.mapping.columns
        )


def where(line: int) -> str:
    """How errors call a line of the settings."""
    return f"steelyard.toml, line {line}"


def check_names(job: Job) -> None:
    """MappingError with a proposal where the mapping names a column the source lacks."""
    known = {name.lower() for name in job.columns}
    wanted = [(name, entry.line) for entry in job.mapping.columns.values() for name in entry.columns]
    own = (*job.mapping.key, *job.mapping.dimensions.values(), *([job.mapping.version] if job.mapping.version else []))
    for name, line in [*wanted, *((name, job.mapping.line) for name in own)]:
        if name.lower() not in known:
            found = sum(other.lower() in known for other, _ in wanted)
            hint = did_you_mean(name, _names(job)) if found > len(wanted) / 2 else _strange(job)
            raise MappingError(f"{job.source} has no column {name!r}", where=where(line), next=hint)


def _names(job: Job) -> list[str]:
    """Columns that may be named: a long one, or one with quotes or line breaks in it, may be data and no name."""
    return [name for name in job.columns if len(name) <= 60 and '"' not in name and name.isprintable()]


def _strange(job: Job) -> str:
    """Most of what is mapped is not there: the first line may be no header but data, so it is not quoted."""
    if len(job.columns) == 1:
        return "Only one column was found: is the delimiter right, and is this the right file?"
    return (
        f"Most of the mapped columns are not among the {len(job.columns)} of its first line: is that line a header, "
        "and is this the right file? To map it anew: steelyard init FILE --dry-run"
    )
