"""The pictures of the questions' pages are drawn by one command."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs import draw

from steelyard.workspace import Workspace


def test_a_questions_picture_is_drawn_from_a_workspace(
    centre: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw, "FOLDER", tmp_path / "pictures")
    draw.draw(centre.settings.folder, ["participation"])
    drawn = (tmp_path / "pictures" / "participation.svg").read_text()
    assert drawn.startswith("<svg")
    assert draw.LIGHT["card"] in drawn
