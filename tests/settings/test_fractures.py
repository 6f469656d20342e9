"""What a workspace may declare as a fracture, and what is said of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.settings.model import DeclaredFracture


def read(folder: Path, text: str) -> tuple[DeclaredFracture, ...]:
    (folder / "steelyard.toml").write_text(text)
    return settings.read(folder).fractures


def test_a_condition_over_contacts(tmp_path: Path) -> None:
    text = """
[[fractures]]
name = "refund"
title = "refunds for a fault"
where = { topic = ["refund", "credit"] }
at_least = { hold_s = 60 }
charge = "contact"
place = 5
"""
    assert read(tmp_path, text) == (
        DeclaredFracture(
            "refund",
            "refunds for a fault",
            {"topic": ("refund", "credit")},
            {"hold_s": 60.0},
            charge="contact",
            place=5,
        ),
    )


def test_what_a_built_in_one_costs(tmp_path: Path) -> None:
    found = read(tmp_path, '[[fractures]]\nname = "transfer"\ncost = 6\nminutes = 4\n')
    assert (found[0].cost, found[0].minutes, found[0].columns) == (6.0, 4.0, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[fractures]]\ntitle = "x"\n', "a fracture has no name"),
        ('[[fractures]]\nname = "Refund!"\n', "cannot be called 'Refund!'"),
        ('[[fractures]]\nname = "refund"\n', "has no condition"),
        ('[[fractures]]\nname = "transfer"\nwhere = { topic = ["a"] }\n', "is built in"),
        ('[[fractures]]\nname = "refund"\nwhere = { topics = ["a"] }\n', "cannot name 'topics'"),
        ('[[fractures]]\nname = "refund"\nat_least = { hold = 3 }\n', "cannot name 'hold'"),
        (
            '[[fractures]]\nname = "a"\nwhere = { topic = "x" }\n[[fractures]]\nname = "a"\nwhere = { topic = "x" }\n',
            "two",
        ),
        ('[[fractures]]\nname = "transfer"\ncost = -1\n', "at least 0"),
        ('[fractures]\nname = "x"\n', "must be a list of tables"),
    ],
)
def test_what_it_may_not(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, text)
    assert said in str(raised.value)
    assert "line" in str(raised.value)
