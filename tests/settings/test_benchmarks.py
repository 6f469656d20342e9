"""Figures of comparable companies: each with its source, none without its definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.benchmarks import published

GOOD = """
[[benchmarks]]
metric = "csat_top_box"
value = 0.81
source = "Our association"
year = "2026"
definition = "the best of five boxes"
"""


def test_the_least_there_must_be(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(GOOD)
    [one] = settings.read(tmp_path).benchmarks
    assert (one.metric, one.value, one.grade) == ("csat_top_box", 0.81, "own")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD.replace("0.81", "81"), "is a share, 0 to 1"),
        (GOOD.replace("csat_top_box", "csat_tip_box"), "no measure 'csat_tip_box'"),
        (GOOD.replace('definition = "the best of five boxes"\n', ""), "a benchmark has no definition"),
        (f'{GOOD}grade = "rumour"\n', "grade cannot be 'rumour'"),
        ("benchmarks = 1\n", "must be a list of tables"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "steelyard.toml").write_text(text)
    with pytest.raises(SettingsError, match=what):
        settings.read(tmp_path)


def test_what_is_shipped_says_where_it_is_from() -> None:
    for one in published():
        assert one.source
        assert one.definition
        assert one.year
        assert one.grade in ("published", "vendor", "second-hand")
    assert sum(not one.differs for one in published()) < len(published())
