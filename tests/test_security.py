"""The page on security names tests that exist, and a test or a reason for each point."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = [
    [piece.strip() for piece in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d", line)
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_each_point_names_a_test_or_says_why_not(line: list[str]) -> None:
    assert len(line) == 4
    if not line[3]:
        assert re.search(r"\bnot met\b|do(es)? not apply", line[2]), line[0]
        return
    for place, name in re.findall(r"`([\w/.]+\.py)::(\w+)`", line[3]):
        text = (ROOT / "tests" / place).read_text("utf-8")
        assert re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE), f"{place} has no {name}"
    assert "::" in line[3]


def test_every_chapter_that_applies_is_walked() -> None:
    chapters = {int(line[0].split(".")[0]) for line in LINES}
    assert chapters == set(range(1, 15))


def test_a_point_that_is_not_met_says_so_in_its_line() -> None:
    assert all("::" in line[3] or "not" in line[2] for line in LINES)
