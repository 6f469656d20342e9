"""load and export --table on a real, tiny workspace."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from steelyard import cli

TOML = """
[workspace]
time_zone = "UTC"

[sources.calls]
files = "calls.csv"

[sources.calls.contacts]
key = ["id"]

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "begun"
topic = "topic"
handle_s = "talk"
"""

CALLS = """id,who,begun,topic,talk
1,a,2026-03-02 09:00:00,=cmd(),120
2,a,2026-03-03 10:00:00,plain,90
3,b,never,plain,60
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three calls, one of them without an instant."""
    (tmp_path / "steelyard.toml").write_text(TOML, "utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, "utf-8")
    return tmp_path


def test_every_row_is_accounted_for(run, folder: Path) -> None:
    code, out, _ = run("load", "-w", str(folder), "--json")
    assert code == cli.FINE
    found = json.loads(out)
    (account,) = found["accounts"]
    assert (
        account["read"]
        == 3
        == sum(account[kind] for kind in ("accepted", "duplicate", "folded", "filtered", "quarantined"))
    )
    assert account["quarantined"] == 1
    assert found["version"] == 1


def test_the_table_says_what_was_put_aside_and_that_nothing_is_new(run, folder: Path) -> None:
    _, first, err = run("load", "-w", str(folder))
    assert "Put aside" in first
    assert "begun" in first or "opened_at" in first
    assert "\x1b" not in first + err
    _, second, _ = run("load", "-w", str(folder))
    assert "Nothing is new" in second


def test_stored_tables_are_exported_with_formulas_disarmed(run, folder: Path, tmp_path: Path) -> None:
    run("load", "-w", str(folder))
    code, out, _ = run("export", str(tmp_path / "contacts.csv"), "--table", "contacts", "-w", str(folder))
    assert code == cli.FINE
    assert out.startswith("2 rows")
    with (tmp_path / "contacts.csv").open(encoding="utf-8", newline="") as file:
        topics = {row["topic"] for row in csv.DictReader(file)}
    assert topics == {"'=cmd()", "plain"}
    run("export", str(tmp_path / "contacts.parquet"), "--table", "contacts", "-w", str(folder))
    assert (tmp_path / "contacts.parquet").stat().st_size > 0


def test_an_unknown_table_or_source_fails_with_a_hint(run, folder: Path, tmp_path: Path) -> None:
    code, _, err = run("load", "callz", "-w", str(folder))
    assert code == cli.FAILED
    assert "Did you mean calls?" in err
    run("load", "-w", str(folder))
    code, _, err = run("export", str(tmp_path / "x.csv"), "--table", "contact", "-w", str(folder))
    assert code == cli.FAILED
    assert "contacts" in err


def test_a_folder_that_is_no_workspace_fails_plainly(run, tmp_path: Path) -> None:
    code, _, err = run("load", "-w", str(tmp_path))
    assert code == cli.FAILED
    assert "steelyard init" in err
    assert "Traceback" not in err


def test_explain_lists_every_measure_without_a_workspace(run) -> None:
    code, out, _ = run("explain", "--json")
    assert code == cli.FINE
    assert {"first_contact_resolution", "balance"} <= {entry["id"] for entry in json.loads(out)}
