"""Workbooks of several sheets: the first that holds a table is read, and the others are named."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from steelyard import settings
from steelyard.intake.proposal.adding import read_already
from steelyard.intake.proposal.propose import propose

HEADER = ["Call ID", "Customer ID", "Start time", "Agent", "Wait (s)"]


def book(folder: Path, *months: str) -> Path:
    """A workbook with a cover of two columns and a sheet of calls for each month."""
    whole = openpyxl.Workbook()
    cover = whole.active
    cover.title = "Cover"
    for row in (["Report", "Calls"], ["Made by", "Team"], ["For", "Board"]):
        cover.append(row)
    for place, month in enumerate(months):
        sheet = whole.create_sheet(month)
        sheet.append(HEADER)
        for n in range(40):
            sheet.append(
                [1000 * place + n, f"k{n % 9}", f"2026-0{place + 1}-{n % 28 + 1:02d} 09:00:00", f"a{n % 3}", n]
            )
    path = folder / "calls.xlsx"
    whole.save(path)
    return path


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    proposal = propose([book(tmp_path, "Jan", "Feb")], data=tmp_path)
    (source,) = proposal.sources
    assert (source.reading.sheet, source.rows) == ("Jan", 40)
    assert proposal.links == (
        "calls.xlsx: its sheet Jan is read; 2 other sheets are not: Cover, Feb. "
        "To read one more: steelyard init --add FILE --sheet NAME",
    )


def test_another_sheet_of_a_workbook_can_be_added(tmp_path: Path) -> None:
    path = book(tmp_path, "Jan", "Feb")
    (tmp_path / "steelyard.toml").write_text(propose([path], data=tmp_path).to_toml(), "utf-8")
    held = settings.read(tmp_path)
    assert read_already(held, [path]) == {path: "calls"}
    assert read_already(held, [path], "Jan") == {path: "calls"}
    assert read_already(held, [path], "Feb") == {}
