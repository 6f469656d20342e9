"""How each column of a file would be read, were it chosen for a canonical column: its format, unit and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from steelyard import schema
from steelyard.intake.proposal.columns import File, read
from steelyard.settings.mapping import ColumnMapping

Readings = Mapping[str, Mapping[str, Mapping[str, ColumnMapping]]]
"""Table -> canonical column -> the file's column -> its mapping; columns whose values cannot be it are not in it."""


def find_readings(file: File, tables: Iterable[str]) -> Readings:
    """The best reading of every column for every canonical column of these tables."""
    return {table: _of_table(table, file) for table in dict.fromkeys(tables)}


def _of_table(table: str, file: File) -> dict[str, dict[str, ColumnMapping]]:
    found: dict[str, dict[str, ColumnMapping]] = {}
    for column in schema.table(table).columns:
        for profile in file.profiles.values():
            ways = sorted(read(table, column, profile, file), key=lambda way: -way[1])
            if ways:
                found.setdefault(column.name, {})[profile.name] = ways[0][0]
    return found
