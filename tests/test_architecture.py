"""The page on architecture names every folder of the package, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "steelyard"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_a_line_for_each_folder_and_none_without_one() -> None:
    named = re.findall(r"^\| `([\w/]+)` \|", PAGE, flags=re.MULTILINE)
    there = {file.parent.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py")} - {"."}
    modules = {file.stem for file in PACKAGE.glob("*.py")}
    assert len(named) == len(set(named))
    assert set(named) - modules == there | {"conformance/golden"}


def test_the_modules_named_in_the_text_are_there() -> None:
    for place in re.findall(r"\*\*([\w/]+)\*\*", PAGE):
        path = PACKAGE / place
        assert path.is_dir() or path.with_suffix(".py").exists(), place
