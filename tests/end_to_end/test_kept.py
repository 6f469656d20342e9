"""What was asked once is answered from what the store keeps: the next process needs no compiler and no engine."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from end_to_end.conftest import Place, calls, written
from steelyard import workspace
from steelyard.settings.model import EngineSettings

ASK = """
import sys
from steelyard import cli
try:
    cli.main({given})
except SystemExit:
    print(*{{name.partition(".")[0] for name in sys.modules}}, file=sys.stderr)
"""

QUESTIONS = (
    ("weigh",),
    ("compare", "--by", "team"),
    ("participation",),
    ("readings",),
    ("drivers",),
    ("explain", "fcr"),
)


@pytest.mark.parametrize("given", QUESTIONS, ids=lambda given: given[0])
def test_asked_again_neither_compiler_nor_engine_is_loaded(place: Place, given: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", ASK.format(given=list(given))]
    first, again = (
        subprocess.run(command, cwd=place.folder, capture_output=True, text=True, check=True) for _ in range(2)
    )
    assert first.stdout
    assert again.stdout == first.stdout
    assert not {"ibis", "sqlglot", "duckdb"} & set(again.stderr.split())


def test_a_later_version_is_asked_without_compiling(place: Place) -> None:
    ask = [sys.executable, "-c", ASK.format(given=["weigh"])]
    subprocess.run(ask, cwd=place.folder, capture_output=True, check=True)
    place.write(files={"calls.csv": written(calls(320))})
    assert place.start("load", "--again").wait(timeout=120) == 0
    again = subprocess.run(ask, cwd=place.folder, capture_output=True, text=True, check=True)
    assert {"ibis", "sqlglot", "duckdb"} & set(again.stderr.split()) == {"duckdb"}


def test_a_load_that_can_afford_it_asks_what_is_asked_first(fresh: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "FIRST_S", 0.0)
    steps: list[str] = []
    workspace.open(fresh.folder).load(progress=lambda done, of, step: steps.append(step))
    assert steps[-1] == "summing what is asked first"
    command = [sys.executable, "-c", ASK.format(given=["weigh"])]
    found = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True, check=True)
    assert not {"ibis", "sqlglot", "duckdb"} & set(found.stderr.split())


def test_a_short_load_asks_nothing(fresh: Place) -> None:
    assert workspace.open(fresh.folder).load().is_new
    assert not (fresh.folder / "store" / "sums").exists()


@pytest.mark.parametrize(
    ("contacts", "taken_s", "is_quick"),
    [(0, 100, False), (7_000, 5, False), (240_000, 30, True), (10_000_000, 350, True), (10_000_000, 18, False)],
)
def test_asking_first_takes_no_more_than_its_share_of_a_load(
    shown: Place, contacts: int, taken_s: float, is_quick: bool
) -> None:
    opened = workspace.open(shown.folder)
    assert opened._is_quick({"fact_contacts": contacts}, taken_s) == is_quick
    elsewhere = replace(opened, settings=replace(opened.settings, engine=EngineSettings(kind="spark")))
    assert not elsewhere._is_quick({"fact_contacts": contacts}, taken_s)
