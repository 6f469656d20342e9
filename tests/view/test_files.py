"""Files: whole or not at all, formulas disarmed in CSV, values kept in Parquet and JSON."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from steelyard.errors import QuestionError, SteelyardError
from steelyard.view.files import kind_of, neutral, write_rows
from steelyard.view.workbook import write_workbook

ROWS = [
    {"topic": "=HYPERLINK(1)", "value": -0.5, "n": 3, "is_new": True},
    {"topic": "déjà – 🙂", "value": None, "n": 4, "is_new": False, "more": "x"},
]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["a=1", "", -3, -0.5, None])
def test_everything_else_is_left_alone(value: object) -> None:
    assert neutral(value) == value


def test_csv_disarms_texts_but_not_numbers(tmp_path: Path) -> None:
    assert write_rows(ROWS, tmp_path / "a.csv") == 2
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["topic"] == "'=HYPERLINK(1)"
    assert first["value"] == "-0.5"
    assert (second["topic"], second["value"], second["more"]) == ("déjà – 🙂", "", "x")


def test_json_and_parquet_keep_values(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "a.json")
    write_rows(ROWS, tmp_path / "a.parquet")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == ROWS
    with duckdb.connect() as engine:
        found = engine.sql(f"SELECT topic, value, n, is_new FROM '{tmp_path}/a.parquet' ORDER BY n").fetchall()
    assert found == [("=HYPERLINK(1)", -0.5, 3, True), ("déjà – 🙂", None, 4, False)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.parquet"]


def test_another_ending_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"\.ods"):
        kind_of(Path("a.ods"))


def test_a_place_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(SteelyardError, match="cannot write"):
        write_rows(ROWS, tmp_path / "absent" / "a.csv")


def test_excel_keeps_values_and_runs_no_text(tmp_path: Path) -> None:
    assert write_rows(ROWS, tmp_path / "a.xlsx") == 2
    sheet = load_workbook(tmp_path / "a.xlsx").active
    cells = [[cell.value for cell in row] for row in sheet.rows]
    assert cells[0] == ["topic", "value", "n", "is_new", "more"]
    assert cells[1:] == [["=HYPERLINK(1)", -0.5, 3, True, None], ["déjà – 🙂", None, 4, False, "x"]]
    assert sheet["A2"].data_type == "s", "text, no formula"


def test_a_workbook_that_cannot_be_written_or_hold_it_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SteelyardError, match="cannot write"):
        write_rows(ROWS, tmp_path / "absent" / "a.xlsx")
    monkeypatch.setattr("steelyard.view.workbook.MOST_ROWS", 2)
    with pytest.raises(QuestionError, match="holds 2 rows"):
        write_rows(ROWS, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_dates_instants_and_what_is_no_number(tmp_path: Path) -> None:
    row = (date(2026, 9, 30), datetime(2026, 9, 30, 22, 24, tzinfo=UTC), float("nan"), 1)
    write_workbook(tmp_path / "a.xlsx", "t", [row])
    sheet = load_workbook(tmp_path / "a.xlsx").active
    found = [cell.value for cell in next(sheet.rows)]
    assert found == [datetime(2026, 9, 30), datetime(2026, 9, 30, 22, 24), None, 1]
