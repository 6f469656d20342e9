"""Initiatives on units of a panel, and what is said of what may not be registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.undertaken import PanelInitiative

GOOD = """
[[initiatives]]
name = "home"
gain = "more"
treats = "units"
primary = "calls"
"""


def read(folder: Path, text: str) -> tuple[PanelInitiative, ...]:
    (folder / "steelyard.toml").write_text(text)
    return settings.read(folder).panel_initiatives


def test_the_least_there_must_be(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == (PanelInitiative("home", "more", "calls"),)
    assert not settings.read(tmp_path).initiatives


def test_all_there_may_be(tmp_path: Path) -> None:
    more = (
        'starts = { a = 2024-01-01, b = 7 }\nuntil = "2024-W09"\ncontrols = ["c"]\nassigned = "lot"\nbetter = "low"\n'
    )
    more += 'smallest = 5\nguardrails = { csat = 2 }\nspending = "hours"\ncost = 10\n'
    (found,) = read(tmp_path, GOOD + more)
    assert found.starts == {"a": "2024-01-01", "b": "7"}
    assert (found.until, found.better, found.spending, found.guardrails) == ("2024-W09", "low", "hours", {"csat": 2.0})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('treated = ["a"]\n', "treated says no period"),
        ("starts = { a = 1 }\nfrom = 2\n", "starts stands beside"),
        ('starts = { a = 1 }\ncontrols = ["a"]\n', "is treated and a control"),
        ("from = true\n", "names no period"),
        ("starts = {}\n", "treats nobody"),
        ('better = "up"\n', "cannot be 'up'"),
        ("looks = 5\n", "must be a list of periods"),
    ],
)
def test_what_does_not_hold_names_its_line(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(SettingsError, match="line") as error:
        read(tmp_path, GOOD + more)
    assert said in str(error.value)


def test_two_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="two initiatives are called 'home'"):
        read(tmp_path, GOOD + GOOD)
