from __future__ import annotations

import json
from pathlib import Path

import pytest

from steelyard import cli, rubrics


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as raised:
        cli.main(list(words))
    out, err = capsys.readouterr()
    return int(raised.value.code or 0), out, err


def test_a_shipped_rubric_is_printed_to_begin_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "evaluate", "rubric", "chat")
    assert code == 0
    assert rubrics.read(out, "chat", "chat.toml").title == "Chat"
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "ours.toml").write_text(out)
    (tmp_path / "steelyard.toml").write_text("")
    code, out, _ = _run(capsys, "evaluate", "--json", "-w", str(tmp_path))
    assert [entry["id"] for entry in json.loads(out)] == ["ours"]


def test_one_that_is_not_shipped_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(capsys, "evaluate", "rubric", "chatt")
    assert code != 0
    assert "chat" in err
