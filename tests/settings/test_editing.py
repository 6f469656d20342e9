"""steelyard.toml changed by a page: values change, comments and order stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.editing import change, edited

TEXT = """# Ours, since March.
[workspace]
name = "Support"   # as on the intranet

[assumptions]
return_window_days = 7   # the board's
# customer_hour_value = 12

[targets]
first_contact_resolution = { value = 0.7, source = "our board" }

# The telephone.
[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "Call ID"    # 0.98: its own id
opened_at = "Start"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "steelyard.toml").write_text(TEXT, "utf-8")
    return tmp_path


def test_only_the_value_changes(folder: Path) -> None:
    change(folder, {("assumptions", "return_window_days"): 14})
    assert (folder / "steelyard.toml").read_text("utf-8") == TEXT.replace("= 7 ", "= 14 ")


def test_the_same_value_leaves_every_byte(folder: Path) -> None:
    change(folder, {("assumptions", "return_window_days"): 7.0, ("workspace", "name"): "Support"})
    assert (folder / "steelyard.toml").read_text("utf-8") == TEXT


def test_what_is_new_is_added_and_what_is_none_taken_out(folder: Path) -> None:
    targets = ("targets",)
    change(
        folder,
        {
            (*targets, "first_contact_resolution"): None,
            (*targets, "csat_score"): {"value": 85.0, "source": "last year"},
            ("assumptions", "hourly_cost"): 31.5,
            ("topic_families", "billing"): ("invoice", "dispute"),
        },
    )
    held = settings.read(folder)
    assert {name: (target.value, target.source) for name, target in held.targets.items()} == {
        "csat_score": (85.0, "last year")
    }
    assert held.assumptions.hourly_cost == 31.5
    assert held.topic_families == {"billing": ("invoice", "dispute")}
    text = (folder / "steelyard.toml").read_text("utf-8")
    for comment in ("# Ours, since March.", "# as on the intranet", "# The telephone.", "# 0.98: its own id"):
        assert comment in text


def test_what_would_not_hold_changes_nothing(folder: Path) -> None:
    with pytest.raises(SettingsError, match="return_window_days"):
        change(folder, {("assumptions", "return_window_days"): -1})
    assert (folder / "steelyard.toml").read_text("utf-8") == TEXT


def test_line_ends_stay() -> None:
    windows = TEXT.replace("\n", "\r\n")
    assert edited(windows, {("workspace", "name"): "Help"}) == windows.replace('"Support"', '"Help"')


def test_text_that_is_no_toml_is_said() -> None:
    with pytest.raises(SettingsError, match="not TOML"):
        edited("a = ", {("a",): 1})
