"""Columns within bounds are looked at whatever they are called, with words for their values or without."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import schema
from steelyard.intake.proposal.propose import propose

BOUNDED = [(table, column) for table in schema.names() for column in schema.table(table).columns if column.between]


@pytest.mark.parametrize(("table", "column"), BOUNDED, ids=[f"{table}-{column.name}" for table, column in BOUNDED])
def test_numbers_and_words_of_every_bounded_column_are_looked_at(tmp_path: Path, table: str, column) -> None:
    low, high = column.between
    for values in ([low, high, (low + high) / 2], ["some", "none", "all"]):
        rows = [f"{column.name},id", *(f"{values[place % 3]},{place}" for place in range(60))]
        (tmp_path / f"{table}.csv").write_text("\n".join(rows), "utf-8")
        propose([tmp_path / f"{table}.csv"])
