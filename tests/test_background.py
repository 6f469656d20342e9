"""A load beside those who read: it says how far it is and how it ended, can be stopped, and runs one at a time."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import steelyard
from steelyard import background
from steelyard.background import Loading
from steelyard.errors import BusyError, SettingsError

MAPPING = """[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "Call"
opened_at = "Begin"
"""
LONG = """[sources.calls]
files = { raw = "calls.csv" }
view = "SELECT a.* FROM raw a, raw b, raw c, raw d WHERE a.Call || b.Call || c.Call || d.Call = 'never'"

[sources.calls.contacts.columns]
contact_id = "Call"
opened_at = "Begin"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A workspace, of which no load is left behind."""
    rows = "".join(f"C{n},2026-07-{n % 28 + 1:02d} 10:00:00\n" for n in range(2_000))
    (tmp_path / "calls.csv").write_text("Call,Begin\n" + rows, "utf-8")
    (tmp_path / "steelyard.toml").write_text(MAPPING, "utf-8")
    yield tmp_path
    background.stop(tmp_path)
    ended(tmp_path)


def until(folder: Path, holds: Callable[[Loading], bool], seconds: float = 120) -> Loading:
    """The first state that holds."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        found = background.state(folder)
        if found and holds(found):
            return found
        time.sleep(0.1)
    raise AssertionError(background.state(folder))


def ended(folder: Path) -> Loading | None:
    return until(folder, lambda found: not found.is_running) if background.state(folder) else None


def test_nothing_was_loaded_yet(tmp_path: Path) -> None:
    assert background.state(tmp_path) is None
    background.stop(tmp_path)


def test_a_load_says_how_it_ended_and_the_version_is_there(folder: Path) -> None:
    background.start(folder)
    found = ended(folder)
    assert found is not None
    assert (found.state, found.version, found.is_new, found.what) == ("done", 1, True, "")
    assert found.done > 0
    assert steelyard.open(folder).store.snapshot().manifest.version == 1
    background.start(folder)
    assert (again := ended(folder)) is not None
    assert (again.state, again.version, again.is_new) == ("done", 1, False)


def test_an_error_is_kept_in_words(folder: Path) -> None:
    (folder / "steelyard.toml").write_text(MAPPING.replace("Begin", "Start"), "utf-8")
    background.start(folder)
    found = ended(folder)
    assert found is not None
    assert (found.state, found.version) == ("failed", 0)
    assert "has no column 'Start'" in found.what
    assert found.where == "steelyard.toml, line 6"


def test_it_stops_when_asked_and_leaves_the_version_before(folder: Path) -> None:
    steelyard.open(folder).load()
    (folder / "steelyard.toml").write_text(LONG, "utf-8")
    background.start(folder)
    until(folder, lambda found: found.total > 0)
    with pytest.raises(BusyError, match="another load is running"):
        background.start(folder)
    background.stop(folder)
    assert (found := ended(folder)) is not None
    assert found.state == "stopped"
    assert steelyard.open(folder).store.snapshot().manifest.version == 1
    (folder / "steelyard.toml").write_text(MAPPING, "utf-8")
    background.start(folder)
    assert (again := ended(folder)) is not None
    assert again.state == "done"


def test_one_that_is_killed_is_said_to_have_failed(folder: Path) -> None:
    (folder / "steelyard.toml").write_text(LONG, "utf-8")
    background.start(folder)
    until(folder, lambda found: found.total > 0)
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    (line,) = (line for line in listed.stdout.splitlines() if str(folder) in line)
    os.kill(int(line.split()[0]), signal.SIGKILL)
    assert (found := ended(folder)) is not None
    assert (found.state, found.what) == ("failed", "the load failed: it was killed")


def test_one_whose_machine_died_does_not_run_for_ever(tmp_path: Path) -> None:
    long_ago = Loading("running", 0, 0)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "loading.json").write_text(json.dumps(dataclasses.asdict(long_ago)), "utf-8")
    found = background.state(tmp_path)
    assert found is not None
    assert found.state == "failed"


def test_a_damaged_state_is_none(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "loading.json").write_text('{"state": "running"', "utf-8")
    assert background.state(tmp_path) is None


def test_how_far_it_is() -> None:
    assert Loading("running", 0, 5, done=1, total=4).share == 0.25
    assert Loading("running", 0, 5).share == 0
    assert Loading("running", 2, 5).seconds == 3


def test_the_demo_is_written_and_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "DEMO_CONTACTS", 1_000)
    background.run(tmp_path, None, again=False, demo=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    found = background.state(tmp_path)
    assert found is not None
    assert (found.state, found.version) == ("done", 1)
    assert (tmp_path / "steelyard.toml").exists()


def test_a_load_on_the_terminal_says_how_far_it_is_and_how_it_ended(folder: Path) -> None:
    heard: list[tuple[str, str]] = []

    def loaded(telling):  # type: ignore[no-untyped-def]
        def progress(done: int, total: int, step: str) -> None:
            telling(done, total, step)
            found = background.state(folder)
            assert found is not None
            heard.append((found.state, found.step))

        return steelyard.open(folder).load(progress=progress)

    report = background.told(folder, loaded)
    assert heard
    assert {state for state, _ in heard} == {"running"}
    found = background.state(folder)
    assert found is not None
    assert (found.state, found.version, found.is_new) == ("done", report.version, True)


def test_what_stops_a_load_on_the_terminal_is_kept_in_words(folder: Path) -> None:
    def broken(_):  # type: ignore[no-untyped-def]
        raise SettingsError("no such column", where="steelyard.toml", next="map another")

    with pytest.raises(SettingsError):
        background.told(folder, broken)
    found = background.state(folder)
    assert found is not None
    assert (found.state, found.what, found.next) == ("failed", "no such column", "map another")


def test_one_that_finds_another_running_leaves_its_word_alone(folder: Path) -> None:
    """Two clicks at once: the second finds the store locked, and the page goes on showing the first."""
    other = Loading("running", time.time(), time.time(), step="reading", by=1)

    def busy(_):  # type: ignore[no-untyped-def]
        background._write(folder, dataclasses.replace(other, beat=time.time()))
        raise BusyError("another load is running")

    with pytest.raises(BusyError):
        background.told(folder, busy)
    found = background.state(folder)
    assert found is not None
    assert (found.state, found.step, found.by) == ("running", "reading", 1)


def test_one_that_finds_a_lock_and_no_word_says_why_it_did_not_begin(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "_FRESH_S", 0.2)

    def busy(_):  # type: ignore[no-untyped-def]
        raise BusyError("another load is running", next="wait")

    with pytest.raises(BusyError):
        background.told(folder, busy)
    found = background.state(folder)
    assert found is not None
    assert (found.state, found.what) == ("failed", "another load is running")


def test_two_started_at_once_end_as_one_that_is_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(background, "state", lambda _: None)
        background.start(folder)
        background.start(folder)
    seen = set()
    last = time.monotonic() + 120
    while time.monotonic() < last:
        found = background.state(folder)
        if found is not None:
            seen.add(found.state)
            if not found.is_running:
                break
        time.sleep(0.02)
    assert seen <= {"running", "done"}, found
    assert steelyard.open(folder).store.snapshot().manifest.version == 1
