"""What a load would make of the files is what it then makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import workspaces

from steelyard import settings
from steelyard.intake.trial import Tried, trial

MAPPING = """[workspace]
time_zone = "Europe/Lisbon"

[sources.calls]
files = "calls.csv"

[sources.calls.contacts]
filter = "Queue <> 'Test'"

[sources.calls.contacts.columns]
contact_id = "Call"
opened_at = { column = "Begin", format = "%d.%m.%Y %H:%M" }
customer_id = "Client"
handle_s = "Seconds"
"""
CALLS = """Call,Begin,Client,Seconds,Queue
C1,01.07.2026 10:00,K1,60,Sales
C2,yesterday,K2,70,Sales
C3,02.07.2026 11:00,K3,long,Sales
C4,03.07.2026 11:00,K4,80,Test
C1,01.07.2026 10:00,K1,60,Sales
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "steelyard.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, "utf-8")
    return tmp_path


@pytest.fixture
def calls(folder: Path) -> Tried:
    (tried,) = trial(settings.read(folder), shown=4)
    return tried


def test_rows_stand_beside_what_would_be_stored(calls: Tried) -> None:
    (table,) = calls.tables
    assert calls.rows[0] == ("C1", "01.07.2026 10:00", "K1", "60", "Sales")
    assert dict(zip(table.columns, table.rows[0], strict=True)) == {
        "contact_id": "C1",
        "customer_id": "k1",
        "opened_at": "2026-07-01 10:00:00",
        "handle_s": "60",
    }
    assert len(calls.rows) == len(table.rows) == len(table.problems) == 4


def test_each_row_says_what_is_wrong_with_it(calls: Tried) -> None:
    (table,) = calls.tables
    assert table.problems == (
        "",
        "opened_at does not fit the stated format",
        "handle_s is not a duration",
        "left out by the filter",
    )
    assert table.rows[1] == ("",) * len(table.columns)


def test_the_accounting_is_the_loads(calls: Tried, folder: Path) -> None:
    (table,) = calls.tables
    (account,) = workspaces.loaded_at(folder).store.snapshot().manifest.loads
    names = ("read", "duplicate", "folded", "filtered", "quarantined")
    assert [getattr(table, name) for name in names] == [getattr(account, name) for name in names] == [5, 1, 0, 1, 1]
    assert table.kept == account.accepted == 2


def test_nothing_is_stored(calls: Tried, folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["calls.csv", "steelyard.toml"]


def test_a_source_that_cannot_be_read_says_why_beside_the_others(folder: Path) -> None:
    more = MAPPING + '\n[sources.gone]\nfiles = "gone.csv"\n[sources.gone.agents.columns]\nagent_id = "A"\n'
    (folder / "steelyard.toml").write_text(more, "utf-8")
    calls, gone = trial(settings.read(folder))
    assert calls.error == ""
    assert "no file matches 'gone.csv'" in gone.error
    assert gone.tables == ()


def test_a_view_is_shown_as_it_comes_out(folder: Path) -> None:
    text = MAPPING.replace(
        'files = "calls.csv"', 'files = { raw = "calls.csv" }\nview = "SELECT * FROM raw WHERE Call = \'C1\'"'
    )
    (folder / "steelyard.toml").write_text(text, "utf-8")
    (tried,) = trial(settings.read(folder))
    assert [row[0] for row in tried.rows] == ["C1", "C1"]
    assert tried.tables[0].duplicate == 1
