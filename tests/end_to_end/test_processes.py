"""The command as a process: killed, stopped, crowded, cut off from its reader, or on a full disk."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.conftest import CALLS, Place, Run, calls, environment, written

import steelyard
from steelyard import cli

KILLS = 12


def corrected(number: int) -> dict[str, str | bytes]:
    """The same calls with other contents."""
    return {"calls.csv": written(calls(seed=100 + number))}


def said_by(workspace: steelyard.workspace.Workspace) -> list[float]:
    """Some figures with the limits of their intervals."""
    rows = workspace.scorecard(metrics=("handle_time", "first_contact_resolution")).to_rows()
    return [row[name] for row in rows for name in ("value", "low", "high", "n")]


def test_a_load_killed_at_any_instant_leaves_a_version_that_answers(place: Place) -> None:
    begun = time.monotonic()
    assert place.write(files=corrected(0)).start("load").wait(timeout=120) == cli.FINE
    whole_s = time.monotonic() - begun
    workspace = steelyard.open(place.folder)
    said, stands = said_by(workspace), place.figures()
    dice, finished = random.Random(7), 0
    for number in range(1, KILLS + 1):
        process = place.write(files=corrected(number)).start("load")
        time.sleep(dice.uniform(0.1, 0.9) * whole_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = place.figures()
        if now != stands:
            assert now[0] == stands[0] + 1
            stands, finished, whole_s = now, finished + 1, whole_s / 2
    assert finished < KILLS
    if not finished:
        assert said_by(workspace) == pytest.approx(said)
    seen, process = set(), place.write(files=corrected(99)).start("load")
    while process.poll() is None:
        seen.add(place.figures())
    assert process.returncode == cli.FINE
    after = place.figures()
    assert after[0] == stands[0] + 1
    assert seen <= {stands, after}
    assert stands in seen
    assert not list((place.folder / "store" / "scratch").glob("load-*"))


def test_a_second_load_is_refused(run: Run, place: Place) -> None:
    with place.store.writer():
        process = place.start("load")
        _, err = process.communicate(timeout=60)
        assert process.returncode == cli.FAILED
        assert f"another load is running (process {os.getpid()}" in err
        assert "wait until it ends" in err
        assert run(place, "export", "x.json", "--table", "contacts").code == cli.FINE
    assert run(place, "load").code == cli.FINE


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_a_load_that_is_asked_to_stop_leaves_nothing_behind(place: Place, share: float, sign: signal.Signals) -> None:
    before = place.figures()
    process = place.write(files={"calls.csv": written(calls(20_000, seed=3))}).start("load", start_new_session=True)
    time.sleep(share * 2)
    process.send_signal(sign)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (cli.STOPPED, cli.FINE, -sign)
    if process.returncode == -sign:  # on a busy machine, before the command itself has begun
        return
    assert not list((place.folder / "store" / "scratch").glob("load-*"))
    assert "Traceback" not in err
    assert "Unexpected" not in err
    if process.returncode == cli.STOPPED:
        assert err.strip().endswith("Stopped.")
        assert place.figures() == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{} explain | head -1", ""),
        ("{} explain --json | head -1", ""),
        ("{} explain >&-", ""),
        ("{} explain > /dev/full; exit $?", "No space left"),
    ],
)
def test_output_nobody_takes(shown: Place, line: str, says: str) -> None:
    command = f"{sys.executable} -c 'from steelyard.cli import main; main()'"
    ran = subprocess.run(
        line.format(command), shell=True, cwd=shown.folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in ran.stderr
    assert says in ran.stderr
    assert bool(ran.stderr) == bool(says)


@pytest.mark.parametrize(("more", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_only_where_it_is_wanted(shown: Place, more: dict[str, str], is_coloured: bool) -> None:
    ours, theirs = pty.openpty()
    try:
        wanted = environment(**{"TERM": "xterm-256color", **more})
        process = shown.start("check", stdout=theirs, env=wanted)
        os.close(theirs)
        shown_text = b"".join(_read(ours))
        assert process.wait(timeout=60) == cli.FINE
    finally:
        os.close(ours)
    colours = [code for code in (b"\x1b[9", b"\x1b[3", b"\x1b[1;3") if code in shown_text]
    assert bool(colours) == is_coloured


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(terminal, 65_536)
        except OSError:
            return


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Place]:
    """A workspace on a file system of three million bytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no small disk: {error}")
    if made.returncode:
        pytest.skip(f"no small disk: {made.stderr.strip()}")
    yield Place(folder).write(files={"calls.csv": CALLS})
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(run: Run, small_disk: Place, tmp_path: Path) -> None:
    assert run(small_disk, "load").code == cli.FINE
    before = small_disk.figures()
    data = Place(tmp_path).write(files={"calls.csv": written(calls(30_000, seed=5))})
    for left in (1_200_000, 400_000, 100_000, 0):
        _fill(small_disk.folder, left)
        run(small_disk, "load", "--data", str(data.folder)).failed("disk is full", "Free some space")
        assert small_disk.figures() == before
    ran = run(small_disk, "export", "contacts.csv", "--table", "contacts")
    ran.failed("contacts.csv: cannot write", "No space left")
    assert not (small_disk.folder / "contacts.csv").exists()
    (small_disk.folder / "filler").unlink()
    assert run(small_disk, "load").code == cli.FINE
    assert small_disk.figures() == before


def _fill(folder: Path, left: int) -> None:
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_bsize
    with (folder / "filler").open("ab") as file:
        file.write(b"x" * max(free - left, 0))
