"""The page on architecture names every folder of the package, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import THOROUGH

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "steelyard"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_a_line_for_each_folder_and_none_without_one() -> None:
    named = re.findall(r"^\| `([\w/]+)` \|", PAGE, flags=re.MULTILINE)
    there = {file.parent.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py")} - {"."}
    modules = {file.stem for file in PACKAGE.glob("*.py")}
    assert len(named) == len(set(named))
    assert set(named) - modules == there | {"conformance/golden"}


def test_the_modules_left_to_a_thorough_run_are_there() -> None:
    for module in THOROUGH:
        assert (ROOT / module).is_file(), module


def test_the_modules_named_in_the_text_are_there() -> None:
    for place in re.findall(r"\*\*([\w/]+)\*\*", PAGE):
        path = PACKAGE / place
        assert path.is_dir() or path.with_suffix(".py").exists(), place


def test_questions_ask_no_engine_past_what_the_store_keeps() -> None:
    """Queries of questions go through `store.asked`, or into sums, which are kept; else each scans again."""
    summing = {PACKAGE / "measure/sums" / name for name in ("run.py", "histograms.py")}
    files = [file for folder in ("analyses", "measure") for file in (PACKAGE / folder).rglob("*.py")]
    asking = {file for file in files if "engine.query(" in file.read_text("utf-8")}
    assert asking == summing
