"""load and export --table on a real, tiny workspace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

import steelyard
from steelyard import cli
from steelyard.cli import load
from steelyard.intake import LoadReport

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


def written(folder: Path) -> Path:
    """Three calls, one of them without an instant."""
    (folder / "steelyard.toml").write_text(TOML, "utf-8")
    (folder / "calls.csv").write_text(CALLS, "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Calls and their mapping, not loaded."""
    return written(tmp_path)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, loaded."""
    place = written(tmp_path_factory.mktemp("loaded"))
    steelyard.open(place).load()
    return place


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
    assert "Rejected rows" in first
    assert "Quarantined: rejected" in first
    assert "opened_at" in first
    assert "calls.csv row 3" in first
    assert "\x1b" not in first + err
    _, second, _ = run("load", "-w", str(folder))
    assert "Nothing is new" in second


def test_stored_tables_are_exported_with_formulas_disarmed(run, loaded: Path, tmp_path: Path) -> None:
    code, out, _ = run("export", str(tmp_path / "contacts.csv"), "--table", "contacts", "-w", str(loaded))
    assert code == cli.FINE
    assert out.startswith("2 rows")
    with (tmp_path / "contacts.csv").open(encoding="utf-8", newline="") as file:
        topics = {row["topic"] for row in csv.DictReader(file)}
    assert topics == {"'=cmd()", "plain"}
    run("export", str(tmp_path / "contacts.parquet"), "--table", "contacts", "-w", str(loaded))
    assert (tmp_path / "contacts.parquet").stat().st_size > 0


def test_a_stored_table_in_json_is_one_document(run, loaded: Path, tmp_path: Path) -> None:
    run("export", str(tmp_path / "contacts.json"), "--table", "contacts", "-w", str(loaded))
    assert [row["topic"] for row in json.loads((tmp_path / "contacts.json").read_text("utf-8"))] == ["=cmd()", "plain"]


def test_a_file_that_cannot_be_written_is_named(run, loaded: Path, tmp_path: Path) -> None:
    for name in ("x.csv", "x.parquet", "x.json"):
        code, _, err = run("export", str(tmp_path / "none" / name), "--table", "contacts", "-w", str(loaded))
        assert code == cli.FAILED
        assert f"{name}: cannot write the file" in err


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("surveys.contact_id", "Rows of surveys whose contact_id is not among the contacts loaded: 2."),
        ("contacts.agent_id", "Rows of contacts whose agent_id is not among the agents loaded: 2."),
        ("outcomes.customer_id", "Rows of outcomes whose customer_id is not among the customers loaded: 2."),
    ],
)
def test_rows_that_point_nowhere_are_told_by_what_they_lack(link: str, said: str) -> None:
    console = Console(file=io.StringIO(), width=120)
    load.show(LoadReport(version=1, is_new=True, accounts=(), orphans={link: 2}), console)
    assert said in console.file.getvalue()


@pytest.mark.parametrize(
    ("count", "tied", "said"),
    [
        (1, 0, "In survey, 1 answer was changed or given again later: the last answer to an invitation counts."),
        (40, 0, "To count each: fold_answers = false\n"),
        (40, 2, "fold_answers = false. 2 of them have another score and no time that says which came last"),
    ],
)
def test_answers_that_were_replaced_are_told(count: int, tied: int, said: str) -> None:
    console = Console(file=io.StringIO(), width=400)
    replaced = {"replaced_answers": {"survey": count}, "tied_answers": {"survey": tied} if tied else {}}
    load.show(LoadReport(version=1, is_new=True, accounts=(), **replaced), console)
    assert said in console.file.getvalue()


def test_an_unknown_table_or_source_fails_with_a_hint(run, loaded: Path, tmp_path: Path) -> None:
    code, _, err = run("load", "callz", "-w", str(loaded))
    assert code == cli.FAILED
    assert "Did you mean calls?" in err
    code, _, err = run("export", str(tmp_path / "x.csv"), "--table", "contact", "-w", str(loaded))
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


def test_a_file_of_a_header_alone_is_said(run, folder: Path) -> None:
    (folder / "steelyard.toml").write_text(TOML.replace('"calls.csv"', '"calls*.csv"'), "utf-8")
    (folder / "calls-2.csv").write_text(CALLS.splitlines()[0] + "\n", "utf-8")
    _, out, _ = run("load", "-w", str(folder))
    assert "calls-2.csv has a header and no rows: is the export empty?" in " ".join(out.split())
