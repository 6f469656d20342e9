"""init at a terminal, a real one: it asks what it is unsure of, shows what the columns hold, and writes the answers."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from steelyard import settings

CALLS = "Call ID,Start time,Queue,Agent,Wait,Outcome\n" + "".join(
    f"C{n},2026-03-{n % 28 + 1:02d} 09:00:00,Sales,A{n % 5},{n % 60},{'ANSWERED' if n % 4 else 'ABANDONED'}\n"
    for n in range(200)
)
SURVEY = "Response ID,Call ID,CES,Comment\n" + "".join(f"R{n},C{n},{n % 7 + 1},call me 912345678\n" for n in range(90))

Typed = Callable[..., tuple[int, str]]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    """Runs init at a terminal 80 columns wide; answers its questions in turn; exit code and what it printed."""

    def run(*answers: str, options: tuple[str, ...] = ()) -> tuple[int, str]:
        (tmp_path / "calls.csv").write_text(CALLS, "utf-8")
        (tmp_path / "survey.csv").write_text(SURVEY, "utf-8")
        command = [sys.executable, "-c", "from steelyard.cli import main; main()", "init", *options]
        mine, its = pty.openpty()
        environment = {**os.environ, "COLUMNS": "80", "TERM": "dumb"}
        with subprocess.Popen(
            [*command, "calls.csv", "survey.csv"], stdin=its, stdout=its, stderr=its, cwd=tmp_path, env=environment
        ) as process:
            os.close(its)
            try:
                printed = _talk(mine, list(answers))
                process.wait(60)
            finally:
                os.close(mine)
                process.kill()
        return process.returncode, printed

    return run


def _talk(terminal: int, answers: list[str]) -> str:
    printed = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            more = os.read(terminal, 4096)
        except OSError:
            break
        printed += more
        if printed.endswith(b": "):
            assert answers, printed.decode()
            os.write(terminal, answers.pop(0).encode())
    assert not answers
    return printed.decode().replace("\r\n", "\n")


def test_it_asks_and_the_answers_are_written(typed: Typed, tmp_path: Path) -> None:
    code, printed = typed("Lisbon\n", "Europe/Lisbon\n", "n\n", "perhaps\n", "low\n")
    assert code == 0
    assert "Did you mean Europe/Lisbon?" in printed
    assert "survey.surveys.better: which end is good" in printed
    assert "Holds: Comment: 1 value, 17 characters" in printed
    assert "912345678" not in printed
    assert "'perhaps' is none of high, low" in printed
    assert max(map(len, printed.splitlines())) <= 80
    text = (tmp_path / "steelyard.toml").read_text("utf-8")
    read = settings.read(tmp_path)
    assert read.time_zone == "Europe/Lisbon"
    survey = read.sources[1].tables[0]
    assert survey.columns["better"].constant == "low"
    assert "comment" not in survey.columns
    assert '# declined: comment = "Comment"' in text
    assert "# unsure: time_zone" not in text


def test_enter_leaves_things_open(typed: Typed, tmp_path: Path) -> None:
    code, _ = typed("\n", "\n", "\n")
    assert code == 0
    text = (tmp_path / "steelyard.toml").read_text("utf-8")
    for mark in ('# unsure: time_zone = "Europe/Lisbon"', "# unsure: better = ", '# unsure: comment = "Comment"'):
        assert mark in text


def test_one_who_leaves_in_the_middle_leaves_nothing_behind(typed: Typed, tmp_path: Path) -> None:
    code, printed = typed("Europe/Lisbon\n", "\x04")
    assert (code, "Stopped." in printed) == (130, True)
    assert not (tmp_path / "steelyard.toml").exists()


def test_it_asks_nothing_where_it_is_told_so(typed: Typed, tmp_path: Path) -> None:
    assert typed(options=("--yes",))[0] == 0
    assert "# unsure: better" in (tmp_path / "steelyard.toml").read_text("utf-8")
