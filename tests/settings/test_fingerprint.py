"""The fingerprint changes with what shapes facts, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings

BASE = """\
[workspace]
name = "A"
[assumptions]
return_window_days = 7
[targets.first_contact_resolution]
value = 0.7
source = "us"
[sources.t]
files = "t.csv"
[sources.t.contacts.columns]
contact_id = "id"
opened_at = "at"
"""


def fingerprint(folder: Path, text: str) -> str:
    (folder / "steelyard.toml").write_text(text)
    return settings.read(folder).fingerprint


@pytest.mark.parametrize(
    ("before", "after"),
    [('name = "A"', 'name = "B"'), ("value = 0.7", "value = 0.8"), ("[assumptions]", "# a remark\n\n[assumptions]")],
)
def test_names_targets_and_lines_do_not_count(tmp_path: Path, before: str, after: str) -> None:
    assert fingerprint(tmp_path, BASE) == fingerprint(tmp_path, BASE.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return_window_days = 7", "return_window_days = 8"),
        ('opened_at = "at"', 'opened_at = "began"'),
        ('name = "A"', 'time_zone = "Europe/Paris"'),
        ("[assumptions]", '[topic_families]\nbilling = ["a"]\n[assumptions]'),
    ],
)
def test_what_shapes_facts_counts(tmp_path: Path, before: str, after: str) -> None:
    assert fingerprint(tmp_path, BASE) != fingerprint(tmp_path, BASE.replace(before, after))
