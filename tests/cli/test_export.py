"""export: an answer's rows as a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from steelyard import catalogue, cli
from steelyard.cli.export import ANSWERS


def test_the_scorecards_figures_become_rows(run, answering, tmp_path: Path) -> None:
    code, out, _ = run("export", str(tmp_path / "a.csv"), "--by", "site")
    assert code == cli.FINE
    assert out.startswith("6 rows in")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["metric"] == "first_contact_resolution"


def test_json_says_what_was_written(run, answering, tmp_path: Path) -> None:
    path = str(tmp_path / "a.json")
    assert json.loads(run("export", path, "--json")[1]) == {"path": path, "rows": 6}


def test_another_ending_fails_before_anything_is_asked(run, answering, tmp_path: Path) -> None:
    code, _, err = run("export", str(tmp_path / "a.ods"))
    assert code == cli.FAILED
    assert ".csv, .parquet, .json or .xlsx" in err
    assert not answering.asked


@pytest.mark.parametrize(
    "given",
    [
        ("--table", "contacts", "--where", "site=Porto"),
        ("--answer", "verdict", "--by", "site"),
        ("--answer", "worth", "--period", "month"),
    ],
)
def test_what_could_not_be_heeded_is_misuse(run, answering, tmp_path: Path, given: tuple[str, ...]) -> None:
    assert run("export", str(tmp_path / "a.csv"), *given)[0] == cli.MISUSED
    assert not (tmp_path / "a.csv").exists()


def test_every_answer_with_figures_can_be_had() -> None:
    """An initiative and an event are asked by a name that export does not take; plans and debts are of all the data."""
    others = {"check", "debt", "explain", "events", "initiative", "plan"}
    assert set(ANSWERS) == set(catalogue.entries("analyses", "ANALYSIS")) - others
