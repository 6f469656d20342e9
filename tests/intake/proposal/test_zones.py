"""Whose clocks a column's name says its times are."""

from __future__ import annotations

import pytest

from steelyard.intake.proposal.timestamps import doubtful_zone, zone_of


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Created at (UTC)", "UTC"),
        ("created_at_utc", "UTC"),
        ("Date (GMT)", "UTC"),
        ("Start (UTC+2)", "Etc/GMT-2"),
        ("Start (GMT-05:00)", "Etc/GMT+5"),
        ("Start (UTC+00:00)", "UTC"),
        ("Date (Europe/Paris)", "Europe/Paris"),
        ("Answered at (New York)", "America/New_York"),
        ("Closed (PST)", "America/Los_Angeles"),
        ("Erstellt [MEZ]", "Europe/Berlin"),
        ("Created at", ""),
        ("Answered (Support)", ""),
        ("Start (UTC+5:30)", ""),
        ("Start (IST)", ""),
    ],
)
def test_a_name_states_a_zone(name: str, zone: str) -> None:
    assert zone_of(name) == zone


@pytest.mark.parametrize(
    ("name", "open_"), [("Start (UTC+5:30)", "UTC+5:30"), ("Start (IST)", "IST"), ("Start (ET)", "")]
)
def test_a_zone_of_several_is_asked_about(name: str, open_: str) -> None:
    assert doubtful_zone(name) == open_
