"""What a person is shown of a column while a mapping is asked about: few values, and never anybody's own."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pytest

from steelyard.intake.proposal.glimpse import glimpse
from steelyard.intake.proposal.profile import profile_columns


def shown(name: str, values: Sequence[str | None]) -> str:
    with duckdb.connect() as connection:
        connection.execute(f'CREATE TABLE t ("{name}" VARCHAR)')
        connection.executemany("INSERT INTO t VALUES (?)", [[value] for value in values])
        return glimpse(profile_columns(connection, "t", (name,))[name])


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("Status", ["Open", "Closed", "Closed"] * 5, "Closed, Open"),
        ("Rating", ["1", "5"] * 5, "1, 5"),
        ("Queue", [f"q{n % 10}" for n in range(50)], "q0, q1, q2, q3, q4, q5, q6, q7 and 2 more"),
        ("Customer ID", ["12345", "12345", "99999"] * 5, "2 values, 5 digits each"),
        ("Kundennummer", [f"{n:09d}" for n in range(50)], "50 values, 9 digits each"),
        ("Agent", ["Maria Silva", "Jo"] * 9, "2 values, 2 to 11 characters"),
        ("Remark", ["call me back", "thanks"] * 9, "2 values, 6 to 12 characters"),
        ("Field 7", ["maria@example.org", "jo@example.org"] * 9, "2 values, 14 to 17 characters"),
        ("Field 8", ["+351 912 345 678"] * 9, "1 value, 16 characters"),
        ("Team", ["north"] * 9 + ["south"], "2 values, 5 letters each"),
        ("Handled", [str(n) for n in range(1, 51)], "50 values, numbers from 1 to 50"),
        ("Started", [f"2026-01-{n % 28 + 1:02d} 09:00" for n in range(40)], "28 values, such as 9999-99-99 99:99"),
        ("Nothing", [None, None], "empty"),
    ],
)
def test_what_is_shown_of_a_column(name: str, values: Sequence[str | None], said: str) -> None:
    assert shown(name, values) == said
