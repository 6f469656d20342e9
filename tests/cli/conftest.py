"""A workspace that answers at once, and a way to run a command as a shell would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from steelyard import cli, workspace
from steelyard.answers import Answer
from view.conftest import balance, change, scorecard, verdict

__all__ = ["balance", "change", "scorecard", "verdict"]


class Answering:
    """Holds answers by question and remembers what was asked."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.asked: dict[str, dict[str, Any]] = {}

    def ask(self, question: str, **options: Any) -> Answer:
        self.asked[question] = options
        return self.answers[question]

    def __getattr__(self, question: str) -> Callable[..., Answer]:
        return lambda **options: self.ask(question, **options)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch, scorecard, verdict, change, balance) -> Answering:
    """Every command finds this workspace, whatever the folder."""
    found = Answering({"scorecard": scorecard, "verdict": verdict, "change": change, "balance": balance})
    monkeypatch.setattr(workspace, "open", lambda folder, data=None: found)
    return found


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command; its exit code, output and errors."""

    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(list(args))
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call
