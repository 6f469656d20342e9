"""Files that were read before and did not change are passed over, unless what they say may be another thing now."""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from tests.intake.conftest import NewWorkspace, contacts

FIRST = "id,at\n1,2026-01-05 10:00:00\n2,2026-01-06 10:00:00\nx,broken\n"
SECOND = "id,at\n3,2026-01-07 10:00:00\n"
TOML = contacts().replace('files = "t.csv"', 'files = "t-*.csv"')


def test_only_new_and_changed_files_are_read(workspace: NewWorkspace) -> None:
    space = workspace(TOML, {"t-1.csv": FIRST})
    space.load()
    space.write(files={"t-2.csv": SECOND})
    report = space.load()
    (account,) = report.accounts
    assert (account.read, account.accepted, report.passed) == (1, 1, {"t": 1})
    assert space.values("SELECT contact_id FROM contacts ORDER BY 1") == ["1", "2", "3"]
    assert space.values("SELECT file FROM quarantine") == ["t-1.csv"]
    assert space.load().accounts == ()
    space.write(files={"t-1.csv": FIRST.replace("x,broken\n", "")})
    assert space.load().passed == {"t": 1}
    assert space.values("SELECT file FROM quarantine") == []


def test_again_reads_everything(workspace: NewWorkspace) -> None:
    space = workspace(TOML, {"t-1.csv": FIRST, "t-2.csv": SECOND})
    space.load()
    report = space.load(again=True)
    assert sum(account.read for account in report.accounts) == 4
    assert not report.passed


@pytest.mark.parametrize(
    "change",
    [
        lambda toml: toml.replace("[sources.t]", '[sources.t]\nload = "full"'),
        lambda toml: toml.replace("[sources.t.contacts.columns]", '[sources.t.contacts.columns]\nteam = "id"'),
    ],
)
def test_another_mapping_and_full_sources_read_everything(workspace: NewWorkspace, change: object) -> None:
    assert callable(change)
    space = workspace(TOML, {"t-1.csv": FIRST})
    space.load()
    space.write(change(TOML))
    assert space.load().accounts[0].read == 3


def test_what_lay_in_the_future_is_read_again(workspace: NewWorkspace) -> None:
    space = workspace(TOML, {"t-1.csv": FIRST})
    space.load(now=datetime(2026, 1, 4, 12))
    assert space.values("SELECT contact_id FROM contacts ORDER BY 1") == ["1"]
    space.load(now=datetime(2026, 2, 1))
    assert space.values("SELECT contact_id FROM contacts ORDER BY 1") == ["1", "2"]


def test_a_file_touched_but_not_changed_changes_nothing(workspace: NewWorkspace) -> None:
    space = workspace(TOML, {"t-1.csv": FIRST})
    version = space.load().version
    os.utime(space.folder / "t-1.csv", ns=(1, 1))
    report = space.load()
    assert (report.version, report.is_new, report.accounts[0].duplicate) == (version, False, 2)
