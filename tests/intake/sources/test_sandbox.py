"""Engines that only read show nothing of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from steelyard.intake.sources.sandbox import BYTES_A_THREAD, confine, explained, reader, threads

ASKS = (
    "import sys; from pathlib import Path; from steelyard.intake.sources.sandbox import reader, sandbox\n"
    "folder = Path(sys.argv[1])\n"
    "for opened in (reader(folder), sandbox(folder, '')):\n"
    "    with opened as connection:\n"
    "        print(connection.execute(\"SELECT current_setting('enable_progress_bar')\").fetchone()[0])\n"
)


def test_a_load_from_a_notebook_draws_no_bars_of_the_engine(tmp_path: Path) -> None:
    said = subprocess.run([sys.executable, "-c", ASKS, str(tmp_path)], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"], "a program given by -c counts as interactive, as a notebook does"


def test_what_read_a_file_is_refused_it_once_confined(tmp_path: Path) -> None:
    inside, outside = tmp_path / "scratch", tmp_path / "calls.csv"
    inside.mkdir()
    outside.write_text("id\n1\n")
    (inside / "staged.csv").write_text("id\n2\n")
    with reader(inside, 1) as connection:
        assert connection.execute(f"SELECT id FROM '{outside}'").fetchall() == [(1,)]
        confine(connection, inside, "")
        assert connection.execute(f"SELECT id FROM '{inside}/staged.csv'").fetchall() == [(2,)]
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"SELECT id FROM '{outside}'").fetchall()
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")


def test_an_interrupt_within_a_query_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), explained("source calls", "the view fails"):
        raise duckdb.InterruptException("Interrupted")


def test_little_is_read_by_one_thread_and_much_by_no_more_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert [threads(size * BYTES_A_THREAD) for size in (0, 1, 2, 100)] == [1, 2, 3, 4]
