"""What may be logged, and what is said of what may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.undertaken import Event

GOOD = """
[[events]]
name = "Listening"
kind = "workshop"
on = 2026-03-02
"""


def read(folder: Path, text: str) -> tuple[Event, ...]:
    (folder / "steelyard.toml").write_text(text)
    return settings.read(folder).events


def test_the_least_there_must_be(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == (Event("Listening", "workshop", date(2026, 3, 2)),)


def test_all_there_may_be_by_their_days(tmp_path: Path) -> None:
    text = f"""{GOOD}
[[events]]
name = "New invoice"
kind = "release"
on = 2026-01-05
until = 2026-01-09
purpose = "fewer questions about amounts"
treats = "teams"
treated = ["North"]
primary = "customer_rating"
new_baseline = true
"""
    first, second = read(tmp_path, text)
    assert second.name == "Listening"
    assert first == Event(
        "New invoice",
        "release",
        date(2026, 1, 5),
        date(2026, 1, 9),
        "fewer questions about amounts",
        "team",
        ("North",),
        "customer_rating",
        is_new_baseline=True,
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD.replace('name = "Listening"\n', ""), "an event has no name"),
        (GOOD.replace("workshop", "party"), "kind cannot be 'party'"),
        (f"{GOOD}until = 2026-03-01\n", "before it begins"),
        (f'{GOOD}treats = "teams"\n', "only half of who took part"),
        (f'{GOOD}treats = "teams"\ntreated = []\n', "nobody took part"),
        (f'{GOOD}treats = "moods"\ntreated = ["x"]\n', "cannot name 'moods'"),
        (f'{GOOD}primary = "luck"\n', "no measure 'luck'"),
        (GOOD + GOOD, "two events are called 'Listening'"),
        ("events = 3\n", "events must be a list of tables"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(SettingsError, match=what) as told:
        read(tmp_path, text)
    assert "steelyard.toml" in str(told.value)
