"""Who was asked and who answered, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from steelyard.measure.invitations import invitations
from steelyard.settings.model import Settings, Source

CONTACT = {
    "on": date(2026, 5, 4),
    "is_contact": True,
    "is_human": True,
    "site": "A",
    "channel": "phone",
    "customer_group": 3,
    "row_group": 7,
}


@pytest.fixture
def held(snapshot: Any) -> Any:
    contacts = [
        {**CONTACT, "contact_id": "1", "is_resolved": True},
        {**CONTACT, "contact_id": "2", "is_resolved": False},
        {**CONTACT, "contact_id": "3", "site": "B"},
        {**CONTACT, "contact_id": "bot", "is_human": False},
        {**CONTACT, "contact_id": "out", "is_contact": False},
    ]
    snapshot.put("contacts", contacts)
    issues = [
        {"issue_id": "1", "is_first_mature": True, "is_returned": False},
        {"issue_id": "2", "is_first_mature": True, "is_returned": True},
        {"issue_id": "3", "is_first_mature": False, "is_returned": False},
    ]
    snapshot.put("issues", issues)
    snapshot.put("responses", [{"survey_id": f"s{n}", "is_quality_left_out": False} for n in range(1, 6)])
    for row in (
        ("full", "replaced", "1", "csat", 1, 1, 5, "high"),
        ("full", "s1", "1", "csat", 4, 1, 5, "high"),
        ("full", "s2", "2", "csat", None, 1, 5, "high"),
        ("part", "s3", "3", "csat", 1, 1, 5, "low"),
        ("full", "s4", "3", "nps", 9, 0, 10, "high"),
        ("full", "s5", "bot", "csat", 5, 1, 5, "high"),
    ):
        names = "source, survey_id, contact_id, instrument, score, scale_min, scale_max, better"
        marks = ", ".join("?" for _ in row)
        snapshot.engine.connection.execute(f"INSERT INTO surveys ({names}) VALUES ({marks})", row)
    return snapshot


def full(settings: Callable[..., Settings]) -> Settings:
    return replace(settings(), sources=(Source("full", {}, (), invitations="all"), Source("part", {}, ())))


def test_contacts_of_people_by_how_they_went(held: Any, settings: Callable[..., Settings]) -> None:
    found = invitations(held, full(settings), by=["site"])
    assert found.keys == ("site", "channel", "is_first", "is_resolved", "has_returned")
    assert found.names == ("n", "asked", "answered", "score", "square")
    sums = {label: row.tolist() for label, row in zip(found.labels, found.whole, strict=True)}
    assert sums == {
        ("A", "phone", 1, 1, 0): [1, 1, 1, 0.75, 0.5625],
        ("A", "phone", 1, 0, 1): [1, 1, 0, 0, 0],
        ("B", "phone", 1, None, None): [1, 0, 1, 1, 1],
    }, "an unripe issue tells nothing, and of a source of answers alone nobody knows who was asked"


def test_groups_add_up_to_the_whole(held: Any, settings: Callable[..., Settings]) -> None:
    found = invitations(held, full(settings), chances=("customers", "days"))
    for chance in ("customers", "days"):
        assert found.groups[chance].sum(axis=1).tolist() == found.whole.tolist()
    assert found.groups["customers"][:, 3].tolist() == found.whole.tolist()


def test_days_and_parts_narrow(held: Any, settings: Callable[..., Settings]) -> None:
    assert invitations(held, full(settings), where={"site": ["B"]}).total("n").sum() == 1
    assert invitations(held, full(settings), from_on=date(2026, 5, 5)).labels == ()
