"""Rows that do not hold go to quarantine, counted and explained; odd texts come through and are exported safely."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from tests.end_to_end.conftest import PRIVATE, Place, Ran, Run, calls, written

ODD_INSTANTS = ["1970-01-01 00:00:00", "1989-12-31 23:59:59", "2199-01-01 10:00:00", "2026-02-30 10:00:00"]
ODD_SCORES = ["9", "0", "-3", "abc", "NaN", "1e999"]
UNICORN, HEBREW, FORMULA = "🦄🇵🇹", "שלום \u202eabc", "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Ran]:
    """A workspace whose file holds a bit of everything, and what its load printed."""
    rows = calls()
    for number, instant in enumerate(ODD_INSTANTS):
        rows[number][2] = instant
    for number, score in enumerate(ODD_SCORES, start=10):
        rows[number][9] = score
    for number in (20, 21, 22):
        rows[number][8] = "-5"
    rows[30] = rows[30][:2]
    for row, team in zip(rows[40:], [UNICORN, HEBREW, FORMULA] * 99, strict=False):
        row[4] = team
    place = Place(tmp_path_factory.mktemp("odd")).write(files={"calls.csv": written(rows)})
    process = place.start("load")
    out, err = process.communicate(timeout=120)
    return place, Ran(process.returncode, out, err)


def test_the_load_counts_and_explains_them(odd: tuple[Place, Ran]) -> None:
    _, ran = odd
    assert (ran.code, ran.err) == (0, "")
    for line in (
        "Quarantined: rejected",
        "Rejected rows",
        "is before 1990",
        "is in the future",
        "does not fit",
        "is outside its scale",
        "has 2 fields where",
        "Values left empty in rows kept",
        "calls.csv row 21",
        "steelyard export quarantine.csv --table quarantine",
    ):
        assert line in ran.out
    assert not PRIVATE.search(ran.out)


def test_quarantine_says_where_and_why_and_quotes_nothing(run: Run, odd: tuple[Place, Ran], tmp_path: Path) -> None:
    place, _ = odd
    assert run(place, "export", str(tmp_path / "q.json"), "--table", "quarantine").code == 0
    text = (tmp_path / "q.json").read_text("utf-8")
    rows = json.loads(text)
    found = Counter((row["table_name"], row["kind"], row["column_name"]) for row in rows)
    assert found == {
        ("contacts", "row", "opened_at"): len(ODD_INSTANTS),
        ("contacts", "row", ""): 1,
        ("contacts", "cell", "handle_s"): 3,
        ("surveys", "row", "score"): len(ODD_SCORES),
        ("surveys", "row", ""): 1,
    }
    assert {row["row_number"] for row in rows if row["column_name"] == "opened_at"} == {1, 2, 3, 4}
    assert not PRIVATE.search(text)


def test_a_score_that_cannot_be_read_is_no_unanswered_invitation(odd: tuple[Place, Ran]) -> None:
    place, _ = odd
    with place.store.snapshot() as snapshot:
        assert snapshot.engine.query("SELECT count(*) AS n FROM surveys WHERE score IS NULL")["n"][0] == 0


def test_formulas_are_disarmed_and_other_texts_kept(run: Run, odd: tuple[Place, Ran], tmp_path: Path) -> None:
    place, _ = odd
    for args in (("--table", "contacts"), ("--by", "team")):
        assert run(place, "export", str(tmp_path / "out.csv"), *args).code == 0
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert {UNICORN, HEBREW, f"'{FORMULA}"} <= cells
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))]


@pytest.mark.parametrize("columns", [60, 80])
def test_odd_texts_fit_the_terminal(run: Run, odd: tuple[Place, Ran], columns: int) -> None:
    place, _ = odd
    ran = run(place, "weigh", "--by", "team", "--metric", "handle_time", columns=columns)
    assert (ran.code, ran.err) == (0, "")
    assert UNICORN in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= columns
