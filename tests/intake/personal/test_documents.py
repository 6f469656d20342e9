"""JSON documents and workbooks without some rows; everything else is as it was."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xlsxwriter import Workbook

from steelyard.intake import workbooks
from steelyard.intake.erasure import documents

WHO = frozenset({"C7"})


def test_records_go_where_they_stand_and_others_stay() -> None:
    document = {
        "page": 1,
        "tickets": [{"id": 1, "who": "C7"}, {"id": 2, "who": "C8", "notes": [{"by": "C7"}, {"by": "x"}]}],
    }
    kept, left_out = documents.without_records(document, WHO)
    assert kept == {"page": 1, "tickets": [{"id": 2, "who": "C8", "notes": [{"by": "x"}]}]}
    assert left_out == 2


@pytest.mark.parametrize("document", [{"who": "C7"}, {"of": "C7", "rows": [{"who": "C8"}]}, ["C7"]])
def test_what_stands_outside_of_records_is_refused(document: Any) -> None:
    with pytest.raises(ValueError, match="outside"):
        documents.without_records(document, WHO)


def sheet(place: Path) -> None:
    book = Workbook(place)
    people, other = book.add_worksheet("People"), book.add_worksheet("More")
    day, moment = (book.add_format({"num_format": shown}) for shown in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
    people.write_row(0, 0, ["who", "name", "since", "at", "value"])
    for at, who in enumerate(("C8", "C7", "C9"), 1):
        people.write_row(at, 0, [who, "007"])
        people.write_datetime(at, 2, date(2026, 1, at), day)
        people.write_datetime(at, 3, datetime(2026, 1, at, 9, 30), moment)
        people.write_number(at, 4, 1.5 * at)
    other.write_row(0, 0, ["note", "C7"])
    other.write_row(1, 0, ["kept", "C9"])
    book.close()


def test_a_workbook_keeps_its_values(tmp_path: Path) -> None:
    sheet(tmp_path / "people.xlsx")
    file: Any = SimpleNamespace(reading=SimpleNamespace(sheet="People"))
    before = workbooks.sheets((tmp_path / "people.xlsx").read_bytes())
    assert documents.write_workbook(tmp_path / "people.xlsx", tmp_path / "draft", file, (0,), WHO) == 1
    after = workbooks.sheets((tmp_path / "draft").read_bytes())
    assert after["People"] == [row for row in before["People"] if "C7" not in row]
    assert after["More"] == [["kept", "C9"]]
