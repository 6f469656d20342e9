"""The folder opened: settings and store found, one version per question, our own errors."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import steelyard
from steelyard import catalogue, workspace
from steelyard.answers import Answer
from steelyard.declare import Analysis
from steelyard.errors import EmptyStoreError, QuestionError, SettingsError
from steelyard.parameters import BY

TOML = """
[workspace]
name = "Acme"
time_zone = "Europe/Lisbon"

[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "id"
opened_at = "begun"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace in which nothing has been loaded."""
    (tmp_path / "steelyard.toml").write_text(TOML, "utf-8")
    return tmp_path


def test_a_folder_without_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"steelyard\.toml"):
        steelyard.open(tmp_path)


def test_it_opens_settings_and_store(folder: Path) -> None:
    opened = steelyard.open(folder, data=folder / "exports")
    assert opened.settings.name == "Acme"
    assert opened.settings.data == folder / "exports"
    assert opened.store.folder == folder / workspace.STORE_FOLDER
    assert steelyard.open(folder).settings.data == folder


def test_before_the_first_load_questions_say_what_to_type(folder: Path) -> None:
    with pytest.raises(EmptyStoreError, match="steelyard load"):
        steelyard.open(folder).scorecard()


def test_an_unknown_question_is_refused_with_a_hint(folder: Path) -> None:
    with pytest.raises(QuestionError, match="Did you mean scorecard"):
        steelyard.open(folder).ask("scorcard")


def test_a_question_reads_one_snapshot_and_lets_it_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def ask(snapshot: object, settings: object, **options: Any) -> Answer:
        seen.append((snapshot, options))
        return Answer("scorecard", "Scorecard")

    @contextmanager
    def snapshot(version: int | None) -> Iterator[SimpleNamespace]:
        seen.append("opened")
        yield held
        seen.append("closed")

    opened = steelyard.open(folder)
    held = SimpleNamespace(manifest=SimpleNamespace(notes={}, settings=opened.settings.fingerprint))
    monkeypatch.setattr(opened.store, "snapshot", snapshot)
    monkeypatch.setattr(catalogue, "entry", lambda *_: Analysis("scorecard", "?", ask, takes=(BY,)))
    assert opened.scorecard(by="site").question == "scorecard"
    assert seen == ["opened", (held, {"by": "site"}), "closed"]


def test_help_and_completion_say_what_report_and_export_take(folder: Path) -> None:
    opened = steelyard.open(folder)
    assert list(inspect.signature(opened.report).parameters) == [
        "path", "period", "by", "against", "quotes", "where", "from_on", "to_on",
    ]  # fmt: skip
    assert list(inspect.signature(opened.export).parameters)[:4] == ["path", "answer", "table", "period"]
    assert "where: Only this part" in (opened.export.__doc__ or "")
    assert repr(opened) == f"<Workspace 'Acme' in {folder}>"


def test_the_report_refuses_what_it_does_not_take(folder: Path) -> None:
    with pytest.raises(QuestionError, match="report takes no 'perod'"):
        steelyard.open(folder).report(folder / "r.html", perod="month")
    with pytest.raises(QuestionError, match=r"from_on: 'soon' is not a date"):
        steelyard.open(folder).report(folder / "r.html", from_on="soon")
    with pytest.raises(QuestionError, match="written whole"):
        steelyard.open(folder).export(folder / "r.csv", table="contacts", by="site")


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run([sys.executable, "-m", "steelyard", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"steelyard {steelyard.__version__}\n"


def test_every_answer_has_a_short_repr() -> None:
    assert repr(Answer("x", "X", ("It moved.",))) == "<Answer: It moved. (0 figures)>"
    assert repr(steelyard.Scorecard("scorecard", "S")) == "<Scorecard (0 figures)>"
