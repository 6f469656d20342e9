"""steelyard engine: the list, the check, and what follows from it for questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests import postgres

from steelyard import conformance
from steelyard.cli import steelyard
from steelyard.conformance import Difference, standing
from steelyard.errors import EngineError
from steelyard.store import engine as engines
from steelyard.workspace import Workspace
from steelyard.workspace import open as open_workspace


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as found:
        yield found


def workspace(folder: Path, address: str) -> Workspace:
    (folder / "steelyard.toml").write_text(
        f'[engine]\nkind = "postgresql"\naddress = "{address}"\n[engine.tables]\ncontacts = "crm.contacts"\n'
    )
    return open_workspace(folder)


def test_kinds_are_listed_with_whether_they_are_certified() -> None:
    done = CliRunner().invoke(steelyard, ["engine"])
    assert done.exit_code == 0
    for line in ("duckdb", "postgresql", "spark"):
        assert line in done.output
    assert "postgresql  A PostgreSQL database, over tables it holds." in done.output
    assert done.output.count("experimental") == 2


def test_a_check_is_printed_and_kept(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, address)
    monkeypatch.setattr(conformance, "check", lambda engine, kind: conformance.judge(kind, {"measures": 7}, []))
    done = CliRunner().invoke(steelyard, ["engine", "check", "-w", str(tmp_path)], standalone_mode=False)
    assert done.return_value == 0
    assert "Passed: postgresql gives the embedded engine's numbers, all 7 of them." in done.output
    found = standing.read(tmp_path / "store", "postgresql", address)
    assert found is not None
    assert (found.has_passed, dict(found.refused)) == (True, {})
    assert address not in (tmp_path / "store" / standing.FILE).read_text()
    assert standing.read(tmp_path / "store", "postgresql", "elsewhere") is None


def test_a_check_that_fails_leaves_with_one_and_its_measures_are_refused(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = workspace(tmp_path, address)
    wrong = [Difference("balance", "whole", "1.0", "2.0", metrics=("balance",))]
    monkeypatch.setattr(conformance, "check", lambda engine, kind: conformance.judge(kind, {"measures": 7}, wrong))
    done = CliRunner().invoke(steelyard, ["engine", "check", "-w", str(tmp_path)], standalone_mode=False)
    assert done.return_value == 1
    assert "Not passed" in done.output
    found = standing.read(opened.store.folder, "postgresql", address)
    assert found is not None
    assert dict(found.refused) == {"balance": "balance"}


def test_an_experimental_engine_answers_nothing_before_its_check(tmp_path: Path, address: str) -> None:
    with pytest.raises(EngineError, match="not been checked") as caught:
        workspace(tmp_path, address).snapshot()
    assert "steelyard engine check" in str(caught.value)


def test_a_damaged_record_counts_as_not_checked(tmp_path: Path) -> None:
    (tmp_path / standing.FILE).write_text("{")
    assert standing.read(tmp_path, "spark", "") is None


def test_certified_engines_are_those_the_suite_runs_on() -> None:
    assert {name for name, kind in engines.kinds().items() if kind.is_certified} == {"duckdb", "spark"}
