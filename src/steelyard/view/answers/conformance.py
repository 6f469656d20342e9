"""What an engine gives otherwise than the embedded one, as tables."""

from __future__ import annotations

from steelyard import metrics
from steelyard.conformance.outcome import PARTS, Conformance, Difference
from steelyard.view.table import Cell, Column, Table

MOST_ROWS = 40
_SAID = {"measures": "sums of measures", "readings": "what is read beside them"}


def tables(found: Conformance) -> tuple[Table, ...]:
    """What was compared; what differs, with both values; which measures are refused."""
    shown = [_compared(found)]
    if found.differences:
        shown.append(_differences(found))
    if found.refused:
        shown.append(_refused(found))
    return tuple(shown)


TABLES = tables


def _compared(found: Conformance) -> Table:
    columns = (Column("Compared"), Column("Values", True), Column("Differing", True))
    rows = tuple(
        (Cell(_SAID.get(name, name)), Cell(f"{count:,}"), Cell(f"{_wrong(found, name):,}"))
        for name, count in found.compared.items()
    )
    return Table("What was compared", columns, rows)


def _wrong(found: Conformance, compared: str) -> int:
    """Values that differ in what was compared."""
    every = (*found.differences, *(difference for _, difference in found.gaps))
    return sum(entry.count for entry in every if _compared_as(entry, found) == compared)


def _compared_as(entry: Difference, found: Conformance) -> str:
    """A fact, the measures, or what is read beside them."""
    owner = entry.subject.partition(".")[0]
    if f"fact_{owner}" in found.compared:
        return f"fact_{owner}"
    return "measures" if owner in (*metrics.names(), PARTS) else "readings"


def _differences(found: Conformance) -> Table:
    columns = (
        Column("What differs"),
        Column("First seen in", wraps=True),
        Column("Expected", True),
        Column("Found", True),
        Column("Values", True, rank=2),
    )
    rows = tuple(_difference(entry) for entry in found.differences[:MOST_ROWS])
    more = len(found.differences) - MOST_ROWS
    title = f"What differs, the first {MOST_ROWS} of {len(found.differences)}" if more > 0 else "What differs"
    return Table(title, columns, rows)


def _difference(entry: Difference) -> tuple[Cell, ...]:
    return (
        Cell(entry.subject, "strong"),
        Cell(entry.place),
        Cell(entry.expected),
        Cell(entry.found, "bad"),
        Cell(f"{entry.count:,}", "quiet"),
    )


def _refused(found: Conformance) -> Table:
    columns = (Column("Refused on this engine"), Column("Because this differs", wraps=True))
    rows = tuple((Cell(metric), Cell(subject, "quiet")) for metric, subject in sorted(found.refused.items()))
    return Table("Measures that get no figure", columns, rows)
