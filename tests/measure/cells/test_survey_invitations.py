"""Who was asked and who answered, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard.measure.cells.survey_invitations import by_return, invitations
from steelyard.settings.model import Settings

CONTACT = {
    "on": date(2026, 5, 4),
    "is_contact": True,
    "is_human": True,
    "is_followed": True,
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
        {**CONTACT, "contact_id": "young", "is_followed": False},
    ]
    snapshot.put("contacts", contacts)
    issues = [
        {"issue_id": "1", "is_first_mature": True, "is_returned": False},
        {"issue_id": "2", "is_first_mature": True, "is_returned": True, "unseen_return": 0.25},
        {"issue_id": "3", "is_first_mature": False, "is_returned": False},
    ]
    snapshot.put("issues", issues)
    responses = []
    for contact_id, instrument, is_sent, share in (
        ("1", "csat", True, 0.75),
        ("2", "csat", True, None),
        ("3", "csat", None, 1.0),
        ("3", "nps", True, 0.9),
        ("bot", "csat", True, 1.0),
        ("young", "csat", True, 1.0),
        (None, "csat", True, 0.0),
    ):
        is_quality = instrument == "csat" and share is not None
        responses.append(
            {"contact_id": contact_id, "instrument": instrument, "is_sent": is_sent, "score_share": share}
            | {"is_quality": is_quality, "is_quality_left_out": False}
        )
    snapshot.put("responses", responses)
    return snapshot


def test_contacts_of_people_by_how_they_went(held: Any, settings: Callable[..., Settings]) -> None:
    found = invitations(held, settings(), by=["site"])
    assert found.keys == ("site", "channel", "is_first", "is_resolved", "has_returned")
    assert found.names[:5] == ("n", "asked", "answered", "score", "square")
    sums = {label: row[:5].tolist() for label, row in zip(found.labels, found.whole, strict=True)}
    assert sums == {
        ("A", "phone", 1, 1, 0): [1, 1, 1, 0.75, 0.5625],
        ("A", "phone", 1, 0, 1): [1, 1, 0, 0, 0],
        ("B", "phone", 1, None, None): [1, 0, 1, 1, 1],
    }, "unripe issues tell nothing, contacts too young do not count, an answer without a contact is nobody's"


def test_what_missing_ids_hide_is_moved_from_those_who_did_not_come_back(
    held: Any, settings: Callable[..., Settings]
) -> None:
    """One customer did not come back and one did, who stands for a quarter of another that nobody saw."""
    found = invitations(held, settings())
    assert [by_return(found, "n", state).sum() for state in (1, 0)] == [1.25, 0.75]
    assert [by_return(found, "asked", state).sum() for state in (1, 0)] == [1.25, 0.75]
    assert [by_return(found, "answered", state).sum() for state in (1, 0)] == [0, 1]


def test_groups_add_up_to_the_whole(held: Any, settings: Callable[..., Settings]) -> None:
    found = invitations(held, settings(), chances=("customers", "days"))
    for chance in ("customers", "days"):
        assert found.groups[chance].sum(axis=1).tolist() == found.whole.tolist()
    assert found.groups["customers"][:, 3].tolist() == found.whole.tolist()


def test_days_and_parts_narrow(held: Any, settings: Callable[..., Settings]) -> None:
    assert invitations(held, settings(), where={"site": ["B"]}).total("n").sum() == 1
    assert invitations(held, settings(), from_on=date(2026, 5, 5)).labels == ()
